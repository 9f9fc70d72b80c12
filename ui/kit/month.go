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

// Popdown is a button that opens what is inside beneath it; it works without script. Only one is open at a time.
func Popdown(icon, word string, wordless, open bool, inside ...Node) Node {
	label := g.Text(word)
	if wordless {
		label = Unseen(word)
	}
	look := "button"
	if wordless {
		look += " square"
	}
	return h.Details(h.Class("popdown"), h.Name("popdown"), g.If(open, g.Attr("open")),
		h.Summary(h.Class(look), h.Title(word), iconOf(icon), label),
		h.Div(inside...))
}

// ViewLink is one of several ways to look at the same thing, with the key that chooses it.
type ViewLink struct {
	Href, Word, Key string
	Here            bool
}

// Views sets such links into one bar.
func Views(label string, views ...ViewLink) Node {
	return h.Nav(h.Class("joined"), h.Aria("label", label), g.Group(g.Map(views, func(v ViewLink) Node {
		return LinkButton(v.Href, v.Word, g.Attr("data-key", v.Key), g.If(v.Here, h.Aria("current", "page")))
	})))
}

// SquareButton is a button of a form that shows only an icon.
func SquareButton(icon, word string, attrs ...Node) Node {
	return h.Button(h.Type("submit"), h.Class("button square"), h.Title(word), g.Group(attrs), Icon(icon), Unseen(word))
}

// Ticks is a group of ticks with a name.
func Ticks(label, name string, ticks Node) Node {
	return h.FieldSet(h.Class("ticks"), h.ID(name), h.Legend(g.Text(label)), ticks)
}

// TickOf is one tick of a group.
func TickOf(name, value, word string, on bool) Node {
	return h.Label(h.Input(h.Type("checkbox"), h.Name(name), h.Value(value), g.If(on, h.Checked())), g.Text(" "+word))
}

// Select is a choice of one, without a form's errors: for filters.
func Select(name, value string, options []Option, attrs ...Node) Node {
	return h.Select(h.ID(name), h.Name(name), g.Group(attrs), g.Group(g.Map(options, func(o Option) Node {
		return h.Option(h.Value(o.Value), g.If(o.Value == value, h.Selected()), g.Text(o.Label))
	})))
}

// Marks sets small remarks with their icons beside each other.
func Marks(marks []BlockMark) Node {
	return when(len(marks) > 0, func() Node {
		return h.Span(h.Class("marks"), g.Group(g.Map(marks, func(m BlockMark) Node {
			return h.Span(iconOf(m.Icon), g.Text(m.Word))
		})))
	})
}

// OnScreen is what paper does not need.
func OnScreen(node Node) Node { return h.Div(h.Class("no-print"), node) }

// PrintedPage begins on a page of its own when it is printed.
func PrintedPage(node Node) Node { return h.Div(h.Class("sheet"), node) }

// Line3 is a line of three: when, what, and what is to be known of it.
func Line3(when, what, about string) Node {
	return h.P(h.Class("line3"), h.Span(h.Class("num"), g.Text(when)), h.Span(h.Strong(g.Text(what)), g.Text(" "),
		Soft(g.Text(about))))
}

// Said is a notice in the status line about a thing, with what can be done about it.
func Said(about string, inside ...Node) Node {
	return h.Span(h.Class("row"), g.Attr("data-about", about), g.Group(inside))
}

// KeyGroup is keys that work in one place: pairs of what is pressed and what it does.
type KeyGroup struct {
	Title string
	Keys  [][2]string
}

// Keys lists keys in groups beside each other.
func Keys(groups []KeyGroup) Node {
	return h.Div(h.Class("keys"), g.Group(g.Map(groups, func(k KeyGroup) Node {
		return h.Section(h.H2(g.Text(k.Title)), h.Dl(g.Group(g.Map(k.Keys, func(pair [2]string) Node {
			return h.Div(h.Dt(h.Kbd(g.Text(pair[0]))), h.Dd(g.Text(pair[1])))
		}))))
	})))
}

// Numbered is a list of steps in their order.
func Numbered(steps ...Node) Node { return h.Ol(h.Class("numbered"), g.Group(steps)) }
