// Package book is the list of everything that can happen: every kind of fact, every table, every audit, for
// branch, hub and simulator alike. It decides nothing.
package book

import (
	"branchbook/sync/booking"
	"branchbook/sync/branches"
	"branchbook/sync/catalogue"
	"branchbook/sync/clients"
	"branchbook/sync/courses"
	"branchbook/sync/fact"
	"branchbook/sync/hours"
	"branchbook/sync/imports"
	"branchbook/sync/ledger"
	"branchbook/sync/people"
	"branchbook/sync/rights"
)

// Number of this way of folding. Raise it whenever a fold does something else with the same facts; books are
// then folded again when they are opened, and digests of different numbers are not compared.
const Number = 2

// Definition is what a branch's book is made of; the hub extends it.
func Definition() fact.Definition {
	d := fact.Define(Number,
		[]fact.Schema{
			branches.Schema, catalogue.Schema, people.Schema, hours.Schema, clients.Schema, ledger.Schema,
			rights.Schema, courses.Schema, booking.Schema, imports.Schema,
		},
		branches.Kinds(), catalogue.Kinds(), people.Kinds(), hours.Kinds(), clients.Kinds(), rights.Kinds(),
		courses.Kinds(), booking.Kinds(), imports.Kinds(),
	)
	d.Side, d.Audits, d.KeyCame = "branch", audits(), clients.KeyCame
	return d
}
