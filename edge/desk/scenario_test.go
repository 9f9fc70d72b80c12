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

// The acceptance scenarios, played at the desk. Their numbers stand in the scenarios' text.

// books compares what is owed to clients and what was earned, at the end of a day.
func (h *house) books(on fact.Date, liability, revenue money.Minor) {
	h.t.Helper()
	owed, earned := -h.balance(ledger.ContractLiability, on), -h.balance(ledger.RevenueSessions, on)
	if owed != liability || earned != revenue {
		h.t.Errorf("%s: liability %d, revenue %d, want %d and %d", on, owed, earned, liability, revenue)
	}
}

// facialDone books and completes Hana's facial on a day at ten.
func (h *house) facialDone(on fact.Date) booking.VisitID {
	h.t.Helper()
	visit := h.book(h.facialAt(on, 10))
	h.at(string(on) + "T11:00")
	h.complete(visit)
	return visit
}

func TestScenarioA01ClosingFigure(t *testing.T) {
	h := newHouse(t)
	c := h.sell(h.facials(100_000, 10, nil), 100_000)
	for _, on := range []fact.Date{"2024-05-10", "2024-05-20", "2024-05-31"} {
		h.facialDone(on)
	}
	h.books("2024-05-31", 70_000, 30_000)
	page, err := h.d.Contract(context.Background(), c)
	h.must(err)
	rows, sum := 0, money.Minor(0)
	for _, l := range page.Lines {
		if l.What == "earned" && l.On >= "2024-05-01" && l.On <= "2024-05-31" {
			rows, sum = rows+1, sum+l.Recognised
		}
	}
	if rows != 3 || sum != 30_000 {
		t.Errorf("%d rows of %d, want 3 of 30,000", rows, sum)
	}
	totals, err := h.d.Totals(context.Background(), courses.Of{Contract: c}, "2024-05-31")
	if err != nil || len(totals) != 1 || totals[0].Left.Minor != 70_000 || totals[0].Earned.Sessions != 3 {
		t.Errorf("%+v, %v", totals, err)
	}
	h.sound()
}

func TestScenarioA02TicketToTheLastVisit(t *testing.T) {
	h := newHouse(t)
	h.sell(h.facials(45_000, 10, nil), 45_000)
	h.facialDone("2024-05-02")
	h.books("2024-05-02", 40_500, 4_500)
	for i := range 9 {
		h.facialDone(fact.Date("2024-05-03").AddDays(i))
	}
	h.books("2024-05-31", 0, 45_000)
	further := h.facialAt("2024-05-20", 10)
	_, err := h.d.Book(context.Background(), h.mais(), further)
	if codes(err) != "contract_used_up@blocks.0.session" {
		t.Error("an eleventh booking:", err)
	}
	further.Blocks[0].Cover.None = true
	h.book(further)
	h.sound()
}

func TestScenarioA04BookingCancellingCompleting(t *testing.T) {
	h := newHouse(t)
	c := h.sell(h.facials(32_400, 10, nil), 32_400)
	free := func(want int) {
		t.Helper()
		if got := h.contract(c).Count(0, courses.Free); got != want {
			t.Errorf("%d free sessions, want %d", got, want)
		}
	}
	free(10)
	visit := h.book(h.facialAt("2024-05-10", 10))
	free(9)
	_, err := h.d.Cancel(context.Background(), h.mais(), CancelVisit{Visit: visit, Reason: "client asked"})
	h.must(err)
	free(10)
	h.books("2024-05-31", 32_400, 0)
	h.facialDone("2024-05-11")
	free(9)
	h.books("2024-05-31", 29_160, 3_240)
	h.sound()
}

func TestScenarioA07SaleAndFirstVisitOnOneDay(t *testing.T) {
	h := newHouse(t)
	h.sell(h.facials(30_000, 5, nil), 30_000)
	h.facialDone("2024-05-01")
	if cash := h.balance(ledger.Cash, "2024-05-01"); cash != 30_000 {
		t.Errorf("cash %d", cash)
	}
	h.books("2024-05-01", 24_000, 6_000)
	h.sound()
}

func TestScenarioE01SessionsAndLateNotice(t *testing.T) {
	h := newHouse(t)
	c := h.sell(h.facials(80_000, 8, func(terms *catalogue.Terms) {
		terms.Notice = catalogue.Notice{Rules: []catalogue.NoticeRule{
			{FromMin: 0, ToMin: 12 * 60, Hours: 12}, {FromMin: 12 * 60, ToMin: 24 * 60, Hours: 3},
		}}
	}), 80_000)
	for _, x := range []struct {
		on   fact.Date
		hour int
		at   string
		left int
	}{
		{"2024-05-10", 19, "2024-05-10T15:59", 8},
		{"2024-05-11", 19, "2024-05-11T16:01", 7},
		{"2024-05-13", 9, "2024-05-12T20:59", 7},
		{"2024-05-14", 9, "2024-05-13T21:01", 6},
	} {
		visit := h.book(h.facialAt(x.on, x.hour))
		h.at(x.at)
		_, err := h.d.Cancel(context.Background(), h.mais(), CancelVisit{Visit: visit, Reason: "client asked"})
		h.must(err)
		late := h.visit(visit).Visit.Late
		if left := h.contract(c).Count(0, courses.Free); left != x.left || late != (h.burnt(visit) == 1) {
			t.Errorf("cancelled at %s: %d left, late %v, want %d", x.at, left, late, x.left)
		}
	}
	if burned := -h.balance(ledger.RevenueBurned, "2024-05-31"); burned != 20_000 {
		t.Errorf("burned revenue %d", burned)
	}
	h.sound()
}

// burnt counts the sessions that a visit burned.
func (h *house) burnt(visit booking.VisitID) (n int) {
	for _, s := range h.visit(visit).Sessions {
		if s.State == courses.Burned {
			n++
		}
	}
	return n
}
