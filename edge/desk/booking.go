package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

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
	Overlap   bool // over a taken slot; needs [people.OverlapAllow]
}

// Block is one service of a visit as the form has it. What is left out comes from the catalogue.
type Block struct {
	Service      catalogue.ServiceID
	Practitioner people.PractitionerID
	StartMin     int          // wall minutes after midnight
	Fold         int          // 1: the second of an hour that happens twice
	LengthMin    int          // 0: as the service takes with this practitioner
	PriceMinor   *money.Minor // nil: as the service costs with this practitioner
	Cover        Cover

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
		var no fact.Refusals
		client, registered, err := w.clientOf(in)
		if err := gather(&no, err); err != nil {
			return err
		}
		if len(no) > 0 {
			client.ID = "refused" // so that nobody is told to choose a client who is being registered
		}
		visit := booking.VisitID(w.ID())
		day, wishes, err := w.plan(in.On, in.Overlap, in.Blocks)
		if err != nil {
			return err
		}
		held, err := w.cover(string(client.ID), booking.Visit{ID: visit}, in.On, in.Blocks, wishes, in.Untimed)
		if err := gather(&no, err); err != nil {
			return err
		}
		note, err := w.sealNote(client.Key, in.Note)
		if err != nil {
			return err
		}
		booked, err := booking.Book(day, booking.Booking{
			Visit: visit, Client: string(client.ID), Source: in.Source, AskedFor: string(in.AskedFor),
			Note: note, Untimed: in.Untimed, Wishes: wishes,
		})
		if err := gather(&no, w.named(err)); err != nil {
			return err
		}
		return w.say(slices.Concat(registered, booked, held), no.Err())
	})
}

// MoveVisit gives all blocks of a visit anew: other times, practitioners, lengths, services, another day.
type MoveVisit struct {
	Visit   booking.VisitID
	On      fact.Date
	Untimed bool
	Blocks  []Block
	Agreed  bool   // the client accepts another practitioner than the one asked for
	Overlap bool   // over a taken slot; needs [people.OverlapAllow]
	Seen    string // tag of the booking.Visit that the form showed
}

// Move changes a visit; the sessions it holds follow it, and those of blocks left out are free again.
func (d *Desk) Move(ctx context.Context, by By, in MoveVisit) (journal.Outcome, error) {
	return d.onVisit(ctx, by, "booking.Move", in.Visit, in, func(w *work, v booking.Visit) error {
		found := func() (booking.Visit, error) { return v, nil }
		if err := fresh("visit:"+string(v.ID), in.Seen, found); err != nil {
			return err
		}
		var no fact.Refusals
		blocks := asBooked(in.Blocks, v)
		day, wishes, err := w.plan(in.On, in.Overlap, blocks)
		if err != nil {
			return err
		}
		held, err := w.cover(v.Client, v, in.On, blocks, wishes, in.Untimed)
		if err := gather(&no, err); err != nil {
			return err
		}
		moved, err := booking.Move(day, v, booking.Change{Untimed: in.Untimed, Wishes: wishes, Agreed: in.Agreed})
		if err := gather(&no, w.named(err)); err != nil {
			return err
		}
		return w.say(slices.Concat(moved, held), no.Err())
	})
}

// asBooked fills what a form leaves out with what was booked, where the service and the practitioner stay: prices
// and lengths changed in the catalogue since touch no visit by themselves.
func asBooked(blocks []Block, v booking.Visit) []Block {
	blocks = slices.Clone(blocks)
	for i := range min(len(blocks), len(v.Blocks)) {
		b, was := &blocks[i], v.Blocks[i]
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

// clientOf is the client of a new visit: one who is known, or one to be registered with it.
func (w *work) clientOf(in BookVisit) (clients.Record, []fact.Body, error) {
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
	return w.Seal(key, noteField, []byte(note))
}

// plan puts a form's blocks together with what the catalogue says, and reads the day that decides about them.
func (w *work) plan(on fact.Date, overlap bool, blocks []Block) (booking.Day, []booking.Wish, error) {
	var day booking.Day
	if overlap && !w.by.Role.May(people.OverlapAllow) {
		return day, nil, fact.Refuse("overlap_forbidden", "overlap",
			"Only a manager may book over a taken time. Choose a free one, or ask a manager.")
	}
	day, wishes, err := plan(w, w.JID(), w.zone, on, blocks)
	for i := range wishes {
		wishes[i].Overlap = overlap
	}
	return day, wishes, err
}

func plan(r fact.Reader, jid int64, zone *time.Location, on fact.Date, blocks []Block) (
	day booking.Day, wishes []booking.Wish, err error) {
	var who, resources []string
	for _, b := range blocks {
		wish, err := wishOf(r, jid, b)
		if err != nil {
			return day, nil, err
		}
		wishes = append(wishes, wish)
		who = append(who, wish.Practitioner)
		for _, n := range wish.Needs {
			resources = append(resources, n.Resource)
		}
	}
	day, err = booking.Load(r, jid, on, zone, unique(who), unique(resources))
	return day, wishes, err
}

func unique(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}

// wishOf is a block with its length, price, buffers and resources. An unknown service is left empty, an unknown or
// retired practitioner is unable: the rule refuses both at their fields.
func wishOf(r fact.Reader, jid int64, b Block) (booking.Wish, error) {
	wish := booking.Wish{
		Practitioner: string(b.Practitioner), StartMin: b.StartMin, Fold: b.Fold, LengthMin: b.LengthMin,
	}
	s, err := optional(catalogue.ServiceOf(r, jid, b.Service))
	if err != nil || s.ID == "" || s.Retired && !b.kept {
		wish.LengthMin = cmp.Or(b.LengthMin, booking.CellMin) // the missing service is enough to say
		return wish, err
	}
	length, price, able := catalogue.EffectiveFor(s, string(b.Practitioner))
	if b.Practitioner == "" {
		length, price, able = s.LengthMin, s.PriceMinor, true
	} else {
		p, err := optional(people.PractitionerOf(r, jid, b.Practitioner))
		if err != nil {
			return wish, err
		}
		able = able && p.ID != "" && !p.Retired
	}
	wish.Service, wish.Unable = string(s.ID), !able
	wish.LengthMin, wish.BeforeMin, wish.AfterMin = cmp.Or(b.LengthMin, length), s.BeforeMin, s.AfterMin
	wish.PriceMinor, wish.Currency = price, s.Currency
	if b.PriceMinor != nil {
		wish.PriceMinor = *b.PriceMinor
	}
	wish.Needs, err = needs(r, jid, s.Resources)
	return wish, err
}

func needs(r fact.Reader, jid int64, wanted []catalogue.Need) ([]booking.Need, error) {
	var all []booking.Need
	for _, n := range wanted {
		resource, err := catalogue.ResourceOf(r, jid, n.Resource)
		if err != nil {
			return nil, fmt.Errorf("resource %s: %w", n.Resource, err)
		}
		all = append(all, booking.Need{
			Resource: string(n.Resource), Qty: n.Qty, Room: resource.Capacity,
		})
	}
	return all, nil
}

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

func nextFree(r *fact.Refusal) string {
	if r.Args["next"] == "" {
		return " There is no other free time that day."
	}
	return " The next free start is " + r.Args["next"] + "."
}
