package sim

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// Config says what to run. The zero value of everything but Seed is a sound default.
type Config struct {
	Seed     uint64
	Days     int    // of work with faults; 0 means 3
	Branches int    // 0 means three to five, as the seed decides
	Dir      string // for the databases; empty is a folder in memory where the system has one
	Bug      Bug    // planted, to see that it is noticed; empty plants none
	Trace    func(line string)
}

// Result is what a run came to.
type Result struct {
	Seed       uint64
	Calm       bool
	Enabled    []Fault
	BranchDays int
	Commands   int // acknowledged
	Refused    int // business refusals
	Facts      int // in the hub's book at the end
	Epochs     int // begun by all nodes
	Displaced  int // commits that wait for a person
	Lost       int // commands whose last durable copy was destroyed
	Talks      int // conversations
	Faults     map[Fault]int
	Violations []Violation
	Hash       string // of everything that happened
}

// Violation is a broken promise.
type Violation struct {
	Invariant string
	At        time.Time
	Text      string
}

// String is one line for people.
func (v Violation) String() string {
	return fmt.Sprintf("%s at %s: %s", v.Invariant, v.At.UTC().Format("02 15:04:05"), v.Text)
}

// Fault is one kind of bad luck.
type Fault string

// The faults. Those of the line are rates, the others happen some times in a run.
const (
	Loss       Fault = "request lost"
	ReplyLoss  Fault = "reply lost"
	Duplicate  Fault = "duplicate, up to days later"
	Delay      Fault = "delay and reordering"
	Cut        Fault = "line cut"
	OneWay     Fault = "line cut one way"
	Crash      Fault = "branch killed"
	HubCrash   Fault = "hub killed"
	Rollback   Fault = "database put back" // under the newer marker
	Restore    Fault = "folder put back"   // unnoticed by the box itself
	FromBackup Fault = "backup restored"
	Clone      Fault = "folder copied to another box"
	Twin       Fault = "machine copied, unnoticed"
	HubRestore Fault = "hub's database put back"
	HubRewind  Fault = "hub's folder put back" // unnoticed by the hub itself
	WrongClock Fault = "wrong clock"
	Attack     Fault = "attack"
	Impatience Fault = "double submit"
)

var allFaults = []Fault{
	Loss, ReplyLoss, Duplicate, Delay, Cut, OneWay, Crash, HubCrash, Rollback, Restore, FromBackup, Clone, Twin,
	HubRestore, HubRewind, WrongClock, Attack, Impatience,
}

// plan is the bad luck of one seed.
type plan struct {
	calm bool
	rate map[Fault]float64 // 0…1; how often is the fault's own affair
}

// draw enables a random half of the faults with random rates; one seed in ten has none.
func draw(r *rand.Rand) plan {
	p := plan{calm: r.IntN(10) == 0, rate: map[Fault]float64{}}
	for _, f := range allFaults {
		on, rate := r.IntN(2) == 0, 0.1+0.9*r.Float64()
		if on && !p.calm {
			p.rate[f] = rate
		}
	}
	return p
}

func (p plan) enabled() []Fault {
	return slices.DeleteFunc(slices.Clone(allFaults), func(f Fault) bool { return p.rate[f] == 0 })
}

// counts writes faults and their numbers in a fixed order.
func counts(m map[Fault]int) string {
	var parts []string
	for _, f := range allFaults {
		if m[f] > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", f, m[f]))
		}
	}
	return strings.Join(parts, ", ")
}
