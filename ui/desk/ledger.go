package desk

import (
	"branchbook/sync/fact"
	"branchbook/sync/money"
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// LedgerLine is one arrow: what happened, by whom, and the balance after it. A zero amount is left blank.
type LedgerLine struct {
	ID       string // of the row; see [LedgerOf]
	On       fact.Date
	What     string
	Href     string // to the visit
	By       string
	Branch   string // where, if not here
	Reason   string
	Sessions int // change of what is left
	Amount   money.Amount
	Balance  money.Amount
}

// LedgerPath is the ledger of a contract as a file.
func LedgerPath(contract, kind string) string {
	return ContractPath(contract) + "/ledger.csv?kind=" + escaped(kind)
}

func (v Contract) ledger(t *text.Text) kit.Node {
	table := kit.Table{Caption: t.T("contract.ledger"), Fold: true, Columns: []kit.Column{
		{Head: t.T("ledger.date")}, {Head: t.T("ledger.what")}, {Head: t.T("ledger.by")},
		{Head: t.T("ledger.sessions"), Figure: true}, {Head: t.T("ledger.amount"), Figure: true},
		{Head: t.T("ledger.balance"), Figure: true},
	}, Total: []kit.Cell{{Text: t.T("ledger.left")}, {}, {}, {Text: t.Count(int64(v.Left))}, {}, {Text: t.Money(v.LeftValue)}}}
	for _, l := range v.Ledger {
		table.Rows = append(table.Rows, kit.Line{ID: l.ID, Cells: []kit.Cell{
			{Node: kit.Dated(t, l.On)}, {Text: l.What, Href: l.Href, Quiet: l.Reason}, {Text: l.By, Quiet: l.Branch},
			{Text: signed(t, l.Sessions)}, {Text: blankZero(t, l.Amount)}, {Text: t.Money(l.Balance)},
		}})
	}
	rows := kit.Tabled(table)
	if len(v.Ledger) == 0 {
		rows = kit.Empty(t.T("ledger.none"), nil)
	}
	return kit.Section(t.T("contract.ledger"), []kit.Node{
		kit.LinkButton(v.Sheet, t.T("head.csv")), kit.LinkButton(FiguresOf("contract", v.ID), t.T("course.figures"))},
		kit.Tabs(t.T("ledger.kinds"), v.Kinds...), rows)
}

func signed(t *text.Text, n int) string {
	switch {
	case n == 0:
		return ""
	case n > 0:
		return "+" + t.Count(int64(n))
	}
	return t.Count(int64(n))
}

func blankZero(t *text.Text, a money.Amount) string {
	if a.IsZero() {
		return ""
	}
	return t.Money(a)
}
