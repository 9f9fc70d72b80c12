package demo

import (
	"cmp"
	"container/heap"
	"sync"
	"time"
)

// clock is the branch's clock while its history is written: it stands at the thing that happens, and moves on by
// a millisecond with every look at it.
type clock struct {
	mu sync.Mutex
	at time.Time
}

// Now implements [fact.Clock].
func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(time.Millisecond)
	return c.at
}

// set moves the clock on; it never goes back.
func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.After(c.at) {
		c.at = t
	}
}

// due is something that will happen.
type due struct {
	at time.Time
	n  int // which was foreseen first, among those of one instant
	do func() error
}

// agenda is what will happen at a branch, in order of time.
type agenda struct {
	list dues
	n    int
}

// add foresees something. What is foreseen for an instant that has passed happens next.
func (a *agenda) add(at time.Time, do func() error) {
	a.n++
	heap.Push(&a.list, due{at, a.n, do})
}

// live lets everything happen that is due until an instant, in order; what comes of it is added meanwhile.
func (a *agenda) live(c *clock, until time.Time) error {
	for len(a.list) > 0 && !a.list[0].at.After(until) {
		next := heap.Pop(&a.list).(due)
		c.set(next.at)
		if err := next.do(); err != nil {
			return err
		}
	}
	return nil
}

// dues is a heap.
type dues []due

// Len implements [heap.Interface].
func (d dues) Len() int { return len(d) }

// Less implements [heap.Interface].
func (d dues) Less(i, j int) bool {
	return cmp.Or(d[i].at.Compare(d[j].at), cmp.Compare(d[i].n, d[j].n)) < 0
}

// Swap implements [heap.Interface].
func (d dues) Swap(i, j int) { d[i], d[j] = d[j], d[i] }

// Push implements [heap.Interface].
func (d *dues) Push(x any) { *d = append(*d, x.(due)) }

// Pop implements [heap.Interface].
func (d *dues) Pop() any {
	last := len(*d) - 1
	x := (*d)[last]
	*d = (*d)[:last]
	return x
}
