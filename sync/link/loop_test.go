package link

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"branchbook/sync/fact"
	"branchbook/sync/link/cutter"
	"branchbook/sync/link/wire"
)

// branch is a branch behind a line that can be cut.
type branch struct {
	name string
	side *fakeBranch
	line *cutter.Cutter
	edge *Edge
	loop *Loop
}

func (n *testNet) branch(name string) *branch {
	n.t.Helper()
	line, err := cutter.Start("127.0.0.1:0", n.hub.Address())
	if err != nil {
		n.t.Fatal(err)
	}
	b := &branch{name: name, side: newFakeBranch(name), line: line}
	b.edge = n.edge(n.options(name, line.Address()))
	b.loop = StartLoop(LoopOptions{Edge: b.edge, Branch: b.side, Now: time.Now, Log: testLog()})
	n.t.Cleanup(func() {
		b.loop.Stop(context.Background(), wire.ByeStop)
		line.Close()
	})
	return b
}

func (b *branch) write(count int) {
	for range count {
		height := b.side.own.head().Height + 1
		b.side.own.write(fmt.Sprintf("%s %d", b.name, height))
		b.loop.Committed(height)
	}
}

// settled reports whether hub and branch have everything of each other, and know it.
func (n *testNet) settled(b *branch) bool {
	return n.side.upOf(b.name).head() == b.side.own.head() &&
		b.side.down.head() == n.side.downOf(b.name).head() &&
		b.loop.State().Waiting == 0 && b.loop.State().Line == LineUp
}

func TestEverythingArrivesAfterCuts(t *testing.T) {
	n := newTestNet(t, "almaty", "tokyo", "kyiv")
	var all []*branch
	for _, m := range n.members {
		all = append(all, n.branch(m.Node))
	}
	for round, mode := range []cutter.Mode{cutter.Cut, cutter.Stalled, cutter.DropUp, cutter.DropDown} {
		for i, b := range all {
			b.write(120)
			n.side.downOf(b.name).write(fmt.Sprintf("given %d", round))
			if i != round%len(all) { // one line stays whole
				b.line.Set(mode)
			}
			b.write(30)
		}
		whole := all[round%len(all)]
		eventually(t, 5*time.Second, "the whole line settles", func() bool { return n.settled(whole) })
		for _, b := range all {
			b.line.Set(cutter.Whole)
		}
		for _, b := range all {
			eventually(t, 10*time.Second, b.name+" settles", func() bool { return n.settled(b) })
		}
	}
}

func TestCommitTravelsAtOnce(t *testing.T) {
	n := newTestNet(t, "almaty")
	b := n.branch("almaty")
	eventually(t, 5*time.Second, "line up", func() bool { return b.loop.State().Line == LineUp })
	start := time.Now()
	b.write(1)
	eventually(t, quick.Heartbeat/2, "the commit is confirmed", func() bool { return n.settled(b) })
	t.Logf("confirmed after %v", time.Since(start))
}

func TestWakeBringsNews(t *testing.T) {
	n := newTestNet(t, "almaty")
	b := n.branch("almaty")
	eventually(t, 5*time.Second, "line up", func() bool { return n.settled(b) })
	n.side.downOf("almaty").write("news")
	n.hub.Wake("almaty")
	eventually(t, quick.Heartbeat/2, "the news is there", func() bool { return n.settled(b) })
}

func TestHalfOpenLineIsNoticed(t *testing.T) {
	n := newTestNet(t, "almaty")
	b := n.branch("almaty")
	eventually(t, 5*time.Second, "line up", func() bool { return n.settled(b) })
	b.line.Set(cutter.Stalled)
	b.write(3)
	eventually(t, 5*time.Second, "silence is shown", func() bool {
		s := b.loop.State()
		return s.Line != LineUp && s.Waiting == 3 && s.LastError != ""
	})
	if s := b.loop.State(); s.Confirmed.Height != 0 {
		t.Errorf("shown as confirmed: %d", s.Confirmed.Height)
	}
	b.line.Set(cutter.Whole)
	eventually(t, 5*time.Second, "all settles", func() bool { return n.settled(b) })
}

func TestWatchdogReplacesTheServer(t *testing.T) {
	n := newTestNet(t, "almaty")
	b := n.branch("almaty")
	eventually(t, 5*time.Second, "line up", func() bool { return n.settled(b) })
	b.edge.mu.Lock()
	before := b.edge.server
	b.edge.mu.Unlock()
	b.line.Set(cutter.Stalled)
	eventually(t, 3*quick.Restart, "another server runs", func() bool {
		b.edge.mu.Lock()
		defer b.edge.mu.Unlock()
		return b.edge.server != nil && b.edge.server != before
	})
	b.line.Set(cutter.Whole)
	b.write(1)
	eventually(t, 5*time.Second, "all settles", func() bool { return n.settled(b) })
}

func TestRefusalStopsDataNotTheHeartbeat(t *testing.T) {
	n := newTestNet(t, "almaty")
	n.side.mu.Lock()
	n.side.refuse["almaty"] = fact.Refuse("fenced", "", "Another box took over.")
	n.side.mu.Unlock()
	b := n.branch("almaty")
	b.write(5)
	eventually(t, 5*time.Second, "the refusal is shown", func() bool {
		r := b.loop.State().Refusal
		return r != nil && r.Code == "fenced"
	})
	if got := n.side.upOf("almaty").head().Height; got != 0 {
		t.Errorf("%d commits were sent to a hub that refused", got)
	}
	n.side.mu.Lock()
	delete(n.side.refuse, "almaty")
	n.side.mu.Unlock()
	eventually(t, 5*time.Second, "all settles", func() bool { return n.settled(b) && b.loop.State().Refusal == nil })
}

func TestAskAndBye(t *testing.T) {
	n := newTestNet(t, "almaty")
	b := n.branch("almaty")
	eventually(t, 5*time.Second, "line up", func() bool { return n.settled(b) })
	got, err := b.loop.Ask(t.Context(), "free", json.RawMessage(`{"on":"2026-11-24"}`))
	if err != nil || string(got) != `{"on":"2026-11-24"}` {
		t.Errorf("answer %s, %v", got, err)
	}
	_, err = b.loop.Ask(t.Context(), "refuse", json.RawMessage(`{}`))
	if r, ok := wire.IsRefusal(err); !ok || r.Code != "slot_taken" || !errors.Is(err, wire.ErrRefused) {
		t.Errorf("refusal came back as %v", err)
	}
	b.loop.Stop(t.Context(), wire.ByeUpgrade)
	n.side.mu.Lock()
	defer n.side.mu.Unlock()
	if n.side.byes["almaty"] != wire.ByeUpgrade {
		t.Errorf("hub heard %q", n.side.byes["almaty"])
	}
}
