package uplink

import (
	"context"
	"crypto/rand"
	"testing"

	"golang.org/x/crypto/nacl/box"

	"branchbook/sync/clients"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/link/wire"
)

// register writes a client down in one of the party's journals, and gives the key.
func (p *party) register(name string) (id fact.KeyID) {
	p.t.Helper()
	_, err := p.Do(context.Background(), journal.Command{ID: "register", Name: "test",
		Decide: func(tx *journal.Tx) error {
			key, err := tx.NewKey()
			if err != nil {
				return err
			}
			id = key.ID
			card, err := tx.Seal(id, clients.CardField, []byte(`{"family":"Abe"}`))
			tx.SayIn(name, clients.ClientRegistered{Record: clients.Record{
				ID: "c", Number: "B-1", Key: id, Card: card,
			}})
			return err
		}})
	if err != nil {
		p.t.Fatal(err)
	}
	return id
}

// The hub has every commit and lacks a key: it gets the key alone, and once only if that does not help.
func TestAKeyThatTheHubLacksIsSentAgain(t *testing.T) {
	ctx := context.Background()
	hub := newParty(t, "hub", "hub")
	hub.say("hub", 2)
	u, b := branchWith(t, hub)
	id := b.register("b")
	s := wire.Status{Incarnation: "i1", Decision: wire.DecidePush, Up: wire.Watermark{Head: b.headAt("b", 5)},
		Lacks: []fact.KeyID{"never heard of", id}}
	hello := func() wire.Step {
		t.Helper()
		if _, err := u.Hello(ctx); err != nil {
			t.Fatal(err)
		}
		step, err := u.Next(ctx, s)
		if err != nil {
			t.Fatal(err)
		}
		return step
	}
	for range 2 { // the first push was lost
		step := hello()
		if got := (Step{step.Do, step.Journal, step.After}); got != (Step{wire.StepPush, "b", 5}) {
			t.Fatalf("%+v", got)
		}
		out, err := u.Export(ctx, "b", 5, wire.Limit{Commits: 9, Bytes: 1 << 20})
		keys, shut := wire.OpenKeys(out.Keys, u.SealTo, u.Secret) // of the hub, here
		if err != nil || len(out.Commits) != 0 || len(shut) != 0 || len(keys) != 1 || keys[0].ID != id {
			t.Fatalf("%d commits, keys %v, %v, %v", len(out.Commits), keys, shut, err)
		}
	}
	for range 2 {
		if step, err := u.Next(ctx, s); err != nil || step.Do != wire.StepRest {
			t.Errorf("%+v, %v", step, err)
		}
	}
	if step := hello(); step.Do != wire.StepRest {
		t.Errorf("%+v", step)
	}
}

// A key from the hub does not open: the commits are taken, and the one that needs the key is pulled again.
func TestAKeyThatDoesNotOpenHereIsPulledAgain(t *testing.T) {
	ctx := context.Background()
	hub := newParty(t, "hub", "hub")
	hub.say("hub", 2)
	u, b := branchWith(t, hub)
	id := hub.register("hub")
	stranger, _, err := box.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	batch, err := hub.Export(ctx, "hub", 2, 9, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	receive := func(to *[32]byte) {
		t.Helper()
		keys, err := wire.SealKeys(rand.Reader, hub.vault.Key, []fact.KeyID{id}, to)
		if err != nil {
			t.Fatal(err)
		}
		err = u.Receive(ctx, wire.Batch{Journal: "hub", From: batch.From, Prev: batch.Prev, Commits: batch.Commits,
			Seal: batch.Seal, Keys: keys})
		if err != nil {
			t.Fatal(err)
		}
	}
	name := func() (name string) {
		err := b.Read(ctx, func(v *journal.View) (err error) {
			name, err = clients.NameOf(v, b.JID("hub"), "c")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return name
	}
	receive(stranger)
	if got := name(); got != "B-1" || b.Head("hub").Height != 3 {
		t.Fatal(got, b.Head("hub").Height)
	}
	s := wire.Status{Incarnation: "i1", Decision: wire.DecidePush, Up: wire.Watermark{Head: b.headAt("b", 4)}}
	if _, err := u.Hello(ctx); err != nil {
		t.Fatal(err)
	}
	step, err := u.Next(ctx, s)
	if got := (Step{step.Do, step.Journal, step.After}); err != nil || got != (Step{wire.StepPull, "hub", 2}) {
		t.Fatalf("%+v, %v", got, err)
	}
	receive(u.SealTo)
	if step, err := u.Next(ctx, s); err != nil || step.Do != wire.StepRest || name() != "Abe" {
		t.Errorf("%+v, %v, %s", step, err, name())
	}
}
