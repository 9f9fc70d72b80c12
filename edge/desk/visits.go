package desk

import (
	"context"
	"fmt"
	"slices"

	"branchbook/sync/booking"
	"branchbook/sync/catalogue"
	"branchbook/sync/courses"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/money"
	"branchbook/sync/people"
)

// Confirm says that the client will come.
func (d *Desk) Confirm(ctx context.Context, by By, visit booking.VisitID) (journal.Outcome, error) {
	return d.onVisit(ctx, by, "booking.Confirm", visit, visit, func(w *work, v booking.Visit) error {
		return w.say(booking.Confirm(v))
	})
}

// Arrive says that the client is in the house.
func (d *Desk) Arrive(ctx context.Context, by By, visit booking.VisitID) (journal.Outcome, error) {
	return d.onVisit(ctx, by, "booking.Arrive", visit, visit, func(w *work, v booking.Visit) error {
		return w.say(booking.Arrive(v, w.now.On))
	})
}

// Start says that treatment begins.
func (d *Desk) Start(ctx context.Context, by By, visit booking.VisitID) (journal.Outcome, error) {
	return d.onVisit(ctx, by, "booking.Start", visit, visit, func(w *work, v booking.Visit) error {
		return w.say(booking.Start(v, w.now.On))
	})
}

// CompleteVisit says what was given; without a list, everything as booked.
type CompleteVisit struct {
	Visit     booking.VisitID
	Performed []Performed
	Seen      string // tag of the booking.Visit that the form showed, where it lists what was given
}

// Performed is a service that was given. One that was booked keeps its price, practitioner and session, each
// booked block once; another comes from the catalogue and is paid for.
type Performed struct {
	Service      catalogue.ServiceID
	Practitioner people.PractitionerID // empty: as booked
	PriceMinor   *money.Minor          // nil: as booked, else from the catalogue
	Block        *int                  // the booked block that it is; nil: the first of the service not named yet
}

// Complete ends a visit: sessions of what was given are earned, those of what was not are free again, and what no
// session covers is revenue. All of it belongs to the visit's day.
func (d *Desk) Complete(ctx context.Context, by By, in CompleteVisit) (journal.Outcome, error) {
	return d.onVisit(ctx, by, "booking.Complete", in.Visit, in, func(w *work, v booking.Visit) error {
		found := func() (booking.Visit, error) { return v, nil }
		if err := fresh("visit:"+string(v.ID), in.Seen, found); err != nil {
			return err
		}
		p, err := w.purse(v.Client, v.ID)
		if err != nil {
			return err
		}
		given, block, err := w.performed(v, in.Performed)
		if err != nil {
			return err
		}
		for i := range given {
			given[i].Session = ""
			if _, s := p.of(block[i], courses.Held, courses.Earned); s != nil {
				given[i].Session = s.Ref.String()
			}
		}
		completed, err := booking.Complete(v, given, w.now.On)
		if err != nil {
			return err
		}
		if err := p.settle(v, block); err != nil {
			return err
		}
		w.Say(completed...)
		w.Say(p.said...)
		return nil
	})
}

// performed puts what was given together with what was booked; block is the booked block of each, or -1.
func (w *work) performed(v booking.Visit, list []Performed) (given []booking.Performed, block []int, err error) {
	booked := v.AsBooked()
	if list == nil {
		for i := range booked {
			block = append(block, i)
		}
		return booked, block, nil
	}
	var no fact.Refusals
	for i, item := range list {
		at := which(booked, item, block)
		one := booking.Performed{}
		if at >= 0 {
			one = booked[at]
		} else if one, err = w.extra(item); err != nil {
			return nil, nil, err
		}
		if item.Practitioner != "" {
			one.Practitioner = string(item.Practitioner)
			known, err := optional(people.PractitionerOf(w, w.JID(), item.Practitioner))
			if err != nil {
				return nil, nil, err
			}
			if known.ID == "" {
				no = append(no, fact.Refuse("no_practitioner", fmt.Sprintf("performed.%d.practitioner", i),
					"Choose a practitioner."))
			}
		}
		if item.PriceMinor != nil {
			one.PriceMinor = *item.PriceMinor
		}
		given, block = append(given, one), append(block, at)
	}
	return given, block, no.Err()
}

// which is the booked block that was given, each once; -1 for a service besides. Others name blocks by their
// service, the first that is not named yet.
func which(booked []booking.Performed, item Performed, named []int) int {
	for i, b := range booked {
		is := b.Service == string(item.Service)
		if item.Block != nil {
			is = is && *item.Block == i
		}
		if is && !slices.Contains(named, i) {
			return i
		}
	}
	return -1
}

