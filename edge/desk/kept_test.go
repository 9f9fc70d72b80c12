package desk

import (
	"context"
	"testing"

	"branchbook/sync/booking"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
)

// keptDays asks whether the days that are kept are the days that stand in the book.
func (p *player) keptDays(after string) {
	today := p.date().AddDays(-2)
	for i := range 5 {
		on := today.AddDays(i)
		kept, err := p.d.Day(context.Background(), on)
		p.must(err)
		if read := p.freshDay(on); Tag(kept) != Tag(read) {
			p.rt.Fatalf("after %s the day kept of %s is not the one in the book:\n%+v\n%+v", after, on, kept, read)
		}
	}
}

func (h *house) freshDay(on fact.Date) (day Day) {
	h.must(h.d.read(context.Background(), func(v *view) (err error) {
		day, err = v.day(on)
		return err
	}))
	return day
}

// isKept reports whether a day is answered without being read.
func (h *house) isKept(on fact.Date) bool {
	_, ok := h.d.days.find(on, h.d.Clock.Now())
	return ok
}

func TestADayIsKeptUntilItChanges(t *testing.T) {
	h := newHouse(t)
	on := fact.DateOf(h.clock.Now()).AddDays(7)
	look := func() Day {
		day, err := h.d.Day(context.Background(), on)
		h.must(err)
		return day
	}
	look()
	if !h.isKept(on) {
		t.Fatal("a day that was read is not kept")
	}
	h.book(h.facialAt(on, 10))
	if h.isKept(on) {
		t.Fatal("a day that somebody was booked on is kept")
	}
	look()
	elsewhere := h.facialAt(on.AddDays(1), 10)
	elsewhere.Client = h.client("Nobody", "+81900000099")
	look() // registering is not foreseen
	h.book(elsewhere)
	if !h.isKept(on) {
		t.Error("a visit of somebody else on another day threw the day away")
	}
	untimed := h.facialAt(on, 0)
	untimed.Untimed, untimed.Client = true, elsewhere.Client
	h.book(untimed)
	if h.isKept(on) || len(look().Untimed) != 1 {
		t.Error("a visit without an hour is missing from its day")
	}
}

// What is committed while a day is being read may be missing from it, so such a day is shown once and not kept.
func TestADayThatChangedWhileItWasReadIsNotKept(t *testing.T) {
	h := newHouse(t)
	on := fact.DateOf(h.clock.Now()).AddDays(7)
	h.d.Watch()
	r := h.d.days.start()
	day := h.freshDay(on)
	h.book(h.facialAt(on, 10))
	h.d.days.end(r, day, nil, h.d.Clock.Now())
	if h.isKept(on) {
		t.Error("kept")
	}
	r = h.d.days.start()
	h.d.days.committed(journal.Change{})
	h.d.days.end(r, h.freshDay(on), nil, h.d.Clock.Now())
	if h.isKept(on) {
		t.Error("kept although something unknown happened")
	}
	if day.Counts[booking.Booked] != 0 {
		t.Error("the day that was read first shows what was booked later")
	}
}

func TestFewDaysAreKept(t *testing.T) {
	h := newHouse(t)
	on := fact.DateOf(h.clock.Now())
	for i := range maxDays + 5 {
		_, err := h.d.Day(context.Background(), on.AddDays(i))
		h.must(err)
	}
	if h.isKept(on) || !h.isKept(on.AddDays(maxDays+4)) || len(h.d.days.by) != maxDays {
		t.Errorf("%d days are kept", len(h.d.days.by))
	}
}
