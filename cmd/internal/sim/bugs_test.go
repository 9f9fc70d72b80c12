package sim

import (
	"slices"
	"strings"
	"testing"
)

// caught is by which promises each planted bug may be noticed first.
var caught = []struct {
	bug       Bug
	invariant string
}{
	{AckBeforeCommit, "I13"},
	{HalfBatch, "I13"},
	{MarkFromSend, "I13"},
	{GuessedPlace, "I10 I2 I3"},
	{TailDropped, "I1"},
	{NewFactIDs, "I1"},
	{NoNewEpoch, "I5"},
	{SpendUnreconciled, "I5"},
	{NoCells, "I4"},
	{NoDebit, "I6 I5"},
	{HubFoldsTwice, "I7"},
	{HubSkips, "I7"},
	{NoDedupe, "I2"},
	{KeysForgotten, "I11"},
	{AnythingFits, "I6 I5"},
}

// within how many seeds a bug must be noticed.
const within = 40

func TestPlantedBugsAreCaught(t *testing.T) {
	if len(caught) != len(AllBugs) {
		t.Errorf("%d bugs are tried, %d can be planted", len(caught), len(AllBugs))
	}
	for _, tt := range caught {
		t.Run(string(tt.bug), func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(within) {
				r := run(t, Config{Seed: seed, Bug: tt.bug, Days: 2})
				if len(r.Violations) == 0 {
					continue
				}
				if first := r.Violations[0]; !slices.Contains(strings.Fields(tt.invariant), first.Invariant) {
					t.Errorf("seed %d: noticed by another promise: %s", seed, first)
				}
				t.Logf("seed %d: %s", seed, r.Violations[0])
				return
			}
			t.Error("not noticed")
		})
	}
}
