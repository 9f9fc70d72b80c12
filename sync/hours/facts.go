package hours

import (
	"time"

	"branchbook/sync/fact"
)

// GridMin is the step on which hours and visits begin and end, in minutes.
const GridMin = 5

// DayMin is the wall minutes of a day.
const DayMin = 24 * 60

// Span is wall minutes after midnight, From included, To not.
type Span struct {
	From int `json:"from"`
	To   int `json:"to"` // up to 1440, the end of the day
}

// Pause is a span within working time in which nobody is booked.
type Pause struct {
	Span
	Reason string `json:"reason,omitempty"`
}

// Shift is what a practitioner works on one day. The zero Shift is a day off.
type Shift struct {
	Work   []Span  `json:"work,omitempty"`
	Breaks []Pause `json:"breaks,omitempty"`
}

// Week is indexed by [time.Weekday]: Sunday is 0.
type Week [7]Shift

// NthDay is the shift of "the second Saturday" or "the last Friday".
type NthDay struct {
	Weekday time.Weekday `json:"weekday"`
	Nth     int          `json:"nth"` // 1…5, or -1 for the last
	Shift   Shift        `json:"shift"`
}

// Rhythm is how a pattern repeats.
type Rhythm string

// The rhythms of SCH-1.
const (
	Never       Rhythm = "never"       // no pattern any more: the practitioner left
	Weekly      Rhythm = "weekly"      // Weeks has one week
	Alternating Rhythm = "alternating" // Weeks follow one another; the first holds the date from which they count
	Cycle       Rhythm = "cycle"       // Shifts, one a day, then Off days without work
	EvenOdd     Rhythm = "even_odd"    // Shifts[0] on even days of the month, Shifts[1] on odd ones
	Monthly     Rhythm = "monthly"     // Days of the month by weekday
)

// Pattern is the repeating working time of a practitioner.
type Pattern struct {
	Rhythm   Rhythm   `json:"rhythm"`
	Weeks    []Week   `json:"weeks,omitempty"`
	Shifts   []Shift  `json:"shifts,omitempty"`
	Off      int      `json:"off,omitempty"` // days
	Days     []NthDay `json:"days,omitempty"`
	Holidays bool     `json:"holidays,omitempty"` // also works on holidays on which the branch is open
}

// OpeningSet gives the opening hours of every weekday from a date on.
type OpeningSet struct {
	FromOn fact.Date `json:"from_on"`
	Week   [7][]Span `json:"week"` // indexed by weekday; an empty day is closed
}

// Kind implements fact.Body.
func (OpeningSet) Kind() string { return "hours.OpeningSet" }

// Subjects implements fact.Body.
func (f OpeningSet) Subjects() []string { return []string{"opening:" + string(f.FromOn)} }

// DayKind is what sets a date apart.
type DayKind string

// The kinds of a date.
const (
	Holiday DayKind = "holiday" // national or local; patterns rest unless they say otherwise
	Special DayKind = "special" // other hours than the weekday's
	Usual   DayKind = "usual"   // takes back what was said about the date
)

// DaySet says what is different on one date at the branch.
type DaySet struct {
	On     fact.Date `json:"on"`
	Day    DayKind   `json:"day"`
	Spans  []Span    `json:"spans,omitempty"` // none: closed
	Reason string    `json:"reason,omitempty"`
}

// Kind implements fact.Body.
func (DaySet) Kind() string { return "hours.DaySet" }

// Subjects implements fact.Body.
func (f DaySet) Subjects() []string { return []string{"date:" + string(f.On)} }

// PatternSet gives a practitioner's pattern from a date on, until the next one.
type PatternSet struct {
	Practitioner string    `json:"practitioner"`
	FromOn       fact.Date `json:"from_on"`
	Pattern      Pattern   `json:"pattern"`
}

// Kind implements fact.Body.
func (PatternSet) Kind() string { return "hours.PatternSet" }

// Subjects implements fact.Body.
func (f PatternSet) Subjects() []string { return []string{"practitioner:" + f.Practitioner} }

// Change is how an exception differs from the pattern.
type Change string

// The changes of SCH-1.
const (
	Changed   Change = "changed"   // Spans instead of the pattern
	Moved     Change = "moved"     // off on On; works Spans on ToOn, beside what that day has
	Cancelled Change = "cancelled" // off on On
	Blocked   Change = "blocked"   // Spans cannot be booked
)

// ExceptionSet changes one day of a practitioner. The same id given again replaces the exception.
type ExceptionSet struct {
	Exception    string    `json:"exception"`
	Practitioner string    `json:"practitioner"`
	On           fact.Date `json:"on"`
	Change       Change    `json:"change"`
	ToOn         fact.Date `json:"to_on,omitempty"` // where it moved to
	Spans        []Span    `json:"spans,omitempty"`
	Reason       string    `json:"reason,omitempty"`
}

// Kind implements fact.Body.
func (ExceptionSet) Kind() string { return "hours.ExceptionSet" }

// Subjects implements fact.Body.
func (f ExceptionSet) Subjects() []string { return about(f.Practitioner, f.On, f.ToOn) }

// ExceptionCleared takes an exception back.
type ExceptionCleared struct {
	Exception    string    `json:"exception"`
	Practitioner string    `json:"practitioner"`
	On           fact.Date `json:"on"`
}

// Kind implements fact.Body.
func (ExceptionCleared) Kind() string { return "hours.ExceptionCleared" }

// Subjects implements fact.Body.
func (f ExceptionCleared) Subjects() []string { return about(f.Practitioner, f.On, "") }

// AbsenceSet says that a practitioner is away on whole days. The same id given again replaces the absence.
type AbsenceSet struct {
	Absence      string    `json:"absence"`
	Practitioner string    `json:"practitioner"`
	FromOn       fact.Date `json:"from_on"`
	ToOn         fact.Date `json:"to_on"` // the last day away
	Reason       string    `json:"reason"`
}

// Kind implements fact.Body.
func (AbsenceSet) Kind() string { return "hours.AbsenceSet" }

// Subjects implements fact.Body.
func (f AbsenceSet) Subjects() []string { return []string{"practitioner:" + f.Practitioner} }

// AbsenceCleared takes an absence back.
type AbsenceCleared struct {
	Absence      string `json:"absence"`
	Practitioner string `json:"practitioner"`
}

// Kind implements fact.Body.
func (AbsenceCleared) Kind() string { return "hours.AbsenceCleared" }

// Subjects implements fact.Body.
func (f AbsenceCleared) Subjects() []string { return []string{"practitioner:" + f.Practitioner} }

func about(practitioner string, on, to fact.Date) []string {
	subjects := []string{"practitioner:" + practitioner, "day:" + practitioner + "/" + string(on)}
	if to != "" {
		subjects = append(subjects, "day:"+practitioner+"/"+string(to))
	}
	return subjects
}
