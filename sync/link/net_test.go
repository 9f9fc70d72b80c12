package link

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"log/slog"
	"os"
	"sync"
	"testing"
	"time"

	"branchbook/sync/link/wire"
)

const testNetwork = "net1"

// quick is the link in a hurry.
var quick = Timing{
	Heartbeat: 200 * time.Millisecond, Timeout: 500 * time.Millisecond,
	BackoffMin: 20 * time.Millisecond, BackoffMax: 200 * time.Millisecond,
	Silence: time.Second, Restart: 4 * time.Second,
	Ping: 500 * time.Millisecond, Reconnect: 50 * time.Millisecond, Dial: 2 * time.Second, Write: time.Second,
	Look: 20 * time.Millisecond,
}

func testLog() *slog.Logger {
	if os.Getenv("LINK_LOG") != "" {
		return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
	return slog.New(slog.DiscardHandler)
}

func testKeys(t testing.TB, name string) Keys {
	t.Helper()
	k, err := DeriveKeys(bytes.Repeat([]byte(name+"-"), 32)[:32])
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func never() time.Time { return time.Time{} }

// testNet is a hub with its authority; branches are added by name.
type testNet struct {
	t         testing.TB
	authority Authority
	keys      Keys
	clock     func() time.Time // the hub's
	side      *fakeHub
	hub       *Hub

	mu      sync.Mutex
	members []Member
	alarms  []string
}

func newTestNet(t testing.TB, names ...string) *testNet {
	t.Helper()
	authority, err := NewAuthority(rand.Reader, testNetwork, bytes.Repeat([]byte{7}, 32), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	n := &testNet{t: t, authority: authority, keys: testKeys(t, "hub"), clock: time.Now,
		side: newFakeHub()}
	for _, name := range names {
		n.members = append(n.members, n.member(name))
	}
	n.startHub("127.0.0.1:0")
	t.Cleanup(func() { n.hub.Close() })
	return n
}

func (n *testNet) member(name string) Member {
	k := testKeys(n.t, name)
	return Member{Node: name, Key: k.Public(), NKey: k.NKey()}
}

func (n *testNet) startHub(listen string) {
	n.t.Helper()
	certificate, err := n.authority.IssueHub(rand.Reader, n.keys.Public())
	if err != nil {
		n.t.Fatal(err)
	}
	n.hub, err = StartHub(HubOptions{Network: testNetwork, Listen: listen, Keys: n.keys,
		Authority: n.authority.Certificate, Certificate: certificate, Members: n.members, Journals: n.side,
		Now: n.clock, Floor: never, Log: testLog(), Timing: quick,
		Alarm: func(node, code string, _ error) {
			n.mu.Lock()
			defer n.mu.Unlock()
			n.alarms = append(n.alarms, node+" "+code)
		}})
	if err != nil {
		n.t.Fatal(err)
	}
}

func (n *testNet) alarmed(want string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, a := range n.alarms {
		if a == want {
			return true
		}
	}
	return false
}

func (n *testNet) options(name, address string) EdgeOptions {
	n.t.Helper()
	keys := testKeys(n.t, name)
	certificate, err := n.authority.IssueBranch(rand.Reader, name, keys.Public())
	if err != nil {
		n.t.Fatal(err)
	}
	return EdgeOptions{Network: testNetwork, Node: name, Box: "box1", Keys: keys, Addresses: []string{address},
		Authorities: []*x509.Certificate{n.authority.Certificate}, Certificate: certificate,
		Hub: []ed25519.PublicKey{n.keys.Public()}, Now: time.Now, Floor: never, Log: testLog(), Timing: quick}
}

func (n *testNet) edge(o EdgeOptions) *Edge {
	n.t.Helper()
	e, err := StartEdge(o)
	if err != nil {
		n.t.Fatal(err)
	}
	n.t.Cleanup(e.Close)
	return e
}

func caller(e *Edge) *wire.Caller {
	return &wire.Caller{Network: e.o.Network, Node: e.o.Node, Key: e.o.Keys.Sign, Hub: e.o.Hub, Random: rand.Reader}
}

// converse runs one session over the edge.
func converse(e *Edge, side wire.Branch) error {
	ctx, cancel := context.WithTimeout(context.Background(), quick.Timeout)
	defer cancel()
	s := &wire.Session{Caller: caller(e), Branch: side, Pace: &wire.Pace{}}
	frame, err := s.Start(ctx)
	for err == nil && frame != nil {
		var reply []byte
		if reply, err = e.Request(ctx, frame); err == nil {
			frame, err = s.Take(ctx, reply)
		}
	}
	return err
}

// eventually waits for what other goroutines bring about.
func eventually(t testing.TB, within time.Duration, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(within); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: not within %v", what, within)
		}
	}
}
