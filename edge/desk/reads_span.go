package desk

import (
	"context"

	"branchbook/sync/booking"
	"branchbook/sync/courses"
	"branchbook/sync/fact"
	"branchbook/sync/hours"
	"branchbook/sync/ledger"
	"branchbook/sync/money"
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

// Taking is money that came in or went out on a day.
type Taking struct {
	Account  ledger.Account // cash, card or transfer
	Minor    money.Minor
	Client   Person
	Contract string // its number
	ID       courses.ContractID
}

// Takings is the money that really moved on a business day, in the order in which it did, and what was given that day
// at its price: visits completed, sessions of courses earned and burned.
type Takings struct {
	Money []Taking
	Given money.Minor
}

// Takings reads a day's money (PRODUCT CAL-13).
func (d *Desk) Takings(ctx context.Context, on fact.Date) (out Takings, err error) {
	err = d.read(ctx, func(v *view) error {
		lines, err := ledger.MoneyOn(v, v.JID(), on)
		if err != nil {
			return err
		}
		var clients []string
		for _, l := range lines {
			clients = append(clients, l.Client)
		}
		who, err := v.people(unique(clients))
		if err != nil {
			return err
		}
		for _, l := range lines {
			one := Taking{Account: l.Account, Minor: l.Minor, Client: who[l.Client], ID: courses.ContractID(l.Contract)}
			if l.Contract != "" {
				if one.Contract, err = courses.NumberOf(v, v.JID(), one.ID); err != nil {
					return err
				}
			}
			out.Money = append(out.Money, one)
		}
		out.Given, err = ledger.GivenOn(v, v.JID(), on)
		return err
	})
	return out, err
}
