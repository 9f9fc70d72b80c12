package kit

import (
	g "github.com/maragudk/gomponents"
	h "github.com/maragudk/gomponents/html"
)

// PostBeside is [Form.Post] with a narrow column beside the fields, which may hold fields too. The buttons stand under
// the fields, and on a narrow screen under both.
func (f Form) PostBeside(fields, aside, buttons Node) Node {
	return h.Form(h.Class("form beside"), h.Action(f.Action), h.Method("post"), g.Attr("novalidate"),
		f.hidden(), f.summary(), h.Div(h.Class("besides"), Stack(fields), h.Aside(aside), buttons))
}

// FieldRow sets a few fields side by side that belong together, ticks included.
func FieldRow(fields ...Node) Node { return class("fieldrow", fields) }

// Lead is the heading of a column that is read beside another one.
func Lead(words string) Node { return h.H2(h.Class("lead"), g.Text(words)) }

// Verdict says in a line whether something can be.
func Verdict(yes bool, words string) Node {
	icon := "check"
	if !yes {
		icon = "octagon-alert"
	}
	return h.P(h.Class("verdict"), g.If(!yes, g.Attr("data-no")), Icon(icon), h.Span(g.Text(words)))
}

// Terms are sentences of what was agreed.
func Terms(sentences []string) Node {
	return h.Ul(h.Class("terms"), g.Group(g.Map(sentences, func(s string) Node { return h.Li(g.Text(s)) })))
}

// Parts are small groups of facts side by side under one line, each with its title.
func Parts(parts ...Node) Node { return class("parts", parts) }

// Part is one of them.
func Part(title string, inside ...Node) Node {
	return h.Section(h.Class("stack tight"), h.H2(h.Class("lead"), g.Text(title)), g.Group(inside))
}

// MarkRow is remarks in a row, above what they are about.
func MarkRow(marks ...Node) Node { return class("row marks", marks) }

// Call is a telephone number to be called by a tap.
func Call(number, words string) Node {
	return h.A(h.Class("button small"), h.Href("tel:"+number), Icon("phone"), h.Span(h.Class("num"), g.Text(words)))
}

// OneColumn sets fields under each other whose order matters.
func OneColumn(fields ...Node) Node { return class("stack tight onecolumn", fields) }
