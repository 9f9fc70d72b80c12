package web

import (
	"strings"
	"testing"
	"time"

	"branchbook/sync/people"
)

// sold is a branch with a client who has a course, and the addresses of card and contract.
func sold(t *testing.T) (h *house, b *browser, card, contract string) {
	t.Helper()
	h, b = opened(t)
	card = b.register("Yamada", "Aoi", "")
	b.open(card)
	b.open(b.link("New contract")).must(200)
	if b.fill("/contracts").Get("product") == "" {
		t.Error("the only course there is has to be chosen")
	}
	b.submit("/contracts", "paid", "30000").must(200, "Three lasers")
	return h, b, card, b.path
}

// TestWhatBecomesOfTheSessions: who calls a visit off hears what that did to the course (CAL-20), and the day still
// leads to the visit.
func TestWhatBecomesOfTheSessions(t *testing.T) {
	h, b, card, contract := sold(t)
	visit := b.book(card, "10:00")
	b.submit(visit+"/cancellation", "reason", "client").must(200, "1 session has gone back to the course")
	b.open("/calendar/"+visitDay).must(200, "1 cancelled or not come", "10:00 · Laser")
	if b.link("Yamada Aoi") != visit {
		t.Error("the day does not lead to what was cancelled")
	}

	visit = b.book(card, "15:00")
	h.now = h.now.Add(31 * time.Hour)
	b.open(visit).submit(visit+"/no-show").must(200, "Marked as not come. 1 session of the course is lost.")
	b.open("/calendar/"+visitDay).must(200, "2 cancelled or not come")
	b.open(contract).must(200, "1 used")
}

// TestAContractFromTheVisit: a course is signed straight from a booked visit, which then uses it (CRS-3, CRS-10).
func TestAContractFromTheVisit(t *testing.T) {
	_, b := opened(t)
	card := b.register("Yamada", "Aoi", "")
	visit := b.book(card, "10:00")
	b.open(b.link("New contract")).must(200, "Yamada Aoi")
	b.submit("/contracts", "paid", "10000", "paid_only", "yes").must(200, "The contract is signed", "As it is")
	if b.path != visit+"/edit" {
		t.Fatal("after signing one stands at", b.path)
	}
	b.submit(visit+"/edit").must(200, "session booked")
	contract := b.link("TYO1-2025-0001")
	b.open(contract).must(200, "Sessions only as far as they are paid", "1 booked")

	b.submit("/visits", b.wish(card, "2025-11-26", "10:00")...).must(422, "used only as far as it is paid")
}

// TestAnAnswerThatIsReloaded: the address of a form that was refused leads to the page that has the form.
func TestAnAnswerThatIsReloaded(t *testing.T) {
	_, b := opened(t)
	card := b.register("Yamada", "Aoi", "")
	visit := b.book(card, "10:00")
	for from, to := range map[string]string{
		"/visits": "/visits/new", "/visits/form": "/visits/new", visit + "/cancellation": visit,
		"/settings/hours/days/2025-12-31/clearing": "/settings/hours", "/sync/backups": "/sync",
	} {
		if b.open(from).must(200); b.path != to {
			t.Errorf("%s leads to %s", from, b.path)
		}
	}
	b.open("/signout").must(404)
}

func TestATimeOfDayAsItIsTyped(t *testing.T) {
	for typed, want := range map[string]int{
		"14:05": 845, "1405": 845, "14.05": 845, " 9 ": 540, "905": 545, "１４：０５": 845, "0:00": 0,
	} {
		if got, ok := at(typed); got != want || !ok {
			t.Errorf("%q is %d, %v", typed, got, ok)
		}
	}
	for _, typed := range []string{"", "noon", "24:00", "25", "9:60", "9:5", "-1", "14:05:00", "2 PM"} {
		if got, ok := at(typed); ok {
			t.Errorf("%q is read as %d", typed, got)
		}
	}
	for typed, want := range map[string]int{"24:00": 1440, "2359": 1440, "19": 1140} {
		if got, ok := until(typed); got != want || !ok {
			t.Errorf("a day until %q ends at %d, %v", typed, got, ok)
		}
	}
}

