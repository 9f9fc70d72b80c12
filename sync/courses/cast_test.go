package courses

import (
	"strconv"
	"testing"
	"time"

	"branchbook/sync/catalogue"
	"branchbook/sync/fact"
	"branchbook/sync/journal/journaltest"
	"branchbook/sync/ledger"
	"branchbook/sync/money"
	"branchbook/sync/rights"
)

// The cast: Hana, a client of the branch "tokyo", buys courses of facials there.
const (
	hana   = "hana"
	facial = catalogue.ServiceID("facial")
	peel   = catalogue.ServiceID("peel")
)

var (
	tokyo = rights.Place{Node: "tokyo", Epoch: "e1", Reconciled: true}
	zone  = time.FixedZone("JST", 9*60*60)
)

// at is a civil time in Tokyo from "2024-05-10T19:00".
func at(t testing.TB, s string) fact.Civil {
	t.Helper()
	when, err := time.ParseInLocation("2006-01-02T15:04", s, zone)
	if err != nil {
		t.Fatal(err)
	}
	c := fact.CivilAt(when, zone)
	c.Zone = "Asia/Tokyo"
	return c
}

// course is a product of n facials with the default terms.
func course(price money.Minor, n int) catalogue.Product {
	return catalogue.Product{
		ID: "glow", Name: "Glow", PriceMinor: price, Currency: "JPY", Terms: catalogue.DefaultTerms(),
		Items: []catalogue.Item{{ID: "i", Service: facial, Sessions: n, ListMinor: price}},
	}
}

func signing(t testing.TB, id ContractID, p catalogue.Product, when string) Signing {
	return Signing{
		Contract: id, Number: Number{Text: "TYO1-" + string(id), Year: 2024, Running: 1}, Client: hana,
		Product: p, PriceMinor: p.PriceMinor, Currency: "JPY", At: at(t, when), Place: tokyo,
	}
}

// branch folds what rules say into real tables, a commit each, as the branch's journal would.
type branch struct {
	t      testing.TB
	tables fact.Tables
	at     fact.Position
	kinds  []fact.Kind
}

func newBranch(t testing.TB) *branch {
	return &branch{
		t:      t,
		tables: journaltest.Tables(t, Schema, ledger.Schema, rights.Schema),
		at: fact.Position{
			JID: 1, Journal: "tokyo", Node: "tokyo", Epoch: "e1", Actor: "yuki", Desk: "front", Own: true,
		},
		kinds: append(Kinds(), rights.Kinds()...),
	}
}

// do folds a decision that must not be refused.
func (b *branch) do(bodies []fact.Body, err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	b.at.Height++
	b.at.Seq++
	journaltest.Fold(b.t, b.tables, b.at, b.kinds, bodies...)
}

func (b *branch) load(id ContractID) Contract {
	b.t.Helper()
	c, err := Load(b.tables, b.at.JID, id)
	if err != nil {
		b.t.Fatal(err)
	}
	return c
}

// sell signs a contract and takes all of its price in cash.
func (b *branch) sell(id ContractID, p catalogue.Product, when string) {
	b.t.Helper()
	b.do(Sign(signing(b.t, id, p, when)))
	if p.PriceMinor > 0 {
		pay := Payment{Means: ByCash, Minor: p.PriceMinor, Currency: p.Currency, At: at(b.t, when)}
		b.do(Pay(b.load(id), pay))
	}
}

func (b *branch) booking(visit, starts string) Booking {
	return Booking{Visit: visit, Block: 1, Client: hana, Service: facial, Starts: at(b.t, starts)}
}

// book holds a session for a visit and gives its name.
func (b *branch) book(id ContractID, visit, starts string) Ref {
	b.t.Helper()
	b.do(Hold(b.load(id), b.booking(visit, starts), at(b.t, starts), tokyo))
	held := b.load(id).HeldBy(visit, 1)
	if held == nil {
		b.t.Fatalf("visit %s holds nothing", visit)
	}
	return held.Ref
}

// visit books and completes one.
func (b *branch) visit(id ContractID, visit, starts string) Ref {
	b.t.Helper()
	ref := b.book(id, visit, starts)
	b.do(Earn(b.load(id), ref, at(b.t, starts), tokyo))
	return ref
}

// visits completes visits on consecutive days.
func (b *branch) visits(id ContractID, from fact.Date, n int) {
	b.t.Helper()
	for i := range n {
		day := from.AddDays(i)
		b.visit(id, "v-"+string(day)+"-"+strconv.Itoa(i), string(day)+"T10:00")
	}
}

// totals are those of everything by the end of a day.
func (b *branch) totals(on fact.Date) Totals {
	b.t.Helper()
	all, err := AsOf(b.tables, b.at.JID, Of{}, on)
	if err != nil || len(all) != 1 {
		b.t.Fatal(all, err)
	}
	return all[0]
}

func (b *branch) balance(a ledger.Account, on fact.Date) money.Minor {
	b.t.Helper()
	sums, err := ledger.Balance(b.tables, b.at.JID, a, "", on)
	if err != nil {
		b.t.Fatal(err)
	}
	if len(sums) == 0 {
		return 0
	}
	return sums[0].Minor
}

func code(err error) string {
	if rs := fact.AsRefusals(err); len(rs) > 0 {
		return rs[0].Code
	}
	if err != nil {
		return err.Error()
	}
	return ""
}
