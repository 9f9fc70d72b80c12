package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"branchbook/sync/link/cutter"
	"branchbook/ui/text"
)

// look holds a page to what every page must be: accessible, legible in the dark, and readable at 320 pixels without
// moving it sideways.
func (h *house) look(tab *Tab, state string) {
	tab.Helper()
	tab.Accessible(h.axe, state)
	tab.Dark(true).Legible(h.axe, state+", dark").Dark(false)
	tab.Size(320, 700).Reflows(state+", 320 px").Size(1440, 900)
	h.keep(tab, state)
}

// keep leaves pictures of the page where BRANCHBOOK_PICTURES says, for people to look at.
func (h *house) keep(tab *Tab, state string) {
	dir := os.Getenv("BRANCHBOOK_PICTURES")
	if dir == "" {
		return
	}
	name := strings.Trim(strings.NewReplacer("/", "_", "?", "_", ", ", "_", " ", "-").Replace(tab.Path()), "_")
	for _, width := range []int64{1440, 1024, 390} {
		tab.Size(width, 900)
		file := fmt.Sprintf("%.60s.%s.%d.png", name, strings.ReplaceAll(state, " ", "-"), width)
		if err := os.WriteFile(filepath.Join(dir, file), tab.Picture(), 0o600); err != nil {
			tab.Error(err)
		}
	}
	tab.Size(1440, 900)
}

// branchPages are the pages of the branch.
func (h *house) branchPages() []string {
	c := &h.cast
	return []string{
		"/calendar/" + string(monday), "/calendar/2025-11-25", "/calendar/" + string(monday) + "?month=2025-12",
		"/calendar/week/" + string(monday), "/calendar/week/" + string(monday) + "?practitioner=" + string(c.sato),
		"/calendar/list/" + string(monday), "/calendar/list/" + string(monday) + "?status=open",
		"/calendar/print/" + string(monday), "/calendar/takings/" + string(monday),
		"/calendar/takings/" + string(monday) + "?of=cash", "/visits/new",
		"/visits/new?client=" + string(c.hana) + "&on=2025-11-25&at=10:00&practitioner=" + string(c.sato),
		"/visits/" + string(c.booked), "/visits/" + string(c.done), "/visits/" + string(c.other),
		"/clients", "/clients?q=suz", "/clients?q=nobody", "/clients/new", "/clients/" + string(c.hana),
		"/clients/" + string(c.hana) + "?tab=contracts", "/clients/" + string(c.hana) + "?tab=details",
		"/clients/" + string(c.hana) + "?tab=changes",
		"/clients/" + string(c.hana) + "/edit", "/contracts", "/contracts/new?client=" + string(c.hana),
		"/contracts/" + string(c.contract), "/contracts/" + string(c.contract) + "?kind=other", "/settings", "/settings/services",
		"/settings/services/" + string(c.laser), "/settings/practitioners", "/settings/practitioners/" + string(c.sato),
		"/settings/resources", "/settings/resources/new", "/settings/products", "/settings/products/" + string(c.course),
		"/settings/reasons", "/settings/users", "/settings/users/new", "/settings/branch", "/settings/hours", "/sync", "/recent", "/keys",
	}
}

// mainPages are those that somebody sees every day.
func (h *house) mainPages() []string {
	c := &h.cast
	return []string{
		"/calendar/" + string(monday), "/calendar/week/" + string(monday), "/calendar/list/" + string(monday), "/visits/new",
		"/visits/" + string(c.booked), "/clients",
		"/clients/" + string(c.hana), "/contracts/" + string(c.contract),
		"/contracts/" + string(c.contract) + "?kind=other", "/settings", "/sync",
	}
}

func (h *house) hubPages() []string {
	node := h.tokyo.Node
	return []string{
		"/", "/analysis", "/rows?figure=visits&from=2025-11-24&to=2025-11-24", "/branches", "/branches/" + node,
		"/enrolment", "/people", "/people/new", "/alarms", "/visits/" + node + "/" + string(h.cast.done),
		"/contracts/" + node + "/" + string(h.cast.contract),
	}
}

func TestEveryPageOfABranch(t *testing.T) {
	h := shared(t)
	tab := h.signedIn(t, "yuki")
	for _, path := range h.branchPages() {
		h.look(tab.Open(path), "full")
	}
	h.look(h.browser.Tab(t, h.desk.url()).Open("/signin"), "full")
}

func TestEveryPageOfHeadquarters(t *testing.T) {
	h := shared(t)
	tab := h.atHub(t)
	for _, path := range h.hubPages() {
		h.look(tab.Open(path), "full")
	}
	h.look(h.browser.Tab(t, h.hub.url()).Open("/signin"), "full")
}

