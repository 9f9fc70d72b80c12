package kit

import (
	"strconv"
	"strings"
	"time"

	g "github.com/maragudk/gomponents"
	h "github.com/maragudk/gomponents/html"

	"branchbook/sync/fact"
	"branchbook/ui/text"
)

// Head begins a screen: where it hangs, its name, a sentence about it and what can be done.
type Head struct {
	Title   string
	Beneath string
	Back    Crumb
	Actions []Node
}

// Crumb is the way back; an empty one is none.
type Crumb struct{ Href, Word string }

// Heading renders a Head.
func Heading(d Head) Node {
	return h.Header(h.Class("head"), h.Div(
		when(d.Back.Href != "", func() Node {
			return h.A(h.Class("crumb"), h.Href(d.Back.Href),
				g.Text("‹ "+d.Back.Word))
		}),
		h.H1(g.Text(d.Title)),
		when(d.Beneath != "", func() Node { return h.P(g.Text(d.Beneath)) })),
		when(len(d.Actions) > 0, func() Node { return class("row", d.Actions) }))
}

// Stack sets nodes under each other.
func Stack(nodes ...Node) Node { return class("stack", nodes) }

// Tight sets nodes under each other with little between them.
func Tight(nodes ...Node) Node { return class("stack tight", nodes) }

// Row sets nodes beside each other.
func Row(nodes ...Node) Node { return class("row", nodes) }

// Apart sets nodes at both ends of a row.
func Apart(nodes ...Node) Node { return class("row apart", nodes) }

// Halves sets nodes beside each other in equal columns where there is room.
func Halves(nodes ...Node) Node { return class("halves", nodes) }

// Split is a main column with a narrow one beside it.
func Split(main, aside Node) Node { return class("split", []Node{h.Div(main), h.Div(aside)}) }

// Section is a part of a screen with a heading; actions stand at its end.
func Section(title string, actions []Node, inside ...Node) Node {
	return h.Section(h.Class("section"),
		h.Header(h.H2(g.Text(title)), when(len(actions) > 0, func() Node {
			return class("row",
				actions)
		})), g.Group(inside))
}

// Soft is text of second rank.
func Soft(nodes ...Node) Node { return h.Span(h.Class("soft small"), g.Group(nodes)) }

// Para is a paragraph of text.
func Para(s string) Node { return h.P(h.Class("prose"), g.Text(s)) }

// Big is a short statement that leads a screen.
func Big(s string) Node { return h.P(h.Class("big"), g.Text(s)) }

// Num is a figure among words.
func Num(s string) Node { return h.Span(h.Class("num"), g.Text(s)) }

// Digits is a number to be compared between two screens, in two groups.
func Digits(s string) Node {
	if len(s) != 6 {
		return h.P(h.Class("digits"), g.Text(s))
	}
	return h.P(h.Class("digits"), g.Text(s[:3]), h.Span(g.Text(s[3:])))
}

// Code is text to be copied as it is.
func Code(s string) Node { return h.P(h.Class("code"), g.Text(s)) }

// Stamp is an instant with its machine-readable form; the zero one is a dash.
func Stamp(t *text.Text, at time.Time) Node {
	if at.IsZero() {
		return g.Text("–")
	}
	return h.Time(h.DateTime(at.Format(time.RFC3339)), g.Text(t.Stamp(at)))
}

// Dated is a civil date with its machine-readable form; no date is a dash.
func Dated(t *text.Text, d fact.Date) Node {
	if !d.Valid() {
		return g.Text("–")
	}
	return h.Time(h.DateTime(string(d)), g.Text(t.Date(d)))
}

// Status of a visit; its values are the stylesheet's and the catalogue's names too.
type Status string

// The statuses of PRODUCT CAL-9.
const (
	Booked    Status = "booked"
	Confirmed Status = "confirmed"
	Arrived   Status = "arrived"
	Started   Status = "started"
	Completed Status = "completed"
	Cancelled Status = "cancelled"
	NoShow    Status = "noshow"
)

var statusIcons = map[Status]string{
	Booked: "circle", Confirmed: "check", Arrived: "circle-dot", Started: "play", Completed: "check-check",
	Cancelled: "ban", NoShow: "x",
}

// Chip says a visit's status in an icon, a word and a colour.
func (s Status) Chip(t *text.Text) Node {
	return h.Span(h.Class("status"), g.Attr("data-status", string(s)), Icon(statusIcons[s]),
		g.Text(s.Word(t)))
}

// Word is the status in the reader's language.
func (s Status) Word(t *text.Text) string { return t.T("status." + string(s)) }

// Mark is a small remark with an icon; it has no colour, since it is no visit's status.
func Mark(icon, words string) Node { return h.Span(h.Class("status"), Icon(icon), g.Text(words)) }

// Fact is one line of a definition list. What names a plain text value.
type Fact struct {
	Term string
	What string
	Node Node // instead of What
}

