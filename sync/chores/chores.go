// Package chores is what a node does by itself at a quiet hour, at a branch and at the hub alike: it backs itself up,
// proves the copy, proves its own books, and whatever else its owner adds.
//
// Its one idea: a job is due once for every quiet hour that has passed, and the table of jobs says when it was last
// done. So a job that was missed while the box was off is done after the start, one that was done is not done again,
// and nothing depends on a process that runs at half past three. It never holds up the desk: jobs are done one after
// the other, on copies and snapshots, beside the writer. It decides nothing about what a failure means; it keeps the
// sentence for people.
package chores

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"branchbook/sync/access"
	"branchbook/sync/fact"
)

// The jobs that every node has.
const (
	Backup = "backup"
	Verify = "verify"
)

// Job is something to be done at the quiet hour.
type Job struct {
	Name string
	Do   func(context.Context) error // [ErrLater] when it cannot be done now
}

// ErrLater: the job could not be done now and nothing is wrong. It is tried again soon and counts as not done.
var ErrLater = errors.New("not now")

// State is how a job stands.
type State struct {
	access.Job
	Running bool
}

// Runner does the jobs of one node. Fields are set before the first use.
type Runner struct {
	Jobs    []Job
	Local   *access.Local
	Clock   fact.Clock
	Quiet   Quiet
	Zone    func(context.Context) *time.Location // of the node; nil while it is not set up: then nothing is due
	Changed func()                               // hears that a state has changed; may be nil
	Log     *slog.Logger

	once    sync.Once
	wake    chan struct{}
	started time.Time
	spread  time.Duration

	mu      sync.Mutex
	asked   []string // by a person, to be done at once
	running string
	later   map[string]time.Time // when a job said [ErrLater]
}

// Times of the runner.
const (
	look       = 30 * time.Second
	maxSpread  = 10 * time.Minute // so that a network's branches do not all begin at once
	retryLater = 10 * time.Minute
	retryWrong = time.Hour
)

func (r *Runner) begin() {
	r.once.Do(func() {
		r.wake, r.later = make(chan struct{}, 1), map[string]time.Time{}
		r.started, r.spread = r.Clock.Now(), rand.N(maxSpread)
		r.Log = cmp.Or(r.Log, slog.New(slog.DiscardHandler))
	})
}

// Tend does what is due until ctx ends.
func (r *Runner) Tend(ctx context.Context) error {
	r.begin()
	tick := time.NewTicker(look)
	defer tick.Stop()
	for {
		r.Tick(ctx)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		case <-r.wake:
		}
	}
}

// Ask has a job done as soon as the others allow, whether it is due or not. It does not wait.
func (r *Runner) Ask(name string) {
	r.begin()
	r.mu.Lock()
	if !slices.Contains(r.asked, name) {
		r.asked = append(r.asked, name)
	}
	r.mu.Unlock()
	r.changed()
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// Tick does the jobs that are due or asked for now, one after the other.
func (r *Runner) Tick(ctx context.Context) {
	r.begin()
	for _, j := range r.Jobs {
		if ctx.Err() != nil {
			return
		}
		if r.isDue(ctx, j.Name) {
			r.do(ctx, j)
		}
	}
}

// isDue reports whether a job is to be done now; being asked for is answered once.
func (r *Runner) isDue(ctx context.Context, name string) bool {
	r.mu.Lock()
	at := slices.Index(r.asked, name)
	if at >= 0 {
		r.asked = slices.Delete(r.asked, at, at+1)
	}
	later := r.later[name]
	r.mu.Unlock()
	if at >= 0 {
		return true
	}
	zone, now := r.Zone(ctx), r.Clock.Now()
	if zone == nil || between(later, now) < retryLater {
		return false
	}
	jobs, err := r.Local.Jobs()
	if err != nil {
		r.Log.Error("jobs", "error", err)
		return false
	}
	last := jobs[name]
	if last.Problem != "" && between(last.RanAt, now) >= retryWrong {
		return true
	}
	return r.Quiet.missed(last.RanAt, now, r.started, r.spread, zone)
}

// between is how long ago an instant is; an age when it never was, or when the clock was put back since.
func between(then, now time.Time) time.Duration {
	if then.IsZero() || then.After(now) {
		return 1<<63 - 1
	}
	return now.Sub(then)
}

func (r *Runner) do(ctx context.Context, j Job) {
	r.note(j.Name)
	defer r.note("")
	began := r.Clock.Now()
	err := j.Do(ctx)
	switch {
	case ctx.Err() != nil: // the node stops; it is done after the next start
		return
	case errors.Is(err, ErrLater):
		r.mu.Lock()
		r.later[j.Name] = r.Clock.Now()
		r.mu.Unlock()
		return
	}
	if err := r.keep(j.Name, began, err); err != nil {
		r.Log.Error("keep how a job went", "job", j.Name, "error", err)
	}
}

func (r *Runner) keep(name string, began time.Time, wrong error) error {
	jobs, err := r.Local.Jobs()
	if err != nil {
		return err
	}
	k := jobs[name]
	k.Name, k.RanAt, k.Problem = name, r.Clock.Now(), ""
	k.Took = max(0, k.RanAt.Sub(began))
	if wrong == nil {
		k.GoodAt = k.RanAt
		r.Log.Info("job done", "job", name, "took", k.Took)
	} else {
		k.Problem = wrong.Error()
		r.Log.Error("job failed", "job", name, "took", k.Took, "error", wrong)
	}
	return r.Local.KeepJob(k)
}

// note says what runs now; "" is nothing.
func (r *Runner) note(name string) {
	r.mu.Lock()
	r.running = name
	r.mu.Unlock()
	r.changed()
}

func (r *Runner) changed() {
	if r.Changed != nil {
		r.Changed()
	}
}

// States is how the jobs stand, by name.
func (r *Runner) States() (map[string]State, error) {
	jobs, err := r.Local.Jobs()
	r.mu.Lock()
	defer r.mu.Unlock()
	states := map[string]State{}
	for _, j := range r.Jobs {
		k := jobs[j.Name]
		k.Name = j.Name
		states[j.Name] = State{Job: k, Running: r.running == j.Name || slices.Contains(r.asked, j.Name)}
	}
	return states, err
}

// Failed are the names of the jobs that failed when they were last done.
func Failed(states map[string]State) (names []string) {
	for name, s := range states {
		if s.Problem != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
