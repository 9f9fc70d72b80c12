package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"branchbook/sync/people"
)

const visitDay = "2025-11-25"

// staffed is an opened branch with a second service and a second practitioner, and a card.
func staffed(t *testing.T) (h *house, b *browser, card string) {
	t.Helper()
	h, b = opened(t)
	b.open("/settings/practitioners/new")
	hours := []string{"name", "Ono Rie"}
	for _, day := range []string{"1", "2", "3", "4", "5", "6"} {
		hours = append(hours, "from."+day+".0", "10:00", "to."+day+".0", "19:00")
	}
	b.submit("/settings/practitioners/new", hours...).must(200, "Ono Rie")
	b.open("/settings/services/new")
	b.submit("/settings/services/new", "name", "Peel", "length", "30", "price", "5000").must(200, "Peel")
	return h, b, b.register("Yamada", "Aoi", "")
}

// book books a laser for the client at a card and gives the visit's address.
func (b *browser) book(card, at string, typed ...string) string {
	b.h.Helper()
	b.submit("/visits", append(b.wish(card, visitDay, at), typed...)...).must(200)
	return b.path
}

// edit opens the form of a visit and sends it with some fields typed anew.
func (b *browser) edit(visit string, typed ...string) *browser {
	b.h.Helper()
	b.open(visit + "/edit").must(200)
	return b.submit(visit+"/edit", typed...)
}

// colleague is somebody at another desk.
func (h *house) colleague(role people.Role) *browser {
	h.Helper()
	return &browser{h: h, client: func() *http.Client {
		c := h.as(role)
		c.CheckRedirect = nil
		return c
	}()}
}

// TestOneFormChangesEverything: services, order, times, length, price, day, remarks; saved unchanged it says nothing.
func TestOneFormChangesEverything(t *testing.T) {
	h, b, card := staffed(t)
	visit := b.book(card, "10:00", "note", "by the window")
	height := func() int64 { return h.edge.Book.Head(h.edge.Node).Height }
	before := height()
	b.edit(visit).must(200, "Saved")
	if height() != before {
		t.Error("a form that was saved as it was changed something")
	}

	// A second service after the first, and the first with another price and length.
	b.open(visit + "/edit")
	b.submit(visit+"/edit", "do", "more").must(200, "Remove")
	peel, ono := b.option("service.1", "Peel"), b.option("practitioner.1", "Ono")
	b.submit(visit+"/edit", "service.1", peel, "practitioner.1", ono, "length.0", "60", "price.0", "9000",
		"source", "phone").must(200, "10:00–11:00", "11:00–11:30", "¥14,000", "by telephone")

	// Another day and hour: the second goes along.
	b.edit(visit, "on", "2025-11-26", "at", "14:00", "note", "").
		must(200, "14:00–15:00", "15:00–15:30", "Nov 25, 2025 → Nov 26, 2025", "10:00 → 14:00", "by the window → –")

	// The first is taken out: the second comes to the visit's beginning, its price stays.
	b.open(visit + "/edit")
	b.submit(visit+"/edit", "do", "drop.0").must(200)
	if b.fill(visit+"/edit").Get("service.0") != peel || b.fill(visit+"/edit").Has("service.1") {
		t.Error("the second row did not move up:", b.fill(visit+"/edit"))
	}
	b.submit(visit+"/edit").must(200, "14:00–14:30", "¥5,000")
	b.open("/calendar/2025-11-26").must(200, "Yamada Aoi", "Peel")

	b.edit(visit, "untimed", "yes").must(200, "without an hour")
	b.edit(visit, "at", "16:00").must(200, "16:00–16:30") // an hour is enough to have one
}

