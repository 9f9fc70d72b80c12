package web

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"

	"branchbook/hub"
	"branchbook/sync/branches"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/people"
	"branchbook/ui/head"
	"branchbook/ui/kit"
)

// states are the enrolled branches as the hub hears them, worst first.
func (s *site) states(r *http.Request) (all []head.BranchState, err error) {
	contacts, now := s.h.Contacts(), s.h.Clock.Now()
	err = s.h.Book.Read(r.Context(), func(v *journal.View) error {
		list, err := branches.Enrolments(v, v.JID())
		if err != nil {
			return err
		}
		known, err := branches.All(v)
		if err != nil {
			return err
		}
		held, err := journal.HeldCommits(v)
		for _, e := range list {
			b := head.BranchState{
				Node: string(e.Node), Code: e.Code, Name: e.Name, Currency: string(e.Currency), Zone: e.Zone,
				Line: head.Never, Backlog: -1,
			}
			for _, k := range known {
				if k.Node == e.Node {
					b.Kind = string(k.Trade)
				}
			}
			for _, h := range held {
				if h.Journal == b.Node {
					b.Held++
				}
			}
			all = append(all, heard(b, contacts[b.Node], now))
		}
		return err
	})
	slices.SortStableFunc(all, func(x, y head.BranchState) int {
		return cmp.Or(cmp.Compare(badness(y), badness(x)), x.Heard.Compare(y.Heard))
	})
	return all, err
}

func heard(b head.BranchState, c hub.Contact, now time.Time) head.BranchState {
	if c.HeardAt.IsZero() {
		return b
	}
	zone := zoneOf(b.Zone)
	b.Line, b.Heard, b.Backlog = head.Down, c.HeardAt.In(zone), int(c.Waiting())
	if !c.CompleteAt.IsZero() {
		b.Watermark = c.CompleteAt.In(zone)
	}
	switch {
	case c.Code == "fenced":
		b.Line = head.Fenced
	case now.Sub(c.HeardAt) < live:
		b.Line = head.Up
	}
	b.Folded = b.Held == 0
	return b
}

func badness(b head.BranchState) int {
	switch {
	case b.Line == head.Fenced:
		return 3
	case b.Line == head.Down:
		return 2
	case b.Line == head.Never:
		return 1
	}
	return 0
}

