package journal

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mattn/go-sqlite3"

	"branchbook/sync/fact"
)

// note says a text of the given size about a subject, in the node's own journal or another of its journals.
func (x *box) note(command, journal, subject string, size int) (Outcome, error) {
	return x.book.Do(context.Background(), Command{
		ID: command, Name: "toy.Note", Input: journal + subject,
		Decide: func(tx *Tx) error {
			tx.SayIn(journal, Noted{Subject: subject, Text: strings.Repeat("x", size)})
			return nil
		},
	})
}

// history copies the closed book of x as it is now; the result puts it back under whatever marker is there then.
func (x *box) history() (putBack func()) {
	x.t.Helper()
	x.close()
	old := x.t.TempDir()
	copyDir(x.t, x.o.Dir, old, bookFile)
	x.open()
	return func() {
		x.t.Helper()
		x.close()
		copyDir(x.t, old, x.o.Dir, bookFile)
		x.open()
	}
}

// takeOver gives x the history that hub has of its journal, from the common height on.
func (x *box) takeOver(hub *box, common int64) error {
	x.t.Helper()
	ctx := context.Background()
	tail, err := hub.book.Export(ctx, x.o.Node, common, maxBatch, 1<<30)
	if err != nil {
		x.t.Fatal(err)
	}
	return x.book.TakeOver(ctx, x.o.Node, common, []Batch{tail}, x.author(), "fork")
}

func TestARestoredBoxThatFailsToOpenIsStillRestored(t *testing.T) {
	for _, name := range []string{"rolled back", "copied", "a backup"} {
		t.Run(name, func(t *testing.T) {
			x := newBox(t, "n1")
			x.mustSeat("A")
			x.close()
			old := t.TempDir()
			copyDir(t, x.o.Dir, old, bookFile)
			x.open()
			x.mustSeat("B")
			epoch := x.book.Head("n1").Epoch
			x.close()
			dir := t.TempDir()
			switch name {
			case "rolled back":
				copyDir(t, old, x.o.Dir, bookFile)
			case "copied":
				copyDir(t, x.o.Dir, dir, bookFile, markerFile)
				x.o.Dir = dir
			default:
				if _, err := Backup(context.Background(), x.o.Dir, dir, x.o.Clock.Now()); err != nil {
					t.Fatal(err)
				}
				x.o.Dir = dir
			}
			x.o.Fault = func(string) error { return Crash("commit") }
			if _, err := Open(context.Background(), x.o); err == nil {
				t.Fatal("opened without its new epoch")
			}
			x.o.Fault = nil
			x.open()
			if h := x.book.Head("n1"); h.Epoch == epoch {
				t.Error("the second start forgot that it was", name)
			}
		})
	}
}

func TestOneEffectInWhicheverJournal(t *testing.T) {
	x := newBox(t, "hub")
	first, err := x.note("cmd", "hub/b1", "n:1", 1)
	if err != nil {
		t.Fatal(err)
	}
	again, err := x.note("cmd", "hub/b1", "n:1", 1)
	if err != nil || !again.Repeated || again.Height != first.Height || again.JID != first.JID {
		t.Error("the same again:", again, err)
	}
	var conflict *Conflict
	if _, err := x.note("cmd", "hub/b2", "n:1", 1); !errors.As(err, &conflict) {
		t.Error("the same id for another journal:", err)
	}
	if n := x.count(`SELECT count(*) FROM toy_note`); n != 1 {
		t.Error("effects:", n)
	}
}

func TestAnUndoneCommandLeavesNoJournalBehind(t *testing.T) {
	x := newBox(t, "hub")
	_, err := x.book.Do(context.Background(), Command{ID: "half", Name: "toy.Half", Decide: func(tx *Tx) error {
		tx.SayIn("hub/b1", SeatTaken{Seat: "A"})
		tx.SayIn("hub/b2", SeatTaken{Seat: "B"}, SeatTaken{Seat: "B"})
		return nil
	}})
	if err == nil {
		t.Fatal("a seat was taken twice")
	}
	for _, h := range x.book.Heads() {
		if h.Journal != "hub" {
			t.Errorf("head of %q at %d", h.Journal, h.Height)
		}
	}
	if o, err := x.note("whole", "hub/b1", "n:1", 1); err != nil || o.Height != 1 {
		t.Error(o, err)
	}
	x.sound()
}

