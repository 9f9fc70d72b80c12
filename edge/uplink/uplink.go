// Package uplink is the branch's part in the conversation with the hub: it reads and writes the branch's book
// for [branchbook/sync/link/wire]. It decides nothing about time, sockets or retries.
//
// Its one idea: what the hub has stored counts. A branch whose book tells another story than the hub's copy of
// it takes the hub's story and writes its own behind it; see [journal.Book.TakeOver].
package uplink

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"

	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/link/wire"
)

// Hub is what a branch knows of its hub since it was enrolled.
type Hub struct {
	Node   string              // its id, and the name of its journal for all
	Keys   []ed25519.PublicKey // it signs with
	SealTo [32]byte            // clients' keys are sealed to this for it
}

// Down is the name of the journal that a hub writes for one branch.
func Down(hub, branch string) string { return hub + "/" + branch }

// Uplink implements [wire.Branch] over a book. One conversation at a time.
type Uplink struct {
	Book    *journal.Book
	Vault   *journal.Vault
	Hub     Hub
	Self    []ed25519.PublicKey // every key that this branch ever signed with
	SealTo  *[32]byte           // this box's X25519 pair: keys from the hub are sealed to it
	Secret  *[32]byte
	Clock   fact.Clock
	Random  io.Reader
	App     string
	Boot    string
	Fold    int
	Settled func(ctx context.Context) error // after a takeover and when everything is agreed; may be nil
	Say     func(*wire.Hello)               // adds what is optional in a hello; may be nil
	Heard   func(wire.Status)               // hears every status; must not block; may be nil

	mu      sync.Mutex
	round   int64
	said    wire.Head // of the own journal, in the hello of this conversation
	repair  *repair
	offered []offer
	again   again
	backed  map[string]int64 // how far the hub's own journals were given back in this conversation
	last    wire.Status
}

// offer is keys that went with a push, given once the hub has stored up to height.
type offer struct {
	height int64
	ids    []fact.KeyID
}

var _ wire.Branch = (*Uplink)(nil)

