// Package report answers headquarters' questions from rollups and opens each figure to its rows. It writes
// nothing by itself: its tables follow from the folded ones by triggers.
//
// Its one idea: a figure always knows how it was made. Totals are per currency, never mixed, and every branch
// says up to when it is complete.
package report

import (
	_ "embed"
	"fmt"
	"slices"

	"branchbook/sync/branches"
	"branchbook/sync/fact"
	"branchbook/sync/money"
)

//go:embed tables.sql
var tables string

// Schema is the hub's rollups.
var Schema = fact.Schema{Name: "report", SQL: tables, Local: true}

// Side is whose book has rollups.
const Side = "hub"

// Extend adds the rollups and their audits to a book's definition: the hub's.
func Extend(d fact.Definition) fact.Definition {
	d.Side = Side
	d.Schemas = append(slices.Clone(d.Schemas), Schema)
	d.Audits = append(slices.Clone(d.Audits),
		fact.Audit{Name: "rollups of visits are the visits", Run: visitsAgree},
		fact.Audit{Name: "rollups of money are the postings", Run: moneyAgrees})
	return d
}

func visitsAgree(r fact.Reader) ([]string, error) {
	return fact.All(r, fact.Text, `
		SELECT
			printf('branch %d on %s, %s: rollup %d', jid, business_on, status, n)
		FROM (
			SELECT jid, business_on, status, reminded, n FROM report_visit_day WHERE n <> 0
			EXCEPT
			SELECT jid, business_on, status, reminded, count(*) FROM booking_visit GROUP BY 1, 2, 3, 4)
		UNION ALL
		SELECT
			printf('branch %d on %s, %s: %d visits', jid, business_on, status, n)
		FROM (
			SELECT jid, business_on, status, reminded, count(*) AS n FROM booking_visit GROUP BY 1, 2, 3, 4
			EXCEPT
			SELECT jid, business_on, status, reminded, n FROM report_visit_day)
		LIMIT 10`)
}

func moneyAgrees(r fact.Reader) ([]string, error) {
	return fact.All(r, fact.Text, `
		SELECT
			printf('branch %d, %s on %s: rollup %d %s', jid, account, business_on, minor, currency)
		FROM (
			SELECT jid, account, business_on, product, currency, minor, n FROM report_money_day
			EXCEPT
			SELECT jid, account, business_on, product, currency, SUM(minor), count(*)
			FROM ledger_posting GROUP BY 1, 2, 3, 4, 5)
		UNION ALL
		SELECT
			printf('branch %d, %s on %s: postings %d %s', jid, account, business_on, minor, currency)
		FROM (
			SELECT jid, account, business_on, product, currency, SUM(minor) AS minor, count(*) AS n
			FROM ledger_posting GROUP BY 1, 2, 3, 4, 5
			EXCEPT
			SELECT jid, account, business_on, product, currency, minor, n FROM report_money_day)
		LIMIT 10`)
}

// Period is a range of business dates, both included. An empty end is open.
type Period struct{ From, To fact.Date }

func (p Period) bounds() (from, to fact.Date) {
	from, to = p.From, p.To
	if from == "" {
		from = "0000-00-00"
	}
	if to == "" {
		to = "9999-99-99"
	}
	return from, to
}

// Figures is what a branch, or all branches of one currency, did in a period.
type Figures struct {
	Branch    branches.Branch // zero in a total
	Currency  money.Currency
	Branches  int         // how many are in it
	Visits    int64       // not cancelled
	Completed int64       //
	NoShows   int64       //
	Cancelled int64       //
	Revenue   money.Minor // earned in the period: services, sessions, burned sessions, breakage, fees
	Left      money.Minor // course value sold and not yet delivered, at the end of the period
}

// NoShowPercent is the share of no-shows among visits that ended by coming or not coming, as "20.19"; "" when
// there are none.
func (f Figures) NoShowPercent() string { return percent(f.NoShows, f.NoShows+f.Completed) }

