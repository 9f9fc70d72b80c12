package hours

import (
	"fmt"
	"slices"

	"branchbook/sync/fact"
)

// SetOpening decides about new opening hours.
func SetOpening(f OpeningSet) ([]fact.Body, error) {
	rs := dated("from_on", f.FromOn)
	for day, weekday := range f.Week {
		rs = append(rs, checkSpans(fmt.Sprintf("week.%d", day), weekday)...)
		f.Week[day] = spans(weekday)
	}
	return said(f, rs)
}

// SetDay decides about a holiday or special day. A special day says why.
func SetDay(f DaySet) ([]fact.Body, error) {
	rs := append(dated("on", f.On), checkSpans("spans", f.Spans)...)
	switch f.Day {
	case Usual:
	case Holiday, Special:
		rs = append(rs, reasoned(f.Reason)...)
	default:
		rs = append(rs, fact.Refuse("day_kind", "day", "Choose holiday, special or usual day."))
	}
	return said(f, rs)
}

// SetPattern decides about a practitioner's pattern.
func SetPattern(f PatternSet) ([]fact.Body, error) {
	rs := append(named(f.Practitioner), dated("from_on", f.FromOn)...)
	rs = append(rs, checkPattern(f.Pattern)...)
	return said(f, rs)
}

// Except decides about a change of one day of a practitioner.
func Except(f ExceptionSet) ([]fact.Body, error) {
	rs := append(named(f.Practitioner), dated("on", f.On)...)
	rs = append(rs, checkSpans("spans", f.Spans)...)
	switch f.Change {
	case Changed, Cancelled:
	case Moved:
		rs = append(rs, dated("to_on", f.ToOn)...)
		if f.ToOn == f.On {
			rs = append(rs, fact.Refuse("same_day", "to_on", "Choose another day, or change the hours of this one."))
		}
	case Blocked:
		rs = append(rs, reasoned(f.Reason)...)
	default:
		rs = append(rs, fact.Refuse("change_kind", "change", "Choose changed, moved, cancelled or blocked."))
	}
	if f.Change != Cancelled && len(f.Spans) == 0 {
		rs = append(rs, fact.Refuse("no_hours", "spans", "Give the hours."))
	}
	return said(f, rs)
}

// ClearException takes an exception back.
func ClearException(e ExceptionSet) ([]fact.Body, error) {
	return []fact.Body{ExceptionCleared{Exception: e.Exception, Practitioner: e.Practitioner, On: e.On}}, nil
}

// Absence decides about days away; it needs a reason.
func Absence(f AbsenceSet) ([]fact.Body, error) {
	rs := append(named(f.Practitioner), dated("from_on", f.FromOn)...)
	rs = append(rs, dated("to_on", f.ToOn)...)
	if len(rs) == 0 && f.ToOn < f.FromOn {
		rs = append(rs, fact.Refuse("period_wrong", "to_on", "The last day is before the first."))
	}
	return said(f, append(rs, reasoned(f.Reason)...))
}

// ClearAbsence takes an absence back.
func ClearAbsence(a AbsenceSet) ([]fact.Body, error) {
	return []fact.Body{AbsenceCleared{Absence: a.Absence, Practitioner: a.Practitioner}}, nil
}

func said(f fact.Body, rs fact.Refusals) ([]fact.Body, error) {
	if err := rs.Err(); err != nil {
		return nil, err
	}
	return []fact.Body{f}, nil
}

func dated(field string, on fact.Date) fact.Refusals {
	if on.Valid() {
		return nil
	}
	return fact.Refusals{fact.Refuse("date", field, "Give a date.")}
}

func named(practitioner string) fact.Refusals {
	if practitioner != "" {
		return nil
	}
	return fact.Refusals{fact.Refuse("no_practitioner", "practitioner", "Choose a practitioner.")}
}

