// Package edge is a branch: its databases, what its desks can do, and its line to the hub. Everything works
// while the line is cut; nothing here waits for it.
package edge

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"branchbook/edge/desk"
	"branchbook/edge/uplink"
	"branchbook/sync/access"
	"branchbook/sync/book"
	"branchbook/sync/branches"
	"branchbook/sync/chores"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/link"
	"branchbook/sync/link/wire"
)

// Config says where a branch lives and what it is made of. The zero value of everything but Dir, Clock and
// Random is a sound default.
type Config struct {
	Dir     string
	Version string
	Clock   fact.Clock
	Random  io.Reader
	Sync    journal.Sync
	Log     *slog.Logger
	Timing  link.Timing
	Adopt   bool // the marker is lost and a person says that this is the only box
	Chores  chores.Options
}

// Edge is an open branch.
type Edge struct {
	Config
	Node  string
	Keys  link.Keys
	Vault *journal.Vault
	Book  *journal.Book
	Local *access.Local
	Desk  *desk.Desk
	Care  *chores.Runner // what the branch does by itself at night
	Keep  chores.Keeper  // its backups

	here  atomic.Pointer[Membership]    // nil before enrolment
	ahead atomic.Pointer[time.Duration] // the hub's clock minus this one's; nil until the hub has said

	mu   sync.Mutex // held while the line is started or stopped; nothing that writes may wait for it
	line *link.Edge
	loop *link.Loop
	deaf func() // ends the loop's listening to the book

	hookMu sync.Mutex
	hooks  []func(link.State)
	lines  *lineLog

	enrol      enrolling
	said       said
	background sync.WaitGroup
}

// Membership is what enrolment brought: how to reach the hub, and what to believe from it. It is kept in the
// vault.
type Membership struct {
	Network     string
	Hub         string              // the hub's node id
	HubKeys     []ed25519.PublicKey // it signs with
	HubSealTo   []byte              // X25519
	Addresses   []string            // of its leaf door, host:port
	Authorities [][]byte            // certificates, DER
	Certificate []byte              // this box's, DER
	Self        []ed25519.PublicKey // of this branch's earlier boxes
	Box         string              // that was enrolled; empty where an older build did it
	By          string              // who enrolled it
}

// Open opens or creates the branch in c.Dir. The line is not started; see [Edge.Connect].
func Open(ctx context.Context, c Config) (*Edge, error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Sync == "" {
		c.Sync = journal.Full
	}
	e := &Edge{Config: c}
	if err := e.open(ctx); err != nil {
		return nil, errors.Join(err, e.Close())
	}
	return e, nil
}

func (e *Edge) open(ctx context.Context) (err error) {
	if err := journal.MakeDir(e.Dir); err != nil {
		return err
	}
	if e.Vault, err = journal.OpenVault(e.Dir, e.Sync, e.Clock, e.Random); err != nil {
		return err
	}
	if err := e.identify(); err != nil {
		return err
	}
	if e.Adopt {
		if err := journal.Adopt(e.Dir); err != nil {
			return err
		}
	}
	input, err := e.Vault.Secret("input key", e.Vault.RandomSecret(32))
	if err != nil {
		return err
	}
	e.Book, err = journal.Open(ctx, journal.Options{
		Dir: e.Dir, Node: e.Node, Network: e.network, Definition: book.Definition(), Clock: e.Clock, Random: e.Random,
		Vault: e.Vault, Signer: e.Keys.Sign, InputKey: input, Sync: e.Sync, Log: e.Log, ClockOK: e.clockOK,
	})
	if err != nil {
		return err
	}
	if e.Local, err = access.OpenLocal(e.Dir, e.Sync); err != nil {
		return err
	}
	e.Desk = &desk.Desk{Journal: e.Book, Vault: e.Vault, Clock: e.Clock}
	e.Desk.Watch()
	e.openCare()
	e.keepLines()
	if err := e.sayJoined(ctx); err != nil { // a full disk keeps nobody from reading
		e.Log.Error("say in the journal that this branch was enrolled", "error", err)
	}
	return nil
}

