package book

import (
	"fmt"

	"branchbook/sync/fact"
	"branchbook/sync/ledger"
	"branchbook/sync/rights"
)

func audits() []fact.Audit {
	return []fact.Audit{
		{Name: "postings of every commit sum to zero", Run: balanced},
		{Name: "contract liability is the value of open sessions", Run: liability},
		{Name: "rights issued are held, on their way or spent", Run: rightsWhole},
		{Name: "blocks and cells of the calendar agree", Run: cells},
	}
}

func balanced(r fact.Reader) ([]string, error) {
	gaps, err := ledger.Unbalanced(r)
	var out []string
	for _, g := range gaps {
		out = append(out, fmt.Sprintf("%+v", g))
	}
	return first(out), err
}

func liability(r fact.Reader) ([]string, error) {
	return fact.All(r, fact.Text, `
		SELECT
			printf('contract %s: postings say %d, open sessions %d', contract, posted, open)
		FROM (
			SELECT
				c.contract,
				-COALESCE((SELECT SUM(p.minor) FROM ledger_posting p
					WHERE p.jid = c.jid AND p.contract = c.contract AND p.account = 'contract_liability'), 0) AS posted,
				COALESCE((SELECT SUM(s.minor) FROM courses_session s
					WHERE s.jid = c.jid AND s.contract = c.contract
						AND s.state IN ('free', 'held', 'parked')), 0) AS open
			FROM courses_contract c)
		WHERE posted <> open
		LIMIT 10`)
}

func rightsWhole(r fact.Reader) ([]string, error) {
	broken, err := rights.Broken(r)
	var out []string
	for _, b := range broken {
		out = append(out, fmt.Sprintf("%+v", b))
	}
	return first(out), err
}

// cells asks whether every practitioner-cell belongs to a visit that keeps its time.
func cells(r fact.Reader) ([]string, error) {
	return fact.All(r, fact.Text, `
		SELECT DISTINCT
			printf('visit %s holds time although it is %s', c.visit, COALESCE(v.status, 'unknown'))
		FROM booking_cell c
		LEFT JOIN booking_visit v ON v.jid = c.jid AND v.visit = c.visit
		WHERE v.status IS NULL OR v.status IN ('cancelled', 'no_show')
		LIMIT 10`)
}

func first(list []string) []string { return list[:min(len(list), 10)] }
