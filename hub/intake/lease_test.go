package intake

import (
	"context"
	"encoding/base64"
	"testing"
	"time"

	"branchbook/sync/branches"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/link/wire"
)

func TestOneBoxSpeaksAtATime(t *testing.T) {
	start := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	tests := []struct {
		name  string
		after time.Duration // since the start
		box   string
		boot  string
		round int64
		code  string // "" is welcome
	}{
		{"first word", 0, "a", "1", 1, ""},
		{"next word", time.Second, "a", "1", 2, ""},
		{"the same again, late", 2 * time.Second, "a", "1", 2, "replayed"},
		{"an older one, later", 3 * time.Second, "a", "1", 1, "replayed"},
		{"another box", 4 * time.Second, "b", "9", 1, "two_boxes"},
		{"the program starts again", 5 * time.Second, "a", "2", 1, ""},
		{"a copied machine that runs too", 6 * time.Second, "a", "1", 3, "two_boxes"},
		{"what it said before the start", 7 * time.Second, "a", "1", 2, "replayed"},
		{"the copy, the other one silent", time.Hour, "a", "1", 4, ""},
		{"the other one again", time.Hour + time.Second, "a", "2", 2, "two_boxes"},
		{"the clock is put back a day", -24 * time.Hour, "b", "9", 2, ""},
		{"and the first box is kept out", -24*time.Hour + time.Second, "a", "1", 5, "two_boxes"},
	}
	var l lease
	for _, tt := range tests {
		h := wire.Hello{Box: tt.box, Boot: tt.boot, Round: tt.round}
		got := ""
		if r := l.take(h, start.Add(tt.after), 2*time.Minute); r != nil {
			got = r.Code
		}
		if got != tt.code {
			t.Errorf("%s: %q, not %q", tt.name, got, tt.code)
		}
	}
}

// A fenced box may skip the hello, and its key is known still.
func TestAFencedBoxGetsAndGivesNothing(t *testing.T) {
	ctx := context.Background()
	branch := newParty(t, "b", "branch")
	branch.say("b", chair(1), chair(2))
	in := hubWith(t, branch, 1)
	b := branch.export("b", 1, 1)
	if s, err := in.Answer(ctx, "b", helloOf(branch.headAt("b", 2))); err != nil || s.Refusal != nil {
		t.Fatal(s.Refusal, err)
	}
	for _, code := range []string{"", "fenced"} {
		if code != "" {
			if err := fence(ctx, in, "box"); err != nil {
				t.Fatal(err)
			}
		}
		_, probed := in.Probe(ctx, "b", wire.Probe{Journal: "hub", Heights: []int64{1}})
		_, pulled := in.Pull(ctx, "b", wire.Pull{Journal: "hub", Limit: wire.Limit{Commits: 1, Bytes: 1}})
		_, pushed := in.Push(ctx, "b", wire.Batch{
			Journal: "b", From: b.From, Prev: b.Prev, Commits: b.Commits, Seal: b.Seal,
		})
		for what, err := range map[string]error{"probe": probed, "pull": pulled, "push": pushed} {
			got := ""
			if no := fact.AsRefusals(err); len(no) > 0 {
				got = no[0].Code
			}
			if got != code {
				t.Errorf("%s: %v, want %q", what, err, code)
			}
		}
	}
	other := helloOf(branch.headAt("b", 2))
	other.Box, other.Round = "a name of its own choice", 2
	if s, err := in.Answer(ctx, "b", other); err != nil || s.Refusal == nil || s.Refusal.Code != "fenced" {
		t.Error("under another name:", s.Refusal, err)
	}
	if _, err := in.Push(ctx, "stranger", wire.Batch{Journal: "stranger", From: 1}); len(fact.AsRefusals(err)) != 1 {
		t.Error("a stranger:", err)
	}
}

// The box that replaces another need not wait until that one is forgotten.
func TestAReplacedBoxKeepsNobodyOut(t *testing.T) {
	ctx := context.Background()
	branch := newParty(t, "b", "branch")
	in := hubWith(t, branch, 0)
	old := helloOf(wire.Head{Journal: "b"})
	if s, err := in.Answer(ctx, "b", old); err != nil || s.Refusal != nil {
		t.Fatal(s.Refusal, err)
	}
	fresh := old
	fresh.Box, fresh.Boot = "new box", "new boot"
	if s, err := in.Answer(ctx, "b", fresh); err != nil || s.Refusal == nil || s.Refusal.Code != "two_boxes" {
		t.Fatal(s.Refusal, err)
	}
	key := base64.RawURLEncoding.EncodeToString(newParty(t, "b", "branch").verify())
	saidIn(t, in, branches.BranchEnrolled{Node: "b", Code: "B", Name: "B", Currency: "EUR", Zone: "Europe/Berlin",
		Box: "new box", Key: key})
	if err := fence(ctx, in, "box"); err != nil {
		t.Fatal(err)
	}
	fresh.Round++
	if s, err := in.Answer(ctx, "b", fresh); err != nil || s.Refusal != nil {
		t.Error(s.Refusal, err)
	}
	old.Round++
	if s, err := in.Answer(ctx, "b", old); err != nil || s.Refusal == nil || s.Refusal.Code != "fenced" {
		t.Error(s.Refusal, err)
	}
}

func saidIn(t *testing.T, in *Intake, body fact.Body) {
	t.Helper()
	(&party{t: t, book: in.Book, said: 100}).say("hub", body)
}

func fence(ctx context.Context, in *Intake, box string) error {
	_, err := in.Book.Do(ctx, journal.Command{ID: "fence " + box, Name: "test", Decide: func(tx *journal.Tx) error {
		tx.Say(branches.BoxFenced{Node: "b", Box: box, Reason: "stolen"})
		return nil
	}})
	if err != nil {
		return err
	}
	return in.Load(ctx)
}
