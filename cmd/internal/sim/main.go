package sim

import (
	"context"
	"fmt"
	"io"
)

// Many runs seeds one after another.
type Many struct {
	First  uint64
	Seeds  int
	Days   int  // of work with faults in each; 0 means 3
	Twice  bool // each seed twice, and compare
	Bug    Bug
	Follow bool // print what happens; for one seed
}

// Main runs seeds and tells about them on out. It returns the exit status: 0 when every promise was kept, 1 when
// one was broken, 2 when it could not be told. Every violation stands with the seed that shows it again.
func Main(ctx context.Context, out io.Writer, m Many) int {
	p := &printer{out: out}
	sum := Result{Faults: map[Fault]int{}}
	status := 0
	for i := range m.Seeds {
		if ctx.Err() != nil {
			p.line("interrupted after %d seeds", i)
			return 2
		}
		r, err := m.run(m.First+uint64(i), p)
		if err != nil {
			p.line("seed %d could not be told: %v", m.First+uint64(i), err)
			return 2
		}
		sum.add(r)
		for _, v := range r.Violations {
			p.line("VIOLATION seed %d: %s", r.Seed, v)
			status = 1
		}
	}
	p.line("%d seeds, %d branch-days, %d commands acknowledged, %d refused, %d facts, %d conversations",
		m.Seeds, sum.BranchDays, sum.Commands, sum.Refused, sum.Facts, sum.Talks)
	p.line("%d epochs, %d commits waiting for a person, %d commands lost with their only disk",
		sum.Epochs, sum.Displaced, sum.Lost)
	p.line("faults: %s", counts(sum.Faults))
	p.line("%d violations", len(sum.Violations))
	if p.err != nil {
		return 2
	}
	return status
}

func (m Many) run(seed uint64, p *printer) (Result, error) {
	c := Config{Seed: seed, Days: m.Days, Bug: m.Bug}
	if m.Follow {
		c.Trace = func(line string) { p.line("%s", line) }
	}
	r, err := Run(c)
	if err != nil {
		return r, err
	}
	p.line("seed %d: %s", seed, r.Hash)
	if !m.Twice {
		return r, nil
	}
	again, err := Run(Config{Seed: seed, Days: m.Days, Bug: m.Bug})
	if err == nil && again.Hash != r.Hash {
		err = fmt.Errorf("told twice, two stories: %s and %s", r.Hash, again.Hash)
	}
	return r, err
}

func (r *Result) add(o Result) {
	r.BranchDays += o.BranchDays
	r.Commands += o.Commands
	r.Refused += o.Refused
	r.Facts += o.Facts
	r.Epochs += o.Epochs
	r.Displaced += o.Displaced
	r.Lost += o.Lost
	r.Talks += o.Talks
	r.Violations = append(r.Violations, o.Violations...)
	for f, n := range o.Faults {
		r.Faults[f] += n
	}
}

// printer remembers the first failure to write.
type printer struct {
	out io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if _, err := fmt.Fprintf(p.out, format+"\n", args...); err != nil && p.err == nil {
		p.err = err
	}
}
