package browser

import (
	"fmt"
	"testing"

	"branchbook/sync/booking"
)

// stands is the place of a visit's first block as the calendar has it: column, first and last minute.
func stands(id booking.VisitID) string {
	return fmt.Sprintf(`(() => {
		const b = document.querySelector('.block[data-visit="%s"]');
		return b && b.closest('.cal-rows').dataset.col + ' ' + b.dataset.from + '-' + b.dataset.to;
	})()`, id)
}

func (h *house) onDay(t *testing.T, query string) *Tab {
	t.Helper()
	tab := h.signedIn(t, "mai").Open("/calendar/" + string(monday) + query)
	return tab.Await("the stream", "document.querySelector('#live')._htmx?.sse")
}

// TestABlockIsDragged with the mouse: elsewhere, longer, where it may not go, and dropped by Esc; the calendar is
// never left.
func TestABlockIsDragged(t *testing.T) {
	h := shared(t)
	tab := h.onDay(t, "")
	sato := string(h.cast.sato)
	block := fmt.Sprintf(`.block[data-visit="%s"]`, h.cast.late)
	at := func(from, to int) {
		t.Helper()
		tab.Await(fmt.Sprint(from, "-", to), fmt.Sprintf("%s === '%s %d-%d'", stands(h.cast.late), sato, from, to))
	}
	at(960, 990)
	tab.Drag(block, 10, 48).Says("Moved")
	at(990, 1020)
	tab.Drag(block, -3, 24).Says("Moved")
	at(990, 1035)
	tab.Drag(block, 10, -120).Await("why not", "document.querySelector('#dialog').open").Says("It stays where it was")
	tab.Click("#dialog [data-close]")
	at(990, 1035)
	if tab.Path() != "/calendar/"+string(monday) {
		t.Error("dragging led to", tab.Path())
	}
	tab.Click("#said button")
	at(990, 1020)
}

// TestABlockIsMovedByKeyAndTap: M, arrows and Enter; Esc leaves it; a press on free time puts it there.
func TestABlockIsMovedByKeyAndTap(t *testing.T) {
	h := shared(t)
	tab := h.onDay(t, "")
	focus := func() {
		Value[bool](tab, fmt.Sprintf(`(document.querySelector('.block[data-visit="%s"]').focus(), true)`, h.cast.evening))
	}
	before := Value[string](tab, stands(h.cast.evening))
	focus()
	tab.Shortcut('m').Says("Enter").Press("ArrowDown", "ArrowDown").Press("Escape")
	if now := Value[string](tab, stands(h.cast.evening)); now != before {
		t.Errorf("Esc left it at %s, it was at %s", now, before)
	}
	focus()
	tab.Shortcut('m').Press("ArrowDown", "ArrowDown").Says("17:30").Press("Enter").Says("Moved")
	ito := string(h.cast.ito)
	tab.Await("17:30", fmt.Sprintf("%s === '%s 1050-1095'", stands(h.cast.evening), ito))

	tab = h.onDay(t, "?move="+string(h.cast.late)).Says("Enter")
	Value[bool](tab, fmt.Sprintf(`(() => {
		const gaps = [...document.querySelectorAll('.cal-rows[data-col="%s"] .cal-gap')];
		gaps.sort((a, b) => b.offsetHeight - a.offsetHeight)[0].setAttribute('data-widest', '');
		return true;
	})()`, ito))
	was := Value[string](tab, stands(h.cast.late))
	tab.Click("[data-widest]").Says("Moved").Click("#said button")
	tab.Await("the way back", fmt.Sprintf("%s === %q", stands(h.cast.late), was))
}
