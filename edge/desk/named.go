package desk

import (
	"cmp"
	"errors"

	"branchbook/sync/booking"
	"branchbook/sync/catalogue"
	"branchbook/sync/clients"
	"branchbook/sync/fact"
	"branchbook/sync/people"
)

// named puts names into the refusals of an answer: by whom and for whom a time was taken, which room is full. The
// rules know ids only.
func (w *work) named(err error) error {
	for _, r := range fact.AsRefusals(err) {
		var e error
		switch r.Code {
		case "slot_taken":
			e = w.nameTaken(r)
		case "resource_full":
			e = w.nameFull(r)
		case "asked_for":
			e = w.nameAsked(r)
		}
		if e != nil {
			return errors.Join(err, e)
		}
	}
	return err
}

// nameTaken says who was quicker (PRODUCT CAL-10): args by, client, at (wall time of the booking) and next.
func (w *work) nameTaken(r *fact.Refusal) error {
	v, err := booking.Find(w, w.JID(), booking.VisitID(r.Args["visit"]))
	if err != nil {
		return err
	}
	client, err := clients.NameOf(w, w.JID(), clients.ClientID(v.Client))
	if err != nil {
		return err
	}
	by, err := optional(people.UserOf(w, w.JID(), people.UserID(v.BookedBy)))
	if err != nil {
		return err
	}
	name := cmp.Or(by.Name, v.BookedBy, string(v.Source))
	at := clock(v.BookedAt, w.zone)
	r.Args["by"], r.Args["client"], r.Args["at"] = name, client, at
	r.Sentence = "This time was taken by " + name + " for " + client + " at " + at + "." + nextFree(r)
	return nil
}

func (w *work) nameFull(r *fact.Refusal) error {
	resource, err := optional(catalogue.ResourceOf(w, w.JID(), catalogue.ResourceID(r.Args["resource"])))
	if err != nil {
		return err
	}
	name := cmp.Or(resource.Name, r.Args["resource"])
	r.Args["resource"] = name
	r.Sentence = name + " is not free then." + nextFree(r)
	return nil
}

// nameAsked says whom the client named (PRODUCT CAL-22).
func (w *work) nameAsked(r *fact.Refusal) error {
	p, err := optional(people.PractitionerOf(w, w.JID(), people.PractitionerID(r.Args["practitioner"])))
	if err != nil || p.ID == "" {
		return err
	}
	r.Args["practitioner"] = p.Name()
	r.Sentence = "The client asked for " + p.Name() + ". Ask whether another practitioner is accepted, and say so here."
	return nil
}

func nextFree(r *fact.Refusal) string {
	if r.Args["next"] == "" {
		return " There is no other free time that day."
	}
	return " The next free start is " + r.Args["next"] + "."
}
