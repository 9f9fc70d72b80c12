package web

import (
	"strings"
	"testing"
)

// TestHours: closing a day leaves its bookings and names them; who is away has no free time.
func TestHours(t *testing.T) {
	_, b := opened(t)
	card := b.register("Yamada", "Aoi", "")
	b.submit("/visits", b.wish(card, "2025-11-25", "10:00")...).must(200)
	visit := b.path

	b.open("/settings/hours")
	b.submit("/settings/hours", "from.1.0", "09:00", "to.1.0", "20:00", "from.2.0", "12:00", "to.2.0", "23:59").
		must(200, "1 booking now stands outside of working time", "Yamada Aoi")
	b.open("/settings/hours").must(200)
	if kept := b.fill("/settings/hours"); kept.Get("to.2.0") != "24:00" || kept.Get("from.2.0") != "12:00" {
		t.Error("the hours do not come back:", kept)
	}
	b.open(visit).must(200, "Unconfirmed")

	b.open("/settings/hours")
	b.submit("/settings/hours/days", "on", "2025-12-31", "reason", "").must(422, "Give the reason")
	b.submit("/settings/hours/days", "reason", "New year").must(200, "New year")
	b.open("/calendar/2025-12-31").must(200, "New year")
	b.open("/settings/hours")
	b.submit("/settings/hours/days/2025-12-31/clearing").must(200)
	b.open("/settings/hours")
	if strings.Contains(b.text(), "New year") {
		t.Error("the day was not taken back")
	}

	b.submit("/settings/hours/absences", "practitioner", b.option("practitioner", "Tanaka"), "away_reason", "Leave",
		"away_from", "2025-12-02", "away_to", "2025-12-01").must(422, "before the first")
	b.submit("/settings/hours/absences", "away_to", "2025-12-03").must(200, "Leave")
	b.submit("/visits", b.wish(card, "2025-12-02", "15:00")...).must(422, "absent")
}

// TestNewPeopleDoWhatEverybodyDoes: a form that is not touched leaves what everybody may do to everybody.
func TestNewPeopleDoWhatEverybodyDoes(t *testing.T) {
	_, b := opened(t)
	b.open("/settings/practitioners/new")
	b.submit("/settings/practitioners/new", "name", "Suzuki Aya", "from.2.0", "10:00", "to.2.0", "18:00").must(200)
	b.open("/settings/services").must(200)
	b.open(b.link("Laser"))
	service := b.path
	for name, value := range b.fill(service) {
		if strings.HasPrefix(name, "practitioner.") && value[0] != "yes" {
			t.Error(name, value)
		}
	}
	b.open("/settings/practitioners")
	b.open(b.link("Suzuki"))
	edit := b.path
	form := b.fill(edit)
	for name := range form {
		if strings.HasPrefix(name, "service.") {
			form.Del(name)
		}
	}
	b.post(edit, form).must(200)
	b.submit("/visits", append(b.wish(b.register("Ito", "Ken", ""), "2025-11-25", "10:00"),
		"practitioner.0", lastOf(edit))...).must(422, "does not do this service")
}

// TestAPersonDecidesAboutParkedSessions: terms that leave it to a person, and the person.
func TestAPersonDecidesAboutParkedSessions(t *testing.T) {
	_, b := opened(t)
	b.open("/settings/products")
	b.open(b.link("Three lasers"))
	b.submit(b.path, "cancel", "operator", "notice", "2").must(200)
	card := b.register("Yamada", "Aoi", "")
	b.open(card)
	b.open(b.link("New contract"))
	b.submit("/contracts", "product", b.radio("product", "Three lasers")).must(200)
	contract := b.path
	b.submit("/visits", b.wish(card, "2025-11-25", "10:00")...).must(200)
	b.submit(b.path+"/cancellation", "reason", "ill").must(200)

	b.open(contract).must(200, "Sessions that wait", "2 free")
	b.submit(contract+"/return", "reason", "").must(422)
	b.submit(contract+"/return", "reason", "She called in time.").must(200, "3 free", "She called in time.")
}

// TestUsersComeAndGo: a new person signs in, and not any more once disabled; the last manager stays.
func TestUsersComeAndGo(t *testing.T) {
	h, b := opened(t)
	b.open("/settings/users/new")
	b.submit("/settings/users/new", "name", "Ken Ito", "login", "Ken", "role", "desk", "password", password).must(200, "Ken Ito")
	user := b.link("Ken Ito")
	try := func(status int) {
		t.Helper()
		other := h.browser()
		other.open("/signin")
		other.submit("/signin", "login", "KEN", "password", password).must(status)
	}
	try(200)
	b.open(user)
	b.submit(user, "disabled", "yes").must(200)
	try(422)
	me := b.open("/settings/users").link("Hanako Sato")
	b.open(me)
	b.submit(me, "role", "desk").must(422, "Nobody would be left")
}