// identify reads the node's id and keys, and its membership; a new box makes them.
func (e *Edge) identify() error {
	id, err := e.Vault.Secret("node", func() ([]byte, error) {
		return []byte(fact.NewID(e.Clock.Now(), e.Random)),
			nil
	})
	if err != nil {
		return err
	}
	seed, err := e.Vault.Secret("seed", e.Vault.RandomSecret(ed25519.SeedSize))
	if err != nil {
		return err
	}
	e.Node = string(id)
	if e.Keys, err = link.DeriveKeys(seed); err != nil {
		return err
	}
	raw, err := e.Vault.Secret("membership", nil)
	if errors.Is(err, fact.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	m := &Membership{}
	if err := json.Unmarshal(raw, m); err != nil {
		return err
	}
	e.here.Store(m)
	return nil
}

func (e *Edge) network() string {
	if m := e.here.Load(); m != nil {
		return m.Network
	}
	return ""
}

// clockOK doubts a clock that the hub's contradicts, or before its first word one that was put back.
func (e *Edge) clockOK(now, floor time.Time) bool {
	if ahead := e.ahead.Load(); ahead != nil {
		return ahead.Abs() <= fact.MaxAhead
	}
	return floor.Sub(now) <= journal.ClockBack
}

// Membership is what enrolment brought; nil before.
func (e *Edge) Membership() *Membership {
	return e.here.Load()
}

// Request is what this box says of itself to be enrolled. The branch must have been opened.
func (e *Edge) Request(ctx context.Context) (link.Request, error) {
	r, err := link.NewRequest(e.Random, e.Keys, e.Node, e.Book.Box(), e.Version)
	if err != nil {
		return r, err
	}
	err = e.Book.Read(ctx, func(v *journal.View) error {
		own, err := branches.Own(v, v.JID())
		r.Code, r.Name, r.Currency, r.Zone = own.Code, own.Name, string(own.Currency), own.Zone
		return err
	})
	return r, err
}

// Join keeps what enrolment brought and says so in the journal. The line is not started.
func (e *Edge) Join(ctx context.Context, g link.Grant, actor string) error {
	if err := e.admit(g, actor); err != nil {
		return err
	}
	return e.sayJoined(ctx)
}

// admit keeps what enrolment brought in the vault: from here on the box is a member.
func (e *Edge) admit(g link.Grant, actor string) error {
	m := Membership{
		Network: g.Network, Hub: g.Hub, HubKeys: g.HubKeys, HubSealTo: g.HubSeal[:], Addresses: g.Addresses,
		Authorities: g.Authorities, Certificate: g.Certificate, Self: g.Earlier, Box: e.Book.Box(), By: actor,
	}
	raw, err := json.Marshal(m)
	if err != nil {
		return err
	}
	if err := e.Vault.SetSecret("membership", raw); err != nil {
		return err
	}
	e.here.Store(&m)
	return nil
}

// sayJoined says the membership in the journal, once: at each start again, because the process may have ended
// between vault and journal. A box that is no longer the enrolled one says nothing.
func (e *Edge) sayJoined(ctx context.Context) error {
	m := e.here.Load()
	if m == nil || m.Box != e.Book.Box() {
		return nil
	}
	_, err := e.Book.Do(ctx, journal.Command{
		ID: fact.DerivedID("join", m.Network, e.Node, m.Box), Name: "branches.Join", Actor: m.By, Input: m.Network,
		Decide: func(tx *journal.Tx) error {
			tx.Say(branches.Enrolled{
				Node: branches.Node(e.Node), Network: m.Network, HubKey: fmt.Sprintf("%x", []byte(m.HubKeys[0])),
				Box: m.Box,
			})
			return nil
		},
	})
	return err
}

// Route replaces the addresses of the hub's leaf door until the next start.
func (e *Edge) Route(addresses []string) {
	if m := e.here.Load(); m != nil {
		here := *m
		here.Addresses = addresses
		e.here.Store(&here)
	}
}

// Connect starts the line to the hub, if the branch is enrolled. Without a line everything else goes on.
func (e *Edge) Connect() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	here := e.here.Load()
	if here == nil || e.loop != nil {
		return nil
	}
	authorities, err := link.ParseCertificates(here.Authorities...)
	if err != nil {
		return err
	}
	own, err := link.ParseCertificates(here.Certificate)
	if err != nil {
		return err
	}
	e.line, err = link.StartEdge(link.EdgeOptions{
		Network: here.Network, Node: e.Node, Box: e.Book.Box(), Keys: e.Keys, Addresses: here.Addresses,
		Authorities: authorities, Certificate: own[0], Hub: here.HubKeys, Now: e.Clock.Now, Floor: e.Book.Time,
		Log: e.Log, Timing: e.Timing,
	})
	if err != nil {
		return err
	}
	e.noteLine(access.LineStarted, "")
	e.loop = link.StartLoop(link.LoopOptions{
		Edge: e.line, Branch: e.uplink(here), Confirmed: e.confirmed(here), Own: e.Book.Head(e.Node).Height,
		Now: e.Clock.Now, Log: e.Log, Changed: e.lineChanged,
	})
	loop := e.loop
	e.deaf = e.Book.OnCommit(func(c journal.Change) {
		if c.Own {
			loop.Committed(e.Book.Head(e.Node).Height)
		}
	})
	return nil
}

