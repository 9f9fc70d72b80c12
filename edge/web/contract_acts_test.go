package web

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

// TestAContractIsFrozenCorrectedAndEnded: what a person decides about a contract, on its page, and what the books of
// any day say of it (PRODUCT CRS-4, CRS-11).
func TestAContractIsFrozenCorrectedAndEnded(t *testing.T) {
	h, b := opened(t)
	b.open("/settings/products")
	b.open(b.link("Three lasers"))
	b.submit(b.path, "freeze_total", "20", "freeze_once", "10").must(200)
	card := b.register("Yamada", "Aoi", "")
	b.open(card)
	b.open(b.link("New contract"))
	b.submit("/contracts", "product", b.radio("product", "Three lasers"), "paid", "20000", "means", "card").must(200)
	contract := b.path
	b.submit("/visits", b.wish(card, "2025-11-25", "10:00")...).must(200)
	visit := b.path
	h.now = h.now.Add(26 * time.Hour)
	b.open(visit).must(200)
	b.submit(visit + "/arrival").must(200)
	b.submit(visit + "/completion").must(200)

	b.open(contract)
	b.submit(contract+"/freezing", "from", "2025-12-01", "to", "2025-12-20", "reason", "Travels").must(422, "10 more days")
	if kept := b.fill(contract + "/freezing"); kept.Get("reason") != "Travels" {
		t.Error(kept)
	}
	b.submit(contract+"/freezing", "to", "2025-12-10").must(200, "Frozen", "Travels", "Dec 4, 2026")
	b.submit("/visits", b.wish(card, "2025-12-02", "10:00")...).must(422, "frozen until")

	figures := func(query string, words ...string) {
		t.Helper()
		b.open("/contracts/figures?"+query).must(200, words...)
	}
	figures("on=2025-11-24", "Used 0 ¥0", "Left 3 ¥30,000", "Received ¥20,000")
	figures("on=2025-11-25&contract="+lastOf(contract), "TYO1-2025-0001", "Used 1 ¥10,000", "Left 2 ¥20,000", "Left ¥10,000")
	figures("on=2025-11-25&client="+lastOf(card), "Yamada Aoi", "Sold 3 ¥30,000")
	figures("on=2025-11-25&product=none", "Sold 0 ¥0")
	figures("on=never", "Left 2 ¥20,000")

	b.open(contract)
	b.submit(contract+"/correction", "session", "", "reason", "Wrong client").must(422, "no such session")
	b.submit(contract+"/correction", "session", b.option("session", "Laser 1"), "reason", "").must(422, "Say why")
	b.submit(contract+"/correction", "reason", "Wrong client").must(200, "corrected", "Wrong client")
	b.submit(contract+"/termination", "reason", "").must(422, "Say why")
	b.open(contract).must(200, "To be paid back: ¥20,000", "Session 1 refunded · ¥10,000", "Session 3 refunded · ¥10,000")
	b.submit(contract+"/termination", "reason", "Moves house").must(200, "ended", "Moves house")
	if strings.Contains(b.text(), "End the contract") {
		t.Error("what has ended is offered to be ended")
	}
	figures("", "Refunded 3 ¥30,000", "Left 0 ¥0")
}

// TestOnlyAManagerDecides: a desk sees a contract and decides nothing about it.
func TestOnlyAManagerDecides(t *testing.T) {
	h, b := opened(t)
	b.open("/settings/users/new")
	b.submit("/settings/users/new", "name", "Ken Ito", "login", "ken", "role", "desk", "password", password).must(200)
	card := b.register("Yamada", "Aoi", "")
	b.open(card)
	b.open(b.link("New contract"))
	b.submit("/contracts", "product", b.radio("product", "Three lasers")).must(200, "End the contract")
	contract := b.path
	ken := h.browser()
	ken.open("/signin")
	ken.submit("/signin", "login", "ken", "password", password).must(200)
	ken.open(contract).must(200, "Three lasers")
	if strings.Contains(ken.text(), "End the contract") {
		t.Error("a desk may end a contract")
	}
	ken.post(contract+"/termination", url.Values{"reason": {"x"}}).must(403)
}
