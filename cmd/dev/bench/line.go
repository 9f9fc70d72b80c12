package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"branchbook/cmd/internal/network"
	"branchbook/sync/journal"
	"branchbook/sync/link"
	"branchbook/sync/link/cutter"
)

// A real hub, a real branch and a real leaf connection in one process, everything at synchronous=FULL. Both share
// the processors, which they do not in life.
const (
	ownCommit = "line: the booking's own commit, one at a time"
	lineCut   = "line: booking, 8 clients, line cut"
)

var line = []measure{
	{name: "line: backlog, from the mended line until the branch knows", baseline: bareFold, unit: "commits/s",
		goal: "12: ≥ 0.85", rounds: heavyRounds, run: catchUp},
	{name: ownCommit, unit: "ms p50", run: live(false)},
	{name: "line: branch's commit until the hub's commit", baseline: ownCommit, unit: "ms p50",
		goal: "13: ≤ 2, p99 ≤ 5 ms", run: live(true)},
	{name: lineCut, run: bookOnline(cutter.Cut)},
	{name: "line: booking, 8 clients, line whole", baseline: lineCut, goal: "14: ≥ 0.95", run: bookOnline(cutter.Whole)},
}

// prompt is the timing of a line whose mending is noticed at once: the wait for the next attempt is a setting and
// not what is measured.
var prompt = link.Timing{
	BackoffMin: 20 * time.Millisecond, BackoffMax: 100 * time.Millisecond, Reconnect: 50 * time.Millisecond,
	Look: 10 * time.Millisecond,
}

// join opens a hub and the branch in r.dir and enrols it with its line cut.
func (r *round) join(ctx context.Context, name string) (*network.Network, *network.Branch, error) {
	n, err := network.Open(ctx, network.Options{Dir: r.dir, Version: "bench", Sync: journal.Full, Timing: prompt})
	if err != nil {
		return nil, nil, errors.Join(err, n.Close())
	}
	b, err := n.Add(ctx, name, nil)
	if err != nil {
		return nil, nil, errors.Join(err, n.Close())
	}
	if b.Line, err = cutter.Start("127.0.0.1:0", n.Hub.Address()); err == nil {
		b.Line.Set(cutter.Cut)
		err = n.Enrol(ctx, b)
	}
	if err != nil {
		return nil, nil, errors.Join(err, n.Close())
	}
	return n, b, nil
}

const lineTimeout = 5 * time.Minute

// catchUp times a whole backlog: connecting, sending, storing, folding, and the watermark's way back.
func catchUp(r *round) error {
	ctx, cancel := context.WithTimeout(context.Background(), lineTimeout)
	defer cancel()
	s, err := r.backlog()
	if err != nil {
		return err
	}
	if err := copyNode(s.dir, filepath.Join(r.dir, "branch")); err != nil {
		return err
	}
	n, b, err := r.join(ctx, "branch")
	if err != nil {
		return err
	}
	defer n.Close()
	all := b.Book.Head(b.Node).Height
	began := time.Now()
	b.Line.Set(cutter.Whole)
	err = known(ctx, b, all)
	r.count(int(all), time.Since(began))
	return err
}

// known waits until the branch knows that the hub has folded its journal up to a height.
func known(ctx context.Context, b *network.Branch, height int64) error {
	for {
		state, _ := b.Edge.Line()
		if state.Confirmed.Folded >= height {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("headquarters has folded %d of %d: %w; the line says %q", state.Confirmed.Folded, height,
				ctx.Err(), state.LastError)
		case <-time.After(2 * time.Millisecond):
		}
	}
}

// live books one visit after another and waits for each at the hub; it reports either wait.
func live(atHub bool) func(*round) error {
	return func(r *round) error {
		return r.online(cutter.Whole, func(ctx context.Context, s *salon, n *network.Network, b *network.Branch) error {
			arrived := make(chan struct{}, 1)
			n.Hub.Book.OnCommit(func(journal.Change) {
				select {
				case arrived <- struct{}{}:
				default:
				}
			})
			var commits, ways []time.Duration
			for start := time.Now(); time.Since(start) < r.span; {
				began := time.Now()
				out, err := b.Desk.Book(ctx, newBy(), s.form())
				if err != nil {
					return err
				}
				done := time.Now()
				for n.Hub.Book.Head(b.Node).Height < out.Height {
					select {
					case <-arrived:
					case <-ctx.Done():
						return ctx.Err()
					}
				}
				commits, ways = append(commits, done.Sub(began)), append(ways, time.Since(done))
			}
			if r.waits(commits); atHub {
				r.waits(ways)
			}
			return nil
		})
	}
}

// online runs work in a copy of the small salon that is a member of a network and has nothing left to send.
func (r *round) online(set cutter.Mode,
	work func(context.Context, *salon, *network.Network, *network.Branch) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), lineTimeout)
	defer cancel()
	s, err := r.small()
	if err != nil {
		return err
	}
	if err := copyNode(s.dir, filepath.Join(r.dir, "branch")); err != nil {
		return err
	}
	n, b, err := r.join(ctx, "branch")
	if err != nil {
		return err
	}
	defer n.Close()
	b.Line.Set(cutter.Whole)
	if err := known(ctx, b, b.Book.Head(b.Node).Height); err != nil {
		return err
	}
	b.Line.Set(set)
	return work(ctx, s.at(""), n, b)
}

func bookOnline(set cutter.Mode) func(*round) error {
	return func(r *round) error {
		return r.online(set, func(ctx context.Context, s *salon, _ *network.Network, b *network.Branch) error {
			return r.loop(8, func(int) error {
				_, err := b.Desk.Book(ctx, newBy(), s.form())
				return err
			})
		})
	}
}
