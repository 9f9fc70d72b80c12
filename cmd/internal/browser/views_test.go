package browser

import (
	"context"
	"fmt"
	"testing"

	"branchbook/edge/desk"
	"branchbook/sync/journal"
)

// legible is whether every name on a block, and nothing of a second line, stands within its block.
const legible = `[...document.querySelectorAll('.block')].every(block => {
	const name = block.querySelector('b span').getBoundingClientRect(), all = block.getBoundingClientRect();
	return name.height >= 10 && name.width > 20 && name.top >= all.top - 1 && name.bottom <= all.bottom + 1;
})`

// TestTheCalendarInItsViews: one walk through zoom, columns, the month with mouse and with keys, the week of everybody
// and of one, and the list; what happens at another desk comes by itself.
func TestTheCalendarInItsViews(t *testing.T) {
	h := shared(t)
	day := "/calendar/" + string(monday)
	tab := h.signedIn(t, "yuki").Open(day)

	for _, zoom := range []string{"zoom12", "zoom16"} {
		tab.Leaves(func() { tab.Click(`.dayhead a[href*="zoom="]:last-of-type`) })
		if !tab.Has(".cal." + zoom) {
			t.Fatal("the scale is not", zoom)
		}
	}
	for range 3 {
		tab.Leaves(func() { tab.Click(`.dayhead a[href*="zoom="]:first-of-type`) })
	}
	if !tab.Has(".cal.zoom4") || !Value[bool](tab, legible) {
		t.Error("at the smallest scale not every name can be read")
	}
	if other := h.signedIn(t, "yuki").Open(day); other.Has(".cal.zoom4") {
		t.Error("one screen scales another")
	}
	// Targets are as large as they must be from the next scale on; the list stands in for the smallest.
	tab.Leaves(func() { tab.Click(`.dayhead a[href*="zoom=8"]`) })

	tab.Click(".dayhead .popdown:has(form [name=step]) summary").Click("[name=shown][value='" + string(h.cast.ito) + "']")
	tab.Leaves(func() { tab.ClickWord("Show these") }).Says("of 3 shown")
	if tab.Has(`.cal-rows[data-col="` + string(h.cast.ito) + `"]`) {
		t.Error("a column that was unticked is there")
	}
	tab.Leaves(func() { tab.Click(`.daybar a[href*="everybody"]`) })

	h.pickDays(tab, day)
	h.weekAndList(tab)
}

// pickDays goes to a day by the month: with the mouse a month on, which keeps it open, and with keys alone.
func (h *house) pickDays(tab *Tab, day string) {
	tab.Helper()
	tab.Open(day).Click(".dayhead .popdown:has(.month) summary").Says("November 2025")
	h.look(tab, "month open")
	tab.Open(day).Click(".dayhead .popdown:has(.month) summary").Click(".month header a:last-child").Says("December 2025")
	if tab.Path() != day {
		tab.Error("looking through months led to", tab.Path())
	}
	tab.Leaves(func() { tab.Click(`.month a[href="/calendar/2025-12-01"]`) }).Says("Monday, December 1, 2025")

	tab.Open(day).TabTo(".dayhead .popdown summary").Press("Enter").TabTo(`.month a[href="/calendar/2025-11-26"]`)
	tab.Leaves(func() { tab.Press("Enter") })
	if tab.Path() != "/calendar/2025-11-26" {
		tab.Error("the keyboard came to", tab.Path())
	}
}

func (h *house) weekAndList(tab *Tab) {
	tab.Helper()
	tab.Leaves(func() { tab.ClickWord("Week") }).Says("Everybody")
	tab.Leaves(func() { tab.Fill("practitioner", string(h.cast.ito)) })
	if n := Value[int](tab, "document.querySelectorAll('.cal-col').length"); n != 7 {
		tab.Errorf("a week has %d days", n)
	}
	if n := Value[int](tab, "document.querySelectorAll('.cal-col .cal-now').length"); n != 1 {
		tab.Errorf("%d days of a week are today", n)
	}
	tab.Await("the stream", "document.querySelector('#live')._htmx?.sse")
	f := &filler{cast: &h.cast, ctx: context.Background(), d: h.tokyo.Desk}
	visit := f.visit("2025-11-27", h.cast.ken, h.cast.rub, h.cast.ito, 14*60)
	if f.err != nil {
		tab.Fatal(f.err)
	}
	tab.Await("the new visit in its day", fmt.Sprintf(
		`document.querySelector('.cal-rows[data-on="2025-11-27"] .block[data-visit="%s"]')`, visit))
	h.look(tab, "one week")

	tab.Open("/calendar/2025-11-27")
	tab.Leaves(func() { tab.ClickWord("List") }).Says("Tanaka Ken")
	tab.Leaves(func() { tab.Fill("status", "completed") }).Says("No visits match")
	tab.Leaves(func() { tab.Click(`#list .empty a`) }).Says("Tanaka Ken")
	tab.Leaves(func() { tab.Click(`#list a[href^="/calendar/print"]`) }).Says("Ito")

	tab.Open("/calendar/list/2025-11-27").Await("the stream", "document.querySelector('#live')._htmx?.sse")
	_, err := f.d.Cancel(f.ctx, f.as(f.mai), desk.CancelVisit{Visit: visit, Reason: "illness"})
	f.made("", journal.Outcome{}, err)
	tab.Await("its end", "document.querySelector('#list [data-status=cancelled]')")
}
