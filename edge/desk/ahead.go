package desk

import (
	"context"
	"errors"

	"branchbook/sync/booking"
	"branchbook/sync/catalogue"
	"branchbook/sync/clients"
	"branchbook/sync/courses"
	"branchbook/sync/fact"
	"branchbook/sync/hours"
	"branchbook/sync/money"
	"branchbook/sync/people"
)

// Ahead is what saving a form would come to. It is found out by doing it and taking it back: the same command with the
// same rules, so that a form never promises what saving then refuses.
type Ahead struct {
	Visit     booking.VisitID
	Refusals  fact.Refusals
	Wishes    []booking.Wish     // by block: length, price and rooms as they would be, and the session held
	Contracts []courses.Contract // the client's, one signed with the visit included, as they would stand
	Starts    []fact.Civil       // free starts of the day for all services one after another; past ones are left out
	Hours     []hours.Interval   // of the first service's practitioner that day

	day booking.Day
}

// errTried takes back what was tried.
var errTried = errors.New("tried only")

// TryBook says what [Desk.Book] would come to now.
func (d *Desk) TryBook(ctx context.Context, by By, in BookVisit) (Ahead, error) {
	in.Note = ""
	return d.try(ctx, by, func(w *work) (Ahead, []fact.Body, error) { return w.book(in) })
}

// TryMove says what [Desk.Move] would come to now.
func (d *Desk) TryMove(ctx context.Context, by By, in MoveVisit) (Ahead, error) {
	return d.try(ctx, by, func(w *work) (Ahead, []fact.Body, error) {
		v, err := booking.Find(w, w.JID(), in.Visit)
		if err != nil {
			return Ahead{}, nil, err
		}
		return w.move(v, in)
	})
}

// try runs a decision under a command id that nothing was ever saved under, in a savepoint that is always rolled back.
func (d *Desk) try(
	ctx context.Context, by By, decide func(*work) (Ahead, []fact.Body, error),
) (ahead Ahead, err error) {
	by.Command = fact.DerivedID("tried", by.Command)
	_, err = d.do(ctx, by, "desk.Try", nil, func(w *work) error {
		w.trial = true
		if ahead, _, err = decide(w); err != nil {
			if ahead.Refusals = fact.AsRefusals(err); ahead.Refusals == nil {
				return err
			}
		}
		w.look(&ahead)
		return errTried
	})
	if errors.Is(err, errTried) {
		err = nil
	}
	return ahead, err
}

// look adds what could be chosen instead.
func (w *work) look(a *Ahead) {
	if len(a.Wishes) == 0 {
		return
	}
	a.Hours = a.day.Hours[a.Wishes[0].Practitioner]
	for _, start := range booking.FreeStarts(a.day, a.Wishes, w.branch.StepMin) {
		if start.UTC > w.now.UTC {
			a.Starts = append(a.Starts, start)
		}
	}
}

// NewCourse is a course that is signed in the same breath as a visit that uses it (PRODUCT CRS-3): it covers every
// service of the visit that it includes, unless the form says of one that none shall.
type NewCourse struct {
	Product    catalogue.ProductID
	PriceMinor money.Minor // that the form showed
}

// sign decides about a contract for the visit, says it, and lets the blocks use it.
func (p *purse) sign(course *NewCourse, client clients.ClientID, blocks []Block) error {
	if course == nil || client == "" {
		return nil
	}
	if !p.w.by.Role.May(people.CourseSell) {
		return fact.Refuse("sell_forbidden", "contract", "You may not sell courses. Ask a colleague who may.")
	}
	signed, err := p.w.sign(SignContract{Client: client, Product: course.Product, PriceMinor: course.PriceMinor})
	if err != nil {
		return at("contract", err)
	}
	p.said = append(p.said, signed...)
	for _, body := range signed {
		if f, is := body.(courses.ContractSigned); is {
			c := courses.Begun(f, p.w.place)
			p.contracts = append(p.contracts, c)
			for i := range blocks {
				if !blocks[i].Cover.None && c.Terms.Gives(blocks[i].Service) {
					blocks[i].Cover.Contract = c.ID
				}
			}
		}
	}
	return nil
}
