package booking

import (
	"time"

	"branchbook/sync/fact"
	"branchbook/sync/hours"
)

// Occupied is who stands in a practitioner's cells from…to, the latter excluded; of several the first lane.
func Occupied(r fact.Reader, jid int64, practitioner string, from, to Cell) (map[Cell]Taken, error) {
	type row struct {
		cell Cell
		Taken
	}
	rows, err := fact.All(r, func(r fact.Row) (x row, err error) {
		err = r.Scan(&x.cell, &x.Visit, &x.BookedBy, &x.BookedAt)
		return x, err
	}, `
		SELECT c.cell, c.visit, v.booked_by, v.booked_at
		FROM booking_cell c
		JOIN booking_visit v ON v.jid = c.jid AND v.visit = c.visit
		WHERE c.jid = ? AND c.practitioner = ? AND c.cell >= ? AND c.cell < ?
		ORDER BY c.cell, c.lane DESC`, jid, practitioner, from, to)
	taken := make(map[Cell]Taken, len(rows))
	for _, x := range rows {
		taken[x.cell] = x.Taken
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
	var err error
	for _, who := range practitioners {
		if d.Hours[who], err = hours.Of(r, jid, who, on); err != nil {
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
