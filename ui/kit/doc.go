// Package kit is the look of Branchbook: the frame of a page, and the pieces that screens are put
// together from.
//
// Its one idea is that class names live here and nowhere else: a screen says what stands on it (a
// table, a status, a refusal beside its field), kit says how that looks, and the stylesheet in
// ui/static is written against kit alone. Components are functions of values that return a Node.
// None of them sees a request, a clock or a database; none writes an inline style or script, so
// that the strict content policy (Policy) holds on every page.
package kit

import (
	g "github.com/maragudk/gomponents"
	h "github.com/maragudk/gomponents/html"

	"branchbook/ui/static"
)

// Node is a piece of a page; handlers pass it on without knowing what makes it.
type Node = g.Node

// Policy is the Content-Security-Policy that every page is written for.
const Policy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// Icon draws one of static.Icons. It always stands beside a word, so it is hidden from screen
// readers.
func Icon(name string) Node {
	return g.El("svg", h.Class("icon"), h.Aria("hidden", "true"), g.Attr("focusable", "false"),
		g.El("use", h.Href(static.URL("icons.svg")+"#"+name)))
}

// Unseen is text for screen readers only.
func Unseen(text string) Node { return h.Span(h.Class("unseen"), g.Text(text)) }

// class adds nodes to an element of one class.
func class(name string, nodes []Node) Node { return h.Div(h.Class(name), g.Group(nodes)) }

// when gives the node that make makes, if the condition holds; unlike gomponents' If it makes
// nothing otherwise.
func when(condition bool, make func() Node) Node {
	if !condition {
		return nil
	}
	return make()
}
