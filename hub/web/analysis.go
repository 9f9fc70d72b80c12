package web

import (
	"cmp"
	"net/http"
	"slices"

	"branchbook/hub/report"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/ui/head"
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// analysis is how visits fall on days and branches, and what a reminder does.
func (s *site) analysis(w http.ResponseWriter, r *http.Request) {
	a := s.around(r)
	v := head.Analysis{Period: s.periodOf(r.URL.Query()), Presets: presets(a.Text, a.Today)}
	err := s.h.Book.Read(r.Context(), func(view *journal.View) error { return s.analyse(view, a.Text, &v) })
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.part(w, r, func() kit.Node { return head.AnalysisPart(a.Text, v) },
		func() kit.Node { return head.AnalysisPage(a, v) })
}

// analyse fills an analysis whose period is set.
func (s *site) analyse(view *journal.View, t *text.Text, v *head.Analysis) error {
	p := report.Period(v.Period)
	members, err := s.members(view, v.Period)
	if err != nil {
		return err
	}
	v.Partial = lags(members, s.h.Clock.Now())
	clients, err := report.Clients(view)
	if err != nil {
		return err
	}
	v.Clients = int(clients)
	days, err := report.ByDay(view, p)
	if err != nil {
		return err
	}
	for _, d := range days {
		on := fact.Date(d.Name)
		v.Days = append(v.Days, share(t.Head(on), head.RowsOf("visits", head.Period{From: on, To: on}, "", ""), d))
	}
	if v.Branches, err = branchShares(view, p, v.Period); err != nil {
		return err
	}
	reminders, err := report.ByReminder(view, p)
	for _, x := range reminders {
		v.Reminders = append(v.Reminders, share(t.T("analysis.reminded."+x.Name), "", x))
	}
	return err
}

func share(name, href string, c report.Count) head.Share {
	return head.Share{Name: name, Href: href, Visits: int(c.Visits), NoShows: int(c.NoShows),
		Percent: c.NoShowPercent()}
}

// branchShares are the branches that had a visit, the largest first.
func branchShares(view *journal.View, p report.Period, of head.Period) ([]head.Share, error) {
	figures, err := report.ByBranch(view, p)
	slices.SortStableFunc(figures, func(a, b report.Figures) int { return cmp.Compare(b.Visits, a.Visits) })
	var all []head.Share
	for _, f := range figures {
		if f.Visits > 0 {
			all = append(all, share(f.Branch.Name, head.RowsOf("visits", of, string(f.Branch.Node), ""),
				report.Count{Visits: f.Visits, Completed: f.Completed, NoShows: f.NoShows}))
		}
	}
	return all, err
}
