package desk

import (
	"slices"

	g "github.com/maragudk/gomponents"
	h "github.com/maragudk/gomponents/html"

	"branchbook/sync/fact"
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// Day is the calendar of one day (CAL-1…7). Closed says why the branch is closed that day; NextOpen is then where to
// go.
type Day struct {
	On       fact.Date
	Head     CalendarBar
	Closed   string
	NextOpen fact.Date
	Grid     kit.Grid // Text and Label are filled in here
	Untimed  []Untimed
	Ended    []Untimed // cancelled, or the client did not come
	Figures  []DayFigure
	Pin      *Pinned // a visit on its way here from another day
}

// Pinned is a visit that is to be put on this day: its block as it was, and with whom.
type Pinned struct {
	Block        kit.Block
	Practitioner string
	From         fact.Date
}

// Untimed is a visit that has a day but no hour, or one that was cancelled.
type Untimed struct {
	Visit, Client, Lang, Service, When string
	Status                             kit.Status
}

// DayFigure is one number above the calendar with the address of what is behind it.
type DayFigure struct{ Word, Value, Href string }

// DayPage is the calendar with the frame.
func DayPage(a Around, v Day) kit.Node {
	f := a.frame(a.Text.Full(v.On), inCalendar)
	f.Wide = true
	return kit.Page(f, CalendarHead(a.Text, v.Head), v.pinned(a.Text), DayPart(a.Text, v))
}

func (v Day) pinned(t *text.Text) kit.Node {
	return kit.If(v.Pin != nil, func() kit.Node {
		v.Grid.Text = t
		b := v.Pin.Block
		words := t.T("place.pinned", "Client", b.Client, "Day", t.Head(v.Pin.From))
		return v.Grid.Pin(b, v.Pin.Practitioner, words, DayPath(v.Pin.From), t.T("place.put_back"))
	})
}

// DayPart is the day itself, fetched again whenever something on it changed.
func DayPart(t *text.Text, v Day) kit.Node {
	return kit.Live("day", DayPath(v.On), "day", dayFigures(t, v), dayBody(t, v), untimed(t, v),
		ended(t, v))
}

func dayFigures(t *text.Text, v Day) kit.Node {
	return kit.If(len(v.Figures) > 0, func() kit.Node {
		return kit.DayFigures(kit.Each(v.Figures, func(f DayFigure) kit.Node {
			return h.A(h.Href(f.Href), g.Text(f.Word+" "), h.B(g.Text(f.Value)))
		}), v.Head.hidden(t))
	})
}

func dayBody(t *text.Text, v Day) kit.Node {
	if v.Closed != "" {
		return kit.Empty(t.T("day.closed", "Reason", v.Closed),
			kit.If(v.NextOpen != "", func() kit.Node {
				return kit.LinkButton(DayPath(v.NextOpen),
					t.T("day.next_open", "Date", t.Head(v.NextOpen)))
			}))
	}
	if len(v.Grid.Columns) == 0 {
		return kit.Empty(t.T("day.nobody"), kit.LinkButton(PractitionersPath, t.T("day.set_hours")))
	}
	v.Grid.Text, v.Grid.Label, v.Grid.Moving = t, t.Full(v.On), t.T("place.how")
	v.Grid.Over, v.Grid.Card = t.N("place.over", 0), t.T("card.title")
	return kit.Nodes(
		kit.If(v.empty(), func() kit.Node {
			words := t.T("day.empty_past")
			if v.bookable() {
				words = t.T("day.empty")
			}
			return h.P(kit.Soft(g.Text(words)))
		}),
		kit.Day(v.Grid))
}

func (v Day) empty() bool {
	for _, c := range v.Grid.Columns {
		if len(c.Blocks) > 0 {
			return false
		}
	}
	return len(v.Untimed) == 0
}

// bookable is whether there is free time to click.
func (v Day) bookable() bool {
	return slices.ContainsFunc(v.Grid.Columns, func(c kit.GridColumn) bool { return len(c.Gaps) > 0 })
}

func untimed(t *text.Text, v Day) kit.Node {
	return kit.If(len(v.Untimed) > 0, func() kit.Node {
		return kit.Section(t.N("day.untimed", len(v.Untimed)), nil, visitItems(t, v.Untimed))
	})
}

// ended is the visits whose time is free again, behind their number.
func ended(t *text.Text, v Day) kit.Node {
	return kit.If(len(v.Ended) > 0, func() kit.Node {
		return kit.More(t.N("day.ended", len(v.Ended)), false, visitItems(t, v.Ended))
	})
}

func visitItems(t *text.Text, visits []Untimed) kit.Node {
	items := make([]kit.Item, len(visits))
	for i, u := range visits {
		items[i] = kit.Item{Href: VisitPath(u.Visit), Title: u.Client, Lang: u.Lang,
			Beneath: joined(u.When, u.Service), End: u.Status.Chip(t)}
	}
	return kit.Items(items...)
}

// joined sets a middle dot between what is not empty.
func joined(parts ...string) string {
	s := ""
	for _, p := range parts {
		if p == "" {
			continue
		}
		if s != "" {
			s += " · "
		}
		s += p
	}
	return s
}
