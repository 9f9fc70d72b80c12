package wire

import (
	"bytes"
	"crypto/ed25519"
	"encoding/binary"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"branchbook/sync/fact"
)

var update = flag.Bool("update", false, "write golden frames that are missing")

func testKey(b byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{b}, ed25519.SeedSize))
}

func public(k ed25519.PrivateKey) ed25519.PublicKey { return k.Public().(ed25519.PublicKey) }

var up = Route{Network: "net1", Node: "almaty"}

func small() Frame {
	return Frame{Route: up, Kind: KindBye, Nonce: Nonce{1, 2, 3}, Body: []byte(`{"reason":"stop"}`)}
}

func sealed(t testing.TB, f Frame, key ed25519.PrivateKey) []byte {
	t.Helper()
	b, err := f.Seal(key)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func open(b []byte, want Route, key ed25519.PublicKey) (Frame, error) {
	p, err := Parse(b)
	if err != nil {
		return Frame{}, err
	}
	return p.Open(want, key)
}

func TestFrameComesBack(t *testing.T) {
	key := testKey(1)
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching(`[A-Za-z0-9_-]{1,64}`)
		f := Frame{Kind: Kind(rapid.IntRange(1, 13).Draw(t, "kind")),
			Body: rapid.SliceOfN(rapid.Byte(), 0, 3000).Draw(t, "body")}
		f.Network, f.Node, f.Down = name.Draw(t, "network"), name.Draw(t, "node"), rapid.Bool().Draw(t, "down")
		b, err := f.Seal(key)
		if err != nil {
			t.Fatal(err)
		}
		got, err := open(b, f.Route, public(key))
		if err != nil || got.Kind != f.Kind || got.Nonce != f.Nonce || !bytes.Equal(got.Body, f.Body) {
			t.Fatalf("got %+v, %v", got, err)
		}
	})
}

func TestFrameIsRefused(t *testing.T) {
	mine, other := testKey(1), testKey(2)
	whole := sealed(t, small(), mine)
	resigned := func(change func([]byte) []byte) []byte {
		b := change(bytes.Clone(whole[:len(whole)-ed25519.SignatureSize]))
		return append(b, ed25519.Sign(mine, append([]byte(signContext), b...))...)
	}
	bomb := Frame{Route: up, Kind: KindPush, Body: make([]byte, MaxBody)}
	lying := sealed(t, bomb, mine)
	binary.BigEndian.PutUint32(lying[22:], 100)
	lying = append(lying[:len(lying)-ed25519.SignatureSize],
		ed25519.Sign(mine, append([]byte(signContext), lying[:len(lying)-ed25519.SignatureSize]...))...)
	for _, test := range []struct {
		name  string
		frame []byte
		route Route
		want  error
	}{
		{"whole", whole, up, nil},
		{"other key", sealed(t, small(), other), up, ErrSignature},
		{"other node", whole, Route{Network: "net1", Node: "tokyo"}, ErrForeign},
		{"other network", whole, Route{Network: "net2", Node: "almaty"}, ErrForeign},
		{"mirrored", whole, Route{Network: "net1", Node: "almaty", Down: true}, ErrForeign},
		{"empty", nil, up, ErrFrame},
		{"cut", whole[:len(whole)-1], up, ErrFrame},
		{"longer", append(bytes.Clone(whole), 0), up, ErrFrame},
		{"oversized", make([]byte, MaxFrame+1), up, ErrFrame},
		{"unknown kind", resigned(func(b []byte) []byte { b[4] = 99; return b }), up, ErrFrame},
		{"unknown flag", resigned(func(b []byte) []byte { b[5] |= 4; return b }), up, ErrFrame},
		{"other magic", resigned(func(b []byte) []byte { b[3] = '2'; return b }), up, ErrFrame},
		{"other nonce", func() []byte { b := bytes.Clone(whole); b[6]++; return b }(), up, ErrSignature},
		{"body is not zstd", resigned(func(b []byte) []byte { b[5] |= flagZstd; return b }), up, ErrFrame},
		{"decompresses to more than it says", lying, up, ErrFrame},
	} {
		if _, err := open(test.frame, test.route, public(mine)); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", test.name, err, test.want)
		}
	}
}

func TestSealRefusesItsOwnNonsense(t *testing.T) {
	for name, f := range map[string]Frame{
		"no network":   {Route: Route{Node: "a"}, Kind: KindBye},
		"subject node": {Route: Route{Network: "n", Node: "a.>"}, Kind: KindBye},
		"no kind":      {Route: up},
		"long name":    {Route: Route{Network: "n", Node: strings.Repeat("a", MaxName+1)}, Kind: KindBye},
		"huge body":    {Route: up, Kind: KindPush, Body: make([]byte, MaxBody+1)},
	} {
		if _, err := f.Seal(testKey(1)); err == nil {
			t.Errorf("%s: sealed", name)
		}
	}
}

