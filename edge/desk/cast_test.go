package desk

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"branchbook/sync/book"
	"branchbook/sync/booking"
	"branchbook/sync/branches"
	"branchbook/sync/catalogue"
	"branchbook/sync/clients"
	"branchbook/sync/courses"
	"branchbook/sync/fact"
	"branchbook/sync/hours"
	"branchbook/sync/journal"
	"branchbook/sync/ledger"
	"branchbook/sync/money"
	"branchbook/sync/people"
)

// The cast: a branch in Tokyo, open from 9 to 21, where Sato and Ito give facials in one room and massages
// anywhere; Yuki manages, Mai stands at the other desk, Hana and Ken are clients.
type house struct {
	t      testing.TB
	d      *Desk
	o      journal.Options
	clock  *handClock
	mu     sync.Mutex
	n      int
	yuki   people.UserID
	mai    people.UserID
	sato   people.PractitionerID
	ito    people.PractitionerID
	room   catalogue.ResourceID
	facial catalogue.ServiceID // 60 minutes in the room, 10,000
	rub    catalogue.ServiceID // 30 minutes, 4,000
	hana   clients.ClientID
	ken    clients.ClientID
}

// handClock stands still until it is set.
type handClock struct {
	mu  sync.Mutex
	now time.Time
}

// Now implements [fact.Clock].
func (c *handClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

const testPassword = "eight or more"

func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{t: t, clock: &handClock{}}
	h.at("2024-05-01T08:00")
	dir := t.TempDir()
	random := rand.NewChaCha8([32]byte{1})
	vault, err := journal.OpenVault(dir, journal.Off, h.clock, random)
	h.must(err)
	h.o = journal.Options{
		Dir: dir, Node: "tokyo", Definition: book.Definition(), Clock: h.clock, Random: random, Vault: vault,
		InputKey: []byte("a key"), Sync: journal.Off,
	}
	b, err := journal.Open(context.Background(), h.o)
	h.must(err)
	h.d = &Desk{Journal: b, Vault: vault, Clock: h.clock}
	t.Cleanup(func() {
		h.must(b.Close())
		h.must(vault.Close())
	})
	h.furnish()
	return h
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// at sets the clock to a wall time in Tokyo, "2024-05-10T19:00".
func (h *house) at(wall string) {
	h.t.Helper()
	when, err := time.ParseInLocation("2006-01-02T15:04", wall, time.FixedZone("JST", 9*60*60))
	if err != nil {
		h.t.Fatal(err)
	}
	h.clock.mu.Lock()
	defer h.clock.mu.Unlock()
	h.clock.now = when
}

// yukis and mais are the next form of either.
func (h *house) yukis() By { return h.by(h.yuki, people.Manager) }
func (h *house) mais() By  { return h.by(h.mai, people.Desk) }

func (h *house) by(user people.UserID, role people.Role) By {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.n++
	return By{User: user, Role: role, Desk: "front", Command: fmt.Sprint("form-", h.n)}
}

// done is the id in an outcome that must not have been refused.
func (h *house) done(prefix string, out journal.Outcome, err error) string {
	h.t.Helper()
	h.must(err)
	id := out.Subject(prefix)
	if id == "" {
		h.t.Fatalf("no %s in %+v", prefix, out.Facts)
	}
	return id
}

func tokyo() branches.Settings {
	return branches.Settings{
		Code: "TYO1", Name: "Ginza", Trade: branches.Aesthetic, Currency: "JPY", Zone: "Asia/Tokyo",
		Language: "ja", StepMin: 30,
	}
}

func (h *house) furnish() {
	h.t.Helper()
	ctx, d := context.Background(), h.d
	out, err := d.OpenBranch(ctx, h.by("", ""), OpenBranch{tokyo(), "yuki", "Yuki", testPassword})
	h.yuki = people.UserID(h.done("user:", out, err))
	out, err = d.DefineUser(ctx, h.yukis(), DefineUser{
		User: people.User{Login: "mai", Name: "Mai", Role: people.Desk}})
	h.mai = people.UserID(h.done("user:", out, err))
	out, err = d.DefineResource(ctx, h.yukis(), DefineResource{
		Resource: catalogue.Resource{Name: "Room 1", Capacity: 1}})
	h.room = catalogue.ResourceID(h.done("resource:", out, err))
	h.facial = h.service(catalogue.Service{Name: "Facial", LengthMin: 60, PriceMinor: 10_000, Currency: "JPY",
		Resources: []catalogue.Need{{Resource: h.room, Qty: 1}}})
	h.rub = h.service(catalogue.Service{Name: "Massage", LengthMin: 30, PriceMinor: 4_000, Currency: "JPY"})
	h.sato, h.ito = h.practitioner("Sato"), h.practitioner("Ito")
	h.hana, h.ken = h.client("Hana", "090-1111-2222"), h.client("Ken", "090-3333-4444")
}

func (h *house) service(s catalogue.Service) catalogue.ServiceID {
	h.t.Helper()
	out, err := h.d.DefineService(context.Background(), h.yukis(), DefineService{Service: s})
	return catalogue.ServiceID(h.done("service:", out, err))
}

// practitioner works from 9 to 21 on every day.
func (h *house) practitioner(family string) people.PractitionerID {
	h.t.Helper()
	ctx := context.Background()
	out, err := h.d.DefinePractitioner(ctx, h.yukis(), DefinePractitioner{
		Practitioner: people.Practitioner{Family: family}})
	id := h.done("practitioner:", out, err)
	var week hours.Week
	for i := range week {
		week[i].Work = []hours.Span{{From: 9 * 60, To: 21 * 60}}
	}
	_, err = h.d.SetPattern(ctx, h.yukis(), hours.PatternSet{
		Practitioner: id, FromOn: "2024-01-01", Pattern: hours.Pattern{Rhythm: hours.Weekly,
			Weeks: []hours.Week{week}}})
	h.must(err)
	return people.PractitionerID(id)
}

func (h *house) client(given, phone string) clients.ClientID {
	h.t.Helper()
	out, err := h.d.Register(context.Background(), h.mais(), RegisterClient{
		Card: clients.Card{Family: "Suzuki", Given: given, Phones: []string{phone}}})
	return clients.ClientID(h.done("client:", out, err))
}

// facials is a course of n facials.
func (h *house) facials(price money.Minor, n int, change func(*catalogue.Terms)) catalogue.ProductID {
	h.t.Helper()
	p := catalogue.Product{
		Name: fmt.Sprintf("%d facials", n), PriceMinor: price, Currency: "JPY", Terms: catalogue.DefaultTerms(),
		Items: []catalogue.Item{{Service: h.facial, Sessions: n, ListMinor: price}},
	}
	if change != nil {
		change(&p.Terms)
	}
	out, err := h.d.DefineProduct(context.Background(), h.yukis(), DefineProduct{Product: p})
	return catalogue.ProductID(h.done("product:", out, err))
}

// sell signs a contract with Hana and takes its price in cash.
func (h *house) sell(product catalogue.ProductID, price money.Minor) courses.ContractID {
	h.t.Helper()
	ctx := context.Background()
	out, err := h.d.Sign(ctx, h.mais(), SignContract{Client: h.hana, Product: product, PriceMinor: price})
	id := courses.ContractID(h.done("contract:", out, err))
	_, err = h.d.Pay(ctx, h.mais(), PayContract{Contract: id, Means: courses.ByCash, Minor: price})
	h.must(err)
	return id
}

// facialAt is a form for Hana's facial with Sato.
func (h *house) facialAt(on fact.Date, hour int) BookVisit {
	return BookVisit{On: on, Client: h.hana, Source: booking.Phone, Blocks: []Block{
		{Service: h.facial, Practitioner: h.sato, StartMin: hour * 60},
	}}
}

func (h *house) book(in BookVisit) booking.VisitID {
	h.t.Helper()
	out, err := h.d.Book(context.Background(), h.mais(), in)
	return booking.VisitID(h.done("visit:", out, err))
}

func (h *house) complete(visit booking.VisitID) {
	h.t.Helper()
	_, err := h.d.Complete(context.Background(), h.mais(), CompleteVisit{Visit: visit})
	h.must(err)
}

func (h *house) visit(id booking.VisitID) VisitPage {
	h.t.Helper()
	page, err := h.d.Visit(context.Background(), id)
	h.must(err)
	return page
}

func (h *house) contract(id courses.ContractID) courses.Contract {
	h.t.Helper()
	page, err := h.d.Contract(context.Background(), id)
	h.must(err)
	return page.Contract
}

// states counts the free, held, parked, earned and burned sessions of a contract.
func (h *house) states(id courses.ContractID) string {
	h.t.Helper()
	c := h.contract(id)
	return fmt.Sprint(c.Count(0, courses.Free), c.Count(0, courses.Held), c.Count(0, courses.Parked),
		c.Count(0, courses.Earned), c.Count(0, courses.Burned))
}

// balance is an account at the end of a day, debit positive.
func (h *house) balance(a ledger.Account, on fact.Date) (sum money.Minor) {
	h.t.Helper()
	h.must(h.d.read(context.Background(), func(v *view) error {
		all, err := ledger.Balance(v, v.JID(), a, "", on)
		for _, x := range all {
			sum += x.Minor
		}
		return err
	}))
	return sum
}

// sound asks the journal to verify everything.
func (h *house) sound() {
	h.t.Helper()
	report, err := h.d.Journal.Verify(context.Background(), h.t.TempDir())
	if err != nil || len(report.Problems) > 0 {
		h.t.Fatal(report.Problems, err)
	}
}

// codes is the refusals of an error as "code@field", what is no refusal as its text.
func codes(err error) string {
	if err == nil {
		return ""
	}
	rs := fact.AsRefusals(err)
	if rs == nil {
		return err.Error()
	}
	all := ""
	for i, r := range rs {
		if i > 0 {
			all += " "
		}
		all += r.Code + "@" + r.Field
	}
	return all
}
