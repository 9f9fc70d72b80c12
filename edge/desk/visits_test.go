package desk

import (
	"context"
	"testing"

	"branchbook/sync/booking"
	"branchbook/sync/catalogue"
	"branchbook/sync/courses"
	"branchbook/sync/fact"
	"branchbook/sync/ledger"
	"branchbook/sync/money"
)

// TestVisitsToTheirEnd ends one visit with a facial on a contract and a massage without one, in every way, and
// takes the end back.
func TestVisitsToTheirEnd(t *testing.T) {
	given := func(s ...catalogue.ServiceID) (list []Performed) {
		for _, id := range s {
			list = append(list, Performed{Service: id})
		}
		return list
	}
	tests := []struct {
		name     string
		terms    func(*catalogue.Terms)
		at       string
		end      func(h *house, v booking.VisitID) error
		status   booking.Status
		sessions string // free, held, parked, earned, burned
		revenue  money.Minor
	}{
		{"as booked", nil, "2024-05-06T11:30", func(h *house, v booking.VisitID) error {
			_, err := h.d.Complete(context.Background(), h.mais(), CompleteVisit{Visit: v})
			return err
		}, booking.Completed, "9 0 0 1 0", 4_000},
		{"without the facial", nil, "2024-05-06T11:30", func(h *house, v booking.VisitID) error {
			_, err := h.d.Complete(context.Background(), h.mais(), CompleteVisit{Visit: v, Performed: given(h.rub)})
			return err
		}, booking.Completed, "10 0 0 0 0", 4_000},
		{"a second facial besides", nil, "2024-05-06T11:30", func(h *house, v booking.VisitID) error {
			_, err := h.d.Complete(context.Background(), h.mais(),
				CompleteVisit{Visit: v, Performed: given(h.facial, h.rub, h.facial)})
			return err
		}, booking.Completed, "9 0 0 1 0", 14_000},
		{"cancelled in time", nil, "2024-05-05T10:00", cancelled(false), booking.Cancelled, "10 0 0 0 0", 0},
		{"cancelled late", day, "2024-05-06T09:00", cancelled(false), booking.Cancelled, "9 0 0 0 1", 0},
		{"cancelled late by the house", day, "2024-05-06T09:00", cancelled(true), booking.Cancelled, "10 0 0 0 0", 0},
		{"left to a person", func(x *catalogue.Terms) { x.Cancel = catalogue.CancelOperator }, "2024-05-05T10:00",
			cancelled(false), booking.Cancelled, "9 0 1 0 0", 0},
		{"missed", nil, "2024-05-06T12:00", missed, booking.NoShow, "9 0 0 0 1", 0},
		{"missed and returned", func(x *catalogue.Terms) { x.NoShow = catalogue.NoShowReturns }, "2024-05-06T12:00",
			missed, booking.NoShow, "10 0 0 0 0", 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := newHouse(t)
			c := h.sell(h.facials(100_000, 10, test.terms), 100_000)
			in := h.facialAt(monday, 10)
			in.Blocks = append(in.Blocks, Block{Service: h.rub, Practitioner: h.sato, StartMin: 11 * 60})
			v := h.book(in)
			h.at(test.at)
			h.must(test.end(h, v))
			if got := h.visit(v).Visit.Status; got != test.status || h.states(c) != test.sessions {
				t.Errorf("%s with sessions %s, want %s with %s", got, h.states(c), test.status, test.sessions)
			}
			if got := -h.balance(ledger.RevenueServices, monday); got != test.revenue {
				t.Errorf("revenue %d, want %d", got, test.revenue)
			}
			_, err := h.d.Reopen(context.Background(), h.yukis(), ReopenVisit{Visit: v, Reason: "a slip"})
			h.must(err)
			if got := h.visit(v).Visit.Status; got != booking.Booked || h.states(c) != "9 1 0 0 0" {
				t.Errorf("taken back: %s with sessions %s", got, h.states(c))
			}
			if got := h.balance(ledger.RevenueServices, "2024-05-31"); got != 0 {
				t.Errorf("revenue left %d", got)
			}
			h.at("2024-05-06T12:00")
			h.complete(v)
			if got := h.states(c); got != "9 0 0 1 0" {
				t.Errorf("completed after all: %s", got)
			}
			h.sound()
		})
	}
}

// day is a day's notice.
func day(t *catalogue.Terms) { t.Notice.Hours = 24 }

func cancelled(byHouse bool) func(*house, booking.VisitID) error {
	return func(h *house, v booking.VisitID) error {
		_, err := h.d.Cancel(context.Background(), h.mais(), CancelVisit{v, "client asked", byHouse})
		return err
	}
}

func missed(h *house, v booking.VisitID) error {
	_, err := h.d.NoShow(context.Background(), h.mais(), v)
	return err
}

