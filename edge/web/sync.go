package web

import (
	"net/http"
	"time"

	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/link"
	"branchbook/sync/people"
	"branchbook/ui/kit"

	pages "branchbook/ui/desk"

	"branchbook/sync/access"
)

// syncPage is how the branch stands with headquarters.
func (s *site) syncPage(w http.ResponseWriter, r *http.Request) {
	a, b, _ := s.around(r)
	zone := location(b)
	v, err := s.syncView(r, a, zone)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if r.Header.Get("HX-Request") != "" {
		s.show(w, r, http.StatusOK, pages.SyncPart(a.Text, v))
		return
	}
	s.show(w, r, http.StatusOK, pages.SyncPage(a, v))
}

// chip is the state of the line, for the bar above every page.
func (s *site) chip(w http.ResponseWriter, r *http.Request) {
	a, _, _ := s.around(r)
	s.show(w, r, http.StatusOK, kit.LinkChip(a.Text, a.Link, pages.SyncPath))
}

// tellTabs lets every open page hear of commits and of the line. What headquarters last said moves with each
// heartbeat; only what a reader would notice is told.
func (s *site) tellTabs() {
	s.e.Book.OnCommit(func(journal.Change) {
		s.pages.changed() // before anybody is told to look again
		s.stream.Tell("day", "link")
	})
	s.e.Care.Changed = func() { s.stream.Tell("link") }
	var last link.State
	s.e.OnLine(func(now link.State) {
		if now.Line != last.Line || now.Waiting != last.Waiting || now.Refusal != last.Refusal {
			s.stream.Tell("link")
		}
		last = now
	})
}

func (s *site) syncView(r *http.Request, a pages.Around, zone *time.Location) (pages.Sync, error) {
	st, err := s.e.Standing(r.Context())
	if err != nil {
		return pages.Sync{}, err
	}
	head := s.e.Book.Head(s.e.Node)
	v := pages.Sync{
		Link: a.Link, Now: s.e.Clock.Now().In(zone), OldestAt: in(st.OldestAt, zone), Heard: in(st.Heard, zone),
		Since: in(st.Since, zone), Watermark: in(st.Watermark, zone), Enrolled: st.Enrolled, Network: st.Network,
		Facts: []kit.Fact{
			{Term: "Branchbook", What: s.e.Version}, {Term: a.Text.T("head.journal"), What: head.Journal},
			{Term: a.Text.T("head.epoch"), What: head.Epoch},
			{Term: a.Text.T("head.stored"), What: a.Text.Count(head.Height)},
			{Term: a.Text.T("head.box"), What: s.e.Book.Box()},
			{Term: a.Text.T("head.line"), What: a.Text.T("line." + st.Line)}, {Term: a.Text.T("sync.network"), What: st.Network},
		},
	}
	v.Care, v.Apart = s.careView(r, a, st, zone), r.URL.Query().Has("apart")
	v.Line, v.Lines = a.Text.T("line."+st.Line), s.linesView(r, a, zone)
	v.Diagnosis = v.Care.BackUp != nil
	if st.Enrolled {
		test := s.form(a.Text, pages.TestsPath)
		v.Test = &test
	}
	if p, ok := access.Who(r.Context()); ok && !st.Enrolled && p.User.Role.May(people.SyncEnrol) {
		f := s.form(a.Text, EnrolPath)
		v.Join = s.joining(&f)
	}
	if st.Refusal != nil {
		v.Attention = append(v.Attention, kit.Event{At: in(st.Heard, zone), What: a.Text.Refusal(st.Refusal)})
	}
	err = s.e.Book.Read(r.Context(), func(view *journal.View) error {
		held, err := journal.HeldCommits(view)
		if err != nil {
			return err
		}
		v.Held = len(held)
		if st.Waiting > 0 && st.Enrolled {
			names, err := journal.NamesAfter(view, view.JID(), st.Stored)
			if err != nil {
				return err
			}
			for _, n := range names {
				v.Waiting = append(v.Waiting, pages.Waiting{Kind: a.Text.T("intent." + n.Name), Count: n.Count})
			}
		}
		return s.decisions(view, a, zone, &v)
	})
	return v, err
}

// decisions lists what needs a person: commits that no longer fitted after this box was restored or copied, and
// what was turned away.
func (s *site) decisions(view *journal.View, a pages.Around, zone *time.Location, v *pages.Sync) error {
	displaced, err := journal.DisplacedCommits(view, view.JID(), 50)
	if err != nil {
		return err
	}
	for _, d := range displaced {
		by := d.Actor
		if u, err := people.UserOf(view, view.JID(), people.UserID(d.Actor)); err == nil {
			by = u.Name
		}
		v.Attention = append(v.Attention, kit.Event{At: in(d.At, zone), What: a.Text.T("sync.displaced", "What",
			a.Text.T("did."+d.Name)), By: by, Reason: a.Text.Refused(d.Code, d.Sentence)})
	}
	refused, err := journal.RefusedBatches(view, 20)
	for _, x := range refused {
		v.Attention = append(v.Attention, kit.Event{At: in(x.At, zone), What: a.Text.T("sync.refused"),
			Reason: a.Text.Refused(x.Code, x.Code+": "+x.Detail)})
	}
	return err
}

// EnrolPath takes the one-time code from headquarters.
const EnrolPath = "/sync/enrolment"

// joining is the form that takes the code, or the digits while a person at headquarters compares them.
func (s *site) joining(f *kit.Form) *pages.Join {
	now := s.e.Enrolment()
	j := &pages.Join{Form: *f, Digits: now.Digits}
	if now.Err != nil {
		no := fact.AsRefusals(now.Err)
		if no == nil {
			no = fact.Refusals{fact.Refuse("enrolment_failed", "token",
				"Headquarters could not be reached at the address in the code.")}
		}
		for _, one := range no {
			c := *one
			c.Field = "token"
			j.Form.Refusals = append(j.Form.Refusals, &c)
		}
	}
	return j
}

// enrol begins to join a network with a one-time code.
func (s *site) enrol(w http.ResponseWriter, r *http.Request) {
	p, _ := access.Who(r.Context())
	_, err := s.e.StartEnrol(r.Context(), r.PostFormValue("token"), string(p.User.ID))
	if no := refusals(err); no != nil {
		a, b, _ := s.around(r)
		v, err := s.syncView(r, a, location(b))
		if err != nil {
			s.fail(w, r, err)
			return
		}
		v.Join, v.Apart = &pages.Join{Form: s.asked(a.Text, r, EnrolPath, no)}, true
		s.show(w, r, http.StatusUnprocessableEntity, pages.SyncPage(a, v))
		return
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.done(w, r, pages.SyncPath, "")
}
