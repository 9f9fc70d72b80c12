package booking

import (
	"time"

	"branchbook/sync/fact"
)

// CellMin is the real minutes of a cell.
const CellMin = 5

const cellMS = CellMin * 60 * 1000

// Cell is five real minutes: UTC milliseconds / 300000.
type Cell int64

// CellOf is the cell that an instant lies in.
func CellOf(utc int64) Cell {
	c := utc / cellMS
	if utc%cellMS < 0 {
		c--
	}
	return Cell(c)
}

// UTC is the instant at which the cell begins, in milliseconds.
func (c Cell) UTC() int64 { return int64(c) * cellMS }

// longest bounds the cells of a block read from a fact: two days, far beyond what any rule lets through.
const longest = 2 * 24 * 60 / CellMin

// Cells is the half-open range that a timed block covers, buffers included.
func (b Block) Cells() (from, to Cell) {
	from = CellOf(b.Start.UTC - int64(b.BeforeMin)*60_000)
	to = CellOf(b.End.UTC + int64(b.AfterMin)*60_000 + cellMS - 1)
	return from, max(from, min(to, from+longest))
}

// Moment is a cell of a date with the civil time at which it begins.
type Moment struct {
	Cell Cell
	At   fact.Civil
}

// Moments is every cell of a date in a zone, in real order: 288 of them, fewer or more when the clocks change,
// none on a date that a zone left out. The double hour is there twice, with its fold.
func Moments(on fact.Date, zone *time.Location) []Moment {
	midnight, err := time.Parse(time.DateOnly, string(on))
	if err != nil {
		return nil
	}
	if start, plain := plainDay(midnight, zone); plain {
		return plainMoments(on, start, zone)
	}
	return changingMoments(on, midnight, zone)
}

// plainDay is the instant at which a date begins in a zone; plain is false where the clocks change near that date,
// or do not go by whole cells. Nearly every date is plain, and asking about each of its cells would take most of a
// booking's time.
func plainDay(midnight time.Time, zone *time.Location) (start time.Time, plain bool) {
	y, m, d := midnight.Date()
	start = time.Date(y, m, d, 0, 0, 0, 0, zone)
	_, offset := start.Zone()
	since, until := start.ZoneBounds()
	const near = 48 * time.Hour
	return start, offset%(CellMin*60) == 0 && (since.IsZero() || since.Before(start.Add(-near))) &&
		(until.IsZero() || until.After(start.Add(near)))
}

func plainMoments(on fact.Date, start time.Time, zone *time.Location) []Moment {
	all, first, name := make([]Moment, 24*60/CellMin), CellOf(start.UnixMilli()), zone.String()
	for i := range all {
		c := first + Cell(i)
		all[i] = Moment{c, fact.Civil{On: on, Min: i * CellMin, Zone: name, UTC: c.UTC(), Business: on}}
	}
	return all
}

// changingMoments asks the zone about every cell that could belong to the date.
func changingMoments(on fact.Date, midnight time.Time, zone *time.Location) []Moment {
	first := CellOf(midnight.Add(-16 * time.Hour).UnixMilli())
	all := make([]Moment, 0, 300)
	for c := first; c < first+56*60/CellMin; c++ {
		t := time.UnixMilli(c.UTC()).In(zone)
		if fact.DateOf(t) == on {
			all = append(all, Moment{c, fact.CivilAt(t, zone)})
		}
	}
	return all
}
