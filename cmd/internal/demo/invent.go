package demo

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"golang.org/x/sync/errgroup"

	"branchbook/cmd/internal/network"
	"branchbook/hub"
	"branchbook/sync/branches"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
)

// seed makes the same people do the same things in every demonstration.
const seed = 2026

// invent writes the history: each branch lives through its days alone, then the lines carry it to the hub. Nothing
// is flushed meanwhile: what a crash leaves is thrown away.
func (d *Demo) invent(ctx context.Context) (err error) {
	began := time.Now()
	d.say("Writing %d days of history for three branches …\n", d.o.Days)
	n, err := network.Open(ctx, d.options(journal.Off))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	err = n.Hub.OpenHub(ctx, fact.DerivedID("demo", "hub"), hub.First{
		Network: branches.NetworkNamed{Name: "Aurora", Language: "en"}, Name: "Dana Serik", Login: "hq",
	}, password)
	if err != nil {
		return err
	}
	if err := d.live(ctx, n); err != nil {
		return err
	}
	d.say("… written in %s; headquarters hears of it …\n", time.Since(began).Round(100*time.Millisecond))
	began = time.Now()
	for _, b := range n.Branches {
		if err := n.Enrol(ctx, b); err != nil {
			return err
		}
	}
	if err := n.Settled(ctx); err != nil {
		return err
	}
	d.say("… and knows everything after %s.\n", time.Since(began).Round(100*time.Millisecond))
	return nil
}

// live writes the branches' histories beside one another.
func (d *Demo) live(ctx context.Context, n *network.Network) error {
	group, living := errgroup.WithContext(ctx)
	for i, h := range houses() {
		c := &clock{}
		c.set(d.o.now.AddDate(0, 0, -d.o.Days-3))
		b, err := n.Add(ctx, h.folder, c)
		if err != nil {
			return errors.Join(err, group.Wait())
		}
		w := &writer{ctx: living, b: b, h: h, clock: c, r: rand.New(rand.NewPCG(seed, uint64(i)))}
		group.Go(func() error {
			if err := w.write(d.o.Days, d.o.now); err != nil {
				return fmt.Errorf("history of %s: %w", w.h.folder, err)
			}
			return nil
		})
	}
	return group.Wait()
}
