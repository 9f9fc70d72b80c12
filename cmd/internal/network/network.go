// Package network runs a hub and its branches in one process, with real databases, real leaf connections and a
// switch in each line. The demonstration, the import of a whole network and the tests of cut and mended lines
// are built on it.
package network

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"branchbook/edge"
	"branchbook/hub"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/link"
	"branchbook/sync/link/cutter"
)

// Options say how the nodes of a network are opened.
type Options struct {
	Dir         string // hub/ and one folder for each branch are made in it
	Version     string
	Clock       fact.Clock // nil for the wall clock
	Sync        journal.Sync
	SyncListen  string // "127.0.0.1:0" when empty
	EnrolListen string
	Log         *slog.Logger
	Timing      link.Timing
}

// Network is a hub and its branches, open.
type Network struct {
	Options
	Hub      *hub.Hub
	Branches []*Branch
}

// Branch is a branch and its line.
type Branch struct {
	*edge.Edge
	Name string // of its folder
	Line *cutter.Cutter
}

// Open opens the hub in o.Dir and its doors. The caller closes the network.
func Open(ctx context.Context, o Options) (*Network, error) {
	if o.Clock == nil {
		o.Clock = fact.ClockFunc(time.Now)
	}
	if o.SyncListen == "" {
		o.SyncListen, o.EnrolListen = "127.0.0.1:0", "127.0.0.1:0"
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	n := &Network{Options: o}
	return n, n.StartHub(ctx)
}

// StartHub opens the hub, again after [Network.StopHub].
func (n *Network) StartHub(ctx context.Context) error {
	h, err := hub.Open(ctx, hub.Config{
		Dir: filepath.Join(n.Dir, "hub"), Version: n.Version, SyncListen: n.SyncListen, EnrolListen: n.EnrolListen,
		Clock: n.Clock, Random: Random(), Sync: n.Sync, Log: n.Log.With("node", "hub"), Timing: n.Timing,
	})
	if err != nil {
		return fmt.Errorf("hub: %w", err)
	}
	n.Hub = h
	if err := errors.Join(h.Listen(ctx), h.ListenEnrol()); err != nil {
		return err
	}
	n.SyncListen = h.Address() // the same door after a restart
	return nil
}

// StopHub closes the hub.
func (n *Network) StopHub() error {
	h := n.Hub
	n.Hub = nil
	return h.Close()
}

// Add opens a branch in a folder of its own, on a clock of its own when clock is not nil. It is not in the
// network before [Network.Enrol].
func (n *Network) Add(ctx context.Context, name string, clock fact.Clock) (*Branch, error) {
	b := &Branch{Name: name}
	if err := n.StartBranch(ctx, b, clock); err != nil {
		return nil, err
	}
	n.Branches = append(n.Branches, b)
	return b, nil
}

// StartBranch opens a branch, again after its Edge was closed.
func (n *Network) StartBranch(ctx context.Context, b *Branch, clock fact.Clock) error {
	if clock == nil {
		clock = n.Clock
	}
	e, err := edge.Open(ctx, edge.Config{
		Dir: filepath.Join(n.Dir, b.Name), Version: n.Version, Clock: clock, Random: Random(), Sync: n.Sync,
		Log: n.Log.With("node", b.Name), Timing: n.Timing,
	})
	if err != nil {
		return fmt.Errorf("branch %s: %w", b.Name, err)
	}
	b.Edge = e
	return nil
}

// Enrol admits an opened branch, if it is not a member yet, and starts its line through a switch.
func (n *Network) Enrol(ctx context.Context, b *Branch) error {
	if b.Line == nil {
		line, err := cutter.Start("127.0.0.1:0", n.Hub.Address())
		if err != nil {
			return err
		}
		b.Line = line
	}
	if b.Membership() == nil {
		r, err := b.Request(ctx)
		if err != nil {
			return err
		}
		grant, err := n.Hub.Admit(ctx, "", fact.DerivedID("admit", r.Node, r.Box), r)
		if err != nil {
			return err
		}
		if err := b.Join(ctx, grant, ""); err != nil {
			return err
		}
	}
	b.Route([]string{b.Line.Address()})
	return b.Connect()
}

// Settled waits until the hub has everything that the branches have.
func (n *Network) Settled(ctx context.Context) error {
	for {
		behind := ""
		for _, b := range n.Branches {
			if n.Hub.Book.Head(b.Node) != b.Book.Head(b.Node) {
				behind = b.Name
				break
			}
		}
		if behind == "" {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("headquarters has not heard everything of %s: %w", behind, ctx.Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Close closes the branches, then the hub.
func (n *Network) Close() error {
	errs := make([]error, len(n.Branches)+1)
	var group sync.WaitGroup
	for i, b := range n.Branches {
		group.Go(func() {
			if b.Edge != nil {
				errs[i] = b.Edge.Close()
			}
			if b.Line != nil {
				b.Line.Close()
			}
		})
	}
	group.Wait()
	if n.Hub != nil {
		errs[len(n.Branches)] = n.Hub.Close()
	}
	return errors.Join(errs...)
}

// Random is the process's source of randomness.
func Random() io.Reader { return rand.Reader }
