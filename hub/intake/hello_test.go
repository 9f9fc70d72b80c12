package intake

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"testing"
	"time"

	"golang.org/x/crypto/nacl/box"

	"branchbook/sync/book"
	"branchbook/sync/branches"
	"branchbook/sync/catalogue"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/link/wire"
)

// party is a node with a real book.
type party struct {
	t              *testing.T
	book           *journal.Book
	vault          *journal.Vault
	key            ed25519.PrivateKey
	public, secret *[32]byte
	said           int
}

func newParty(t *testing.T, node, side string) *party {
	t.Helper()
	p := &party{t: t}
	var err error
	if p.public, p.secret, err = box.GenerateKey(rand.Reader); err != nil {
		t.Fatal(err)
	}
	if _, p.key, err = ed25519.GenerateKey(rand.Reader); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if p.vault, err = journal.OpenVault(dir, journal.Off, clock, rand.Reader); err != nil {
		t.Fatal(err)
	}
	def := book.Definition()
	def.Side = side
	p.book, err = journal.Open(context.Background(), journal.Options{
		Dir: dir, Node: node, Definition: def, Clock: clock, Random: rand.Reader, Vault: p.vault, Signer: p.key,
		Sync: journal.Off,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(p.book.Close(), p.vault.Close()); err != nil {
			t.Error(err)
		}
	})
	return p
}

var clock = fact.ClockFunc(time.Now)

func (p *party) verify() ed25519.PublicKey { return p.key.Public().(ed25519.PublicKey) }

// say writes commits into one of the party's journals.
func (p *party) say(name string, bodies ...fact.Body) {
	p.t.Helper()
	for _, body := range bodies {
		p.said++
		_, err := p.book.Do(context.Background(), journal.Command{
			ID: fmt.Sprint(name, p.said), Name: "test", Decide: func(tx *journal.Tx) error {
				tx.SayIn(name, body)
				return nil
			},
		})
		if err != nil {
			p.t.Fatal(err)
		}
	}
}

func chair(n int) fact.Body {
	return catalogue.ResourceDefined{Resource: catalogue.Resource{
		ID: catalogue.ResourceID(fmt.Sprint("chair", n)), Name: "Chair", Capacity: 1,
	}}
}

func (p *party) export(name string, after int64, n int) journal.Batch {
	p.t.Helper()
	b, err := p.book.Export(context.Background(), name, after, n, 1<<20)
	if err != nil {
		p.t.Fatal(err)
	}
	return b
}

// hubWith is an intake that knows a branch, and has stored the first commits of its journal.
func hubWith(t *testing.T, branch *party, stored int) *Intake {
	t.Helper()
	hub := newParty(t, "hub", "hub")
	b64 := base64.RawURLEncoding.EncodeToString
	hub.say("hub", branches.BranchEnrolled{
		Node: "b", Code: "B", Name: "B", Currency: "EUR", Zone: "Europe/Berlin", Box: "box",
		Key: b64(branch.verify()), SealTo: b64(branch.public[:]),
	}, branches.BoxFenced{Node: "b", Box: "old box", Reason: "replaced"})
	hub.say("hub/b", chair(1), chair(2))
	in := &Intake{
		Book: hub.book, Vault: hub.vault, Self: []ed25519.PublicKey{hub.verify()}, SealTo: hub.public,
		Secret: hub.secret, Clock: clock, Random: rand.Reader, Incarnation: "i1",
	}
	if err := in.Load(context.Background()); err != nil {
		t.Fatal(err)
	}
	if stored > 0 {
		author := journal.Author{Node: "b", Keys: []ed25519.PublicKey{branch.verify()}}
		if _, err := hub.book.Receive(context.Background(), branch.export("b", 0, stored), author); err != nil {
			t.Fatal(err)
		}
	}
	return in
}

func helloOf(own wire.Head, down ...wire.Head) wire.Hello {
	h := wire.Hello{Box: "box", Boot: "boot", Round: 1, WireMin: 1, WireMax: 1, Own: own, Hub: "i1"}
	for _, d := range down {
		h.Down = append(h.Down, wire.Watermark{Head: d})
	}
	return h
}

// headAt is the head that a journal had at a height.
func (p *party) headAt(name string, height int64) wire.Head {
	p.t.Helper()
	at, _, err := p.book.HashAt(context.Background(), name, height)
	if err != nil {
		p.t.Fatal(err)
	}
	return wire.Head{Journal: name, Epoch: p.book.Head(name).Epoch, Seq: height, Height: height, Hash: at}
}

