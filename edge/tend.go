package edge

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sync/errgroup"

	"branchbook/sync/fact"
)

// Tend does what falls due by itself until ctx ends: sessions that are taken when a visit begins, and the jobs of the
// night. Before the branch is opened there is nothing to do. What goes wrong is logged and tried again.
func (e *Edge) Tend(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return e.takeDue(ctx) })
	group.Go(func() error { return e.Care.Tend(ctx) })
	return group.Wait()
}

// takeDue looks every half minute.
func (e *Edge) takeDue(ctx context.Context) error {
	tick := time.NewTicker(30 * time.Second)
	defer tick.Stop()
	for {
		if _, err := e.Desk.TakeDue(ctx); err != nil && !errors.Is(err, fact.ErrNotFound) {
			e.Log.Error("sessions that fall due", "error", err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}
