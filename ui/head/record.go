package head

import (
	"strings"
	"time"

	h "github.com/maragudk/gomponents/html"

	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// Record is a visit or a contract as the branch keeps it, to be looked at and not changed, with every commit about
// it: what a figure comes from in the end.
type Record struct {
	Title, Beneath string
	Back           kit.Crumb
	Facts          []kit.Fact
	Tables         []kit.Table // each under its caption
	Commits        []Commit    // oldest first
}

// Commit is who decided what, when and where.
type Commit struct {
	At             time.Time // in the branch's zone
	What, By, Desk string
	Place          string // epoch and number in the branch's journal
	Facts          []CommitFact
}

// CommitFact is one fact as it stands in the journal.
type CommitFact struct{ Kind, Body string }

// RecordPage is the record with the frame.
func RecordPage(a Around, v Record) kit.Node {
	return a.page(v.Title, inDashboard,
		kit.Heading(kit.Head{Title: v.Title, Beneath: v.Beneath, Back: v.Back}), RecordPart(a.Text, v))
}

// RecordPart is the record.
func RecordPart(t *text.Text, v Record) kit.Node {
	return kit.Nodes(kit.Facts(v.Facts...),
		kit.Each(v.Tables, func(table kit.Table) kit.Node {
			return kit.Section(table.Caption, nil, kit.Tabled(table))
		}),
		kit.Section(t.T("head.history"), nil, kit.Para(t.T("head.history_about")),
			kit.Each(v.Commits, func(c Commit) kit.Node { return commit(t, c) })))
}

func commit(t *text.Text, c Commit) kit.Node {
	by, kinds := c.By, []string{}
	if c.Desk != "" {
		by += " · " + c.Desk
	}
	for _, f := range c.Facts {
		kinds = append(kinds, f.Kind)
	}
	return kit.Tight(
		kit.Apart(h.Strong(kit.Text(c.What)), kit.Soft(kit.Stamp(t, c.At), kit.Text(" · "+by))),
		kit.More(strings.Join(kinds, ", "), false, kit.Stack(kit.Soft(kit.Text(c.Place)),
			kit.Each(c.Facts, func(f CommitFact) kit.Node { return kit.Code(f.Body) }))))
}