// museum is one message of each kind; their frames in testdata/frames are added to, never edited.
func museum() map[string]Message {
	h := fact.Chain(fact.Hash{}, []byte("a"))
	head := Head{Journal: "almaty", Epoch: "e1", Seq: 1, Height: 1, Hash: h}
	batch := Batch{Journal: "almaty", From: 1, Commits: [][]byte{[]byte("a"), []byte("bc")},
		Keys: []SealedKey{{ID: "k1", Box: []byte{1}}}, Seal: []byte{2}}
	return map[string]Message{
		"hello": Hello{Box: "b", Boot: "t", Round: 3, App: "1.0", WireMin: 1, WireMax: 1, Fold: 1, Kinds: h, Own: head,
			Epochs: []fact.Ref{{Epoch: "e0", Seq: 1, Hash: h}}, Down: []Watermark{{Head: head, Folded: 1}}, Wall: 5},
		"status": Status{Incarnation: "i", App: "1.0", WireMin: 1, WireMax: 1, Fold: 1, Kinds: h, Decision: DecidePush,
			Up: Watermark{Head: head, Folded: 1, Safe: 1}, Down: []Head{head}, Want: []Head{head}, Wall: 5},
		"refuse": Status{Incarnation: "i", WireMin: 1, WireMax: 1, Decision: DecideRefuse, Up: Watermark{Head: head},
			Refusal: fact.Refuse("fenced", "", "Another box took over.")},
		"hello_cared": Hello{Box: "b", Boot: "t", Round: 4, App: "1.1", WireMin: 1, WireMax: 1, Fold: 1, Own: head, Wall: 5,
			Digest: &Digest{Head: head, Way: "1-ab", Tables: h, At: 4, Seal: bytes.Repeat([]byte{7}, 64)},
			Care:   &Care{BackupAt: 1, VerifyAt: 2, Failed: []string{"backup"}, Free: 3}},
		"status_compared": Status{Incarnation: "i", WireMin: 1, WireMax: 1, Decision: DecidePush,
			Up: Watermark{Head: head}, Compared: &Compared{Head: head, Said: 4, Equal: true, At: 6}},
		"push":    Push{batch},
		"pull":    Pull{Journal: "hub", After: 7, Limit: Limit{Commits: 100, Bytes: 1000}},
		"batch":   batch,
		"probe":   Probe{Journal: "almaty", Heights: []int64{1, 2}},
		"hashes":  Hashes{Journal: "almaty", Points: []Point{{Height: head.Height, Hash: head.Hash}}},
		"ask":     Ask{Verb: "free", Body: []byte(`{"on":"2026-11-24"}`)},
		"answer":  Answer{Body: []byte(`[]`)},
		"bye":     Bye{Reason: ByeUpgrade},
		"refused": Refused{*fact.Refuse("slot_taken", "at", "That time is taken.", "by", "Ito")},
		"failed":  Failed{Sentence: "Later."},
		"wake":    Wake{},
	}
}

func TestGoldenFrames(t *testing.T) {
	key := testKey(1)
	for name, m := range museum() {
		kind, body, err := Encode(m)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		b := sealed(t, Frame{Route: up, Kind: kind, Nonce: Nonce{9}, Body: body}, key)
		path := filepath.Join("testdata", "frames", name+".v1.bin")
		golden, err := os.ReadFile(path)
		if errors.Is(err, os.ErrNotExist) && *update {
			golden, err = b, os.WriteFile(path, b, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
		f, err := open(golden, up, public(key))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if f.Kind != kind || !bytes.Equal(f.Body, body) {
			t.Errorf("%s: the frame of v1 says\n%s, we say\n%s", name, f.Body, body)
		}
		// Compressed bytes may change with the compressor; the others may not.
		if len(body) < compressMin && !bytes.Equal(golden, b) {
			t.Errorf("%s: the layout changed", name)
		}
	}
}

func FuzzFrame(f *testing.F) {
	key := testKey(1)
	for _, m := range museum() {
		kind, body, err := Encode(m)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(sealed(f, Frame{Route: up, Kind: kind, Body: body}, key))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := Parse(b)
		if err != nil {
			return
		}
		if _, err := p.Open(p.Route, public(key)); err == nil && len(b) > MaxFrame {
			t.Error("took an oversized frame")
		}
		// What a member signs is read as well: sign these bytes and look inside.
		p.signature = ed25519.Sign(key, append([]byte(signContext), p.signed...))
		if frame, err := p.Open(p.Route, public(key)); err == nil {
			_, _ = Decode(frame.Kind, frame.Body)
		}
	})
}
