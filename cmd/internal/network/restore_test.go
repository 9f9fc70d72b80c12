package network

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"branchbook/hub"
	"branchbook/sync/branches"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
)

func count(t *testing.T, ctx context.Context, b *journal.Book, query string) (n int64) {
	t.Helper()
	err := b.Read(ctx, func(v *journal.View) (err error) {
		n, err = fact.One(v, fact.Int, query)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// restore replaces a closed node's folder with a backup of it.
func restore(t *testing.T, dir, backup string) {
	t.Helper()
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := journal.Restore(backup, dir); err != nil {
		t.Fatal(err)
	}
}

func backup(t *testing.T, ctx context.Context, dir string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "backup")
	if _, err := journal.BackupAll(ctx, dir, to, time.Now()); err != nil {
		t.Fatal(err)
	}
	return to
}

const services = `SELECT count(*) FROM catalogue_service`

func TestRestoredBranchFetchesWhatItLostAndKeepsWhatItDidSince(t *testing.T) {
	n, ctx := open(t, 1)
	b := n.Branches[0]
	work(t, ctx, b, 5)
	saved := backup(t, ctx, b.Dir)
	work(t, ctx, b, 7)
	settled(t, ctx, n)
	epoch := b.Book.Head(b.Node).Epoch
	if err := b.Edge.Close(); err != nil {
		t.Fatal(err)
	}
	restore(t, b.Dir, saved)
	if err := n.StartBranch(ctx, b, nil); err != nil {
		t.Fatal(err)
	}
	work(t, ctx, b, 3) // while the line is still cut
	if err := n.Enrol(ctx, b); err != nil {
		t.Fatal(err)
	}
	settled(t, ctx, n)
	for name, book := range map[string]*journal.Book{"branch": b.Book, "hub": n.Hub.Book} {
		if got := count(t, ctx, book, services); got != 15 {
			t.Errorf("%s: %d services, not 15", name, got)
		}
		sound(t, ctx, name, book)
	}
	if h := b.Book.Head(b.Node); h.Epoch == epoch {
		t.Error("no new epoch")
	}
}

func TestRestoredHubIsRefilledByItsBranches(t *testing.T) {
	n, ctx := open(t, 2)
	settled(t, ctx, n)
	saved := backup(t, ctx, n.Hub.Dir)
	late, err := n.Add(ctx, "late", nil)
	if err != nil {
		t.Fatal(err)
	}
	openAs(t, ctx, late, "LATE")
	if err := n.Enrol(ctx, late); err != nil { // the hub writes in its journal for all
		t.Fatal(err)
	}
	for _, b := range n.Branches {
		work(t, ctx, b, 6)
	}
	settled(t, ctx, n)
	downArrived(t, ctx, n)
	dir := n.Hub.Dir
	if err := n.StopHub(); err != nil {
		t.Fatal(err)
	}
	restore(t, dir, saved)
	if err := n.StartHub(ctx); err != nil {
		t.Fatal(err)
	}
	settled(t, ctx, n)
	for range 200 {
		if len(n.Hub.Intake.Awaited()) == 0 {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if left := n.Hub.Intake.Awaited(); len(left) > 0 {
		t.Error("still waits for", left)
	}
	downArrived(t, ctx, n)
	if got := count(t, ctx, n.Hub.Book, services); got != 18 {
		t.Errorf("%d services, not 18", got)
	}
	if got := count(t, ctx, n.Hub.Book, `SELECT count(*) FROM branches_enrolment`); got != 3 {
		t.Errorf("%d branches known, not 3", got)
	}
	sound(t, ctx, "hub", n.Hub.Book)
	for _, b := range n.Branches {
		sound(t, ctx, b.Name, b.Book)
	}
}

// TestBranchThatARestoredHubDoesNotWaitFor: giving it up is a fact, said once, and known to the next start.
func TestBranchThatARestoredHubDoesNotWaitFor(t *testing.T) {
	n, ctx := open(t, 3)
	settled(t, ctx, n)
	downArrived(t, ctx, n)
	saved := backup(t, ctx, n.Hub.Dir)
	named := hub.First{
		Network: branches.NetworkNamed{Name: "Aurora", Language: "uk"}, Name: "Keiko", Login: "keiko",
	}
	if err := n.Hub.OpenHub(ctx, fact.NewID(time.Now(), Random()), named, "a quiet river"); err != nil {
		t.Fatal(err)
	}
	downArrived(t, ctx, n)
	var dark []string
	for _, b := range n.Branches[1:] { // for good
		dark = append(dark, b.Node)
		if err := b.Edge.Close(); err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(dark)
	n.Branches = n.Branches[:1]
	dir := n.Hub.Dir
	if err := n.StopHub(); err != nil {
		t.Fatal(err)
	}
	restore(t, dir, saved)
	if err := n.StartHub(ctx); err != nil {
		t.Fatal(err)
	}
	waits := func(want ...string) {
		t.Helper()
		for !slices.Equal(n.Hub.Intake.Awaited(), want) {
			if time.Sleep(10 * time.Millisecond); ctx.Err() != nil {
				t.Fatalf("headquarters waits for %v, not for %v", n.Hub.Intake.Awaited(), want)
			}
		}
	}
	waits(dark...)
	if got, err := n.Hub.NetworkName(ctx); err != nil || got != named.Network {
		t.Errorf("the name given after the backup did not come back: %+v, %v", got, err)
	}
	for range 2 {
		if err := n.Hub.Release(ctx, "keiko", dark[0]); err != nil {
			t.Fatal(err)
		}
	}
	waits(dark[1])
	if got := count(t, ctx, n.Hub.Book, `SELECT count(*) FROM branches_wait_ended`); got != 1 {
		t.Errorf("given up %d times, not once", got)
	}
	if err := n.StopHub(); err != nil {
		t.Fatal(err)
	}
	if err := n.StartHub(ctx); err != nil {
		t.Fatal(err)
	}
	waits(dark[1])
	if err := n.Hub.Release(ctx, "keiko", dark[1]); err != nil {
		t.Fatal(err)
	}
	waits()
	sound(t, ctx, "hub", n.Hub.Book)
}

func TestClonedBoxIsNoticedAndNothingIsLost(t *testing.T) {
	n, ctx := open(t, 1)
	b := n.Branches[0]
	work(t, ctx, b, 4)
	settled(t, ctx, n)
	clone := &Branch{Name: "clone"}
	if err := b.Edge.Close(); err != nil {
		t.Fatal(err)
	}
	copyFolder(t, b.Dir, filepath.Join(n.Dir, clone.Name))
	for _, x := range []*Branch{b, clone} {
		if err := n.StartBranch(ctx, x, nil); err != nil {
			t.Fatal(err)
		}
	}
	if b.Book.Box() == clone.Book.Box() {
		t.Fatal("the copy took itself for the original")
	}
	work(t, ctx, b, 2)
	work(t, ctx, clone, 3)
	if err := n.Enrol(ctx, b); err != nil {
		t.Fatal(err)
	}
	settled(t, ctx, n)
	if err := n.Enrol(ctx, clone); err != nil {
		t.Fatal(err)
	}
	for {
		line, _ := clone.Edge.Line()
		if line.Refusal != nil && line.Refusal.Code == "two_boxes" {
			break
		}
		if time.Sleep(10 * time.Millisecond); ctx.Err() != nil {
			t.Fatalf("two boxes at once were not noticed: %+v", line)
		}
	}
	if err := b.Edge.Close(); err != nil { // it says goodbye, so the other may speak at once
		t.Fatal(err)
	}
	n.Branches[0] = clone
	settled(t, ctx, n)
	if got := count(t, ctx, n.Hub.Book, services); got != 9 {
		t.Errorf("%d services, not 9", got)
	}
	sound(t, ctx, "hub", n.Hub.Book)
	sound(t, ctx, "clone", clone.Book)
}

func copyFolder(t *testing.T, from, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}

// downArrived waits until every branch has everything that the hub wrote for all.
func downArrived(t *testing.T, ctx context.Context, n *Network) {
	t.Helper()
	for _, b := range n.Branches {
		for b.Book.Head(n.Hub.Node) != n.Hub.Book.Head(n.Hub.Node) {
			if time.Sleep(10 * time.Millisecond); ctx.Err() != nil {
				line, _ := b.Edge.Line()
				t.Fatalf("%s: the journal for all did not arrive: %+v\nhub %+v\nhere %+v", b.Name, line,
					n.Hub.Book.Head(n.Hub.Node), b.Book.Head(n.Hub.Node))
			}
		}
	}
}
