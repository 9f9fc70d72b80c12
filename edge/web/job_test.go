package web

import (
	"net/url"
	"regexp"
	"testing"
	"time"
)

var rawKey = regexp.MustCompile(`>[a-z]+\.[a-z_]+(\.[a-z_]+)?<`)

var inline = regexp.MustCompile(` (style|on[a-z]+|hx-on[^=]*)="|<script>|<style|javascript:|&lt;no value&gt;`)

// mustBeSafe holds a page to the content policy: nothing inline.
func mustBeSafe(t *testing.T, name string, page []byte) {
	t.Helper()
	if found := inline.Find(page); found != nil {
		t.Errorf("%s has %s", name, found)
	}
}

const (
	login    = "hanako"
	password = "a long quiet river"
)

// opened is a branch that was set up through its pages, with a service, a practitioner and a room.
func opened(t *testing.T) (*house, *browser) {
	t.Helper()
	h := newHouse(t)
	b := h.browser()
	b.open("/").must(200)
	if b.path != "/setup" {
		t.Fatal("a fresh box leads to", b.path)
	}
	b.submit("/setup", "name", "Omotesando", "code", "TYO1", "kind", "aesthetic", "currency", "JPY",
		"zone", "Asia/Tokyo", "language", "en", "step", "15", "first_weekday", "1").must(200)
	b.submit("/setup/manager", "name", "Hanako Sato", "login", login, "password", password, "again", password).must(200)
	b.open("/settings/practitioners/new").must(200)
	hours := []string{"name", "Tanaka Mayu", "title", "Therapist"}
	for _, day := range []string{"1", "2", "3", "4", "5", "6"} {
		hours = append(hours, "from."+day+".0", "10:00", "to."+day+".0", "13:00",
			"from."+day+".1", "14:00", "to."+day+".1", "19:00")
	}
	b.submit("/settings/practitioners/new", hours...).must(200, "Tanaka Mayu")
	b.open("/settings/services/new").must(200)
	b.submit("/settings/services/new", "name", "Laser", "length", "45", "price", "12000", "after", "15").must(200, "Laser")
	b.open("/settings/products/new").must(200)
	b.submit("/settings/products/new", "name", "Three lasers", "price", "30000", "from", "sale", "months", "12",
		"service.0", b.option("service.0", "Laser"), "sessions.0", "3").must(200, "Three lasers")
	return h, b
}

// register makes a client and gives the address of the card.
func (b *browser) register(family, given, phone string) string {
	b.h.Helper()
	b.open("/clients/new")
	b.submit("/clients", "family", family, "given", given, "phone.0", phone).must(200, family)
	return b.path
}

// wish is a filled booking form for the client at a card.
func (b *browser) wish(card, on, at string) []string {
	b.h.Helper()
	b.open(card)
	b.open(b.link("New visit")).must(200)
	return []string{"on", on, "at", at, "service.0", b.option("service.0", "Laser"),
		"practitioner.0", b.option("practitioner.0", "Tanaka")}
}

// TestTheMainJob is the whole of it, as somebody without script does it.
func TestTheMainJob(t *testing.T) {
	h, b := opened(t)
	card := b.register("Yamada", "Aoi", "03-1234-5678")

	b.submit("/visits", b.wish(card, "2025-11-25", "10:00")...).must(200, "Yamada", "Unconfirmed", "¥12,000")
	visit := b.path
	b.submit(visit+"/confirmation").must(200, "Confirmed")
	b.open("/calendar/2025-11-25").must(200, "Yamada Aoi", "Laser", "10:00")

	b.open(card)
	b.open(b.link("New contract")).must(200)
	b.submit("/contracts", "product", b.radio("product", "Three lasers"), "paid", "10000", "means", "card").
		must(200, "Three lasers", "¥20,000")
	contract := b.path
	b.submit(contract+"/payment", "amount", "２０，０００", "means", "cash").must(200)

	// The course covers the next visit: the form says so, the booking holds a session.
	wish := b.wish(card, "2025-11-25", "14:00")
	b.submit("/visits", append(wish, "do", "again")...)
	visit = b.path
	b.must(200, "booked")
	b.open(contract).must(200, "2 free", "1 booked")

	b.open(visit)
	b.submit(visit+"/cancellation", "reason", "client").must(200, "Cancelled")
	b.open(contract).must(200, "0 booked")

	b.submit("/visits", b.wish(card, "2025-11-25", "15:00")...).must(200)
	visit = b.path
	h.now = h.now.Add(31 * time.Hour) // the day of the visit
	b.open(visit).must(200)
	for _, step := range []string{"arrival", "start", "completion"} {
		b.submit(visit + "/" + step).must(200)
	}
	b.must(200, "Completed")
	b.open(contract).must(200, "1 used", "Earned ¥ 10,000")
}

// TestSignInTellsNothing: an unknown name and a wrong password are the same answer, and a session begins anew.
func TestSignInTellsNothing(t *testing.T) {
	h, _ := opened(t)
	answers := map[string]bool{}
	for _, who := range [][2]string{{login, "wrong password"}, {"nobody", password}, {"", ""}} {
		b := h.browser()
		b.open("/signin").must(200)
		b.submit("/signin", "login", who[0], "password", who[1]).must(422)
		answers[refusalOn(b)] = true
	}
	if len(answers) != 1 {
		t.Error("the answers differ:", answers)
	}
	b := h.browser()
	b.open("/clients?q=x").must(200, "Sign in")
	b.submit("/signin", "login", login, "password", password).must(200)
	if b.path != "/clients" {
		t.Error("after signing in the reader stands at", b.path)
	}
}

