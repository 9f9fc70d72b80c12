package courses

import (
	"testing"

	"branchbook/sync/catalogue"
	"branchbook/sync/fact"
	"branchbook/sync/ledger"
	"branchbook/sync/money"
)

// The session is taken when the visit begins, whether or not the client came, and a no-show mark that is set later
// takes nothing more.
func TestOraclePolicies01TakenAtTheStart(t *testing.T) {
	var in struct {
		Starts string `json:"appointment"`
		Notice int    `json:"cancel_free_until_hours"`
	}
	var want struct {
		At       string `json:"debited_at"`
		Sessions int    `json:"sessions"`
	}
	cases(t, "session_policies.json")("SP-01", &in, &want)
	p := course(80_000, 8)
	p.Terms.Taken, p.Terms.Notice = catalogue.TakenAtStart, catalogue.Notice{Hours: in.Notice}
	b := newBranch(t)
	b.sell("k", p, "2024-05-01T10:00")
	ref := b.book("k", "v1", in.Starts)

	starts := at(t, want.At)
	due := func(now fact.Civil) int {
		t.Helper()
		all, err := Due(b.tables, b.at.JID, now.UTC, now.On, 9)
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	before := starts
	before.UTC--
	if got := due(before); got != 0 {
		t.Errorf("%d due before the visit begins", got)
	}
	if got := due(starts); got != want.Sessions {
		t.Errorf("%d due when it begins, want %d", got, want.Sessions)
	}
	b.do(Take(b.load("k"), ref, starts, tokyo))
	b.left("k", 8-want.Sessions)
	if said, err := NoShow(b.load("k"), ref, starts, tokyo); err != nil || len(said) != 0 {
		t.Errorf("the no-show takes it once more: %v, %v", said, err)
	}
	b.expect("k", starts.On, liabilityAndRevenue{70_000, 10_000})
}

// Closing = opening + new − recognised − refunded − breakage, by contracts that come to the figures of the case.
func TestOracleRevenue11TheClosingIdentity(t *testing.T) {
	var in struct {
		Opening    money.Minor `json:"opening"`
		New        money.Minor `json:"new_contracts"`
		Recognised money.Minor `json:"recognised"`
		Refunded   money.Minor `json:"refunded"`
		Breakage   money.Minor `json:"breakage"`
	}
	var want struct {
		Closing money.Minor `json:"closing"`
	}
	cases(t, "revenue.json")("REV-11", &in, &want)
	single := func(price money.Minor) catalogue.Product {
		p := course(price, 1)
		p.Terms.Expiry = catalogue.IncomeAtExpiry
		p.Terms.Validity = catalogue.Validity{Since: catalogue.SinceSale, Months: 1}
		return p
	}
	b := newBranch(t)
	b.sell("refund", single(in.Refunded), "2024-04-05T10:00")
	b.sell("expire", single(in.Breakage), "2024-04-05T10:00")
	b.sell("opening", single(in.Opening-in.Refunded-in.Breakage), "2024-04-20T10:00")
	b.sell("new", single(in.Recognised), "2024-05-02T10:00")
	b.sell("rest", single(in.New-in.Recognised), "2024-05-02T10:00")
	b.visit("new", "v1", "2024-05-10T10:00")
	b.do(Terminate(b.load("refund"), at(t, "2024-05-03T10:00"), "moves house", tokyo))
	b.do(Expire(b.load("expire"), at(t, "2024-05-20T10:00"), "", tokyo))

	opening, closing := b.totals("2024-04-30"), b.totals("2024-05-31")
	got := map[string][2]money.Minor{
		"opening": {opening.Left.Minor, in.Opening}, "new": {closing.Sold.Minor - opening.Sold.Minor, in.New},
		"recognised": {closing.Earned.Minor, in.Recognised}, "refunded": {closing.Refunded.Minor, in.Refunded},
		"breakage": {closing.Expired.Minor, in.Breakage}, "closing": {closing.Left.Minor, want.Closing},
		"the books": {-b.balance(ledger.ContractLiability, "2024-05-31"), want.Closing},
	}
	for what, x := range got {
		if x[0] != x[1] {
			t.Errorf("%s is %d, want %d", what, x[0], x[1])
		}
	}
}
