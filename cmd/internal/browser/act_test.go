package browser

import (
	"fmt"
	"testing"
)

// TestOnTheCalendarItself: from its card a visit is confirmed and its client received; keys carry it to another day and
// back, as does the mouse; letters that are switched off do nothing. The place of a key counts, not what is painted on
// it.
func TestOnTheCalendarItself(t *testing.T) {
	h := shared(t)
	tab := h.onDay(t, "")
	block := fmt.Sprintf(`.block[data-visit="%s"]`, h.cast.evening)
	focus := func() { Value[bool](tab, fmt.Sprintf("(document.querySelector(%q).focus(), true)", block)) }
	status := func(want string) {
		t.Helper()
		tab.Await(want, fmt.Sprintf("document.querySelector(%q)?.dataset.status === %q", block, want))
	}
	status("booked")
	focus()
	tab.Shortcut('s').Await("the card", "!document.querySelector('#card').hidden")
	tab.Accessible(h.axe, "a card beside its block")
	tab.Click(`#card form[action$="/confirmation"] button`)
	status("confirmed")
	tab.Await("the block in hand again", fmt.Sprintf("document.activeElement.matches(%q)", block))
	tab.Click("#said form button")
	status("booked")

	was := Value[string](tab, stands(h.cast.evening))
	focus()
	tab.Shortcut('m').Says("Enter")
	tab.Leaves(func() { tab.Shortcut(']') })
	tab.Says("On its way: ").Await("it waits in the day", "document.activeElement.matches('.block.lifted')")
	tab.Leaves(func() { tab.Press("Escape") })
	if now := Value[string](tab, stands(h.cast.evening)); now != was {
		t.Errorf("put back it stands at %s, it was at %s", now, was)
	}

	focus()
	tab.Shortcut('m').Says("Enter")
	tab.Leaves(func() { tab.Click(".dayhead [data-key=j]") })
	tab.Says("On its way: ").Leaves(func() { tab.Click("#pin a[data-back]") })

	tab.Open("/keys").Leaves(func() { tab.ClickWord("Switch the letters off") }).Says("do nothing on this screen")
	tab.Open("/calendar/" + string(monday))
	focus()
	tab.Shortcut('s').Shortcut('w')
	if tab.Path() != "/calendar/"+string(monday) || Value[bool](tab, "!document.querySelector('#card').hidden") {
		t.Error("a letter that is switched off did something")
	}
	tab.Open("/keys").Leaves(func() { tab.ClickWord("Switch the letters on") })
}
