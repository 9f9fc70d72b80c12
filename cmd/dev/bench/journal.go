package main

import (
	"context"
	"path/filepath"
	"sync/atomic"

	"branchbook/edge/desk"
	"branchbook/sync/booking"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
)

// The smallest thing a node can say, and a booking: each beside the raw transaction that writes the same rows.
const (
	rawAppend   = "append, raw rows, one a transaction"
	thinBooking = "booking, thin prototype: 5 statements"
	rawBooking  = "booking, raw rows, one a transaction"
	rawGroup    = "booking, raw rows, 32 a transaction"
)

var appends = []measure{
	{name: rawAppend, baseline: baseFlush, run: rawLoop("append", sayManyNothings, 1)},
	{name: "append, 1 client", baseline: rawAppend, run: appendLoop(1)},
	{name: "append, 8 clients", baseline: rawAppend, run: appendLoop(8)},
	{name: "append, 32 clients", baseline: rawAppend, run: appendLoop(32)},
}

var bookings = []measure{
	{name: thinBooking, baseline: baseFlush, run: thinLoop},
	{name: rawBooking, baseline: thinBooking, also: baseFlush, run: rawLoop("bookings", bookMany, 1)},
	{name: rawGroup, baseline: rawBooking, run: rawLoop("bookings", bookMany, 32)},
	{name: "booking, 1 client", baseline: rawBooking, also: thinBooking, goal: "1: ≥ 0.95; 2: ≥ 0.55 thin",
		run: bookLoop(1)},
	{name: "booking, 8 clients", baseline: rawBooking, also: thinBooking, goal: "2: ≥ 1.8 thin", run: bookLoop(8)},
	{name: "booking, 32 clients", baseline: rawBooking, also: thinBooking, goal: "2: ≥ 2.5 thin", run: bookLoop(32)},
}

// nothing is a small fact: a visit, unknown here, was confirmed. Its fold looks for the visit and leaves it at that.
func nothing() fact.Body {
	return booking.VisitConfirmed{Step: booking.Step{Visit: "unknown", Client: "unknown"}}
}

func appendLoop(clients int) func(*round) error {
	return func(r *round) error {
		_, e, err := r.visit((*lab).small)
		if err != nil {
			return err
		}
		defer e.Close()
		return r.loop(clients, func(int) error {
			_, err := say(e.Book, nothing())
			return err
		})
	}
}

func bookLoop(clients int) func(*round) error {
	return func(r *round) error {
		s, e, err := r.visit((*lab).small)
		if err != nil {
			return err
		}
		defer e.Close()
		return r.loop(clients, func(int) error {
			_, err := e.Desk.Book(context.Background(), newBy(), s.form())
			return err
		})
	}
}

// bookMany and sayManyNothings make the commits that are recorded.
func bookMany(s *salon, b *journal.Book, count int) error {
	d := &desk.Desk{Journal: b, Clock: wall}
	for range count {
		if _, err := d.Book(context.Background(), newBy(), s.form()); err != nil {
			return err
		}
	}
	return nil
}

func sayManyNothings(_ *salon, b *journal.Book, count int) error {
	for range count {
		if _, err := say(b, nothing()); err != nil {
			return err
		}
	}
	return nil
}

func rawLoop(name string, work func(*salon, *journal.Book, int) error, group int) func(*round) error {
	return func(r *round) error {
		s, err := r.small()
		if err != nil {
			return err
		}
		count := max(100, int(float64(r.o.bookings)*r.span.Seconds()))
		commits, err := s.record(r.lab, name, func(s *salon, b *journal.Book) error { return work(s, b, count) })
		if err != nil {
			return err
		}
		return replayRaw(r, s, commits, group)
	}
}

// thinSchema and thinBook are the booking of the thin prototype, the least a front desk can write: no facts, no
// hash, no cells, no history.
var thinSchema = fact.Schema{Name: "thin", SQL: `
	CREATE TABLE thin_visit (
		id INTEGER PRIMARY KEY, uid TEXT NOT NULL, staff INTEGER NOT NULL, client INTEGER NOT NULL,
		start INTEGER NOT NULL, stop INTEGER NOT NULL, service INTEGER NOT NULL, status TEXT NOT NULL) STRICT;
	CREATE UNIQUE INDEX thin_visit_uid ON thin_visit (uid);
	CREATE INDEX thin_visit_staff ON thin_visit (staff, start);
	CREATE INDEX thin_visit_client ON thin_visit (client, start);
	CREATE TABLE thin_contract (id INTEGER PRIMARY KEY, held INTEGER NOT NULL) STRICT;
	CREATE TABLE thin_ledger (
		id INTEGER PRIMARY KEY, contract INTEGER NOT NULL, minor INTEGER NOT NULL, note TEXT NOT NULL) STRICT;
	CREATE INDEX thin_ledger_contract ON thin_ledger (contract);
	CREATE TABLE thin_outbox (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;`}

func thinBook(t fact.Tables, i int64) error {
	who, start := i%staff, i/staff*slotMin
	overlap, err := fact.All(t, fact.Int, `
		SELECT id FROM thin_visit WHERE staff = ? AND start > ? AND start < ? AND stop > ?`,
		who, start-24*60, start+slotMin, start)
	if err != nil || len(overlap) > 0 {
		return errUsedUp
	}
	return execute(t, []op{
		{`INSERT INTO thin_visit (uid, staff, client, start, stop, service, status) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			[]any{newBy().Command, who, i % 500, start, start + slotMin, 1, "booked"}},
		{`UPDATE thin_contract SET held = held + 1 WHERE id = ?`, []any{i % 1000}},
		{`INSERT INTO thin_ledger (contract, minor, note) VALUES (?, ?, ?)`, []any{i % 1000, 4400, "held"}},
		{`INSERT INTO thin_outbox (body) VALUES (?)`, []any{make([]byte, 340)}},
	})
}

func thinLoop(r *round) error {
	path := filepath.Join(r.dir, "thin.db")
	t, err := journal.Scratch(path, []fact.Schema{thinSchema})
	if err != nil {
		return err
	}
	var next atomic.Int64
	err = thinFill(t, &next, r.o.visits)
	if err := t.Close(); err != nil {
		return err
	}
	if err != nil {
		return err
	}
	bare, err := journal.Bare(path, journal.Full)
	if err != nil {
		return err
	}
	defer bare.Close()
	return r.loop(1, func(int) error { return thinOne(bare, &next) })
}

func thinFill(t fact.Tables, next *atomic.Int64, visits int) error {
	if err := execute(t, begin); err != nil {
		return err
	}
	for i := range 1000 {
		if _, err := t.Exec(`INSERT INTO thin_contract (id, held) VALUES (?, 0)`, i); err != nil {
			return err
		}
	}
	for range visits {
		if err := thinBook(t, next.Add(1)); err != nil {
			return err
		}
	}
	return execute(t, commit)
}

func thinOne(t fact.Tables, next *atomic.Int64) error {
	if err := execute(t, begin); err != nil {
		return err
	}
	if err := thinBook(t, next.Add(1)); err != nil {
		return err
	}
	return execute(t, commit)
}
