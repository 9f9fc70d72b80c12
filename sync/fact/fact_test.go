package fact

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write golden files that are not there yet")

func sample() Commit {
	return Commit{
		V: 1, Network: "net", Node: "n1", Journal: "n1", Epoch: "e2", Seq: 1, Prev: Hash{7},
		Parent: &Ref{Epoch: "e1", Seq: 41, Hash: Hash{7}}, Origin: &Ref{Epoch: "e0", Seq: 3, Hash: Hash{9}},
		At: HLC(1_795_000_000_000<<16 | 3), Wall: 1_795_000_000_000, ClockOK: true, Actor: "u1", Desk: "front",
		Command: "c1", Input: "00ff", Name: "booking.Book",
		Facts: []Fact{{
			ID: "f1", Kind: "booking.VisitBooked", V: 1, Subjects: []string{"visit:1", "client:2"},
			Body: json.RawMessage(`{"note":"<髙橋 & Ко>"}`),
		}},
	}
}

// TestGoldenCommit holds the bytes and the hash of a commit for ever.
func TestGoldenCommit(t *testing.T) {
	b, err := Encode(sample())
	if err != nil {
		t.Fatal(err)
	}
	got := append(b, []byte("\n"+Chain(Hash{7}, b).String()+"\n")...)
	const path = "testdata/commit.v1.golden"
	if _, err := os.Stat(path); *update && errors.Is(err, os.ErrNotExist) {
		if err := errors.Join(os.MkdirAll("testdata", 0o755), os.WriteFile(path, got, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("the encoding of commits has changed (%v):\n%s", err, got)
	}
	c, err := Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := Encode(c); err != nil || !bytes.Equal(again, b) {
		t.Errorf("decode and encode is not the same: %s %v", again, err)
	}
}

func TestDecodeRefuses(t *testing.T) {
	change := func(f func(*Commit)) []byte {
		c := sample()
		f(&c)
		b, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for name, b := range map[string][]byte{
		"empty": nil, "no object": []byte("[]"), "trailing": append(change(func(*Commit) {}), '}'),
		"version":          change(func(c *Commit) { c.V = 2 }),
		"no node":          change(func(c *Commit) { c.Node = "" }),
		"no command":       change(func(c *Commit) { c.Command = "" }),
		"seq 0":            change(func(c *Commit) { c.Seq = 0 }),
		"parent at seq 2":  change(func(c *Commit) { c.Seq = 2 }),
		"parent elsewhere": change(func(c *Commit) { c.Prev = Hash{1} }),
		"genesis on prev":  change(func(c *Commit) { c.Parent = nil }),
		"no facts":         change(func(c *Commit) { c.Facts = nil }),
		"fact without id":  change(func(c *Commit) { c.Facts[0].ID = "" }),
		"fact version 0":   change(func(c *Commit) { c.Facts[0].V = 0 }),
		"upper-case hash":  []byte(strings.Replace(string(change(func(*Commit) {})), "0700", "0F00", 1)),
		"too large":        change(func(c *Commit) { c.Name = strings.Repeat("x", MaxCommit) }),
	} {
		if _, err := Decode(b); !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Decode([]byte(strings.Replace(string(change(func(*Commit) {})),
		`"v":1`, `"v":1,"later":true`, 1))); err != nil {
		t.Error("an optional member of a later build is ignored:", err)
	}
}

func FuzzDecode(f *testing.F) {
	b, _ := Encode(sample())
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := Decode(b)
		if err != nil {
			return
		}
		raw, err := Encode(c)
		if err != nil {
			return // a body that grows when it is written anew
		}
		if again, err := Decode(raw); err != nil || again.Validate() != nil {
			t.Fatal("a decoded commit does not encode to a valid one:", err)
		}
	})
}

func TestCivilTimes(t *testing.T) {
	zone := func(name string) *time.Location {
		l, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	for _, tt := range []struct {
		zone    string
		on      Date
		min     int
		fold    int
		utc     string // "" if it does not exist
		outFold int
	}{
		{"Asia/Tokyo", "2026-11-24", 540, 0, "2026-11-24T00:00:00Z", 0},
		{"Europe/Kyiv", "2026-03-29", 3*60 + 30, 0, "", 0},
		{"Europe/Kyiv", "2026-10-25", 3*60 + 30, 0, "2026-10-25T00:30:00Z", 0},
		{"Europe/Kyiv", "2026-10-25", 3*60 + 30, 1, "2026-10-25T01:30:00Z", 1},
		{"Europe/Kyiv", "2026-10-26", 3*60 + 30, 1, "2026-10-26T01:30:00Z", 0},
		{"Australia/Lord_Howe", "2026-10-04", 2*60 + 15, 0, "", 0},
		{"Australia/Lord_Howe", "2026-04-05", 60 + 45, 1, "2026-04-04T15:15:00Z", 1},
		{"Pacific/Apia", "2011-12-30", 600, 0, "", 0},
		{"America/Sao_Paulo", "2016-05-02", 0, 0, "2016-05-02T03:00:00Z", 0},
	} {
		c, err := Resolve(tt.on, tt.min, zone(tt.zone), tt.fold)
		if tt.utc == "" {
			if !errors.Is(err, ErrMissingHour) {
				t.Errorf("%+v: %+v %v", tt, c, err)
			}
			continue
		}
		if err != nil || c.Time().Format(time.RFC3339) != tt.utc || c.Fold != tt.outFold {
			t.Errorf("%+v: %+v %v", tt, c, err)
		}
		if back := CivilAt(c.Time(), zone(tt.zone)); back != c {
			t.Errorf("%+v: back %+v, not %+v", tt, back, c)
		}
	}
}

func TestMonthsAndDays(t *testing.T) {
	for _, tt := range []struct {
		on   Date
		n    int
		want Date
	}{
		{"2026-01-31", 1, "2026-02-28"}, {"2024-01-31", 1, "2024-02-29"}, {"2026-11-24", 12, "2027-11-24"},
		{"2026-03-31", -1, "2026-02-28"}, {"2026-12-15", 1, "2027-01-15"},
	} {
		if got := tt.on.AddMonths(tt.n); got != tt.want {
			t.Errorf("%s + %d months: %s", tt.on, tt.n, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		d, n := Date("2026-11-24"), rapid.IntRange(-100_000, 100_000).Draw(t, "days")
		if got := d.AddDays(n).Sub(d); got != n {
			t.Fatalf("%d days became %d", n, got)
		}
	})
}

func TestClockNeverGoesBackNorFollowsAWildOne(t *testing.T) {
	now := time.UnixMilli(1_795_000_000_000)
	h := HLC(0).Tick(now)
	if back := h.Tick(now.Add(-time.Hour)); back <= h || back.Time() != h.Time() {
		t.Error("a clock set back:", back)
	}
	if dead := h.Tick(time.Time{}); dead.Time() != h.Time() {
		t.Error("a clock that stands before 1970:", dead.Time())
	}
	if got := h.Merge(HLC(now.Add(time.Hour).UnixMilli())<<16, now); got != h {
		t.Error("an hour ahead was believed")
	}
	if got := h.Merge(HLC(now.Add(time.Minute).UnixMilli())<<16, now); got <= h {
		t.Error("a minute ahead was not")
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := HLC(rapid.Uint64().Draw(t, "a")), HLC(rapid.Uint64().Draw(t, "b"))
		var back HLC
		if err := back.UnmarshalText([]byte(a.String())); err != nil || back != a ||
			(a < b) != (a.String() < b.String()) {
			t.Fatal(a, b, err)
		}
	})
}

func TestSealedFieldsOpenOnlyWhereTheyBelong(t *testing.T) {
	key, other := Key{ID: "k1", Secret: [32]byte{1}}, Key{ID: "k1", Secret: [32]byte{2}}
	s, err := Seal(rand.Reader, key, "clients.card", []byte("髙橋"))
	if err != nil || s.KeyID() != "k1" {
		t.Fatal(s, err)
	}
	if plain, err := s.Open(key, "clients.card"); err != nil || string(plain) != "髙橋" {
		t.Error(plain, err)
	}
	for name, open := range map[string]func() ([]byte, error){
		"other field": func() ([]byte, error) { return s.Open(key, "visit.note") },
		"other key":   func() ([]byte, error) { return s.Open(other, "clients.card") },
		"damaged":     func() ([]byte, error) { return (s[:len(s)-2] + "AA").Open(key, "clients.card") },
		"nonsense":    func() ([]byte, error) { return Sealed("s1.k1.!").Open(key, "clients.card") },
	} {
		if _, err := open(); !errors.Is(err, ErrSealed) {
			t.Error(name, err)
		}
	}
	if plain, err := Sealed("").Open(key, "x"); plain != nil || err != nil {
		t.Error("an empty field is empty")
	}
}

func TestIDs(t *testing.T) {
	a := NewID(time.UnixMilli(1), rand.Reader)
	b := NewID(time.UnixMilli(2), rand.Reader)
	if !ValidID(a) || a >= b || a[14] != '7' {
		t.Error(a, b)
	}
	if d := DerivedID("a", "bc"); d == DerivedID("ab", "c") || d != DerivedID("a", "bc") || !ValidID(d) ||
		d[14] != '8' {
		t.Error("derived ids keep their parts apart:", d)
	}
}

type noted struct {
	Text string `json:"text"`
	Size int    `json:"size"`
}

func (noted) Kind() string       { return "t.Noted" }
func (noted) Subjects() []string { return nil }

func TestOldVersionsAreReadThroughUpcasters(t *testing.T) {
	k := Of(3, func(Tables, Position, noted) error { return nil }).
		Upcast(1, func(b []byte) ([]byte, error) { return bytes.Replace(b, []byte(`"t"`), []byte(`"text"`), 1), nil }).
		Upcast(2, func(b []byte) ([]byte, error) { return bytes.Replace(b, []byte(`}`), []byte(`,"size":1}`), 1), nil })
	body, err := k.Decode(Fact{Kind: k.Name, V: 1, Body: []byte(`{"t":"x"}`)})
	if err != nil || body != (noted{"x", 1}) {
		t.Error(body, err)
	}
	if _, err := k.Decode(Fact{Kind: k.Name, V: 0, Body: []byte(`{}`)}); !errors.Is(err, ErrInvalid) {
		t.Error(err)
	}
}

// What travels as text is read back as it was written, or refused; nothing of it takes the program down.
func FuzzTexts(f *testing.F) {
	for _, s := range []string{
		"2026-02-29", "2024-02-29", "0000-01-01", "00112233", "s1.k.AAAA", "s1..", "00ff00ff00ff00ff",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDate(s)
		if err == nil && (string(d) != s || !d.Valid() || d.AddDays(1).Sub(d) != 1 && d != "9999-12-31") {
			t.Errorf("date %q", s)
		}
		var h Hash
		if err := h.UnmarshalText([]byte(s)); err == nil && h.String() != s {
			t.Errorf("hash %q is %s", s, h)
		}
		var at HLC
		if err := at.UnmarshalText([]byte(s)); err == nil && !strings.EqualFold(at.String(), s) {
			t.Errorf("stamp %q is %s", s, at)
		}
		k := Key{ID: Sealed(s).KeyID()}
		if plain, err := Sealed(s).Open(k, "client.card"); err == nil && s != "" {
			t.Errorf("%q opens to %q with no key", s, plain)
		}
		if ValidID(s) && len(s) != 36 {
			t.Errorf("id %q", s)
		}
	})
}