func TestAChangeThatIsRefused(t *testing.T) {
	h, b, card := staffed(t)
	visit := b.book(card, "10:00")
	other := h.colleague(people.Desk)
	other.submitted(card, "14:00")
	b.edit(visit, "at", "14:15", "note", "kept")
	if kept := b.refused(visit+"/edit", "taken by desker for Yamada Aoi", "15:00"); kept.Get("note") != "kept" ||
		kept.Get("at") != "14:15" {
		t.Error("what was typed is lost:", kept)
	}
	b.must(422, "Book over it all the same") // a manager is asked
	b.submit(visit+"/edit", "overlap", "yes").must(200, "14:15", "booked over another visit")
	b.open("/calendar/"+visitDay).must(200, "overlaps Yamada Aoi 14:00")

	other.edit(visit, "at", "14:30").must(422)
	if strings.Contains(other.text(), "all the same") {
		t.Error("a desk is asked whether it insists")
	}
	for _, typed := range [][]string{{"on", "soon"}, {"at", "noon"}, {"length.0", "x"}, {"price.0", "much"},
		{"service.0", ""}, {"practitioner.0", ""}, {"at", "10:03"}, {"source", "pigeon"}} {
		b.edit(visit, typed...)
		if b.status != 422 || refusalOn(b) == "" {
			t.Errorf("%v: %d %q", typed, b.status, refusalOn(b))
		}
	}
}

// submitted books a laser for a client as somebody else.
func (b *browser) submitted(card, at string) {
	b.h.Helper()
	b.submit("/visits", b.wish(card, visitDay, at)...).must(200)
}

// TestTwoDesksChangeOneVisit: the second sees both, and nothing is overwritten; the form sent twice has one effect.
func TestTwoDesksChangeOneVisit(t *testing.T) {
	h, b, card := staffed(t)
	visit := b.book(card, "10:00")
	b.open(visit + "/edit")
	form := b.fill(visit+"/edit", "at", "15:00", "note", "mine")
	h.colleague(people.Desk).edit(visit, "at", "16:00", "note", "theirs").must(200)
	b.post(visit+"/edit", form).must(409, "How it is now", "16:00", "theirs", "What came now", "15:00", "mine")
	b.open(visit).must(200, "16:00", "theirs")

	b.open(visit + "/edit")
	form = b.fill(visit+"/edit", "at", "17:00")
	b.post(visit+"/edit", form).must(200)
	height := h.edge.Book.Head(h.edge.Node).Height
	b.post(visit+"/edit", form).must(200, "17:00")
	if h.edge.Book.Head(h.edge.Node).Height != height {
		t.Error("a form sent twice had two effects")
	}
	form.Set("at", "18:00") // the back button: the same form with other content
	b.post(visit+"/edit", form).must(409, "17:00", "18:00")
}

// TestAskedForByName: giving the visit to another asks first, beside the field; the mark stands where it is true.
func TestAskedForByName(t *testing.T) {
	_, b, card := staffed(t)
	visit := b.book(card, "10:00", "asked", "yes")
	b.must(200, "Asked for by name Tanaka Mayu")
	b.open("/calendar/"+visitDay).must(200, "Asked for by name")
	b.open(visit + "/edit")
	ono := b.option("practitioner.0", "Ono")
	b.submit(visit+"/edit", "practitioner.0", ono)
	b.refused(visit+"/edit", "asked for Tanaka Mayu", "accepts another practitioner")
	if refusalOn(b) == "" {
		t.Error("the question stands beside no field")
	}
	b.submit(visit+"/edit", "agreed", "yes").must(200, "Tanaka Mayu → Ono Rie")
	b.open("/calendar/" + visitDay)
	if strings.Contains(b.text(), "Asked for by name") {
		t.Error("a block of another practitioner bears the mark")
	}
}

// TestAWalkInStartsAsAVisit: booked and arrived with one press, now, today only.
func TestAWalkInStartsAsAVisit(t *testing.T) {
	h, b, card := staffed(t)
	if strings.Contains(b.open("/visits/new?on="+visitDay).text(), "client is here") {
		t.Error("offered for another day")
	}
	wish := b.wish(card, visitDay, "")
	b.submit("/visits", append(wish, "do", "arrived")...).must(422, "booked for today")
	h.now = h.now.Add(26*time.Hour + 4*time.Minute) // 10:34 of the day
	form := b.fill("/visits")
	form.Set("do", "arrived")
	form.Set("at", "")
	b.post("/visits", form).must(200, "Arrived", "10:30", "walked in")
	visit := b.path
	b.post("/visits", form).must(200)
	if b.path != visit {
		t.Error("pressed twice:", b.path)
	}
	b.submit(visit+"/undo").must(200, "Unconfirmed", "Taken back")
}

