package desk

import (
	"context"
	"errors"
	"testing"

	"branchbook/sync/booking"
	"branchbook/sync/fact"
	"branchbook/sync/people"
)

// undo takes the newest change of a visit back, as the page offers it.
func (h *house) undo(by By, v booking.VisitID) error {
	h.t.Helper()
	page := h.visit(v)
	if page.Undo == nil {
		h.t.Fatalf("nothing to take back: %+v", page.History)
	}
	_, err := h.d.Undo(context.Background(), by, UndoChange{v, page.Undo.Change, "a slip"})
	return err
}

// Every change is taken back in turn, down to the booking: each time the visit is as it was.
func TestUndoWalksBack(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	c := h.sell(h.facials(100_000, 10, day), 100_000)
	in := h.facialAt(monday, 10)
	in.AskedFor, in.Note = h.sato, "by the window"
	v := h.book(in)
	type state struct {
		visit    booking.Visit
		sessions string
	}
	var were []state
	step := func(do func() error) {
		t.Helper()
		were = append(were, state{h.visit(v).Visit, h.states(c)})
		h.must(do())
	}
	move := MoveVisit{Visit: v, On: monday, Agreed: true, Blocks: []Block{
		{Service: h.rub, Practitioner: h.ito, StartMin: 14 * 60},
		{Service: h.facial, Practitioner: h.sato, Follows: true}},
		Remarks: &Remarks{Source: booking.Desk, Note: "at the door"}}
	step(func() error { _, err := h.d.Confirm(ctx, h.mais(), v); return err })
	step(func() error { _, err := h.d.Move(ctx, h.mais(), move); return err })
	h.at("2024-05-06T09:00")
	step(func() error { return cancelled(false)(h, v) }) // late: the session burns
	if h.states(c) != "9 0 0 0 1" {
		t.Fatal("not burned:", h.states(c))
	}
	if err := h.undo(h.mais(), v); codes(err) != "undo_forbidden@visit" {
		t.Error("the desk took back what was lost:", err)
	}
	for i := len(were) - 1; i >= 0; i-- {
		h.must(h.undo(h.yukis(), v))
		got, want := h.visit(v).Visit, were[i].visit
		got.ChangedAt, want.ChangedAt, got.Was, want.Was = 0, 0, "", ""
		if Tag(got) != Tag(want) || h.states(c) != were[i].sessions {
			t.Errorf("back to %d:\n%+v %s, want\n%+v %s", i, got, h.states(c), want, were[i].sessions)
		}
	}
	page := h.visit(v)
	if page.Undo != nil || page.Note != "by the window" || len(page.History) != 9 {
		t.Errorf("%+v, %d changes", page.Undo, len(page.History))
	}
	h.sound()
}

// A time that somebody else has by now is refused by name, and what changed meanwhile is not taken back by a page
// that does not show it.
func TestUndoMeetsOthers(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	v := h.book(h.facialAt(monday, 10))
	_, err := h.d.Move(ctx, h.mais(), MoveVisit{Visit: v, On: "2024-05-07", Blocks: []Block{
		{Service: h.facial, Practitioner: h.sato, StartMin: 10 * 60}}})
	h.must(err)
	other := h.facialAt(monday, 10)
	other.Client = h.ken
	h.book(other)
	err = h.undo(h.mais(), v)
	if rs := fact.AsRefusals(err); len(rs) != 1 || rs[0].Code != "slot_taken" || rs[0].Args["client"] != "Suzuki Ken" {
		t.Error(err)
	}
	old := h.visit(v).Undo.Change
	_, err = h.d.Confirm(ctx, h.mais(), v)
	h.must(err)
	var stale *Stale
	if _, err := h.d.Undo(ctx, h.mais(), UndoChange{Visit: v, Change: old}); !errors.As(err, &stale) {
		t.Error("an old page took back another change:", err)
	}
	by, form := h.mais(), UndoChange{Visit: v, Change: h.visit(v).Undo.Change}
	_, err = h.d.Undo(ctx, by, form)
	h.must(err)
	if again, err := h.d.Undo(ctx, by, form); err != nil || !again.Repeated {
		t.Error("pressed twice:", again, err)
	}
	if got := h.visit(v).Visit.Status; got != booking.Booked {
		t.Error(got)
	}
	h.sound()
}

