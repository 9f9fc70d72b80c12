package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/go-chi/chi/v5"

	"branchbook/sync/branches"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/ui/head"
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// states are the branches as the hub hears them, worst first.
func (s *site) states(ctx context.Context) (all []head.BranchState, err error) {
	now := s.h.Clock.Now()
	err = s.h.Book.Read(ctx, func(v *journal.View) error {
		members, err := s.members(v, s.periodOf(nil))
		if err != nil {
			return err
		}
		fences, err := branches.Fences(v, v.JID())
		if err != nil {
			return err
		}
		held, err := heldByJournal(v)
		for _, m := range members {
			b := state(m, now)
			if slices.ContainsFunc(fences, func(f branches.Fence) bool {
				return f.Node == m.Node && f.Box == m.contact.Box
			}) {
				b.Line = head.Fenced
			}
			b.Held, b.Watermark = held[b.Node], s.here(b.Watermark)
			all = append(all, b)
		}
		return err
	})
	slices.SortStableFunc(all, func(x, y head.BranchState) int {
		return cmp.Or(cmp.Compare(badness(y), badness(x)), x.Heard.Compare(y.Heard))
	})
	return all, err
}

// heldByJournal counts what is stored and not understood yet.
func heldByJournal(v *journal.View) (map[string]int, error) {
	held, err := journal.HeldCommits(v)
	count := map[string]int{}
	for _, h := range held {
		count[h.Journal]++
	}
	return count, err
}

func state(m member, now time.Time) head.BranchState {
	b := head.BranchState{
		Node: string(m.Node), Code: m.Code, Name: m.Name, Currency: string(m.Currency), Zone: m.Zone, Line: head.Never,
		Backlog: -1, Heard: in(m.contact.HeardAt, m.zone), Watermark: m.completeAt, Refusal: m.contact.Code,
	}
	switch {
	case m.contact.HeardAt.IsZero():
		return b
	case m.contact.Code == "fenced":
		b.Line = head.Fenced
	case now.Sub(m.contact.HeardAt) < live:
		b.Line = head.Up
	default:
		b.Line = head.Down
	}
	// What a branch did since it was last heard nobody here can know.
	if waiting := int(m.contact.Waiting()); waiting > 0 || b.Line == head.Up {
		b.Backlog = waiting
	}
	return b
}

// badness orders branches by how much they need a person.
func badness(b head.BranchState) int {
	switch {
	case b.Line == head.Fenced:
		return 4
	case b.Line == head.Down:
		return 3
	case b.Refusal != "" || b.Held > 0:
		return 2
	case b.Line == head.Never:
		return 1
	}
	return 0
}

