package web

import (
	"strings"
	"testing"
	"time"
)

// TestTheLedgerOfAContract: by kind, as a file that a spreadsheet opens, and led to from the visit that earned.
func TestTheLedgerOfAContract(t *testing.T) {
	h, b, card, contract := sold(t)
	visit := b.book(card, "10:00")
	b.open(visit).must(200, "If the client cancels now: session 1 goes back to the course.")
	h.now = h.now.Add(26 * time.Hour)
	b.open(visit)
	b.submit(visit + "/arrival").must(200)
	b.submit(visit+"/completion").must(200, "Earned ¥10,000")
	if to := b.link("Running ledger"); to != contract+"#of-"+lastOf(visit) {
		t.Error("the visit leads to", to)
	}
	b.open(contract).must(200, "Session 1 booked", "Session 1 used", "Valid for 12 months, from the sale", "burns the session")
	if b.page.find(func(n *node) bool { return n.Attr["id"] == "of-"+lastOf(visit) }) == nil {
		t.Error("no line of the ledger is named after the visit")
	}
	b.open(contract+"?kind=used").must(200, "Session 1 used")
	if strings.Contains(b.text(), "Session 1 booked") {
		t.Error("another kind is shown too")
	}
	b.open(b.link("Download CSV"))
	want := "\ufeffContract,Date,Branch,What,Reason,By,Sessions,Recognised,Money received,Balance,currency,visit\r\n" +
		"TYO1-2025-0001,2025-11-25,Omotesando,Session 1 used,,Hanako Sato,-1,10000,0,20000,JPY," + lastOf(visit) + "\r\n"
	if b.body != want {
		t.Errorf("the file is\n%q, not\n%q", b.body, want)
	}
}
