package kit

import (
	"strconv"

	g "github.com/maragudk/gomponents"
	h "github.com/maragudk/gomponents/html"
)

// Fill is a cell that says how full something is: how many, which share of the time as a figure and as a bar, and what
// is left beneath. The words of those who cannot see it are CountSaid and ShareSaid.
type Fill struct {
	Href             string
	Count, CountSaid string
	Percent          int // 0 to 100
	Share, ShareSaid string
	Beneath          string
}

// Node renders the cell; it is one link.
func (f Fill) Node() Node {
	hidden := h.Aria("hidden", "true")
	return h.A(h.Class("fill"), h.Href(f.Href),
		h.Span(h.B(hidden, g.Text(f.Count)), Unseen(f.CountSaid), h.Small(hidden, g.Text(f.Share)), when(f.Share != "",
			func() Node { return Unseen(", " + f.ShareSaid) })),
		h.Span(h.Class("load"), hidden, h.Span(h.Class("w"+strconv.Itoa(min(max(f.Percent, 0), 100))))),
		when(f.Beneath != "", func() Node { return g.Group([]Node{Unseen(", "), h.Small(g.Text(f.Beneath))}) }))
}