// extra is a service that was not booked, at the catalogue's price.
func (w *work) extra(item Performed) (booking.Performed, error) {
	s, err := optional(catalogue.ServiceOf(w, w.JID(), item.Service))
	if err != nil || s.ID == "" {
		return booking.Performed{}, err // the rule refuses it at its field
	}
	price := s.PriceMinor
	if _, own, able := catalogue.EffectiveFor(s, string(item.Practitioner)); able {
		price = own
	}
	return booking.Performed{Service: string(s.ID), PriceMinor: price, Currency: s.Currency}, nil
}

// settle earns the sessions of the blocks that were given and frees the others.
func (p *purse) settle(v booking.Visit, given []int) error {
	for i := range v.Blocks {
		c, s := p.of(i, courses.Held)
		if s == nil {
			continue
		}
		if !slices.Contains(given, i) {
			if err := p.drop(i); err != nil {
				return err
			}
			continue
		}
		steps, err := courses.Earn(c, s.Ref, p.w.dated(v.On), p.w.place)
		if err := p.say(c.ID, steps, err); err != nil {
			return err
		}
	}
	return nil
}

// dated is now, in the books of a day: what happens to the sessions of a visit belongs to its day.
func (w *work) dated(on fact.Date) fact.Civil {
	now := w.now
	now.Business = on
	return now
}

// CancelVisit says why a visit is cancelled.
type CancelVisit struct {
	Visit   booking.VisitID
	Reason  string // from the branch's list
	ByHouse bool   // the house cancels: sessions come back whatever the hour
}

// Cancel frees the time of a visit. Its sessions come back, wait for a person, or burn, as their terms say of the
// hour; the facts tell which. The visit counts as cancelled late when a session burned.
func (d *Desk) Cancel(ctx context.Context, by By, in CancelVisit) (journal.Outcome, error) {
	return d.onVisit(ctx, by, "booking.Cancel", in.Visit, in, func(w *work, v booking.Visit) error {
		return w.say(w.cancel(v, in))
	})
}

func (w *work) cancel(v booking.Visit, in CancelVisit) ([]fact.Body, error) {
	late := false
	steps, err := w.each(v, func(c courses.Contract, s courses.Session) ([]fact.Body, error) {
		if s.State != courses.Held {
			return nil, nil
		}
		if in.ByHouse {
			return courses.Return(c, s.Ref, w.now, in.Reason)
		}
		steps, err := courses.Release(c, s.Ref, w.now, in.Reason, w.place)
		late = late || slices.ContainsFunc(steps, burned)
		return steps, err
	})
	if err != nil {
		return nil, err
	}
	cancelled, err := booking.Cancel(v, in.Reason, late)
	return append(cancelled, steps...), err
}

func burned(b fact.Body) bool {
	_, is := b.(courses.SessionBurned)
	return is
}

// NoShow says that the client did not come. The sessions of the visit burn or come back, as their terms say.
func (d *Desk) NoShow(ctx context.Context, by By, visit booking.VisitID) (journal.Outcome, error) {
	return d.onVisit(ctx, by, "booking.NoShow", visit, visit, func(w *work, v booking.Visit) error {
		return w.say(w.miss(v))
	})
}

func (w *work) miss(v booking.Visit) ([]fact.Body, error) {
	missed, err := booking.Miss(v, w.now.On, w.Now().UnixMilli())
	if err != nil {
		return nil, err
	}
	steps, err := w.each(v, func(c courses.Contract, s courses.Session) ([]fact.Body, error) {
		return courses.NoShow(c, s.Ref, w.dated(v.On), w.place)
	})
	return append(missed, steps...), err
}

// each asks a rule about every session that the visit holds or took.
func (w *work) each(
	v booking.Visit, rule func(courses.Contract, courses.Session) ([]fact.Body, error),
) ([]fact.Body, error) {
	p, err := w.purse(v.Client, v.ID)
	if err != nil {
		return nil, err
	}
	for i := range v.Blocks {
		c, s := p.of(i, courses.Held, courses.Earned)
		if s == nil {
			continue
		}
		steps, err := rule(c, *s)
		if err := p.say(c.ID, steps, err); err != nil {
			return nil, err
		}
	}
	return p.said, nil
}

// onVisit runs an intent on one visit.
func (d *Desk) onVisit(
	ctx context.Context, by By, name string, id booking.VisitID, input any,
	decide func(*work, booking.Visit) error,
) (journal.Outcome, error) {
	return d.do(ctx, by, name, input, func(w *work) error {
		v, err := booking.Find(w, w.JID(), id)
		if err != nil {
			return err
		}
		return decide(w, v)
	})
}
