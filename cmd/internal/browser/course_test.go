package browser

import (
	"fmt"
	"testing"
)

// TestACourseFromSigningToItsLedger: a client gets a course in the booking form, which says beforehand what saving will
// do; the visit holds session 1, earns it, and another one that is cancelled gives its session back.
func TestACourseFromSigningToItsLedger(t *testing.T) {
	h := shared(t)
	h.register(t, "Okada", "Rina")
	tab := h.signedIn(t, "mai").Open("/clients?q=Okada")
	tab.Leaves(func() { tab.ClickWord("Okada Rina") })
	card := tab.Path()
	lasers := func() {
		tab.Leaves(func() { tab.ClickWord("New visit") })
		tab.Fill("service.0", string(h.cast.laser)).Fill("practitioner.0", string(h.cast.ito)).Says("Nearest free times")
		tab.Await("the answer to the last change", "!document.querySelector('.htmx-request')")
		tab.Click(`#ahead button[value^="start."]`).Says("Free: Mon, Nov 24")
	}
	lasers()
	tab.ClickWord("New course: 10 lasers").Says("10 lasers, uses 1 of 10, 9 still free")
	h.look(tab, "what saving will do")
	tab.Leaves(func() { tab.Click("main form .actions button.main") })
	visit := tab.Says("Booked. The contract is signed.").Says("1 of 10").Path()

	tab.Open("/calendar/" + string(monday))
	tab.Await("the place in the course on the block", fmt.Sprintf(
		`document.querySelector('.block[href=%q]')?.textContent.includes('1 of 10')`, visit))
	tab.Open(visit)
	for _, step := range []string{"confirmation", "arrival", "start", "completion"} {
		tab.step(step)
	}
	tab.Says("¥10,000")
	tab.Leaves(func() { tab.ClickWord("Running ledger") })
	contract := tab.Says("Session 1 used").Says("1 used, 0 booked").Path()

	tab.Open(card)
	lasers()
	tab.Leaves(func() { tab.Click("main form .actions button.main") })
	tab.ClickWord("Cancel the visit").Says("If the client cancels now: session 2 goes back to the course.")
	tab.Fill("reason", "client")
	tab.Leaves(func() { tab.Click(`form[action$="/cancellation"] button.main`) })
	tab.Says("1 session has gone back to the course").Open(contract).Says("1 used, 0 booked").Says("Session 2 free again")
}

// TestTheMainJobWithoutScript: search, look, book, move by the form, complete, in a browser that runs no script.
func TestTheMainJobWithoutScript(t *testing.T) {
	h := shared(t)
	h.register(t, "Noda", "Jun")
	tab := h.signedIn(t, "mai").Scriptless().Open("/clients")
	press := func(selector string) { tab.Leaves(func() { tab.Click(selector) }) }
	tab.Fill("q", "noda")
	tab.Leaves(func() { tab.Press("Enter") })
	tab.Leaves(func() { tab.ClickWord("Noda Jun") })
	tab.Leaves(func() { tab.ClickWord("New visit") })
	if Value[bool](tab, "typeof htmx !== 'undefined'") {
		t.Fatal("scripts run")
	}
	tab.Fill("service.0", string(h.cast.rub)).Fill("practitioner.0", string(h.cast.ito))
	press(`.actions button[value="again"]`)
	tab.Says("Nearest free times").Says("¥4,000")
	press(`#ahead button[value^="start."]`)
	tab.Says("Free: Mon, Nov 24")
	press("main form .actions button.main")
	visit := tab.Says("Booked").Path()

	tab.Leaves(func() { tab.ClickWord("Change") })
	tab.Fill("at", "1945")
	press("main form .actions button.main")
	tab.Says("outside working hours")
	tab.Fill("at", "19.30")
	press("main form .actions button.main")
	if tab.Says("19:30–20:00").Path() != visit {
		t.Error("after a move one stands at", tab.Path())
	}
	for _, step := range []string{"arrival", "start", "completion"} {
		tab.step(step)
	}
	tab.Says("Completed").Says("¥4,000")
}
