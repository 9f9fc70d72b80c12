package courses

import (
	"branchbook/sync/catalogue"
	"branchbook/sync/fact"
	"branchbook/sync/money"
)

// Part is a number of sessions and their value at the prices of their contracts, in minor units.
type Part struct {
	Sessions int64
	Minor    money.Minor
}

func (p *Part) add(sessions int64, minor money.Minor) {
	p.Sessions += sessions
	p.Minor += minor
}

// Totals is what became of the courses of one currency by the end of a business day (PRODUCT CRS-11):
// sold = earned + burned + expired + refunded + moved + left, in sessions and in value. Left is the liability.
type Totals struct {
	Currency money.Currency
	Sold     Part
	Earned   Part
	Burned   Part
	Expired  Part
	Refunded Part
	Moved    Part
	Left     Part
	Cash     CashTotals
}

// CashTotals is the same by money received, in minor units: received = earned + burned + expired + left, where
// received is less what was promised back. Money of a contract covers what was earned first, then what burned
// and expired; Owed is what was recognised beyond the money. What moved away does not enter.
type CashTotals struct {
	Received money.Minor
	Earned   money.Minor
	Burned   money.Minor
	Expired  money.Minor
	Left     money.Minor
	Owed     money.Minor
}

// Of chooses contracts; an empty member chooses all.
type Of struct {
	Contract ContractID
	Client   string
	Product  catalogue.ProductID
}

// step is the sum of one contract's arrows of one kind.
type step struct {
	contract ContractID
	currency money.Currency
	what     string
	was      State
	sessions int64
	minor    money.Minor
	received money.Minor
}

// AsOf sums what became of a branch's courses by the end of a business day, one total per currency.
func AsOf(r fact.Reader, jid int64, of Of, on fact.Date) ([]Totals, error) {
	steps, err := fact.All(r, func(row fact.Row) (s step, err error) {
		err = row.Scan(&s.currency, &s.contract, &s.what, &s.was, &s.sessions, &s.minor, &s.received)
		return s, err
	}, `
		SELECT
			currency,
			contract,
			what,
			was,
			SUM(sessions),
			SUM(minor),
			SUM(received)
		FROM courses_arrow
		WHERE jid = ?1
			AND business_on <= ?2
			AND (sessions <> 0 OR minor <> 0 OR received <> 0)
			AND (?3 = '' OR contract = ?3)
			AND (?4 = '' OR client = ?4)
			AND (?5 = '' OR product = ?5)
		GROUP BY currency, contract, what, was
		ORDER BY currency, contract, what, was`,
		jid, on, of.Contract, of.Client, of.Product)
	if err != nil {
		return nil, err
	}
	return totals(steps), nil
}

// totals sums steps, which stand in the order of currency and contract.
func totals(steps []step) (all []Totals) {
	for len(steps) > 0 {
		n := 0
		one := Totals{Currency: steps[0].currency}
		for n < len(steps) && steps[n].contract == steps[0].contract && steps[n].currency == one.Currency {
			one.take(steps[n])
			n++
		}
		one.Cash.spread(one)
		if len(all) == 0 || all[len(all)-1].Currency != one.Currency {
			all = append(all, Totals{Currency: one.Currency})
		}
		all[len(all)-1].join(one)
		steps = steps[n:]
	}
	return all
}

// take adds a step of a contract. Steps out of the liability are negative there and positive here.
func (t *Totals) take(s step) {
	t.Left.add(s.sessions, s.minor)
	t.Cash.Received += s.received
	what := State(s.what)
	if s.what == "reversed" {
		what = s.was
	}
	switch what {
	case "signed":
		t.Sold.add(s.sessions, s.minor)
	case Earned:
		t.Earned.add(-s.sessions, -s.minor)
	case Burned:
		t.Burned.add(-s.sessions, -s.minor)
	case Expired:
		t.Expired.add(-s.sessions, -s.minor)
	case Refunded:
		t.Refunded.add(-s.sessions, -s.minor)
	case Moved:
		t.Moved.add(-s.sessions, -s.minor)
	}
}

// spread divides the money of one contract over what was recognised.
func (c *CashTotals) spread(t Totals) {
	left := c.Received
	for _, x := range []struct {
		part *money.Minor
		due  money.Minor
	}{{&c.Earned, t.Earned.Minor}, {&c.Burned, t.Burned.Minor}, {&c.Expired, t.Expired.Minor}} {
		*x.part = min(x.due, max(left, 0))
		left -= *x.part
		c.Owed += x.due - *x.part
	}
	c.Left = left
}

func (t *Totals) join(o Totals) {
	for _, x := range []struct{ to, from *Part }{
		{&t.Sold, &o.Sold}, {&t.Earned, &o.Earned}, {&t.Burned, &o.Burned}, {&t.Expired, &o.Expired},
		{&t.Refunded, &o.Refunded}, {&t.Moved, &o.Moved}, {&t.Left, &o.Left},
	} {
		x.to.add(x.from.Sessions, x.from.Minor)
	}
	for _, x := range []struct{ to, from *money.Minor }{
		{&t.Cash.Received, &o.Cash.Received}, {&t.Cash.Earned, &o.Cash.Earned},
		{&t.Cash.Burned, &o.Cash.Burned}, {&t.Cash.Expired, &o.Cash.Expired},
		{&t.Cash.Left, &o.Cash.Left}, {&t.Cash.Owed, &o.Cash.Owed},
	} {
		*x.to += *x.from
	}
}