func refusalOn(b *browser) string {
	n := b.page.find(func(n *node) bool { return n.Attr["class"] == "fault" })
	if n == nil {
		return ""
	}
	return n.words()
}

// refused is a form that was sent back: what stood in the way, and what was typed.
func (b *browser) refused(action string, words ...string) url.Values {
	b.h.Helper()
	b.must(422, words...)
	return b.fill(action)
}

func TestRefusalsKeepWhatWasTyped(t *testing.T) {
	h, b := opened(t)
	card := b.register("Yamada", "Aoi", "")
	wish := b.wish(card, "2025-11-25", "13:30") // in the break
	b.submit("/visits", append(wish, "note", "by the window")...)
	kept := b.refused("/visits", "outside working hours", "14:00")
	if kept.Get("note") != "by the window" || kept.Get("at") != "13:30" {
		t.Error("what was typed is lost:", kept)
	}
	b.submit("/visits", "at", "14:00").must(200, "Yamada") // the same form, mended, under the same command id

	// Another desk wants the same time: it is told by whom and for whom it was taken, and a manager may insist.
	other := h.browser()
	other.open("/signin")
	other.submit("/signin", "login", login, "password", password)
	other.submit("/visits", other.wish(other.register("Ito", "Ken", ""), "2025-11-25", "14:15")...)
	other.must(422, "taken by Hanako Sato for Yamada Aoi", "Ito Ken")
	other.submit("/visits", "overlap", "yes").must(200, "Ito Ken")

	for _, tt := range []struct {
		open, post, words string
		typed             []string
	}{
		{"/clients/new", "/clients", "Type a name", []string{"family", "", "birthday", "1990-02-30"}},
		{"/settings/services/new", "/settings/services/new", "name", []string{"name", "", "length", "soon"}},
		{"/settings/practitioners/new", "/settings/practitioners/new", "Give an end after", []string{"name", "X", "from.1.0", "19:00", "to.1.0", "09:00"}},
		{"/settings/users/new", "/settings/users/new", "Use at least 8", []string{"name", "A", "login", "a b", "password", "x"}},
		{"/settings/branch", "/settings/branch", "code", []string{"code", "1"}},
		{"/contracts/new", "/contracts", "not an amount", []string{"paid", "a lot"}},
		{"/visits/new", "/visits", "client", []string{"on", "tomorrow"}},
	} {
		b.open(tt.open).must(200)
		b.submit(tt.post, tt.typed...)
		kept := b.refused(tt.post, tt.words)
		for i := 0; i < len(tt.typed); i += 2 {
			if tt.typed[i] != "password" && kept.Get(tt.typed[i]) != tt.typed[i+1] {
				t.Errorf("%s lost %s: %q", tt.post, tt.typed[i], kept.Get(tt.typed[i]))
			}
		}
	}
}

func TestDuplicatesAreShownAndOverruled(t *testing.T) {
	_, b := opened(t)
	b.register("Yamada", "Aoi", "03-1234-5678")
	b.open("/clients/new")
	b.submit("/clients", "family", "Yamada", "given", "Aoi", "phone.0", "03-1234-5678").must(422, "registered already")
	b.submit("/clients", "sure", "yes").must(200, "TYO1-000002")

	b.open("/clients/new")
	wish := append(b.wish("/calendar/2025-11-25", "2025-11-25", "10:00"), "new_family", "Yamada", "new_given", "Aoi",
		"new_phone", "0312345678")
	b.submit("/visits", wish...).must(422, "registered already")
	b.submit("/visits", "sure", "yes").must(200, "TYO1-000003")
}

// TestOneFormHasOneEffect: a resend gets the same answer; the same form with other content shows both.
func TestOneFormHasOneEffect(t *testing.T) {
	h, b := opened(t)
	card := b.register("Yamada", "Aoi", "")
	wish := b.wish(card, "2025-11-25", "10:00")
	form := b.fill("/visits", wish...)
	first := b.post("/visits", form).must(200).path
	before := h.edge.Book.Head(h.edge.Node).Height
	if again := b.post("/visits", form).must(200).path; again != first {
		t.Error("a resend led to", again)
	}
	if h.edge.Book.Head(h.edge.Node).Height != before {
		t.Error("a resend changed something")
	}
	form.Set("at", "15:00")
	b.post("/visits", form).must(409, "10:00", "15:00", "Hanako Sato", "Laser", "Yamada")
	if h.edge.Book.Head(h.edge.Node).Height != before {
		t.Error("a conflict changed something")
	}

	// Two people edit one card: the second is told, and nothing is overwritten.
	b.open(card + "/edit")
	stale := b.fill(card+"/edit", "given", "Mio")
	b.submit(card+"/edit", "given", "Rin").must(200, "Rin")
	b.post(card+"/edit", stale).must(409, "Rin", "Mio")
	b.open(card).must(200, "Yamada Rin")
}