// percent gives two decimals, half up.
func percent(part, whole int64) string {
	if whole == 0 {
		return ""
	}
	hundredths := (part*20000 + whole) / (2 * whole)
	return fmt.Sprintf("%d.%02d", hundredths/100, hundredths%100)
}

func (f *Figures) add(o Figures) {
	f.Branches += o.Branches
	f.Visits += o.Visits
	f.Completed += o.Completed
	f.NoShows += o.NoShows
	f.Cancelled += o.Cancelled
	f.Revenue += o.Revenue
	f.Left += o.Left
}

// ByBranch gives each branch's figures, by code.
func ByBranch(r fact.Reader, p Period) ([]Figures, error) {
	list, err := branches.All(r)
	if err != nil {
		return nil, err
	}
	all := make([]Figures, len(list))
	at := map[int64]*Figures{}
	for i, b := range list {
		all[i] = Figures{Branch: b, Currency: b.Currency, Branches: 1}
		at[b.JID] = &all[i]
	}
	if err := addVisits(r, p, at); err != nil {
		return nil, err
	}
	return all, addMoney(r, p, at)
}

func addVisits(r fact.Reader, p Period, at map[int64]*Figures) error {
	type row struct {
		jid    int64
		status string
		n      int64
	}
	from, to := p.bounds()
	rows, err := fact.All(r, func(row_ fact.Row) (x row, err error) {
		err = row_.Scan(&x.jid, &x.status, &x.n)
		return x, err
	}, `
		SELECT
			jid,
			status,
			SUM(n)
		FROM report_visit_day
		WHERE business_on BETWEEN ? AND ?
		GROUP BY jid, status`, from, to)
	for _, x := range rows {
		f := at[x.jid]
		if f == nil {
			continue
		}
		switch x.status {
		case "completed":
			f.Completed += x.n
		case "no_show":
			f.NoShows += x.n
		case "cancelled":
			f.Cancelled += x.n
		}
		if x.status != "cancelled" {
			f.Visits += x.n
		}
	}
	return err
}

func addMoney(r fact.Reader, p Period, at map[int64]*Figures) error {
	type row struct {
		jid           int64
		revenue, left money.Minor
	}
	from, to := p.bounds()
	rows, err := fact.All(r, func(row_ fact.Row) (x row, err error) {
		err = row_.Scan(&x.jid, &x.revenue, &x.left)
		return x, err
	}, `
		SELECT
			jid,
			-SUM(CASE WHEN account <> 'contract_liability' AND business_on >= ?1 THEN minor ELSE 0 END),
			-SUM(CASE WHEN account = 'contract_liability' THEN minor ELSE 0 END)
		FROM report_money_day
		WHERE account IN ('contract_liability', 'revenue_services', 'revenue_sessions', 'revenue_burned',
				'breakage', 'fees')
			AND business_on <= ?2
		GROUP BY jid`, from, to)
	for _, x := range rows {
		if f := at[x.jid]; f != nil {
			f.Revenue, f.Left = x.revenue, x.left
		}
	}
	return err
}

// Totals sums figures per currency, by currency code. Counts of all branches together are in [Network].
func Totals(all []Figures) []Figures {
	byCurrency := map[money.Currency]*Figures{}
	var order []money.Currency
	for _, f := range all {
		t := byCurrency[f.Currency]
		if t == nil {
			t = &Figures{Currency: f.Currency}
			byCurrency[f.Currency] = t
			order = append(order, f.Currency)
		}
		t.add(f)
	}
	slices.Sort(order)
	out := make([]Figures, len(order))
	for i, c := range order {
		out[i] = *byCurrency[c]
	}
	return out
}

// Network sums counts over all branches; its money is meaningless unless all have one currency, and is zero
// otherwise.
func Network(all []Figures) Figures {
	var t Figures
	for _, f := range all {
		t.add(f)
	}
	totals := Totals(all)
	if len(totals) == 1 {
		t.Currency = totals[0].Currency
	} else {
		t.Revenue, t.Left = 0, 0
	}
	return t
}