// TestWordsForWhatIsNoMore: each list has its own word for what is kept only for the past.
func TestWordsForWhatIsNoMore(t *testing.T) {
	_, b := opened(t)
	b.open("/settings/practitioners")
	b.open(b.link("Tanaka Mayu")).must(200, "No longer works here")
	if strings.Contains(b.text(), "offered") {
		t.Error("a person is spoken of as a service")
	}
	b.submit(b.path, "retired", "yes").must(200, "no longer works here")
}

// TestADeskIsNotShownTheSettings: neither the way nor the place.
func TestADeskIsNotShownTheSettings(t *testing.T) {
	h, _ := opened(t)
	b := h.colleague(people.Desk)
	b.open("/")
	if strings.Contains(b.body, `href="/settings`) {
		t.Error("the desk is led to what it may not see")
	}
}

// TestFewLeft: a block says how many sessions are left where few are (CAL-12), and a course pays its visit.
func TestFewLeft(t *testing.T) {
	_, b, card, _ := sold(t)
	visit := b.book(card, "10:00")
	b.must(200, "by course")
	b.book(card, "15:00")
	b.open("/calendar/"+visitDay).must(200, "2 left", "1 left")
	b.open(visit)
	if strings.Contains(b.text(), "¥12,000") {
		t.Error("a visit that a course gives is shown with a price to pay")
	}
}

// TestABookingOutsideOfWorkingTime keeps a mark in the calendar for as long as it stands there (SCH-2).
func TestABookingOutsideOfWorkingTime(t *testing.T) {
	_, b := opened(t)
	b.book(b.register("Yamada", "Aoi", ""), "10:00")
	b.open("/calendar/" + visitDay)
	if strings.Contains(b.text(), "outside of working time") {
		t.Error("a booking in working time is marked")
	}
	b.open("/settings/hours")
	b.submit("/settings/hours/absences", "practitioner", b.option("practitioner", "Tanaka"), "away_reason", "ill",
		"away_from", visitDay, "away_to", visitDay).must(200, "1 booking now stands", "Tue, Nov 25 10:00, Tanaka Mayu")
	b.open("/calendar/"+visitDay).must(200, "outside of working time")
}

// TestSomebodyLeaves: who has visits ahead does not leave silently, and nobody's only service is taken from them.
func TestSomebodyLeaves(t *testing.T) {
	_, b, card := staffed(t)
	b.book(card, "10:00")
	b.open("/settings/services")
	b.open(b.link("Laser"))
	form := b.fill(b.path)
	for field := range form {
		if strings.HasPrefix(field, "practitioner.") {
			form.Del(field)
		}
	}
	form.Set(b.field("practitioner.", "Tanaka"), "yes")
	b.post(b.path, form).must(200, "Saved")

	b.open("/settings/practitioners")
	b.open(b.link("Tanaka"))
	person, laser := b.path, b.field("service.", "Laser")
	b.submit(person, laser, "").must(422, "Nobody else does this service")

	b.open(person)
	b.submit(person, "retired", "yes").must(200, "Saved. 1 visit ahead is still booked with this person")
	b.open("/calendar/"+visitDay).must(200, "no longer works here")
	if strings.Contains(b.body, "practitioner="+lastOf(person)) {
		t.Error("the time of somebody who has left is offered")
	}
}

// field is the name of the box to tick with a word beside it.
func (b *browser) field(prefix, word string) string {
	b.h.Helper()
	box := b.page.find(func(n *node) bool {
		return n.Data == "div" && n.Attr["class"] == "tick" && strings.Contains(n.words(), word) &&
			n.find(func(i *node) bool { return strings.HasPrefix(i.Attr["name"], prefix) }) != nil
	})
	if box == nil {
		b.h.Fatalf("%s has no box for %s", b.path, word)
	}
	return box.find(func(i *node) bool { return i.Data == "input" }).Attr["name"]
}
