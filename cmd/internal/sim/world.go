package sim

import (
	"container/heap"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"
)

// begin is two days before the clocks go forward in Europe, so that every run has a missing hour.
var begin = time.Date(2026, 3, 27, 0, 0, 0, 0, time.UTC).UnixMilli()

const (
	second = int64(1000)
	minute = 60 * second
	hour   = 60 * minute
	day    = 24 * hour
)

// event is something that will happen. Events at one instant happen in the order of a drawn number.
type event struct {
	at  int64
	tie uint64
	do  func()
}

type events []event

func (e events) Len() int { return len(e) }
func (e events) Less(i, j int) bool {
	return e[i].at < e[j].at || e[i].at == e[j].at && e[i].tie < e[j].tie
}
func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e *events) Push(x any)   { *e = append(*e, x.(event)) }
func (e *events) Pop() any {
	old := *e
	x := old[len(old)-1]
	*e = old[:len(old)-1]
	return x
}

// world is everything there is.
type world struct {
	c    Config
	ctx  context.Context
	dir  string
	now  int64 // true time, ms UTC
	r    *rand.Rand
	rand *rand.ChaCha8 // what r draws from, as a reader
	plan plan
	work bool // people come to work

	todo   events
	events int // that happened
	trace  hash.Hash
	res    Result
	fatal  error // of the simulator itself

	hub       *box
	branches  []*branch
	evil      *attacker
	oracle    *oracle
	savedHub  []copied
	hubBackAt int64 // when its disk was last overwritten
	places    int   // folders made
}

// Run runs one seed. An error is a failure of the simulator or of the machine; broken promises are in the result.
func Run(c Config) (Result, error) {
	if c.Days == 0 {
		c.Days = 3
	}
	root := c.Dir
	if info, err := os.Stat("/dev/shm"); root == "" && err == nil && info.IsDir() {
		root = "/dev/shm"
	}
	dir, err := os.MkdirTemp(root, "branchbook-sim-*")
	if err != nil {
		return Result{}, fmt.Errorf("sim: %w", err)
	}
	w := newWorld(c, dir)
	err = errors.Join(w.run(), os.RemoveAll(dir))
	w.res.Hash = hex.EncodeToString(w.trace.Sum(nil)[:16])
	return w.res, err
}

func newWorld(c Config, dir string) *world {
	seed := sha256.Sum256(fmt.Appendf(nil, "branchbook sim %d", c.Seed))
	source := rand.NewChaCha8(seed)
	w := &world{
		c: c, ctx: context.Background(), dir: dir, now: begin, rand: source, r: rand.New(source), trace: sha256.New(),
	}
	w.plan = draw(w.r)
	w.res = Result{Seed: c.Seed, Calm: w.plan.calm, Enabled: w.plan.enabled(), Faults: map[Fault]int{}}
	w.oracle = newOracle(w)
	return w
}

// run tells the whole story.
func (w *world) run() error {
	defer w.shut()
	w.settle()
	w.work = true
	w.until(begin + 10*hour)
	faults := w.now
	end := faults + int64(w.c.Days)*day
	w.misfortunes(faults, end)
	w.until(end)
	w.work = false
	w.mend()
	if len(w.res.Violations) == 0 && w.fatal == nil {
		w.audit()
	}
	w.res.BranchDays = len(w.branches) * (w.c.Days + 1)
	return w.fatal
}

// at plans something for a time from now.
func (w *world) at(in int64, do func()) {
	heap.Push(&w.todo, event{at: w.now + max(in, 0), tie: w.r.Uint64(), do: do})
}

// until lets everything happen up to a time, or up to the first broken promise.
func (w *world) until(end int64) {
	for len(w.todo) > 0 && w.todo[0].at <= end && w.fatal == nil && len(w.res.Violations) == 0 {
		e := heap.Pop(&w.todo).(event)
		w.now = e.at
		e.do()
		if w.events++; w.events%glanceEvery == 0 {
			w.oracle.glance(w.events / glanceEvery)
		}
	}
	w.now = max(w.now, end)
}

// say adds a line to the trace.
func (w *world) say(format string, args ...any) {
	line := fmt.Sprintf("%d "+format, append([]any{w.now - begin}, args...)...)
	fmt.Fprintln(w.trace, line)
	if w.c.Trace != nil {
		w.c.Trace(line)
	}
}

// broken reports a violation.
func (w *world) broken(invariant, format string, args ...any) {
	v := Violation{Invariant: invariant, At: time.UnixMilli(w.now), Text: fmt.Sprintf(format, args...)}
	w.res.Violations = append(w.res.Violations, v)
	w.say("broken %s", v)
}

// must notes a failure of the simulator itself.
func (w *world) must(what string, err error) bool {
	if err != nil && w.fatal == nil {
		w.fatal = fmt.Errorf("sim: seed %d at %d: %s: %w", w.c.Seed, w.now-begin, what, err)
	}
	return err == nil
}

// happened counts a fault.
func (w *world) happened(f Fault, about string) {
	w.res.Faults[f]++
	w.say("fault %s: %s", f, about)
}

// chance is true with the probability, and draws a number in any case.
func (w *world) chance(p float64) bool { return w.r.Float64() < p }

// between draws from low up to but not including high.
func (w *world) between(low, high int64) int64 { return low + w.r.Int64N(max(1, high-low)) }

// place makes a new folder.
func (w *world) place(name string) string {
	w.places++
	path := filepath.Join(w.dir, fmt.Sprintf("%d-%s", w.places, name))
	w.must("make a folder", os.MkdirAll(path, 0o700))
	return path
}

// boxes are all that exist, the hub first.
func (w *world) boxes() []*box {
	all := []*box{w.hub}
	for _, br := range w.branches {
		all = append(all, br.boxes...)
	}
	return all
}

func (w *world) shut() {
	for _, b := range w.boxes() {
		if b != nil {
			b.close(false)
		}
	}
}
