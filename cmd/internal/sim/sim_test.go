package sim

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
)

// long tells many stories instead of some.
var long = os.Getenv("BRANCHBOOK_LONG") != ""

func run(t *testing.T, c Config) Result {
	t.Helper()
	r, err := Run(c)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestPromisesAreKept(t *testing.T) {
	seeds, days := uint64(40), 2
	if long {
		seeds, days = 1000, 3
	}
	var mu sync.Mutex
	sum := Result{Faults: map[Fault]int{}}
	t.Run("seeds", func(t *testing.T) {
		for seed := range seeds {
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				r := run(t, Config{Seed: seed, Days: days})
				for _, v := range r.Violations {
					t.Error(v)
				}
				mu.Lock()
				defer mu.Unlock()
				sum.add(r)
			})
		}
	})
	t.Logf("%d branch-days, %d commands, %d refused, %d facts, %d talks, %d epochs, %d displaced, %d lost; %s",
		sum.BranchDays, sum.Commands, sum.Refused, sum.Facts, sum.Talks, sum.Epochs, sum.Displaced, sum.Lost,
		counts(sum.Faults))
	for _, f := range allFaults {
		if sum.Faults[f] == 0 {
			t.Errorf("no seed had %q", f)
		}
	}
}

func TestASeedIsOneStory(t *testing.T) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			c := Config{Seed: seed, Days: 2}
			if a, b := run(t, c), run(t, c); a.Hash != b.Hash || a.Hash == "" {
				t.Errorf("%s and %s", a.Hash, b.Hash)
			}
		})
	}
}

func TestMainTellsTheSeed(t *testing.T) {
	var out bytes.Buffer
	if status := Main(context.Background(), &out, Many{First: 5, Seeds: 1, Days: 1}); status != 0 {
		t.Error(status, out.String())
	}
	out.Reset()
	status := Main(context.Background(), &out, Many{First: 5, Seeds: 1, Days: 1, Bug: NoCells})
	if status != 1 || !strings.Contains(out.String(), "VIOLATION seed 5: I4") {
		t.Error(status, out.String())
	}
}
