package web

import (
	"strings"
	"testing"
	"time"

	"branchbook/sync/people"
)

// TestEveryFigureOpensWhatItCounts: the strip above a day says what came in, what was given and who came (CAL-13), and
// behind each figure stand exactly its lines; who may not see reports sees no money.
func TestEveryFigureOpensWhatItCounts(t *testing.T) {
	h, b, card, contract := sold(t) // 30,000 by cash, today
	b.open(contract)
	other := b.book(card, "15:00", "contract", "")
	visit := b.book(card, "10:00")
	h.now = h.now.Add(31 * time.Hour)
	for _, step := range []string{"arrival", "start", "completion"} {
		b.open(visit).submit(visit + "/" + step).must(200)
	}
	b.open("/calendar/2025-11-24").must(200, "Takings ¥30,000", "of it cash ¥30,000", "Services given ¥0")
	b.open(b.link("of it cash")).must(200, "Yamada Aoi", "TYO1-2025-0001", "Total ¥30,000", "Hanako Sato", "08:30")

	b.open("/calendar/" + visitDay)
	for word, want := range map[string]string{
		"Services given": "Laser Yamada Aoi", "Completed": "10:00–10:45", "Still to come": "15:00–15:45",
		"Free hours": "Everybody",
	} {
		if b.open(b.link(word)).must(200, want); b.open("/calendar/"+visitDay).status != 200 {
			t.Fatal(b.status)
		}
	}
	b.open(b.link("Still to come"))
	if strings.Contains(b.text(), "10:00–10:45") || b.link("15:00") != other {
		t.Error("what is done is still to come:", b.text())
	}

	desk := h.colleague(people.Desk)
	if desk.open("/calendar/"+visitDay).must(200, "Completed"); strings.Contains(desk.text(), "Services given") {
		t.Error("a desk sees the day's money")
	}
	desk.open("/calendar/takings/" + visitDay).must(403)
	b.open("/calendar/takings/nonsense").must(404)
}