func (s *site) branches(w http.ResponseWriter, r *http.Request) {
	a := s.around(r)
	all, err := s.states(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if r.Header.Get("HX-Request") != "" {
		s.show(w, r, http.StatusOK, head.BranchesPart(a.Text, s.h.Clock.Now(), all))
		return
	}
	s.show(w, r, http.StatusOK, head.BranchesPage(a, s.h.Clock.Now(), all))
}

func (s *site) branch(w http.ResponseWriter, r *http.Request) { s.branchPage(w, r, http.StatusOK, nil) }

func (s *site) branchPage(w http.ResponseWriter, r *http.Request, status int, no fact.Refusals) {
	node := chi.URLParam(r, "node")
	all, err := s.states(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	i := slices.IndexFunc(all, func(b head.BranchState) bool { return b.Node == node })
	if i < 0 {
		s.fail(w, r, fact.ErrNotFound)
		return
	}
	a := s.around(r)
	t, at, c := a.Text, s.h.Book.Head(node), s.h.Contacts()[node]
	v := head.Branch{BranchState: all[i], Facts: []kit.Fact{
		{Term: "Journal", What: node}, {Term: "Epoch", What: at.Epoch}, {Term: t.T("head.stored"),
			What: t.Count(at.Height)},
		{Term: t.T("head.said"), What: t.Count(c.Own)}, {Term: "Box", What: c.Box}, {Term: "Branchbook", What: c.App},
		{Term: t.T("head.skew"), What: c.Skew.Round(time.Second).String()},
	}}
	f := s.form(t, head.BranchPath(node)+"/fence")
	if no != nil {
		f = s.asked(t, r, f.Action, no)
	}
	v.Fence = &f
	err = s.h.Book.Read(r.Context(), func(view *journal.View) error {
		refused, err := journal.RefusedBatches(view, 200)
		for _, x := range refused {
			if x.Peer == node {
				v.Events = append(v.Events, kit.Event{At: x.At, What: t.T("sync.refused"), Reason: x.Code + ": " +
					x.Detail})
			}
		}
		return err
	})
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if r.Header.Get("HX-Request") != "" {
		s.show(w, r, status, head.BranchPart(t, s.h.Clock.Now(), v))
		return
	}
	s.show(w, r, status, head.BranchPage(a, s.h.Clock.Now(), v))
}

// fence ends the word of the branch's present box.
func (s *site) fence(w http.ResponseWriter, r *http.Request) {
	node := chi.URLParam(r, "node")
	var box string
	err := s.h.Book.Read(r.Context(), func(v *journal.View) error {
		list, err := branches.Enrolments(v, v.JID())
		for _, e := range list {
			if string(e.Node) == node {
				box = e.Box
			}
		}
		return err
	})
	if err == nil && box == "" {
		err = fact.ErrNotFound
	}
	if err == nil {
		err = s.h.Fence(r.Context(), actor(r), command(r), node, box, r.PostFormValue("reason"))
	}
	if no := fact.AsRefusals(err); no != nil {
		s.branchPage(w, r, http.StatusUnprocessableEntity, no)
		return
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	http.Redirect(w, r, head.BranchPath(node), http.StatusSeeOther)
}

func (s *site) enrolment(w http.ResponseWriter, r *http.Request) {
	s.enrolmentPage(w, r, "", time.Time{})
}

func (s *site) enrolmentPage(w http.ResponseWriter, r *http.Request, token string, until time.Time) {
	a := s.around(r)
	v := head.Enrolment{Make: s.form(a.Text, head.EnrolPath), Token: token, Command: token, Until: until}
	list, err := s.h.Applications()
	if err != nil {
		s.fail(w, r, err)
		return
	}
	for _, app := range list {
		v.Waiting = append(v.Waiting, head.WaitingBox{
			Box: app.Box, Name: app.Code + " " + app.Name, Digits: app.Digits, Asked: app.At,
			Confirm: s.form(a.Text, head.EnrolPath+"/"+app.ID+"/confirmation"), Refuse: s.form(a.Text,
				head.EnrolPath+"/"+app.ID+"/refusal"),
		})
	}
	if r.Header.Get("HX-Request") != "" {
		s.show(w, r, http.StatusOK, head.EnrolmentPart(a.Text, v))
		return
	}
	s.show(w, r, http.StatusOK, head.EnrolmentPage(a, v))
}

// newToken makes a one-time code; it is shown once and kept as a hash.
func (s *site) newToken(w http.ResponseWriter, r *http.Request) {
	token, until, err := s.h.NewToken(r.Context(), actor(r))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.enrolmentPage(w, r, token, until)
}

func (s *site) decide(do func(r *http.Request, id string) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := do(r, chi.URLParam(r, "id")); err != nil {
			s.fail(w, r, err)
			return
		}
		http.Redirect(w, r, head.EnrolPath, http.StatusSeeOther)
	}
}

func (s *site) alarms(w http.ResponseWriter, r *http.Request) {
	a := s.around(r)
	names := map[string]string{}
	states, err := s.states(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	for _, b := range states {
		names[b.Node] = b.Name
	}
	var all []head.Alarm
	for _, node := range s.h.Intake.Awaited() {
		all = append(all, head.Alarm{At: s.h.Clock.Now(), Branch: names[node], What: a.Text.T("alarm.awaited"),
			Do: a.Text.T("alarm.awaited_do")})
	}
	for _, x := range s.h.Alarms() {
		all = append(all, head.Alarm{
			At: x.At, Branch: cmp.Or(names[x.Node],
				x.Node), Href: head.BranchPath(x.Node), What: a.Text.T("alarm.refused", "Code", x.Code), Do: x.Text,
		})
	}
	s.show(w, r, http.StatusOK, head.AlarmsPage(a, all))
}

func historyPath(jid int64, subject string) string {
	return "/history/" + strconv.FormatInt(jid, 10) + "/" + subject
}

// history is every commit about a visit or a contract: where a figure comes from in the end.
func (s *site) history(w http.ResponseWriter, r *http.Request) {
	a := s.around(r)
	jid, err := strconv.ParseInt(chi.URLParam(r, "jid"), 10, 64)
	if err != nil {
		s.fail(w, r, fact.ErrNotFound)
		return
	}
	subject := chi.URLParam(r, "subject")
	v := head.History{Subject: subject}
	err = s.h.Book.Read(r.Context(), func(view *journal.View) error {
		list, err := journal.About(view, jid, subject)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return fact.ErrNotFound
		}
		for _, c := range list {
			by := c.Actor
			if u, err := people.UserOf(view, jid, people.UserID(c.Actor)); err == nil {
				by = u.Name
			}
			commit := head.HistoryCommit{
				At: time.UnixMilli(c.Wall).UTC(), Name: c.Name, By: by, Desk: c.Desk, Place: fmt.Sprintf("%s · %d",
					c.Epoch, c.Seq),
			}
			for _, f := range c.Facts {
				var pretty map[string]any
				body := string(f.Body)
				if json.Unmarshal(f.Body, &pretty) == nil {
					if raw, err := json.MarshalIndent(pretty, "", "  "); err == nil {
						body = string(raw)
					}
				}
				commit.Facts = append(commit.Facts, head.HistoryFact{Kind: f.Kind, Body: body})
			}
			v.Commits = append(v.Commits, commit)
		}
		return nil
	})
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.show(w, r, http.StatusOK, head.HistoryPage(a, v))
}
