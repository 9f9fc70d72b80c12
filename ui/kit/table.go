package kit

import (
	g "github.com/maragudk/gomponents"
	h "github.com/maragudk/gomponents/html"
)

// Column is one column of a table; Figure ones are set to the right in figures of equal width.
type Column struct {
	Head   string
	Figure bool
	Href   string // leads to what the column is about
	Strong bool   // the one that matters now
	Quiet  string // a second line
	Whole  bool   // its cells stay on one line
}

// Cell is one cell: a text, or a node instead of it. Href makes the text lead to its rows.
type Cell struct {
	Text  string
	Node  Node
	Href  string
	Lang  string
	Quiet string // a second line
}

// Line is one row. The first cell names it. A quiet line has been undone.
type Line struct {
	ID    string // so that an address can point at it
	Cells []Cell
	Quiet bool
}

// Table has a caption for those who cannot see what stands above it, and a total under a double
// line. With Fold the rows of a narrow screen become small lists; with Even all columns but the first are equally wide,
// and the first stays in sight when there is not room for all.
type Table struct {
	Caption string
	Columns []Column
	Rows    []Line
	Total   []Cell
	Fold    bool
	Even    bool
}

// Tabled renders a table.
func Tabled(d Table) Node {
	look := "table"
	if d.Fold {
		look += " fold"
	}
	if d.Even {
		look += " even"
	}
	return h.Div(h.Class(look), h.Table(
		when(d.Caption != "", func() Node { return h.Caption(Unseen(d.Caption)) }),
		h.THead(h.Tr(g.Group(g.Map(d.Columns, func(c Column) Node {
			if c.Head == "" {
				return h.Td()
			}
			return h.Th(g.Attr("scope", "col"), g.If(c.Figure, g.Attr("data-figure")), g.If(c.Strong, g.Attr("data-strong")),
				c.head())
		})))),
		h.TBody(g.Group(g.Map(d.Rows, func(r Line) Node {
			return h.Tr(g.If(r.ID != "", h.ID(r.ID)), g.If(r.Quiet, g.Attr("data-quiet")), d.cells(r.Cells))
		}))),
		when(len(d.Total) > 0, func() Node { return h.TFoot(h.Tr(d.cells(d.Total))) })))
}

func (c Column) head() Node {
	quiet := when(c.Quiet != "", func() Node { return h.Small(g.Text(c.Quiet)) })
	if c.Href != "" {
		return g.Group([]Node{h.A(h.Href(c.Href), g.Text(c.Head)), quiet})
	}
	return g.Group([]Node{g.Text(c.Head), quiet})
}

func (d Table) cells(cells []Cell) Node {
	nodes := make([]Node, 0, len(cells))
	for i, c := range cells {
		col := Column{}
		if i < len(d.Columns) {
			col = d.Columns[i]
		}
		inside := g.Group([]Node{g.If(col.Figure, g.Attr("data-figure")),
			g.If(col.Whole, g.Attr("data-whole")), c.content()})
		if i == 0 {
			nodes = append(nodes, h.Th(g.Attr("scope", "row"), inside))
			continue
		}
		nodes = append(nodes, h.Td(g.If(d.Fold && col.Head != "", g.Attr("data-label",
			col.Head+": ")), inside))
	}
	return g.Group(nodes)
}

func (c Cell) content() Node {
	var body Node = g.Text(c.Text)
	if c.Node != nil {
		body = c.Node
	}
	if c.Href != "" {
		body = h.A(h.Href(c.Href), body)
	}
	quiet := when(c.Quiet != "", func() Node { return h.Small(g.Text(c.Quiet)) })
	if c.Quiet != "" || c.Node != nil {
		// One element, so that a folded row has one value beside its label.
		body, quiet = h.Div(body, quiet), nil
	}
	return g.Group([]Node{when(c.Lang != "", func() Node { return h.Lang(c.Lang) }), body, quiet})
}
