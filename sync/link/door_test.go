package link

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"branchbook/sync/link/wire"
)

func mustIssue(t *testing.T, n *testNet, name string) *x509.Certificate {
	t.Helper()
	c, err := n.authority.IssueBranch(rand.Reader, name, testKeys(t, name).Public())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// firstByte connects and waits for the server's first word after the handshake.
func firstByte(address string, config *tls.Config) (byte, error) {
	c, err := tls.Dial("tcp", address, config)
	if err != nil {
		return 0, err
	}
	defer c.Close()
	if err := c.SetReadDeadline(time.Now().Add(5 * time.Second)); err != nil {
		return 0, err
	}
	var b [1]byte
	_, err = c.Read(b[:])
	return b[0], err
}

func TestOtherSubjectsAreNotHeard(t *testing.T) {
	n := newTestNet(t, "almaty", "tokyo")
	e := n.edge(n.options("almaty", n.hub.Address()))
	eventually(t, 5*time.Second, "line up", func() bool { return converse(e, newFakeBranch("almaty")) == nil })
	heard := make(chan string, 10)
	for _, subject := range []string{"bb.>", "$JS.>", "$SYS.>", "anything.>"} {
		if _, err := n.hub.conn.Subscribe(subject, func(m *nats.Msg) { heard <- m.Subject }); err != nil {
			t.Fatal(err)
		}
	}
	if err := n.hub.conn.Flush(); err != nil {
		t.Fatal(err)
	}
	spied := make(chan string, 10)
	for _, subject := range []string{"bb.net1.down.tokyo", "bb.net1.up.tokyo", "_INBOX_tokyo.>"} {
		if _, err := e.conn.Subscribe(subject, func(m *nats.Msg) { spied <- m.Subject }); err != nil {
			t.Fatal(err)
		}
	}
	own := upSubject(testNetwork, "almaty")
	eventually(t, 5*time.Second, "the own subject is heard", func() bool {
		for _, s := range []string{"bb.net1.up.tokyo", "bb.net1.down.almaty", "bb.net2.up.almaty", "$JS.API.INFO",
			"$SYS.REQ.SERVER.PING", "anything.at.all", own} {
			if err := e.conn.Publish(s, []byte("x")); err != nil {
				t.Fatal(err)
			}
		}
		select {
		case got := <-heard:
			if got != own {
				t.Errorf("the hub heard %s", got)
			}
			return true
		case <-time.After(50 * time.Millisecond):
			return false
		}
	})
	for _, s := range []string{"bb.net1.down.tokyo", "_INBOX_tokyo.x"} {
		if err := n.hub.conn.Publish(s, []byte("secret")); err != nil {
			t.Fatal(err)
		}
	}
	if err := n.hub.conn.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := converse(e, newFakeBranch("almaty")); err != nil { // behind whatever the hub sent before
		t.Fatal(err)
	}
	select {
	case s := <-spied:
		if s != "bb.net1.up.tokyo" { // its own publication, heard at home
			t.Errorf("almaty overheard %s", s)
		}
	default:
	}
}

func TestFramesOfOthersAreRefusedAndAlarmed(t *testing.T) {
	n := newTestNet(t, "almaty", "tokyo")
	e := n.edge(n.options("almaty", n.hub.Address()))
	eventually(t, 5*time.Second, "line up", func() bool { return converse(e, newFakeBranch("almaty")) == nil })
	for _, test := range []struct{ name, as, key, code string }{
		{"another's name and key", "tokyo", "tokyo", wire.CodeForeign},
		{"own name, another's key", "almaty", "tokyo", wire.CodeSignature},
		{"another's name, own key", "tokyo", "almaty", wire.CodeForeign},
	} {
		c := wire.Caller{Network: testNetwork, Node: test.as, Key: testKeys(t, test.key).Sign,
			Hub: []ed25519.PublicKey{n.keys.Public()}, Random: rand.Reader}
		frame, nonce, err := c.Ask(wire.Bye{Reason: wire.ByeStop})
		if err != nil {
			t.Fatal(err)
		}
		reply, err := e.Request(t.Context(), frame)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := caller(e).Reply(reply, nonce); err == nil {
			t.Errorf("%s: taken", test.name)
		} else if no, ok := wire.IsRefusal(err); !ok || no.Code != test.code {
			t.Errorf("%s: %v, want %s", test.name, err, test.code)
		}
		if !n.alarmed("almaty " + test.code) {
			t.Errorf("%s: nobody was alarmed", test.name)
		}
	}
	if _, err := caller(e).Reply([]byte("junk"), wire.Nonce{}); err == nil {
		t.Error("junk was taken for a reply")
	}
}
