package demo

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nyaruka/phonenumbers"

	"branchbook/cmd/internal/network"
	"branchbook/hub/report"
	"branchbook/sync/booking"
	"branchbook/sync/courses"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/link"
)

// quick is the timing of tests: everything that waits waits less.
var quick = link.Timing{
	Heartbeat: 300 * time.Millisecond, BackoffMin: 20 * time.Millisecond, BackoffMax: 200 * time.Millisecond,
	Reconnect: 50 * time.Millisecond, Look: 20 * time.Millisecond, Timeout: 5 * time.Second,
}

// afternoon is an hour at which all three branches are open.
var afternoon = time.Date(2026, 11, 24, 9, 40, 0, 0, time.UTC)

// invented writes a short history and opens the network that has it.
func invented(t *testing.T, days int, now time.Time) *Demo {
	t.Helper()
	d := &Demo{o: Options{
		Dir: t.TempDir(), Days: days, Version: "test", Out: t.Output(), Log: slog.New(slog.DiscardHandler),
		now: now, timing: quick,
	}}
	t.Cleanup(func() {
		if err := d.close(); err != nil {
			t.Error(err)
		}
	})
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	if err := d.build(ctx); err != nil {
		t.Fatal(err)
	}
	return d
}

// told is everything that happened at a branch, without ids and names of the run.
func told(t *testing.T, b *network.Branch) string {
	t.Helper()
	var lines []string
	err := b.Book.Read(t.Context(), func(v *journal.View) (err error) {
		lines, err = fact.All(v, fact.Text, `
			SELECT format('%s %s %s %s %d %s %d', v.business_on, v.status, c.number, v.source, b.start_utc, p.given,
				b.price_minor)
			FROM booking_visit v
			JOIN booking_block b ON b.jid = v.jid AND b.visit = v.visit
			JOIN clients_client c ON c.jid = v.jid AND c.client = v.client
			JOIN people_practitioner p ON p.jid = v.jid AND p.practitioner = b.practitioner
			WHERE v.jid = ?1
			UNION ALL
			SELECT format('%s %s %s %d', account, business_on, currency, SUM(minor))
			FROM ledger_posting WHERE jid = ?1 GROUP BY account, business_on, currency
			ORDER BY 1`, v.JID())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(lines) < 100 {
		t.Fatalf("%s: only %d lines", b.Name, len(lines))
	}
	return strings.Join(lines, "\n")
}

func TestTheSameSeedIsTheSameHistory(t *testing.T) {
	one, two := invented(t, 10, afternoon), invented(t, 10, afternoon)
	for i, b := range one.n.Branches {
		if told(t, b) != told(t, two.n.Branches[i]) {
			t.Errorf("%s: two histories of the same seed differ", b.Name)
		}
	}
}

func TestTheHistoryIsSoundAndPlausible(t *testing.T) {
	d := invented(t, 24, afternoon)
	ctx := t.Context()
	for _, b := range d.n.Branches {
		here, err := b.Book.Digest(ctx, b.Node)
		if err != nil {
			t.Fatal(err)
		}
		there, err := d.n.Hub.Book.Digest(ctx, b.Node)
		if err != nil || here != there {
			t.Errorf("%s: the hub's tables differ (%v)", b.Name, err)
		}
		sound(t, b.Name, b.Book)
		lively(t, b)
	}
	sound(t, "hub", d.n.Hub.Book)
	figures(t, d)
}

func sound(t *testing.T, name string, b *journal.Book) {
	t.Helper()
	rep, err := b.Verify(t.Context(), t.TempDir())
	if err != nil || len(rep.Problems) > 0 {
		t.Error(name, rep.Problems, err)
	}
}

// lively looks at today: work done, somebody in treatment, somebody waiting, and more to come.
func lively(t *testing.T, b *network.Branch) {
	t.Helper()
	today := fact.DateOf(afternoon.In(location(t, b)))
	day, err := b.Desk.Day(t.Context(), today)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []booking.Status{booking.Completed, booking.InTreatment, booking.Arrived, booking.Confirmed} {
		if day.Counts[s] == 0 {
			t.Errorf("%s: nobody is %s today: %v", b.Name, s, day.Counts)
		}
	}
	for in := 1; in <= 10; in++ {
		day, err := b.Desk.Day(t.Context(), today.AddDays(in))
		if err != nil || len(day.Opening) > 0 && day.Counts[booking.Booked]+day.Counts[booking.Confirmed] == 0 {
			t.Errorf("%s: in %d days: %v %v", b.Name, in, day.Counts, err)
		}
	}
}

func location(t *testing.T, b *network.Branch) *time.Location {
	t.Helper()
	own, _, err := b.Desk.Branch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation(own.Zone)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func figures(t *testing.T, d *Demo) {
	t.Helper()
	err := d.n.Hub.Book.Read(t.Context(), func(v *journal.View) error {
		all, err := report.ByBranch(v, report.Period{})
		if err != nil || len(all) != 3 {
			return fmt.Errorf("%d branches: %w", len(all), err)
		}
		for _, f := range all {
			share := float64(f.NoShows) / float64(f.NoShows+f.Completed)
			if share < 0.03 || share > 0.15 || f.Cancelled == 0 || f.Revenue <= 0 || f.Left <= 0 {
				t.Errorf("%s: %+v, no-shows %.3f", f.Branch.Code, f, share)
			}
		}
		return statuses(t, v)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// statuses wants a visit in every status and a session in every state that a short history can bring.
func statuses(t *testing.T, v *journal.View) error {
	t.Helper()
	seen, err := fact.All(v, fact.Text, `SELECT DISTINCT status FROM booking_visit`)
	if err != nil {
		return err
	}
	for _, s := range booking.Statuses() {
		if !slices.Contains(seen, string(s)) {
			t.Errorf("no visit is %s", s)
		}
	}
	seen, err = fact.All(v, fact.Text, `SELECT DISTINCT state FROM courses_session`)
	for _, s := range []courses.State{courses.Free, courses.Held, courses.Earned, courses.Burned} {
		if !slices.Contains(seen, string(s)) {
			t.Errorf("no session is %s", s)
		}
	}
	return err
}

func TestNobodyHasTheseNumbers(t *testing.T) {
	for _, h := range houses() {
		n, err := phonenumbers.Parse(h.number(17), "")
		if err != nil || !phonenumbers.IsPossibleNumber(n) || phonenumbers.IsValidNumber(n) {
			t.Errorf("%s: %s is somebody's number, or none (%v)", h.folder, h.number(17), err)
		}
	}
}