// A completion is taken back by a manager, with a reason where sessions come back.
func TestUndoOfACompletion(t *testing.T) {
	h := newHouse(t)
	c := h.sell(h.facials(100_000, 10, nil), 100_000)
	v := h.facialDone(monday)
	offer := h.visit(v).Undo
	if offer == nil || !offer.Settled || !offer.Reason {
		t.Fatalf("%+v", offer)
	}
	if err := h.undo(h.by(h.mai, people.Desk), v); codes(err) != "undo_forbidden@visit" {
		t.Error(err)
	}
	_, err := h.d.Undo(context.Background(), h.yukis(), UndoChange{Visit: v, Change: offer.Change})
	if codes(err) != "reason_needed@reason" {
		t.Error("without a reason:", err)
	}
	h.must(h.undo(h.yukis(), v))
	if got := h.visit(v); !got.Visit.Status.Open() || h.states(c) != "9 1 0 0 0" {
		t.Errorf("%s, %s", got.Visit.Status, h.states(c))
	}
	h.sound()
}

// Of a session that another visit took meanwhile the contract gives another one, or the undo is refused.
func TestUndoNeedsItsSessions(t *testing.T) {
	h := newHouse(t)
	h.sell(h.facials(10_000, 1, nil), 10_000)
	v := h.book(h.facialAt(monday, 10))
	h.must(cancelled(false)(h, v))
	h.book(h.facialAt(monday, 15))
	if err := h.undo(h.mais(), v); codes(err) != "contract_used_up@visit" {
		t.Error(err)
	}
	h.sound()
}

// The session that a moved visit holds goes back with it: it is taken at the start of its day.
func TestUndoTakesTheSessionAlong(t *testing.T) {
	h := newHouse(t)
	h.sell(h.facials(100_000, 10, nil), 100_000)
	v := h.book(h.facialAt(monday, 10))
	was := h.visit(v).Sessions[0]
	_, err := h.d.Move(context.Background(), h.mais(), MoveVisit{Visit: v, On: "2024-05-08", Blocks: []Block{
		{Service: h.facial, Practitioner: h.sato, StartMin: 15 * 60}}})
	h.must(err)
	h.must(h.undo(h.mais(), v))
	if now := h.visit(v).Sessions; len(now) != 1 || now[0].Slot != was.Slot || now[0].Ref != was.Ref {
		t.Errorf("%+v, want %+v", now, was)
	}
	h.sound()
}

func TestChangingAVisit(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	c := h.sell(h.facials(100_000, 10, nil), 100_000)
	in := h.facialAt(monday, 10)
	in.Blocks = append(in.Blocks, Block{Service: h.rub, Practitioner: h.sato, Follows: true})
	v := h.book(in)
	if got := h.visit(v).Visit.Blocks[1].Start.Clock(); got != "11:00" {
		t.Error("the second service begins at", got)
	}
	change := func(m MoveVisit) booking.Visit {
		t.Helper()
		m.Visit, m.On = v, monday
		_, err := h.d.Move(ctx, h.mais(), m)
		h.must(err)
		return h.visit(v).Visit
	}
	before := len(h.visit(v).History)
	same := []Block{{Service: h.facial, Practitioner: h.sato, StartMin: 600, Was: 1},
		{Service: h.rub, Practitioner: h.sato, Follows: true, Was: 2}}
	change(MoveVisit{Blocks: same})
	if after := len(h.visit(v).History); after != before {
		t.Error("saving what stood there was a change")
	}
	dear := h.visit(v).Visit.Blocks[1].PriceMinor + 500
	same[1].PriceMinor = &dear
	if got := change(MoveVisit{Blocks: same}); got.Blocks[1].PriceMinor != dear || got.Blocks[0].Session == "" {
		t.Errorf("%+v", got.Blocks)
	}
	// The facial becomes the second block: its session follows it, and the dear massage keeps its price.
	turned := []Block{{Service: h.rub, Practitioner: h.sato, StartMin: 600, Was: 2},
		{Service: h.facial, Practitioner: h.sato, Follows: true, Was: 1}}
	got := change(MoveVisit{Blocks: turned})
	if got.Blocks[0].PriceMinor != dear || got.Blocks[1].Session == "" || h.states(c) != "9 1 0 0 0" {
		t.Errorf("%+v %s", got.Blocks, h.states(c))
	}
	// A block that stood without a session does not take one because another goes.
	change(MoveVisit{Blocks: []Block{{Service: h.facial, Practitioner: h.sato, StartMin: 600, Cover: Cover{None: true}},
		{Service: h.facial, Practitioner: h.sato, Follows: true, Cover: Cover{None: true}}}})
	got = change(MoveVisit{Blocks: []Block{{Service: h.facial, Practitioner: h.sato, StartMin: 600, Was: 2}}})
	if got.Blocks[0].Session != "" || h.states(c) != "10 0 0 0 0" {
		t.Errorf("%+v %s", got.Blocks, h.states(c))
	}
	h.sound()
}

