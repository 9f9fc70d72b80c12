package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"syscall"
	"time"
)

// measure is one figure and how it is taken.
type measure struct {
	name     string
	baseline string // the name of an earlier measure; "" makes this one a baseline
	goal     string // the goal it belongs to, as PERFORMANCE numbers them, with the ratio asked for
	unit     string // "1/s" if empty; a [round.value] has a unit of its own
	also     string // a second baseline, beside the first
	rounds   int    // the first so many only, for what takes long; 0: all
	run      func(*round) error
}

// round is what one run of one measure may use and what it leaves behind.
type round struct {
	*lab
	dir  string        // an empty folder on the disk that is measured, removed afterwards
	span time.Duration // how long to go on

	took    []time.Duration // of every operation
	elapsed time.Duration   // of the whole loop
	cpu     time.Duration   // of this process meanwhile, all threads
	direct  float64         // set by value
}

// loop repeats op until the span is over, with the given number of clients at once, and times every one; each
// client does one at least, however busy the machine. The first error ends it. What stands before loop in a
// measure is preparation and is not counted.
func (r *round) loop(clients int, op func(client int) error) error {
	var group sync.WaitGroup
	took, errs := make([][]time.Duration, clients), make([]error, clients)
	start, cpu := time.Now(), cpuTime()
	for c := range clients {
		group.Go(func() {
			for {
				began := time.Now()
				if errs[c] = op(c); errs[c] != nil {
					return
				}
				took[c] = append(took[c], time.Since(began))
				if time.Since(start) >= r.span {
					return
				}
			}
		})
	}
	group.Wait()
	r.elapsed, r.cpu, r.took = time.Since(start), cpuTime()-cpu, slices.Concat(took...)
	for _, err := range errs {
		if err != nil && !errors.Is(err, errUsedUp) {
			return err
		}
	}
	return nil
}

// errUsedUp is said by an operation that has nothing prepared any more; its loop ends without a fault.
var errUsedUp = errors.New("used up")

// count reports a rate whose time was taken elsewhere: so many things in so long.
func (r *round) count(things int, elapsed time.Duration) {
	r.direct = float64(things) / elapsed.Seconds()
}

// waits reports the median of durations, in milliseconds.
func (r *round) waits(took []time.Duration) {
	r.took, r.direct = took, percentile(took, 50)/1000
}

// value reports a figure that is no rate: a size, a duration, a memory peak.
func (r *round) value(v float64) { r.direct = v }

func (r *round) figure() float64 {
	if r.elapsed == 0 {
		return r.direct
	}
	return float64(len(r.took)) / r.elapsed.Seconds()
}

// cpuTime is the processor time this process has used. It is 0 where the system does not tell.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// series collects a measure's rounds.
type series struct {
	measure
	figures []float64       // one a round
	cpu     []float64       // microseconds an operation, one a round
	took    []time.Duration // all operations of all rounds
	missing string          // why it could not be measured
}

// measureAll runs every measure once a round, so that all of them meet the same weather.
func measureAll(measures []measure, o options) ([]result, error) {
	if err := os.MkdirAll("bench", 0o755); err != nil {
		return nil, err
	}
	l := newLab(o)
	defer l.close()
	all := make([]*series, len(measures))
	for i, m := range measures {
		all[i] = &series{measure: m}
	}
	for n := range o.rounds {
		fmt.Fprintf(os.Stderr, "round %d of %d\n", n+1, o.rounds)
		for _, s := range all {
			if s.missing != "" || s.rounds > 0 && n >= s.rounds {
				continue
			}
			began := time.Now()
			if err := s.measureOnce(l); err != nil {
				s.missing = err.Error()
			}
			if o.verbose {
				fmt.Fprintf(os.Stderr, "  %6.1f s  %s\n", time.Since(began).Seconds(), s.name)
			}
		}
	}
	return summarise(all), nil
}

// measureOnce adds one round to a series.
func (s *series) measureOnce(l *lab) error {
	dir, err := os.MkdirTemp("bench", "run-") // beside the tree: a temporary folder may be memory
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	r := &round{lab: l, dir: dir, span: l.o.span}
	if err := s.run(r); err != nil {
		return err
	}
	s.figures = append(s.figures, r.figure())
	s.took = append(s.took, r.took...)
	if n := len(r.took); n > 0 {
		s.cpu = append(s.cpu, float64(r.cpu.Microseconds())/float64(n))
	}
	return nil
}
