package desk

import (
	g "github.com/maragudk/gomponents"
	h "github.com/maragudk/gomponents/html"

	"branchbook/sync/fact"
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
	table := kit.Table{Caption: caption, Fold: true, Columns: []kit.Column{{Head: t.T("visit.time"), Whole: true},
		{Head: t.T("client.one")}, {Head: t.T("client.phone"), Whole: true}, {Head: t.T("service.one")}}}
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
	Name, Beneath string
	Rows          []ListRow
}

// DaySheetPage is the sheets with what a printed page needs to be known by.
func DaySheetPage(a Around, v DaySheet) kit.Node {
	t := a.Text
	return a.page(t.T("list.sheets")+" · "+t.Full(v.On), inCalendar,
		kit.OnScreen(kit.Heading(kit.Head{Title: t.T("list.sheets"), Beneath: t.T("list.print_hint"),
			Back: kit.Crumb{Href: ListPath(v.On, "", ""), Word: t.Head(v.On)}})),
		kit.If(len(v.Sheets) == 0, func() kit.Node { return kit.Empty(t.T("list.none"), nil) }),
		kit.Each(v.Sheets, func(s Sheet) kit.Node {
			return kit.PrintedPage(kit.Section(joined(s.Name, s.Beneath),
				[]kit.Node{kit.Soft(g.Text(joined(a.Branch, t.Full(v.On))))},
				visitTable(t, s.Name, s.Rows, false)))
		}))
}
