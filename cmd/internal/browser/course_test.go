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
