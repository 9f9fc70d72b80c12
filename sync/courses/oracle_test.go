package courses

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"branchbook/sync/catalogue"
	"branchbook/sync/fact"
	"branchbook/sync/ledger"
	"branchbook/sync/money"
)

// cases reads the inputs and expected results that nobody here wrote.
func cases(t *testing.T, file string) func(id string, inputs, expected any) {
	t.Helper()
	folder := filepath.Join("..", "..", "..", "shared", "oracles")
	raw, err := os.ReadFile(filepath.Join(folder, file))
	if err != nil {
		t.Skipf("independent results are not here: no %s in %s", file, folder)
	}
	var all struct {
		Cases []struct {
			ID       string          `json:"id"`
			Inputs   json.RawMessage `json:"inputs"`
			Expected json.RawMessage `json:"expected"`
		} `json:"cases"`
	}
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	return func(id string, inputs, expected any) {
		t.Helper()
		for _, c := range all.Cases {
			if c.ID != id {
				continue
			}
			if err := json.Unmarshal(c.Inputs, inputs); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(c.Expected, expected); err != nil {
				t.Fatal(err)
			}
			return
		}
		t.Fatalf("no case %s in %s", id, file)
	}
}

type revenueIn struct {
	Price      money.Minor `json:"price"`
	Sessions   int         `json:"sessions"`
	UsedOnSale int         `json:"used_on_sale_day"`
	Used       int         `json:"used"`
}

type liabilityAndRevenue struct {
	Liability money.Minor `json:"liability"`
	Revenue   money.Minor `json:"revenue"`
}

// expect compares the books, the sessions and the running totals with an expected pair.
func (b *branch) expect(id ContractID, on fact.Date, want liabilityAndRevenue) {
	b.t.Helper()
	books := liabilityAndRevenue{
		-b.balance(ledger.ContractLiability, on), -b.balance(ledger.RevenueSessions, on),
	}
	if books != want {
		b.t.Errorf("books on %s: %+v, want %+v", on, books, want)
	}
	if left := b.load(id).LeftMinor(); left != want.Liability {
		b.t.Errorf("sessions left are worth %d, want %d", left, want.Liability)
	}
	if x := b.totals(on); x.Left.Minor != want.Liability || x.Earned.Minor != want.Revenue {
		b.t.Errorf("totals on %s: %+v, want %+v", on, x, want)
	}
}

func TestOracleRevenue01TicketToTheLastVisit(t *testing.T) {
	var in revenueIn
	var want struct {
		AtSale  liabilityAndRevenue `json:"at_sale"`
		After1  liabilityAndRevenue `json:"after_1"`
		After10 liabilityAndRevenue `json:"after_10"`
	}
	cases(t, "revenue.json")("REV-01", &in, &want)
	b := newBranch(t)
	b.sell("k", course(in.Price, in.Sessions), "2024-05-01T10:00")
	b.expect("k", "2024-05-01", want.AtSale)
	b.visits("k", "2024-05-02", 1)
	b.expect("k", "2024-05-31", want.After1)
	b.visits("k", "2024-05-03", 9)
	b.expect("k", "2024-05-31", want.After10)

	// Scenario A02: a further booking is refused.
	_, err := Hold(b.load("k"), b.booking("v11", "2024-06-01T10:00"), at(t, "2024-05-31T10:00"), tokyo)
	if code(err) != "contract_used_up" {
		t.Errorf("an eleventh booking: %v", err)
	}
}

// Also scenario A07.
func TestOracleRevenue04SaleAndFirstVisitOnOneDay(t *testing.T) {
	var in revenueIn
	var want struct {
		Cash      money.Minor `json:"cash"`
		Revenue   money.Minor `json:"revenue_day_1"`
		Liability money.Minor `json:"liability_day_1"`
	}
	cases(t, "revenue.json")("REV-04", &in, &want)
	b := newBranch(t)
	b.sell("k", course(in.Price, in.Sessions), "2024-05-01T10:00")
	for range in.UsedOnSale {
		b.visits("k", "2024-05-01", 1)
	}
	b.expect("k", "2024-05-01", liabilityAndRevenue{want.Liability, want.Revenue})
	if cash := b.balance(ledger.Cash, "2024-05-01"); cash != want.Cash {
		t.Errorf("cash %d, want %d", cash, want.Cash)
	}
}

