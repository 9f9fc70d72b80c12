package uplink

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"testing"
	"time"

	"golang.org/x/crypto/nacl/box"

	"branchbook/sync/book"
	"branchbook/sync/catalogue"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/link/wire"
)

// party is a node with a real book.
type party struct {
	*journal.Book
	t     *testing.T
	vault *journal.Vault
	key   ed25519.PrivateKey
	said  int
}

var clock = fact.ClockFunc(time.Now)

func newParty(t *testing.T, node, side string) *party {
	t.Helper()
	p := &party{t: t}
	var err error
	if _, p.key, err = ed25519.GenerateKey(rand.Reader); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if p.vault, err = journal.OpenVault(dir, journal.Off, clock, rand.Reader); err != nil {
		t.Fatal(err)
	}
	def := book.Definition()
	def.Side = side
	p.Book, err = journal.Open(context.Background(), journal.Options{
		Dir: dir, Node: node, Definition: def, Clock: clock, Random: rand.Reader, Vault: p.vault, Signer: p.key,
		Sync: journal.Off,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(p.Close(), p.vault.Close()); err != nil {
			t.Error(err)
		}
	})
	return p
}

func (p *party) author() journal.Author {
	return journal.Author{Node: p.Node(), Keys: []ed25519.PublicKey{p.key.Public().(ed25519.PublicKey)}}
}

// say writes n commits into one of the party's journals.
func (p *party) say(name string, n int) {
	p.t.Helper()
	for range n {
		p.said++
		_, err := p.Do(context.Background(), journal.Command{
			ID: fmt.Sprint(p.Node(), p.said), Name: "test", Decide: func(tx *journal.Tx) error {
				tx.SayIn(name, catalogue.ResourceDefined{Resource: catalogue.Resource{
					ID: catalogue.ResourceID(fmt.Sprint("chair", p.said)), Name: "Chair", Capacity: 1,
				}})
				return nil
			},
		})
		if err != nil {
			p.t.Fatal(err)
		}
	}
}

// headAt is the head that a journal had at a height.
func (p *party) headAt(name string, height int64) wire.Head {
	p.t.Helper()
	at, ok, err := p.HashAt(context.Background(), name, height)
	if err != nil || !ok {
		p.t.Fatal(name, height, err)
	}
	h := wire.Head{Journal: name, Height: height, Hash: at}
	if height > 0 {
		h.Epoch, h.Seq = p.Head(name).Epoch, height
	}
	return h
}

