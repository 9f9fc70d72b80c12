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
	"branchbook/sync/money"
)

// VisitPage is a visit with everything known of it.
type VisitPage struct {
	Visit    booking.Visit
	Seen     string // tag for [MoveVisit]
	Note     string // opened
	Client   Person
	Sessions []courses.Session // held, parked or taken by the visit, by block
	Course   string            // number of the contract of the first of them
	Position courses.Position  // of the first in its course
	Owed     money.Minor       // by the client on contracts that run, in minor units
	History  []Edit            // oldest first (PRODUCT CAL-16)
	Undo     *UndoOffer        // nil: there is nothing to take back
	Lists    Lists
}

// Edit is one change of a visit with the name of who made it.
type Edit struct {
	booking.Edit
	By         string
	Undone     bool   // a later change took it back
	NoteBefore string // opened, where the remarks changed
	NoteAfter  string
}

// UndoOffer is what [Desk.Undo] would take back.
type UndoOffer struct {
	Change  string
	Settled bool // it takes back what was earned or lost: needs [people.VisitReopen]
	Reason  bool // a reason is needed, for it stays with the sessions
}

// Visit reads a visit; [fact.ErrNotFound] if there is none.
func (d *Desk) Visit(ctx context.Context, id booking.VisitID) (page VisitPage, err error) {
	err = d.read(ctx, func(v *view) (err error) {
		page, err = v.visit(id)
		return err
	})
	return page, err
}

func (v *view) visit(id booking.VisitID) (page VisitPage, err error) {
	if page.Visit, err = booking.Find(v, v.JID(), id); err != nil {
		return page, err
	}
	page.Seen = Tag(page.Visit)
	note, err := v.Open(page.Visit.Note, noteField)
	if err != nil && !sealed(err) {
		return page, err
	}
	page.Note = string(note)
	if page.Lists, err = v.lists(); err != nil {
		return page, err
	}
	who, err := v.people([]string{page.Visit.Client})
	if err != nil {
		return page, err
	}
	page.Client = who[page.Visit.Client]
	if page.Sessions, err = courses.OfVisit(v, v.JID(), string(id)); err != nil {
		return page, err
	}
	if err := v.courseOf(&page); err != nil {
		return page, err
	}
	return page, v.history(&page)
}

// courseOf reads what the visit's client has in contracts.
func (v *view) courseOf(page *VisitPage) error {
	contracts, err := courses.ContractsOf(v, v.JID(), page.Visit.Client)
	for _, c := range contracts {
		if c.EndedOn == "" {
			page.Owed += c.OwedMinor()
		}
		if len(page.Sessions) > 0 && c.ID == page.Sessions[0].Contract {
			page.Course, page.Position = c.Number, c.Position(page.Sessions[0].Ref)
		}
	}
	return err
}

func (v *view) history(page *VisitPage) error {
	edits, err := booking.History(v, v.JID(), page.Visit.ID)
	if err != nil {
		return err
	}
	undone := booking.Undone(edits)
	for _, e := range edits {
		one := Edit{Edit: e, By: page.Lists.UserName(e.Actor), Undone: undone[e.Change]}
		var errs [2]error
		one.NoteBefore, errs[0] = v.noteOf(e.Before)
		one.NoteAfter, errs[1] = v.noteOf(e.After)
		if err := errors.Join(errs[:]...); err != nil {
			return err
		}
		page.History = append(page.History, one)
	}
	if last := booking.Last(edits); len(last) > 0 {
		page.Undo = undoOffer(*page, last[0])
	}
	return nil
}

// noteOf opens the note of one side of a change; it stays closed for want of a key.
func (v *view) noteOf(s booking.Side) (string, error) {
	if s.Remarks == nil {
		return "", nil
	}
	note, err := v.Open(s.Remarks.Note, noteField)
	if sealed(err) {
		err = nil
	}
	return string(note), err
}

func undoOffer(page VisitPage, last booking.Edit) *UndoOffer {
	is := func(states ...courses.State) bool {
		return slices.ContainsFunc(page.Sessions, func(s courses.Session) bool {
			return slices.Contains(states, s.State)
		})
	}
	ended := !page.Visit.Status.Open()
	return &UndoOffer{
		Change:  last.Change,
		Settled: page.Visit.Status == booking.Completed || is(courses.Burned),
		Reason:  ended && is(courses.Earned, courses.Burned, courses.Parked),
	}
}

// ClientPage is a client's card with visits and contracts.
type ClientPage struct {
	Client    clients.Client
	Seen      string       // tag for [ChangeClient]
	Card      clients.Card // empty while sealed
	Sealed    bool
	Visits    []booking.Visit // newest first, at most 50
	Contracts []courses.Contract
	Stats     booking.Stats
	Relatives map[string]Person // by client, of the family links
	Lists     Lists
}

const visitsShown = 50

