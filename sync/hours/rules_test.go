package hours

import (
	"testing"

	"branchbook/sync/fact"
)

func TestRules(t *testing.T) {
	week := func(spans ...Span) OpeningSet { return OpeningSet{FromOn: monday, Week: [7][]Span{1: spans}} }
	pattern := func(p Pattern) PatternSet { return PatternSet{"p", monday, p} }
	shift := func(s Shift) PatternSet { return pattern(Pattern{Rhythm: EvenOdd, Shifts: []Shift{s, {}}}) }
	for _, c := range []struct {
		name, code string // no code: accepted
		fact       fact.Body
	}{
		{"opening", "", week(Span{540, 780}, Span{840, 1440})},
		{"opening closed all week", "", week()},
		{"touching spans", "", week(Span{540, 780}, Span{780, 840})},
		{"overlapping spans", "overlap", week(Span{540, 780}, Span{775, 840})},
		{"spans out of order", "overlap", week(Span{840, 900}, Span{540, 780})},
		{"end before start", "end_before_start", week(Span{780, 540})},
		{"empty span", "end_before_start", week(Span{780, 780})},
		{"beyond the day", "beyond_day", week(Span{1200, 1445})},
		{"before the day", "beyond_day", week(Span{-5, 60})},
		{"off the grid", "off_grid", week(Span{541, 600})},
		{"no date", "date", OpeningSet{FromOn: "2026-02-30"}},

		{"holiday", "", DaySet{On: monday, Day: Holiday, Reason: "New Year"}},
		{"usual again", "", DaySet{On: monday, Day: Usual}},
		{"special without reason", "no_reason", DaySet{On: monday, Day: Special}},
		{"unknown day kind", "day_kind", DaySet{On: monday, Day: "feast", Reason: "x"}},

		{"weekly", "", pattern(weekly)},
		{"left", "", pattern(Pattern{Rhythm: Never})},
		{"unknown rhythm", "rhythm", pattern(Pattern{Rhythm: "lunar"})},
		{"weekly without week", "weeks", pattern(Pattern{Rhythm: Weekly})},
		{"alternating with one week", "weeks", pattern(Pattern{Rhythm: Alternating, Weeks: []Week{{}}})},
		{"cycle", "", pattern(Pattern{Rhythm: Cycle, Shifts: []Shift{early}, Off: 1})},
		{"cycle without days", "cycle", pattern(Pattern{Rhythm: Cycle, Off: 1})},
		{"even only", "even_odd", pattern(Pattern{Rhythm: EvenOdd, Shifts: []Shift{early}})},
		{"no monthly day", "monthly", pattern(Pattern{Rhythm: Monthly})},
		{"sixth Saturday", "nth", pattern(Pattern{Rhythm: Monthly, Days: []NthDay{{6, 6, early}}})},
		{"break inside", "", shift(lunch)},
		{"break outside", "break_outside",
			shift(Shift{Work: []Span{{540, 600}}, Breaks: []Pause{{Span{590, 610}, ""}}})},
		{"nobody's pattern", "no_practitioner", PatternSet{"", monday, weekly}},

		{"changed", "", ExceptionSet{"e", "p", monday, Changed, "", []Span{{540, 600}}, ""}},
		{"changed to nothing", "no_hours", ExceptionSet{"e", "p", monday, Changed, "", nil, ""}},
		{"cancelled", "", ExceptionSet{"e", "p", monday, Cancelled, "", nil, ""}},
		{"moved", "", ExceptionSet{"e", "p", monday, Moved, tuesday, []Span{{540, 600}}, ""}},
		{"moved nowhere", "date", ExceptionSet{"e", "p", monday, Moved, "", []Span{{540, 600}}, ""}},
		{"moved to the same day", "same_day", ExceptionSet{"e", "p", monday, Moved, monday, []Span{{540, 600}}, ""}},
		{"blocked without reason", "no_reason", ExceptionSet{"e", "p", monday, Blocked, "", []Span{{540, 600}}, ""}},
		{"unknown change", "change_kind", ExceptionSet{"e", "p", monday, "late", "", []Span{{540, 600}}, ""}},

		{"absence", "", AbsenceSet{"a", "p", monday, monday, "ill"}},
		{"absence backwards", "period_wrong", AbsenceSet{"a", "p", tuesday, monday, "ill"}},
		{"absence without reason", "no_reason", AbsenceSet{"a", "p", monday, tuesday, ""}},
	} {
		bodies, err := decide(c.fact)
		rs := fact.AsRefusals(err)
		switch {
		case c.code == "" && (err != nil || len(bodies) != 1):
			t.Errorf("%s: refused: %v", c.name, err)
		case c.code != "" && (len(rs) == 0 || rs[0].Code != c.code || rs[0].Field == ""):
			t.Errorf("%s: %+v, want %s", c.name, rs, c.code)
		}
	}
}

func decide(f fact.Body) ([]fact.Body, error) {
	switch f := f.(type) {
	case OpeningSet:
		return SetOpening(f)
	case DaySet:
		return SetDay(f)
	case PatternSet:
		return SetPattern(f)
	case ExceptionSet:
		return Except(f)
	case AbsenceSet:
		return Absence(f)
	}
	panic("no rule")
}
