package web

import (
	"cmp"
	"slices"
	"time"

	"branchbook/hub"
	"branchbook/sync/branches"
	"branchbook/sync/fact"
	"branchbook/sync/imports"
	"branchbook/sync/journal"
	"branchbook/ui/head"
)

// live is how long after its last word a branch still counts as connected, and how late its figures may be without
// being called partial. A connected branch speaks every twenty seconds.
const live = time.Minute

// member is a branch of the network as far as its figures are complete. One that was enrolled and never sent
// anything has no journal here: its JID is 0.
type member struct {
	branches.Branch
	zone       *time.Location
	contact    hub.Contact
	completeAt time.Time // in its zone
	importing  bool
	partial    bool // for the period asked about
}

func (m member) lag(now time.Time) head.Lag {
	l := head.Lag{Node: string(m.Node), Name: m.Name, Ago: -1, Importing: m.importing}
	if !m.contact.HeardAt.IsZero() {
		l.Ago = now.Sub(m.contact.HeardAt)
	}
	return l
}

// members are the branches whose journals are here and those that were enrolled, by code.
func (s *site) members(view *journal.View, p head.Period) ([]member, error) {
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
	slices.SortStableFunc(known, func(a, b branches.Branch) int { return cmp.Compare(a.Code, b.Code) })
	contacts, now := s.h.Contacts(), s.h.Clock.Now()
	all := make([]member, len(known))
	for i, b := range known {
		running, err := imports.Running(view, b.JID)
		if err != nil {
			return nil, err
		}
		m := member{Branch: b, zone: zoneOf(b.Zone), contact: contacts[string(b.Node)], importing: len(running) > 0}
		m.completeAt = in(m.contact.CompleteAt, m.zone)
		m.partial = m.importing || !complete(m, p, now)
		all[i] = m
	}
	return all, nil
}

// complete reports whether headquarters has all of a branch up to the period's end, or up to now where that is
// earlier (PRODUCT NET-3).
func complete(m member, p head.Period, now time.Time) bool {
	need := now.Add(-live)
	if end := dayStart(p.To.AddDays(1), m.zone); end.Before(need) {
		need = end
	}
	return !m.completeAt.IsZero() && !m.completeAt.Before(need)
}

func dayStart(d fact.Date, zone *time.Location) time.Time {
	at, err := time.ParseInLocation(time.DateOnly, string(d), zone)
	if err != nil {
		return time.Time{}
	}
	return at
}

// oldest is up to when the figures of all members are complete; zero where one was never heard whole.
func oldest(all []member) (at time.Time) {
	for i, m := range all {
		if i == 0 || m.completeAt.Before(at) {
			at = m.completeAt
		}
	}
	return at
}

// lags are the members whose part in a period is not complete, the longest silent first.
func lags(all []member, now time.Time) (list []head.Lag) {
	for _, m := range all {
		if m.partial {
			list = append(list, m.lag(now))
		}
	}
	slices.SortStableFunc(list, func(a, b head.Lag) int {
		never := func(l head.Lag) int {
			if l.Ago < 0 {
				return 1
			}
			return 0
		}
		return cmp.Or(never(b)-never(a), cmp.Compare(b.Ago, a.Ago))
	})
	return list
}

func zoneOf(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return zone
}
