package hours

import (
	"fmt"
	"testing"

	"branchbook/sync/fact"
	"branchbook/sync/journal/journaltest"
)

func TestWorking(t *testing.T) {
	tables := journaltest.Tables(t, Schema)
	p := fact.Position{JID: 3, Journal: "j"}
	fold := func(bodies ...fact.Body) { p.Height++; journaltest.Fold(t, tables, p, Kinds(), bodies...) }
	working := func(on fact.Date) string {
		t.Helper()
		all, err := Working(tables, 3, on)
		if err != nil {
			t.Fatal(err)
		}
		s := ""
		for _, w := range all {
			s += w.Practitioner
		}
		return s
	}
	allWeek := Pattern{Rhythm: Cycle, Shifts: []Shift{lunch}}
	fold(opening, PatternSet{"a", "2026-01-01", allWeek}, PatternSet{"b", "2026-01-01", weekly})
	want := func(on fact.Date, names string) {
		t.Helper()
		if got := working(on); got != names {
			t.Errorf("on %s %q work, want %q", on, got, names)
		}
	}
	want(monday, "ab")
	want("2026-11-22", "") // Sunday
	want("2026-11-28", "a")
	want("2025-12-31", "")
	fold(PatternSet{"b", tuesday, Pattern{Rhythm: Never}})
	want(monday, "ab")
	want(tuesday, "a")
	fold(AbsenceSet{"x", "a", monday, tuesday, "ill"})
	want(tuesday, "")
	fold(AbsenceCleared{"x", "a"}, ExceptionSet{"e", "c", monday, Moved, tuesday, []Span{{600, 660}}, ""})
	want(tuesday, "ac")
	fold(ExceptionCleared{"e", "c", monday})
	want(tuesday, "a")
	fold(DaySet{On: tuesday, Day: Holiday, Reason: "feast"}, DaySet{"2026-11-22", Special, []Span{nineToSix}, "sale"})
	want(tuesday, "")
	want("2026-11-22", "a")
	days, err := OpenDays(tables, 3, "2026-11-21", "2026-11-25")
	if err != nil || fmt.Sprint(days) != "[2026-11-21 2026-11-22 2026-11-23 2026-11-25]" {
		t.Errorf("%v %v", days, err)
	}
	if next, err := NextOpen(tables, 3, monday, 1); err != nil || next != "2026-11-25" {
		t.Errorf("%s %v", next, err)
	}
	fold(DaySet{On: tuesday, Day: Usual})
	want(tuesday, "a")
	if foreign, err := Working(tables, 4, monday); err != nil || len(foreign) != 0 {
		t.Errorf("another journal: %v %v", foreign, err)
	}
}
