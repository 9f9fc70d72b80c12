package head

import (
	g "github.com/maragudk/gomponents"

	"branchbook/sync/money"
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// Rows is what a figure is made of. First and Last number the rows shown among all of them, from 1.
type Rows struct {
	Figure   string // "visits", "completed", "noshows", "cancelled", "revenue", "course"
	Period   Period
	Branch   string // name; empty: the network
	Node     string
	Currency money.Currency
	Columns  []kit.Column
	Rows     []kit.Line
	Total    []kit.Cell // the figure itself
	First    int
	Last     int
	Partial  []Lag // branches whose part is not complete
	Earlier  string
	Later    string
	CSV      string
}

// RowsPage is the rows with the frame.
func RowsPage(a Around, v Rows) kit.Node {
	t := a.Text
	where := v.Branch
	if where == "" {
		where = t.T("head.network")
	}
	if v.Currency != "" {
		where += " · " + string(v.Currency)
	}
	return a.page(t.T("figure."+v.Figure), inDashboard, kit.Heading(kit.Head{
		Title: t.T("figure." + v.Figure), Beneath: where + " · " + v.when(t),
		Back: kit.Crumb{
			Href: DashboardPath + "?" + period(v.Period).Encode(), Word: t.T("head.dashboard"),
		},
		Actions: []kit.Node{kit.LinkButton(v.CSV, t.T("head.csv"), g.Attr("download"))},
	}), RowsPart(t, v))
}

// when is the period; what is still owed has no beginning.
func (v Rows) when(t *text.Text) string {
	if v.Figure == "course" {
		return t.T("head.at_end_of", "Date", t.Date(v.Period.To))
	}
	return periodWords(t, v.Period)
}

// RowsPart is the table of rows and the way through it.
func RowsPart(t *text.Text, v Rows) kit.Node {
	if len(v.Rows) == 0 {
		return kit.Nodes(lackingRows(t, v), kit.Empty(t.T("head.no_rows"),
			kit.LinkButton(DashboardPath+"?"+period(v.Period).Encode(), t.T("head.dashboard"))))
	}
	return kit.Nodes(lackingRows(t, v), kit.Stack(
		kit.Tabled(kit.Table{Caption: t.T("figure." + v.Figure), Columns: v.Columns, Rows: v.Rows,
			Total: v.Total, Fold: true}),
		kit.Pages(t, v.Earlier, v.Later, t.T("head.rows_of", "First", t.Count(int64(v.First)),
			"Last", t.Count(int64(v.Last))))))
}

func lackingRows(t *text.Text, v Rows) kit.Node {
	return kit.If(len(v.Partial) > 0, func() kit.Node {
		return kit.Banner(kit.Warning, t.T("head.lacking", "Names", names(t, v.Partial)))
	})
}