// Client reads a client's card; [fact.ErrNotFound] if there is none.
func (d *Desk) Client(ctx context.Context, id clients.ClientID) (page ClientPage, err error) {
	err = d.read(ctx, func(v *view) (err error) {
		page, err = v.client(id)
		return err
	})
	return page, err
}

func (v *view) client(id clients.ClientID) (page ClientPage, err error) {
	if page.Client, err = clients.Of(v, v.JID(), id); err != nil {
		return page, err
	}
	page.Seen = Tag(page.Client)
	page.Card, err = clients.Open(v, page.Client.Record)
	if page.Sealed = sealed(err); err != nil && !page.Sealed {
		return page, err
	}
	if page.Visits, err = booking.OfClient(v, v.JID(), string(id), visitsShown); err != nil {
		return page, err
	}
	if page.Contracts, err = courses.ContractsOf(v, v.JID(), string(id)); err != nil {
		return page, err
	}
	if page.Stats, err = booking.StatsOf(v, v.JID(), string(id), v.now.On); err != nil {
		return page, err
	}
	var relatives []string
	for _, l := range page.Card.FamilyLinks {
		relatives = append(relatives, string(l.Client))
	}
	if page.Relatives, err = v.people(relatives); err != nil {
		return page, err
	}
	page.Lists, err = v.lists()
	return page, err
}

// SearchClients finds at most 20 clients by any part of name, kana, number or telephone.
func (d *Desk) SearchClients(ctx context.Context, text string) (hits []clients.Hit, err error) {
	err = d.read(ctx, func(v *view) (err error) {
		hits, err = clients.Search(v, v.JID(), text, 20)
		return err
	})
	return hits, err
}

// ClientByNumber is the client with a number as somebody types it; [fact.ErrNotFound] if there is none.
func (d *Desk) ClientByNumber(ctx context.Context, typed string) (id clients.ClientID, err error) {
	err = d.read(ctx, func(v *view) (err error) {
		id, err = clients.ByNumber(v, v.JID(), typed)
		return err
	})
	return id, err
}

// LikelyDuplicates warns while a card is being typed; of one that is not right yet,
// the name alone. Except is the client being edited.
func (d *Desk) LikelyDuplicates(
	ctx context.Context, typed clients.Card, except clients.ClientID,
) (found []clients.Duplicate, err error) {
	err = d.read(ctx, func(v *view) error {
		card, err := clients.Check(typed, v.branch.Region(), v.now.On)
		if err != nil { // half a telephone number does not hide what the name says already
			typed.Phones, typed.Email, typed.Birthday = nil, "", ""
			card, err = clients.Check(typed, v.branch.Region(), v.now.On)
		}
		if err != nil {
			return nil
		}
		found, err = clients.Duplicates(v, v.JID(), card, except)
		return err
	})
	return found, err
}

// Choices lists the client's contracts that give a service, best first, with the reason where one cannot be used
// on that day.
func (d *Desk) Choices(
	ctx context.Context, client clients.ClientID, service catalogue.ServiceID, on fact.Date,
) (choices []courses.Choice, err error) {
	err = d.read(ctx, func(v *view) (err error) {
		choices, err = courses.Usable(v, v.JID(), string(client), service, on)
		return err
	})
	return choices, err
}

// ContractPage is a contract with its running ledger.
type ContractPage struct {
	Contract courses.Contract
	Client   Person
	Lines    []courses.Line // oldest first
	Lists    Lists
}

// Contract reads a contract; [fact.ErrNotFound] if there is none.
func (d *Desk) Contract(ctx context.Context, id courses.ContractID) (page ContractPage, err error) {
	err = d.read(ctx, func(v *view) (err error) {
		if page.Contract, err = courses.Load(v, v.JID(), id); err != nil {
			return err
		}
		who, err := v.people([]string{page.Contract.Client})
		if err != nil {
			return err
		}
		page.Client = who[page.Contract.Client]
		if page.Lines, err = courses.History(v, v.JID(), id); err != nil {
			return err
		}
		page.Lists, err = v.lists()
		return err
	})
	return page, err
}

// Totals is what became of the branch's courses by the end of a day (PRODUCT CRS-11).
func (d *Desk) Totals(ctx context.Context, of courses.Of, on fact.Date) (all []courses.Totals, err error) {
	err = d.read(ctx, func(v *view) (err error) {
		all, err = courses.AsOf(v, v.JID(), of, on)
		return err
	})
	return all, err
}

// Debts is what the client of a visit still has to pay on contracts, in minor units, and whether it is the client's
// first visit here.
func (d *Desk) Debts(ctx context.Context, of booking.Visit) (owed money.Minor, first bool, err error) {
	err = d.read(ctx, func(v *view) error {
		debts, err := courses.OwedBy(v, v.JID(), []string{of.Client})
		if err != nil {
			return err
		}
		came, err := booking.CameBefore(v, v.JID(), []string{of.Client}, of.On)
		owed, first = debts[of.Client], !came[of.Client]
		return err
	})
	return owed, first, err
}
