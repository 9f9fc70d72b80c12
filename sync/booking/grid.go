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
