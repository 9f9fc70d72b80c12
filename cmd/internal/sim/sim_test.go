package sim

import (
	"os"
	"testing"
)

// seeds is how many stories a test tells: few in every build, many on request.
func seeds() uint64 {
	if os.Getenv("BRANCHBOOK_LONG") != "" {
		return 1000
	}
	return 40
}

func run(t *testing.T, c Config) Result {
	t.Helper()
	r, err := Run(c)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestPromisesAreKept(t *testing.T) {
	sum := Result{Faults: map[Fault]int{}}
	for seed := range seeds() {
		r := run(t, Config{Seed: seed})
		for _, v := range r.Violations {
			t.Errorf("seed %d: %s", seed, v)
		}
		sum.add(r)
	}
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
		if a, b := run(t, Config{Seed: seed}), run(t, Config{Seed: seed}); a.Hash != b.Hash || a.Hash == "" {
			t.Errorf("seed %d: %s and %s", seed, a.Hash, b.Hash)
		}
	}
}
