package sim

import (
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"
)

func TestTry(t *testing.T) {
	if os.Getenv("SEED") == "" {
		t.Skip()
	}
	s, _ := strconv.ParseUint(os.Getenv("SEED"), 10, 64)
	n, _ := strconv.Atoi(os.Getenv("N"))
	if n == 0 {
		n = 1
	}
	for i := range n {
		c := Config{Seed: s + uint64(i), Bug: Bug(os.Getenv("BUG"))}
		if os.Getenv("TRACE") != "" {
			c.Trace = func(l string) { fmt.Println(l) }
		}
		start := time.Now()
		r, err := Run(c)
		fmt.Println(c.Seed, time.Since(start).Round(time.Millisecond), "cmds", r.Commands, "ref", r.Refused, "talks",
			r.Talks, "epochs", r.Epochs, "displ", r.Displaced, "lost", r.Lost, r.Hash, counts(r.Faults), r.Violations, err)
		if r.Violations != nil || err != nil {
			t.Fail()
		}
	}
}
func TestTryBugs(t *testing.T) {
	if os.Getenv("BUGS") == "" {
		t.Skip()
	}
	for _, b := range AllBugs {
		start := time.Now()
		found := false
		for seed := range uint64(25) {
			r, err := Run(Config{Seed: seed, Bug: b})
			if err != nil {
				fmt.Println(b, seed, err)
				break
			}
			if len(r.Violations) > 0 {
				fmt.Println("CAUGHT", b, "seed", seed, time.Since(start).Round(time.Millisecond), len(r.Violations),
					r.Violations[0])
				found = true
				break
			}
		}
		if !found {
			fmt.Println("MISSED", b, time.Since(start))
		}
	}
}
