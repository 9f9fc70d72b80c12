package kit

import (
	g "github.com/maragudk/gomponents"
	h "github.com/maragudk/gomponents/html"
)

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
