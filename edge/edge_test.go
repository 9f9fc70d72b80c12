package edge

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"branchbook/sync/catalogue"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/link"
)

func open(t *testing.T) *Edge {
	t.Helper()
	e, err := Open(context.Background(), Config{
		Dir: t.TempDir(), Clock: fact.ClockFunc(time.Now), Random: rand.Reader, Sync: journal.Off,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
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
