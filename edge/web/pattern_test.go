package web

import (
	"strings"
	"testing"
)

// workingOf opens the page of Tanaka's hours and gives its address.
func workingOf(b *browser) string {
	b.h.Helper()
	b.open("/settings/practitioners")
	b.open(b.link("Tanaka"))
	b.open(b.link("Working hours")).must(200, "Repeating hours")
	return b.path
}

// free reports whether somebody can be booked at a time, by what the form answers.
func (b *browser) free(card, on, at string) bool {
	b.h.Helper()
	b.submit("/visits", b.wish(card, on, at)...)
	return b.status == 200
}

// TestEveryRhythm: each way in which hours repeat is entered on the page, and the calendar follows it. Today is
// Monday 24 November 2025.
func TestEveryRhythm(t *testing.T) {
	_, b := opened(t)
	card := b.register("Yamada", "Aoi", "")
	for _, x := range []struct {
		name, query string
		fields      []string
		on, off     []string // days at 10:00
	}{
		{"alternating", "?rhythm=alternating",
			[]string{"since", "2026-01-07", "from.0.1.0", "09:00", "to.0.1.0", "12:00", "from.1.2.0", "09:00", "to.1.2.0", "12:00"},
			[]string{"2026-01-13", "2026-01-19"}, []string{"2026-01-12", "2026-01-20"}},
		{"cycle", "?rhythm=cycle&rows=2",
			[]string{"since", "2026-02-01", "off", "2", "from.0.0", "09:00", "to.0.0", "12:00", "from.1.0", "09:00", "to.1.0", "12:00"},
			[]string{"2026-02-01", "2026-02-06"}, []string{"2026-02-03", "2026-02-07"}},
		{"even and odd", "?rhythm=even_odd",
			[]string{"since", "2026-03-01", "from.0.0", "09:00", "to.0.0", "12:00"},
			[]string{"2026-03-02", "2026-03-30"}, []string{"2026-03-01", "2026-03-31"}},
		{"monthly", "?rhythm=monthly",
			[]string{"since", "2026-04-01", "nth.0", "2", "weekday.0", "6", "from.0.0", "09:00", "to.0.0", "12:00",
				"nth.1", "-1", "weekday.1", "5", "from.1.0", "09:00", "to.1.0", "12:00"},
			[]string{"2026-04-11", "2026-04-24"}, []string{"2026-04-04", "2026-04-17"}},
	} {
		page := workingOf(b)
		b.open(page + x.query).must(200)
		b.submit(page, x.fields...).must(200, "Saved")
		for _, on := range x.on {
			if !b.free(card, on, "10:00") {
				t.Error(x.name, on, "cannot be booked:", refusalOn(b))
			}
		}
		for _, off := range x.off {
			if b.free(card, off, "10:00") {
				t.Error(x.name, off, "can be booked")
			}
		}
	}
}

// TestPatternKeepsItsBeat: a page that is kept unchanged changes nothing, and what it does not show is not lost.
func TestPatternKeepsItsBeat(t *testing.T) {
	h, b := opened(t)
	card := b.register("Yamada", "Aoi", "")
	page := workingOf(b)
	b.open(page + "?rhythm=alternating")
	b.submit(page, "since", "2025-11-24", "from.0.1.0", "09:00", "to.0.1.0", "18:00", "pause.0.1.0", "12:00",
		"until.0.1.0", "13:00", "why.0.1.0", "Lunch").must(200)
	h.now = h.now.AddDate(0, 0, 7) // the second week
	b.open(page).must(200)
	if kept := b.fill(page); kept.Get("from.0.1.0") != "" || kept.Get("from.1.1.0") != "09:00" || kept.Get("why.1.1.0") != "Lunch" {
		t.Fatal("the present week is the first, and breaks come back:", kept)
	}
	b.submit(page).must(200)
	b.open("/settings/practitioners")
	b.open(b.link("Tanaka"))
	b.submit(b.path, "title", "Doctor").must(200) // another form of the same person touches no hours
	if !b.free(card, "2025-12-08", "10:00") || b.free(card, "2025-12-15", "10:00") || b.free(card, "2025-12-08", "12:15") {
		t.Error("the weeks lost their beat:", refusalOn(b))
	}
}

func TestPatternRefusals(t *testing.T) {
	_, b := opened(t)
	page := workingOf(b)
	b.submit(page, "from.0.1.0", "19:00", "to.0.1.0", "18:00")
	if kept := b.refused(page, "end after the beginning"); kept.Get("from.0.1.0") != "19:00" {
		t.Error(kept)
	}
	b.open(page + "?rhythm=weekly")
	b.submit(page, "from.0.1.0", "09:00", "to.0.1.0", "18:00", "from.0.1.1", "", "to.0.1.1", "",
		"pause.0.1.0", "20:00", "until.0.1.0", "21:00").
		must(422, "within working hours")
	b.open(page + "?rhythm=monthly")
	b.submit(page, "from.0.0", "09:00", "to.0.0", "12:00").must(422, "first to fifth")
	b.open(page + "?rhythm=cycle")
	b.submit(page, "off", "x", "from.0.0", "09:00", "to.0.0", "12:00").must(422, "whole number")
	b.open(page + "?rhythm=cycle")
	b.submit(page).must(422, "at least one day")
	b.open(page+"?rhythm=no-such&rows=-3").must(200, "Every week")
	b.open("/settings/practitioners/nobody/hours").must(404)
}

// TestExceptions: single days are changed, moved, cancelled and blocked on the page, and taken back.
func TestExceptions(t *testing.T) {
	_, b := opened(t)
	card := b.register("Yamada", "Aoi", "")
	page := workingOf(b)
	except := func(fields ...string) {
		t.Helper()
		b.open(page)
		b.submit(page+"/exceptions", fields...)
	}
	except("on", "2025-12-01", "change", "changed", "from.x.0", "15:00", "to.x.0", "21:00")
	b.must(200, "Other hours", "15:00–21:00")
	except("on", "2025-12-02", "change", "moved", "to_on", "2025-12-07", "from.x.0", "09:00", "to.x.0", "12:00")
	b.must(200, "Moved to another day")
	except("on", "2025-12-03", "change", "cancelled", "why", "Exam")
	b.must(200, "Day off", "Exam")
	except("on", "2025-12-04", "change", "blocked", "from.x.0", "10:00", "to.x.0", "12:00")
	b.must(422, "Give the reason")
	except("on", "2025-12-04", "change", "blocked", "from.x.0", "10:00", "to.x.0", "12:00", "why", "Stocktaking")
	b.must(200, "Time blocked")
	for day, free := range map[string]bool{"2025-12-01": false, "2025-12-02": false, "2025-12-07": true, "2025-12-03": false,
		"2025-12-04": false} {
		if got := b.free(card, day, "10:00"); got != free {
			t.Error(day, got, refusalOn(b))
		}
	}
	// Taking back the move leaves the booking on the day that it had moved to, and says so.
	b.open(page)
	clear := b.page.find(func(n *node) bool {
		return n.Data == "form" && strings.Contains(n.Attr["action"], "/2025-12-02/clearing")
	})
	b.submit(clear.Attr["action"]).must(200, "1 booking now stands outside of working time", "Yamada Aoi")
}
