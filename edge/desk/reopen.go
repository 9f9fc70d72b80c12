package desk

import (
	"context"

	"branchbook/sync/booking"
	"branchbook/sync/catalogue"
	"branchbook/sync/courses"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
)

// ReopenVisit takes the last change of a visit's status back. Where sessions were taken, the reason stays with
// them.
type ReopenVisit struct {
	Visit  booking.VisitID
	Reason string
}

// Reopen undoes the last step of a visit: a new change, never an erasure. Its sessions come back to it, the very
// same ones where they are still free; where they are not, others of the contract, or it is refused.
func (d *Desk) Reopen(ctx context.Context, by By, in ReopenVisit) (journal.Outcome, error) {
	return d.onVisit(ctx, by, "booking.Reopen", in.Visit, in, func(w *work, v booking.Visit) error {
		day, err := w.dayOf(v)
		if err != nil {
			return err
		}
		reopened, err := booking.Reopen(day, v, w.now.Business)
		if err := w.named(err); err != nil {
			return err
		}
		p, err := w.purse(v.Client, v.ID)
		if err != nil {
			return err
		}
		for i, b := range v.Blocks {
			if err := at("reason", p.retake(v, i, b, in.Reason)); err != nil {
				return err
			}
		}
		w.Say(reopened...)
		w.Say(p.said...)
		return nil
	})
}

// dayOf reads the day on which a visit stands, as far as its blocks are concerned.
func (w *work) dayOf(v booking.Visit) (booking.Day, error) {
	var who, resources []string
	for _, b := range v.Blocks {
		who = append(who, b.Practitioner)
		for _, n := range b.Needs {
			resources = append(resources, n.Resource)
		}
	}
	return booking.Load(w, w.JID(), v.On, w.zone, unique(who), unique(resources))
}

// retake gives a reopened visit's block its session back.
func (p *purse) retake(v booking.Visit, i int, b booking.Standing, reason string) error {
	want := courses.Booking{
		Visit: string(v.ID), Block: i, Client: v.Client, Service: catalogue.ServiceID(b.Service), Starts: b.Start,
	}
	if !b.Timed() {
		want.Starts = fact.Civil{On: v.On, Business: v.On}
	}
	c, s := p.of(i, courses.Held, courses.Parked, courses.Earned, courses.Burned)
	if s == nil {
		ref, covered := courses.ParseRef(b.Session)
		if !covered {
			return nil
		}
		return p.again(ref, want)
	}
	undo := courses.Reverse
	switch {
	case s.State == courses.Held:
		_, err := p.hold(c, want) // it follows the visit to where it comes back to
		return err
	case s.State == courses.Earned && c.Terms.Policy.Taken == catalogue.TakenAtStart:
		return nil // taken when the visit began, whatever became of it
	case s.State == courses.Parked:
		undo = courses.Return
	}
	steps, err := undo(c, s.Ref, p.w.now, reason)
	if err := p.say(c.ID, steps, err); err != nil {
		return err
	}
	return p.again(s.Ref, want)
}

// again holds the very session if it is free, else another one of its contract.
func (p *purse) again(ref courses.Ref, want courses.Booking) error {
	c, err := p.contract(ref.Contract)
	if err != nil {
		return err
	}
	if s := c.Session(ref); s == nil || s.State != courses.Free {
		_, err := p.hold(c, want)
		return err
	}
	steps, err := courses.Again(c, ref, want, p.w.now)
	return p.say(c.ID, steps, err)
}
