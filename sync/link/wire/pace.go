package wire

import "time"

// Bounds of a batch, and the round trips between which it neither grows nor shrinks.
const (
	BatchStart = 100 // commits
	BatchMin   = 10
	BatchMax   = 500
	BatchBytes = 256 << 10

	growBelow   = time.Second
	shrinkAbove = 3 * time.Second
)

// Pace is how much goes into one batch. It doubles while the line answers within a second and halves when it
// takes more than three or does not answer. The zero value starts at [BatchStart].
type Pace struct{ commits int }

// Limit is the bound for the next batch.
func (p *Pace) Limit() Limit {
	if p.commits == 0 {
		p.commits = BatchStart
	}
	return Limit{Commits: p.commits, Bytes: BatchBytes * p.commits / BatchMax}
}

// Took takes note of a round trip.
func (p *Pace) Took(d time.Duration) {
	n := p.Limit().Commits
	switch {
	case d < growBelow:
		p.commits = min(2*n, BatchMax)
	case d > shrinkAbove:
		p.commits = max(n/2, BatchMin)
	}
}

// TimedOut takes note of a request that was not answered.
func (p *Pace) TimedOut() { p.Took(shrinkAbove + 1) }
