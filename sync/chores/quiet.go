package chores

import (
	"fmt"
	"time"
)

// Quiet is the quiet hour: minutes after midnight on the node's own clock.
type Quiet int

// DefaultQuiet is half past three at night.
const DefaultQuiet Quiet = 3*60 + 30

// ParseQuiet reads "03:30".
func ParseQuiet(s string) (Quiet, error) {
	at, err := time.Parse("15:04", s)
	if err != nil {
		return 0, fmt.Errorf("%q is not an hour such as 03:30", s)
	}
	return Quiet(at.Hour()*60 + at.Minute()), nil
}

// before is the newest quiet hour that is not after an instant. On a day whose quiet hour the clocks leave out it is
// as much later as they are put forward.
func (q Quiet) before(now time.Time, zone *time.Location) time.Time {
	local := now.In(zone)
	on := func(day int) time.Time {
		return time.Date(local.Year(), local.Month(), day, int(q)/60, int(q)%60, 0, 0, zone)
	}
	if today := on(local.Day()); !today.After(now) {
		return today
	}
	return on(local.Day() - 1)
}

// missed reports whether a quiet hour has passed since a job was last done. It is made up for a while after the
// start, and a little after the hour itself. A job that was done in the future was done by a wrong clock.
func (q Quiet) missed(ran, now, started time.Time, spread time.Duration, zone *time.Location) bool {
	due := q.before(now, zone)
	if !ran.Before(due) && !ran.After(now) {
		return false
	}
	if started.After(due) {
		due = started
	}
	return !now.Before(due.Add(spread))
}
