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
	PickMonth      bool // the month is being looked through
	Step, Zoom     int
	Staff          []StaffTick
	Practitioner   string // whose week or list it is; empty: everybody's
	Move           string // a visit that waits to be put on another day; the bar's links carry it along
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
	return kit.DayBar(
		h.H1(g.Text(v.Title)),
		kit.Joined(
			v.step(v.carry(v.Previous), "chevron-left", t.T("day.previous"), "k"),
			kit.LinkButton(v.carry(v.of(v.Today)), t.T("day.today"), g.Attr("data-key", "t"),
				g.If(v.On == v.Today, h.Aria("current", "date"))),
			v.step(v.carry(v.Next), "chevron-right", t.T("day.next"), "j")),
		kit.Popdown("calendar-days", t.T("day.date"), true, v.PickMonth, v.Month.Picker(t, "month"), v.goTo(t)),
		kit.Views(t.T("day.views"),
			kit.ViewLink{Href: DayPath(v.On), Word: t.T("day.view_day"), Key: "d", Here: v.View == ByDay},
			kit.ViewLink{Href: WeekPath(v.On, v.Practitioner), Word: t.T("day.view_week"), Key: "w", Here: v.View == ByWeek},
			kit.ViewLink{Href: ListPath(v.On, v.Practitioner, ""), Word: t.T("day.view_list"), Key: "l",
				Here: v.View == ByList}),
		kit.If(v.View != ByList && len(v.Staff) > 0, func() kit.Node { return v.scale(t) }),
		kit.If(v.View == ByDay && len(v.Staff) > 1, func() kit.Node { return v.staff(t) }),
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

// scale is the time step and the zoom of this screen.
func (v CalendarBar) scale(t *text.Text) kit.Node {
	return h.Form(h.Action(DayPath("")), h.Method("get"), v.here(),
		kit.Unlabelled("step", t.T("day.step"), h.Select(h.ID("step"), h.Name("step"), g.Attr("data-go"),
			kit.Each(steps(t), func(o kit.Option) kit.Node {
				return h.Option(h.Value(o.Value), g.If(o.Value == strconv.Itoa(v.Step), h.Selected()), g.Text(o.Label))
			}))),
		kit.Scriptless(kit.SmallButton("", t.T("day.go"))),
		kit.Joined(v.zoom(-1, "zoom-out", t.T("day.zoom_out")), v.zoom(+1, "zoom-in", t.T("day.zoom_in"))))
}

// zoom is the way to the next scale; at the ends the button stays and does nothing.
func (v CalendarBar) zoom(by int, icon, word string) kit.Node {
	at := 1
	for i, z := range Zooms {
		if z == v.Zoom {
			at = i
		}
	}
	to := at + by
	off := to < 0 || to >= len(Zooms)
	to = min(max(to, 0), len(Zooms)-1)
	return kit.SquareButton(icon, word, h.Name("zoom"), h.Value(strconv.Itoa(Zooms[to])), g.If(off, h.Disabled()))
}

// staff chooses whose columns this screen shows.
func (v CalendarBar) staff(t *text.Text) kit.Node {
	shown := 0
	for _, s := range v.Staff {
		if s.Shown {
			shown++
		}
	}
	word := t.T("day.staff")
	if shown < len(v.Staff) {
		word = t.T("day.staff_some", "Shown", shown, "All", len(v.Staff))
	}
	return kit.Popdown("users", word, false, false,
		h.Form(h.Action(DayPath("")), h.Method("get"), v.here(), kit.Hidden("staff", "yes"),
			kit.Ticks(t.T("day.staff_which"), "only", kit.Each(v.Staff, func(s StaffTick) kit.Node {
				return kit.TickOf("only", s.ID, s.Name, s.Shown)
			})),
			kit.Actions(kit.SmallButton("check", t.T("day.staff_show")),
				kit.SmallButton("", t.T("day.staff_all"), h.Name("all"), h.Value("yes")))))
}
