package main

import (
	"context"
	"fmt"
	"time"

	"branchbook/cmd/internal/network"
	"branchbook/sync/book"
	"branchbook/sync/journal"
)

var replay = []measure{
	{name: "replay: a journal into fresh tables", baseline: bareNoRollups, unit: "commits/s", goal: "26: ≥ 0.8",
		rounds: heavyRounds, run: rebuild},
	{name: "replay: verify, chains, fresh fold and comparison", baseline: bareNoRollups, unit: "commits/s",
		rounds: 1, run: verify},
}

// openCopy opens the backlog's book in r.dir, where it was copied, by a program whose way of folding has a number
// so much higher.
func (r *round) openCopy(node string, more int) (b *journal.Book, close func(), err error) {
	vault, err := journal.OpenVault(r.dir, journal.Full, wall, network.Random())
	if err != nil {
		return nil, nil, err
	}
	def := book.Definition()
	def.Number += more
	b, err = journal.Open(context.Background(), journal.Options{
		Dir: r.dir, Node: node, Definition: def, Clock: wall, Random: network.Random(), Vault: vault,
	})
	if err != nil {
		_ = vault.Close() // the first error says more
		return nil, nil, err
	}
	return b, func() { _, _ = b.Close(), vault.Close() }, nil
}

// copyBacklog copies the backlog's branch into r.dir and says whose it is.
func (r *round) copyBacklog() (node string, err error) {
	s, err := r.backlog()
	if err != nil {
		return "", err
	}
	e, err := openEdge(s.dir, journal.Off)
	if err != nil {
		return "", err
	}
	if err := e.Close(); err != nil {
		return "", err
	}
	return e.Node, copyNode(s.dir, r.dir)
}

// rebuild opens a book whose program folds in another way than the one that wrote it: opening folds it again.
func rebuild(r *round) error {
	node, err := r.copyBacklog()
	if err != nil {
		return err
	}
	began := time.Now()
	b, close, err := r.openCopy(node, 1)
	if err != nil {
		return err
	}
	defer close()
	r.count(int(b.Head(node).Height), time.Since(began))
	return nil
}

func verify(r *round) error {
	node, err := r.copyBacklog()
	if err != nil {
		return err
	}
	b, close, err := r.openCopy(node, 0)
	if err != nil {
		return err
	}
	defer close()
	began := time.Now()
	report, err := b.Verify(context.Background(), r.dir)
	if err != nil {
		return err
	}
	if len(report.Problems) > 0 {
		return fmt.Errorf("the book is not sound: %s", report.Problems[0])
	}
	r.count(int(b.Head(node).Height), time.Since(began))
	return nil
}
