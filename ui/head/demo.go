package head

import (
	"time"

	g "github.com/maragudk/gomponents"
	h "github.com/maragudk/gomponents/html"

	"branchbook/sync/fact"
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

func dateOf(at time.Time) fact.Date {
	if at.IsZero() {
		return ""
	}
	return fact.DateOf(at)
}

func clock(t *text.Text, at time.Time) string {
	if at.IsZero() {
		return "–"
	}
	return t.At(at)
}

// Demo is the start page of the demonstration: one network on this machine, and a switch for each
// line.
type Demo struct {
	Hub   DemoPlace
	Lines []DemoLine
	Tour  Tour
}

// Tour is the way through the demonstration: a branch whose line is cut, and a visit there that uses a course today.
type Tour struct {
	Day        string // address of the branch's day; empty: there is no tour
	Visit      string // address of the visit; empty: there is none today
	Client     string
	Nth, Whole int // the session's place in the course
}

// DemoPlace is an address with a sign-in.
type DemoPlace struct{ Name, Beneath, URL, Login, Password string }

// DemoLine is a branch and its line to headquarters; Form posts the change.
type DemoLine struct {
	DemoPlace
	Cut     bool
	Waiting int
	Form    kit.Form
}

// DemoPage is the start page of the demonstration.
func DemoPage(t *text.Text, v Demo) kit.Node {
	return kit.Bare(t, t.T("demo.title"), true,
		kit.Heading(kit.Head{Title: t.T("demo.title"), Beneath: t.T("demo.about")}),
		kit.If(v.Tour.Day != "", func() kit.Node { return v.Tour.node(t, v.Hub.URL) }), DemoPart(t, v))
}

// node is the tour: what to do, and where to press.
func (v Tour) node(t *text.Text, hub string) kit.Node {
	step := func(words, to, word string) kit.Node {
		return h.Li(kit.Tight(h.Span(g.Text(words)), kit.If(to != "", func() kit.Node {
			return h.Div(kit.LinkButton(to, word, h.Target("_blank"), h.Rel("noopener")))
		})))
	}
	course := t.T("demo.step_any_course")
	if v.Visit != "" {
		course = t.T("demo.step_course", "Client", v.Client, "Nth", v.Nth, "Whole", v.Whole)
	}
	return kit.Section(t.T("demo.tour"), nil, kit.Numbered(
		step(t.T("demo.step_day"), v.Day, t.T("demo.go_day")), step(t.T("demo.step_book"), "", ""),
		step(course, v.Visit, t.T("demo.go_visit")), step(t.T("demo.step_cut"), "", ""),
		step(t.T("demo.step_work"), v.Day, t.T("demo.go_day")), step(t.T("demo.step_hub"), hub, t.T("demo.go_hub")),
		step(t.T("demo.step_mend"), hub, t.T("demo.go_hub"))), kit.Para(t.T("demo.seen")))
}

// DemoPart is the places and their switches.
func DemoPart(t *text.Text, v Demo) kit.Node {
	return kit.Nodes(
		kit.Switch(demoPlace(t, v.Hub), nil),
		kit.Each(v.Lines, func(l DemoLine) kit.Node {
			state, word := kit.Mark("link-2", t.T("line.up")), t.T("demo.cut")
			if l.Cut {
				state, word = kit.Mark("link-2-off",
					t.N("demo.waiting", l.Waiting)), t.T("demo.mend")
			}
			button := kit.Other(word)
			if l.Cut {
				button = kit.Submit(word)
			}
			return kit.Switch(kit.Tight(demoPlace(t, l.DemoPlace), h.Div(state)),
				l.Form.Press(button))
		}))
}

func demoPlace(t *text.Text, p DemoPlace) kit.Node {
	return kit.Tight(
		h.Div(h.A(h.Href(p.URL), h.Strong(g.Text(p.Name))), g.Text(" "),
			kit.Soft(g.Text(p.Beneath))),
		h.Div(kit.Soft(g.Text(t.T("user.login")+" "), h.Kbd(g.Text(p.Login)),
			g.Text(" "+t.T("user.password")+" "), h.Kbd(g.Text(p.Password)))))
}
