package hub

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"
)

// Tend keeps what the hub remembers of its branches, and does the jobs of the night, until ctx ends.
func (h *Hub) Tend(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return h.rememberEvery(ctx) })
	group.Go(func() error { return h.Care.Tend(ctx) })
	return group.Wait()
}

// rememberEvery keeps the contacts every minute.
func (h *Hub) rememberEvery(ctx context.Context) error {
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
			if err := h.Remember(); err != nil {
				h.Log.Error("remember branches", "error", err)
			}
		}
	}
}