// branchWith is an uplink with four commits of its own, and two of the hub's journal for all.
func branchWith(t *testing.T, hub *party) (*Uplink, *party) {
	t.Helper()
	b := newParty(t, "b", "branch")
	b.say("b", 4)
	batch, err := hub.Export(context.Background(), "hub", 0, 2, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Receive(context.Background(), batch, hub.author()); err != nil {
		t.Fatal(err)
	}
	public, secret, err := box.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &Uplink{
		Book: b.Book, Vault: b.vault, Hub: Hub{Node: "hub", Keys: hub.author().Keys, SealTo: *public},
		Self: b.author().Keys, SealTo: public, Secret: secret, Clock: clock, Random: rand.Reader, Boot: "boot",
	}, b
}

// The table of the wire's package comment, as the branch follows it.
func TestWhatAStatusLeadsTo(t *testing.T) {
	hub := newParty(t, "hub", "hub")
	hub.say("hub", 3)
	other := func(h wire.Head) wire.Head { h.Hash = fact.Hash{1}; return h }
	further := func(h wire.Head, height int64) wire.Head { h.Height, h.Seq = height, height; return other(h) }
	tests := []struct {
		name   string
		decide wire.Decision
		up     func(b *party) wire.Head // what the hub has of the branch's journal
		down   func(b *party) []wire.Head
		want   func(b *party) []wire.Head
		step   Step
		mark   int64 // what the branch believes afterwards
	}{
		{name: "all is there", decide: wire.DecidePush, up: own(4), step: Step{Do: wire.StepRest}, mark: 4},
		{name: "the hub has nothing", decide: wire.DecidePush, up: own(0), step: Step{wire.StepPush, "b", 0}},
		{name: "the hub lacks the end", decide: wire.DecidePush, up: own(2), step: Step{wire.StepPush, "b", 2}, mark: 2},
		{name: "as long and different", decide: wire.DecidePush,
			up:   func(b *party) wire.Head { return other(b.headAt("b", 4)) },
			step: Step{Do: wire.StepProbe, Journal: "b"}},
		{name: "shorter and different", decide: wire.DecidePush,
			up:   func(b *party) wire.Head { return other(b.headAt("b", 2)) },
			step: Step{Do: wire.StepProbe, Journal: "b"}},
		{name: "the box was restored", decide: wire.DecideFetch,
			up: func(b *party) wire.Head { return further(b.headAt("b", 4), 9) }, step: Step{wire.StepPull, "b", 4}},
		{name: "the box was restored and went on", decide: wire.DecideFork,
			up:   func(b *party) wire.Head { return further(b.headAt("b", 4), 9) },
			step: Step{Do: wire.StepProbe, Journal: "b"}},
		{name: "refused", decide: wire.DecideRefuse, up: own(2), step: Step{Do: wire.StepHalt}},
		{name: "the hub has news", decide: wire.DecidePush, up: own(2),
			down: func(*party) []wire.Head { return []wire.Head{hub.headAt("hub", 3)} },
			step: Step{wire.StepPull, "hub", 2}, mark: 2},
		{name: "no news", decide: wire.DecidePush, up: own(4),
			down: func(b *party) []wire.Head { return []wire.Head{b.headAt("hub", 2)} },
			step: Step{Do: wire.StepRest}, mark: 4},
		{name: "the hub wrote its own anew", decide: wire.DecidePush, up: own(4),
			down: func(b *party) []wire.Head { return []wire.Head{other(b.headAt("hub", 2))} },
			step: Step{Do: wire.StepProbe, Journal: "hub"}, mark: 4},
		{name: "the hub lost the end of its own", decide: wire.DecidePush, up: own(4),
			want: func(b *party) []wire.Head { return []wire.Head{b.headAt("hub", 1)} },
			step: Step{wire.StepPush, "hub", 1}, mark: 4},
		{name: "the hub lost all of its own", decide: wire.DecidePush, up: own(4),
			want: func(b *party) []wire.Head { return []wire.Head{{Journal: "hub"}} },
			step: Step{wire.StepPush, "hub", 0}, mark: 4},
		{name: "the hub lost some and wrote others", decide: wire.DecidePush, up: own(4),
			want: func(b *party) []wire.Head { return []wire.Head{other(b.headAt("hub", 2))} },
			step: Step{Do: wire.StepProbe, Journal: "hub"}, mark: 4},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ctx := context.Background()
			u, b := branchWith(t, hub)
			if _, err := u.Hello(ctx); err != nil {
				t.Fatal(err)
			}
			s := wire.Status{Incarnation: "i1", Decision: tt.decide, Up: wire.Watermark{Head: tt.up(b)}}
			if tt.down != nil {
				s.Down = tt.down(b)
			}
			if tt.want != nil {
				s.Want = tt.want(b)
			}
			step, err := u.Next(ctx, s)
			if got := (Step{step.Do, step.Journal, step.After}); err != nil || got != tt.step {
				t.Errorf("%+v, want %+v, %v", got, tt.step, err)
			}
			if mark, err := u.marked(ctx, "b"); err != nil || mark.Height != tt.mark {
				t.Errorf("believes that the hub has %d, want %d, %v", mark.Height, tt.mark, err)
			}
		})
	}
}

// Step is a step without the heights of a probe.
type Step struct {
	Do      wire.Do
	Journal string
	After   int64
}

func own(height int64) func(*party) wire.Head {
	return func(b *party) wire.Head { return b.headAt("b", height) }
}

// What nobody asked for is not taken, whoever signed it.
func TestOnlyWhatWasAskedForIsTaken(t *testing.T) {
	hub := newParty(t, "hub", "hub")
	hub.say("hub", 3)
	hub.say("hub/other", 1)
	ctx := context.Background()
	u, b := branchWith(t, hub)
	if _, err := u.Hello(ctx); err != nil {
		t.Fatal(err)
	}
	pieces := map[string]journal.Batch{}
	for name, from := range map[string]*party{"b": b, "hub/other": hub, "hub": hub} {
		after := map[string]int64{"hub": 2}[name]
		batch, err := from.Export(ctx, name, after, 9, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		pieces[name] = batch
	}
	for name, taken := range map[string]bool{"b": false, "hub/other": false, "hub": true} {
		p := pieces[name]
		err := u.Receive(ctx, wire.Batch{
			Journal: p.Journal, From: p.From, Prev: p.Prev, Commits: p.Commits, Seal: p.Seal,
		})
		if (err == nil) != taken {
			t.Errorf("%s: %v", name, err)
		}
	}
	if h := b.Head("hub").Height; h != 3 {
		t.Error("the hub's journal ends at", h)
	}
}
