package link

import (
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"branchbook/sync/link/wire"
)

// EdgeOptions is what a branch's end of the link needs; most of it comes from enrolment.
type EdgeOptions struct {
	Network     string
	Node        string
	Box         string // the machine, so that two boxes of one node do not throw each other out unheard
	Keys        Keys
	Addresses   []string            // host:port of the hub's leaf door, tried in order
	Authorities []*x509.Certificate // of the network; two while it changes them
	Certificate *x509.Certificate   // for Keys.Sign
	Hub         []ed25519.PublicKey // the hub's node keys
	Now         func() time.Time    // for certificates only
	Floor       func() time.Time    // the newest time known otherwise
	Log         *slog.Logger
	Timing      Timing
}

// Line is how the branch stands with the network between it and headquarters. Whether *this screen* still
// reaches the branch is another question that the page asks for itself; the two are never shown as one.
type Line int32

// The states of the line.
const (
	LineDown    Line = iota // nobody answers at the hub's addresses
	LineForeign             // somebody answers who is not the hub: a login page, another server
	LineSilent              // connected, but the hub has not answered lately
	LineUp                  // the hub answers
)

var lineNames = [...]string{"down", "foreign", "silent", "up"}

// String is a stable name for logs and metrics.
func (l Line) String() string { return lineNames[l] }

// Edge is a branch's embedded server with its one way out, and an in-process connection to it. It is a
// [wire.Transport].
type Edge struct {
	o    EdgeOptions
	tls  *tls.Config
	wake chan struct{}

	mu     sync.Mutex
	log    *natsLog
	server *server.Server
	conn   *nats.Conn
}

// ErrClosed means that the link was closed.
var ErrClosed = errors.New("the link is closed")

// StartEdge starts the embedded server, which begins to look for the hub. The caller closes it.
func StartEdge(o EdgeOptions) (*Edge, error) {
	o.Timing = o.Timing.orDefaults()
	if !wire.ValidName(o.Network) || !wire.ValidName(o.Node) || !wire.ValidName(o.Box) {
		return nil, fmt.Errorf("edge: network %q, node %q, box %q cannot be names", o.Network, o.Node, o.Box)
	}
	if len(o.Addresses) == 0 || len(o.Authorities) == 0 {
		return nil, errors.New("edge: no address or no authority of headquarters")
	}
	now := trustedTime(o.Now, o.Floor, o.Authorities[0])
	e := &Edge{o: o, wake: make(chan struct{}, 1)}
	e.tls = branchTLS(pair(o.Certificate, o.Keys.Sign), now, o.Authorities)
	if err := e.start(); err != nil {
		return nil, fmt.Errorf("edge link: %w", err)
	}
	return e, nil
}

func (e *Edge) options() (*server.Options, error) {
	o, err := parseOptions(edgeConfig(e.o.Node, e.o.Box, e.o.Addresses, e.o.Timing))
	if err != nil {
		return nil, err
	}
	remote := o.LeafNode.Remotes[0]
	remote.Nkey = e.o.Keys.nkeySeed()
	remote.TLSConfig = e.tls
	remote.TLSHandshakeFirst = true
	remote.TLSTimeout = e.o.Timing.Dial.Seconds()
	return o, nil
}

func (e *Edge) start() error {
	options, err := e.options()
	if err != nil {
		return err
	}
	log := &natsLog{log: e.o.Log}
	s, err := startServer(options, log)
	if err != nil {
		return err
	}
	conn, err := nats.Connect("", nats.InProcessServer(s), nats.MaxReconnects(-1),
		nats.CustomInboxPrefix(inboxPrefix(e.o.Node)))
	if err == nil {
		_, err = conn.Subscribe(downSubject(e.o.Network, e.o.Node), e.woken)
	}
	if err != nil {
		s.Shutdown()
		return fmt.Errorf("own connection: %w", err)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.log, e.server, e.conn = log, s, conn
	return nil
}

// woken takes only the hub's own word; an old one played again costs one hello.
func (e *Edge) woken(m *nats.Msg) {
	caller := wire.Caller{Network: e.o.Network, Node: e.o.Node, Hub: e.o.Hub}
	if message, _, err := caller.Read(m.Data); err == nil {
		if _, ok := message.(wire.Wake); ok {
			e.ring()
		}
	}
}

func (e *Edge) ring() {
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

// Request implements [wire.Transport].
func (e *Edge) Request(ctx context.Context, frame []byte) ([]byte, error) {
	return e.request(ctx, upSubject(e.o.Network, e.o.Node), frame)
}

func (e *Edge) request(ctx context.Context, subject string, frame []byte) ([]byte, error) {
	e.mu.Lock()
	conn := e.conn
	e.mu.Unlock()
	if conn == nil {
		return nil, ErrClosed
	}
	m, err := conn.RequestWithContext(ctx, subject, frame)
	if err != nil {
		return nil, fmt.Errorf("request: %w", err)
	}
	return m.Data, nil
}

// Line is what the server knows of the line: down, foreign, or silent, which here means connected; whether the
// hub answers is the [Loop]'s knowledge.
func (e *Edge) Line() Line {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case e.server == nil:
		return LineDown
	case e.server.NumLeafNodes() > 0:
		return LineSilent
	}
	return Line(e.log.fault.Load())
}

// Hangup tears the connection down; the server connects again by itself.
func (e *Edge) Hangup() {
	e.mu.Lock()
	s := e.server
	e.mu.Unlock()
	if s == nil {
		return
	}
	leafs, err := s.Leafz(nil)
	if err != nil {
		return
	}
	for _, l := range leafs.Leafs {
		if err := s.DisconnectClientByID(l.ID); err != nil {
			e.o.Log.Debug("hang up", "error", err)
		}
	}
}

// Restart replaces the embedded server, for the day on which it is what hangs.
func (e *Edge) Restart() error {
	e.Close()
	return e.start()
}

// Close stops the server. Requests under way fail.
func (e *Edge) Close() {
	e.mu.Lock()
	s, conn := e.server, e.conn
	e.server, e.conn = nil, nil
	e.mu.Unlock()
	if conn != nil {
		conn.Close()
	}
	if s != nil {
		s.Shutdown()
		s.WaitForShutdown()
	}
}