// Facts is a list of terms and values; a fact without a value is left out.
func Facts(facts ...Fact) Node {
	return h.Dl(h.Class("facts"), g.Group(g.Map(facts, func(f Fact) Node {
		if f.Node == nil && f.What == "" {
			return nil
		}
		value := f.Node
		if value == nil {
			value = g.Text(f.What)
		}
		return g.Group([]Node{h.Dt(g.Text(f.Term)), h.Dd(value)})
	})))
}

// Figure is a number that leads somewhere. AsOf says up to when it is complete; a partial one is
// marked and says so.
type Figure struct {
	Name, Value, Unit string
	After             bool // the unit stands behind the value
	AsOf              string
	Href              string
	Partial           string // why it is partial; empty: it is complete
	Here              bool   // what is behind it is what is shown
	Words             bool   // the value is words, say a date, and may wrap
}

// Figures is a strip of figures.
func Figures(figures ...Figure) Node {
	return h.Div(h.Class("figures"), g.Group(g.Map(figures, figure)))
}

func figure(f Figure) Node {
	unit := when(f.Unit != "", func() Node { return h.Small(g.Text(f.Unit)) })
	value := h.Span(h.Class("value"), g.If(f.Words, g.Attr("data-words")), h.Span(g.If(f.Partial != "", h.Class("partial")),
		g.If(!f.After && f.Unit != "", g.Group([]Node{unit, g.Text(" ")})), g.Text(f.Value),
		g.If(f.After && f.Unit != "", g.Group([]Node{g.Text(" "), unit}))))
	inside := []Node{h.Span(h.Class("name"), g.Text(f.Name)), value}
	for _, s := range []string{f.Partial, f.AsOf} {
		if s != "" {
			inside = append(inside, h.Span(h.Class("asof"), g.Text(s)))
		}
	}
	if f.Href == "" {
		return h.Div(h.Class("figure"), g.Group(inside))
	}
	return h.Div(h.Class("figure"), h.A(h.Href(f.Href), g.If(f.Here, h.Aria("current", "true")), g.Group(inside)))
}

// BannerKind chooses how loud a banner is.
type BannerKind string

// The banners of ordinary pages; those of the two breaks belong to the frame.
const (
	Done    BannerKind = "done"
	Warning BannerKind = "warning"
	Stop    BannerKind = "stop"
)

var bannerIcons = map[BannerKind]string{Done: "check", Warning: "triangle-alert",
	Stop: "octagon-alert"}

// Banner is a sentence above a screen.
func Banner(kind BannerKind, sentence string, more ...Node) Node {
	return BannerOf(string(kind), bannerIcons[kind], h.P(g.Text(sentence)), g.Group(more))
}

// BannerOf is a banner with any icon and content.
func BannerOf(kind, icon string, inside ...Node) Node {
	return h.Div(h.Class("banner"), g.Attr("data-kind", kind), h.Role("status"), Icon(icon),
		h.Div(inside...))
}

// Empty says that there is nothing, and what to do: one sentence and one action.
func Empty(sentence string, action Node) Node {
	return h.Div(h.Class("empty"), h.P(g.Text(sentence)), action)
}

// Panel is a framed part: a dialog's content, or a form that opens within a page.
func Panel(nodes ...Node) Node { return class("panel", nodes) }

// More hides something behind a word; it needs no script.
func More(word string, open bool, inside ...Node) Node {
	return h.Details(h.Class("more"), g.If(open, g.Attr("open")), h.Summary(g.Text(word)),
		h.Div(inside...))
}

// Tab is one of several views of the same thing, each with its own address.
type Tab struct {
	Href, Word string
	Here       bool
}

// Tabs is a row of tabs.
func Tabs(label string, tabs ...Tab) Node {
	return h.Nav(h.Class("tabs"), h.Aria("label", label), g.Group(g.Map(tabs, func(tab Tab) Node {
		return h.A(h.Href(tab.Href), g.If(tab.Here, h.Aria("current", "page")), g.Text(tab.Word))
	})))
}

// Pages steps through a long list. Empty addresses are ends.
func Pages(t *text.Text, earlier, later, where string) Node {
	return h.Nav(h.Class("pages"), h.Aria("label", t.T("pages.label")),
		when(earlier != "", func() Node {
			return LinkButton(earlier, t.T("pages.back"),
				h.Rel("prev"))
		}),
		Soft(g.Text(where)),
		when(later != "", func() Node { return LinkButton(later, t.T("pages.on"), h.Rel("next")) }))
}

// Item is a row of a list that can be opened.
type Item struct {
	Href, Title, Lang, Beneath string
	End                        Node
}

// Items is a list of things to open.
func Items(items ...Item) Node {
	return h.Ul(h.Class("list"), g.Group(g.Map(items, func(i Item) Node {
		return h.Li(h.A(h.Href(i.Href),
			h.Span(h.Strong(g.If(i.Lang != "", h.Lang(i.Lang)), g.Text(i.Title)), h.Br(),
				h.Small(g.Text(i.Beneath))), h.Span(i.End)))
	})))
}

// Event is one line of a history: when, what, by whom and from where.
type Event struct {
	At       time.Time
	What, By string
	Reason   string
	Desk     string
	Changes  []Delta
	Undone   string // says that it was taken back; empty: it holds
	Action   Node   // what can be done about it
}

