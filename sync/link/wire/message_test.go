package wire

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"golang.org/x/crypto/nacl/box"

	"branchbook/sync/fact"
)

func TestMessagesComeBack(t *testing.T) {
	for name, m := range museum() {
		kind, body, err := Encode(m)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got, err := Decode(kind, body); err != nil || !reflect.DeepEqual(got, m) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestMessagesAreRefused(t *testing.T) {
	head := Head{Journal: "j", Epoch: "e", Seq: 1, Height: 1, Hash: fact.Hash{1}}
	many := make([]Head, MaxJournals+1)
	for i := range many {
		many[i] = head
	}
	status := Status{Incarnation: "i", WireMin: 1, WireMax: 1, Decision: DecidePush, Up: Watermark{Head: head}}
	with := func(change func(*Status)) Status { s := status; change(&s); return s }
	for name, m := range map[string]Message{
		"hello without a box":   Hello{Boot: "b", WireMin: 1, WireMax: 1, Own: head},
		"hello with no version": Hello{Box: "b", Boot: "b", Own: head},
		"height without a hash": Hello{Box: "b", Boot: "b", WireMin: 1, WireMax: 1,
			Own: Head{Journal: "j", Height: 1, Epoch: "e"}},
		"digest without a seal": Hello{Box: "b", Boot: "b", WireMin: 1, WireMax: 1, Own: head,
			Digest: &Digest{Head: head, Way: "1", Tables: fact.Hash{1}}},
		"endless care": Hello{Box: "b", Boot: "b", WireMin: 1, WireMax: 1, Own: head,
			Care: &Care{Failed: make([]string, maxFailed+1)}},
		"compared nothing": with(func(s *Status) { s.Compared = &Compared{} }),
		"seq above height": Hello{Box: "b", Boot: "b", WireMin: 1, WireMax: 1,
			Own: Head{Journal: "j", Epoch: "e", Seq: 2, Height: 1, Hash: fact.Hash{1}}},
		"unknown decision":           with(func(s *Status) { s.Decision = "guess" }),
		"refusal without a reason":   with(func(s *Status) { s.Decision = DecideRefuse }),
		"folded beyond stored":       with(func(s *Status) { s.Up.Folded = 2 }),
		"too many journals":          with(func(s *Status) { s.Down = many }),
		"batch from nowhere":         Batch{Journal: "j", From: 0},
		"first commit after another": Batch{Journal: "j", From: 1, Prev: fact.Hash{1}},
		"later commit after none":    Batch{Journal: "j", From: 2},
		"empty commit":               Batch{Journal: "j", From: 1, Commits: [][]byte{{}}},
		"huge commit":                Batch{Journal: "j", From: 1, Commits: [][]byte{make([]byte, fact.MaxCommit+1)}},
		"pull of nothing":            Pull{Journal: "j", After: 1},
		"pull of too much":           Pull{Journal: "j", Limit: Limit{Commits: 1, Bytes: MaxBody + 1}},
		"probe at genesis":           Probe{Journal: "j", Heights: []int64{0}},
		"probe of nothing":           Probe{Journal: "j"},
		"question with a subject":    Ask{Verb: "a.b", Body: []byte(`{}`)},
		"bye for no reason":          Bye{},
	} {
		if _, _, err := Encode(m); !errors.Is(err, ErrMessage) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestBatchBytesAreRefused(t *testing.T) {
	_, body, err := Encode(Batch{Journal: "j", From: 1, Commits: [][]byte{[]byte("a"), []byte("b")}})
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{
		"empty":           nil,
		"cut":             body[:len(body)-1],
		"tail":            append(bytes.Clone(body), 'x'),
		"endless varint":  bytes.Repeat([]byte{0xff}, 20),
		"count in clouds": append(bytes.Clone(body[:len(body)-5]), 0xff, 0xff, 0xff, 0x7f),
	} {
		if _, err := Decode(KindBatch, b); !errors.Is(err, ErrMessage) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestUnknownMembersAreIgnored(t *testing.T) {
	if _, err := Decode(KindBye, []byte(`{"reason":"stop","mood":"good"}`)); err != nil {
		t.Error(err)
	}
}

func TestMembersAreUnderstoodInOneWay(t *testing.T) {
	for _, body := range []string{
		`{"reason":"leave","reason":"stop"}`, `{"reason":"stop","Reason":"leave"}`, `{"REASON":"stop"}`,
	} {
		if _, err := Decode(KindBye, []byte(body)); !errors.Is(err, ErrMessage) {
			t.Errorf("%s: %v", body, err)
		}
	}
	status := `{"incarnation":"i","wire_min":1,"wire_max":1,"decision":"push","up":{"journal":"j","height":0,"hash":"` +
		fact.Hash{}.String() + `"%s}}`
	for member, ok := range map[string]bool{"": true, `,"later":1`: true, `,"Height":0`: false, `,"height":0`: false} {
		if _, err := Decode(KindStatus, fmt.Appendf(nil, status, member)); (err == nil) != ok {
			t.Errorf("%s: %v", member, err)
		}
	}
}

func FuzzMessage(f *testing.F) {
	for _, m := range museum() {
		kind, body, err := Encode(m)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(byte(kind), body)
	}
	f.Fuzz(func(t *testing.T, kind byte, body []byte) {
		m, err := Decode(Kind(kind), body)
		if err != nil {
			return
		}
		// What was understood can be said again and means the same.
		k, again, err := Encode(m)
		if err != nil {
			t.Fatalf("%T was read but cannot be written: %v", m, err)
		}
		if twice, err := Decode(k, again); err != nil || !reflect.DeepEqual(twice, m) {
			t.Fatalf("%+v became %+v, %v", m, twice, err)
		}
	})
}

func TestDigestIsItsSignersWord(t *testing.T) {
	key, other := testKey(1), testKey(2)
	d := Digest{Head: Head{Journal: "j", Epoch: "e", Seq: 1, Height: 1, Hash: fact.Hash{1}}, Way: "1-ab",
		Tables: fact.Hash{2}, At: 5}
	d.Seal = SignDigest(key, "net", d)
	changed := d
	changed.Tables = fact.Hash{3}
	for name, tt := range map[string]struct {
		key     ed25519.PrivateKey
		network string
		d       Digest
		good    bool
	}{
		"as said": {key, "net", d, true}, "by another": {other, "net", d, false},
		"elsewhere": {key, "net2", d, false}, "changed": {key, "net", changed, false},
	} {
		if VerifyDigest(public(tt.key), tt.network, tt.d) != tt.good {
			t.Error(name)
		}
	}
}

func TestSealedKeys(t *testing.T) {
	pub, priv, err := box.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	otherPub, otherPriv, err := box.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key := fact.Key{ID: "k1", Secret: [32]byte{1, 2, 3}}
	s, err := SealKey(rand.Reader, key, pub)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := OpenKey(s, pub, priv); err != nil || got != key {
		t.Errorf("opened %+v, %v", got, err)
	}
	if _, err := OpenKey(s, otherPub, otherPriv); !errors.Is(err, ErrKeyBox) {
		t.Errorf("a stranger opened it: %v", err)
	}
	if _, err := OpenKey(SealedKey{ID: "k2", Box: s.Box}, pub, priv); !errors.Is(err, ErrKeyBox) {
		t.Errorf("it opened under another name: %v", err)
	}
}

func TestSignedHeads(t *testing.T) {
	key := testKey(1)
	head := Head{Journal: "hub", Epoch: "e", Seq: 1, Height: 1, Hash: fact.Hash{1}}
	seal := SignHead(key, "net1", head)
	moved := head
	moved.Height = 2
	if !VerifyHead(public(key), "net1", head, seal) {
		t.Error("own seal refused")
	}
	if VerifyHead(public(key), "net1", moved, seal) || VerifyHead(public(key), "net2", head, seal) ||
		VerifyHead(public(testKey(2)), "net1", head, seal) {
		t.Error("a seal of something else was taken")
	}
}

func TestPace(t *testing.T) {
	for _, test := range []struct {
		name string
		took []time.Duration
		want int
	}{
		{"start", nil, 100},
		{"fast", []time.Duration{time.Millisecond, time.Millisecond, time.Millisecond, time.Millisecond}, 500},
		{"neither", []time.Duration{2 * time.Second}, 100},
		{"slow", []time.Duration{4 * time.Second}, 50},
		{"very slow", []time.Duration{time.Hour, time.Hour, time.Hour, time.Hour, time.Hour}, 10},
	} {
		var p Pace
		for _, d := range test.took {
			p.Took(d)
		}
		if got := p.Limit().Commits; got != test.want {
			t.Errorf("%s: %d, want %d", test.name, got, test.want)
		}
	}
}
