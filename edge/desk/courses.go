package desk

import (
	"context"
	"errors"
	"time"

	"branchbook/sync/catalogue"
	"branchbook/sync/clients"
	"branchbook/sync/courses"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/money"
)

// SignContract sells a course product to a client.
type SignContract struct {
	Client     clients.ClientID
	Product    catalogue.ProductID
	PriceMinor money.Minor // that the form showed
	PaidOnly   bool        // sessions only up to the amount paid (CRS-10)
}

// Sign makes a contract with the next number of the branch.
func (d *Desk) Sign(ctx context.Context, by By, in SignContract) (journal.Outcome, error) {
	return d.do(ctx, by, "courses.Sign", in, func(w *work) error {
		client, err := optional(clients.Of(w, w.JID(), in.Client))
		if err != nil {
			return err
		}
		in.Client = client.ID
		return w.say(w.sign(in))
	})
}

// sign decides about a contract, alone or in the middle of a booking.
func (w *work) sign(in SignContract) ([]fact.Body, error) {
	product, err := catalogue.ProductOf(w, w.JID(), in.Product)
	if errors.Is(err, fact.ErrNotFound) {
		return nil, fact.Refuse("product_unknown", "product", "Choose a course from the list.")
	}
	if err != nil {
		return nil, err
	}
	number, err := courses.NextNumber(w, w.JID(), w.branch.Code, w.now.Business)
	if err != nil {
		return nil, err
	}
	return courses.Sign(courses.Signing{
		Contract: courses.ContractID(w.ID()), Number: number, Client: string(in.Client),
		Seller: string(w.by.User), Product: product, PaidOnly: in.PaidOnly, PriceMinor: in.PriceMinor,
		Currency: w.branch.Currency, At: w.now, Place: w.place,
	})
}

// PayContract is money taken for a contract, in the branch's currency.
type PayContract struct {
	Contract courses.ContractID
	Means    courses.Means
	Minor    money.Minor
}

// Pay takes money for a contract, in one go or in parts.
func (d *Desk) Pay(ctx context.Context, by By, in PayContract) (journal.Outcome, error) {
	return d.onContract(ctx, by, "courses.Pay", in.Contract, in, func(w *work, c courses.Contract) error {
		return w.say(courses.Pay(c, courses.Payment{
			Means: in.Means, Minor: in.Minor, Currency: w.branch.Currency, At: w.now,
		}))
	})
}

// CorrectSession names a session and why a person touches it.
type CorrectSession struct {
	Session courses.Ref
	Reason  string
}

// ReturnParked makes a session free again that a timely cancellation left to a person.
func (d *Desk) ReturnParked(ctx context.Context, by By, in CorrectSession) (journal.Outcome, error) {
	return d.onContract(ctx, by, "courses.ReturnParked", in.Session.Contract, in,
		func(w *work, c courses.Contract) error {
			if s := c.Session(in.Session); s != nil && s.State == courses.Held {
				return fact.Refuse("session_held", "session",
					"A visit holds this session. Take it off the visit, or cancel the visit.", "visit", s.Visit)
			}
			return w.say(courses.Return(c, in.Session, w.now, in.Reason))
		})
}

// Reverse undoes the earning or burning of one session. The visit stays as it is; to undo a visit, [Desk.Reopen] it.
func (d *Desk) Reverse(ctx context.Context, by By, in CorrectSession) (journal.Outcome, error) {
	return d.onContract(ctx, by, "courses.Reverse", in.Session.Contract, in,
		func(w *work, c courses.Contract) error {
			return w.say(courses.Reverse(c, in.Session, w.now, in.Reason))
		})
}

// EndContract names a contract and why a person ends it.
type EndContract struct {
	Contract courses.ContractID
	Reason   string
}

// Expire turns what is left of a contract past its last day into income.
func (d *Desk) Expire(ctx context.Context, by By, in EndContract) (journal.Outcome, error) {
	return d.onContract(ctx, by, "courses.Expire", in.Contract, in, func(w *work, c courses.Contract) error {
		return w.say(courses.Expire(c, w.now, in.Reason, w.place))
	})
}

