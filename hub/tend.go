package hub

import (
	"context"
	"time"
)

// Tend keeps what the hub remembers of its branches, every minute, until ctx ends.
func (h *Hub) Tend(ctx context.Context) error {
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
