package network

import (
	"context"
	"testing"
	"time"

	"branchbook/edge/desk"
	"branchbook/sync/branches"
	"branchbook/sync/catalogue"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/link"
	"branchbook/sync/link/cutter"
)

// quick is the timing of tests: everything that waits waits less.
var quick = link.Timing{
	Heartbeat: 300 * time.Millisecond, BackoffMin: 20 * time.Millisecond, BackoffMax: 200 * time.Millisecond,
	Reconnect: 50 * time.Millisecond, Look: 20 * time.Millisecond, Timeout: 5 * time.Second,
}

func open(t *testing.T, branchCount int) (*Network, context.Context) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	n, err := Open(ctx, Options{Dir: t.TempDir(), Sync: journal.Off, Timing: quick, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
	for i := range branchCount {
		name := string(rune('a' + i))
		b, err := n.Add(ctx, name, nil)
		if err != nil {
			t.Fatal(err)
		}
		openAs(t, ctx, b, "BR"+string(rune('A'+i)))
		if err := n.Enrol(ctx, b); err != nil {
			t.Fatal(err)
		}
	}
	return n, ctx
}

func openAs(t *testing.T, ctx context.Context, b *Branch, code string) {
	t.Helper()
	_, err := b.Desk.OpenBranch(ctx, desk.By{Command: "open"}, desk.OpenBranch{
		Settings: branches.Settings{
			Code: code, Name: "Branch " + b.Name, Trade: branches.Salon, Currency: "JPY", Zone: "Asia/Tokyo",
			Language: "en", StepMin: 15,
		},
		Login: "manager", Name: "Manager", Password: "correct horse",
	})
	if err != nil {
		t.Fatal(err)
	}
}

func work(t *testing.T, ctx context.Context, b *Branch, count int) {
	t.Helper()
	for range count {
		_, err := b.Desk.DefineService(ctx, desk.By{Command: fact.NewID(time.Now(), Random())}, desk.DefineService{
			Service: catalogue.Service{Name: "Cut", LengthMin: 30, PriceMinor: 1000, Currency: "JPY"},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func settled(t *testing.T, ctx context.Context, n *Network) {
	t.Helper()
	if err := n.Settled(ctx); err != nil {
		for _, b := range n.Branches {
			line, _ := b.Edge.Line()
			t.Logf("%s: %+v", b.Name, line)
		}
		t.Fatal(err)
	}
	for _, b := range n.Branches {
		here, err := b.Book.Digest(ctx, b.Node)
		if err != nil {
			t.Fatal(err)
		}
		there, err := n.Hub.Book.Digest(ctx, b.Node)
		if err != nil || here != there {
			t.Fatalf("%s: the hub's tables differ (%v)", b.Name, err)
		}
	}
}

func TestLinesCutAndMendedNodesStoppedAndStarted(t *testing.T) {
	n, ctx := open(t, 3)
	settled(t, ctx, n)
	a, b := n.Branches[0], n.Branches[1]

	a.Line.Set(cutter.Cut)
	b.Line.Set(cutter.Stalled)
	for _, x := range n.Branches {
		work(t, ctx, x, 20)
	}
	a.Line.Set(cutter.Whole)
	b.Line.Set(cutter.Whole)
	settled(t, ctx, n)

	if err := n.StopHub(); err != nil {
		t.Fatal(err)
	}
	for _, x := range n.Branches {
		work(t, ctx, x, 5)
	}
	if err := a.Edge.Close(); err != nil {
		t.Fatal(err)
	}
	if err := n.StartHub(ctx); err != nil {
		t.Fatal(err)
	}
	if err := n.StartBranch(ctx, a, nil); err != nil {
		t.Fatal(err)
	}
	if err := n.Enrol(ctx, a); err != nil {
		t.Fatal(err)
	}
	settled(t, ctx, n)
	for _, x := range n.Branches {
		rep, err := x.Book.Verify(ctx, t.TempDir())
		if err != nil || len(rep.Problems) > 0 {
			t.Error(x.Name, rep.Problems, err)
		}
	}
	rep, err := n.Hub.Book.Verify(ctx, t.TempDir())
	if err != nil || len(rep.Problems) > 0 {
		t.Error("hub", rep.Problems, err)
	}
	downArrived(t, ctx, n)
}

func TestEnrolmentShowsTheSameDigits(t *testing.T) {
	n, ctx := open(t, 1)
	b, err := n.Add(ctx, "late", nil)
	if err != nil {
		t.Fatal(err)
	}
	openAs(t, ctx, b, "LATE")
	token, _, err := n.Hub.NewToken(ctx, "hq")
	if err != nil {
		t.Fatal(err)
	}
	digits, err := b.StartEnrol(ctx, token, "manager")
	if err != nil {
		t.Fatal(err)
	}
	for {
		list, err := n.Hub.Applications()
		if err != nil {
			t.Fatal(err)
		}
		if len(list) == 1 {
			if list[0].Digits != digits || len(digits) != 6 || list[0].Code != "LATE" {
				t.Fatal(list[0], digits)
			}
			if err := n.Hub.Accept(ctx, "hq", list[0].ID); err != nil {
				t.Fatal(err)
			}
			break
		}
		time.Sleep(10 * time.Millisecond)
		if ctx.Err() != nil {
			t.Fatal(b.Enrolment())
		}
	}
	settled(t, ctx, n)
	if !b.Enrolment().Done {
		t.Error("not done")
	}
	if _, err := n.Branches[0].StartEnrol(ctx, token, "x"); err != nil {
		t.Fatal(err)
	}
	for n.Branches[0].Enrolment().Err == nil { // a used token
		time.Sleep(10 * time.Millisecond)
		if ctx.Err() != nil {
			t.Fatal("a token was used twice")
		}
	}
}
