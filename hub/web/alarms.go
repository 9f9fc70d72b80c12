package web

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"branchbook/sync/journal"
	"branchbook/ui/head"
)

const (
	maxRefused = 200
	alarmIsNew = 24 * time.Hour
)

// allAlarms is what a person should look at, newest first: branches that a restored hub waits for, what the doors
// turned away since the start, and what the journal refused.
func (s *site) allAlarms(r *http.Request) ([]head.Alarm, error) {
	a, names := s.text(r), map[string]string{}
	states, err := s.states(r.Context())
	if err != nil {
		return nil, err
	}
	for _, b := range states {
		names[b.Node] = b.Name
	}
	alarm := func(at time.Time, node, what, do string) head.Alarm {
		x := head.Alarm{At: s.here(at), Branch: cmp.Or(names[node], node), What: what, Do: do}
		if names[node] != "" {
			x.Href = head.BranchPath(node)
		}
		return x
	}
	var all []head.Alarm
	for _, node := range s.h.Intake.Awaited() {
		all = append(all, alarm(s.h.Clock.Now(), node, a.T("alarm.awaited"), a.T("alarm.awaited_do")))
	}
	all = append(all, s.troubleAlarms(r, a, alarm)...)
	for _, x := range s.h.Alarms() {
		all = append(all, alarm(x.At, x.Node, a.T("alarm.refused", "Code", x.Code), a.Refused(x.Code, x.Text)))
	}
	err = s.h.Book.Read(r.Context(), func(v *journal.View) error {
		refused, err := journal.RefusedBatches(v, maxRefused)
		for _, x := range refused {
			all = append(all, alarm(x.At, x.Peer, a.T("alarm.refused", "Code", x.Code),
				a.Refused(x.Code, x.Detail)))
		}
		return err
	})
	slices.SortStableFunc(all, func(x, y head.Alarm) int { return y.At.Compare(x.At) })
	return all, err
}

// newAlarms is how many came within a day, for the badge.
func (s *site) newAlarms(r *http.Request) (n int) {
	since := s.h.Clock.Now().Add(-alarmIsNew)
	count := func(at time.Time) {
		if at.After(since) {
			n++
		}
	}
	for _, x := range s.h.Alarms() {
		count(x.At)
	}
	err := s.h.Book.Read(r.Context(), func(v *journal.View) error {
		refused, err := journal.RefusedBatches(v, maxRefused)
		for _, x := range refused {
			count(x.At)
		}
		return err
	})
	if err != nil {
		s.log.Error("new alarms", "error", err)
	}
	return n + len(s.h.Intake.Awaited()) + len(s.troubles())
}

// alarms is the list of alarms.
func (s *site) alarms(w http.ResponseWriter, r *http.Request) {
	all, err := s.allAlarms(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.show(w, r, http.StatusOK, head.AlarmsPage(s.around(r), all))
}