func reasoned(reason string) fact.Refusals {
	if reason != "" {
		return nil
	}
	return fact.Refusals{fact.Refuse("no_reason", "reason", "Give the reason.")}
}

// checkSpans wants spans on the grid, within the day, in order and apart from each other.
func checkSpans(field string, spans []Span) fact.Refusals {
	last := 0
	for i, s := range spans {
		at := fmt.Sprintf("%s.%d", field, i)
		from, to := fact.Clock24(s.From), fact.Clock24(s.To)
		switch {
		case s.From < 0 || s.To > DayMin:
			return refuseSpan("beyond_day", at, "Hours lie between 00:00 and 24:00.", from, to)
		case s.To <= s.From:
			return refuseSpan("end_before_start", at, "The end must be after the beginning.", from, to)
		case s.From%GridMin != 0 || s.To%GridMin != 0:
			return refuseSpan("off_grid", at, "Give hours in steps of five minutes.", from, to)
		case i > 0 && s.From < last:
			return refuseSpan("overlap", at, "Hours must follow each other without overlapping.", from, to)
		}
		last = s.To
	}
	return nil
}

func refuseSpan(code, field, sentence, from, to string) fact.Refusals {
	return fact.Refusals{fact.Refuse(code, field, sentence, "from", from, "to", to)}
}

func checkShift(field string, s Shift) fact.Refusals {
	rs := checkSpans(field+".work", s.Work)
	breaks := make([]Span, len(s.Breaks))
	for i, b := range s.Breaks {
		breaks[i] = b.Span
		inside := func(w Span) bool { return w.From <= b.From && b.To <= w.To }
		if len(rs) == 0 && !slices.ContainsFunc(s.Work, inside) {
			rs = append(rs, refuseSpan("break_outside", fmt.Sprintf("%s.breaks.%d", field, i),
				"A break lies within working hours.", fact.Clock24(b.From), fact.Clock24(b.To))...)
		}
	}
	return append(rs, checkSpans(field+".breaks", breaks)...)
}

func checkPattern(p Pattern) (rs fact.Refusals) {
	bad := func(code, field, sentence string) { rs = append(rs, fact.Refuse(code, field, sentence)) }
	switch {
	case p.Rhythm == Weekly && len(p.Weeks) != 1:
		bad("weeks", "weeks", "Give the hours of one week.")
	case p.Rhythm == Alternating && (len(p.Weeks) < 2 || len(p.Weeks) > 8):
		bad("weeks", "weeks", "Give two to eight weeks.")
	case p.Rhythm == Cycle && (len(p.Shifts) < 1 || len(p.Shifts) > 31 || p.Off < 0 || p.Off > 31):
		bad("cycle", "off", "Give one to 31 days on and up to 31 days off.")
	case p.Rhythm == EvenOdd && len(p.Shifts) != 2:
		bad("even_odd", "shifts", "Give the hours of even and of odd days.")
	case p.Rhythm == Monthly && len(p.Days) == 0:
		bad("monthly", "days", "Give at least one day of the month.")
	case !slices.Contains([]Rhythm{Never, Weekly, Alternating, Cycle, EvenOdd, Monthly}, p.Rhythm):
		bad("rhythm", "rhythm", "Choose how the hours repeat.")
	}
	for w, week := range p.Weeks {
		for d, shift := range week {
			rs = append(rs, checkShift(fmt.Sprintf("weeks.%d.%d", w, d), shift)...)
		}
	}
	for i, shift := range p.Shifts {
		rs = append(rs, checkShift(fmt.Sprintf("shifts.%d", i), shift)...)
	}
	for i, d := range p.Days {
		if d.Weekday < 0 || d.Weekday > 6 || d.Nth == 0 || d.Nth < -1 || d.Nth > 5 {
			bad("nth", fmt.Sprintf("days.%d", i), "Choose a weekday and first to fifth or last.")
		}
		rs = append(rs, checkShift(fmt.Sprintf("days.%d", i), d.Shift)...)
	}
	return rs
}