// The table of the wire's package comment, row by row.
func TestWhatAHelloIsAnswered(t *testing.T) {
	branch := newParty(t, "b", "branch")
	branch.say("b", chair(1), chair(2), chair(3), chair(4))
	other := func(h wire.Head) wire.Head { h.Hash = fact.Hash{1}; return h }
	at := func(height int64) wire.Head { return branch.headAt("b", height) }
	tests := []struct {
		name   string
		stored int
		change func(*wire.Hello)
		own    wire.Head
		decide wire.Decision
		code   string
	}{
		{"both empty", 0, nil, wire.Head{Journal: "b"}, wire.DecidePush, ""},
		{"the hub lacks all", 0, nil, at(4), wire.DecidePush, ""},
		{"the hub lacks the end", 2, nil, at(4), wire.DecidePush, ""},
		{"equal", 4, nil, at(4), wire.DecidePush, ""},
		{"as long and different: the branch finds out", 2, nil, other(at(2)), wire.DecidePush, ""},
		{"the branch lost its end", 4, nil, at(2), wire.DecideFetch, ""},
		{"the branch lost all", 4, nil, wire.Head{Journal: "b"}, wire.DecideFetch, ""},
		{"shorter and different", 4, nil, other(at(2)), wire.DecideFork, ""},
		{"a fenced box", 2, func(h *wire.Hello) { h.Box = "old box" }, at(4), wire.DecideRefuse, "fenced"},
		{"only newer versions", 2, func(h *wire.Hello) { h.WireMin, h.WireMax = 2, 3 }, at(4), wire.DecideRefuse, "version"},
		{"newer versions too", 2, func(h *wire.Hello) { h.WireMax = 9 }, at(4), wire.DecidePush, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := hubWith(t, branch, tt.stored)
			h := helloOf(tt.own)
			if tt.change != nil {
				tt.change(&h)
			}
			s, err := in.Answer(context.Background(), "b", h)
			code := ""
			if s.Refusal != nil {
				code = s.Refusal.Code
			}
			if err != nil || s.Decision != tt.decide || code != tt.code || s.Up.Height != int64(tt.stored) {
				t.Errorf("%s %q, stored %d, %v", s.Decision, code, s.Up.Height, err)
			}
		})
	}
	in := hubWith(t, branch, 0)
	if s, err := in.Answer(context.Background(), "nobody", helloOf(at(1))); err != nil || s.Refusal.Code != "unknown_node" {
		t.Error("a stranger:", s.Refusal, err)
	}
}

// The same table with the parts exchanged: the hub's own journals.
func TestWhatIsAskedBackAndOffered(t *testing.T) {
	branch := newParty(t, "b", "branch")
	ctx := context.Background()
	for _, tt := range []struct {
		name  string
		down  func(in *Intake) []wire.Head // what the branch says it has
		want  string                       // journals the hub asks back
		offer string                       // and those it offers
	}{
		{"the branch has nothing", func(*Intake) []wire.Head { return nil }, "", "hub 2 hub/b 2 "},
		{"the branch has all", func(in *Intake) []wire.Head {
			return []wire.Head{wire.Head(in.Book.Head("hub")), wire.Head(in.Book.Head("hub/b"))}
		}, "", "hub 2 hub/b 2 "},
		{"the branch has more", func(in *Intake) []wire.Head {
			h := wire.Head(in.Book.Head("hub"))
			h.Height, h.Seq, h.Hash = 3, 3, fact.Hash{1}
			return []wire.Head{h}
		}, "hub 2 ", "hub/b 2 "},
		{"the branch tells another history", func(in *Intake) []wire.Head {
			h := wire.Head(in.Book.Head("hub/b"))
			h.Hash = fact.Hash{1}
			return []wire.Head{h}
		}, "hub/b 2 ", "hub 2 "},
	} {
		for _, frozen := range []bool{false, true} {
			t.Run(fmt.Sprint(tt.name, ", hub restored ", frozen), func(t *testing.T) {
				in := hubWith(t, branch, 0)
				offer := tt.offer
				if frozen {
					in.Freeze()
					in.frozen["another"] = true // so that this branch's word alone does not end the waiting
					offer = ""
				}
				s, err := in.Answer(ctx, "b", helloOf(wire.Head{Journal: "b"}, tt.down(in)...))
				if got := list(s.Want); err != nil || got != tt.want {
					t.Errorf("asks back %q, want %q, %v", got, tt.want, err)
				}
				if got := list(s.Down); got != offer {
					t.Errorf("offers %q, want %q", got, offer)
				}
				if waits := len(in.Awaited()) > 0 && in.frozen["b"]; frozen && waits != (tt.want != "") {
					t.Errorf("still waits for the branch: %t", waits)
				}
			})
		}
	}
}

func list(heads []wire.Head) (out string) {
	for _, h := range heads {
		out += fmt.Sprint(h.Journal, " ", h.Height, " ")
	}
	return out
}

// A branch gives back what the hub lost of its own journals; what it invents is turned away before it is kept.
func TestInventionsAreNotKept(t *testing.T) {
	branch := newParty(t, "b", "branch")
	in := hubWith(t, branch, 0)
	liar := newParty(t, "hub", "hub")
	liar.say("hub", chair(1), chair(2), chair(3), chair(4))
	ctx := context.Background()
	if _, err := in.Answer(ctx, "b", helloOf(wire.Head{Journal: "b"}, liar.headAt("hub", 4))); err != nil {
		t.Fatal(err)
	}
	b := liar.export("hub", 2, 1)
	_, err := in.Push(ctx, "b", wire.Batch{Journal: "hub", From: b.From, Prev: b.Prev, Commits: b.Commits, Seal: b.Seal})
	if no := fact.AsRefusals(err); len(no) != 1 || no[0].Code != "bad_seal" {
		t.Error(err)
	}
	if n := len(in.members["b"].back); n != 0 {
		t.Error("kept", n, "invented batches")
	}
	err = in.Book.Read(ctx, func(v *journal.View) error {
		all, err := journal.RefusedBatches(v, 10)
		if len(all) != 1 || all[0].Code != "bad_seal" || all[0].Peer != "b" {
			t.Errorf("on record: %+v", all)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
