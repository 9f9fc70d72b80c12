package main

import (
	"context"

	"branchbook/sync/journal"
)

// A branch's thousandth day must be as quick as its first. The big book has 200,000 visits, with -long a million.
const (
	smallBooking = "growth: booking, 8 clients, small book"
	smallDay     = "growth: the day's read, small book"
)

var growth = []measure{
	{name: smallBooking, run: growthBook((*lab).small)},
	{name: "growth: booking, 8 clients, big book", baseline: smallBooking, goal: "11: ≥ 0.9",
		run: growthBook((*lab).big)},
	{name: smallDay, run: growthDay((*lab).small)},
	{name: "growth: the day's read, big book", baseline: smallDay, goal: "11: ≥ 0.9", run: growthDay((*lab).big)},
}

func growthBook(find func(*lab) (*salon, error)) func(*round) error {
	return func(r *round) error {
		s, e, err := r.visit(find)
		if err != nil {
			return err
		}
		defer e.Close()
		return r.loop(8, func(int) error {
			_, err := e.Desk.Book(context.Background(), newBy(), s.form())
			return err
		})
	}
}

// growthDay reads full days of 600 visits, as the calendar does, one after another over the first week.
func growthDay(find func(*lab) (*salon, error)) func(*round) error {
	return func(r *round) error {
		s, err := find(r.lab)
		if err != nil {
			return err
		}
		e, err := openEdge(s.dir, journal.Full)
		if err != nil {
			return err
		}
		defer e.Close()
		n := 0
		return r.loop(1, func(int) error {
			n++
			_, err := e.Desk.Day(context.Background(), s.from.AddDays(n%7))
			return err
		})
	}
}
