package web

import (
	"strings"
	"testing"
	"time"

	"branchbook/hub"
	"branchbook/sync/book"
	"branchbook/sync/branches"
	"branchbook/sync/journal"
	"branchbook/sync/link/wire"
)

// cared is a hello with how the branch looks after itself, and its digest.
func (b *branch) cared(care *wire.Care, spoil bool) {
	b.Helper()
	d, err := b.book.DigestAt(b.ctx, b.node)
	b.check(err)
	said := wire.Digest{
		Head: wire.Head(d.Head), Way: journal.FoldName(book.Definition()), Tables: d.Tables, At: b.now.Load(),
	}
	if spoil {
		said.Tables[0] ^= 1
	}
	said.Seal = wire.SignDigest(b.keys.Sign, b.hub.Network, said)
	b.round++
	_, err = b.hub.Intake.Answer(b.ctx, b.node, wire.Hello{
		Box: "box-" + b.set.Code, Boot: b.boot, Round: b.round, App: "test", WireMin: wire.Version,
		WireMax: wire.Version, Fold: book.Number, Own: wire.Head(d.Head), Wall: b.now.Load(), Care: care, Digest: &said,
	})
	b.check(err)
}

// weighed waits until headquarters has compared what the branch said last.
func (b *branch) weighed() hub.Comparison {
	b.Helper()
	for {
		if c, _ := b.hub.Comparison(b.node); c.Said.At == b.now.Load() {
			return c
		}
		if time.Sleep(5 * time.Millisecond); b.ctx.Err() != nil {
			b.Fatal("never compared")
		}
	}
}

// TestTroubleIsAnAlarmUntilItIsOver: what failed at a branch, and tables that differ, stay on the list of alarms and on
// the branch's page until they are well again.
func TestTroubleIsAnAlarmUntilItIsOver(t *testing.T) {
	n := openNetwork(t)
	tokyo := n.admit("TYO1", "JPY", "Asia/Tokyo")
	tokyo.say("branches.Open", branches.BranchOpened{Node: branches.Node(tokyo.node), Settings: tokyo.set})
	tokyo.push()
	b := n.screen()
	b.setUp()
	b.open("/alarms").must(200, "Nothing needs attention")

	tokyo.cared(&wire.Care{BackupAt: n.now.Load(), Failed: []string{"backup", "compare", "unheard of"}}, true)
	if tokyo.weighed().Equal {
		t.Error("taken for equal")
	}
	b.open("/alarms").must(200, "The last backup failed", "are not the same", "Branch TYO1")
	b.open("/branches/"+tokyo.node).must(200, "Last backup", "not the same")
	for _, want := range []string{`branchbook_branch_tables_differ{branch="TYO1"} 1`,
		`branchbook_branch_backup_timestamp_seconds{branch="TYO1"} 1.7`} {
		if b.open("/metrics"); !strings.Contains(b.page, want) {
			t.Errorf("metrics without %s", want)
		}
	}

	n.now.Add(1000)
	tokyo.cared(&wire.Care{BackupAt: n.now.Load(), VerifyAt: n.now.Load()}, false)
	if !tokyo.weighed().Equal {
		t.Error("taken for another")
	}
	b.open("/alarms").must(200, "Nothing needs attention")
	b.open("/metrics")
	for _, want := range []string{`branchbook_branch_tables_differ{branch="TYO1"} 0`,
		`branchbook_branch_tables_equal_timestamp_seconds{branch="TYO1"} 1.7`} {
		if !strings.Contains(b.page, want) {
			t.Errorf("metrics without %s", want)
		}
	}
}

// TestADigestSomebodyElseSigned is no word of the branch.
func TestADigestSomebodyElseSigned(t *testing.T) {
	n := openNetwork(t)
	tokyo := n.admit("TYO1", "JPY", "Asia/Tokyo")
	tokyo.say("branches.Open", branches.BranchOpened{Node: branches.Node(tokyo.node), Settings: tokyo.set})
	tokyo.push()
	other := n.applicant("OSK1")
	tokyo.keys = other.keys
	tokyo.cared(nil, false)
	for len(n.hub.Alarms()) == 0 {
		if time.Sleep(5 * time.Millisecond); n.ctx.Err() != nil {
			t.Fatal("no alarm")
		}
	}
	if all := n.hub.Alarms(); all[0].Code != "bad_digest" {
		t.Errorf("%+v", all)
	}
	if _, ok := n.hub.Comparison(tokyo.node); ok {
		t.Error("it was compared")
	}
}
