package web

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"sync/atomic"
	"testing"
	"time"

	"branchbook/hub"
	"branchbook/sync/book"
	"branchbook/sync/booking"
	"branchbook/sync/branches"
	"branchbook/sync/catalogue"
	"branchbook/sync/clients"
	"branchbook/sync/courses"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/link"
	"branchbook/sync/link/wire"
	"branchbook/sync/money"
)

var noon = time.Date(2025, 3, 10, 12, 0, 0, 0, time.UTC)

// network is headquarters on a clock that stands at noon until it is set.
type network struct {
	*testing.T
	ctx context.Context
	hub *hub.Hub
	now *atomic.Int64 // ms UTC
}

func openNetwork(t *testing.T) *network {
	t.Helper()
	n := &network{T: t, ctx: t.Context(), now: new(atomic.Int64)}
	n.now.Store(noon.UnixMilli())
	h, err := hub.Open(n.ctx, hub.Config{
		Dir: t.TempDir(), Version: "test", Clock: fact.ClockFunc(n.clock), Random: rand.Reader,
		Sync: journal.Off, SyncListen: "127.0.0.1:0", EnrolListen: "127.0.0.1:0",
	})
	n.check(err)
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	n.hub = h
	return n
}

func (n *network) clock() time.Time { return time.UnixMilli(n.now.Load()).UTC() }

func (n *network) check(err error) {
	n.Helper()
	if err != nil {
		n.Fatal(err)
	}
}

// branch is a branch's own book, without its desk: facts are said as they are.
type branch struct {
	*network
	node  string
	keys  link.Keys
	vault *journal.Vault
	book  *journal.Book
	set   branches.Settings
	boot  string
	round int64
}

// admit lets a branch with a book of its own in.
func (n *network) admit(code string, currency money.Currency, zone string) *branch {
	n.Helper()
	b := n.settle(code, currency, zone)
	_, err := n.hub.Admit(n.ctx, "", b.node, b.request())
	n.check(err)
	return b
}

// applicant is a branch that is not in the network.
func (n *network) applicant(code string) *branch {
	n.Helper()
	return n.settle(code, "JPY", "Asia/Tokyo")
}

// settle opens a branch's book.
func (n *network) settle(code string, currency money.Currency, zone string) *branch {
	n.Helper()
	b := &branch{network: n, node: fact.NewID(noon, rand.Reader), boot: fact.NewID(noon, rand.Reader)}
	b.set = branches.Settings{
		Code: code, Name: "Branch " + code, Trade: branches.Salon, Currency: currency, Zone: zone, Language: "en",
		StepMin: 15,
	}
	dir, seed := n.TempDir(), make([]byte, ed25519.SeedSize)
	_, _ = rand.Read(seed) // never fails
	var err error
	b.keys, err = link.DeriveKeys(seed)
	n.check(err)
	b.vault, err = journal.OpenVault(dir, journal.Off, n.hub.Clock, rand.Reader)
	n.check(err)
	b.book, err = journal.Open(n.ctx, journal.Options{
		Dir: dir, Node: b.node, Definition: book.Definition(), Clock: n.hub.Clock, Random: rand.Reader, Vault: b.vault,
		Signer: b.keys.Sign, InputKey: seed, Sync: journal.Off,
	})
	n.check(err)
	n.Cleanup(func() {
		n.check(b.book.Close())
		n.check(b.vault.Close())
	})
	return b
}

func (b *branch) request() link.Request {
	b.Helper()
	r, err := link.NewRequest(rand.Reader, b.keys, b.node, "box-"+b.set.Code, "test")
	b.check(err)
	r.Code, r.Name, r.Currency, r.Zone = b.set.Code, b.set.Name, string(b.set.Currency), b.set.Zone
	return r
}

func (b *branch) say(name string, bodies ...fact.Body) {
	b.Helper()
	_, err := b.book.Do(b.ctx, journal.Command{
		ID: fact.NewID(noon, rand.Reader), Name: name, Actor: "hanako", Desk: "front", Input: bodies,
		Decide: func(tx *journal.Tx) error { tx.Say(bodies...); return nil },
	})
	b.check(err)
}

// register is a client with a sealed card.
func (b *branch) register(id, family string) {
	b.Helper()
	raw, err := json.Marshal(clients.Card{Family: family})
	b.check(err)
	_, err = b.book.Do(b.ctx, journal.Command{
		ID: fact.NewID(noon, rand.Reader), Name: "clients.Register", Input: id,
		Decide: func(tx *journal.Tx) error {
			key, err := tx.NewKey()
			if err != nil {
				return err
			}
			card, err := tx.Seal(key.ID, clients.CardField, raw)
			tx.Say(clients.ClientRegistered{Record: clients.Record{
				ID: clients.ClientID(id), Number: b.set.Code + "-1", Key: key.ID, Card: card,
			}})
			return err
		},
	})
	b.check(err)
}

