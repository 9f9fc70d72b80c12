package fact

import (
	"errors"
	"fmt"
	"strconv"
	"time"
)

// Clock is the one clock a process has. Rules and folds never see it; commands get an instant as a value.
type Clock interface{ Now() time.Time }

// ClockFunc makes a function a [Clock].
type ClockFunc func() time.Time

// Now implements [Clock].
func (f ClockFunc) Now() time.Time { return f() }

// Date is a civil date, "2006-01-02", in the branch's zone. The zero value is no date.
type Date string

// ParseDate accepts exactly YYYY-MM-DD of a day that exists.
func ParseDate(s string) (Date, error) {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "", fmt.Errorf("%q is not a date like 2026-11-24", s)
	}
	return Date(s), nil
}

// DateOf is the civil date of t in t's own location.
func DateOf(t time.Time) Date { return Date(t.Format(time.DateOnly)) }

func (d Date) midnight() time.Time {
	t, _ := time.Parse(time.DateOnly, string(d))
	return t
}

// AddDays counts civil days; it knows no zones and so no missing hours.
func (d Date) AddDays(n int) Date { return DateOf(d.midnight().AddDate(0, 0, n)) }

// AddMonths adds calendar months; a day that the month lacks becomes its last day (31 Jan + 1 = 28/29 Feb).
func (d Date) AddMonths(n int) Date {
	t := d.midnight()
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return DateOf(first.AddDate(0, 0, min(t.Day(), last)-1))
}

// Sub is the number of days from e to d.
func (d Date) Sub(e Date) int { return int(d.midnight().Sub(e.midnight()) / (24 * time.Hour)) }

// Weekday of the date.
func (d Date) Weekday() time.Weekday { return d.midnight().Weekday() }

// Valid reports whether d names a day that exists.
func (d Date) Valid() bool { _, err := ParseDate(string(d)); return err == nil }

// Year, Month and Day split the date.
func (d Date) Year() int { return d.midnight().Year() }

// Month of the date.
func (d Date) Month() time.Month { return d.midnight().Month() }

// Day of the month.
func (d Date) Day() int { return d.midnight().Day() }

// Civil is a time as people at the branch said it, in full.
type Civil struct {
	On       Date   `json:"on"`             // civil date in Zone
	Min      int    `json:"min"`            // wall minutes after midnight, 0…1439
	Zone     string `json:"zone"`           // IANA name
	Fold     int    `json:"fold,omitempty"` // 1: the second of an hour that happens twice
	UTC      int64  `json:"utc"`            // milliseconds
	Business Date   `json:"business"`       // the day whose books it belongs to
}

// ErrMissingHour means the wall time does not happen on that date: the clocks go forward over it.
var ErrMissingHour = errors.New("the clocks go forward over this time; it does not exist on that day")

// Resolve makes a civil time from date, wall minutes and zone. In the double hour fold chooses (0 the first,
// 1 the second); elsewhere fold is normalised to 0. The missing hour is [ErrMissingHour], never shifted.
// The business date is the civil date.
func Resolve(on Date, minute int, zone *time.Location, fold int) (Civil, error) {
	d := on.midnight()
	if !on.Valid() || minute < 0 || minute > 1439 {
		return Civil{}, fmt.Errorf("no such time: %s +%d min", on, minute)
	}
	wall := time.Date(d.Year(), d.Month(), d.Day(), 0, minute, 0, 0, time.UTC)
	var found []time.Time
	// The instant is wall − offset for an offset in force near that day: try those of the days around it.
	for _, probe := range []time.Duration{-26 * time.Hour, 26 * time.Hour} {
		_, offset := wall.Add(probe).In(zone).Zone()
		t := wall.Add(-time.Duration(offset) * time.Second).In(zone)
		if same(t, wall) && (len(found) == 0 || !found[0].Equal(t)) {
			found = append(found, t)
		}
	}
	if len(found) == 0 {
		return Civil{}, ErrMissingHour
	}
	if len(found) == 2 && found[1].Before(found[0]) {
		found[0], found[1] = found[1], found[0]
	}
	i := min(max(fold, 0), len(found)-1)
	return Civil{On: on, Min: minute, Zone: zone.String(), Fold: i, UTC: found[i].UnixMilli(), Business: on}, nil
}

func same(t, wall time.Time) bool {
	return t.Year() == wall.Year() && t.YearDay() == wall.YearDay() &&
		t.Hour() == wall.Hour() && t.Minute() == wall.Minute()
}

// CivilAt is the civil time of an instant in a zone, to the minute.
func CivilAt(t time.Time, zone *time.Location) Civil {
	t = t.In(zone).Truncate(time.Minute)
	on, minute := DateOf(t), t.Hour()*60+t.Minute()
	c := Civil{On: on, Min: minute, Zone: zone.String(), UTC: t.UnixMilli(), Business: on}
	if second, err := Resolve(on, minute, zone, 1); err == nil && second.Fold == 1 && second.UTC == c.UTC {
		c.Fold = 1
	}
	return c
}

// Time is the instant.
func (c Civil) Time() time.Time { return time.UnixMilli(c.UTC).UTC() }

// Clock is the wall time as "14:05".
func (c Civil) Clock() string { return Clock24(c.Min) }

// Clock24 writes minutes after midnight as "14:05".
func Clock24(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }

// HLC is a hybrid logical clock: milliseconds in the upper 48 bits, a counter in the lower 16. It is encoded
// as 16 lower-case hex digits, so that text order is time order.
type HLC uint64

// MaxAhead is how far ahead of the trusted clock a foreign stamp may be and still be merged.
const MaxAhead = 5 * time.Minute

// Tick is the stamp of a new local event at the given wall clock.
func (h HLC) Tick(now time.Time) HLC {
	wall := HLC(max(now.UnixMilli(), 0)) << 16 // a dead clock may stand before 1970
	if wall > h {
		return wall
	}
	return h + 1
}

// Merge takes a foreign stamp into account, unless it is more than [MaxAhead] ahead of now.
func (h HLC) Merge(foreign HLC, now time.Time) HLC {
	if foreign.Time().Sub(now) > MaxAhead {
		return h
	}
	return max(h, foreign)
}

// Time is the wall part.
func (h HLC) Time() time.Time { return time.UnixMilli(int64(h >> 16)).UTC() }

// String is the encoded form.
func (h HLC) String() string { return fmt.Sprintf("%016x", uint64(h)) }

// MarshalText implements [encoding.TextMarshaler].
func (h HLC) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (h *HLC) UnmarshalText(b []byte) error {
	n, err := strconv.ParseUint(string(b), 16, 64)
	if err != nil || len(b) != 16 {
		return fmt.Errorf("a stamp is 16 hex digits")
	}
	*h = HLC(n)
	return nil
}
