package link

import (
	"context"
	"sync"
)

// inboxDepth is how many requests of one branch may wait. A branch has one batch in flight and a person's
// questions beside it; what is more is dropped, and the branch asks again.
const inboxDepth = 8

// job is one request to be answered.
type job func(ctx context.Context)

// dispatcher runs jobs of many branches on few workers: those of one branch one after the other, and branches
// in turn, so that a branch with a month of backlog does not keep the others waiting.
type dispatcher struct {
	mu    sync.Mutex
	some  *sync.Cond
	queue map[string][]job // also holds the branch being served, with what else it asked
	turn  []string         // branches whose next job nobody has begun
	done  bool
	group sync.WaitGroup
}

func startDispatcher(ctx context.Context, workers int) *dispatcher {
	d := &dispatcher{queue: map[string][]job{}}
	d.some = sync.NewCond(&d.mu)
	for range workers {
		d.group.Go(func() { d.work(ctx) })
	}
	return d
}

// add queues a job; false means the branch has too many waiting.
func (d *dispatcher) add(node string, j job) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	waiting, known := d.queue[node]
	if d.done || len(waiting) >= inboxDepth {
		return false
	}
	d.queue[node] = append(waiting, j)
	if !known {
		d.turn = append(d.turn, node)
		d.some.Signal()
	}
	return true
}

func (d *dispatcher) work(ctx context.Context) {
	for {
		node, j, ok := d.take()
		if !ok {
			return
		}
		j(ctx)
		d.finish(node)
	}
}

func (d *dispatcher) take() (string, job, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for len(d.turn) == 0 && !d.done {
		d.some.Wait()
	}
	if d.done {
		return "", nil, false
	}
	node := d.turn[0]
	d.turn = d.turn[1:]
	j := d.queue[node][0]
	d.queue[node] = d.queue[node][1:]
	return node, j, true
}

func (d *dispatcher) finish(node string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.queue[node]) == 0 {
		delete(d.queue, node)
		return
	}
	d.turn = append(d.turn, node)
	d.some.Signal()
}

// stop lets the jobs begun come to an end and drops the others.
func (d *dispatcher) stop() {
	d.mu.Lock()
	d.done = true
	d.some.Broadcast()
	d.mu.Unlock()
	d.group.Wait()
}