func TestOracleRevenue05ThePackagePriceIsSpread(t *testing.T) {
	var in revenueIn
	var want struct {
		PerSession money.Minor `json:"per_session"`
	}
	cases(t, "revenue.json")("REV-05", &in, &want)
	for _, unit := range TermsOf(course(in.Price, in.Sessions)).Units()[0] {
		if unit != want.PerSession {
			t.Errorf("%d, want %d", unit, want.PerSession)
		}
	}
}

// Also scenario A01: the figure at closing, and the three lines behind it.
func TestOracleRevenue06ClosingFigure(t *testing.T) {
	var in revenueIn
	var want liabilityAndRevenue
	cases(t, "revenue.json")("REV-06", &in, &want)
	b := newBranch(t)
	b.sell("k", course(in.Price, in.Sessions), "2024-05-01T10:00")
	b.visits("k", "2024-05-10", in.Used)
	b.expect("k", "2024-05-31", want)

	lines, err := History(b.tables, 1, "k")
	if err != nil {
		t.Fatal(err)
	}
	var used int
	var sum money.Minor
	for _, l := range lines {
		if l.What == "earned" && "2024-05-01" <= l.On && l.On <= "2024-05-31" {
			used++
			sum += l.Recognised
		}
	}
	last := lines[len(lines)-1]
	if used != in.Used || sum != want.Revenue || last.LeftMinor != want.Liability || last.LeftSessions != 7 {
		t.Errorf("%d lines of %d in all, last %+v", used, sum, last)
	}
}

// notice is evening and morning hours of notice, the day parted at noon.
func notice(morning, evening int) catalogue.Notice {
	return catalogue.Notice{Hours: evening, Rules: []catalogue.NoticeRule{{ToMin: 12 * 60, Hours: morning}}}
}

func TestOraclePolicies03And04Notice(t *testing.T) {
	read := cases(t, "session_policies.json")
	left := 8
	for _, id := range []string{"SP-03a", "SP-03b", "SP-03c", "SP-03d"} {
		var in struct {
			Start     string `json:"start"`
			Cancelled string `json:"cancelled_at"`
			Free      struct {
				Evening int `json:"evening_hours"`
				Morning int `json:"morning_hours"`
			} `json:"free_until"`
		}
		var want struct {
			Debited int `json:"sessions_debited"`
		}
		read(id, &in, &want)
		p := course(80_000, 8)
		p.Terms.Notice = notice(in.Free.Morning, in.Free.Evening)
		day, clock := "2024-05-10T", in.Cancelled
		if before, ok := strings.CutPrefix(clock, "prev "); ok {
			day, clock = "2024-05-09T", before
		}
		if got := debited(t, p, "2024-05-10T"+in.Start, day+clock); got != want.Debited {
			t.Errorf("%s: %d debited, want %d", id, got, want.Debited)
		}
		left -= want.Debited
	}
	if left != 6 {
		t.Errorf("scenario E01: %d left, want 6", left)
	}

	var in struct {
		Start     string   `json:"start"`
		Cancelled []string `json:"cancelled"`
	}
	var want struct {
		Returned []bool `json:"returned"`
	}
	read("SP-04", &in, &want)
	p := course(80_000, 8)
	p.Terms.Notice = catalogue.Notice{Hours: 24}
	for i, cancelled := range in.Cancelled {
		if got := debited(t, p, in.Start, cancelled) == 0; got != want.Returned[i] {
			t.Errorf("SP-04 at %s: returned %v", cancelled, got)
		}
	}
}

// debited books, cancels, and says how many sessions that cost.
func debited(t *testing.T, p catalogue.Product, starts, cancelled string) int {
	b := newBranch(t)
	b.sell("k", p, "2024-05-01T10:00")
	ref := b.book("k", "v1", starts)
	b.do(Release(b.load("k"), ref, at(t, cancelled), "ill", tokyo))
	c := b.load("k")
	return p.Items[0].Sessions - c.Count(0, Free)
}

