package booking

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"branchbook/sync/fact"
	"branchbook/sync/hours"
	"branchbook/sync/journal/journaltest"
	"branchbook/sync/ledger"
)

// naive is a visit as a list of minutes: the model that the calendar is compared with.
type naive struct {
	id       VisitID
	who      string
	from, to int // wall minutes in UTC, buffers included
	chair    bool
	status   Status
}

// machine drives rules and folds on real tables; its two practitioners work all day, there is one chair.
type machine struct {
	tables fact.Tables
	p      fact.Position
	all    []naive
}

func (m *machine) fold(tb testing.TB, bodies ...fact.Body) {
	m.p.Height++
	kinds := append(Kinds(), hours.Kinds()...)
	journaltest.Fold(tb, m.tables, m.p, kinds, bodies...)
}

func (m *machine) day(t *rapid.T) Day {
	d, err := Load(m.tables, m.p.JID, today, time.UTC, []string{olga, yerlan}, []string{"chair"})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func (m *machine) draw(t *rapid.T) (Wish, naive) {
	w := wish(rapid.SampledFrom([]string{olga, yerlan}).Draw(t, "who"),
		rapid.IntRange(2, 20).Draw(t, "at")*5, rapid.IntRange(1, 6).Draw(t, "cells")*5)
	w.BeforeMin, w.AfterMin = rapid.IntRange(0, 1).Draw(t, "before")*5, rapid.IntRange(0, 1).Draw(t, "after")*5
	n := naive{who: w.Practitioner, from: w.StartMin - w.BeforeMin, to: w.StartMin + w.LengthMin + w.AfterMin}
	if n.chair = rapid.Bool().Draw(t, "chair"); n.chair {
		w.Needs = []Need{{"chair", 1, 1}}
	}
	return w, n
}

// free is the naive answer: nobody else of the same practitioner or chair in the same minutes.
func (m *machine) free(n naive) bool {
	for _, o := range m.all {
		shared := o.who == n.who || o.chair && n.chair
		if o.id != n.id && o.status.Occupies() && o.from < n.to && n.from < o.to && shared {
			return false
		}
	}
	return true
}

func (m *machine) pick(t *rapid.T) (*naive, Visit) {
	if len(m.all) == 0 {
		t.Skip("no visit yet")
	}
	n := &m.all[rapid.IntRange(0, len(m.all)-1).Draw(t, "which")]
	v, err := Find(m.tables, m.p.JID, n.id)
	if err != nil || v.Status != n.status {
		t.Fatalf("%s is %s, naive says %s (%v)", n.id, v.Status, n.status, err)
	}
	return n, v
}

// agree wants rule and naive model to say the same.
func agree(t *rapid.T, err error, want bool) bool {
	if (err == nil) != want || err != nil && code(err) == "" {
		t.Fatalf("rule says %v, naive model says %t", err, want)
	}
	return err == nil
}

func TestCalendarAgainstNaiveList(t *testing.T) {
	tables := journaltest.Tables(t, Schema, hours.Schema, ledger.Schema)
	runs := int64(0)
	rapid.Check(t, func(rt *rapid.T) {
		runs++
		m := &machine{tables: tables, p: fact.Position{JID: runs, Journal: fmt.Sprint("j", runs), Wall: 1}}
		allDay := hours.Pattern{Rhythm: hours.Cycle, Shifts: []hours.Shift{{Work: []hours.Span{{From: 0, To: 1440}}}}}
		m.fold(t, hours.PatternSet{Practitioner: olga, FromOn: today, Pattern: allDay},
			hours.PatternSet{Practitioner: yerlan, FromOn: today, Pattern: allDay})
		rt.Repeat(map[string]func(*rapid.T){
			"book": func(rt *rapid.T) {
				w, n := m.draw(rt)
				n.id, n.status = VisitID(fmt.Sprint("v", len(m.all))), Booked
				in := ask(w)
				in.Visit = n.id
				bodies, err := Book(m.day(rt), in)
				if agree(rt, err, m.free(n)) {
					m.fold(t, bodies...)
					m.all = append(m.all, n)
				}
			},
			"move": func(rt *rapid.T) {
				n, v := m.pick(rt)
				w, to := m.draw(rt)
				to.id, to.status = n.id, n.status
				bodies, err := Move(m.day(rt), v, Change{Wishes: []Wish{w}})
				if agree(rt, err, n.status.Open() && m.free(to)) {
					m.fold(t, bodies...)
					*n = to
				}
			},
			"cancel": func(rt *rapid.T) {
				n, v := m.pick(rt)
				bodies, err := Cancel(v, "ill", false)
				if agree(rt, err, n.status == Booked) {
					m.fold(t, bodies...)
					n.status = Cancelled
				}
			},
			"complete": func(rt *rapid.T) {
				n, v := m.pick(rt)
				bodies, err := Complete(v, v.AsBooked(), today)
				if agree(rt, err, n.status == Booked) {
					m.fold(t, bodies...)
					n.status = Completed
				}
			},
			"reopen": func(rt *rapid.T) {
				n, v := m.pick(rt)
				bodies, err := Reopen(m.day(rt), v, today)
				if agree(rt, err, n.status == Completed || n.status == Cancelled && m.free(*n)) {
					m.fold(t, bodies...)
					n.status = Booked
				}
			},
			"": m.invariants,
		})
	})
}

// invariants compares every cell with the naive list, and the revenue with the completed visits.
func (m *machine) invariants(t *rapid.T) {
	d := m.day(t)
	revenue := int64(0)
	for _, n := range m.all {
		if n.status == Completed {
			revenue -= 500
		}
	}
	for _, moment := range d.Moments[:36] {
		chairs := 0
		who := map[string]VisitID{}
		for _, n := range m.all {
			if n.status.Occupies() && n.from <= moment.At.Min && moment.At.Min < n.to {
				who[n.who] = n.id
				if n.chair {
					chairs++
				}
			}
		}
		for _, practitioner := range []string{olga, yerlan} {
			if got := d.Taken[practitioner][moment.Cell]; got != who[practitioner] {
				t.Fatalf("%s %s: %q, naive says %q", practitioner, moment.At.Clock(), got, who[practitioner])
			}
		}
		if got := d.Used["chair"][moment.Cell]; got != chairs {
			t.Fatalf("chair %s: %d, naive says %d", moment.At.Clock(), got, chairs)
		}
	}
	got, err := fact.One(m.tables, fact.Int, `
		SELECT SUM(minor) FROM ledger_posting WHERE jid = ? AND account = 'revenue_services'`, m.p.JID)
	if err != nil || got != revenue {
		t.Fatalf("revenue %d, naive says %d (%v)", got, revenue, err)
	}
	onDay, err := VisitsOn(m.tables, m.p.JID, today)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range onDay {
		if one, err := Find(m.tables, m.p.JID, v.ID); err != nil || !reflect.DeepEqual(v, one) {
			t.Fatalf("read with its day\n%+v\nread alone (%v)\n%+v", v, err, one)
		}
	}
	lanes, err := fact.One(m.tables, fact.Int, `
		SELECT COUNT(*) FROM booking_block WHERE jid = ? AND conflict <> ''`, m.p.JID)
	if err != nil || lanes != 0 {
		t.Fatalf("%d conflicts (%v)", lanes, err)
	}
}
