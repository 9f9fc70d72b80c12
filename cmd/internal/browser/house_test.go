package browser

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"testing"
	"time"

	"branchbook/cmd/internal/network"
	edgeweb "branchbook/edge/web"
	"branchbook/hub"
	hubweb "branchbook/hub/web"
	"branchbook/sync/access"
	"branchbook/sync/branches"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/link"
)

// house is a hub, a branch that works, one that has nothing yet and one that nobody has set up, all behind pages,
// and one browser. Every test of the package shares it: each takes a client, a time or a day of its own.
type house struct {
	browser  *Browser
	axe      string
	n        *network.Network
	clock    *clock
	tokyo    *network.Branch
	branches []*network.Branch
	cast     cast
	dir      string
	hub      *pages
	desk     *pages // of tokyo
	empty    *pages
	fresh    *pages
}

// errorLog shows what the pages log as errors, beside the tests that fail of it.
var errorLog = slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))

const password = "a long quiet river"

// clock runs like the real one from the hour to which it was set: a Monday morning in Tokyo, long past, since
// sessions are timed by the real clock and must not have ended.
type clock struct {
	mu  sync.Mutex
	ran time.Duration // ahead of the real clock; negative
}

// Now implements [fact.Clock].
func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ran)
}

const monday fact.Date = "2025-11-24"

func (c *clock) set(hour, minute int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ran = time.Until(time.Date(2025, 11, 24, hour, minute, 0, 0, time.FixedZone("JST", 9*3600)))
}

var quick = link.Timing{
	Heartbeat: 300 * time.Millisecond, BackoffMin: 20 * time.Millisecond, BackoffMax: 200 * time.Millisecond,
	Reconnect: 50 * time.Millisecond, Look: 20 * time.Millisecond, Timeout: 5 * time.Second,
}

var built struct {
	sync.Once
	h   *house
	err error
}

// shared gives the house to a test, building it for the first one.
func shared(t *testing.T) *house {
	t.Helper()
	built.Do(func() { built.h, built.err = build() })
	if errors.Is(built.err, ErrNone) {
		t.Skip("SKIPPED LOUDLY: ", built.err)
	}
	if built.err != nil {
		t.Fatal(built.err)
	}
	return built.h
}

func TestMain(m *testing.M) {
	code := m.Run()
	if built.h != nil {
		built.h.close()
	}
	os.Exit(code)
}

func build() (h *house, err error) {
	h = &house{clock: &clock{}}
	if h.browser, err = Start(); err != nil {
		return nil, err
	}
	if h.axe, err = Axe("../../.."); err != nil {
		return h, err
	}
	if h.dir, err = os.MkdirTemp("", "branchbook-pages"); err != nil {
		return h, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	return h, h.open(ctx)
}

func (h *house) open(ctx context.Context) (err error) {
	h.clock.set(8, 30)
	h.n, err = network.Open(ctx, network.Options{
		Dir: h.dir, Clock: h.clock, Sync: journal.Off, Timing: quick, Version: "test",
	})
	if err != nil {
		return err
	}
	if err := h.headquarters(ctx); err != nil {
		return err
	}
	for _, branch := range []struct {
		name string
		open func(context.Context, *network.Branch) error
		at   **pages
	}{{"tokyo", h.furnish, &h.desk}, {"empty", h.unfurnished, &h.empty}, {"fresh", nothing, &h.fresh}} {
		b := &network.Branch{Name: branch.name}
		if err := h.n.StartBranch(ctx, b, nil); err != nil {
			return err
		}
		h.branches = append(h.branches, b)
		if err := branch.open(ctx, b); err != nil {
			return fmt.Errorf("%s: %w", branch.name, err)
		}
		*branch.at, err = serve(func(at string) (http.Handler, error) {
			return edgeweb.New(b.Edge, edgeweb.Options{Listen: at, Log: errorLog})
		})
		if err != nil {
			return err
		}
	}
	h.n.Branches = h.branches[:1] // the others belong to no network
	return h.n.Settled(ctx)
}

func nothing(context.Context, *network.Branch) error { return nil }

func (h *house) headquarters(ctx context.Context) (err error) {
	err = h.n.Hub.OpenHub(ctx, fact.DerivedID("pages", "hub"), hub.First{
		Network: branches.NetworkNamed{Name: "Aurora", Language: "en"}, Name: "Keiko Mori", Login: "keiko",
	}, password)
	if err != nil {
		return err
	}
	h.hub, err = serve(func(at string) (http.Handler, error) {
		return hubweb.New(h.n.Hub, hubweb.Options{Listen: at, Log: errorLog})
	})
	return err
}

func (h *house) close() {
	for _, p := range []*pages{h.hub, h.desk, h.empty, h.fresh} {
		if p != nil {
			p.stop()
		}
	}
	if h.browser != nil {
		h.browser.Close()
	}
	if h.n != nil {
		h.n.Branches = h.branches
		_ = h.n.Close() // the tests have ended
	}
	_ = os.RemoveAll(h.dir)
}

// pages is a server of pages that can be stopped and started again at the same address.
type pages struct {
	at      string
	handler http.Handler
	server  *http.Server
	cancel  context.CancelFunc
}

func serve(made func(at string) (http.Handler, error)) (*pages, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &pages{at: l.Addr().String()}
	if p.handler, err = made(p.at); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	p.run(l)
	return p, nil
}

func (p *pages) url() string { return "http://" + p.at }

func (p *pages) run(l net.Listener) {
	ctx, cancel := context.WithCancel(context.Background())
	p.cancel = cancel
	p.server = &http.Server{Handler: p.handler, ReadHeaderTimeout: 10 * time.Second, BaseContext: access.Until(ctx)}
	go func() { _ = p.server.Serve(l) }() // ends with the server
}

func (p *pages) stop() {
	p.cancel()
	_ = p.server.Close() // a server that is switched off says no farewell
}

// signedIn is a tab of somebody at the branch.
func (h *house) signedIn(t *testing.T, login string) *Tab {
	t.Helper()
	return signIn(h.browser.Tab(t, h.desk.url()), login)
}

func (h *house) atHub(t *testing.T) *Tab {
	t.Helper()
	return signIn(h.browser.Tab(t, h.hub.url()), "keiko")
}

func signIn(tab *Tab, login string) *Tab {
	tab.Helper()
	tab.Open("/signin").Fill("login", login).Fill("password", password)
	return tab.Leaves(func() { tab.Press("Enter") })
}
func (p *pages) start(t *testing.T) {
	t.Helper()
	l, err := net.Listen("tcp", p.at)
	if err != nil {
		t.Fatal(err)
	}
	p.run(l)
}
