package kit

import (
	"strconv"

	g "github.com/maragudk/gomponents"
	h "github.com/maragudk/gomponents/html"
)

// Bar is one value of a series.
type Bar struct {
	Name  string
	Value int64
	Shown string // the value as the reader's language writes it
}

// Bars draws a series in ink with its largest bar marked and named. The same figures stand in a table beside it, so
// that the drawing is hidden from screen readers. Nothing is drawn of fewer than two values.
func Bars(bars []Bar) Node {
	if len(bars) < 2 {
		return nil
	}
	most := bars[0]
	for _, b := range bars {
		if b.Value > most.Value {
			most = b
		}
	}
	return h.Div(h.Class("bars"), h.Aria("hidden", "true"),
		h.P(g.El("b", g.Text(most.Name+" · "+most.Shown))),
		h.SVG(g.Attr("viewBox", "0 0 "+strconv.Itoa(10*len(bars))+" 100"), g.Attr("preserveAspectRatio", "none"),
			g.Group(rects(bars, most))),
		h.P(h.Span(g.Text(bars[0].Name)), h.Span(g.Text(bars[len(bars)-1].Name))))
}

// rects are ten wide in a drawing of 100 in height, with a gap of two.
func rects(bars []Bar, most Bar) []Node {
	var all []Node
	for i, b := range bars {
		height := 100 * max(0, b.Value) / max(1, most.Value)
		all = append(all, g.El("rect", g.Attr("x", strconv.Itoa(10*i+1)), g.Attr("width", "8"),
			g.Attr("y", strconv.FormatInt(100-height, 10)), g.Attr("height", strconv.FormatInt(height, 10)),
			g.If(b.Name == most.Name, g.Attr("data-most"))))
	}
	return all
}
