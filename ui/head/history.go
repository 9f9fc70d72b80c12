package head

import (
	"time"

	h "github.com/maragudk/gomponents/html"

	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// History is every commit about one thing, oldest first: what a figure comes from in the end.
type History struct {
	Subject string
	Commits []HistoryCommit
}

// HistoryCommit is who decided what, when and where.
type HistoryCommit struct {
	At             time.Time
	Name, By, Desk string
	Place          string // epoch and number
	Facts          []HistoryFact
}

// HistoryFact is one fact as it stands in the journal.
type HistoryFact struct{ Kind, Body string }

// HistoryPage is the commits with the frame.
func HistoryPage(a Around, v History) kit.Node {
	t := a.Text
	return a.page(t.T("head.history"), inDashboard, kit.Heading(kit.Head{
		Title: t.T("head.history"), Beneath: v.Subject, Back: kit.Crumb{Href: DashboardPath, Word: t.T("head.dashboard")},
	}), HistoryPart(t, v))
}

// HistoryPart is the commits.
func HistoryPart(t *text.Text, v History) kit.Node {
	return kit.Each(v.Commits, func(c HistoryCommit) kit.Node {
		return kit.Section(c.Name, nil,
			kit.Facts(
				kit.Fact{Term: t.T("ledger.date"), Node: kit.Stamp(t, c.At)}, kit.Fact{Term: t.T("user.name"), What: c.By},
				kit.Fact{Term: t.T("head.desk"), What: c.Desk}, kit.Fact{Term: t.T("head.place"), What: c.Place}),
			kit.Each(c.Facts, func(f HistoryFact) kit.Node {
				return kit.More(f.Kind, false, h.Div(kit.Code(f.Body)))
			}))
	})
}
