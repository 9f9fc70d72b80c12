package web

import "testing"

// TestReasonsOfTheBranch: the branch keeps its own list; what was chosen stands in the reader's language, what was
// written stays as it is, and what is wrong is said beside its row.
func TestReasonsOfTheBranch(t *testing.T) {
	_, b := opened(t)
	card := b.register("Yamada", "Aoi", "")
	b.open("/settings/reasons").must(200, "Cancelling")
	stale := b.fill("/settings/reasons", "reason.1", "Snow")
	b.submit("/settings/reasons", "reason.1", "Illness", "reason.6", "Illness").must(422, "stands in the list already")
	b.submit("/settings/reasons", "reason.4", "", "reason.6", "Moved away").must(200, "Saved")
	b.post("/settings/reasons", changed(stale, "command", "")).must(409, "Snow")

	visit := b.book(card, "10:00")
	if b.option("reason", "Illness") != "ill" || b.option("reason", "Moved away") != "Moved away" {
		t.Error("the reasons are not those of the list")
	}
	b.submit(visit+"/cancellation", "reason", "Moved away", "remark", "to Osaka").must(200, "Moved away: to Osaka")
	b.open("/language?lang=ja")
	b.open("/settings/reasons").must(200, "キャンセル理由")
	if got := b.fill("/settings/reasons"); got.Get("reason.1") != "体調不良" || got.Get("reason.5") != "Moved away" {
		t.Error(got)
	}
}
