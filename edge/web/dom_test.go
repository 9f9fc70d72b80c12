package web

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// node is an element of a page, or a text of one.
type node struct {
	Data  string // the element's name, or the text
	Attr  map[string]string
	Text  bool
	Inner []*node
}

// parse reads our own pages, which are well formed but for HTML's bare attributes and empty elements.
func parse(page string) (*node, error) {
	d := xml.NewDecoder(strings.NewReader(page))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	root := &node{}
	open := []*node{root}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return root, nil
		}
		if err != nil {
			return root, err
		}
		top := open[len(open)-1]
		switch x := token.(type) {
		case xml.StartElement:
			n := &node{Data: x.Name.Local, Attr: map[string]string{}}
			for _, a := range x.Attr {
				n.Attr[a.Name.Local] = a.Value
			}
			top.Inner = append(top.Inner, n)
			open = append(open, n)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			top.Inner = append(top.Inner, &node{Data: string(x), Text: true})
		}
	}
}

// find is the first element that is what is looked for; nil if there is none.
func (n *node) find(is func(*node) bool) (found *node) {
	n.walk(func(e *node) {
		if found == nil && is(e) {
			found = e
		}
	})
	return found
}

// walk visits every element in the order of the page.
func (n *node) walk(visit func(*node)) {
	if n.Data != "" && !n.Text {
		visit(n)
	}
	for _, c := range n.Inner {
		c.walk(visit)
	}
}

func (n *node) has(attr string) bool {
	_, ok := n.Attr[attr]
	return ok
}

// words is what can be read, with single spaces.
func (n *node) words() string {
	var out strings.Builder
	var down func(*node)
	down = func(n *node) {
		if n.Text {
			out.WriteString(n.Data)
			return
		}
		for _, c := range n.Inner {
			down(c)
		}
		out.WriteByte(' ')
	}
	down(n)
	return strings.Join(strings.Fields(out.String()), " ")
}