func TestStepsAndWhatTheyRefuse(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	c := h.sell(h.facials(100_000, 10, nil), 100_000)
	v := h.book(h.facialAt(monday, 10))
	step := func(name string, err error, want string) {
		t.Helper()
		if codes(err) != want {
			t.Errorf("%s: %q, want %q", name, codes(err), want)
		}
	}
	_, err := h.d.Arrive(ctx, h.mais(), v)
	step("arrived on another day", err, "not_yet@visit")
	_, err = h.d.Cancel(ctx, h.mais(), CancelVisit{Visit: v})
	step("cancelled without a reason", err, "no_reason@reason")
	_, err = h.d.Reopen(ctx, h.yukis(), ReopenVisit{Visit: v})
	step("nothing to take back", err, "nothing_to_undo@visit")
	_, err = h.d.Confirm(ctx, h.mais(), "x")
	step("an unknown visit", err, fact.ErrNotFound.Error())
	_, err = h.d.Confirm(ctx, h.mais(), v)
	step("confirmed", err, "")
	h.at("2024-05-06T09:50")
	_, err = h.d.NoShow(ctx, h.mais(), v)
	step("missed before it begins", err, "not_yet@visit")
	_, err = h.d.Arrive(ctx, h.mais(), v)
	step("arrived", err, "")
	_, err = h.d.Start(ctx, h.mais(), v)
	step("started", err, "")
	_, err = h.d.Complete(ctx, h.mais(), CompleteVisit{Visit: v, Performed: []Performed{}})
	step("nothing was done", err, "nothing_performed@performed")
	_, err = h.d.Complete(ctx, h.mais(), CompleteVisit{Visit: v, Performed: []Performed{{Service: "x"}}})
	step("something unknown was done", err, "no_service@performed.0.service")
	h.complete(v)
	_, err = h.d.Complete(ctx, h.mais(), CompleteVisit{Visit: v})
	step("completed twice", err, "status@visit")
	_, err = h.d.Reopen(ctx, h.yukis(), ReopenVisit{Visit: v})
	step("taken back without a reason", err, "reason_needed@reason")
	if h.states(c) != "9 0 0 1 0" {
		t.Error("a refusal changed something:", h.states(c))
	}
	if n := len(h.visit(v).History); n != 5 {
		t.Errorf("%d changes in the history", n)
	}
	h.sound()
}

// What is settled on a later day belongs to the visit's day, taking it back to the day on which it is done.
func TestRevenueBelongsToTheVisitsDay(t *testing.T) {
	h := newHouse(t)
	h.sell(h.facials(100_000, 10, nil), 100_000)
	v, lost := h.book(h.facialAt(monday, 10)), h.book(h.facialAt(monday, 12))
	h.at("2024-05-08T09:00")
	h.complete(v)
	h.must(missed(h, lost))
	h.books(monday, 80_000, 10_000)
	_, err := h.d.Reopen(context.Background(), h.yukis(), ReopenVisit{Visit: v, Reason: "a slip"})
	h.must(err)
	h.books("2024-05-07", 80_000, 10_000)
	h.books("2024-05-08", 90_000, 0)
	h.sound()
}

// A cancelled visit does not come back where somebody else was booked meanwhile, nor without a session.
func TestReopenWhereItNoLongerFits(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	h.sell(h.facials(10_000, 1, nil), 10_000)
	v := h.book(h.facialAt(monday, 10))
	h.must(cancelled(false)(h, v))
	other := h.book(h.facialAt(monday, 10))
	_, err := h.d.Reopen(ctx, h.yukis(), ReopenVisit{Visit: v})
	if rs := fact.AsRefusals(err); len(rs) != 1 || rs[0].Code != "slot_taken" || rs[0].Args["by"] != "Mai" {
		t.Error(err)
	}
	_, err = h.d.Move(ctx, h.mais(), MoveVisit{Visit: other, On: monday, Blocks: []Block{
		{Service: h.facial, Practitioner: h.sato, StartMin: 15 * 60}}})
	h.must(err)
	_, err = h.d.Reopen(ctx, h.yukis(), ReopenVisit{Visit: v})
	if codes(err) != "contract_used_up@reason" {
		t.Error(err)
	}
	h.sound()
}

func TestContractsByHand(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	product := h.facials(100_000, 10, func(x *catalogue.Terms) { x.Cancel = catalogue.CancelOperator })
	_, err := h.d.Sign(ctx, h.mais(), SignContract{Client: h.hana, Product: product, PriceMinor: 90_000})
	if codes(err) != "product_price@price" {
		t.Error("another price than the form showed:", err)
	}
	_, err = h.d.Sign(ctx, h.mais(), SignContract{Client: "x", Product: "x"})
	if codes(err) != "product_unknown@product" {
		t.Error(err)
	}
	c := h.sell(product, 100_000)
	if got := h.contract(c); got.Number != "TYO1-2024-0001" || got.OwedMinor() != 0 {
		t.Errorf("%+v", got)
	}
	_, err = h.d.Pay(ctx, h.mais(), PayContract{Contract: c, Means: courses.ByCard, Minor: 1})
	if codes(err) != "amount_over@amount" {
		t.Error(err)
	}
	v := h.book(h.facialAt(monday, 10))
	session := h.visit(v).Sessions[0].Ref
	_, err = h.d.ReturnParked(ctx, h.yukis(), CorrectSession{session, "kindness"})
	if codes(err) != "session_held@session" {
		t.Error("a held session:", err)
	}
	h.must(cancelled(false)(h, v))
	_, err = h.d.ReturnParked(ctx, h.yukis(), CorrectSession{session, ""})
	if codes(err) != "reason_needed@reason" {
		t.Error("without a reason:", err)
	}
	_, err = h.d.ReturnParked(ctx, h.yukis(), CorrectSession{session, "kindness"})
	h.must(err)
	v = h.facialDone(monday)
	_, err = h.d.Reverse(ctx, h.yukis(), CorrectSession{h.visit(v).Sessions[0].Ref, "bad result"})
	h.must(err)
	if got := h.states(c); got != "10 0 0 0 0" {
		t.Error(got)
	}
	_, err = h.d.Expire(ctx, h.yukis(), EndContract{c, "old"})
	if codes(err) != "contract_runs@contract" {
		t.Error(err)
	}
	_, err = h.d.Terminate(ctx, h.yukis(), EndContract{c, "moves away"})
	h.must(err)
	if owed := -h.balance(ledger.RefundsPayable, "2024-05-31"); owed != 100_000 {
		t.Errorf("refund %d", owed)
	}
	h.sound()
}