// hello tells headquarters how far the branch is, as the line would.
func (b *branch) hello() wire.Status {
	b.Helper()
	b.round++
	status, err := b.hub.Intake.Answer(b.ctx, b.node, wire.Hello{
		Box: "box-" + b.set.Code, Boot: b.boot, Round: b.round, App: "test", WireMin: wire.Version,
		WireMax: wire.Version,
		Fold:    book.Number, Own: wire.Head(b.book.Head(b.node)), Wall: b.now.Load(),
	})
	b.check(err)
	return status
}

// push says hello, then sends everything behind what is stored at headquarters.
func (b *branch) push() {
	b.Helper()
	batch, err := b.book.Export(b.ctx, b.node, b.hello().Up.Height, 1000, 1<<20)
	b.check(err)
	if len(batch.Commits) == 0 {
		return
	}
	keys, err := wire.SealKeys(rand.Reader, b.vault.Key, journal.KeysIn(batch.Commits), b.hub.Keys.SealPublic)
	b.check(err)
	_, err = b.hub.Intake.Push(b.ctx, b.node, wire.Batch{
		Journal: batch.Journal, From: batch.From, Prev: batch.Prev, Commits: batch.Commits, Keys: keys,
		Seal: batch.Seal,
	})
	b.check(err)
}

const day fact.Date = "2025-03-05"

// visit is a visit without an hour on the day, brought to a status.
func (b *branch) visit(id, client string, to booking.Status, price money.Minor) {
	b.Helper()
	block := booking.Block{Service: "s", PriceMinor: price, Currency: b.set.Currency}
	b.say("booking.Book", booking.VisitBooked{
		Visit: booking.VisitID(id), Client: client, On: day, Untimed: true, Source: booking.Phone,
		Blocks: []booking.Block{block},
	})
	step := booking.Step{Visit: booking.VisitID(id), Client: client, From: booking.Booked}
	switch to {
	case booking.Completed:
		b.say("booking.Complete", booking.VisitCompleted{Step: step, On: day, Performed: []booking.Performed{
			{Service: "s", PriceMinor: price, Currency: b.set.Currency},
		}})
	case booking.NoShow:
		b.say("booking.NoShow", booking.VisitNoShow{Step: step})
	case booking.Cancelled:
		b.say("booking.Cancel", booking.VisitCancelled{Step: step, Reason: "ill"})
	}
}

// contract is a course of two sessions of which one was given.
func (b *branch) contract(id, client string, each money.Minor) {
	b.Helper()
	zone, err := time.LoadLocation(b.set.Zone)
	b.check(err)
	at, err := fact.Resolve(day, 600, zone, 0)
	b.check(err)
	b.say("courses.Sign", courses.ContractSigned{
		Contract: courses.ContractID(id), Number: courses.Number{Text: b.set.Code + "-2025-0001", Year: 2025,
			Running: 1},
		Client: client, Branch: b.node, At: at, Units: [][]money.Minor{{each, each}}, Terms: courses.Terms{
			Product: "p", Name: "Two", PriceMinor: 2 * each, Currency: b.set.Currency,
			Items:  []courses.Item{{Service: "s", Sessions: 2, ListMinor: 2 * each}},
			Policy: catalogue.Terms{},
		},
	})
	b.say("courses.Earn", courses.SessionEarned{
		Change: courses.Change{
			Ref: courses.Ref{Contract: courses.ContractID(id), Item: 1, N: 1}, Client: client, Product: "p",
			Service: "s",
			At:      at,
		},
		Value: courses.Value{Minor: each, Currency: b.set.Currency},
	})
}

// formula is the name of a client who wishes spreadsheets ill.
const formula = "=HYPERLINK(\"http://evil\")"

// lively is a network of two branches with a little history and one that was never heard.
func lively(t *testing.T) (n *network, tokyo, almaty *branch) {
	t.Helper()
	n = openNetwork(t)
	tokyo, almaty = n.admit("TYO1", "JPY", "Asia/Tokyo"), n.admit("ALA1", "KZT", "Asia/Almaty")
	n.admit("KYV1", "UAH", "Europe/Kyiv")
	for i, b := range []*branch{tokyo, almaty} {
		b.say("branches.Open", branches.BranchOpened{Node: branches.Node(b.node), Settings: b.set})
		b.register("c"+b.set.Code, formula)
		price := money.Minor(12000 * (i + 1))
		for id, to := range map[string]booking.Status{
			"done": booking.Completed, "missed": booking.NoShow, "open": booking.Booked, "off": booking.Cancelled,
		} {
			b.visit(id+b.set.Code, "c"+b.set.Code, to, price)
		}
		b.contract("k"+b.set.Code, "c"+b.set.Code, 5000)
		b.push()
	}
	return n, tokyo, almaty
}
