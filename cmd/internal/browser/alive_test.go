package browser

import (
	"fmt"
	"testing"

	"branchbook/edge/desk"
	"branchbook/sync/clients"
	"branchbook/sync/fact"
	"branchbook/sync/link/cutter"
)

// step presses the button that takes a visit on.
func (tab *Tab) step(what string) *Tab {
	tab.Helper()
	return tab.Leaves(func() { tab.Click(fmt.Sprintf(`form[action$="/%s"] button`, what)) })
}

// TestTwoDesks does the main job with the mouse, and looks at it from another desk, where nothing is reloaded and
// neither the focus nor the place in the day is lost.
func TestTwoDesks(t *testing.T) {
	h := shared(t)
	day := "/calendar/" + string(monday)
	other := h.signedIn(t, "yuki").Open(day)
	other.Await("the stream", "document.querySelector('#live')._htmx?.sse")
	where := Value[string](other, `(() => {
		window.first = true;
		document.querySelector('.cal').scrollTop = 120;
		const gap = [...document.querySelectorAll('.cal-gap')].at(-1);
		gap.focus({ preventScroll: true });
		return gap.href;
	})()`)

	tab := h.signedIn(t, "mai").Open(day)
	tab.Await("the stream", "document.querySelector('#live')._htmx?.sse")
	tab.Click(`.cal-gap[href*="` + string(h.cast.sato) + `"][href*="at=10"]`)
	tab.Click("#dialog [name=q]").Type("tanaka")
	tab.Click(`#dialog [name=client][value="` + string(h.cast.ken) + `"]`)
	tab.Fill("service.0", string(h.cast.facial))
	tab.Click("#dialog .actions button.main").Says("Tanaka Ken: Booked")
	tab.Await("the day again with the visit in hand", "document.activeElement.matches('.block[data-visit]')")
	visit := Value[string](tab, "new URL(document.activeElement.href).pathname")
	block := `.block[href="` + visit + `"]`
	other.Await("the visit on the other desk", fmt.Sprintf("document.querySelector(%q)", block))
	tab.Open(visit)
	for _, step := range []string{"confirmation", "arrival", "start", "completion"} {
		tab.step(step)
	}
	other.Await("its end on the other desk", fmt.Sprintf("document.querySelector(%q)", block+"[data-status=completed]"))
	still := fmt.Sprintf(`window.first && document.activeElement.href === %q &&
		document.querySelector('.cal').scrollTop === 120`, where)
	if !Value[bool](other, still) {
		t.Error("the other desk lost its focus or its place")
	}
}

func TestTheLineIsCutAndMended(t *testing.T) {
	h := shared(t)
	tab := h.signedIn(t, "mai").Open("/calendar/2025-11-27")
	tab.Await("everything is there", `document.querySelector('#link[data-state=sent]')`)
	defer h.tokyo.Line.Set(cutter.Whole)
	h.tokyo.Line.Set(cutter.Cut)
	tab.Await("the chip says it", `document.querySelector('#link[data-state=alone]')`)
	h.register(t, "Behind", "The Line")
	tab.Await("what waits is counted", `document.querySelector('#link').innerText.includes('1')`)
	if tab.Has("#cutoff") || Value[bool](tab, "!!document.querySelector('main button:disabled')") {
		t.Error("the branch is said to stand still, and does not")
	}
	h.tokyo.Line.Set(cutter.Whole)
	tab.Await("everything is there again", `document.querySelector('#link[data-state=sent]')`)
	tab.Open("/sync").Leaves(func() { tab.ClickWord("Test the line") }).Says("Headquarters answered within")
	tab.Says("Branchbook started").Says("Line down")
}

func TestTheBranchServerIsLost(t *testing.T) {
	h := shared(t)
	tab := h.signedIn(t, "mai").Open("/clients/new").Fill("family", "Typed")
	tab.Await("the stream", "document.querySelector('#live')._htmx?.sse?.reader")
	tab.Alone(true)
	h.desk.stop()
	tab.Await("the screen says so", "document.querySelector('#cutoff').checkVisibility()")
	if !Value[bool](tab, "[...document.querySelectorAll('button[type=submit]')].every(b => b.disabled)") {
		t.Error("a form can be sent to nobody")
	}
	if tab.Has("#signedout") || Value[bool](tab, "document.querySelector('#link').dataset.state === 'alone'") {
		t.Error("the two breaks are mixed up")
	}
	tab.Accessible(h.axe, "server lost")
	h.desk.start(t)
	tab.Await("it goes on", "document.querySelector('#cutoff').hidden").Alone(false)
	if Value[string](tab, "document.querySelector('[name=family]').value") != "Typed" {
		t.Error("what was typed is lost")
	}
	tab.Leaves(func() { tab.Click("main form .actions button.main") }).Says("Typed")
}

// TestSignedOutMeanwhile: the page says so and leads back to where one was, and what was typed is not lost.
func TestSignedOutMeanwhile(t *testing.T) {
	h := shared(t)
	form := h.signedIn(t, "mai").Open("/clients/new").Fill("family", "Kept")
	day := form.Beside().Open("/calendar/2025-11-27")
	away := form.Beside().Open("/clients")
	for _, tab := range []*Tab{form, day} {
		tab.Await("the stream", "document.querySelector('#live')._htmx?.sse")
	}
	away.Leaves(func() { away.Click(`form[action="/signout"] button`) })
	h.register(t, "Somebody", "Else")
	for _, tab := range []*Tab{form, day} {
		tab.Await("the page says so", "document.querySelector('#signedout').checkVisibility()")
		if tab.Has("#cutoff") {
			t.Error("the branch server is said to be lost")
		}
	}
	form.Accessible(h.axe, "signed out")

	form.Leaves(func() { form.Click("main form .actions button.main") }).Says("nothing was saved")
	form.Accessible(h.axe, "signed out")
	form.Fill("login", "mai").Fill("password", "wrong")
	form.Leaves(func() { form.Press("Enter") })
	form.Fill("login", "mai").Fill("password", password)
	form.Leaves(func() { form.Press("Enter") }).Says("Kept")
	form.Accessible(h.axe, "kept")
	form.Leaves(func() { form.Click("main form .actions button.main") }).Says("Kept")
	if path := form.Path(); len(path) < len("/clients/")+20 {
		t.Error("the client was not registered; the page is", path)
	}

	day.Await("the other page goes on", "document.querySelector('#signedout').hidden")
	away.Open("/calendar/2025-11-28")
	form.Leaves(func() { form.Click(`form[action="/signout"] button`) })
	h.register(t, "One", "More")
	away.Await("the page says so", "document.querySelector('#signedout').checkVisibility()")
	away.Leaves(func() { away.Click("#signedout a") }).Fill("login", "mai").Fill("password", password)
	away.Leaves(func() { away.Press("Enter") })
	if away.Path() != "/calendar/2025-11-28" {
		t.Error("after signing in again the reader stands at", away.Path())
	}
}

// register adds a client at the other desk.
func (h *house) register(t *testing.T, family, given string) {
	t.Helper()
	by := h.cast.mai
	by.Command = fact.NewID(h.clock.Now(), h.tokyo.Random)
	card := clients.Card{Family: family, Given: given}
	_, err := h.tokyo.Desk.Register(t.Context(), by, desk.RegisterClient{Card: card})
	if err != nil {
		t.Fatal(err)
	}
}
