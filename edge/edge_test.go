package edge

import (
	"context"
	"crypto/rand"
	"fmt"
	"sync"
	"testing"
	"time"

	"branchbook/sync/branches"
	"branchbook/sync/catalogue"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/link"
)

func open(t *testing.T) *Edge {
	t.Helper()
	e := openIn(t, t.TempDir())
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

func openIn(t *testing.T, dir string) *Edge {
	t.Helper()
	e, err := Open(context.Background(), Config{
		Dir: dir, Clock: fact.ClockFunc(time.Now), Random: rand.Reader, Sync: journal.Off,
	})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// granted is what a hub, of which nothing else exists, grants the box.
func granted(t *testing.T, e *Edge) link.Grant {
	t.Helper()
	seed := make([]byte, 32)
	hub, err := link.DeriveKeys(seed)
	if err != nil {
		t.Fatal(err)
	}
	a, err := link.NewAuthority(rand.Reader, "net", seed, e.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	r, err := link.NewRequest(rand.Reader, e.Keys, e.Node, e.Book.Box(), "test")
	if err != nil {
		t.Fatal(err)
	}
	g, err := a.Approve(rand.Reader, r, hub, "net", []string{"127.0.0.1:1"})
	if err != nil {
		t.Fatal(err)
	}
	g.Hub = "hub"
	return g
}

func (e *Edge) write(t *testing.T, id string) {
	t.Helper()
	_, err := e.Book.Do(context.Background(), journal.Command{ID: id, Name: "test", Decide: func(tx *journal.Tx) error {
		tx.Say(catalogue.ResourceDefined{Resource: catalogue.Resource{
			ID: catalogue.ResourceID(id), Name: "Chair", Capacity: 1,
		}})
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
}

// The process ends after the vault has the membership and before the journal says so.
func TestAnInterruptedEnrolmentIsSaidAtTheNextStart(t *testing.T) {
	dir := t.TempDir()
	e := openIn(t, dir)
	e.write(t, "chair")
	g := granted(t, e)
	if err := e.admit(g, "mai"); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
		e = openIn(t, dir)
	}
	batch, err := e.Book.Export(context.Background(), e.Node, 0, 9, 1<<20)
	if err != nil || len(batch.Commits) != 2 {
		t.Fatal(len(batch.Commits), "commits", err)
	}
	c, err := fact.Decode(batch.Commits[1])
	if err != nil || c.Facts[0].Kind != (branches.Enrolled{}).Kind() || c.Actor != "mai" || c.Network != "net" {
		t.Errorf("%+v, %v", c, err)
	}
	if err := e.Join(context.Background(), g, "mai"); err != nil || e.Book.Head(e.Node).Height != 2 {
		t.Error("said again:", err)
	}
	if err := e.Close(); err != nil {
		t.Error(err)
	}
}

// Rights, keys and history belong to one network; a code of another one changes nothing.
func TestABranchStaysInItsNetwork(t *testing.T) {
	ctx := context.Background()
	e := open(t)
	if err := e.Join(ctx, granted(t, e), "mai"); err != nil {
		t.Fatal(err)
	}
	token, err := link.NewToken(rand.Reader, link.Fingerprint{1}, "127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	_, err = e.StartEnrol(ctx, token.String(), "mai")
	if no := fact.AsRefusals(err); len(no) != 1 || no[0].Code != "other_network" || no[0].Field != "token" {
		t.Error(err)
	}
}

// A line that was stopped hears no more of what is written.
func TestAStoppedLineIsDeaf(t *testing.T) {
	e := open(t)
	if err := e.Join(context.Background(), granted(t, e), "mai"); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	waiting := map[int64]bool{}
	e.OnLine(func(s link.State) {
		mu.Lock()
		defer mu.Unlock()
		waiting[s.Waiting] = true
	})
	for i := range 2 {
		if err := e.Connect(); err != nil {
			t.Fatal(err)
		}
		e.write(t, fmt.Sprint("on", i))
		e.Disconnect(context.Background())
		e.write(t, fmt.Sprint("off", i))
	}
	mu.Lock()
	defer mu.Unlock()
	if !waiting[2] || waiting[3] || !waiting[4] || waiting[5] {
		t.Errorf("heard while stopped, or not at all: %v", waiting)
	}
}

// A line that is being started or stopped may take long, and itself waits for what is being written.
func TestWritingNeverWaitsForTheLine(t *testing.T) {
	e := open(t)
	e.mu.Lock()
	defer e.mu.Unlock()
	done := make(chan error)
	go func() {
		_, err := e.Book.Do(context.Background(), journal.Command{ID: "c", Name: "test", Decide: func(tx *journal.Tx) error {
			tx.Say(catalogue.ResourceDefined{Resource: catalogue.Resource{ID: "chair", Name: "Chair", Capacity: 1}})
			return nil
		}})
		done <- err
	}()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("a command waits for the line")
	}
}

func TestTheHubKnowsWhatTimeItIs(t *testing.T) {
	e := open(t)
	now := e.Clock.Now()
	for _, tt := range []struct {
		name  string
		said  bool
		ahead time.Duration
		floor time.Duration // of the newest instant known, from now
		ok    bool
	}{
		{"goes on", false, 0, -time.Second, true},
		{"was put back", false, 0, time.Hour, false},
		{"agrees with the hub, was in the future before", true, time.Second, 400 * 24 * time.Hour, true},
		{"stands far ahead of the hub's", true, -time.Hour, -time.Second, false},
		{"stands far behind the hub's", true, time.Hour, -time.Second, false},
	} {
		e.ahead.Store(nil)
		if tt.said {
			e.lineChanged(link.State{HubApp: "dev", HubAhead: tt.ahead})
		}
		if ok := e.clockOK(now, now.Add(tt.floor)); ok != tt.ok {
			t.Errorf("a clock that %s: %t", tt.name, ok)
		}
	}
}