func TestAskedForByName(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	in := h.facialAt(monday, 10)
	in.AskedFor = h.sato
	v := h.book(in)
	to := MoveVisit{Visit: v, On: monday, Blocks: []Block{{Service: h.facial, Practitioner: h.ito, StartMin: 600}}}
	_, err := h.d.Move(ctx, h.mais(), to)
	rs := fact.AsRefusals(err)
	if codes(err) != "asked_for@agreed" || rs[0].Args["practitioner"] != "Sato" {
		t.Fatal(err, rs)
	}
	to.Agreed = true
	_, err = h.d.Move(ctx, h.mais(), to)
	h.must(err)
	if got := h.visit(v).Visit; got.AskedFor != string(h.sato) || got.Blocks[0].Practitioner != string(h.ito) {
		t.Errorf("%+v", got)
	}
}

func TestAWalkInStartsAsAVisit(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	in := h.facialAt(monday, 10)
	in.Arrived = true
	if _, err := h.d.Book(ctx, h.mais(), in); codes(err) != "arrived_today@on" {
		t.Error(err)
	}
	h.at("2024-05-06T10:00")
	by := h.mais()
	out, err := h.d.Book(ctx, by, in)
	v := booking.VisitID(h.done("visit:", out, err))
	if again, err := h.d.Book(ctx, by, in); err != nil || !again.Repeated {
		t.Error("pressed twice:", err)
	}
	page := h.visit(v)
	if page.Visit.Status != booking.Arrived || len(page.History) != 2 || page.History[0].Kind != "booking.VisitBooked" {
		t.Errorf("%+v", page.History)
	}
	h.must(h.undo(h.mais(), v))
	if got := h.visit(v); got.Visit.Status != booking.Booked || got.Undo != nil {
		t.Errorf("%s, %+v", got.Visit.Status, got.Undo)
	}
	h.sound()
}

// Of two facials the one that is named was given, the paid one as well as the covered one.
func TestPerformedNamesItsBlock(t *testing.T) {
	for block, want := range map[int]string{0: "1 0 0 1 0", 1: "2 0 0 0 0"} {
		h := newHouse(t)
		c := h.sell(h.facials(20_000, 2, nil), 20_000)
		in := h.facialAt(monday, 10)
		in.Blocks = append(in.Blocks, Block{Service: h.facial, Practitioner: h.sato, Follows: true,
			Cover: Cover{None: true}})
		v := h.book(in)
		h.at("2024-05-06T12:30")
		_, err := h.d.Complete(context.Background(), h.mais(), CompleteVisit{Visit: v, Performed: []Performed{
			{Service: h.facial, Practitioner: h.ito, Block: &block}}})
		h.must(err)
		page := h.visit(v)
		if got := page.Visit.Performed; h.states(c) != want || len(got) != 1 || got[0].Practitioner != string(h.ito) ||
			(got[0].Session != "") != (block == 0) || len(page.Visit.Blocks) != 2 {
			t.Errorf("%d: %+v %s", block, got, h.states(c))
		}
		if n := len(page.Sessions); n != 1-block {
			t.Error(block, "left", n, "sessions with the visit")
		}
		_, err = h.d.Complete(context.Background(), h.mais(), CompleteVisit{Visit: v, Performed: []Performed{
			{Service: h.facial, Practitioner: "x"}}})
		if codes(err) != "no_practitioner@performed.0.practitioner" {
			t.Error(err)
		}
		h.sound()
	}
}
