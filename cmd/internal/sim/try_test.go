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
		fmt.Println(c.Seed, time.Since(start).Round(time.Millisecond), "cmds", r.Commands, "ref", r.Refused, "talks", r.Talks, "epochs", r.Epochs, "displ", r.Displaced, "lost", r.Lost, r.Hash, counts(r.Faults), r.Violations, err)
		if r.Violations != nil || err != nil {
			t.Fail()
		}
	}
}