// Terminate ends a contract and makes its remainder payable to the client.
func (d *Desk) Terminate(ctx context.Context, by By, in EndContract) (journal.Outcome, error) {
	return d.onContract(ctx, by, "courses.Terminate", in.Contract, in, func(w *work, c courses.Contract) error {
		return w.say(courses.Terminate(c, w.now, in.Reason, w.place))
	})
}

// FreezeContract stops a contract for some days, both included.
type FreezeContract struct {
	Contract courses.ContractID
	From, To fact.Date
	Reason   string
}

// Freeze stops a contract and moves its last day.
func (d *Desk) Freeze(ctx context.Context, by By, in FreezeContract) (journal.Outcome, error) {
	return d.onContract(ctx, by, "courses.Freeze", in.Contract, in, func(w *work, c courses.Contract) error {
		return w.say(courses.Freeze(c, courses.Freezing{From: in.From, To: in.To}, w.now, in.Reason))
	})
}

// maxDue bounds one round of [Desk.TakeDue].
const maxDue = 200

// TakeDue takes the sessions whose visits have begun, where the terms take them then, whether or not the client
// came; it says how many it took. The branch calls it every minute or so. The command's id derives from session
// and visit, so that rounds may overlap, and what was undone by hand is not taken a second time.
func (d *Desk) TakeDue(ctx context.Context) (taken int, err error) {
	var due []courses.Session
	var zone *time.Location
	err = d.read(ctx, func(v *view) (err error) {
		zone = v.zone
		due, err = courses.Due(v, v.JID(), v.now.UTC, v.now.On, maxDue)
		return err
	})
	if errors.Is(err, fact.ErrNotFound) {
		return 0, nil // not opened yet
	}
	for _, s := range due {
		out, e := d.takeDue(ctx, s, zone)
		if err = errors.Join(err, e); e == nil && !out.Repeated && out.Height > 0 {
			taken++
		}
	}
	return taken, err
}

func (d *Desk) takeDue(ctx context.Context, due courses.Session, zone *time.Location) (journal.Outcome, error) {
	by := By{Desk: "clock", Command: fact.DerivedID("courses.TakeDue", due.Ref.String(), due.Visit)}
	return d.onContract(ctx, by, "courses.TakeDue", due.Contract, due.Ref,
		func(w *work, c courses.Contract) error {
			s := c.Session(due.Ref)
			if s == nil || s.State != courses.Held || s.Visit != due.Visit || s.Slot != due.Slot {
				return nil // changed since it was listed
			}
			return w.say(courses.Take(c, s.Ref, startOf(*s, zone), w.place))
		})
}

// startOf is when the visit that holds a session begins; the end of the day if it is untimed.
func startOf(s courses.Session, zone *time.Location) fact.Civil {
	if s.Slot.At > 0 {
		return fact.CivilAt(time.UnixMilli(s.Slot.At), zone)
	}
	end, err := fact.Resolve(s.Slot.On, 24*60-1, zone, 1)
	if err != nil { // the clocks go forward over midnight
		end, _ = fact.Resolve(s.Slot.On, 12*60, zone, 0)
	}
	return end
}

// onContract runs an intent on one contract.
func (d *Desk) onContract(
	ctx context.Context, by By, name string, id courses.ContractID, input any,
	decide func(*work, courses.Contract) error,
) (journal.Outcome, error) {
	return d.do(ctx, by, name, input, func(w *work) error {
		c, err := courses.Load(w, w.JID(), id)
		if err != nil {
			return err
		}
		return decide(w, c)
	})
}

// optional turns "not found" into the zero value, which the rules refuse at its field.
func optional[T any](v T, err error) (T, error) {
	if errors.Is(err, fact.ErrNotFound) {
		return v, nil
	}
	return v, err
}
