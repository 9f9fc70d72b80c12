package web

import "testing"

// TestAServiceDiffersByPractitioner: length and price of one person, resources with their number, a category
// (PRODUCT CAL-11), entered on the page and used by the booking.
func TestAServiceDiffersByPractitioner(t *testing.T) {
	_, b := opened(t)
	b.open("/settings/resources/new")
	b.submit("/settings/resources/new", "name", "Lamp", "capacity", "2").must(200, "Lamp")
	b.open("/settings/services")
	b.open(b.link("Laser"))
	page := b.path
	tanaka := ""
	for name := range b.fill(page) {
		if len(name) > 13 && name[:13] == "practitioner." {
			tanaka = name[13:]
		}
	}
	b.submit(page, "resource.1", b.option("resource.1", "Lamp"), "qty.1", "3").must(422, "only 2 of this resource")
	b.submit(page, "qty.1", "2", "length."+tanaka, "50", "price."+tanaka, "x").must(422, "not an amount")
	b.submit(page, "price."+tanaka, "15000", "length."+tanaka, "51").must(422, "steps of 5")
	b.submit(page, "length."+tanaka, "50", "category", "Light").must(200, "Saved")
	b.open(page)
	kept := b.fill(page)
	for field, want := range map[string]string{"resource.0": b.option("resource.0", "Lamp"), "qty.0": "2",
		"length." + tanaka: "50", "price." + tanaka: "15000", "category": "Light", "practitioner." + tanaka: "yes"} {
		if kept.Get(field) != want {
			t.Errorf("%s is %q, not %q", field, kept.Get(field), want)
		}
	}
	card := b.register("Yamada", "Aoi", "")
	b.submit("/visits", b.wish(card, "2025-11-25", "10:00")...).must(200, "¥15,000", "10:50")
}

// TestEveryTermOfACourse: each policy of PRODUCT CRS-1 is entered on the page and comes back as it was typed.
func TestEveryTermOfACourse(t *testing.T) {
	_, b := opened(t)
	b.open("/settings/products")
	b.open(b.link("Three lasers"))
	page := b.path
	typed := []string{"draft", "yes", "months", "6", "from", "visit", "no_show", "returns", "cancel", "operator",
		"taken", "start", "notice", "24", "part_from.0", "18:00", "part_to.0", "24:00", "part_hours.0", "3",
		"part_from.2", "06:00", "part_to.2", "12:00", "part_hours.2", "12", "where", "group", "group", "Tokyo",
		"transferable", "yes", "tax_rate", "10", "expiry", "breakage", "breakage", "7.5", "freeze_total", "21",
		"freeze_once", "14", "refund", "less_percent", "refund_rate", "20"}
	b.submit(page, typed...).must(200, "Saved")
	b.open(page)
	kept := b.fill(page)
	for i := 0; i < len(typed); i += 2 {
		field, want := typed[i], typed[i+1]
		if field[len(field)-2:] == ".2" {
			field = field[:len(field)-2] + ".1" // rows close up
		}
		if kept.Get(field) != want {
			t.Errorf("%s is %q, not %q", field, kept.Get(field), want)
		}
	}
	for _, x := range [][]string{
		{"expected never to use", "breakage", ""}, {"group of branches", "group", "", "breakage", "5"},
		{"longer than all together", "group", "Tokyo", "freeze_once", "30"}, {"0 to 336", "freeze_once", "7", "part_hours.0", "999"},
		{"ends after it begins", "part_hours.0", "3", "part_from.0", "20:00", "part_to.0", "19:00"},
		{"percentage exactly when", "part_to.0", "21:00", "refund_rate", ""}, {"not a percentage", "refund_rate", "twenty"},
		{"1 to 500", "refund_rate", "20", "sessions.0", "0"}, {"Type the fee", "sessions.0", "3", "refund", "less_fee", "refund_rate", ""},
	} {
		b.submit(page, x[1:]...).must(422, x[0])
		if refusalOn(b) == "" {
			t.Error("no refusal stands beside a field:", x[0])
		}
	}
	b.open("/contracts/new").must(200)
	if b.page.find(func(n *node) bool { return n.Attr["name"] == "product" }) != nil {
		t.Error("a draft is on sale")
	}
}
