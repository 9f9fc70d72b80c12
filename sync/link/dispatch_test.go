package link

import (
	"context"
	"slices"
	"sync"
	"testing"
)

func TestDispatcherTakesTurns(t *testing.T) {
	var mu sync.Mutex
	var order []string
	began, gate := make(chan struct{}), make(chan struct{})
	note := func(what string) job {
		return func(context.Context) {
			mu.Lock()
			defer mu.Unlock()
			order = append(order, what)
		}
	}
	d := startDispatcher(t.Context(), 1)
	d.add("gate", func(context.Context) { close(began); <-gate })
	<-began
	for _, what := range []string{"a1", "a2", "a3"} {
		d.add("a", note(what))
	}
	d.add("b", note("b1"))
	done := make(chan struct{})
	d.add("c", note("c1"))
	d.add("c", func(context.Context) {})
	d.add("a", func(context.Context) { close(done) })
	close(gate)
	<-done
	d.stop()
	if want := []string{"a1", "b1", "c1", "a2", "a3"}; !slices.Equal(order, want) {
		t.Errorf("order %v, want %v", order, want)
	}
}

func TestDispatcherNeverServesOneBranchTwiceAtOnce(t *testing.T) {
	var mu sync.Mutex
	busy, all := map[string]bool{}, sync.WaitGroup{}
	d := startDispatcher(t.Context(), 4)
	defer d.stop()
	for range 2 * inboxDepth {
		for _, node := range []string{"a", "b", "c"} {
			all.Add(1)
			taken := d.add(node, func(context.Context) {
				defer all.Done()
				mu.Lock()
				if busy[node] {
					t.Errorf("%s is served twice", node)
				}
				busy[node] = true
				mu.Unlock()
				mu.Lock()
				defer mu.Unlock()
				busy[node] = false
			})
			if !taken {
				all.Done()
			}
		}
	}
	all.Wait()
}

func TestDispatcherRefusesAFlood(t *testing.T) {
	began, gate := make(chan struct{}), make(chan struct{})
	d := startDispatcher(t.Context(), 1)
	d.add("a", func(context.Context) { close(began); <-gate })
	<-began
	for i := range inboxDepth {
		if !d.add("a", func(context.Context) {}) {
			t.Errorf("request %d was refused", i)
		}
	}
	if d.add("a", func(context.Context) {}) {
		t.Error("a flood was taken")
	}
	if !d.add("b", func(context.Context) {}) {
		t.Error("another branch suffers for it")
	}
	close(gate)
	d.stop()
}
