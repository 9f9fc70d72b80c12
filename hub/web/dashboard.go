package web

import (
	"net/http"
	"net/url"
	"slices"

	"branchbook/hub/report"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/money"
	"branchbook/ui/head"
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// periodOf reads the period asked for; without one, or with one that ends before it begins, it is this month so
// far.
func (s *site) periodOf(q url.Values) head.Period {
	today := fact.DateOf(s.h.Clock.Now())
	from, err1 := fact.ParseDate(q.Get("from"))
	to, err2 := fact.ParseDate(q.Get("to"))
	if err1 != nil || err2 != nil || to < from {
		return head.Period{From: today[:8] + "01", To: today}
	}
	return head.Period{From: from, To: to}
}

func presets(t *text.Text, today fact.Date) []head.Preset {
	month := today[:8] + "01"
	p := func(key string, from, to fact.Date) head.Preset {
		return head.Preset{Word: t.T("period." + key), Period: head.Period{From: from, To: to}}
	}
	return []head.Preset{
		p("today", today, today), p("week", today.AddDays(-6), today), p("month", month, today),
		p("last_month", month.AddMonths(-1), month.AddDays(-1)), p("year", today[:5]+"01-01", today),
	}
}

// dashboard is the network over a period.
func (s *site) dashboard(w http.ResponseWriter, r *http.Request) {
	a := s.around(r)
	v := head.Dashboard{Period: s.periodOf(r.URL.Query()), Presets: presets(a.Text, a.Today)}
	err := s.h.Book.Read(r.Context(), func(view *journal.View) error { return s.figures(view, &v) })
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.part(w, r, func() kit.Node { return head.DashboardPart(a.Text, v) },
		func() kit.Node { return head.DashboardPage(a, v) })
}

// figures fills a dashboard whose period is set.
func (s *site) figures(view *journal.View, v *head.Dashboard) error {
	members, err := s.members(view, v.Period)
	if err != nil {
		return err
	}
	figures, err := report.ByBranch(view, report.Period(v.Period))
	if err != nil {
		return err
	}
	byJID := map[int64]report.Figures{}
	for _, f := range figures {
		byJID[f.Branch.JID] = f
	}
	for _, m := range members {
		row := branchFigures(m, byJID[m.JID])
		row.CompleteTo = s.here(row.CompleteTo) // side by side, in one zone
		v.Branches = append(v.Branches, row)
	}
	v.Lagging = lags(members, s.h.Clock.Now())
	v.Heard = len(members) - len(v.Lagging)
	v.AsOf = s.here(oldest(members))
	v.Visits = visitFigures(report.Network(figures))
	for _, sum := range report.Totals(figures) {
		same := slices.DeleteFunc(slices.Clone(members), func(m member) bool { return m.Currency != sum.Currency })
		v.Sums = append(v.Sums, head.CurrencySums{
			Currency: sum.Currency, RevenueMinor: sum.Revenue, CourseMinor: sum.Left, Branches: len(same),
			AsOf: s.here(oldest(same)),
		})
	}
	return nil
}

func branchFigures(m member, f report.Figures) head.BranchFigures {
	return head.BranchFigures{
		Node: string(m.Node), Code: m.Code, Name: m.Name, VisitFigures: visitFigures(f),
		Revenue: money.Of(f.Revenue, m.Currency), Course: money.Of(f.Left, m.Currency), CompleteTo: m.completeAt,
		Partial: m.partial, Importing: m.importing,
	}
}

func visitFigures(f report.Figures) head.VisitFigures {
	return head.VisitFigures{
		Visits: int(f.Visits), Completed: int(f.Completed), NoShows: int(f.NoShows), Cancelled: int(f.Cancelled),
		Percent: f.NoShowPercent(),
	}
}
