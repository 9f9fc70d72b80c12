package booking

import (
	"maps"
	"time"

	"branchbook/sync/fact"
	"branchbook/sync/hours"
)

// Day is everything that stands on one date and decides whether something else fits.
type Day struct {
	On      fact.Date
	Zone    *time.Location
	Moments []Moment
	Hours   map[string][]hours.Interval // by practitioner; one who is not there does not work
	Taken   map[string]map[Cell]VisitID // by practitioner
	Used    map[string]map[Cell]int     // by resource
	minute  map[Cell]int
}

// NewDay is a date on which nobody works and nothing is booked yet.
func NewDay(on fact.Date, zone *time.Location) Day {
	d := Day{On: on, Zone: zone, Moments: Moments(on, zone), Hours: map[string][]hours.Interval{},
		Taken: map[string]map[Cell]VisitID{}, Used: map[string]map[Cell]int{}, minute: map[Cell]int{}}
	for _, m := range d.Moments {
		d.minute[m.Cell] = m.At.Min
	}
	return d
}

// Without is the day as if the visit were not on it: what a move is judged by.
func (d Day) Without(v Visit) Day {
	taken, used := maps.Clone(d.Taken), maps.Clone(d.Used)
	for who, cells := range taken {
		taken[who] = maps.Clone(cells)
		maps.DeleteFunc(taken[who], func(_ Cell, t VisitID) bool { return t == v.ID })
	}
	for resource, cells := range used {
		used[resource] = maps.Clone(cells)
	}
	if v.Status.Occupies() {
		for _, b := range v.Blocks {
			release(used, b.Block)
		}
	}
	d.Taken, d.Used = taken, used
	return d
}

func release(used map[string]map[Cell]int, b Block) {
	if !b.Timed() {
		return
	}
	from, to := b.Cells()
	for _, n := range b.Needs {
		for c := from; c < to; c++ {
			if used[n.Resource][c] > 0 {
				used[n.Resource][c] -= n.Qty
			}
		}
	}
}

// obstacle is the first thing in the way of a block.
type obstacle struct {
	grey     *hours.Interval
	taken    *VisitID // empty: the same visit
	resource string
}

// obstacle looks for grey time, a taken practitioner and full resources, in this order, in the cells of b; own
// are the blocks of the same visit placed before it. Overlap looks past the taken practitioner.
func (d Day) obstacle(b Block, own []Block, overlap bool) *obstacle {
	if state := d.grey(b); state != nil {
		return &obstacle{grey: state}
	}
	if t, taken := d.taken(b, own); taken && !overlap {
		return &obstacle{taken: &t}
	}
	if resource, full := d.full(b, own); full {
		return &obstacle{resource: resource}
	}
	return nil
}

// grey is the first interval that b covers in which its practitioner does not work.
func (d Day) grey(b Block) *hours.Interval {
	from, to := b.Cells()
	for c := from; c < to; c++ {
		if state := d.state(b.Practitioner, c); state.State != hours.Free {
			return &state
		}
	}
	return nil
}

// full is the first resource that has no room for b.
func (d Day) full(b Block, own []Block) (resource string, full bool) {
	from, to := b.Cells()
	for _, n := range b.Needs {
		for c := from; c < to; c++ {
			if d.Used[n.Resource][c]+ownUse(own, n.Resource, c)+n.Qty > n.Room {
				return n.Resource, true
			}
		}
	}
	return "", false
}

// taken is who stands in the first cell of b that is not free.
func (d Day) taken(b Block, own []Block) (VisitID, bool) {
	from, to := b.Cells()
	for c := from; c < to; c++ {
		if t, ok := d.Taken[b.Practitioner][c]; ok {
			return t, true
		}
		for _, o := range own {
			if o.Practitioner == b.Practitioner && covers(o, c) {
				return "", true
			}
		}
	}
	return "", false
}

