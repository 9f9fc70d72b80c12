package link

import (
	"fmt"
	"testing"
	"time"
)

func TestTalks(t *testing.T) {
	n := newTestNet(t, "almaty")
	e := n.edge(n.options("almaty", n.hub.Address()))
	side := newFakeBranch("almaty")
	for i := range 250 {
		side.own.write(fmt.Sprintf("commit %d", i))
		n.side.downOf("almaty").write(fmt.Sprintf("given %d", i))
	}
	eventually(t, 5*time.Second, "a conversation", func() bool { return converse(e, side) == nil })
	if got, want := n.side.upOf("almaty").head(), side.own.head(); got != want {
		t.Errorf("hub has %+v, branch wrote %+v", got, want)
	}
	if got, want := side.down.head(), n.side.downOf("almaty").head(); got != want {
		t.Errorf("branch has %+v, hub wrote %+v", got, want)
	}
}

func TestRevokedIsCutOff(t *testing.T) {
	n := newTestNet(t, "almaty", "tokyo")
	a, b := n.edge(n.options("almaty", n.hub.Address())), n.edge(n.options("tokyo", n.hub.Address()))
	sideA, sideB := newFakeBranch("almaty"), newFakeBranch("tokyo")
	eventually(t, 5*time.Second, "both talk", func() bool {
		return converse(a, sideA) == nil && converse(b, sideB) == nil && n.hub.Lines() == 2
	})
	start := time.Now()
	if err := n.hub.SetMembers([]Member{n.member("almaty")}); err != nil {
		t.Fatal(err)
	}
	eventually(t, 5*time.Second, "tokyo is cut", func() bool { return n.hub.Lines() == 1 })
	t.Logf("cut after %v", time.Since(start))
	if err := converse(a, sideA); err != nil {
		t.Errorf("almaty no longer talks: %v", err)
	}
	time.Sleep(10 * quick.Reconnect)
	if n.hub.Lines() != 1 || converse(b, sideB) == nil {
		t.Errorf("the revoked branch came back: %d lines", n.hub.Lines())
	}
	if err := n.hub.SetMembers([]Member{n.member("almaty"), n.member("tokyo")}); err != nil {
		t.Fatal(err)
	}
	eventually(t, 5*time.Second, "tokyo talks again", func() bool { return converse(b, sideB) == nil })
}