// branches is the list of branches.
func (s *site) branches(w http.ResponseWriter, r *http.Request) {
	a, now := s.around(r), s.h.Clock.Now()
	all, err := s.states(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.part(w, r, func() kit.Node { return head.BranchesPart(a.Text, now, all) },
		func() kit.Node { return head.BranchesPage(a, now, all) })
}

// branch is one branch with what headquarters keeps of it.
func (s *site) branch(w http.ResponseWriter, r *http.Request) {
	a, now := s.around(r), s.h.Clock.Now()
	v, err := s.branchView(r, a.Text)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.part(w, r, func() kit.Node { return head.BranchPart(a.Text, now, v) },
		func() kit.Node { return head.BranchPage(a, now, v) })
}

func (s *site) branchView(r *http.Request, t *text.Text) (v head.Branch, err error) {
	node := chi.URLParam(r, "node")
	all, err := s.states(r.Context())
	if err != nil {
		return v, err
	}
	i := slices.IndexFunc(all, func(b head.BranchState) bool { return b.Node == node })
	if i < 0 {
		return v, fact.ErrNotFound
	}
	v.BranchState, v.Facts = all[i], s.branchFacts(t, node, all[i])
	v.Watermark = in(v.Watermark, zoneOf(v.Zone))
	if slices.Contains(s.h.Intake.Awaited(), node) {
		f := s.form(t, head.BranchPath(node)+"/release")
		v.Release = &f
	}
	f := s.form(t, head.BranchPath(node)+"/fence")
	v.Fence = &f
	err = s.h.Book.Read(r.Context(), func(view *journal.View) error {
		v.Events, err = s.branchEvents(view, t, all[i])
		return err
	})
	return v, err
}

// branchFacts is what helps on the telephone.
func (s *site) branchFacts(t *text.Text, node string, b head.BranchState) []kit.Fact {
	at, c := s.h.Book.Head(node), s.h.Contacts()[node]
	facts := []kit.Fact{
		{Term: t.T("head.stored"), What: t.Count(at.Height)},
		{Term: t.T("head.folded"), What: t.Count(at.Height - int64(b.Held))},
	}
	if !c.HeardAt.IsZero() {
		facts = append(facts, kit.Fact{Term: t.T("head.said"), What: t.Count(c.Own)},
			kit.Fact{Term: t.T("head.skew"), What: t.Skew(c.Skew)}, kit.Fact{Term: "Branchbook", What: c.App})
	}
	facts = append(facts, s.care(t, node, zoneOf(b.Zone))...)
	for _, id := range [][2]string{{"head.box", c.Box}, {"head.journal", node}, {"head.epoch", at.Epoch}} {
		if id[1] != "" {
			facts = append(facts, kit.Fact{Term: t.T(id[0]), Node: kit.Soft(kit.Text(id[1]))})
		}
	}
	return facts
}

// branchEvents are the enrolments, fences and refusals of a branch, newest first.
func (s *site) branchEvents(view *journal.View, t *text.Text, b head.BranchState) (events []kit.Event, err error) {
	commits, err := journal.About(view, view.JID(), "branch:"+b.Node)
	if err != nil {
		return nil, err
	}
	ours := record{View: view, s: s, t: t, of: member{Branch: branches.Branch{JID: view.JID()}, zone: zoneOf(b.Zone)}}
	for _, c := range commits {
		x := ours.commit(c)
		events = append(events, kit.Event{At: x.At, What: x.What, By: x.By})
	}
	refused, err := journal.RefusedBatches(view, maxRefused)
	for _, x := range refused {
		if x.Peer == b.Node {
			events = append(events, kit.Event{
				At: x.At.In(ours.of.zone), What: t.T("alarm.refused", "Code", x.Code),
				Reason: t.Refused(x.Code, x.Detail),
			})
		}
	}
	slices.SortStableFunc(events, func(a, b kit.Event) int { return b.At.Compare(a.At) })
	return events, err
}

// fence ends the word of the branch's present box.
func (s *site) fence(w http.ResponseWriter, r *http.Request) {
	node := chi.URLParam(r, "node")
	box, err := s.boxOf(r.Context(), node)
	if err == nil {
		err = s.h.Fence(r.Context(), actor(r), s.command(r), node, box, r.PostFormValue("reason"))
	}
	no := fact.AsRefusals(err)
	if err != nil && no == nil {
		s.fail(w, r, err)
		return
	}
	if no == nil {
		http.Redirect(w, r, head.BranchPath(node), http.StatusSeeOther)
		return
	}
	a := s.around(r)
	v, err := s.branchView(r, a.Text)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	form := s.asked(a.Text, r, head.BranchPath(node)+"/fence", no)
	v.Fence = &form
	s.show(w, r, http.StatusUnprocessableEntity, head.BranchPage(a, s.h.Clock.Now(), v))
}

// boxOf is the box that speaks for a branch now; [fact.ErrNotFound] for a branch that is not enrolled.
func (s *site) boxOf(ctx context.Context, node string) (box string, err error) {
	err = s.h.Book.Read(ctx, func(v *journal.View) error {
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
	return box, err
}

// release ends a restored hub's waiting for a branch that a person has given up.
func (s *site) release(w http.ResponseWriter, r *http.Request) {
	node := chi.URLParam(r, "node")
	if err := s.h.Release(r.Context(), actor(r), node); err != nil {
		s.fail(w, r, err)
		return
	}
	http.Redirect(w, r, head.BranchPath(node), http.StatusSeeOther)
}
