package network

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"branchbook/edge"
	"branchbook/sync/chores"
	"branchbook/sync/journal"
	"branchbook/sync/link/cutter"
)

// TestBranchAndHubCompareTheirTables: the digest travels with a hello, the verdict with a status, and a row that was
// changed behind the journal's back at either side is noticed at both.
func TestBranchAndHubCompareTheirTables(t *testing.T) {
	n, ctx := open(t, 2)
	b, other := n.Branches[0], n.Branches[1]
	work(t, ctx, b, 3)
	settled(t, ctx, n)
	compare := func() chores.State {
		t.Helper()
		b.Care.Ask(edge.Compare)
		b.Care.Tick(ctx)
		states, err := b.Care.States()
		if err != nil {
			t.Fatal(err)
		}
		return states[edge.Compare]
	}
	if s := compare(); s.GoodAt.IsZero() || s.Problem != "" {
		t.Fatalf("not compared: %+v", s)
	}
	c, ok := n.Hub.Comparison(b.Node)
	if !ok || !c.Equal || c.Height != b.Book.Head(b.Node).Height {
		t.Errorf("%+v, %v", c, ok)
	}
	if _, ok := n.Hub.Comparison(other.Node); ok {
		t.Error("the other branch said nothing")
	}
	bare, err := journal.Bare(filepath.Join(n.Hub.Dir, "book.db"), journal.Off)
	if err != nil {
		t.Fatal(err)
	}
	_, err = bare.Exec(`UPDATE catalogue_service SET name = 'Trim' WHERE jid = ?`, n.Hub.Book.JID(b.Node))
	if err != nil || bare.Close() != nil {
		t.Fatal(err)
	}
	if s := compare(); !strings.Contains(s.Problem, "headquarters") {
		t.Errorf("a changed row at headquarters was not noticed: %+v", s)
	}
	if c, _ := n.Hub.Comparison(b.Node); c.Equal {
		t.Errorf("headquarters takes it for equal: %+v", c)
	}
	b.Line.Set(cutter.Cut)
	work(t, ctx, b, 1)
	before := compare()
	if again := compare(); again.RanAt != before.RanAt {
		t.Error("without a line nothing can be compared, and nothing was wrong with it")
	}
}

// TestHeadquartersHearsHowABranchLooksAfterItself: what failed at night is known there with the next hello.
func TestHeadquartersHearsHowABranchLooksAfterItself(t *testing.T) {
	n, ctx := open(t, 1)
	b := n.Branches[0]
	b.Care.Ask(chores.Backup)
	b.Care.Tick(ctx)
	bare, err := journal.Bare(filepath.Join(b.Dir, "book.db"), journal.Off)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = bare.Exec(`UPDATE branches_branch SET name = 'forged'`); err != nil || bare.Close() != nil {
		t.Fatal(err)
	}
	b.Care.Ask(chores.Verify)
	b.Care.Tick(ctx)
	work(t, ctx, b, 1)
	if err := n.Settled(ctx); err != nil {
		t.Fatal(err)
	}
	care := n.Hub.Contacts()[b.Node].Care
	if care == nil || care.BackupAt == 0 || care.VerifyAt != 0 || !slices.Equal(care.Failed, []string{chores.Verify}) {
		t.Errorf("%+v", care)
	}
}

// TestABranchHearsWhatIsInABackup: safe is what stands in a proved backup of headquarters; without one it is nothing.
func TestABranchHearsWhatIsInABackup(t *testing.T) {
	n, ctx := open(t, 1)
	b := n.Branches[0]
	work(t, ctx, b, 2)
	settled(t, ctx, n)
	if line, _ := b.Edge.Line(); line.Confirmed.Safe != 0 {
		t.Errorf("%d safe without a backup", line.Confirmed.Safe)
	}
	backed := b.Book.Head(b.Node).Height
	n.Hub.Care.Ask(chores.Backup)
	n.Hub.Care.Tick(ctx)
	work(t, ctx, b, 1)
	settled(t, ctx, n)
	line, _ := b.Edge.Line()
	if line.Confirmed.Safe != backed || line.Confirmed.Height != backed+1 {
		t.Errorf("%+v, want %d safe of %d", line.Confirmed, backed, backed+1)
	}
	if s, err := b.Standing(ctx); err != nil || s.SafeAt.IsZero() {
		t.Errorf("%+v, %v", s, err)
	}
}