// TestSomethingElseWasGiven: both are kept and shown; the session of what was not given comes back.
func TestSomethingElseWasGiven(t *testing.T) {
	h, b, card := staffed(t)
	b.open(card)
	b.open(b.link("New contract"))
	b.submit("/contracts", "product", b.radio("product", "Three lasers"), "paid", "30000", "means", "cash").must(200)
	contract := b.path
	visit := b.book(card, "10:00")
	b.open(contract).must(200, "2 free", "1 booked")
	h.now = h.now.Add(26 * time.Hour)
	b.open(visit).must(200, "Something else was given")
	done := visit + "/completion"
	otherwise := func(typed ...string) url.Values {
		t.Helper()
		return b.last(done, typed...)
	}
	empty := otherwise()
	empty.Del("given.0")
	b.post(done, empty).must(422, "at least one service")

	more := otherwise("do", "more")
	more.Del("given.0")
	b.post(done, more).must(200)
	form := otherwise("service.1", b.option("service.1", "Peel"), "price.1", "much")
	if form.Has("given.0") {
		t.Error("the tick came back")
	}
	b.post(done, form).must(422)
	form = otherwise("price.1", "4500", "practitioner.1", b.option("practitioner.1", "Ono"))
	b.post(done, form).must(200, "Completed", "What was given", "Peel", "Ono Rie", "¥4,500", "As booked", "Laser")
	b.post(done, form).must(200) // twice
	b.open(contract).must(200, "3 free", "0 booked")

	other := h.colleague(people.Desk)
	other.open(visit).must(200, "Only a manager can take this back")
	b.open(visit)
	b.submit(visit+"/undo").must(200, "Unconfirmed")
	b.open(contract).must(200, "2 free", "1 booked")
}

// last is what the last form of the page that posts to an address would send.
func (b *browser) last(action string, typed ...string) url.Values {
	b.h.Helper()
	values := url.Values{}
	b.page.walk(func(n *node) {
		if n.Data == "form" && n.Attr["action"] == action {
			values = url.Values{}
			n.walk(func(n *node) { take(values, n) })
		}
	})
	for i := 0; i+1 < len(typed); i += 2 {
		values.Set(typed[i], typed[i+1])
	}
	return values
}

// TestHistoryAndUndo: who, when, from which desk, before and after; every change goes back, the newest first.
func TestHistoryAndUndo(t *testing.T) {
	h, b, card := staffed(t)
	visit := b.book(card, "10:00")
	b.submit(visit + "/confirmation").must(200)
	b.edit(visit, "at", "15:00").must(200, "Hanako Sato · 127.0.0.1", "10:00 → 15:00", "Unconfirmed → Confirmed")
	stale := b.fill(visit + "/undo")

	// Somebody takes the old time: the undo is refused by name, and nothing changed.
	other := h.colleague(people.Desk)
	other.submitted(card, "10:00")
	b.open(visit)
	b.submit(visit+"/undo").must(422, "taken by desker for Yamada Aoi", "15:00")
	other.submit(other.path+"/cancellation", "reason", "mistake").must(200)
	b.open(visit)
	b.submit(visit+"/undo").must(200, "10:00", "Taken back", "Change taken back", "taken back later")
	b.submit(visit+"/undo").must(200, "Unconfirmed")
	b.post(visit+"/undo", stale).must(409) // the back button: it shows another change
	if strings.Contains(b.open(visit).body, visit+"/undo") {
		t.Error("the booking itself is offered to be taken back")
	}

	b.submit(visit+"/cancellation", "reason", "ill", "remark", "fever").must(200, "Illness: fever")
	b.submit(visit+"/undo").must(200, "Unconfirmed")
	b.open("/calendar/"+visitDay).must(200, "Yamada Aoi")
	h.now = h.now.Add(31 * time.Hour)
	b.open(visit)
	b.submit(visit+"/no-show").must(200, "No-show")
	b.submit(visit+"/undo").must(200, "Unconfirmed", "No-show → Unconfirmed")
}
