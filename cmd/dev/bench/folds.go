package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"path/filepath"
	"sync"
	"time"

	"branchbook/cmd/internal/network"
	"branchbook/edge"
	"branchbook/hub/report"
	"branchbook/sync/book"
	"branchbook/sync/booking"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
)

// What the hub does with commits that are in memory already: the bare projection is the folds alone, receiving also
// checks, stores and decodes.
const (
	bareNoRollups = "hub: bare projection without rollups, 1,000 a transaction"
	bareFold      = "hub: bare projection, 1,000 a transaction"
	heavyRounds   = 3 // of what takes long
)

var folds = []measure{
	{name: bareNoRollups, unit: "commits/s", rounds: heavyRounds, run: project(book.Definition)},
	{name: bareFold, baseline: bareNoRollups, unit: "commits/s", goal: "18: ≥ 0.9", rounds: heavyRounds,
		run: project(hubBook)},
	{name: "hub: receive, check, store and fold", baseline: bareFold, unit: "commits/s", rounds: heavyRounds,
		run: receive},
}

func hubBook() fact.Definition { return report.Extend(book.Definition()) }

// backlog is a closed branch that was never enrolled and has worked: visits booked, arrived and completed, a commit
// each.
func (l *lab) backlog() (*salon, error) {
	return share(l, "backlog", func(dir string) (*salon, error) {
		s, err := newSalon(dir, l.o.clients, 0)
		if err != nil {
			return nil, err
		}
		e, err := openEdge(dir, journal.Off)
		if err != nil {
			return nil, err
		}
		defer e.Close()
		return s, s.work(e, l.o.backlog)
	})
}

// work appends commits: of each visit its whole life. Several desks work at once, so that it takes less long.
func (s *salon) work(e *edge.Edge, commits int) error {
	const desks = 16
	var group sync.WaitGroup
	errs := make([]error, desks)
	for i := range desks {
		group.Go(func() {
			for made := 0; errs[i] == nil && made < commits/desks; made += 3 {
				errs[i] = s.live(e.Book)
			}
		})
	}
	group.Wait()
	return errors.Join(errs...)
}

// live books a visit, lets it arrive and completes it, a commit each.
func (s *salon) live(book *journal.Book) error {
	v, err := s.booked()
	if err != nil {
		return err
	}
	b := v.Blocks[0]
	for _, body := range []fact.Body{
		v,
		booking.VisitArrived{Step: booking.Step{Visit: v.Visit, Client: v.Client, From: booking.Booked}},
		booking.VisitCompleted{
			Step: booking.Step{Visit: v.Visit, Client: v.Client, From: booking.Arrived}, On: v.On,
			Performed: []booking.Performed{{
				Service: b.Service, Practitioner: b.Practitioner, PriceMinor: b.PriceMinor, Currency: b.Currency,
			}},
		},
	} {
		if _, err := say(book, body); err != nil {
			return err
		}
	}
	return nil
}

// batches visits the backlog as the link carries it. Only what visit does is to be measured.
func (r *round) batches(visit func(*edge.Edge, journal.Batch) error) error {
	s, err := r.backlog()
	if err != nil {
		return err
	}
	e, err := openEdge(s.dir, journal.Off)
	if err != nil {
		return err
	}
	defer e.Close()
	return eachBatch(e.Book, e.Node, 0, func(b journal.Batch) error { return visit(e, b) })
}

// folded is a commit ready to be folded.
type folded struct {
	commit fact.Commit
	bodies []fact.Body
	height int64
}

func decodeBatch(kinds map[string]fact.Kind, b journal.Batch) ([]folded, error) {
	all := make([]folded, len(b.Commits))
	for i, raw := range b.Commits {
		c, err := fact.Decode(raw)
		if err != nil {
			return nil, err
		}
		bodies, err := decodeBodies(kinds, c)
		if err != nil {
			return nil, err
		}
		all[i] = folded{c, bodies, b.From + int64(i)}
	}
	return all, nil
}

// project folds the backlog into the tables of a definition, at synchronous=FULL.
func project(define func() fact.Definition) func(*round) error {
	return func(r *round) error {
		def := define()
		path := filepath.Join(r.dir, "projection.db")
		t, err := journal.Scratch(path, def.Schemas)
		if err != nil {
			return err
		}
		if err := t.Close(); err != nil {
			return err
		}
		bare, err := journal.Bare(path, journal.Full)
		if err != nil {
			return err
		}
		defer bare.Close()
		return projectInto(r, bare, def.Kinds)
	}
}

func projectInto(r *round, t fact.Tables, kinds map[string]fact.Kind) error {
	const group = 1000
	var waiting []folded
	var took time.Duration
	commits := 0
	flush := func() error {
		began := time.Now()
		err := foldGroup(t, kinds, waiting)
		took += time.Since(began)
		commits, waiting = commits+len(waiting), waiting[:0]
		return err
	}
	err := r.batches(func(_ *edge.Edge, b journal.Batch) error {
		more, err := decodeBatch(kinds, b)
		if err != nil {
			return err
		}
		if waiting = append(waiting, more...); len(waiting) < group {
			return nil
		}
		return flush()
	})
	if err == nil {
		err = flush()
	}
	r.count(commits, took)
	return err
}

func foldGroup(t fact.Tables, kinds map[string]fact.Kind, group []folded) error {
	if err := execute(t, begin); err != nil {
		return err
	}
	for _, f := range group {
		if err := foldBodies(t, kinds, f.commit, f.bodies, ownJID, f.height); err != nil {
			return err
		}
	}
	return execute(t, commit)
}

// receive gives a hub's book the backlog, batch by batch, without a line in between.
func receive(r *round) error {
	b, close, err := openHubBook(r.dir)
	if err != nil {
		return err
	}
	defer close()
	var took time.Duration
	commits := 0
	err = r.batches(func(e *edge.Edge, batch journal.Batch) error {
		from := journal.Author{Node: e.Node, Keys: []ed25519.PublicKey{e.Keys.Public()}}
		began := time.Now()
		_, err := b.Receive(context.Background(), batch, from)
		took += time.Since(began)
		commits += len(batch.Commits)
		return err
	})
	r.count(commits, took)
	return err
}

func openHubBook(dir string) (b *journal.Book, close func(), err error) {
	vault, err := journal.OpenVault(dir, journal.Full, wall, network.Random())
	if err != nil {
		return nil, nil, err
	}
	b, err = journal.Open(context.Background(), journal.Options{
		Dir: dir, Node: fact.NewID(time.Now(), network.Random()), Definition: hubBook(), Clock: wall,
		Random: network.Random(), Vault: vault,
	})
	if err != nil {
		_ = vault.Close() // the first error says more
		return nil, nil, err
	}
	return b, func() { _, _ = b.Close(), vault.Close() }, nil
}
