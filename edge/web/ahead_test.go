package web

import (
	"maps"
	"net/url"
	"testing"
)

// look asks a booking form once more what saving it would do, as without script.
func (b *browser) look(wish ...string) *browser {
	b.h.Helper()
	return b.post("/visits/form", b.fill("/visits", append(wish, "do", "again")...))
}

// TestTheFormSaysBeforeSaving: a booking form says whether the time is free, whose it is, what else is free and which
// session is used, by the rules of saving; and nothing of that is kept.
func TestTheFormSaysBeforeSaving(t *testing.T) {
	_, b, card, contract := sold(t)
	b.look(b.wish(card, visitDay, "10:00")...).
		must(200, "Free: Tue, Nov 25, 10:00–10:45", "uses 1 of 3, 2 still free", "Cancelled before it begins",
			"Not coming: the session is lost, ¥10,000 counts as revenue")
	b.open(contract).must(200, "0 booked")

	b.book(b.register("Kato", "Mai", ""), "10:00")
	b.look(b.wish(card, visitDay, "10:15")...).
		must(200, "taken by Hanako Sato for Kato Mai", "Tanaka Mayu works 10:00–13:00, 14:00–19:00", "Nearest free times")
	b.post("/visits/form", b.fill("/visits", "do", "start.2025-11-25.660")).must(200, "Free: Tue, Nov 25, 11:00–11:45")
	b.submit("/visits").must(200, "11:00–11:45")

	wish := b.wish(card, visitDay, "９.05")
	b.look(append(wish, "length.0", "３０", "contract", "none", "price.0", "１２，３４５")...).
		must(200, "This lies outside working hours", "30 min", "¥12,345")

	wish = b.wish(card, "", "")
	b.look(append(wish[4:6], "on", visitDay, "at", "9:30")...).must(200, "12:00 · Tanaka Mayu")
}

// TestACourseOnTheSpot: a course chosen in the booking form is signed with the visit, which holds its first session;
// each once, whatever is sent twice (CRS-3), and not where the price is not the one that was shown.
func TestACourseOnTheSpot(t *testing.T) {
	_, b := opened(t)
	card := b.register("Yamada", "Aoi", "")
	b.look(b.wish(card, visitDay, "10:00")...).must(200, "New course: Three lasers", "3 × Laser")
	chosen := b.radio("contract", "New course")
	form := b.fill("/visits", "contract", chosen)
	b.post("/visits/form", changed(form, "do", "again")).must(200, "Three lasers, uses 1 of 3, 2 still free")

	form = b.fill("/visits")
	form.Del("do")
	b.post("/visits", changed(form, "shown."+chosen[len("new:"):], "1")).must(422, "price")
	b.post("/visits", form).must(200, "Booked. The contract is signed.", "TYO1-2025-0001 · 2 left")
	visit := b.path
	b.post("/visits", form).must(200)
	if b.path != visit {
		t.Error("the same form made a second visit at", b.path)
	}
	b.open(card).must(200, "TYO1-2025-0001")
	b.open("/contracts").must(200, "1 contract")
}

// changed is a form with one field typed anew.
func changed(form url.Values, field, value string) url.Values {
	form = maps.Clone(form)
	form.Set(field, value)
	return form
}
