package chores

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"branchbook/sync/access"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
)

// Noted is all that can happen here.
type Noted struct {
	Text string `json:"text"`
}

func (Noted) Kind() string       { return "toy.Noted" }
func (Noted) Subjects() []string { return []string{"note"} }

func definition() fact.Definition {
	schema := fact.Schema{Name: "toy", SQL: `CREATE TABLE toy_note
		(jid INTEGER NOT NULL, fact TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (jid, fact)) STRICT;`}
	fold := func(t fact.Tables, p fact.Position, n Noted) error {
		_, err := t.Exec(`INSERT INTO toy_note (jid, fact, text) VALUES (?, ?, ?)`, p.JID, p.FactID, n.Text)
		return err
	}
	return fact.Define(1, []fact.Schema{schema}, []fact.Kind{fact.Of(1, fold)})
}

// node is a running node with its three databases.
type node struct {
	*testing.T
	Keeper
	book  *journal.Book
	clock time.Time
}

func openNode(t *testing.T) *node {
	t.Helper()
	n := &node{T: t, clock: time.Date(2026, 11, 1, 3, 30, 0, 0, time.UTC)}
	dir, clock := t.TempDir(), fact.ClockFunc(func() time.Time { return n.clock })
	n.Keeper = Options{Keep: 2}.Keeper(dir, "node", definition(), clock)
	vault, err := journal.OpenVault(dir, journal.Off, clock, rand.Reader)
	n.check(err)
	local, err := access.OpenLocal(dir, journal.Off)
	n.check(err)
	_, key, err := ed25519.GenerateKey(rand.Reader)
	n.check(err)
	n.book, err = journal.Open(t.Context(), journal.Options{
		Dir: dir, Node: "n", Definition: definition(), Clock: clock, Random: rand.Reader, Vault: vault, Signer: key,
		InputKey: key[:32], Sync: journal.Off,
	})
	n.check(err)
	t.Cleanup(func() { n.check(errors.Join(n.book.Close(), local.Close(), vault.Close())) })
	n.note("first")
	return n
}

func (n *node) check(err error) {
	n.Helper()
	if err != nil {
		n.Fatal(err)
	}
}

func (n *node) note(text string) {
	n.Helper()
	_, err := n.book.Do(n.Context(), journal.Command{
		ID: fact.NewID(n.clock, rand.Reader), Name: "toy.Note", Input: text,
		Decide: func(tx *journal.Tx) error { tx.Say(Noted{text}); return nil },
	})
	n.check(err)
}

// spoil changes a folded row behind the journal's back.
func (n *node) spoil() {
	n.Helper()
	bare, err := journal.Bare(filepath.Join(n.Dir, "book.db"), journal.Off)
	n.check(err)
	_, err = bare.Exec(`UPDATE toy_note SET text = 'forged'`)
	n.check(errors.Join(err, bare.Close()))
}

func TestBackupsAreProvedDatedAndFew(t *testing.T) {
	n := openNode(t)
	for range 4 {
		n.note("more")
		made, err := n.Back(t.Context())
		n.check(err)
		if made.Heads[0].Height != n.book.Head("n").Height || made.Report.Rows == 0 {
			t.Errorf("%+v", made)
		}
		n.clock = n.clock.AddDate(0, 0, 1)
	}
	want := []string{"branchbook-20261104-033000", "branchbook-20261103-033000"}
	if got := n.Kept(); !slices.Equal(got, want) {
		t.Fatalf("kept %v, not %v", got, want)
	}
	into := filepath.Join(t.TempDir(), "restored")
	n.check(journal.Restore(filepath.Join(n.To, want[0]), into))
	back := n.Keeper
	back.Dir = into
	if rep, err := back.Prove(t.Context()); err != nil || rep.Journals[0].Head.Height != 5 {
		t.Errorf("%+v, %v", rep, err)
	}
}

func TestWhatCannotBeRestoredIsNoBackup(t *testing.T) {
	n := openNode(t)
	n.spoil()
	var unsound Unsound
	if _, err := n.Back(t.Context()); !errors.As(err, &unsound) {
		t.Error("backed up:", err)
	}
	if _, err := n.Prove(t.Context()); !errors.As(err, &unsound) {
		t.Error("proved:", err)
	}
	n.clock = n.clock.AddDate(0, 0, 1)
	if _, err := n.Back(t.Context()); !errors.As(err, &unsound) {
		t.Error("backed up the next night:", err)
	}
	there, err := os.ReadDir(n.To)
	if err != nil || len(there) != 1 || there[0].Name() != "branchbook-20261101-033000.unsound" || len(n.Kept()) > 0 {
		t.Errorf("one copy to look into, and no backup: %v, %v, %v", there, n.Kept(), err)
	}
}

func TestCheckBackupSeesDamage(t *testing.T) {
	n := openNode(t)
	made, err := n.Back(t.Context())
	n.check(err)
	n.check(journal.CheckBackup(made.Dir))
	for _, name := range []string{"book.db", "vault.db", "local.db"} {
		path := filepath.Join(made.Dir, name)
		whole, err := os.ReadFile(path)
		n.check(err)
		spoilt := slices.Clone(whole)
		spoilt[len(spoilt)/2] ^= 1
		n.check(os.WriteFile(path, spoilt, 0o600))
		if journal.CheckBackup(made.Dir) == nil {
			t.Error(name, "was damaged and nobody saw it")
		}
		n.check(os.WriteFile(path, whole, 0o600))
	}
}

func TestHalfMadeIsSweptAfterADay(t *testing.T) {
	n := openNode(t)
	n.clock = time.Now().UTC()
	half, mine := filepath.Join(n.To, "branchbook-20260101-000000.part"), filepath.Join(n.To, "my photographs")
	n.check(errors.Join(os.MkdirAll(half, 0o700), os.MkdirAll(mine, 0o700)))
	_, err := n.Prove(t.Context())
	n.check(err)
	if _, err := os.Stat(half); err != nil {
		t.Error("somebody else's work was swept:", err)
	}
	n.clock = n.clock.AddDate(0, 0, 2)
	_, err = n.Prove(t.Context())
	n.check(err)
	if _, err := os.Stat(half); !errors.Is(err, os.ErrNotExist) {
		t.Error("a crash's leftovers stay:", err)
	}
	if _, err := os.Stat(mine); err != nil {
		t.Error("what is not ours was swept:", err)
	}
}

func TestStoppingDoesNotWaitForAProof(t *testing.T) {
	n := openNode(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := n.Back(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if there, err := os.ReadDir(n.To); err != nil || len(there) > 0 {
		t.Errorf("left %v, %v", there, err)
	}
}

// TestNodesShareADisk: what one node keeps is not another's to throw away.
func TestNodesShareADisk(t *testing.T) {
	shared := Options{Backups: t.TempDir(), Keep: 1}
	one, other := shared.Keeper("a", "node-a", definition(), nil), shared.Keeper("b", "node-b", definition(), nil)
	if one.To == other.To {
		t.Errorf("both keep their backups in %s", one.To)
	}
}