// Delta is one field of a change; an empty side was nothing.
type Delta struct{ Term, From, To string }

// History is what happened to a thing, newest first as given.
func History(t *text.Text, events []Event) Node {
	return h.Ol(h.Class("timeline"), g.Group(g.Map(events, func(e Event) Node {
		return h.Li(g.If(e.Undone != "", g.Attr("data-undone")), Stamp(t, e.At), h.Span(g.Text(e.What)),
			when(e.Undone != "", func() Node { return Mark("history", e.Undone) }),
			deltas(e.Changes),
			when(e.Reason != "", func() Node { return h.Span(g.Text(e.Reason)) }),
			when(e.By != "", func() Node { return Soft(g.Text(byAt(e.By, e.Desk))) }), e.Action)
	})))
}

func byAt(by, desk string) string {
	if desk == "" {
		return by
	}
	return by + " · " + desk
}

func deltas(all []Delta) Node {
	return when(len(all) > 0, func() Node {
		return h.Ul(h.Class("deltas"), g.Group(g.Map(all, func(d Delta) Node {
			return h.Li(when(d.Term != "", func() Node { return Soft(g.Text(d.Term + ": ")) }),
				when(d.From != "", func() Node {
					return g.Group([]Node{g.El("del", g.Text(d.From)), h.Span(h.Aria("hidden", "true"), g.Text(" → "))})
				}),
				g.El("ins", g.Text(orDash(d.To))))
		})))
	})
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// Portions draws parts of a whole as one bar: done in ink, held hatched, the rest empty. The
// figures stand beside it in words, so it is hidden from screen readers.
func Portions(done, held, whole int) Node {
	if whole <= 0 {
		return nil
	}
	part := func(name string, n int) Node {
		if n <= 0 {
			return nil
		}
		return g.El("i", h.Class(name+" w"+strconv.Itoa(min(100, n*100/whole))))
	}
	return h.Div(h.Class("meter"), h.Aria("hidden", "true"), part("done", done), part("held", held),
		part("left", whole-done-held))
}

// Units draws numbered sessions, each with its state; word says the state for those who do not see
// it.
func Units(units []Unit) Node {
	return h.Ol(h.Class("units"), g.Group(g.Map(units, func(u Unit) Node {
		return h.Li(g.Attr("data-unit", u.State), h.Title(u.Word), g.Text(u.Label),
			Unseen(" "+u.Word))
	})))
}

// Unit is one numbered session.
type Unit struct{ Label, State, Word string }

// Versus sets two versions of a thing side by side.
func Versus(sides ...Node) Node { return class("versus", sides) }

// BlockRow is one line of a form with several fields that belong together.
func BlockRow(fields ...Node) Node { return class("blockrow", fields) }

// TickRow is something to tick with fields that belong to it.
func TickRow(fields ...Node) Node { return class("tickrow", fields) }

// Switch is a line that can be cut or mended, with its state beside the button.
func Switch(what Node, button Node) Node {
	return class("line-switch", []Node{h.Div(what),
		button})
}

// Hours lays out a week of working time, a row a day.
func Hours(days ...Node) Node { return class("hours", days) }

// HoursOf is one day of Hours: its name, and pairs of times.
func HoursOf(day string, pairs ...Node) Node {
	return h.Div(h.Class("hours-day"), h.Span(g.Text(day)), h.Div(g.Group(pairs)))
}

// From sets a beginning and an end side by side.
func From(from, to Node) Node {
	return h.Div(h.Class("hours-pair"), from, h.Span(h.Aria("hidden", "true"), g.Text("–")), to)
}

// Pair sets two fields side by side, in a row of Hours.
func Pair(one, other Node) Node { return h.Div(h.Class("hours-pair"), one, other) }

// Pause is a break within working time: its word, its times, and what it is for.
func Pause(word string, pair, why Node) Node {
	return h.Div(h.Class("hours-pair pause"), h.Span(h.Class("soft small"), g.Text(word)), pair, why)
}

// Live makes a region that fetches itself again when one of the events of the page's stream arrives, which are parted
// by spaces, and whenever the stream begins: what happened before that was not heard.
func Live(id, address, events string, inside ...Node) Node {
	trigger := "resync from:#live"
	for _, event := range strings.Fields(events) {
		trigger = event + " from:#live throttle:300ms, " + trigger
	}
	return h.Div(h.ID(id), g.Attr("hx-get", address), g.Attr("hx-trigger", trigger),
		g.Attr("hx-swap", "outerMorph"), g.Group(inside))
}

// Title is a heading within a part of a screen.
func Title(s string) Node { return h.H3(g.Text(s)) }

// Text is plain text as a node.
func Text(s string) Node { return g.Text(s) }

// Nodes are several nodes as one.
func Nodes(nodes ...Node) Node { return g.Group(nodes) }

// Each makes a node of every value.
func Each[T any](values []T, make func(T) Node) Node { return g.Group(g.Map(values, make)) }

// If makes a node only where the condition holds.
func If(condition bool, make func() Node) Node { return when(condition, make) }
