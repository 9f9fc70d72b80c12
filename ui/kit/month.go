package kit

import (
	"strconv"

	g "github.com/maragudk/gomponents"
	h "github.com/maragudk/gomponents/html"

	"branchbook/sync/fact"
	"branchbook/ui/text"
)

// Month is a month to pick a day from. Days are all of its days in order; First is the weekday that begins a week, 0
// for Sunday. Earlier and Later lead to the months beside it.
type Month struct {
	Days           []MonthDay
	First          int
	Earlier, Later string
}

// MonthDay is one day of a [Month]: where it leads, how many visits it has, and how it stands out.
type MonthDay struct {
	On          fact.Date
	Href        string
	Visits      int
	Closed      bool // greyed, and still to be opened
	Here, Today bool
}

// Picker renders a month. Every day is a link, so that it works without script; the months beside it are fetched into
// its place.
func (m Month) Picker(t *text.Text, id string) Node {
	if len(m.Days) == 0 {
		return nil
	}
	beside := func(href, icon, word string) Node {
		return Step(href, icon, word, g.Attr("hx-get", href), g.Attr("hx-select", "#"+id), g.Attr("hx-target", "#"+id),
			g.Attr("hx-swap", "outerHTML"))
	}
	return h.Div(h.ID(id), h.Class("month"),
		h.Header(beside(m.Earlier, "chevron-left", t.T("month.earlier")), h.Strong(g.Text(t.MonthYear(m.Days[0].On))),
			beside(m.Later, "chevron-right", t.T("month.later"))),
		h.Table(h.THead(h.Tr(g.Group(m.heads(t)))), h.TBody(g.Group(m.weeks(t)))))
}

func (m Month) heads(t *text.Text) (heads []Node) {
	for i := range 7 {
		heads = append(heads, h.Th(g.Attr("scope", "col"), g.Text(t.WeekdayShort((m.First+i)%7))))
	}
	return heads
}

func (m Month) weeks(t *text.Text) (weeks []Node) {
	before := (int(m.Days[0].On.Weekday()) - m.First + 7) % 7
	var week []Node
	for range before {
		week = append(week, h.Td())
	}
	for i, day := range m.Days {
		week = append(week, h.Td(day.node(t)))
		if len(week) == 7 || i == len(m.Days)-1 {
			weeks = append(weeks, h.Tr(g.Group(week)))
			week = nil
		}
	}
	return weeks
}

func (d MonthDay) node(t *text.Text) Node {
	said := t.Full(d.On)
	if d.Closed {
		said += ", " + t.T("month.closed")
	}
	if d.Visits > 0 {
		said += ", " + t.N("month.visits", d.Visits)
	}
	return h.A(h.Href(d.Href), h.Title(said), g.If(d.Closed, g.Attr("data-closed")), g.If(d.Today, g.Attr("data-today")),
		g.If(d.Here, h.Aria("current", "date")), Unseen(said),
		h.Span(h.Aria("hidden", "true"), g.Text(strconv.Itoa(d.On.Day())),
			h.Small(g.If(d.Visits > 0, g.Text(strconv.Itoa(d.Visits))))))
}
