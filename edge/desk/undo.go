package desk

import (
	"context"
	"slices"

	"branchbook/sync/booking"
	"branchbook/sync/courses"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/people"
)

// UndoChange takes the newest change of a visit back.
type UndoChange struct {
	Visit  booking.VisitID
	Change string // what the page showed as the newest ([VisitPage.Undo]); another one by now is a [*Stale] form
	Reason string // stays with sessions that come back; needed where some were taken
}

// Undo takes the newest change that still holds back, and with it everything that was changed at once: a new change,
// never an erasure (PRODUCT CAL-16). Times are taken again if they are free, sessions are held again, the very same
// ones where they are free. What was earned or lost comes back only by somebody with [people.VisitReopen].
func (d *Desk) Undo(ctx context.Context, by By, in UndoChange) (journal.Outcome, error) {
	return d.onVisit(ctx, by, "booking.Undo", in.Visit, in, func(w *work, v booking.Visit) error {
		history, err := booking.History(w, w.JID(), v.ID)
		if err != nil {
			return err
		}
		last := booking.Last(history)
		if len(last) == 0 || last[0].Change != in.Change {
			return &Stale{Subject: "visit:" + string(v.ID)}
		}
		p, err := w.purse(v.Client, v.ID)
		if err != nil {
			return err
		}
		if p.settled(v) && !w.by.Role.May(people.VisitReopen) {
			return fact.Refuse("undo_forbidden", "visit",
				"Only a manager may take back what was earned or lost. Ask one.")
		}
		for _, e := range last {
			if err := p.undo(v, e, in.Reason); err != nil {
				return err
			}
		}
		w.Say(p.said...)
		return nil
	})
}

// settled reports whether taking the visit's end back takes money back.
func (p *purse) settled(v booking.Visit) bool {
	lost := false
	for i := range v.Blocks {
		_, burned := p.of(i, courses.Burned)
		lost = lost || burned != nil
	}
	return v.Status == booking.Completed || lost
}

func (p *purse) undo(v booking.Visit, e booking.Edit, reason string) error {
	back, err := p.before(v, e, reason)
	if err != nil {
		return err
	}
	day, err := p.w.dayOf(back)
	if err != nil {
		return err
	}
	bodies, err := booking.Undo(day, v, e, blocksOf(back), p.w.now.Business, reason)
	p.said = append(p.said, bodies...)
	return p.w.named(err)
}

// before is the visit as it stood before a change, its sessions given back to it.
func (p *purse) before(v booking.Visit, e booking.Edit, reason string) (booking.Visit, error) {
	back := v
	back.Blocks = slices.Clone(v.Blocks)
	if e.Before.On != "" {
		back.On, back.Untimed, back.Blocks = e.Before.On, e.Before.Untimed, standing(e.Before.Blocks)
		if err := p.dropOthers(v, back); err != nil {
			return back, err
		}
	} else if e.Before.Status == "" {
		return back, nil
	}
	for i := range back.Blocks {
		if err := p.retake(back, i, back.Blocks[i], reason); err != nil {
			return back, elsewhere(err)
		}
		if _, s := p.of(i, courses.Held, courses.Earned); s != nil {
			back.Blocks[i].Session = s.Ref.String()
		}
	}
	return back, nil
}

// dropOthers frees the sessions that blocks hold which were not there, or had none, before.
func (p *purse) dropOthers(v, back booking.Visit) error {
	for i, b := range v.Blocks {
		if i < len(back.Blocks) && back.Blocks[i].Session == b.Session {
			continue
		}
		if err := p.drop(i); err != nil {
			return err
		}
	}
	return nil
}

// elsewhere moves refusals of sessions to the visit, but for the reason that they ask for.
func elsewhere(err error) error {
	for _, r := range fact.AsRefusals(err) {
		if r.Field != "reason" {
			r.Field = "visit"
		}
	}
	return err
}

func standing(blocks []booking.Block) []booking.Standing {
	all := make([]booking.Standing, len(blocks))
	for i, b := range blocks {
		all[i].Block = b
	}
	return all
}

func blocksOf(v booking.Visit) []booking.Block {
	var blocks []booking.Block
	for _, b := range v.Blocks {
		blocks = append(blocks, b.Block)
	}
	return blocks
}
