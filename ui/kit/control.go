package kit

import (
	g "github.com/maragudk/gomponents"
	h "github.com/maragudk/gomponents/html"
)

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
