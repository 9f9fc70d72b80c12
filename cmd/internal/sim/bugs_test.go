package sim

import (
	"slices"
	"testing"
)

// caught is by which promise each planted bug is noticed first, and within how many seeds.
var caught = []struct {
	bug       Bug
	invariant []string
	seeds     uint64
}{}

func TestPlantedBugsAreCaught(t *testing.T) {
	for _, tt := range caught {
		t.Run(string(tt.bug), func(t *testing.T) {
			for seed := range tt.seeds {
				r := run(t, Config{Seed: seed, Bug: tt.bug})
				if len(r.Violations) == 0 {
					continue
				}
				if first := r.Violations[0]; !slices.Contains(tt.invariant, first.Invariant) {
					t.Errorf("seed %d: noticed by another promise: %s", seed, first)
				}
				t.Logf("seed %d: %s", seed, r.Violations[0])
				return
			}
			t.Error("not noticed")
		})
	}
}