func TestHeadsThatCannotBeReadAreNotGuessed(t *testing.T) {
	x := newBox(t, "n1")
	x.mustSeat("A")
	fails := map[string]bool{"commit": true, "heads": true}
	x.book.o.Fault = func(point string) error {
		if fails[point] {
			return errors.New("bad luck at " + point)
		}
		return nil
	}
	if _, err := x.seat("b", "B", "ann"); err == nil {
		t.Fatal("saved without COMMIT")
	}
	delete(fails, "commit")
	if _, err := x.seat("c", "C", "ann"); err == nil {
		t.Fatal("saved although nobody knows where the journal ends")
	}
	clear(fails)
	if o, err := x.seat("d", "D", "ann"); err != nil || o.Height != 2 {
		t.Error(o, err)
	}
	x.sound()
}

func TestAFailedDiskIsNotWrittenAgain(t *testing.T) {
	x := newBox(t, "n1")
	x.mustSeat("A")
	_, err := x.book.Do(context.Background(), Command{ID: "io", Name: "toy.IO", Decide: func(*Tx) error {
		return fmt.Errorf("read: %w", sqlite3.Error{Code: sqlite3.ErrIoErr})
	}})
	if !errors.Is(err, ErrDisk) {
		t.Fatal(err)
	}
	if _, err := x.seat("b", "B", "ann"); !errors.Is(err, ErrDisk) {
		t.Error("written after the disk failed:", err)
	}
	if n := x.count(`SELECT count(*) FROM toy_seat`); n != 1 {
		t.Error("reading goes on:", n)
	}
	select {
	case <-x.book.Failed():
	default:
		t.Error("nobody was told")
	}
	x.close()
	x.open()
	x.mustSeat("C")
	x.sound()
}

func TestAWildClockIsNotFollowedAfterAStart(t *testing.T) {
	a, hub := newBox(t, "a"), newBox(t, "hub")
	a.o.Clock.(*clock).now = time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC)
	a.mustSeat("A")
	hub.mustSeat("B")
	if err := send(t, a, hub); err != nil {
		t.Fatal(err)
	}
	for _, when := range []string{"while it runs", "after the next start"} {
		if got := hub.book.Time(); got.Year() != 2026 {
			t.Errorf("%s the hub believes that it is %s", when, got)
		}
		hub.close()
		hub.open()
	}
}

