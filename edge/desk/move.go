package desk

import (
	"context"
	"slices"

	"branchbook/sync/booking"
	"branchbook/sync/clients"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/people"
)

// MoveVisit gives all blocks of a visit anew: other times, practitioners, lengths, services, another day.
type MoveVisit struct {
	Visit   booking.VisitID
	On      fact.Date
	Untimed bool
	Blocks  []Block
	Agreed  bool       // the client accepts another practitioner than the one asked for
	Overlap bool       // over a taken slot; needs [people.OverlapAllow]
	Remarks *Remarks   // nil: as they were
	Seen    string     // tag of the booking.Visit that the form showed
	Sign    *NewCourse `json:",omitempty"`
}

// Remarks are what is said of a visit besides its services and their time.
type Remarks struct {
	Source   booking.Source
	AskedFor people.PractitionerID
	Note     string
}

// Move changes a visit; the sessions it holds follow it, and those of blocks left out are free again. What stays as
// it was is not said.
func (d *Desk) Move(ctx context.Context, by By, in MoveVisit) (journal.Outcome, error) {
	return d.onVisit(ctx, by, "booking.Move", in.Visit, in, func(w *work, v booking.Visit) error {
		found := func() (booking.Visit, error) { return v, nil }
		if err := fresh("visit:"+string(v.ID), in.Seen, found); err != nil {
			return err
		}
		_, bodies, err := w.move(v, in)
		return w.say(bodies, err)
	})
}

// move decides about a change of a visit, as book does about a new one.
func (w *work) move(v booking.Visit, in MoveVisit) (ahead Ahead, bodies []fact.Body, err error) {
	var no fact.Refusals
	blocks := asBooked(in.Blocks, v)
	day, wishes, err := w.plan(in.On, in.Overlap, blocks)
	if err != nil {
		return ahead, nil, err
	}
	p, err := w.purse(v.Client, v.ID)
	if err != nil {
		return ahead, nil, err
	}
	if err := gather(&no, p.sign(in.Sign, clients.ClientID(v.Client), blocks)); err != nil {
		return ahead, nil, err
	}
	if err := gather(&no, p.cover(v.Client, v, in.On, blocks, wishes, in.Untimed)); err != nil {
		return ahead, nil, err
	}
	said, err := w.remark(v, in.Remarks)
	if err := gather(&no, err); err != nil {
		return ahead, nil, err
	}
	agreed := in.Agreed || in.Remarks != nil && string(in.Remarks.AskedFor) != v.AskedFor
	moved, err := booking.Move(day, v, booking.Change{Untimed: in.Untimed, Wishes: wishes, Agreed: agreed})
	if err := gather(&no, w.named(err)); err != nil {
		return ahead, nil, err
	}
	ahead = Ahead{Visit: v.ID, Wishes: wishes, Contracts: p.contracts, day: day.Without(v)}
	return ahead, slices.Concat(moved, said, p.said), no.Err()
}

// remark says what a form has besides, sealed for the client. A note that cannot be opened stays where nobody writes
// another one.
func (w *work) remark(v booking.Visit, form *Remarks) ([]fact.Body, error) {
	if form == nil {
		return nil, nil
	}
	to := booking.Remarks{Source: form.Source, AskedFor: string(form.AskedFor), Note: v.Note}
	note, err := w.Open(v.Note, noteField)
	if err != nil && !sealed(err) {
		return nil, err
	}
	if form.Note != string(note) {
		client, err := clients.Of(w, w.JID(), clients.ClientID(v.Client))
		if err != nil {
			return nil, err
		}
		if to.Note, err = w.sealNote(client.Key, form.Note); err != nil {
			return nil, err
		}
	}
	return booking.Remark(v, to, "")
}

// origin is the place of the visit's block that block i of a form was; -1 if it is new.
func origin(v booking.Visit, blocks []Block, i int) int {
	at := i
	if i < len(blocks) && blocks[i].Was != 0 {
		at = blocks[i].Was - 1
	}
	if at < 0 || at >= len(v.Blocks) {
		return -1
	}
	return at
}

// asBooked fills what a form leaves out with what was booked, where the service and the practitioner stay: prices
// and lengths changed in the catalogue since touch no visit by themselves.
func asBooked(blocks []Block, v booking.Visit) []Block {
	blocks = slices.Clone(blocks)
	for i := range blocks {
		at := origin(v, blocks, i)
		if at < 0 {
			continue
		}
		b, was := &blocks[i], v.Blocks[at]
		b.kept = string(b.Service) == was.Service
		if !b.kept || string(b.Practitioner) != was.Practitioner {
			continue
		}
		if b.PriceMinor == nil {
			b.PriceMinor = &was.PriceMinor
		}
		if b.LengthMin == 0 && was.Timed() {
			b.LengthMin = int(was.End.UTC-was.Start.UTC) / 60_000
		}
	}
	return blocks
}
