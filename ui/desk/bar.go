package desk

import (
	"strconv"

	g "github.com/maragudk/gomponents"
	h "github.com/maragudk/gomponents/html"

	"branchbook/sync/fact"
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// CalendarBar is what stands above every view of the calendar: which days, which view of them, and how it is shown on
// this screen. Previous and Next are addresses; an empty one does not exist.
type CalendarBar struct {
	Title          string
	On             fact.Date
	Today          fact.Date
	View           View
	Previous, Next string
	Month          kit.Month
	PickMonth      bool        // the month is being looked through
	Step, Zoom     int         // of the time axis; 0: the view has none
	Staff          []StaffTick // whose columns can be shown or not; none: nothing to choose
	Practitioner   string      // whose week or list it is; empty: everybody's
	Move           string      // a visit that waits to be put on another day; the bar's links carry it along
}

// View is one way to look at the calendar.
type View string

// The views of the calendar.
const (
	ByDay  View = "day"
	ByWeek View = "week"
	ByList View = "list"
)

// StaffTick is a practitioner whose column can be shown on this screen or not.
type StaffTick struct {
	ID, Name string
	Shown    bool
}

// Zooms are the pixels of five minutes that the time axis can have.
var Zooms = []int{4, 8, 12, 16}

// CalendarHead is the bar. Every control is a link or a form sent by GET.
func CalendarHead(t *text.Text, v CalendarBar) kit.Node {
	back, on := t.T("day.previous"), t.T("day.next")
	if v.View == ByWeek {
		back, on = t.T("week.previous"), t.T("week.next")
	}
	return kit.DayBar(
		h.H1(g.Text(v.Title)),
		kit.Joined(
			v.step(v.carry(v.Previous), "chevron-left", back, "k"),
			kit.LinkButton(v.carry(v.of(v.Today)), t.T("day.today"), g.Attr("data-key", "t"),
				g.If(v.On == v.Today, h.Aria("current", "date"))),
			v.step(v.carry(v.Next), "chevron-right", on, "j"),
			kit.Popdown("calendar-days", t.T("day.date"), true, v.PickMonth, v.Month.Picker(t, "month"), v.goTo(t))),
		kit.Views(t.T("day.views"),
			kit.ViewLink{Href: DayPath(v.On), Word: t.T("day.view_day"), Key: "d", Here: v.View == ByDay},
			kit.ViewLink{Href: WeekPath(v.On, v.Practitioner), Word: t.T("day.view_week"), Key: "w", Here: v.View == ByWeek},
			kit.ViewLink{Href: ListPath(v.On, v.Practitioner, ""), Word: t.T("day.view_list"), Key: "l",
				Here: v.View == ByList}),
		kit.If(v.Zoom > 0, func() kit.Node { return v.scale(t) }),
		kit.MainLink(BookPath(v.Practitioner, v.On, "", ""), "plus", t.T("visit.new"), g.Attr("data-key", "c")))
}

func (v CalendarBar) step(to, icon, word, key string) kit.Node {
	return kit.If(to != "", func() kit.Node { return kit.Step(to, icon, word, g.Attr("data-key", key)) })
}

// of is another day in the same view.
func (v CalendarBar) of(on fact.Date) string {
	switch v.View {
	case ByWeek:
		return WeekPath(on, v.Practitioner)
	case ByList:
		return ListPath(on, v.Practitioner, "")
	}
	return DayPath(on)
}

// carry adds the visit that waits to be put somewhere to an address of a day.
func (v CalendarBar) carry(to string) string {
	if v.Move == "" || to == "" || v.View != ByDay {
		return to
	}
	return to + "?move=" + v.Move
}

// here is what a form of the bar sends besides its own field, to come back to the same view.
func (v CalendarBar) here() kit.Node {
	return kit.Nodes(kit.Hidden("on", string(v.On)), kit.Hidden("view", string(v.View)),
		kit.If(v.Practitioner != "", func() kit.Node { return kit.Hidden("practitioner", v.Practitioner) }))
}

// goTo takes any date, for those who would rather type it.
func (v CalendarBar) goTo(t *text.Text) kit.Node {
	return h.Form(h.Action(DayPath("")), h.Method("get"), kit.Hidden("view", string(v.View)),
		kit.If(v.Practitioner != "", func() kit.Node { return kit.Hidden("practitioner", v.Practitioner) }),
		kit.Unlabelled("on", t.T("day.date"),
			h.Input(h.ID("on"), h.Type("date"), h.Name("on"), h.Value(string(v.On)), h.Required())),
		kit.SmallButton("", t.T("day.go")))
}

// scale is how this screen shows the time axis: the zoom, and behind one button what is chosen more rarely.
func (v CalendarBar) scale(t *text.Text) kit.Node {
	return kit.Joined(v.zoom(-1, "zoom-out", t.T("day.zoom_out")), v.zoom(+1, "zoom-in", t.T("day.zoom_in")),
		kit.Popdown("sliders-horizontal", t.T("day.show"), true, false, v.steps(t),
			kit.If(v.View == ByDay && len(v.Staff) > 1, func() kit.Node { return v.staff(t) }),
			kit.If(v.View == ByDay, func() kit.Node { return h.A(h.Href(PrintPath(v.On)), g.Text(t.T("list.print"))) })))
}

func (v CalendarBar) steps(t *text.Text) kit.Node {
	return h.Form(h.Action(DayPath("")), h.Method("get"), v.here(),
		kit.Labelled("step", t.T("day.step"), h.Select(h.ID("step"), h.Name("step"), g.Attr("data-go"),
			kit.Each(steps(t), func(o kit.Option) kit.Node {
				return h.Option(h.Value(o.Value), g.If(o.Value == strconv.Itoa(v.Step), h.Selected()), g.Text(o.Label))
			}))),
		kit.Scriptless(kit.SmallButton("", t.T("day.go"))))
}

// zoom is the way to the next scale; at the ends the button stays and does nothing.
func (v CalendarBar) zoom(by int, icon, word string) kit.Node {
	to := by
	for i, z := range Zooms {
		if z == v.Zoom {
			to += i
		}
	}
	if to < 0 || to >= len(Zooms) {
		return kit.SquareButton(icon, word, h.Disabled())
	}
	return kit.Step(with(DayPath(""), "on", string(v.On), "view", string(v.View), "practitioner", v.Practitioner,
		"zoom", strconv.Itoa(Zooms[to])), icon, word)
}

// staff chooses whose columns this screen shows. What is offered is sent too: who does not work on this day stays as
// it was.
func (v CalendarBar) staff(t *text.Text) kit.Node {
	return h.Form(h.Action(DayPath("")), h.Method("get"), v.here(),
		kit.Each(v.Staff, func(s StaffTick) kit.Node { return kit.Hidden("offered", s.ID) }),
		kit.Ticks(t.T("day.staff_which"), "staff", kit.Each(v.Staff, func(s StaffTick) kit.Node {
			return kit.TickOf("shown", s.ID, s.Name, s.Shown)
		})),
		kit.Row(kit.SmallButton("check", t.T("day.staff_show")),
			h.A(h.Href(v.everybody()), g.Text(t.T("day.staff_all")))))
}

// everybody shows all columns again.
func (v CalendarBar) everybody() string {
	return with(DayPath(""), "on", string(v.On), "view", string(v.View), "everybody", "yes")
}

// hidden says that this screen shows only some columns, with the way to all of them.
func (v CalendarBar) hidden(t *text.Text) kit.Node {
	shown := 0
	for _, s := range v.Staff {
		if s.Shown {
			shown++
		}
	}
	return kit.If(shown < len(v.Staff), func() kit.Node {
		return kit.Row(kit.Soft(g.Text(t.T("day.staff_some", "Shown", shown, "All", len(v.Staff)))),
			kit.Soft(h.A(h.Href(v.everybody()), g.Text(t.T("day.staff_all")))))
	})
}
