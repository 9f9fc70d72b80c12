package web

import (
	"strings"
	"testing"

	"branchbook/sync/people"
)

// TestTheCalendarInItsViews: one visit stands on the day, in the week, in both lists; what a screen chose is kept for
// that screen.
func TestTheCalendarInItsViews(t *testing.T) {
	_, b := opened(t)
	day := "2025-11-25"
	b.open("/visits/new?on=" + day + "&at=10:00").must(200)
	b.submit("/visits", "new_family", "Suzuki", "new_phone", "09012345678", "service.0", b.option("service.0", "Laser"),
		"practitioner.0", b.option("practitioner.0", "Tanaka Mayu")).must(200, "Suzuki")
	b.open("/calendar/week/"+day).must(200, "Tanaka Mayu", "Mon, Nov 24", "Sun, Nov 30", "1 visit", "12% booked", "7:00 free")
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
	if !strings.Contains(b.open("/calendar/"+day+"?month=2025-12").body, `<details class="popdown" name="popdown" open>`) {
		t.Error("the month that was looked for is shut again")
	}
}

// TestAScreenChoosesItsColumns: a tick hides a column on this screen only, the day says so, and one step shows all.
func TestAScreenChoosesItsColumns(t *testing.T) {
	h, b, _ := staffed(t)
	day := "/calendar/" + visitDay
	b.open(day).must(200, "Ono Rie", "Tanaka Mayu")
	var ono, tanaka string
	b.page.walk(func(n *node) {
		if n.Data == "label" && strings.Contains(n.words(), "Ono") {
			ono = n.find(func(i *node) bool { return i.Attr["name"] == "shown" }).Attr["value"]
		}
		if n.Data == "label" && strings.Contains(n.words(), "Tanaka") {
			tanaka = n.find(func(i *node) bool { return i.Attr["name"] == "shown" }).Attr["value"]
		}
	})
	columns := func(b *browser) int { return strings.Count(b.body, `<section class="cal-col"`) }
	b.open("/calendar?on=" + visitDay + "&view=day&offered=" + ono + "&offered=" + tanaka + "&shown=" + tanaka)
	if b.must(200, "1 of 2 shown"); columns(b) != 1 || b.path != day {
		t.Errorf("%s has %d columns", b.path, columns(b))
	}
	b.open(day+"?x").must(200, "1 of 2 shown")
	if other := h.colleague(people.Desk).open(day); columns(other) != 2 {
		t.Error("another screen lost a column too")
	}
	if b.open(b.link("Show all")); columns(b) != 2 || strings.Contains(b.text(), "of 2 shown") {
		t.Error("columns stay hidden:", columns(b))
	}

	// The order of the columns is the branch's.
	first := func() bool {
		return strings.Index(b.body, ">Ono Rie</h2>") < strings.Index(b.body, ">Tanaka Mayu</h2>")
	}
	for order, onoFirst := range map[string]bool{"-1": true, "9": false} {
		form := "/settings/practitioners/" + ono
		b.open(form)
		b.submit(form, "order", order).must(200)
		if b.open(day); first() != onoFirst {
			t.Errorf("with %s Ono stands first: %v", order, first())
		}
	}
}

// TestASheetForEachPractitioner: two services of one visit with two people stand on two sheets, each at its own time.
func TestASheetForEachPractitioner(t *testing.T) {
	_, b, card := staffed(t)
	visit := b.book(card, "10:00")
	b.open(visit + "/edit")
	b.submit(visit+"/edit", "do", "more")
	b.submit(visit+"/edit", "service.1", b.option("service.1", "Peel"), "practitioner.1", b.option("practitioner.1", "Ono")).
		must(200)
	b.open("/calendar/print/"+visitDay).must(200, "Tanaka Mayu", "10:00–10:45", "Ono Rie", "10:45–11:15")
	if strings.Contains(b.text(), "10:00–11:15") {
		t.Error("a sheet has the time of somebody else:", b.text())
	}
	b.open("/calendar/list/"+visitDay).must(200, "10:00–11:15", "Laser, Peel")
}
