package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"time"

	"branchbook/hub/report"
	"branchbook/sync/branches"
	"branchbook/sync/fact"
	"branchbook/sync/imports"
	"branchbook/sync/journal"
	"branchbook/sync/money"
	"branchbook/ui/head"
	"branchbook/ui/text"
)

// periodOf reads the period asked for; without one it is this month so far.
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
	last := month.AddMonths(-1)
	p := func(key string, from, to fact.Date) head.Preset {
		return head.Preset{Word: t.T("period." + key), Period: head.Period{From: from, To: to}}
	}
	return []head.Preset{
		p("today", today, today), p("week", today.AddDays(-6), today), p("month", month, today),
		p("last_month", last, month.AddDays(-1)), p("year", fact.Date(string(today[:5])+"01-01"), today),
	}
}

// live is how long after its last word a branch still counts as connected: three heartbeats.
const live = time.Minute

// dashboard is the network over a period.
func (s *site) dashboard(w http.ResponseWriter, r *http.Request) {
	a := s.around(r)
	v := head.Dashboard{Period: s.periodOf(r.URL.Query()), Presets: presets(a.Text, a.Today)}
	err := s.h.Book.Read(r.Context(), func(view *journal.View) error { return s.fill(view, &v) })
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if r.Header.Get("HX-Request") != "" {
		s.show(w, r, http.StatusOK, head.DashboardPart(a.Text, v))
		return
	}
	s.show(w, r, http.StatusOK, head.DashboardPage(a, v))
}

// fill reads what the network did in the period of v, all from one snapshot.
func (s *site) fill(view *journal.View, v *head.Dashboard) error {
	figures, err := report.ByBranch(view, report.Period(v.Period))
	if err != nil {
		return err
	}
	of := map[int64]report.Figures{}
	for _, f := range figures {
		of[f.Branch.JID] = f
	}
	members, err := s.members(view, v.Period)
	if err != nil {
		return err
	}
	for _, m := range members {
		v.Branches = append(v.Branches, m.row(of[m.JID]))
	}
	v.Lagging = lagging(members)
	v.Heard, v.AsOf = len(members)-len(v.Lagging), asOf(members, s.h.Clock.Now().Location())
	total := report.Network(figures)
	v.Visits = counts(total)
	for _, sum := range report.Totals(figures) {
		v.Sums = append(v.Sums, head.CurrencySums{
			Currency: sum.Currency, RevenueMinor: sum.Revenue, CourseMinor: sum.Left, Branches: sum.Branches,
		})
	}
	return nil
}

// member is a branch of the network and how far headquarters certainly has it.
type member struct {
	branches.Branch
	completeTo time.Time     // in the branch's zone; zero: never
	ago        time.Duration // since its last word; negative: never heard
	importing  bool
	partial    bool // what it did in the period may not all be here
}

// members are all branches, also those that were let in and have said nothing yet: a total without them is a
// total with a gap.
func (s *site) members(view *journal.View, p head.Period) (all []member, err error) {
	known, err := branches.All(view)
	if err != nil {
		return nil, err
	}
	enrolled, err := branches.Enrolments(view, view.JID())
	if err != nil {
		return nil, err
	}
	for _, e := range enrolled {
		if !slices.ContainsFunc(known, func(b branches.Branch) bool { return b.Node == e.Node }) {
			known = append(known, branches.Branch{Node: e.Node, Settings: branches.Settings{
				Code: e.Code, Name: e.Name, Currency: e.Currency, Zone: e.Zone,
			}})
		}
	}
	for _, b := range known {
		m, err := s.member(view, b, p)
		if err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	return all, nil
}

// member says how far a branch is complete. It covers the period when it was complete on a later day, or is now.
func (s *site) member(view *journal.View, b branches.Branch, p head.Period) (member, error) {
	contact, now, zone := s.h.Contacts()[string(b.Node)], s.h.Clock.Now(), zoneOf(b.Zone)
	running, err := imports.Running(view, b.JID)
	m := member{Branch: b, ago: -1, importing: len(running) > 0}
	if !contact.HeardAt.IsZero() {
		m.ago = max(0, now.Sub(contact.HeardAt))
	}
	if contact.CompleteAt.IsZero() {
		m.partial = true
		return m, err
	}
	m.completeTo = contact.CompleteAt.In(zone)
	covers := fact.DateOf(m.completeTo) > p.To || now.Sub(m.completeTo) < live
	m.partial = m.importing || !covers
	return m, err
}

// row is the branch's line of the dashboard; the figures of a branch that said nothing are zero.
func (m member) row(f report.Figures) head.BranchFigures {
	return head.BranchFigures{
		Node: string(m.Node), Code: m.Code, Name: m.Name, CompleteTo: m.completeTo, Partial: m.partial, Importing: m.importing,
		VisitFigures: counts(f), Revenue: money.Of(f.Revenue, m.Currency), Course: money.Of(f.Left, m.Currency),
	}
}

func counts(f report.Figures) head.VisitFigures {
	return head.VisitFigures{
		Visits: int(f.Visits), Completed: int(f.Completed), NoShows: int(f.NoShows), Cancelled: int(f.Cancelled),
		Percent: f.NoShowPercent(),
	}
}

// lagging are the branches whose figures may lack something: those never heard, then the longest silent.
func lagging(members []member) (all []head.Lag) {
	for _, m := range members {
		if m.partial {
			all = append(all, head.Lag{Node: string(m.Node), Name: m.Name, Ago: m.ago})
		}
	}
	slices.SortStableFunc(all, func(x, y head.Lag) int {
		if (x.Ago < 0) != (y.Ago < 0) {
			return cmp.Compare(x.Ago, y.Ago)
		}
		return cmp.Compare(y.Ago, x.Ago)
	})
	return all
}

// asOf is up to when every branch is complete; zero as long as one never was.
func asOf(all []member, zone *time.Location) (at time.Time) {
	for i, m := range all {
		if m.completeTo.IsZero() {
			return time.Time{}
		}
		if i == 0 || m.completeTo.Before(at) {
			at = m.completeTo.In(zone)
		}
	}
	return at
}

func zoneOf(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return zone
}
