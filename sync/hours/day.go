package hours

import "branchbook/sync/fact"

// State is why time can or cannot be booked.
type State string

// The states. Only Free is white on the calendar.
const (
	Free      State = "free"
	Closed    State = "closed"    // the branch is closed all day
	Outside   State = "outside"   // outside the branch's or the practitioner's hours
	Break     State = "break"     // within working time
	Blocking  State = "blocked"   // an exception blocks it
	CalledOff State = "cancelled" // an exception took the day's work away
	Absent    State = "absent"    //
)

// Interval is a stretch of one day in one state.
type Interval struct {
	Span
	State  State
	Reason string // as people wrote it; may be empty
}

// Inputs is everything that decides about one day of one practitioner.
type Inputs struct {
	On         fact.Date
	Opening    *OpeningSet // in force on that day; nil: never said, so open whenever somebody works
	Day        *DaySet     // nil: a day like others
	Pattern    *PatternSet // in force on that day; nil: none
	Exceptions []ExceptionSet
	Absences   []AbsenceSet
}

// Day lays the inputs over one another. The intervals follow each other from 0 to 1440, neighbours differ.
// Inputs about other dates change nothing.
func Day(in Inputs) []Interval {
	var s sheet
	s.paint(whole, mark{Outside, ""})
	s.pattern(in)
	for _, e := range in.Exceptions {
		s.except(in.On, e)
	}
	s.opening(in)
	for _, a := range in.Absences {
		if a.FromOn <= in.On && in.On <= a.ToOn {
			s.repaint(mark{Absent, a.Reason}, Free, Break, Blocking, CalledOff)
		}
	}
	return s.intervals()
}

// Works reports whether any of the intervals is free.
func Works(day []Interval) bool {
	for _, i := range day {
		if i.State == Free {
			return true
		}
	}
	return false
}

// Opening is the branch's hours on a date; none with the reason when it is closed. Without any opening hours
// said, a day like others is open from 0 to 1440.
func Opening(on fact.Date, opening *OpeningSet, day *DaySet) (spans []Span, reason string) {
	switch {
	case day != nil && day.On == on && day.Day != Usual:
		return day.Spans, day.Reason
	case opening == nil:
		return []Span{whole}, ""
	default:
		return opening.Week[on.Weekday()], ""
	}
}

var whole = Span{0, DayMin}

type mark struct {
	state  State
	reason string
}

// sheet is a day, a mark for each step of the grid.
type sheet [DayMin / GridMin]mark

func (s *sheet) paint(span Span, m mark) {
	for i := max(span.From, 0) / GridMin; i < min(span.To, DayMin)/GridMin; i++ {
		s[i] = m
	}
}

// repaint changes the steps that are in one of the states.
func (s *sheet) repaint(m mark, states ...State) {
	for i := range s {
		for _, state := range states {
			if s[i].state == state {
				s[i] = m
				break
			}
		}
	}
}

func (s *sheet) pattern(in Inputs) {
	if in.Pattern == nil || in.On < in.Pattern.FromOn {
		return
	}
	if in.Day != nil && in.Day.On == in.On && in.Day.Day == Holiday && !in.Pattern.Pattern.Holidays {
		s.paint(whole, mark{Outside, in.Day.Reason})
		return
	}
	shift := in.Pattern.Pattern.Shift(in.Pattern.FromOn, in.On)
	for _, span := range shift.Work {
		s.paint(span, mark{Free, ""})
	}
	for _, b := range shift.Breaks {
		s.paint(b.Span, mark{Break, b.Reason})
	}
}

func (s *sheet) except(on fact.Date, e ExceptionSet) {
	if e.Change == Moved && e.ToOn == on {
		s.all(e.Spans, mark{Free, e.Reason})
	}
	if e.On != on {
		return
	}
	switch e.Change {
	case Changed:
		s.paint(whole, mark{Outside, e.Reason})
		s.all(e.Spans, mark{Free, e.Reason})
	case Moved, Cancelled:
		s.repaint(mark{CalledOff, e.Reason}, Free, Break)
	case Blocked:
		s.all(e.Spans, mark{Blocking, e.Reason})
	}
}

func (s *sheet) all(spans []Span, m mark) {
	for _, span := range spans {
		s.paint(span, m)
	}
}

// opening greys what lies outside the branch's hours, whoever would work then.
func (s *sheet) opening(in Inputs) {
	spans, reason := Opening(in.On, in.Opening, in.Day)
	if len(spans) == 0 {
		s.paint(whole, mark{Closed, reason})
		return
	}
	last := 0
	for _, span := range spans {
		s.paint(Span{last, span.From}, mark{Outside, reason})
		last = span.To
	}
	s.paint(Span{last, DayMin}, mark{Outside, reason})
}

func (s *sheet) intervals() []Interval {
	var all []Interval
	for i, m := range s {
		if i > 0 && s[i-1] == m {
			all[len(all)-1].To += GridMin
			continue
		}
		all = append(all, Interval{Span{i * GridMin, (i + 1) * GridMin}, m.state, m.reason})
	}
	return all
}
