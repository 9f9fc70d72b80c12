package journal

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"branchbook/sync/fact"
)

func TestCommandsHaveOneEffect(t *testing.T) {
	x := newBox(t, "n1")
	first, err := x.seat("c1", "A", "ann")
	if err != nil || first.Height != 1 || first.Seq != 1 || first.Subject("seat:") != "A" {
		t.Fatal(first, err)
	}
	again, err := x.seat("c1", "A", "ann")
	if err != nil || !again.Repeated || again.Height != 1 || again.Facts[0].ID != first.Facts[0].ID {
		t.Fatal("the same command again:", again, err)
	}
	var conflict *Conflict
	if _, err := x.seat("c1", "B", "ann"); !errors.As(err, &conflict) || conflict.Earlier.Height != 1 {
		t.Fatal("same id, other input:", err)
	}
	if _, err := x.seat("c2", "A", "bob"); len(fact.AsRefusals(err)) != 1 {
		t.Fatal("a taken seat:", err)
	}
	if _, err := x.seat("c2", "B", "bob"); err != nil {
		t.Fatal("a refused command's id is free for the mended form:", err)
	}
	if n := x.count(`SELECT count(*) FROM toy_seat`); n != 2 {
		t.Fatal(n, "seats")
	}
	x.sound()
}

