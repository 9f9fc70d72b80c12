package booking

import (
	"time"

	"branchbook/sync/fact"
	"branchbook/sync/hours"
)

// Occupied is which visit stands in a practitioner's cells from…to, the latter excluded; of several the first lane.
func Occupied(r fact.Reader, jid int64, practitioner string, from, to Cell) (map[Cell]VisitID, error) {
	type row struct {
		first, last Cell
		visit       VisitID
	}
	// The cells of a block stand in one lane, one after another.
	rows, err := fact.All(r, func(r fact.Row) (x row, err error) {
		err = r.Scan(&x.first, &x.last, &x.visit)
		return x, err
	}, `
		SELECT MIN(cell), MAX(cell), visit
		FROM booking_cell
		WHERE jid = ? AND practitioner = ? AND cell >= ? AND cell < ?
		GROUP BY lane, visit, n
		ORDER BY lane DESC`, jid, practitioner, from, to)
	taken := make(map[Cell]VisitID, to-from)
	for _, x := range rows {
		for c := x.first; c <= x.last; c++ {
			taken[c] = x.visit
		}
	}
	return taken, err
}

// Used is how much of a resource is in use in the cells from…to, the latter excluded.
func Used(r fact.Reader, jid int64, resource string, from, to Cell) (map[Cell]int, error) {
	type row struct {
		cell Cell
		used int
	}
	rows, err := fact.All(r, func(r fact.Row) (x row, err error) {
		err = r.Scan(&x.cell, &x.used)
		return x, err
	}, `
		SELECT cell, used FROM booking_resource_cell
		WHERE jid = ? AND resource = ? AND cell >= ? AND cell < ?`, jid, resource, from, to)
	used := make(map[Cell]int, len(rows))
	for _, x := range rows {
		used[x.cell] = x.used
	}
	return used, err
}

// Load reads the day of the given practitioners and resources: what the rules judge by.
func Load(r fact.Reader, jid int64, on fact.Date, zone *time.Location, practitioners, resources []string) (
	Day, error) {
	d := NewDay(on, zone)
	if len(d.Moments) == 0 {
		return d, nil
	}
	// Buffers of neighbouring days reach no further than the day's own cells: rules end a block on its day.
	from, to := d.Moments[0].Cell, d.Moments[len(d.Moments)-1].Cell+1
	house, err := hours.HouseOn(r, jid, on)
	if err != nil {
		return d, err
	}
	for _, who := range practitioners {
		if d.Hours[who], err = house.Of(r, who); err != nil {
			return d, err
		}
		if d.Taken[who], err = Occupied(r, jid, who, from, to); err != nil {
			return d, err
		}
	}
	for _, resource := range resources {
		if d.Used[resource], err = Used(r, jid, resource, from, to); err != nil {
			return d, err
		}
	}
	return d, nil
}
