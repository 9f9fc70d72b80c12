package desk

import (
	g "github.com/maragudk/gomponents"
	h "github.com/maragudk/gomponents/html"

	"branchbook/sync/fact"
	"branchbook/sync/money"
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// List is a day as a list: what the calendar shows, to be read, searched and filtered.
type List struct {
	Bar    CalendarBar
	Rows   []ListRow
	Status string // only these; empty: all
	Staff  []kit.Option
}

// ListRow is one visit in a list. Times are empty for an untimed one.
type ListRow struct {
	Visit, From, To string
	Client          ClientRef
	Services, By    string
	Room            string
	Marks           []kit.BlockMark
	Status          kit.Status
	Practitioners   []string // ids
	Note            string
}

// listStatuses are the choices of the list's filter, in the order of a visit's life. "open" is all that are still
// to be done.
var listStatuses = []kit.Status{kit.Booked, kit.Confirmed, kit.Arrived, kit.Started, kit.Completed, kit.NoShow,
	kit.Cancelled}

// StillOpen is the filter of what is still to be done.
const StillOpen = "open"

// ListPage is a day as a list with the frame.
func ListPage(a Around, v List) kit.Node {
	f := a.frame(v.Bar.Title, inCalendar)
	f.Wide = true
	return kit.Page(f, CalendarHead(a.Text, v.Bar), ListPart(a.Text, v))
}

// ListPart is the list itself, fetched again whenever something changed.
func ListPart(t *text.Text, v List) kit.Node {
	return kit.Live("list", ListPath(v.Bar.On, v.Bar.Practitioner, v.Status), "day", v.filters(t),
		kit.If(len(v.Rows) == 0, func() kit.Node {
			return kit.Empty(t.T("list.none"), kit.LinkButton(ListPath(v.Bar.On, "", ""), t.T("list.all")))
		}),
		kit.If(len(v.Rows) > 0, func() kit.Node { return visitTable(t, v.Bar.Title, v.Rows, true) }))
}

func (v List) filters(t *text.Text) kit.Node {
	statuses := []kit.Option{{Label: t.T("list.any_status")}, {Value: StillOpen, Label: t.T("list.open")}}
	for _, s := range listStatuses {
		statuses = append(statuses, kit.Option{Value: string(s), Label: s.Word(t)})
	}
	staff := append([]kit.Option{{Label: t.T("list.anybody")}}, v.Staff...)
	return h.Form(h.Action(ListPath(v.Bar.On, "", "")), h.Method("get"), kit.Apart(
		kit.Row(kit.Labelled("practitioner", t.T("practitioner.one"), kit.Select("practitioner", v.Bar.Practitioner, staff, g.Attr("data-go"))),
			kit.Labelled("status", t.T("visit.status"), kit.Select("status", v.Status, statuses, g.Attr("data-go"))),
			kit.Scriptless(kit.SmallButton("", t.T("day.go"))),
			kit.Soft(g.Text(t.N("day.n_visits", len(v.Rows))))),
		kit.LinkButton(PrintPath(v.Bar.On), t.T("list.print"))))
}

func visitTable(t *text.Text, caption string, rows []ListRow, by bool) kit.Node {
	table := kit.Table{Caption: caption, Fold: true, Columns: []kit.Column{{Head: t.T("visit.time")},
		{Head: t.T("client.one")}, {Head: t.T("client.phone")}, {Head: t.T("service.one")}}}
	if by {
		table.Columns = append(table.Columns, kit.Column{Head: t.T("practitioner.one")})
	}
	table.Columns = append(table.Columns, kit.Column{Head: t.T("visit.mark")}, kit.Column{Head: t.T("visit.status")})
	for _, r := range rows {
		when := span(r.From, r.To)
		if when == "" {
			when = t.T("visit.without_hour")
		}
		cells := []kit.Cell{{Text: when, Href: VisitPath(r.Visit)},
			{Text: r.Client.Name, Lang: r.Client.Lang, Href: ClientPath(r.Client.ID), Quiet: r.Client.Number},
			{Node: phone(t, r.Client.Phone)}, {Text: r.Services, Quiet: r.Room}}
		if by {
			cells = append(cells, kit.Cell{Text: r.By})
		}
		table.Rows = append(table.Rows, kit.Line{Cells: append(cells,
			kit.Cell{Node: kit.Marks(r.Marks)}, kit.Cell{Node: r.Status.Chip(t)})})
	}
	return kit.Tabled(table)
}

// DaySheet is a day to be printed: a page for each practitioner, that they take with them (CAL-19).
type DaySheet struct {
	On     fact.Date
	Sheets []Sheet
}

// Sheet is one practitioner's day.
type Sheet struct {
	Name string
	Rows []ListRow
}

// DaySheetPage is the sheets with what a printed page needs to be known by.
func DaySheetPage(a Around, v DaySheet) kit.Node {
	t := a.Text
	return a.page(t.Full(v.On), inCalendar,
		kit.Heading(kit.Head{Title: t.T("list.sheets"), Beneath: t.Full(v.On),
			Back: kit.Crumb{Href: ListPath(v.On, "", ""), Word: t.Head(v.On)}}),
		kit.OnScreen(kit.Para(t.T("list.print_hint"))),
		kit.If(len(v.Sheets) == 0, func() kit.Node { return kit.Empty(t.T("list.none"), nil) }),
		kit.Each(v.Sheets, func(s Sheet) kit.Node {
			return kit.PrintedPage(kit.Section(s.Name, []kit.Node{kit.Soft(g.Text(joined(a.Branch, t.Full(v.On))))},
				visitTable(t, s.Name, s.Rows, false)))
		}))
}

// TakingsView is the money of a day.
type TakingsView struct {
	On    fact.Date
	Rows  []TakingRow
	Means []TakingMeans // sums by means of payment
	Total money.Amount
	Given money.Amount // what was given that day, at its price
}

// TakingRow is money that moved.
type TakingRow struct {
	Means            string // in words
	Client           ClientRef
	Contract, Number string
	Amount           money.Amount
}

// TakingMeans is the sum of one means of payment.
type TakingMeans struct {
	Means  string
	Amount money.Amount
}

// TakingsPage lists what was taken on a day, with its sums.
func TakingsPage(a Around, v TakingsView) kit.Node {
	t := a.Text
	figures := []kit.Figure{moneyFigure(t, t.T("takings.all"), v.Total)}
	for _, m := range v.Means {
		figures = append(figures, moneyFigure(t, m.Means, m.Amount))
	}
	figures = append(figures, moneyFigure(t, t.T("takings.given"), v.Given))
	return a.page(t.T("takings.title"), inCalendar,
		kit.Heading(kit.Head{Title: t.T("takings.title"), Beneath: t.Full(v.On),
			Back: kit.Crumb{Href: DayPath(v.On), Word: t.Head(v.On)}}),
		kit.Figures(figures...),
		kit.If(len(v.Rows) == 0, func() kit.Node { return kit.Empty(t.T("takings.none"), nil) }),
		kit.If(len(v.Rows) > 0, func() kit.Node { return v.table(t) }),
		kit.Soft(g.Text(t.T("takings.given_about"))))
}

func moneyFigure(t *text.Text, name string, a money.Amount) kit.Figure {
	value, after := t.Figure(a)
	return kit.Figure{Name: name, Value: value, Unit: text.Symbol(a.Currency()), After: after}
}

func (v TakingsView) table(t *text.Text) kit.Node {
	table := kit.Table{Caption: t.T("takings.title"), Fold: true, Columns: []kit.Column{{Head: t.T("client.one")},
		{Head: t.T("contract.one")}, {Head: t.T("takings.means")}, {Head: t.T("takings.amount"), Figure: true}},
		Total: []kit.Cell{{Text: t.T("table.total")}, {}, {}, {Text: t.Money(v.Total)}}}
	for _, r := range v.Rows {
		contract := kit.Cell{Text: r.Number}
		if r.Contract != "" {
			contract.Href = ContractPath(r.Contract)
		}
		table.Rows = append(table.Rows, kit.Line{Cells: []kit.Cell{
			{Text: r.Client.Name, Lang: r.Client.Lang, Href: ClientPath(r.Client.ID), Quiet: r.Client.Number}, contract,
			{Text: r.Means}, {Text: t.Money(r.Amount)}}})
	}
	return kit.Tabled(table)
}
