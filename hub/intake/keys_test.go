package intake

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

// register writes a client down whose card says the family name.
func (p *party) register(id, family string) {
	p.t.Helper()
	_, err := p.book.Do(context.Background(), journal.Command{ID: id, Name: "test", Decide: func(tx *journal.Tx) error {
		key, err := tx.NewKey()
		if err != nil {
			return err
		}
		card, err := tx.Seal(key.ID, clients.CardField, []byte(`{"family":"`+family+`"}`))
		tx.Say(clients.ClientRegistered{Record: clients.Record{
			ID: clients.ClientID(id), Number: "B-" + id, Key: key.ID, Card: card,
		}})
		return err
	}})
	if err != nil {
		p.t.Fatal(err)
	}
}

// A key that does not open stops no commit; it is alarmed about once, asked for, and what it seals opens when it
// comes.
func TestAKeyThatDoesNotOpenIsAskedForAgain(t *testing.T) {
	ctx := context.Background()
	branch := newParty(t, "b", "branch")
	branch.register("1", "Abe")
	branch.register("2", "Ito")
	in := hubWith(t, branch, 0)
	if _, err := in.Answer(ctx, "b", helloOf(branch.headAt("b", 2))); err != nil {
		t.Fatal(err)
	}
	b := branch.export("b", 0, 9)
	ids := journal.KeysIn(b.Commits)
	seal := func(ids []fact.KeyID, to *[32]byte) []wire.SealedKey {
		keys, err := wire.SealKeys(rand.Reader, branch.vault.Key, ids, to)
		if err != nil {
			t.Fatal(err)
		}
		return keys
	}
	stranger, _, err := box.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	push := wire.Batch{Journal: "b", From: b.From, Prev: b.Prev, Commits: b.Commits, Seal: b.Seal,
		Keys: append(seal(ids[:1], stranger), seal(ids[1:], in.SealTo)...)}
	for range 2 {
		s, err := in.Push(ctx, "b", push)
		if err != nil || s.Up.Height != 2 || s.Up.Folded != 2 || len(s.Lacks) != 1 || s.Lacks[0] != ids[0] {
			t.Fatalf("%+v, %v", s, err)
		}
	}
	names := func() (all [2]string) {
		err := in.Book.Read(ctx, func(v *journal.View) (err error) {
			for i, id := range []clients.ClientID{"1", "2"} {
				if all[i], err = clients.NameOf(v, in.Book.JID("b"), id); err != nil {
					return err
				}
			}
			refused, err := journal.RefusedBatches(v, 9)
			if len(refused) != 1 || refused[0].Code != "bad_key" || refused[0].Peer != "b" {
				t.Errorf("on record: %+v", refused)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	if got := names(); got != [2]string{"B-1", "Ito"} {
		t.Error("without the key:", got)
	}
	again := wire.Batch{Journal: "b", From: 3, Prev: branch.headAt("b", 2).Hash, Keys: seal(ids[:1], in.SealTo)}
	if s, err := in.Push(ctx, "b", again); err != nil || len(s.Lacks) != 0 || s.Up.Height != 2 {
		t.Fatalf("%+v, %v", s, err)
	}
	if got := names(); got != [2]string{"Abe", "Ito"} {
		t.Error("with the key:", got)
	}
}