func TestOraclePolicies08And09WhatCancellingReturns(t *testing.T) {
	read := cases(t, "session_policies.json")
	var in struct {
		Left int `json:"left"`
	}
	var want struct {
		AfterBooking int `json:"left_after_booking"`
		AfterTimely  int `json:"after_timely_cancel"`
		AfterLate    int `json:"after_late_cancel"`
	}
	read("SP-08", &in, &want)
	p := course(100_000, in.Left)
	p.Terms.Notice = catalogue.Notice{Hours: 24}
	b := newBranch(t)
	b.sell("k", p, "2024-05-01T10:00")
	ref := b.book("k", "v1", "2024-05-10T10:00")
	b.left("k", want.AfterBooking)
	b.do(Release(b.load("k"), ref, at(t, "2024-05-09T09:00"), "ill", tokyo))
	b.left("k", want.AfterTimely)
	ref = b.book("k", "v2", "2024-05-11T10:00")
	b.do(Release(b.load("k"), ref, at(t, "2024-05-11T09:00"), "ill", tokyo))
	b.left("k", want.AfterLate)

	var want9 struct {
		Left int `json:"left_after"`
	}
	read("SP-09", &in, &want9)
	p.Terms.Cancel = catalogue.CancelOperator
	b = newBranch(t)
	b.sell("k", p, "2024-05-01T10:00")
	ref = b.book("k", "v1", "2024-05-10T10:00")
	b.do(Release(b.load("k"), ref, at(t, "2024-05-02T09:00"), "ill", tokyo))
	b.left("k", want9.Left)
	if _, err := Return(b.load("k"), ref, at(t, "2024-05-03T09:00"), ""); code(err) != "reason_needed" {
		t.Errorf("returned by hand without a reason: %v", err)
	}
	b.do(Return(b.load("k"), ref, at(t, "2024-05-03T09:00"), "goodwill"))
	b.left("k", in.Left)
}

func (b *branch) left(id ContractID, want int) {
	b.t.Helper()
	if got := b.load(id).Count(0, Free); got != want {
		b.t.Errorf("%d free, want %d", got, want)
	}
}

func TestOraclePolicies06FreezingMovesTheEnd(t *testing.T) {
	read := cases(t, "session_policies.json")
	for _, id := range []string{"SP-06b", "SP-06c"} {
		var in struct {
			Starts fact.Date `json:"starts"`
			Months int       `json:"months"`
			Limit  int       `json:"freeze_limit_days"`
			Frozen int       `json:"frozen_days"`
		}
		var want struct {
			Ends fact.Date `json:"ends"`
		}
		read(id, &in, &want)
		p := course(60_000, 6)
		p.Terms.Validity = catalogue.Validity{Since: catalogue.SinceSale, Months: in.Months}
		p.Terms.Freeze = catalogue.Freeze{TotalDays: in.Limit, OnceDays: in.Limit}
		b := newBranch(t)
		b.sell("k", p, string(in.Starts)+"T10:00")
		from, now := in.Starts.AddDays(5), at(t, string(in.Starts)+"T11:00")
		_, err := Freeze(b.load("k"), Freezing{from, from.AddDays(in.Limit)}, now, "travel")
		if code(err) != "freeze_limit" {
			t.Errorf("%s: a day more than the limit: %v", id, err)
		}
		b.do(Freeze(b.load("k"), Freezing{from, from.AddDays(in.Frozen - 1)}, now, "travel"))
		if got := b.load("k").Until(); got != want.Ends {
			t.Errorf("%s: ends %s, want %s", id, got, want.Ends)
		}
		_, err = Hold(b.load("k"), b.booking("v", string(from)+"T10:00"), now, tokyo)
		if code(err) != "contract_frozen" {
			t.Errorf("%s: a booking while frozen: %v", id, err)
		}
	}
}

func TestScenarioA04BookingCancellingCompleting(t *testing.T) {
	b := newBranch(t)
	b.sell("k", course(32_400, 10), "2024-05-01T10:00")
	b.left("k", 10)
	ref := b.book("k", "v1", "2024-05-10T10:00")
	b.left("k", 9)
	b.do(Release(b.load("k"), ref, at(t, "2024-05-09T10:00"), "", tokyo))
	b.left("k", 10)
	ref = b.book("k", "v2", "2024-05-12T10:00")
	b.left("k", 9)
	if revenue := b.balance(ledger.RevenueSessions, "2024-12-31"); revenue != 0 {
		t.Errorf("revenue before the visit: %d", revenue)
	}
	b.do(Earn(b.load("k"), ref, at(t, "2024-05-12T11:00"), tokyo))
	b.left("k", 9)
	b.expect("k", "2024-05-31", liabilityAndRevenue{29_160, 3_240})
}