func ownUse(own []Block, resource string, c Cell) (used int) {
	for _, o := range own {
		for _, n := range o.Needs {
			if n.Resource == resource && covers(o, c) {
				used += n.Qty
			}
		}
	}
	return used
}

func covers(b Block, c Cell) bool {
	from, to := b.Cells()
	return from <= c && c < to
}

// state is whether a practitioner works in a cell; a cell of another date is outside.
func (d Day) state(practitioner string, c Cell) hours.Interval {
	minute, today := d.minute[c]
	if today {
		for _, i := range d.Hours[practitioner] {
			if i.From <= minute && minute < i.To {
				return i
			}
		}
	}
	return hours.Interval{State: hours.Outside}
}

// FreeStarts lists the starts at which the wishes fit one after another, in real order; stepMin is the
// calendar's step. Their own times are ignored. After a service with the same practitioner both buffers pass;
// with another practitioner the next one begins at once.
func FreeStarts(d Day, chain []Wish, stepMin int) []fact.Civil {
	var starts []fact.Civil
	if len(chain) == 0 || stepMin <= 0 {
		return nil
	}
	for _, m := range d.Moments {
		if m.At.Min%stepMin == 0 && d.fits(chain, m.At) {
			starts = append(starts, m.At)
		}
	}
	return starts
}

func (d Day) fits(chain []Wish, start fact.Civil) bool {
	var own []Block
	for i, w := range chain {
		if i > 0 {
			last := own[i-1]
			gap := 0
			if last.Practitioner == w.Practitioner {
				gap = last.AfterMin + w.BeforeMin
			}
			start = d.civil(last.End.UTC + int64(gap)*60_000)
		}
		b := w.block(start, d)
		if w.LengthMin <= 0 || d.obstacle(b, own, w.Overlap) != nil {
			return false
		}
		own = append(own, b)
	}
	return true
}

// civil is an instant of this date; the end of the day has the next date's name but this day's books.
func (d Day) civil(utc int64) fact.Civil {
	c := fact.CivilAt(time.UnixMilli(utc), d.Zone)
	c.Business = d.On
	return c
}

// nextFree is the first start after an instant at which the wish fits, as "14:05"; "" if none that day.
func (d Day) nextFree(w Wish, after int64, own []Block) string {
	for _, m := range d.Moments {
		if m.Cell.UTC() > after && d.obstacle(w.block(m.At, d), own, false) == nil {
			return m.At.Clock()
		}
	}
	return ""
}

// refuse says the obstacle to the person at the desk.
func (o *obstacle) refuse(field, next string) *fact.Refusal {
	hint := " There is no other free time that day."
	if next != "" {
		hint = " The next free start is " + next + "."
	}
	switch {
	case o.grey != nil:
		args := []string{"state", string(o.grey.State), "reason", o.grey.Reason, "next", next}
		return fact.Refuse("grey_time", field, greySentence(*o.grey)+hint, args...)
	case o.taken != nil && *o.taken == "":
		return fact.Refuse("own_overlap", field, "Two services of this visit need the same practitioner at once."+hint,
			"next", next)
	case o.taken != nil:
		return fact.Refuse("slot_taken", field, "This time is already taken."+hint, "visit", string(*o.taken),
			"next", next)
	default:
		return fact.Refuse("resource_full", field, "A room or device that this service needs is not free."+hint,
			"resource", o.resource, "next", next)
	}
}

func greySentence(i hours.Interval) string {
	why := ""
	if i.Reason != "" {
		why = " (" + i.Reason + ")"
	}
	switch i.State {
	case hours.Closed:
		return "The branch is closed" + why + "."
	case hours.Break:
		return "The practitioner has a break" + why + "."
	case hours.Absent:
		return "The practitioner is absent" + why + "."
	case hours.Blocking:
		return "This time is blocked" + why + "."
	case hours.CalledOff:
		return "The practitioner's day was cancelled" + why + "."
	default:
		return "This lies outside working hours" + why + "."
	}
}