func (e *Edge) uplink(here *Membership) *uplink.Uplink {
	u := &uplink.Uplink{
		Book: e.Book, Vault: e.Vault, Hub: uplink.Hub{Node: here.Hub, Keys: here.HubKeys},
		Self:   append([]ed25519.PublicKey{e.Keys.Public()}, here.Self...),
		SealTo: e.Keys.SealPublic, Secret: e.Keys.SealPrivate, Clock: e.Clock, Random: e.Random, App: e.Version,
		Boot: fact.NewID(e.Clock.Now(), e.Random), Fold: book.Number, Say: e.tellCare, Heard: e.hearCompared,
	}
	copy(u.Hub.SealTo[:], here.HubSealTo)
	return u
}

// confirmed is what the hub was last known to have of this branch's journal.
func (e *Edge) confirmed(here *Membership) wire.Watermark {
	var out wire.Watermark
	err := e.Book.Read(context.Background(), func(v *journal.View) error {
		marks, err := journal.Marks(v, here.Hub)
		for _, m := range marks {
			if m.Journal == e.Node {
				out = wire.Watermark{Head: wire.Head{Journal: m.Journal, Height: m.Height}, Folded: m.Folded,
					Safe: m.Safe}
			}
		}
		return err
	})
	if err != nil {
		e.Log.Error("read watermark", "error", err)
	}
	return out
}

// OnLine calls hook whenever the line or what waits for it has changed. It must not block.
func (e *Edge) OnLine(hook func(link.State)) {
	e.hookMu.Lock()
	defer e.hookMu.Unlock()
	e.hooks = append(e.hooks, hook)
}

func (e *Edge) lineChanged(state link.State) {
	if state.HubApp != "" { // the hub has said what time it is
		e.ahead.Store(&state.HubAhead)
	}
	e.hookMu.Lock()
	defer e.hookMu.Unlock()
	for _, hook := range e.hooks {
		hook(state)
	}
}

// Disconnect stops the line.
func (e *Edge) Disconnect(ctx context.Context) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.loop != nil {
		e.deaf()
		e.loop.Stop(ctx, wire.ByeStop)
		e.loop = nil
	}
	if e.line != nil {
		e.line.Close()
		e.line = nil
	}
}

// Line is how the branch stands with the hub, for the status page.
func (e *Edge) Line() (state link.State, enrolled bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.loop == nil {
		return link.State{}, e.here.Load() != nil
	}
	return e.loop.State(), true
}

// Close stops the line and closes the databases.
func (e *Edge) Close() error {
	e.stopEnrol()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	e.Disconnect(ctx)
	e.lines.end()
	var errs []error
	if e.Local != nil {
		errs = append(errs, e.Local.Close())
	}
	if e.Book != nil {
		errs = append(errs, e.Book.Close())
	}
	if e.Vault != nil {
		errs = append(errs, e.Vault.Close())
	}
	return errors.Join(errs...)
}
