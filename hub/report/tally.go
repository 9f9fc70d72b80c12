package report

import (
	"branchbook/sync/fact"
	"branchbook/sync/money"
)

// Tally is how many rows stand behind a figure in one currency, and their sum. Visits have neither currency nor
// sum.
type Tally struct {
	Currency money.Currency
	Rows     int64
	Minor    money.Minor
}

// Tallies counts all rows behind a figure, by currency; of.Limit and of.Offset do not matter.
func Tallies(r fact.Reader, of Of) ([]Tally, error) {
	from, to := of.bounds()
	switch of.What {
	case Revenue:
		return fact.All(r, scanTally, `
		SELECT
			p.currency,
			count(*),
			-SUM(p.minor)`+postingsOf+`
		GROUP BY p.currency
		ORDER BY p.currency`, of.JID, of.Currency, from, to)
	case Left:
		return fact.All(r, scanTally, `
		SELECT
			currency,
			count(*),
			SUM(minor)
		FROM (
		SELECT
			c.currency AS currency,
			SUM(a.minor) AS minor`+contractsOf+`)
		GROUP BY currency
		ORDER BY currency`, of.JID, of.Currency, to)
	}
	return fact.All(r, scanTally, `
		SELECT
			'',
			count(*),
			0`+visitsOf, of.JID, of.Currency, from, to, of.What)
}

func scanTally(row fact.Row) (t Tally, err error) {
	err = row.Scan(&t.Currency, &t.Rows, &t.Minor)
	return t, err
}