// Hello implements [wire.Branch].
func (u *Uplink) Hello(ctx context.Context) (wire.Hello, error) {
	if err := u.Book.Resume(ctx); err != nil {
		return wire.Hello{}, err
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	u.round++
	u.again.underway, u.again.pulled = nil, nil
	u.repair, u.offered, u.backed = nil, nil, map[string]int64{}
	u.said = wire.Head(u.Book.Head(u.Book.Node()))
	h := wire.Hello{
		Box: u.Book.Box(), Boot: u.Boot, Round: u.round, App: u.App, WireMin: wire.Version, WireMax: wire.Version,
		Fold: u.Fold, Own: u.said, Hub: u.last.Incarnation,
		Wall: u.Clock.Now().UnixMilli(),
	}
	for _, head := range u.Book.Heads() {
		if head.Journal != u.Book.Node() && head.Height > 0 {
			h.Down = append(h.Down, wire.Watermark{Head: wire.Head(head), Folded: head.Height})
		}
	}
	if u.Say != nil {
		u.Say(&h)
	}
	return h, nil
}

// Next implements [wire.Branch].
func (u *Uplink) Next(ctx context.Context, s wire.Status) (wire.Step, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.last = s
	u.again.heard(s.Lacks)
	if u.Heard != nil {
		u.Heard(s)
	}
	return u.next(ctx, s)
}

// next is what the status asks for; the caller holds mu.
func (u *Uplink) next(ctx context.Context, s wire.Status) (wire.Step, error) {
	agrees, err := u.noteMark(ctx, s)
	switch {
	case err != nil:
		return wire.Step{}, err
	case s.Decision == wire.DecideRefuse:
		return wire.Step{Do: wire.StepHalt}, nil
	case u.repair != nil:
		return u.repairNext(ctx)
	case agrees:
		if err := u.noteStored(ctx, s); err != nil {
			return wire.Step{}, err
		}
	}
	rel, err := u.Book.Relate(ctx, journal.Head(s.Up.Head), s.Decision == wire.DecideFetch)
	if err != nil {
		return wire.Step{}, err
	}
	switch rel {
	case journal.ILack:
		u.repair = &repair{journal: s.Up.Journal, until: s.Up.Height, common: u.said.Height, found: true}
		return u.repairNext(ctx)
	case journal.Forked:
		u.repair = newRepair(s.Up.Head, u.Book.Head(s.Up.Journal).Height)
		return u.repairNext(ctx)
	}
	return u.quiet(ctx, s, rel)
}

// quiet goes on when both copies of the own journal agree: first what the hub lost of its own journals, then
// what it has for this branch, then what it lacks of the branch's.
func (u *Uplink) quiet(ctx context.Context, s wire.Status, rel journal.Relation) (wire.Step, error) {
	for _, want := range s.Want {
		step, err := u.giveBack(ctx, want)
		if err != nil || step.Do != wire.StepRest {
			return step, err
		}
	}
	for _, down := range s.Down {
		step, err := u.takeDown(ctx, down)
		if err != nil || step.Do != wire.StepRest {
			return step, err
		}
	}
	if step, err := u.fetchKeys(); err != nil || step.Do != wire.StepRest {
		return step, err
	}
	if rel == journal.TheyLack || len(u.owed()) > 0 || u.Book.Head(u.Book.Node()).Height > s.Up.Height {
		return wire.Step{Do: wire.StepPush, Journal: s.Up.Journal, After: s.Up.Height}, nil
	}
	if u.Settled != nil {
		return wire.Step{}, u.Settled(ctx)
	}
	return wire.Step{}, nil
}

// takeDown pulls what the hub has for this branch. Where the hub tells another history than the one here it was
// restored and wrote its own again; [Uplink.Receive] finds out about the longer ones.
func (u *Uplink) takeDown(ctx context.Context, down wire.Head) (wire.Step, error) {
	mine := u.Book.Head(down.Journal)
	if down.Height > mine.Height {
		return wire.Step{Do: wire.StepPull, Journal: down.Journal, After: mine.Height}, nil
	}
	at, _, err := u.Book.HashAt(ctx, down.Journal, down.Height)
	if err != nil || at == down.Hash {
		return wire.Step{}, err
	}
	u.repair = newRepair(down, mine.Height)
	return u.repairNext(ctx)
}

// noteMark remembers the hub's watermark, and reports whether its copy is the beginning of the one here. Where it
// is not, or the hub refuses to talk, it has at most as much as it says: what was believed beyond that is forgotten.
func (u *Uplink) noteMark(ctx context.Context, s wire.Status) (agrees bool, err error) {
	mine := u.Book.Head(u.Book.Node())
	if s.Up.Height > mine.Height || mine.Height == 0 {
		return false, nil
	}
	at, _, err := u.Book.HashAt(ctx, s.Up.Journal, s.Up.Height)
	if err != nil {
		return false, err
	}
	m := journal.Mark{
		Journal: s.Up.Journal, Height: s.Up.Height, Folded: s.Up.Folded, Safe: s.Up.Safe, At: u.Clock.Now(),
	}
	if agrees = at == s.Up.Hash; !agrees || s.Decision == wire.DecideRefuse {
		before, err := u.marked(ctx, s.Up.Journal)
		if err != nil || before.Height <= s.Up.Height {
			return false, err
		}
		m.Folded, m.Safe = min(before.Folded, m.Height), min(before.Safe, m.Height)
	}
	return agrees, u.Book.SetMark(ctx, u.Hub.Node, m)
}

// marked is what the hub was last known to have of a journal.
func (u *Uplink) marked(ctx context.Context, name string) (mark journal.Mark, err error) {
	err = u.Book.Read(ctx, func(v *journal.View) error {
		all, err := journal.Marks(v, u.Hub.Node)
		for _, m := range all {
			if m.Journal == name {
				mark = m
			}
		}
		return err
	})
	return mark, err
}

// noteStored remembers which keys the hub now has, and that the past of this epoch is agreed.
func (u *Uplink) noteStored(ctx context.Context, s wire.Status) error {
	var given []fact.KeyID
	for len(u.offered) > 0 && u.offered[0].height <= s.Up.Height {
		given = append(given, u.offered[0].ids...)
		u.offered = u.offered[1:]
	}
	return errors.Join(u.Vault.Gave(s.Incarnation, given), u.Book.Reconcile(ctx, s.Up.Journal, s.Up.Height))
}

// giveBack pushes a hub's own journal that it lost the end of, from where both agree to the end.
func (u *Uplink) giveBack(ctx context.Context, want wire.Head) (wire.Step, error) {
	mine := u.Book.Head(want.Journal)
	if so := u.backed[want.Journal]; so > 0 {
		if so == mine.Height {
			return wire.Step{}, fmt.Errorf("headquarters did not take back its journal %s", want.Journal)
		}
		return wire.Step{Do: wire.StepPush, Journal: want.Journal, After: so}, nil
	}
	at, _, err := u.Book.HashAt(ctx, want.Journal, min(want.Height, mine.Height))
	if err != nil {
		return wire.Step{}, err
	}
	if want.Height <= mine.Height && at == want.Hash {
		return wire.Step{Do: wire.StepPush, Journal: want.Journal, After: want.Height}, nil
	}
	u.repair = newRepair(want, mine.Height)
	u.repair.back = true
	return u.repairNext(ctx)
}

// Export implements [wire.Branch].
func (u *Uplink) Export(ctx context.Context, name string, after int64, l wire.Limit) (wire.Batch, error) {
	b, err := u.Book.Export(ctx, name, after, l.Commits, l.Bytes)
	if err != nil {
		return wire.Batch{}, err
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	out := wire.Batch{Journal: b.Journal, From: b.From, Prev: b.Prev, Commits: b.Commits, Seal: b.Seal}
	if name != u.Book.Node() {
		u.repair, u.backed[name] = nil, after+int64(len(b.Commits))
		return out, nil
	}
	ids, err := u.Vault.NotGiven(u.last.Incarnation, journal.KeysIn(b.Commits))
	if err != nil {
		return wire.Batch{}, err
	}
	u.again.underway = u.owed()
	out.Keys, err = wire.SealKeys(u.Random, u.Vault.Key, append(ids, u.again.underway...), &u.Hub.SealTo)
	sent := offer{height: after + int64(len(b.Commits))}
	for _, k := range out.Keys {
		sent.ids = append(sent.ids, k.ID)
	}
	u.offered = append(u.offered, sent)
	return out, err
}

// Receive implements [wire.Branch].
func (u *Uplink) Receive(ctx context.Context, b wire.Batch) error {
	in := journal.Batch{Journal: b.Journal, From: b.From, Prev: b.Prev, Commits: b.Commits, Seal: b.Seal}
	keys, shut := wire.OpenKeys(b.Keys, u.SealTo, u.Secret)
	if err := u.Book.TakeKeys(ctx, u.Hub.Node, in, keys, shut); err != nil {
		return err
	}
	if fetched, err := u.fetchedKeys(in); fetched || err != nil {
		return err
	}
	if took, err := u.repairTook(in); took || err != nil {
		return err
	}
	if b.Journal != u.Hub.Node && b.Journal != Down(u.Hub.Node, u.Book.Node()) {
		return fmt.Errorf("journal %s is not for this branch", b.Journal)
	}
	_, err := u.Book.Receive(ctx, in, u.hub())
	if errors.Is(err, journal.ErrFork) {
		return u.repairDown(b.Journal, err)
	}
	return err
}

func (u *Uplink) hub() journal.Author { return journal.Author{Node: u.Hub.Node, Keys: u.Hub.Keys} }

func (u *Uplink) self() journal.Author { return journal.Author{Node: u.Book.Node(), Keys: u.Self} }

func compact(heights []int64) []int64 {
	slices.Sort(heights)
	return slices.Compact(heights)
}
