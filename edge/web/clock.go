package web

import (
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/width"

	"branchbook/sync/hours"
)

// clockForms are the ways in which people type a time of day: 14:05, 14.05, 1405, 9.
var clockForms = regexp.MustCompile(`^([0-9]{1,2})(?:[:. ]?([0-9]{2}))?$`)

// at reads a time of day as somebody typed it, full-width digits too. An hour alone is the full hour.
func at(typed string) (minute int, ok bool) {
	minute, ok = minuteOf(typed)
	return minute, ok && minute < hours.DayMin
}

// until reads the end of a span, which may be the day's; so is the last minute, since some browsers know no 24:00.
func until(typed string) (minute int, ok bool) {
	minute, ok = minuteOf(typed)
	if minute == lastMinute {
		minute = hours.DayMin
	}
	return minute, ok
}

// minuteOf reads up to 24:00.
func minuteOf(typed string) (minute int, ok bool) {
	parts := clockForms.FindStringSubmatch(strings.TrimSpace(width.Narrow.String(typed)))
	if parts == nil {
		return 0, false
	}
	hour, _ := strconv.Atoi(parts[1])  // one or two digits
	minute, _ = strconv.Atoi(parts[2]) // two, or none
	minute, ok = hour*60+minute, minute < 60
	return minute, ok && minute <= hours.DayMin
}

// whole reads a whole number in digits of any width.
func whole(typed string) (int, error) {
	return strconv.Atoi(strings.TrimSpace(width.Narrow.String(typed)))
}