func TestAClockPutBackIsDoubted(t *testing.T) {
	x := newBox(t, "n1")
	ok := func(o Outcome) (ok bool) {
		err := x.book.Read(context.Background(), func(v *View) (err error) {
			ok, err = fact.One(v, fact.Value[bool], `SELECT json_extract(CAST(bytes AS TEXT), '$.clock_ok')
				FROM journal_commit WHERE pos = ?`, posOf(o.JID, o.Height))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return ok
	}
	if !ok(x.mustSeat("A")) {
		t.Error("a clock that goes on is in doubt")
	}
	at := x.o.Clock.(*clock)
	at.now = at.now.Add(-time.Hour)
	if ok(x.mustSeat("B")) {
		t.Error("a clock that was put back an hour is trusted")
	}
	x.close()
	x.o.ClockOK = func(time.Time, time.Time) bool { return true }
	x.open()
	if !ok(x.mustSeat("C")) {
		t.Error("somebody who knows better is not heard")
	}
}

func TestAReceivedJournalIsGivenBackInPiecesThatTravel(t *testing.T) {
	ctx := context.Background()
	a, hub := newBox(t, "a"), newBox(t, "hub")
	for i := range 12 {
		if _, err := a.note(fmt.Sprint(i), "a", "n:1", 10_000); err != nil {
			t.Fatal(err)
		}
	}
	if err := send(t, a, hub); err != nil { // three in a batch
		t.Fatal(err)
	}
	var after int64
	for _, limit := range []int{70_000, 5_000, 1 << 20} {
		b, err := hub.book.Export(ctx, "a", after, 100, limit)
		if err != nil {
			t.Fatal(err)
		}
		size := 0
		for _, c := range b.Commits {
			size += len(c)
		}
		if size > max(limit, 3*11_000) || len(b.Commits)%3 != 0 || len(b.Commits) == 0 {
			t.Errorf("within %d bytes: %d commits of %d bytes", limit, len(b.Commits), size)
		}
		if !a.author().sealed(Head{
			Journal: "a", Epoch: a.book.Head("a").Epoch, Seq: after + int64(len(b.Commits)),
			Height: after + int64(len(b.Commits)), Hash: chained(b),
		}, b.Seal) {
			t.Error("without its author's seal")
		}
		after += int64(len(b.Commits))
	}
	if after != 12 {
		t.Error("the last piece ends at", after)
	}
}

func chained(b Batch) fact.Hash {
	hash := b.Prev
	for _, raw := range b.Commits {
		hash = fact.Chain(hash, raw)
	}
	return hash
}

func TestAFormUsedTwiceAroundARestoreWaitsForAPerson(t *testing.T) {
	x, hub := newBox(t, "n1"), newBox(t, "hub")
	x.mustSeat("A")
	putBack := x.history()
	for _, form := range []string{"same", "other"} {
		if _, err := x.seat(form, form, "ann"); err != nil {
			t.Fatal(err)
		}
	}
	if err := send(t, x, hub); err != nil {
		t.Fatal(err)
	}
	putBack()
	if _, err := x.seat("same", "same", "ann"); err != nil {
		t.Fatal(err)
	}
	if _, err := x.seat("other", "corrected", "ann"); err != nil {
		t.Fatal(err)
	}
	if err := x.takeOver(hub, 1); err != nil {
		t.Fatal(err)
	}
	if n := x.count(`SELECT count(*) FROM decision_displaced WHERE code = 'form_used'`); n != 1 {
		t.Error("the form with other values waits for a person:", n)
	}
	if n := x.count(`SELECT count(*) FROM journal_evidence WHERE state = 'present'`); n != 1 {
		t.Error("the same form is what is stored already:", n)
	}
	x.sound()
	if err := send(t, x, hub); err != nil {
		t.Error(err)
	}
}

func TestTheLargestCommitCanLoseItsPlace(t *testing.T) {
	x, hub := newBox(t, "n1"), newBox(t, "hub")
	x.mustSeat("A")
	putBack := x.history()
	if _, err := x.seat("b", "B", "ann"); err != nil {
		t.Fatal(err)
	}
	if err := send(t, x, hub); err != nil {
		t.Fatal(err)
	}
	putBack()
	large := func(size int) error {
		_, err := x.book.Do(context.Background(), Command{ID: "large", Name: "toy.Large", Decide: func(tx *Tx) error {
			tx.Say(SeatTaken{Seat: "B"}, Noted{Subject: "n:1", Text: strings.Repeat("x", size)})
			return nil
		}})
		return err
	}
	size := fact.MaxCommit
	for large(size) != nil {
		if size -= 100; size < fact.MaxCommit/2 {
			t.Fatal("no large commit is taken")
		}
	}
	if err := x.takeOver(hub, 1); err != nil {
		t.Fatal(err)
	}
	if n := x.count(`SELECT count(*) FROM decision_displaced`); n != 1 {
		t.Error("waits for a person:", n)
	}
	x.sound()
}

func TestAFullDiskIsNoReasonToDisplace(t *testing.T) {
	x, hub := newBox(t, "n1"), newBox(t, "hub")
	full := true
	k := fact.Checked(x.o.Definition.Kinds["toy.SeatTaken"], func(r fact.Reader, p fact.Position, s SeatTaken) error {
		if full {
			return sqlite3.Error{Code: sqlite3.ErrFull}
		}
		return seatFits(r, p, s)
	})
	x.book.kinds[k.Name], x.o.Definition.Kinds[k.Name] = k, k
	x.mustSeat("A")
	putBack := x.history()
	x.mustSeat("B")
	if err := send(t, x, hub); err != nil {
		t.Fatal(err)
	}
	putBack()
	x.mustSeat("C")
	if err := x.takeOver(hub, 1); !errors.Is(err, ErrDiskFull) {
		t.Fatal(err)
	}
	full = false
	x.close()
	x.open()
	if n := x.count(`SELECT count(*) FROM toy_seat`); n != 3 {
		t.Error("seats A B C:", n)
	}
	if n := x.count(`SELECT count(*) FROM decision_displaced`); n != 0 {
		t.Error("displaced by a full disk:", n)
	}
	x.sound()
}

func TestABookThatSomebodyReadsIsNotSwapped(t *testing.T) {
	x, hub := newBox(t, "n1"), newBox(t, "hub")
	x.mustSeat("A")
	putBack := x.history()
	x.mustSeat("B")
	if err := send(t, x, hub); err != nil {
		t.Fatal(err)
	}
	putBack()
	reader, err := openReader(x.book.path)
	if err != nil {
		t.Fatal(err)
	}
	if err := reader.script("BEGIN; SELECT count(*) FROM journal_commit"); err != nil {
		t.Fatal(err)
	}
	x.mustSeat("C") // stands in the log that the reader keeps from being folded into the file
	if err := x.takeOver(hub, 1); err == nil {
		t.Error("the log of a book was thrown away while it was needed")
	}
	if _, err := x.seat("d", "D", "ann"); err != nil {
		t.Error("work goes on:", err)
	}
	if err := errors.Join(reader.script("ROLLBACK"), reader.close()); err != nil {
		t.Fatal(err)
	}
	if err := x.takeOver(hub, 1); err != nil {
		t.Fatal(err)
	}
	if n := x.count(`SELECT count(*) FROM toy_seat`); n != 4 {
		t.Error("seats A B C D:", n)
	}
	x.sound()
}

func TestACommandOnceInAJournalOfOthersToo(t *testing.T) {
	ctx := context.Background()
	a, hub := newBox(t, "a"), newBox(t, "hub")
	a.mustSeat("A")
	a.mustSeat("B")
	b, err := a.book.Export(ctx, "a", 0, 2, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	first, err := fact.Decode(b.Commits[0])
	if err != nil {
		t.Fatal(err)
	}
	second, err := fact.Decode(b.Commits[1])
	if err != nil {
		t.Fatal(err)
	}
	second.Command = first.Command // as only a defect or malice writes it
	raw, err := fact.Encode(second)
	if err != nil {
		t.Fatal(err)
	}
	b.Commits = [][]byte{b.Commits[0], raw}
	b.Seal = ed25519.Sign(a.key, sealed(Head{
		Journal: "a", Epoch: second.Epoch, Seq: 2, Height: 2, Hash: chained(b),
	}))
	_, err = hub.book.Receive(ctx, b, a.author())
	var no *Refused
	if !errors.As(err, &no) || no.Code != "double_command" {
		t.Error(err)
	}
	if n := hub.count(`SELECT count(*) FROM journal_refused WHERE code = 'double_command'`); n != 1 {
		t.Error("on record:", n)
	}
	if h := hub.book.Head("a").Height; h != 0 {
		t.Error("half a batch was taken:", h)
	}
}

func TestAnOlderProgramSaysSo(t *testing.T) {
	x := newBox(t, "n1")
	if _, err := x.note("n", "n1", "n:1", 1); err != nil {
		t.Fatal(err)
	}
	x.close()
	x.o.Definition = toy(false)
	if _, err := Open(context.Background(), x.o); !errors.Is(err, ErrNewer) {
		t.Error(err)
	}
	x.o.Definition = toy(true)
	x.open()
	x.sound()
}

func TestHeightsFromTheWireStayInTheirJournal(t *testing.T) {
	a, hub := newBox(t, "a"), newBox(t, "hub")
	a.mustSeat("A")
	hub.mustSeat("B")
	if err := send(t, a, hub); err != nil {
		t.Fatal(err)
	}
	other := hub.book.JID("a")
	for _, height := range []int64{-1, posOf(other, 1), posOf(other, 1) - posOf(1, 0), 1 << 62} {
		if at, ok, err := hub.book.HashAt(context.Background(), "hub", height); ok || err != nil {
			t.Errorf("height %d: %s %v", height, at, err)
		}
	}
	if _, ok, _ := hub.book.HashAt(context.Background(), "nobody", 1); ok {
		t.Error("a journal that is not known has a hash")
	}
	if !slices.ContainsFunc(hub.book.Heads(), func(h Head) bool { return h.Journal == "a" }) {
		t.Error("heads")
	}
}

func TestAFolderOfAnyName(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "50% off? a#b")
	if err := MakeDir(dir); err != nil {
		t.Fatal(err)
	}
	at := &clock{now: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	v, err := OpenVault(dir, Off, at, random())
	if err != nil {
		t.Fatal(err)
	}
	_, err = v.Secret("seed", v.RandomSecret(32))
	if err := errors.Join(err, v.Close()); err != nil {
		t.Error(err)
	}
	if there, err := os.ReadDir(filepath.Dir(dir)); err != nil || len(there) != 1 {
		t.Error("files beside the folder:", there, err)
	}
}
