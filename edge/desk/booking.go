package desk

import (
	"context"
	"errors"
	"slices"

	"branchbook/sync/booking"
	"branchbook/sync/catalogue"
	"branchbook/sync/clients"
	"branchbook/sync/courses"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/money"
	"branchbook/sync/people"
)

// BookVisit is a new visit as the form has it.
type BookVisit struct {
	On        fact.Date
	Untimed   bool // a day without an hour
	Client    clients.ClientID
	NewClient *RegisterClient // registered in the same breath, instead of Client
	Source    booking.Source
	AskedFor  people.PractitionerID // whom the client named
	Note      string
	Blocks    []Block
	Overlap   bool       // over a taken slot; needs [people.OverlapAllow]
	Arrived   bool       // the client is here: the visit begins with its arrival (PRODUCT CAL-22); today only
	Sign      *NewCourse `json:",omitempty"`
}

// Block is one service of a visit as the form has it. What is left out comes from the catalogue.
type Block struct {
	Service      catalogue.ServiceID
	Practitioner people.PractitionerID
	StartMin     int          // wall minutes after midnight
	Follows      bool         // begins when the block before it is over, whatever StartMin says
	Fold         int          // 1: the second of an hour that happens twice
	LengthMin    int          // 0: as the service takes with this practitioner
	PriceMinor   *money.Minor // nil: as the service costs with this practitioner
	Cover        Cover
	Was          int // which block of a changed visit it was, from 1; 0: the one at its place; -1: a new one

	kept bool // was booked before: a service retired since may stay
}

// Cover is what pays for a block. The zero value chooses by itself (PRODUCT CRS-5): in a new visit the contract
// that ends first, then the oldest; in a moved one what it was. Where the client's contracts cover the service
// but none can be used, that is refused and the desk chooses None or another day (CRS-6).
type Cover struct {
	None     bool
	Contract courses.ContractID
}

// Book makes a visit, holds its sessions, and registers its client if new.
func (d *Desk) Book(ctx context.Context, by By, in BookVisit) (journal.Outcome, error) {
	return d.do(ctx, by, "booking.Book", in, func(w *work) error {
		_, bodies, err := w.book(in)
		return w.say(bodies, err)
	})
}

// book decides about a new visit; what it came to on the way stands in the first answer, refused or not.
func (w *work) book(in BookVisit) (ahead Ahead, bodies []fact.Body, err error) {
	var no fact.Refusals
	in.Blocks = slices.Clone(in.Blocks) // a course signed with it is written into them
	client, registered, err := w.clientOf(in)
	if err := gather(&no, err); err != nil {
		return ahead, nil, err
	}
	if len(no) > 0 {
		client.ID = "refused" // so that nobody is told to choose a client who is being registered
	}
	visit := booking.VisitID(w.ID())
	day, wishes, err := w.plan(in.On, in.Overlap, in.Blocks)
	if err != nil {
		return ahead, nil, err
	}
	p, err := w.purse(string(client.ID), visit)
	if err != nil {
		return ahead, nil, err
	}
	if err := gather(&no, p.sign(in.Sign, client.ID, in.Blocks)); err != nil {
		return ahead, nil, err
	}
	err = p.cover(string(client.ID), booking.Visit{ID: visit}, in.On, in.Blocks, wishes, in.Untimed)
	if err := gather(&no, err); err != nil {
		return ahead, nil, err
	}
	note, err := w.sealNote(client.Key, in.Note)
	if err != nil {
		return ahead, nil, err
	}
	booked, err := booking.Book(day, booking.Booking{
		Visit: visit, Client: string(client.ID), Source: in.Source, AskedFor: string(in.AskedFor),
		Note: note, Untimed: in.Untimed, Wishes: wishes,
	})
	if err := gather(&no, w.named(err)); err != nil {
		return ahead, nil, err
	}
	arrived, err := w.arrived(in, visit, client.ID)
	if err := gather(&no, err); err != nil {
		return ahead, nil, err
	}
	ahead = Ahead{Visit: visit, Wishes: wishes, Contracts: p.contracts, day: day}
	return ahead, slices.Concat(registered, booked, p.said, arrived), no.Err()
}

// arrived is the arrival of a client who is booked on the spot.
func (w *work) arrived(in BookVisit, visit booking.VisitID, client clients.ClientID) ([]fact.Body, error) {
	if !in.Arrived {
		return nil, nil
	}
	if in.On != w.now.On {
		return nil, fact.Refuse("arrived_today", "on", "Only somebody who is booked for today can have arrived.")
	}
	return booking.Arrive(booking.Visit{ID: visit, Client: string(client), Status: booking.Booked, On: in.On}, w.now.On)
}

// clientOf is the client of a new visit: one who is known, or one to be registered with it.
func (w *work) clientOf(in BookVisit) (clients.Record, []fact.Body, error) {
	if in.NewClient != nil && in.Client == "" && w.trial {
		return clients.Record{ID: "somebody"}, nil, nil // no key is made and nobody is looked for
	}
	if in.NewClient != nil && in.Client == "" {
		return w.register(*in.NewClient)
	}
	known, err := optional(clients.Of(w, w.JID(), in.Client))
	return known.Record, nil, err
}

// noteField is the name under which the note of a visit is sealed.
const noteField = "visit.note"

func (w *work) sealNote(key fact.KeyID, note string) (fact.Sealed, error) {
	if note == "" || key == "" {
		return "", nil
	}
	sealed, err := w.Seal(key, noteField, []byte(note))
	if errors.Is(err, fact.ErrNoKey) || errors.Is(err, fact.ErrErased) {
		err = fact.Refuse("note_sealed", "note",
			"This client's personal data cannot be opened here, so a note cannot be kept. Book without one.")
	}
	return sealed, err
}
