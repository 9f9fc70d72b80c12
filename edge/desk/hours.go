package desk

import (
	"cmp"
	"context"
	"errors"

	"branchbook/sync/booking"
	"branchbook/sync/fact"
	"branchbook/sync/hours"
	"branchbook/sync/journal"
)

// HoursChanged is the answer to a change of working time: the commit, and the blocks that now stand in grey time.
// They stay booked; people decide about each (PRODUCT SCH-2).
type HoursChanged struct {
	journal.Outcome
	Affected []Affected
}

// Affected is a booked block that lies outside its practitioner's free time.
type Affected struct {
	Visit        booking.VisitID
	Client       string
	Practitioner string
	On           fact.Date
	FromMin      int // wall minutes
	ToMin        int
}

// SetOpening gives the opening hours of every weekday from a date on.
func (d *Desk) SetOpening(ctx context.Context, by By, in hours.OpeningSet) (HoursChanged, error) {
	return d.setHours(ctx, by, "hours.SetOpening", in, &reach{from: in.FromOn}, func(w *work) ([]fact.Body, error) {
		return hours.SetOpening(in)
	})
}

// SetDay says what is different on one date at the branch.
func (d *Desk) SetDay(ctx context.Context, by By, in hours.DaySet) (HoursChanged, error) {
	return d.setHours(ctx, by, "hours.SetDay", in, &reach{from: in.On, to: in.On},
		func(w *work) ([]fact.Body, error) { return hours.SetDay(in) })
}

// SetPattern gives a practitioner's repeating hours from a date on.
func (d *Desk) SetPattern(ctx context.Context, by By, in hours.PatternSet) (HoursChanged, error) {
	return d.setHours(ctx, by, "hours.SetPattern", in, &reach{who: in.Practitioner, from: in.FromOn},
		func(w *work) ([]fact.Body, error) { return hours.SetPattern(in) })
}

// Except changes one day of a practitioner; an empty id is a new exception.
func (d *Desk) Except(ctx context.Context, by By, in hours.ExceptionSet) (HoursChanged, error) {
	return d.setHours(ctx, by, "hours.Except", in, &reach{who: in.Practitioner, from: in.On, to: in.On},
		func(w *work) ([]fact.Body, error) {
			set := in
			set.Exception = cmp.Or(in.Exception, w.ID())
			return hours.Except(set)
		})
}

// ClearException takes an exception back. Its name and day say which; an unknown one is [fact.ErrNotFound]. The day
// that work had moved to may hold bookings too.
func (d *Desk) ClearException(ctx context.Context, by By, exception string, on fact.Date) (HoursChanged, error) {
	to := &reach{from: on, to: on}
	return d.setHours(ctx, by, "hours.ClearException", []any{exception, on}, to,
		func(w *work) ([]fact.Body, error) {
			all, err := hours.Exceptions(w, w.JID(), on, on)
			if err != nil {
				return nil, err
			}
			for _, e := range all {
				if e.Exception == exception {
					*to = reach{who: e.Practitioner, from: e.On, to: max(e.On, e.ToOn)}
					if e.ToOn != "" {
						to.from = min(e.On, e.ToOn)
					}
					return hours.ClearException(e)
				}
			}
			return nil, fact.ErrNotFound
		})
}

// Absent says that a practitioner is away on whole days; an empty id is a new absence.
func (d *Desk) Absent(ctx context.Context, by By, in hours.AbsenceSet) (HoursChanged, error) {
	return d.setHours(ctx, by, "hours.Absent", in, &reach{who: in.Practitioner, from: in.FromOn, to: in.ToOn},
		func(w *work) ([]fact.Body, error) {
			set := in
			set.Absence = cmp.Or(in.Absence, w.ID())
			return hours.Absence(set)
		})
}

