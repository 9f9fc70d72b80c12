package browser

import "testing"

// TestTheDayByKeyboard books a known client, takes the visit to its end, signs a contract and takes its payment,
// without a mouse. Every stop of the focus is seen.
func TestTheDayByKeyboard(t *testing.T) {
	h := shared(t)
	tab := h.browser.Tab(t, h.desk.url()).Open("/signin")
	tab.Type("mai").Press("Tab").Type(password)
	enter := func() { tab.Press("Enter") }
	tab.Leaves(enter)

	tab.Leaves(func() { tab.Shortcut('c') })
	tab.TabTo("main [name=q]").Type("tanaka").Await("Tanaka Ken is found", "document.querySelector('[name=client]')")
	tab.TabTo("[name=client]").Press("Space")
	tab.TabTo("[name=at]").Type("1430")
	tab.TabTo(`[name="service.0"]`).Type("Mass")
	tab.TabTo(`[name="practitioner.0"]`).Type("Ito")
	tab.TabTo("main form .actions button.main")
	tab.Leaves(enter).Says("Tanaka Ken")
	for _, step := range []string{"confirmation", "arrival", "start", "completion"} {
		tab.TabTo(`form[action$="/` + step + `"] button`)
		tab.Leaves(enter)
	}
	if !tab.Has("main [data-status=completed]") {
		t.Error("the visit is not completed:", tab.Words())
	}

	tab.Shortcut('/').Type("tanaka")
	tab.Leaves(enter)
	tab.TabTo(`main a[href="/clients/` + string(h.cast.ken) + `"]`)
	tab.Leaves(enter)
	tab.TabTo(`main a[href^="/contracts/new"]`)
	tab.Leaves(enter)
	tab.TabTo("[name=product]").Press("Space")
	tab.TabTo("main form .actions button.main")
	tab.Leaves(enter).Says("100,000")
	tab.TabTo("[name=amount]").Type("30000")
	tab.TabTo(`form[action$="/payment"] .actions button.main`)
	tab.Leaves(enter).Says("¥30,000")
}

// TestComposingIsNotSending: in the middle of writing Japanese, Enter settles the text and sends nothing.
func TestComposingIsNotSending(t *testing.T) {
	h := shared(t)
	tab := h.signedIn(t, "mai").Open("/visits/new").Shortcut('/')
	tab.Compose("やまだ").ComposingEnter()
	if got := tab.Path(); got != "/visits/new" {
		t.Fatal("composing led to", got)
	}
	tab.Settle("山田")
	tab.Leaves(func() { tab.Press("Enter") }).Says("花子")

	tab.Open("/clients").Click("[name=q][data-search]").Compose("やまだ").ComposingEnter()
	if Value[string](tab, "document.querySelector('[data-search]').value") != "やまだ" || tab.Path() != "/clients" {
		t.Error("composing was cut short at", tab.Path())
	}
	tab.Settle("山田").Says("花子")
}

// TestADayIsSaidInWords: browsers write dates in their own language, the page says them in the reader's.
func TestADayIsSaidInWords(t *testing.T) {
	h := shared(t)
	tab := h.signedIn(t, "mai").Open("/language?lang=ja").Open("/visits/new").Says("2025年11月24日月曜日")
	tab.Fill("on", "2025-11-25").Says("2025年11月25日火曜日")
}

// TestTheBookingFormLooksByItself: which course gives the session is known as soon as the service is, and a time of
// day stands as it is read.
func TestTheBookingFormLooksByItself(t *testing.T) {
	h := shared(t)
	tab := h.signedIn(t, "mai").Open("/language?lang=en").
		Open("/visits/new?client=" + string(h.cast.hana) + "&on=2025-11-26")
	if tab.Has("[name=contract]") {
		t.Error("a course is named before there is a service")
	}
	tab.Fill("service.0", string(h.cast.laser)).Says("Which course gives the session")
	tab.Fill("at", "９０５")
	if got := Value[string](tab, "document.querySelector('[name=at]').value"); got != "09:05" {
		t.Error("the time stands as", got)
	}
}
