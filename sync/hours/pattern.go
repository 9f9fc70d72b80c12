package hours

import (
	"time"

	"branchbook/sync/fact"
)

// Shift is what the pattern says about a date; from is the date since which it counts. A pattern that no rule
// would have let through gives a day off.
func (p Pattern) Shift(from, on fact.Date) Shift {
	days := on.Sub(from)
	switch {
	case days < 0:
		return Shift{}
	case p.Rhythm == Weekly && len(p.Weeks) > 0:
		return p.Weeks[0][on.Weekday()]
	case p.Rhythm == Alternating && len(p.Weeks) > 0:
		weeks := (days + sinceMonday(from)) / 7
		return p.Weeks[weeks%len(p.Weeks)][on.Weekday()]
	case p.Rhythm == Cycle && len(p.Shifts) > 0 && p.Off >= 0:
		return at(p.Shifts, days%(len(p.Shifts)+p.Off))
	case p.Rhythm == EvenOdd:
		return at(p.Shifts, on.Day()%2)
	case p.Rhythm == Monthly:
		return p.monthly(on)
	}
	return Shift{}
}

func (p Pattern) monthly(on fact.Date) Shift {
	nth := (on.Day()-1)/7 + 1
	last := on.AddDays(7).Month() != on.Month()
	for _, d := range p.Days {
		if d.Weekday == on.Weekday() && (d.Nth == nth || d.Nth == -1 && last) {
			return d.Shift
		}
	}
	return Shift{}
}

func at(shifts []Shift, i int) Shift {
	if i < len(shifts) {
		return shifts[i]
	}
	return Shift{}
}

// sinceMonday is the days from the Monday of a date's week, on which alternating weeks change.
func sinceMonday(on fact.Date) int {
	return (int(on.Weekday()) - int(time.Monday) + 7) % 7
}
