package web

import (
	"strings"
	"testing"
)

// TestTheCalendarInItsViews: one visit stands on the day, in the week, in both lists; what a screen chose is kept for
// that screen.
func TestTheCalendarInItsViews(t *testing.T) {
	_, b := opened(t)
	day := "2025-11-25"
	b.open("/visits/new?on=" + day + "&at=10:00").must(200)
	b.submit("/visits", "new_family", "Suzuki", "new_phone", "09012345678", "service.0", b.option("service.0", "Laser"),
		"practitioner.0", b.option("practitioner.0", "Tanaka Mayu")).must(200, "Suzuki")
	b.open("/calendar/week/"+day).must(200, "Tanaka Mayu", "Mon, Nov 24", "Sun, Nov 30", "1 7:00 free")
	b.open("/calendar/list/"+day).must(200, "10:00–10:45", "Suzuki", "Laser", "1 visit")
	b.open("/calendar/week/"+day+"?practitioner="+b.option("practitioner", "Tanaka Mayu")).
		must(200, "Everybody’s week", "Suzuki", "Mon, Nov 24")
	b.open("/calendar/list/"+day+"?status=completed").must(200, "No visits match")
	b.open("/calendar/print/"+day).must(200, "Tanaka Mayu", "Suzuki")
	b.open("/calendar/takings/"+day).must(200, "No money was taken")
	b.open("/calendar/week/nonsense").must(404)

	b.open("/calendar?on="+day+"&zoom=16&step=30").must(200, "Tuesday, November 25, 2025")
	if !strings.Contains(b.body, "cal step30 zoom16") {
		t.Error("the screen forgets how it shows the calendar")
	}
	b.open("/calendar?on=" + day + "&zoom=9&step=7").must(200)
	if !strings.Contains(b.body, "cal step30 zoom16") {
		t.Error("a scale that does not exist was taken")
	}
	if !strings.Contains(b.open("/calendar/"+day+"?month=2025-12").body, `<details class="popdown" open>`) {
		t.Error("the month that was looked for is shut again")
	}
}
