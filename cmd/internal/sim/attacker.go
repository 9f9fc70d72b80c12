package sim

import (
	"bytes"
	"crypto/ed25519"
	"fmt"

	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/link/wire"
)

// attacker is a member of the network that lies: a stolen box with a good key of its own, and an ear on the line.
type attacker struct {
	w      *world
	keys   keys
	caller *wire.Caller
	heard  [][]byte // frames of others
}

const evilNode = "evil"

func newAttacker(w *world) *attacker {
	k := w.newKeys()
	w.admit(evilNode, "evil box", "UTC", k)
	return &attacker{w: w, keys: k, caller: &wire.Caller{
		Network: network, Node: evilNode, Key: k.sign, Random: w.rand,
		Hub: []ed25519.PublicKey{w.hub.keys.verify()},
	}}
}

// hears keeps the newest frames that went by.
func (a *attacker) hears(frame []byte) {
	if a.w.plan.rate[Attack] == 0 {
		return
	}
	if a.heard = append(a.heard, frame); len(a.heard) > 40 {
		a.heard = a.heard[1:]
	}
}

// attack tries one thing; whatever it is, no journal at the hub may change by it.
func (a *attacker) attack() {
	hub := a.w.hub
	if !hub.up() || hub.doom != "" {
		return
	}
	before := hub.book.Heads()
	tries := []func(string){a.replay, a.pretend, a.foreignBatch, a.oldHistory, a.garbage, a.tamper, a.misplaced}
	i := a.w.r.IntN(len(tries))
	victim := a.w.someBranch().node
	a.w.happened(Attack, fmt.Sprint(i))
	tries[i](victim)
	if !hub.survived() {
		return
	}
	if after := hub.book.Heads(); fmt.Sprint(after) != fmt.Sprint(before) {
		a.w.broken("I10", "attack %d on %s changed the hub's journals", i, victim)
	}
	a.w.oracle.observe(hub)
}

func (a *attacker) serve(subject string, frame []byte) wire.Message {
	m, _, err := a.caller.Read(a.w.hub.door.Serve(a.w.ctx, subject, frame))
	if err != nil {
		return nil
	}
	return m
}

// ask says something in the attacker's own name.
func (a *attacker) ask(m wire.Message) wire.Message {
	frame, _, err := a.caller.Ask(m)
	if err != nil {
		return nil // the protocol's own bounds stop it
	}
	return a.serve(evilNode, frame)
}

// replay says on its own line what others said on theirs.
func (a *attacker) replay(string) {
	if len(a.heard) > 0 {
		a.serve(evilNode, a.heard[a.w.r.IntN(len(a.heard))])
	}
}

// pretend speaks in another's name with its own key, on either line.
func (a *attacker) pretend(victim string) {
	liar := *a.caller
	liar.Node = victim
	b := a.batch(victim)
	frame, _, err := liar.Ask(wire.Push{Batch: b})
	if err == nil {
		a.serve(victim, frame)
		a.serve(evilNode, frame)
	}
}

// foreignBatch pushes another's commits as that journal, and as its own.
func (a *attacker) foreignBatch(victim string) {
	b := a.batch(victim)
	a.ask(wire.Push{Batch: b})
	b.Journal = evilNode
	a.ask(wire.Push{Batch: b})
}

// oldHistory gives the hub the beginning of its own journal back, as if the rest had never been.
func (a *attacker) oldHistory(string) {
	hub := a.w.hub
	all, err := hub.book.Export(a.w.ctx, hub.node, 0, 2, 1<<20)
	if err == nil && len(all.Commits) > 0 {
		a.ask(wire.Push{Batch: wireBatch(all)})
	}
}

func (a *attacker) garbage(victim string) {
	frame := make([]byte, a.w.between(1, 3<<19))
	a.serve(victim, frame)
	if len(a.heard) > 0 {
		old := bytes.Clone(a.heard[a.w.r.IntN(len(a.heard))])
		old[a.w.r.IntN(len(old))] ^= 1 << a.w.r.IntN(8)
		a.serve(victim, old)
	}
}

// tamper changes a byte of a commit and signs the frame properly.
func (a *attacker) tamper(victim string) {
	b := a.batch(victim)
	if len(b.Commits) == 0 {
		return
	}
	b.Commits[0] = bytes.Replace(b.Commits[0], []byte(`"node":"`+victim), []byte(`"node":"`+evilNode), 1)
	b.Journal = evilNode
	a.ask(wire.Push{Batch: b})
}

// misplaced is a branch gone mad: with its own good key it sends a commit that follows nothing the hub has.
func (a *attacker) misplaced(victim string) {
	hub := a.w.hub
	head := hub.book.Head(victim)
	all, err := hub.book.Export(a.w.ctx, victim, head.Height-1, 1, 1<<20)
	if err != nil || len(all.Commits) == 0 {
		return
	}
	c, err := fact.Decode(all.Commits[0])
	if err != nil {
		return
	}
	mad := a.w.boxOf(victim)
	c.Prev, c.Parent, c.Seq, c.Command = fact.Chain(head.Hash, nil), nil, head.Seq+1, mad.newID()
	for i := range c.Facts {
		c.Facts[i].ID = mad.newID()
	}
	raw, err := fact.Encode(c)
	if !a.w.must("forge", err) {
		return
	}
	b := wire.Batch{Journal: victim, From: head.Height + 1, Prev: c.Prev, Commits: [][]byte{raw}}
	liar := *a.caller
	liar.Node, liar.Key = victim, mad.keys.sign
	if frame, _, err := liar.Ask(wire.Push{Batch: seal(mad.keys, b)}); err == nil {
		a.serve(victim, frame)
	}
}

// seal signs a batch as the author would whose keys are given; see the journal's Export.
func seal(k keys, b wire.Batch) wire.Batch {
	var c fact.Commit
	hash := b.Prev
	for _, raw := range b.Commits {
		c, _ = fact.Decode(raw) // what does not decode is refused with any seal
		hash = fact.Chain(hash, raw)
	}
	b.Seal = ed25519.Sign(k.sign, fmt.Appendf(nil, "branchbook seal 1\n%d:%s\n%d:%s\n%d\n%d\n%s\n",
		len(b.Journal), b.Journal, len(c.Epoch), c.Epoch, b.From+int64(len(b.Commits))-1, c.Seq, hash))
	return b
}

// batch is a genuine batch of a victim's journal.
func (a *attacker) batch(victim string) wire.Batch {
	b, err := a.w.hub.book.Export(a.w.ctx, victim, 0, 10, 1<<18)
	if err != nil {
		return wire.Batch{Journal: victim, From: 1}
	}
	return wireBatch(b)
}

func wireBatch(b journal.Batch) wire.Batch {
	return wire.Batch{Journal: b.Journal, From: b.From, Prev: b.Prev, Commits: b.Commits, Seal: b.Seal}
}
