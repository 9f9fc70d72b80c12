package link

import (
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"branchbook/sync/link/wire"
)

// HubOptions is what a hub's end of the link needs. Listen is host:port of the leaf door, port 0 for any.
type HubOptions struct {
	Network     string
	Listen      string
	Keys        Keys
	Authority   *x509.Certificate
	Certificate *x509.Certificate // for Keys.Sign, made by the authority
	Members     []Member
	Journals    wire.Hub
	Workers     int              // requests answered at once; 4
	Now         func() time.Time // for certificates only
	Floor       func() time.Time // the newest time known otherwise
	Alarm       func(node, code string, err error)
	Log         *slog.Logger
	Timing      Timing
}

// Hub is a running hub end: an embedded NATS server that lets members in, and the door behind it.
type Hub struct {
	o      HubOptions
	door   *wire.Door
	log    *natsLog
	tls    *tls.Config
	lines  *lines
	stop   context.CancelFunc
	work   *dispatcher
	server *server.Server
	conn   *nats.Conn

	reload  sync.Mutex // one change of members at a time
	mu      sync.RWMutex
	members map[string]Member
}

// startTimeout is how long an embedded server may take to be ready; it needs milliseconds.
const startTimeout = 10 * time.Second

// StartHub starts the server and answers what comes. The caller closes it.
func StartHub(o HubOptions) (*Hub, error) {
	o.Timing = o.Timing.orDefaults()
	if o.Workers == 0 {
		o.Workers = 4
	}
	if !wire.ValidName(o.Network) {
		return nil, fmt.Errorf("hub: %q cannot name a network", o.Network)
	}
	h := &Hub{o: o, log: &natsLog{log: o.Log}}
	if err := h.setMembers(o.Members); err != nil {
		return nil, err
	}
	own := pair(o.Certificate, o.Keys.Sign)
	h.lines = &lines{of: map[string][]net.Conn{}, may: h.isMember}
	h.tls = h.lines.guard(hubTLS(own, o.Authority, trustedTime(o.Now, o.Floor, o.Authority)))
	h.door = &wire.Door{Network: o.Network, Key: o.Keys.Sign, Hub: o.Journals, Member: h.keysOf, Alarm: h.alarm}
	if err := h.start(); err != nil {
		h.Close()
		return nil, fmt.Errorf("hub link: %w", err)
	}
	return h, nil
}

func (h *Hub) start() (err error) {
	options, err := h.options(h.o.Members)
	if err != nil {
		return err
	}
	if h.server, err = startServer(options, h.log); err != nil {
		return err
	}
	var ctx context.Context
	ctx, h.stop = context.WithCancel(context.Background())
	h.work = startDispatcher(ctx, h.o.Workers)
	h.conn, err = nats.Connect("", nats.InProcessServer(h.server), nats.MaxReconnects(-1),
		nats.Nkey(h.o.Keys.NKey(), h.o.Keys.nkey.Sign))
	if err != nil {
		return fmt.Errorf("own connection: %w", err)
	}
	for _, subject := range []string{upSubject(h.o.Network, "*"), askSubject(h.o.Network, "*", "*")} {
		if _, err := h.conn.Subscribe(subject, h.took); err != nil {
			return fmt.Errorf("subscribe %s: %w", subject, err)
		}
	}
	return h.conn.Flush()
}

// startServer starts an embedded server and waits until it is ready.
func startServer(o *server.Options, log *natsLog) (*server.Server, error) {
	s, err := server.NewServer(o)
	if err != nil {
		return nil, fmt.Errorf("nats server: %w", err)
	}
	s.SetLoggerV2(log, false, false, false)
	s.Start()
	if !s.ReadyForConnections(startTimeout) {
		s.Shutdown()
		return nil, errors.New("nats server is not ready; is the port in use?")
	}
	return s, nil
}

func (h *Hub) options(members []Member) (*server.Options, error) {
	text, err := hubConfig(h.o.Network, h.o.Listen, h.o.Keys.NKey(), members, h.o.Timing)
	if err != nil {
		return nil, err
	}
	o, err := parseOptions(text)
	if err != nil {
		return nil, err
	}
	o.LeafNode.TLSConfig = h.tls
	o.LeafNode.TLSHandshakeFirst = true
	o.LeafNode.TLSTimeout = h.o.Timing.Dial.Seconds()
	o.LeafNode.AuthTimeout = h.o.Timing.Dial.Seconds()
	return o, nil
}

func (h *Hub) setMembers(members []Member) error {
	list := make(map[string]Member, len(members))
	for _, m := range members {
		if !wire.ValidName(m.Node) || len(m.Key) != ed25519.PublicKeySize {
			return fmt.Errorf("hub: member %q has no valid name or key", m.Node)
		}
		list[m.Node] = m
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.members = list
	return nil
}

// SetMembers replaces the list of members. Who is no longer on it is cut off at once: its connection is closed
// and no frame of its key is taken any more.
func (h *Hub) SetMembers(members []Member) error {
	h.reload.Lock()
	defer h.reload.Unlock()
	if err := h.setMembers(members); err != nil {
		return err
	}
	h.lines.sweep()
	options, err := h.options(members)
	if err != nil {
		return err
	}
	if err := h.server.ReloadOptions(options); err != nil {
		return fmt.Errorf("hub: change members: %w", err)
	}
	return nil
}

func (h *Hub) isMember(key ed25519.PublicKey) bool {
	h.mu.RLock()
	defer h.mu.RUnlock()
	for _, m := range h.members {
		if m.Key.Equal(key) {
			return true
		}
	}
	return false
}

func (h *Hub) keysOf(node string) []ed25519.PublicKey {
	h.mu.RLock()
	defer h.mu.RUnlock()
	m, ok := h.members[node]
	if !ok {
		return nil
	}
	return []ed25519.PublicKey{m.Key}
}

func (h *Hub) alarm(node, code string, err error) {
	h.o.Log.Warn("turned away", "node", node, "code", code, "error", err)
	if h.o.Alarm != nil {
		h.o.Alarm(node, code, err)
	}
}

// took queues a request under the node of its subject, which the server has checked against the connection.
func (h *Hub) took(m *nats.Msg) {
	parts := strings.Split(m.Subject, ".")
	if len(parts) < 4 || m.Reply == "" {
		return
	}
	node := parts[3]
	taken := h.work.add(node, func(ctx context.Context) {
		if reply := h.door.Serve(ctx, node, m.Data); reply != nil {
			if err := m.Respond(reply); err != nil {
				h.o.Log.Debug("reply", "node", node, "error", err)
			}
		}
	})
	if !taken {
		h.alarm(node, "flood", errors.New("more requests than answers"))
	}
}

// Wake tells a branch that there is news for it. A branch that does not hear it says hello soon anyway.
func (h *Hub) Wake(node string) {
	if frame := h.door.Wake(node); frame != nil {
		if err := h.conn.Publish(downSubject(h.o.Network, node), frame); err != nil {
			h.o.Log.Debug("wake", "node", node, "error", err)
		}
	}
}

// Address is where the leaf door listens.
func (h *Hub) Address() string {
	v, err := h.server.Varz(nil)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%s:%d", v.LeafNode.Host, v.LeafNode.Port)
}

// Lines is the number of leaf connections now.
func (h *Hub) Lines() int { return h.server.NumLeafNodes() }

// Close lets answers under way finish and stops.
func (h *Hub) Close() {
	if h.work != nil {
		h.stop()
		h.work.stop()
	}
	if h.conn != nil {
		h.conn.Close()
	}
	if h.server != nil {
		h.server.Shutdown()
		h.server.WaitForShutdown()
	}
}
