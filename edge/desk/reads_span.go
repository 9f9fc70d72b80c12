package desk

import (
	"context"

	"branchbook/sync/booking"
	"branchbook/sync/fact"
	"branchbook/sync/hours"
)

// Days reads so many consecutive dates of the calendar, the first of them from (PRODUCT CAL-3's week).
func (d *Desk) Days(ctx context.Context, from fact.Date, n int) (days []Day, err error) {
	err = d.read(ctx, func(v *view) error {
		for i := range n {
			day, err := v.day(from.AddDays(i))
			if err != nil {
				return err
			}
			days = append(days, day)
		}
		return nil
	})
	return days, err
}

// MonthDay is a date of the month picker.
type MonthDay struct {
	On     fact.Date
	Open   bool // the branch works that day
	Visits int  // that are not cancelled
}

// Month reads the dates of the month that a date is in.
func (d *Desk) Month(ctx context.Context, of fact.Date) (days []MonthDay, err error) {
	first := of.AddDays(1 - of.Day())
	last := first.AddMonths(1).AddDays(-1)
	err = d.read(ctx, func(v *view) error {
		open, err := hours.OpenDays(v, v.JID(), first, last)
		if err != nil {
			return err
		}
		counts, err := booking.CountOn(v, v.JID(), first, last)
		if err != nil {
			return err
		}
		for on := first; on <= last; on = on.AddDays(1) {
			day := MonthDay{On: on, Visits: counts[on]}
			if len(open) > 0 && open[0] == on {
				day.Open, open = true, open[1:]
			}
			days = append(days, day)
		}
		return nil
	})
	return days, err
}