func TestManyAtOnceOneWinner(t *testing.T) {
	x := newBox(t, "n1")
	var wg sync.WaitGroup
	var mu sync.Mutex
	won := map[string]int{}
	for i := range 200 {
		wg.Go(func() {
			seat := fmt.Sprint(i % 20)
			_, err := x.seat(fmt.Sprint("c", i), seat, fmt.Sprint("p", i))
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				won[seat]++
			} else if len(fact.AsRefusals(err)) == 0 {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for seat, n := range won {
		if n != 1 {
			t.Error("seat", seat, "won", n, "times")
		}
	}
	if h := x.book.Head("n1"); h.Height != 20 || h.Seq != 20 {
		t.Error(h)
	}
	x.sound()
}

func TestPanicAndFullDiskUndoOnlyWhatTheyMust(t *testing.T) {
	x := newBox(t, "n1")
	x.mustSeat("A")
	ctx := context.Background()
	_, err := x.book.Do(ctx, Command{ID: "p", Name: "toy.Panic", Decide: func(*Tx) error { panic("oops") }})
	if err == nil || !strings.Contains(err.Error(), "oops") {
		t.Fatal(err)
	}
	x.mustSeat("B")
	pages, err := x.book.w.pragma("page_count")
	if err != nil {
		t.Fatal(err)
	}
	if err := x.book.w.script("PRAGMA max_page_count = " + pages); err != nil {
		t.Fatal(err)
	}
	note := func(id string) error {
		_, err := x.book.Do(ctx, Command{ID: id, Name: "toy.Note", Decide: func(tx *Tx) error {
			tx.Say(Noted{Subject: "n:1", Text: strings.Repeat("x", 100_000)})
			return nil
		}})
		return err
	}
	if err := note("full"); !errors.Is(err, ErrDiskFull) {
		t.Fatal("a full disk:", err)
	}
	if n := x.count(`SELECT count(*) FROM toy_seat`); n != 2 {
		t.Fatal("reading goes on:", n)
	}
	if err := x.book.w.script("PRAGMA max_page_count = 1000000"); err != nil {
		t.Fatal(err)
	}
	if err := note("full"); err != nil {
		t.Fatal("work resumes when space returns:", err)
	}
	if h := x.book.Head("n1"); h.Height != 3 {
		t.Fatal(h)
	}
	x.sound()
}

func TestReopenKeepsEverything(t *testing.T) {
	x := newBox(t, "n1")
	for i := range 10 {
		x.mustSeat(fmt.Sprint(i))
	}
	before := x.book.Head("n1")
	if _, err := Open(context.Background(), x.o); !errors.Is(err, ErrLocked) {
		t.Fatal("a second process:", err)
	}
	x.close()
	x.open()
	if after := x.book.Head("n1"); after != before {
		t.Fatal(before, after)
	}
	if o := x.mustSeat("next"); o.Seq != 11 || o.Epoch != before.Epoch {
		t.Fatal("the epoch goes on:", o)
	}
}

func TestOnlyExactContinuationsAreTaken(t *testing.T) {
	ctx := context.Background()
	a, hub := newBox(t, "a"), newBox(t, "hub")
	for i := range 8 {
		a.mustSeat(fmt.Sprint(i))
	}
	whole, err := a.book.Export(ctx, "a", 0, 100, 1<<20)
	if err != nil || len(whole.Commits) != 8 {
		t.Fatal(err)
	}
	part := func(after int64, n int) Batch {
		b, err := a.book.Export(ctx, "a", after, n, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	change := func(b Batch, f func(*Batch)) Batch {
		b.Commits = append([][]byte(nil), b.Commits...)
		f(&b)
		return b
	}
	other := newBox(t, "other")
	tests := []struct {
		name   string
		batch  Batch
		from   Author
		refuse string // substring of the error, "" if taken
		height int64
	}{
		{"gap", part(2, 2), a.author(), ErrGap.Error(), 0},
		{"first two", part(0, 2), a.author(), "", 2},
		{"the same again", part(0, 2), a.author(), "", 2},
		{"overlap", part(1, 3), a.author(), "", 4},
		{"wrong key", part(4, 2), Author{Node: "a", Keys: other.author().Keys}, "bad_seal", 4},
		{"foreign author", part(4, 2), other.author(), "foreign_author", 4},
		{"no seal", change(part(4, 2), func(b *Batch) { b.Seal = nil }), a.author(), "bad_seal", 4},
		{"cut short", change(part(4, 2), func(b *Batch) { b.Commits = b.Commits[:1] }), a.author(), "bad_seal", 4},
		{"byte changed", change(part(4, 2), func(b *Batch) {
			b.Commits[0] = []byte(strings.Replace(string(b.Commits[0]), `"seat":"4"`, `"seat":"5"`, 1))
		}), a.author(), "broken_chain", 4},
		{"another place", change(part(4, 2), func(b *Batch) { b.From = 1 }), a.author(), "bad_seal", 4},
		{"another journal", change(part(4, 2), func(b *Batch) { b.Journal = "b" }), a.author(), "foreign_author", 4},
		{"nonsense", change(part(4, 2), func(b *Batch) { b.Commits[1] = []byte("{}") }), a.author(), "not_a_commit", 4},
		{"the rest", part(4, 100), a.author(), "", 8},
		{"old replay", part(0, 3), a.author(), "", 8},
	}
	for _, tt := range tests {
		_, err := hub.book.Receive(ctx, tt.batch, tt.from)
		if tt.refuse == "" && err != nil || tt.refuse != "" &&
			(err == nil || !strings.Contains(err.Error(), tt.refuse)) {
			t.Errorf("%s: %v", tt.name, err)
		}
		if h := hub.book.Head("a").Height; h != tt.height {
			t.Errorf("%s: height %d, not %d", tt.name, h, tt.height)
		}
	}
	if n := hub.count(`SELECT count(*) FROM journal_refused`); n < 8 {
		t.Error("refusals are on record:", n)
	}
	if a.book.Head("a") != hub.book.Head("a") {
		t.Error("heads differ")
	}
	da, _ := a.book.Digest(ctx, "a")
	dh, _ := hub.book.Digest(ctx, "a")
	if da != dh || da == "" {
		t.Error("digests differ")
	}
	again, err := hub.book.Export(ctx, "a", 0, 7, 1<<20)
	if err != nil || len(again.Commits) != 4 {
		t.Error("a received journal is cut at a seal:", len(again.Commits), err)
	}
	hub.sound()
}

func TestUnknownIsStoredAndHeldUntilTheUpgrade(t *testing.T) {
	ctx := context.Background()
	a, hub := newBox(t, "a"), newBox(t, "hub")
	hub.close()
	hub.o.Definition = toy(false) // an older hub that does not know notes
	hub.open()
	a.mustSeat("A")
	note := func(subject string) {
		_, err := a.book.Do(ctx, Command{ID: subject, Name: "toy.Note", Decide: func(tx *Tx) error {
			tx.Say(Noted{Subject: subject, Text: "x"})
			return nil
		}})
		if err != nil {
			t.Fatal(err)
		}
	}
	note("seat:B")
	a.mustSeat("B") // its subject is held
	a.mustSeat("C")
	a.mustSeat("poison") // its fold panics at the hub
	a.mustSeat("D")
	if err := send(t, a, hub); err != nil {
		t.Fatal(err)
	}
	if hub.book.Head("a") != a.book.Head("a") {
		t.Fatal("everything authentic is stored")
	}
	if n := hub.count(`SELECT count(*) FROM journal_held`); n != 3 {
		t.Fatal("held:", n)
	}
	if n := hub.count(`SELECT count(*) FROM toy_seat`); n != 3 {
		t.Fatal("others go on:", n)
	}
	hub.sound()
	hub.close()
	hub.o.Definition = toy(true)
	hub.open()
	if n := hub.count(`SELECT count(*) FROM toy_note`); n != 1 {
		t.Fatal("folded after the upgrade:", n)
	}
	if n := hub.count(`SELECT count(*) FROM journal_held`); n != 1 {
		t.Fatal("only the poison is held:", n)
	}
	hub.sound()
}

// copyDir copies the files of a closed box.
func copyDir(t testing.TB, from, to string, names ...string) {
	t.Helper()
	for _, name := range names {
		raw, err := os.ReadFile(filepath.Join(from, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(to, name), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestRestoredAndCopiedBoxesAreNoticed(t *testing.T) {
	ctx := context.Background()
	x := newBox(t, "n1")
	x.mustSeat("A")
	x.close()
	old := t.TempDir()
	copyDir(t, x.o.Dir, old, bookFile)
	x.open()
	x.mustSeat("B")
	epoch := x.book.Head("n1").Epoch
	backup := t.TempDir()
	if _, err := Backup(ctx, x.o.Dir, backup, x.book.o.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	x.close()

	copyDir(t, old, x.o.Dir, bookFile) // the old database under the newer marker
	x.open()
	if h := x.book.Head("n1"); h.Epoch == epoch || h.Seq != 1 || h.Height != 2 {
		t.Error("rolled back, no new epoch:", h)
	}
	x.close()

	whole := t.TempDir() // the whole folder copied
	copyDir(t, x.o.Dir, whole, bookFile, markerFile, lockFile)
	clone := *x
	clone.o.Dir = whole
	clone.open()
	if h := clone.book.Head("n1"); h.Height != 3 || h.Seq != 1 {
		t.Error("copied, no new epoch:", h)
	}
	clone.close()

	backupBox := *x
	backupBox.o.Dir = backup
	backupBox.open()
	if h := backupBox.book.Head("n1"); h.Epoch == epoch || h.Height != 3 {
		t.Error("a backup opened, no new epoch:", h)
	}
	backupBox.close()

	if err := os.Remove(filepath.Join(x.o.Dir, markerFile)); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(ctx, x.o); !errors.Is(err, ErrMarkerLost) {
		t.Error("a lost marker asks a person:", err)
	}
	if err := Adopt(x.o.Dir); err != nil {
		t.Fatal(err)
	}
	x.open()
	x.sound()
}

func TestForkTakesTheStoredHistoryAndDropsNothing(t *testing.T) {
	ctx := context.Background()
	x, hub := newBox(t, "n1"), newBox(t, "hub")
	x.mustSeat("A")
	x.close()
	old := t.TempDir()
	copyDir(t, x.o.Dir, old, bookFile)
	x.open()
	x.mustSeat("B")
	x.mustSeat("C")
	if err := send(t, x, hub); err != nil {
		t.Fatal(err)
	}
	x.close()

	copyDir(t, old, x.o.Dir, bookFile)
	x.open()                // a new epoch behind A
	lost := x.mustSeat("B") // clashes with what the hub has
	kept := x.mustSeat("D")
	theirs := hub.book.Head("n1")
	if rel, err := x.book.Relate(ctx, theirs, false); err != nil || rel != Forked {
		t.Fatal(rel, err)
	}
	common, err := x.book.CommonHeight(ctx, "n1", theirs.Height, func(h int64) (fact.Hash, error) {
		at, _, err := hub.book.HashAt(ctx, "n1", h)
		return at, err
	})
	if err != nil || common != 1 {
		t.Fatal(common, err)
	}
	tail, err := hub.book.Export(ctx, "n1", common, 100, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	if err := x.book.TakeOver(ctx, "n1", common, []Batch{tail}, x.author(), "fork"); err != nil {
		t.Fatal(err)
	}
	if err := send(t, x, hub); err != nil {
		t.Fatal("the hub takes what follows:", err)
	}
	for _, b := range []*box{x, hub} {
		if n := b.count(`SELECT count(*) FROM toy_seat`); n != 4 {
			t.Error("seats A B C D:", n)
		}
		if n := b.count(`SELECT count(*) FROM decision_displaced WHERE code = 'seat_taken'`); n != 1 {
			t.Error("the second B waits for a person:", n)
		}
		b.sound()
	}
	if n := x.count(`SELECT count(*) FROM journal_evidence WHERE state = 'displaced'`); n != 1 {
		t.Error("evidence:", n)
	}
	again, err := x.seat("cmd-D3", "D", "ann")
	if err != nil || !again.Repeated || again.Facts[0].ID != kept.Facts[0].ID {
		t.Error("the same command and fact ids:", again, err)
	}
	_ = lost
	var origin string
	_ = x.book.Read(ctx, func(v *View) error {
		origin, err = fact.One(v, fact.Text, `SELECT json_extract(CAST(bytes AS TEXT), '$.origin.epoch')
			FROM journal_commit WHERE command = 'cmd-D3'`)
		return err
	})
	if origin != kept.Epoch {
		t.Error("origin:", origin)
	}
}

func TestVerifySeesTampering(t *testing.T) {
	x := newBox(t, "n1")
	for i := range 5 {
		x.mustSeat(fmt.Sprint(i))
	}
	if err := x.book.w.script(`UPDATE toy_seat SET by = 'eve' WHERE seat = '3'`); err != nil {
		t.Fatal(err)
	}
	if rep := x.verify(); len(rep.Problems) == 0 {
		t.Error("a changed table goes unseen")
	}
	if err := x.book.w.script(`UPDATE toy_seat SET by = 'ann' WHERE seat = '3'`); err != nil {
		t.Fatal(err)
	}
	x.sound()
	if err := x.book.w.script(`UPDATE journal_commit SET bytes = x'00'`); err == nil {
		t.Error("a journal can be changed")
	}
	err := x.book.w.script(`DROP TRIGGER journal_commit_no_update;
		UPDATE journal_commit SET bytes = CAST(replace(CAST(bytes AS TEXT), '"seat":"2"', '"seat":"9"') AS BLOB)`)
	if err != nil {
		t.Fatal(err)
	}
	if rep := x.verify(); len(rep.Problems) == 0 || !strings.Contains(rep.Problems[0], "chain") {
		t.Error("a changed commit goes unseen:", rep.Problems)
	}
}

// What stands beside a commit's bytes can be changed without the chain noticing.
func TestVerifySeesWhatStandsBesideTheBytes(t *testing.T) {
	for _, change := range []string{
		`INSERT INTO journal_subject VALUES (1, 'seat:9', 2)`,
		`DELETE FROM journal_subject WHERE subject = 'seat:3'`,
		`DROP TRIGGER journal_commit_no_update; UPDATE journal_commit SET command = 'other' WHERE command = 'cmd-22'`,
		`DROP TRIGGER journal_commit_no_update; UPDATE journal_commit SET input = 'other' WHERE command = 'cmd-22'`,
	} {
		x := newBox(t, "n1")
		for i := range 5 {
			x.mustSeat(fmt.Sprint(i))
		}
		x.sound()
		if err := x.book.w.script(change); err != nil {
			t.Fatal(err)
		}
		if rep := x.verify(); len(rep.Problems) != 1 {
			t.Errorf("%s: %q", change, rep.Problems)
		}
	}
}

func TestListenersEnd(t *testing.T) {
	x := newBox(t, "n1")
	var heard [3]int
	var remove [3]func()
	for i := range heard {
		remove[i] = x.book.OnCommit(func(Change) { heard[i]++ })
	}
	x.mustSeat("A")
	remove[1]()
	remove[1]()
	x.mustSeat("B")
	if heard != [3]int{2, 1, 2} {
		t.Error("heard", heard)
	}
}

// A takeover whose writing again was interrupted goes on with the next conversation, not only at the next start.
func TestInterruptedTakeoverIsResumed(t *testing.T) {
	ctx := context.Background()
	x, hub := newBox(t, "n1"), newBox(t, "hub")
	x.mustSeat("A")
	x.close()
	old := t.TempDir()
	copyDir(t, x.o.Dir, old, bookFile)
	x.open()
	x.mustSeat("B")
	if err := send(t, x, hub); err != nil {
		t.Fatal(err)
	}
	tail, err := hub.book.Export(ctx, "n1", 1, 9, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	x.close()
	copyDir(t, old, x.o.Dir, bookFile)
	x.open()
	x.mustSeat("C")
	x.mustSeat("D")
	allowed := 100
	x.book.o.Fault = func(point string) error {
		if allowed--; point == "swap" {
			allowed = 1
		}
		if allowed < 0 {
			return errors.New("interrupted")
		}
		return nil
	}
	if err := x.book.TakeOver(ctx, "n1", 1, []Batch{tail}, x.author(), "fork"); err == nil {
		t.Fatal("was not interrupted")
	}
	pending := func() int64 { return x.count(`SELECT count(*) FROM journal_evidence WHERE state = 'pending'`) }
	if n := pending(); n == 0 {
		t.Fatal("nothing is pending")
	}
	x.book.o.Fault = nil
	for range 2 {
		if err := x.book.Resume(ctx); err != nil || pending() != 0 {
			t.Error("pending:", pending(), err)
		}
	}
	if n := x.count(`SELECT count(*) FROM toy_seat`); n != 4 {
		t.Error("seats:", n)
	}
	x.sound()
}

// Two copies of a box take turns with the hub: what lost its place once may come back and lose it again, the
// journal's own commits included.
func TestCopiesTakeTurns(t *testing.T) {
	ctx := context.Background()
	x, hub := newBox(t, "n1"), newBox(t, "hub")
	x.mustSeat("A")
	x.close()
	old := t.TempDir()
	copyDir(t, x.o.Dir, old, bookFile)
	x.open()
	x.mustSeat("B")
	if err := send(t, x, hub); err != nil {
		t.Fatal(err)
	}
	x.close()
	copyDir(t, old, x.o.Dir, bookFile)
	x.open() // a new epoch, of which the hub does not know
	x.close()
	twin := *x
	twin.o.Dir = t.TempDir()
	copyDir(t, x.o.Dir, twin.o.Dir, bookFile, markerFile, lockFile)
	x.open()
	twin.open() // a copied folder: a new epoch
	defer twin.close()
	join := func(b *box) {
		t.Helper()
		theirs := hub.book.Head("n1")
		common, err := b.book.CommonHeight(ctx, "n1", theirs.Height, func(h int64) (fact.Hash, error) {
			at, _, err := hub.book.HashAt(ctx, "n1", h)
			return at, err
		})
		if err != nil {
			t.Fatal(err)
		}
		if common < theirs.Height {
			tail, err := hub.book.Export(ctx, "n1", common, 100, 1<<20)
			if err != nil {
				t.Fatal(err)
			}
			if err := b.book.TakeOver(ctx, "n1", common, []Batch{tail}, b.author(), "fork"); err != nil {
				t.Fatal(err)
			}
		}
		if err := send(t, b, hub); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 4 {
		x.mustSeat(fmt.Sprint("x", i))
		twin.mustSeat(fmt.Sprint("twin", i))
		join(x)
		join(&twin)
	}
	join(x)
	for _, b := range []*box{x, hub} {
		if n := b.count(`SELECT count(*) FROM toy_seat`); n != 10 {
			t.Error("seats:", n)
		}
		b.sound()
	}
	if n := x.count(`SELECT count(*) FROM journal_evidence WHERE state = 'pending'`); n != 0 {
		t.Error("left behind:", n)
	}
}

// A restored author wrote its commits again behind others; whoever had received the old ones takes the new.
func TestReceivedHistoryIsReplaced(t *testing.T) {
	ctx := context.Background()
	hub, x := newBox(t, "hub"), newBox(t, "n1")
	hub.mustSeat("A")
	hub.close()
	old := t.TempDir()
	copyDir(t, hub.o.Dir, old, bookFile)
	hub.open()
	hub.mustSeat("B")
	hub.mustSeat("C")
	if err := send(t, hub, x); err != nil {
		t.Fatal(err)
	}
	lost := x.book.Head("hub")
	hub.close()
	copyDir(t, old, hub.o.Dir, bookFile)
	hub.open() // a new epoch behind A
	hub.mustSeat("D")
	tail, err := hub.book.Export(ctx, "hub", 1, 100, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := x.book.Receive(ctx, tail, hub.author()); !errors.Is(err, ErrFork) {
		t.Fatal("another history:", err)
	}
	if err := x.book.Replace(ctx, "hub", 1, []Batch{tail}, x.author()); err == nil {
		t.Fatal("replaced on another's word")
	}
	if err := x.book.Replace(ctx, "hub", 1, []Batch{tail}, hub.author()); err != nil {
		t.Fatal(err)
	}
	if x.book.Head("hub") != hub.book.Head("hub") {
		t.Error("heads differ")
	}
	if n := x.count(`SELECT count(*) FROM toy_seat`); n != 2 {
		t.Error("seats A and D:", n)
	}
	if known, err := x.book.Evident(ctx, "hub", lost.Hash); err != nil || !known {
		t.Error("what was there is evidence:", known, err)
	}
	x.sound()
}
