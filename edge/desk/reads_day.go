package desk

import (
	"context"
	"slices"

	"branchbook/sync/booking"
	"branchbook/sync/courses"
	"branchbook/sync/fact"
	"branchbook/sync/hours"
	"branchbook/sync/money"
	"branchbook/sync/people"
)

// Day is one date of the calendar.
type Day struct {
	On       fact.Date
	Now      fact.Civil // at the branch
	StepMin  int
	Opening  []hours.Span // none: closed, for the reason
	Reason   string
	Previous fact.Date // nearest open days; empty if none within a year
	Next     fact.Date
	Columns  []Column
	Untimed  []Visit // without an hour, or with practitioners who have no column
	Ended    []Visit // cancelled, or the client did not come: nobody's time any more
	Lists    Lists
	Counts   map[booking.Status]int
}

// Column is a practitioner's day.
type Column struct {
	Practitioner people.Practitioner
	Hours        []hours.Interval // from 0 to 1440
	Blocks       []DayBlock       // in the order in which they begin
}

// DayBlock is a booked service with all that a calendar says of it. Cancelled visits and no-shows have none.
type DayBlock struct {
	Visit    booking.Visit
	N        int // place among the visit's blocks
	Block    booking.Standing
	Client   Person
	Service  string            // name
	Position *courses.Position // in its course; nil without a session
	First    bool              // the client has not completed a visit here before
	Owed     money.Minor       // by the client on contracts, in minor units
	Noted    bool              // the visit has a note
}

// Visit is a visit with its client.
type Visit struct {
	booking.Visit
	Client Person
}

func (v *view) day(on fact.Date) (Day, error) {
	day := Day{On: on, Now: v.now, StepMin: v.branch.StepMin, Counts: map[booking.Status]int{}}
	var err error
	if day.Lists, err = v.lists(); err != nil {
		return day, err
	}
	if day.Opening, day.Reason, err = hours.OpeningOn(v, v.JID(), on); err != nil {
		return day, err
	}
	if day.Previous, err = hours.NextOpen(v, v.JID(), on, -1); err != nil {
		return day, err
	}
	if day.Next, err = hours.NextOpen(v, v.JID(), on, 1); err != nil {
		return day, err
	}
	visits, err := booking.VisitsOn(v, v.JID(), on)
	if err != nil {
		return day, err
	}
	blocks, err := v.dayBlocks(on, visits, day.Lists)
	if err != nil {
		return day, err
	}
	if err := v.columns(&day, blocks); err != nil {
		return day, err
	}
	return day, v.rest(&day, visits)
}

// dayBlocks puts names and course positions beside the blocks that keep their time, by practitioner.
func (v *view) dayBlocks(on fact.Date, visits []booking.Visit, l Lists) (map[string][]DayBlock, error) {
	who, err := v.people(clientsOf(visits))
	if err != nil {
		return nil, err
	}
	positions, err := courses.PositionsOn(v, v.JID(), on)
	if err != nil {
		return nil, err
	}
	known, err := booking.CameBefore(v, v.JID(), clientsOf(visits), on)
	if err != nil {
		return nil, err
	}
	owed, err := courses.OwedBy(v, v.JID(), clientsOf(visits))
	if err != nil {
		return nil, err
	}
	blocks := map[string][]DayBlock{}
	for _, visit := range visits {
		note, err := v.Open(visit.Note, noteField)
		if err != nil && !sealed(err) {
			return nil, err
		}
		for n, b := range visit.Blocks {
			if !b.Timed() || !visit.Status.Occupies() {
				continue
			}
			one := DayBlock{Visit: visit, N: n, Block: b, Client: who[visit.Client],
				Service: l.Service(b.Service).Name, First: !known[visit.Client], Owed: owed[visit.Client],
				Noted: len(note) > 0}
			if p, ok := positions[courses.BlockKey{Visit: string(visit.ID), Block: n}]; ok {
				one.Position = &p
			}
			blocks[b.Practitioner] = append(blocks[b.Practitioner], one)
		}
	}
	for _, column := range blocks {
		slices.SortStableFunc(column, func(a, b DayBlock) int {
			return int(a.Block.Start.UTC - b.Block.Start.UTC)
		})
	}
	return blocks, nil
}

func clientsOf(visits []booking.Visit) []string {
	var ids []string
	for _, v := range visits {
		ids = append(ids, v.Client)
	}
	return unique(ids)
}

func (v *view) columns(day *Day, blocks map[string][]DayBlock) error {
	house, err := hours.HouseOn(v, v.JID(), day.On)
	if err != nil {
		return err
	}
	for _, p := range day.Lists.Practitioners {
		if p.Hidden {
			continue
		}
		work, err := house.Of(v, string(p.ID))
		if err != nil {
			return err
		}
		booked := blocks[string(p.ID)]
		if len(booked) > 0 || !p.Retired && hours.Works(work) {
			day.Columns = append(day.Columns, Column{Practitioner: p, Hours: work, Blocks: booked})
		}
	}
	return nil
}

// rest counts the visits and lists those that no column shows.
func (v *view) rest(day *Day, visits []booking.Visit) error {
	shown := map[booking.VisitID]bool{}
	for _, c := range day.Columns {
		for i := range c.Blocks {
			shown[c.Blocks[i].Visit.ID] = true
		}
	}
	var unseen, ended []booking.Visit
	for _, visit := range visits {
		day.Counts[visit.Status]++
		switch {
		case !visit.Status.Occupies():
			ended = append(ended, visit)
		case !shown[visit.ID]:
			unseen = append(unseen, visit)
		}
	}
	var err error
	if day.Untimed, err = v.withClients(unseen); err != nil {
		return err
	}
	day.Ended, err = v.withClients(ended)
	return err
}

func (v *view) withClients(visits []booking.Visit) ([]Visit, error) {
	who, err := v.people(clientsOf(visits))
	all := make([]Visit, len(visits))
	for i, visit := range visits {
		all[i] = Visit{visit, who[visit.Client]}
	}
	return all, err
}

// OpenInPast lists the visits before today that nobody ended, oldest first (PRODUCT CAL-21).
func (d *Desk) OpenInPast(ctx context.Context) (open []Visit, err error) {
	err = d.read(ctx, func(v *view) error {
		visits, err := booking.OpenInPast(v, v.JID(), v.now.On)
		if err != nil {
			return err
		}
		open, err = v.withClients(visits)
		return err
	})
	return open, err
}

// Starts lists the free starts of a date for services one after another, on the branch's grid, but none that is past.
// Starts, overlap and cover of the blocks are not looked at.
func (d *Desk) Starts(ctx context.Context, on fact.Date, blocks []Block) (starts []fact.Civil, err error) {
	err = d.read(ctx, func(v *view) error {
		day, wishes, err := plan(v, v.JID(), v.zone, on, blocks)
		if err != nil {
			return err
		}
		starts = booking.FreeStarts(day, wishes, v.branch.StepMin)
		starts = slices.DeleteFunc(starts, func(c fact.Civil) bool { return c.UTC <= v.now.UTC })
		return nil
	})
	return starts, err
}
