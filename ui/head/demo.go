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
		kit.Heading(kit.Head{Title: t.T("demo.title"), Beneath: t.T("demo.about")}), DemoPart(t, v))
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
