package desk

import (
	"context"
	"errors"

	"branchbook/sync/booking"
	"branchbook/sync/courses"
	"branchbook/sync/fact"
	"branchbook/sync/money"
)

// Fate is what becomes of a session that a visit holds.
type Fate struct {
	Session courses.Ref
	State   courses.State // [courses.Free], [courses.Parked] or [courses.Burned]
	Minor   money.Minor   // of the session: what counts as revenue where it burns
}

// Fates are what ending a visit without treatment would do to its sessions now (PRODUCT CAL-20).
type Fates struct {
	Cancelled []Fate // by the client
	ByHouse   []Fate
	Missed    []Fate // the client did not come; empty while that cannot be said yet
}

// Fates says what becomes of a visit's sessions, by doing it and taking it back; see [Ahead].
func (d *Desk) Fates(ctx context.Context, by By, visit booking.VisitID) (f Fates, err error) {
	by.Command = fact.DerivedID("tried", by.Command)
	_, err = d.onVisit(ctx, by, "desk.Try", visit, nil, func(w *work, v booking.Visit) error {
		for _, way := range []struct {
			to  *[]Fate
			how func() ([]fact.Body, error)
		}{
			{&f.Cancelled, func() ([]fact.Body, error) { return w.cancel(v, CancelVisit{Reason: "client"}) }},
			{&f.ByHouse, func() ([]fact.Body, error) { return w.cancel(v, CancelVisit{Reason: "house", ByHouse: true}) }},
			{&f.Missed, func() ([]fact.Body, error) { return w.miss(v) }},
		} {
			bodies, err := way.how()
			if err != nil && fact.AsRefusals(err) == nil {
				return err
			}
			if err == nil {
				*way.to = fates(bodies)
			}
		}
		return errTried
	})
	if errors.Is(err, errTried) {
		err = nil
	}
	return f, err
}

func fates(bodies []fact.Body) (all []Fate) {
	for _, body := range bodies {
		switch f := body.(type) {
		case courses.SessionReleased:
			all = append(all, Fate{Session: f.Ref, State: courses.Free})
		case courses.SessionParked:
			all = append(all, Fate{Session: f.Ref, State: courses.Parked})
		case courses.SessionBurned:
			all = append(all, Fate{Session: f.Ref, State: courses.Burned, Minor: f.Minor})
		}
	}
	return all
}

// Ending is what a decision about what is left of a contract would write, a step a session.
type Ending struct {
	What  string // as the ledger calls it: "refunded", "expired"
	N     int    // of the session
	Minor money.Minor
}

// Endings says what [Desk.Terminate] and [Desk.Expire] would write now, by doing it and taking it back; nothing for one
// that would be refused.
func (d *Desk) Endings(ctx context.Context, by By, id courses.ContractID) (terminated, expired []Ending, err error) {
	by.Command = fact.DerivedID("tried", by.Command)
	_, err = d.onContract(ctx, by, "desk.Try", id, nil, func(w *work, c courses.Contract) error {
		const why = "tried"
		bodies, err := courses.Terminate(c, w.now, why, w.place)
		if err != nil && fact.AsRefusals(err) == nil {
			return err
		}
		terminated = endings(bodies)
		if bodies, err = courses.Expire(c, w.now, why, w.place); err != nil && fact.AsRefusals(err) == nil {
			return err
		}
		expired = endings(bodies)
		return errTried
	})
	if errors.Is(err, errTried) {
		err = nil
	}
	return terminated, expired, err
}

func endings(bodies []fact.Body) (all []Ending) {
	for _, body := range bodies {
		switch f := body.(type) {
		case courses.SessionRefunded:
			all = append(all, Ending{What: "refunded", N: f.N, Minor: f.Minor})
		case courses.SessionExpired:
			all = append(all, Ending{What: "expired", N: f.N, Minor: f.Minor})
		}
	}
	return all
}