// ClearAbsence takes an absence back. Its name and first day say which; an unknown one is [fact.ErrNotFound].
func (d *Desk) ClearAbsence(ctx context.Context, by By, absence string, on fact.Date) (HoursChanged, error) {
	return d.setHours(ctx, by, "hours.ClearAbsence", []any{absence, on}, &reach{from: on, to: on},
		func(w *work) ([]fact.Body, error) {
			all, err := hours.Absences(w, w.JID(), on, on)
			if err != nil {
				return nil, err
			}
			for _, a := range all {
				if a.Absence == absence {
					return hours.ClearAbsence(a)
				}
			}
			return nil, fact.ErrNotFound
		})
}

// reach is whose days a change of hours touches: of everybody if who is empty, for ever if to is.
type reach struct {
	who      string
	from, to fact.Date
}

func (d *Desk) setHours(
	ctx context.Context, by By, name string, input any, to *reach, decide func(*work) ([]fact.Body, error),
) (changed HoursChanged, err error) {
	changed.Outcome, err = d.do(ctx, by, name, input, func(w *work) error { return w.say(decide(w)) })
	if err != nil {
		return changed, err
	}
	err = d.read(ctx, func(v *view) (err error) {
		to.from = max(to.from, v.now.On)
		changed.Affected, err = affected(v, v.JID(), *to)
		return err
	})
	if err != nil {
		return changed, errors.Join(errors.New("the hours are saved; the bookings they affect are not listed"), err)
	}
	return changed, nil
}

// maxAffected bounds how many blocks are looked at after a change of hours.
const maxAffected = 2000

// affected lists open visits' blocks within reach that stand in grey time, in the order of the days.
func affected(r fact.Reader, jid int64, to reach) ([]Affected, error) {
	blocks, err := fact.All(r, func(row fact.Row) (a Affected, err error) {
		err = row.Scan(&a.Visit, &a.Client, &a.Practitioner, &a.On, &a.FromMin, &a.ToMin)
		return a, err
	}, `
		SELECT v.visit, v.client, b.practitioner, b.start_on, b.start_min,
			CASE WHEN b.end_on > b.start_on THEN 1440 ELSE b.end_min END
		FROM booking_visit v
		JOIN booking_block b ON b.jid = v.jid AND b.visit = v.visit
		WHERE v.jid = ?1 AND v.business_on >= ?2 AND (?3 = '' OR v.business_on <= ?3)
			AND v.status IN ('booked', 'confirmed', 'arrived', 'in_treatment')
			AND b.start_on <> '' AND (?4 = '' OR b.practitioner = ?4)
		ORDER BY b.start_on, b.practitioner, b.start_min
		LIMIT ?5`, jid, to.from, to.to, to.who, maxAffected)
	if err != nil {
		return nil, err
	}
	var grey []Affected
	var day []hours.Interval
	for i, b := range blocks {
		if i == 0 || b.On != blocks[i-1].On || b.Practitioner != blocks[i-1].Practitioner {
			if day, err = hours.Of(r, jid, b.Practitioner, b.On); err != nil {
				return nil, err
			}
		}
		if !Works(day, b.FromMin, b.ToMin) {
			grey = append(grey, b)
		}
	}
	return grey, nil
}

// Ahead counts the open visits from today on that have a service with a practitioner.
func (d *Desk) Ahead(ctx context.Context, practitioner string) (visits int, err error) {
	err = d.read(ctx, func(v *view) (err error) {
		visits, err = fact.One(v, fact.Value[int], `
			SELECT COUNT(DISTINCT v.visit)
			FROM booking_visit v
			JOIN booking_block b ON b.jid = v.jid AND b.visit = v.visit
			WHERE v.jid = ?1 AND v.business_on >= ?2 AND b.practitioner = ?3
				AND v.status IN ('booked', 'confirmed', 'arrived', 'in_treatment')`,
			v.JID(), v.now.On, practitioner)
		return err
	})
	return visits, err
}

// Works reports whether all of a span is working time.
func Works(day []hours.Interval, from, to int) bool {
	for _, i := range day {
		if i.State != hours.Free && i.From < to && from < i.To {
			return false
		}
	}
	return true
}
