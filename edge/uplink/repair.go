package uplink

import (
	"context"
	"fmt"

	"branchbook/sync/journal"
	"branchbook/sync/link/wire"
)

// repair brings two copies of one journal together. First the last common height is found by probing, many
// heights at a time; then the branch pulls what the hub stored of the branch's journal and takes it over, or pulls
// what a restored hub wrote anew and replaces its copy, or pushes the hub's own journal back from there.
type repair struct {
	journal   string
	until     int64 // the hub's height
	low, high int64 // the last common height lies between
	common    int64
	found     bool
	back      bool // the hub's journal goes back to it
	tail      []journal.Batch
}

func newRepair(theirs wire.Head, mine int64) *repair {
	return &repair{journal: theirs.Journal, until: theirs.Height, high: min(mine, theirs.Height)}
}

// ways is how many heights one probe asks for.
const ways = 32

func (r *repair) probes() []int64 {
	var heights []int64
	for i := int64(1); i <= ways; i++ {
		heights = append(heights, r.low+((r.high-r.low)*i+ways-1)/ways)
	}
	return compact(heights)
}

// reached is the height up to which the tail has been pulled.
func (r *repair) reached() int64 {
	if len(r.tail) == 0 {
		return r.common
	}
	last := r.tail[len(r.tail)-1]
	return last.From + int64(len(last.Commits)) - 1
}

// repairNext is the next step of a repair under way; the caller holds mu.
func (u *Uplink) repairNext(ctx context.Context) (wire.Step, error) {
	r := u.repair
	if !r.found && r.low == r.high {
		r.common, r.found = r.low, true
	}
	switch {
	case !r.found:
		return wire.Step{Do: wire.StepProbe, Journal: r.journal, Heights: r.probes()}, nil
	case r.back:
		return wire.Step{Do: wire.StepPush, Journal: r.journal, After: r.common}, nil
	case r.reached() < r.until:
		return wire.Step{Do: wire.StepPull, Journal: r.journal, After: r.reached()}, nil
	}
	u.repair = nil
	if r.journal != u.Book.Node() {
		if err := u.Book.Replace(ctx, r.journal, r.common, r.tail, u.hub()); err != nil {
			return wire.Step{}, err
		}
		return u.next(ctx, u.last)
	}
	reason := "fork"
	if r.common == u.Book.Head(r.journal).Height {
		reason = "fetched"
	}
	if err := u.Book.TakeOver(ctx, r.journal, r.common, r.tail, u.self(), reason); err != nil {
		return wire.Step{}, err
	}
	// The status in hand still holds: the hub's head is now in this book's history.
	return wire.Step{Do: wire.StepPush, Journal: r.journal, After: r.until}, nil
}

// repairTook takes a batch that a repair pulled; one that no repair asked for is not taken here.
func (u *Uplink) repairTook(b journal.Batch) (took bool, err error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.repair == nil || u.repair.journal != b.Journal {
		if b.Journal == u.Book.Node() {
			err = fmt.Errorf("own commits from %d were not asked for", b.From)
		}
		return false, err
	}
	if b.From != u.repair.reached()+1 {
		return false, fmt.Errorf("commits of %s from %d were not asked for", b.Journal, b.From)
	}
	u.repair.tail = append(u.repair.tail, b)
	return true, nil
}

// repairDown begins to replace a received journal whose author tells another history than the one here.
func (u *Uplink) repairDown(name string, fork error) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, down := range u.last.Down {
		if down.Journal == name {
			u.repair = newRepair(down, u.Book.Head(name).Height)
			return nil
		}
	}
	return fork
}

// Probed implements [wire.Branch].
func (u *Uplink) Probed(ctx context.Context, h wire.Hashes) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	r := u.repair
	if r == nil || r.journal != h.Journal {
		return fmt.Errorf("hashes of %s were not asked for", h.Journal)
	}
	for _, p := range h.Points {
		if p.Height <= r.low || p.Height > r.high {
			continue
		}
		at, ok, err := u.Book.HashAt(ctx, h.Journal, p.Height)
		if err != nil {
			return err
		}
		if ok && at == p.Hash {
			r.low = p.Height
		} else {
			r.high = p.Height - 1
			break
		}
	}
	return nil
}
