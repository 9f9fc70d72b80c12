package hours

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"branchbook/sync/fact"
)

// The cast: a branch open Monday to Saturday 9–18, a hygienist who works 9–17 with lunch at 13.
var (
	nineToSix = Span{540, 1080}
	opening   = OpeningSet{FromOn: "2026-01-01", Week: [7][]Span{nil, {nineToSix}, {nineToSix}, {nineToSix},
		{nineToSix}, {nineToSix}, {nineToSix}}}
	lunch   = Shift{Work: []Span{{540, 1020}}, Breaks: []Pause{{Span{780, 840}, "lunch"}}}
	early   = Shift{Work: []Span{{480, 720}}}
	late    = Shift{Work: []Span{{720, 1200}}}
	off     = Shift{}
	weekly  = Pattern{Rhythm: Weekly, Weeks: []Week{{off, lunch, lunch, lunch, lunch, lunch, off}}}
	monday  = fact.Date("2026-11-23")
	tuesday = fact.Date("2026-11-24")
)

func draw(day []Interval) string {
	var parts []string
	for _, i := range day {
		s := fmt.Sprintf("%s-%s %s", fact.Clock24(i.From), fact.Clock24(i.To), i.State)
		if i.Reason != "" {
			s += " " + i.Reason
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, ", ")
}

func TestDay(t *testing.T) {
	usual := Inputs{On: monday, Opening: &opening, Pattern: &PatternSet{"p", "2026-01-01", weekly}}
	const asUsual = "00:00-09:00 outside, 09:00-13:00 free, 13:00-14:00 break lunch, 14:00-17:00 free, " +
		"17:00-24:00 outside"
	for _, c := range []struct {
		name string
		edit func(*Inputs)
		want string
	}{
		{"usual", func(*Inputs) {}, asUsual},
		{"no pattern", func(in *Inputs) { in.Pattern = nil }, "00:00-24:00 outside"},
		{"pattern begins later", func(in *Inputs) { in.Pattern.FromOn = tuesday }, "00:00-24:00 outside"},
		{"opening never said", func(in *Inputs) { in.Opening = nil }, asUsual},
		{"closed weekday", func(in *Inputs) { in.On = "2026-11-22" }, "00:00-24:00 closed"},
		{"closed holiday", func(in *Inputs) {
			in.Day = &DaySet{On: monday, Day: Holiday, Reason: "Labour Day"}
		}, "00:00-24:00 closed Labour Day"},
		{"holiday of another day", func(in *Inputs) {
			in.Day = &DaySet{On: tuesday, Day: Holiday, Reason: "Labour Day"}
		}, asUsual},
		{"open holiday, pattern rests", func(in *Inputs) {
			in.Day = &DaySet{monday, Holiday, []Span{{600, 720}}, "Labour Day"}
		}, "00:00-24:00 outside Labour Day"},
		{"open holiday, pattern works", func(in *Inputs) {
			in.Day = &DaySet{monday, Holiday, []Span{{600, 720}}, "Labour Day"}
			in.Pattern.Pattern.Holidays = true
		}, "00:00-10:00 outside Labour Day, 10:00-12:00 free, 12:00-24:00 outside Labour Day"},
		{"special day in two parts", func(in *Inputs) {
			in.Day = &DaySet{monday, Special, []Span{{600, 660}, {720, 1440}}, "stocktaking"}
		}, "00:00-10:00 outside stocktaking, 10:00-11:00 free, 11:00-12:00 outside stocktaking, " +
			"12:00-13:00 free, 13:00-14:00 break lunch, 14:00-17:00 free, 17:00-24:00 outside"},
		{"changed", func(in *Inputs) {
			in.Exceptions = []ExceptionSet{{On: monday, Change: Changed, Spans: []Span{{420, 660}}, Reason: "x"}}
		}, "00:00-09:00 outside, 09:00-11:00 free x, 11:00-18:00 outside x, 18:00-24:00 outside"},
		{"blocked", func(in *Inputs) {
			in.Exceptions = []ExceptionSet{{On: monday, Change: Blocked, Spans: []Span{{540, 780}}, Reason: "class"}}
		}, "00:00-09:00 outside, 09:00-13:00 blocked class, 13:00-14:00 break lunch, 14:00-17:00 free, " +
			"17:00-24:00 outside"},
		{"cancelled", func(in *Inputs) {
			in.Exceptions = []ExceptionSet{{On: monday, Change: Cancelled, Reason: "y"}}
		}, "00:00-09:00 outside, 09:00-17:00 cancelled y, 17:00-24:00 outside"},
		{"moved away", func(in *Inputs) {
			in.Exceptions = []ExceptionSet{{On: monday, ToOn: tuesday, Change: Moved, Spans: []Span{{540, 600}}}}
		}, "00:00-09:00 outside, 09:00-17:00 cancelled, 17:00-24:00 outside"},
		{"moved here", func(in *Inputs) {
			in.Exceptions = []ExceptionSet{{On: tuesday, ToOn: monday, Change: Moved, Spans: []Span{{1020, 1080}}}}
		}, "00:00-09:00 outside, 09:00-13:00 free, 13:00-14:00 break lunch, 14:00-18:00 free, " +
			"18:00-24:00 outside"},
		{"absent", func(in *Inputs) {
			in.Absences = []AbsenceSet{{FromOn: "2026-11-20", ToOn: monday, Reason: "ill"}}
		}, "00:00-09:00 outside, 09:00-17:00 absent ill, 17:00-24:00 outside"},
		{"absent until yesterday", func(in *Inputs) {
			in.Absences = []AbsenceSet{{FromOn: "2026-11-20", ToOn: "2026-11-22", Reason: "ill"}}
		}, asUsual},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := usual
			pattern := *usual.Pattern
			in.Pattern = &pattern
			c.edit(&in)
			if got := draw(Day(in)); got != c.want {
				t.Errorf("\ngot  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestPatternShift(t *testing.T) {
	shiftName := func(s Shift) string {
		for name, like := range map[string]Shift{"early": early, "late": late, "-": off} {
			if fmt.Sprint(s) == fmt.Sprint(like) {
				return name
			}
		}
		return "?"
	}
	earlyWeek, lateWeek := Week{}, Week{}
	earlyWeek[time.Wednesday], lateWeek[time.Wednesday] = early, late
	for _, c := range []struct {
		name    string
		pattern Pattern
		from    fact.Date
		on      map[fact.Date]string
	}{
		{"weekly", Pattern{Rhythm: Weekly, Weeks: []Week{earlyWeek}}, "2026-11-18",
			map[fact.Date]string{"2026-11-11": "-", "2026-11-18": "early", "2026-11-19": "-", "2026-11-25": "early"}},
		{"alternating from midweek changes on Mondays",
			Pattern{Rhythm: Alternating, Weeks: []Week{earlyWeek, lateWeek}}, "2026-11-20",
			map[fact.Date]string{"2026-11-25": "late", "2026-12-02": "early", "2026-12-09": "late"}},
		{"two on, two off", Pattern{Rhythm: Cycle, Shifts: []Shift{early, late}, Off: 2}, "2026-12-30",
			map[fact.Date]string{"2026-12-30": "early", "2026-12-31": "late", "2027-01-01": "-", "2027-01-02": "-",
				"2027-01-03": "early"}},
		{"even and odd", Pattern{Rhythm: EvenOdd, Shifts: []Shift{early, late}}, "2026-01-01",
			map[fact.Date]string{"2026-01-30": "early", "2026-01-31": "late", "2026-02-01": "late"}},
		{"second and last Saturday", Pattern{Rhythm: Monthly, Days: []NthDay{{time.Saturday, 2, early},
			{time.Saturday, -1, late}}}, "2026-01-01",
			map[fact.Date]string{"2026-11-07": "-", "2026-11-14": "early", "2026-11-21": "-", "2026-11-28": "late",
				"2026-11-29": "-"}},
		{"left", Pattern{Rhythm: Never}, "2026-01-01", map[fact.Date]string{"2026-11-14": "-"}},
		{"nonsense", Pattern{Rhythm: Cycle, Off: -1, Shifts: []Shift{early}}, "2026-01-01",
			map[fact.Date]string{"2026-11-14": "-"}},
	} {
		for on, want := range c.on {
			if got := shiftName(c.pattern.Shift(c.from, on)); got != want {
				t.Errorf("%s: on %s %s, want %s", c.name, on, got, want)
			}
		}
	}
}

func genSpans(t *rapid.T, label string) (spans []Span) {
	cuts := rapid.SliceOfNDistinct(rapid.IntRange(0, 288), 0, 6, rapid.ID).Draw(t, label)
	for i := 0; i+1 < len(cuts); i += 2 {
		spans = append(spans, Span{min(cuts[i], cuts[i+1]) * 5, max(cuts[i], cuts[i+1]) * 5})
	}
	return spans
}

// A day is covered without gaps, and a minute is white only if branch and practitioner both work then.
func TestDayCoversAndNeverExceeds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		work, open, blocked := genSpans(t, "work"), sorted(genSpans(t, "open")), genSpans(t, "blocked")
		in := Inputs{On: monday, Opening: &OpeningSet{}, Pattern: &PatternSet{Pattern: Pattern{Rhythm: Weekly,
			Weeks: []Week{{time.Monday: {Work: work}}}}, FromOn: "2026-01-01"},
			Exceptions: []ExceptionSet{{On: monday, Change: Blocked, Spans: blocked}}}
		in.Opening.Week[time.Monday] = open
		last := 0
		for _, i := range Day(in) {
			if i.From != last || i.To <= i.From {
				t.Fatalf("gap at %d: %+v", last, i)
			}
			last = i.To
			for m := i.From; m < i.To; m++ {
				white := within(m, work) && within(m, open) && !within(m, blocked)
				if white != (i.State == Free) {
					t.Fatalf("minute %d is %s, naive says %t", m, i.State, white)
				}
			}
		}
		if last != DayMin {
			t.Fatalf("ends at %d", last)
		}
	})
}

func within(m int, spans []Span) bool {
	for _, s := range spans {
		if s.From <= m && m < s.To {
			return true
		}
	}
	return false
}

// sorted drops overlaps, as the rule would have refused them.
func sorted(spans []Span) (apart []Span) {
	for m := 0; m < DayMin; m += GridMin {
		if !within(m, spans) {
			continue
		}
		if n := len(apart); n > 0 && apart[n-1].To == m {
			apart[n-1].To += GridMin
		} else {
			apart = append(apart, Span{m, m + GridMin})
		}
	}
	return apart
}