func TestPagesWithNothingOnThem(t *testing.T) {
	h := shared(t)
	tab := signIn(h.browser.Tab(t, h.empty.url()), "yuki")
	for _, path := range []string{
		"/calendar", "/calendar/week/" + string(monday), "/calendar/list/" + string(monday), "/visits/new", "/clients",
		"/contracts", "/contracts/new", "/settings", "/settings/services",
		"/settings/practitioners", "/settings/products", "/settings/hours", "/sync",
	} {
		h.look(tab.Open(path), "empty")
	}
	h.look(h.browser.Tab(t, h.fresh.url()).Open("/setup"), "first run")
}

// TestFormsThatWereRefused sends forms in which much is wrong.
func TestFormsThatWereRefused(t *testing.T) {
	h := shared(t)
	tab := h.signedIn(t, "yuki")
	for path, wrong := range map[string]string{
		"/visits/new": "at=25:00", "/clients/new": "birthday=1990-02-30", "/contracts/new": "paid=a lot",
		"/settings/services/new": "length=soon", "/settings/practitioners/new": "from.1.0=19:00",
		"/settings/resources/new": "capacity=many", "/settings/products/new": "months=ever",
		"/settings/users/new": "password=x", "/settings/branch": "code=1",
	} {
		name, value, _ := strings.Cut(wrong, "=")
		tab.Open(path).Fill(name, value)
		tab.Leaves(func() { tab.Click("main form[method=post] button.main") })
		if !tab.Has(".summary:focus") || !tab.Has(".fault") {
			t.Errorf("%s: nobody is led to what is wrong", path)
		}
		h.look(tab, "refused")
	}
	hub := h.atHub(t).Open("/people/new")
	hub.Leaves(func() { hub.Click("main form[method=post] button.main") })
	h.look(hub, "refused")
}

// TestBothSidesOfAConflict sends one form twice with different content, as after the back button, and edits a card
// that somebody else has changed meanwhile.
func TestBothSidesOfAConflict(t *testing.T) {
	h := shared(t)
	tab := h.signedIn(t, "mai")
	save := func() { tab.Click("main form .actions button.main") }
	tab.Open("/clients/new").Fill("family", "First")
	command := Value[string](tab, "document.querySelector('[name=command]').value")
	card := tab.Leaves(save).Path()
	tab.Open("/clients/new").Fill("family", "Second").Fill("command", command)
	tab.Leaves(save).Says("Second")
	h.look(tab.Says("First"), "conflict")

	tab.Open(card+"/edit").Fill("given", "Mine")
	other := tab.Beside().Open(card+"/edit").Fill("given", "Theirs")
	other.Leaves(func() { other.Click("main form .actions button.main") })
	tab.Leaves(save).Says("Theirs")
	h.look(tab.Says("Mine"), "stale")
}

func TestPagesThatSayNo(t *testing.T) {
	h := shared(t)
	tab := h.signedIn(t, "mai").Alone(true) // a missing page is an error to the browser
	h.look(tab.Open("/visits/none"), "missing")
	tab.Alone(false)
	h.look(tab.Open("/settings"), "forbidden")
}

// TestPagesBehindACutLine: the branch goes on, and headquarters says what it does not know.
func TestPagesBehindACutLine(t *testing.T) {
	h := shared(t)
	tab, hub := h.signedIn(t, "yuki"), h.atHub(t)
	tab.Open("/sync")
	h.tokyo.Line.Set(cutter.Cut)
	defer h.tokyo.Line.Set(cutter.Whole)
	tab.Await("the chip says it", `document.querySelector('#link[data-state=alone]')`)
	for _, path := range []string{"/calendar/" + string(monday), "/sync", "/visits/" + string(h.cast.booked)} {
		h.look(tab.Open(path).Says("Carry on"), "cut")
	}
	for _, path := range []string{"/", "/branches", "/branches/" + h.tokyo.Node} {
		h.look(hub.Open(path), "cut")
	}
}

func TestFiveLanguages(t *testing.T) {
	h := shared(t)
	tab, hub := h.signedIn(t, "yuki"), h.atHub(t)
	for _, lang := range text.Langs[1:] {
		tab.Open("/language?lang=" + lang)
		for _, path := range h.mainPages() {
			h.speaks(tab.Open(path), lang)
		}
		tab.Accessible(h.axe, lang)
		hub.Open("/language?lang=" + lang)
		for _, path := range []string{"/", "/branches", "/enrolment"} {
			h.speaks(hub.Open(path), lang)
		}
		hub.Accessible(h.axe, lang)
	}
}

// speaks holds a page to a language.
func (h *house) speaks(tab *Tab, lang string) {
	tab.Helper()
	if got := Value[string](tab, "document.documentElement.lang"); got != lang {
		tab.Errorf("%s is in %s, not in %s", tab.Path(), got, lang)
	}
	tab.Size(320, 700).Reflows(lang+", 320 px").Size(1440, 900)
	h.keep(tab, lang)
}
