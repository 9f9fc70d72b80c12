package main

import (
	"context"
	"path/filepath"
	"slices"
	"time"

	"branchbook/sync/book"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
)

// op is a statement that a commit's fold, or the journal, executed.
type op struct {
	sql  string
	args []any
}

// tape records what is written to the tables underneath, and is otherwise these tables.
type tape struct {
	fact.Tables
	ops []op
}

// Exec implements [fact.Tables].
func (t *tape) Exec(query string, args ...any) (int64, error) {
	t.ops = append(t.ops, op{query, slices.Clone(args)})
	return t.Tables.Exec(query, args...)
}

func execute(t fact.Tables, ops []op) error {
	for _, o := range ops {
		if _, err := t.Exec(o.sql, o.args...); err != nil {
			return err
		}
	}
	return nil
}

var begin, commit = []op{{sql: `BEGIN IMMEDIATE`}}, []op{{sql: `COMMIT`}}

// transaction makes one raw transaction of what several commits wrote.
func transaction(t fact.Tables, group ...[]op) error {
	return execute(t, slices.Concat(slices.Concat(begin, slices.Concat(group...)), commit))
}

// record lets work make commits in a copy of the salon and gives, for each of them, the statements that write its
// rows: the journal's own and those of its folds. Read back in another copy, they write the same rows there.
func (s *salon) record(l *lab, name string, work func(*salon, *journal.Book) error) ([][]op, error) {
	return share(l, "record "+name, func(dir string) ([][]op, error) {
		made, head, err := s.make(filepath.Join(dir, "made"), work)
		if err != nil {
			return nil, err
		}
		if err := copyNode(s.dir, filepath.Join(dir, "read")); err != nil {
			return nil, err
		}
		bare, err := journal.Bare(filepath.Join(dir, "read", "book.db"), journal.Off)
		if err != nil {
			return nil, err
		}
		defer bare.Close()
		return recordAll(bare, made, head)
	})
}

// make gives the commits that work appends to a copy of the salon in dir, and the head before them.
func (s *salon) make(dir string, work func(*salon, *journal.Book) error) ([][]byte, journal.Head, error) {
	var head journal.Head
	if err := copyNode(s.dir, dir); err != nil {
		return nil, head, err
	}
	e, err := openEdge(dir, journal.Off)
	if err != nil {
		return nil, head, err
	}
	defer e.Close()
	head = e.Book.Head(e.Node)
	if err := work(s.at(dir), e.Book); err != nil {
		return nil, head, err
	}
	var all [][]byte
	err = eachBatch(e.Book, e.Node, head.Height, func(b journal.Batch) error {
		all = append(all, b.Commits...)
		return nil
	})
	return all, head, err
}

// eachBatch reads a journal behind a height in the batches in which it travels.
func eachBatch(b *journal.Book, name string, after int64, visit func(journal.Batch) error) error {
	for after < b.Head(name).Height {
		batch, err := b.Export(context.Background(), name, after, 500, 256<<10)
		if err != nil {
			return err
		}
		if err := visit(batch); err != nil {
			return err
		}
		after += int64(len(batch.Commits))
	}
	return nil
}

const ownJID = 1 // of a branch's journal in its own book

func recordAll(t fact.Tables, commits [][]byte, head journal.Head) ([][]op, error) {
	kinds, hash := book.Definition().Kinds, head.Hash
	var all [][]op
	for i, raw := range commits {
		c, err := fact.Decode(raw)
		if err != nil {
			return nil, err
		}
		hash = fact.Chain(hash, raw)
		height := head.Height + int64(i) + 1
		on := &tape{Tables: t, ops: journalRows(c, raw, hash, height)}
		if err := execute(t, on.ops); err != nil {
			return nil, err
		}
		if err := foldCommit(on, kinds, c, ownJID, height); err != nil {
			return nil, err
		}
		all = append(all, on.ops)
	}
	return all, nil
}

// journalRows are the rows of the journal itself.
func journalRows(c fact.Commit, raw []byte, hash fact.Hash, height int64) []op {
	ops := []op{{`INSERT INTO journal_commit (pos, hash, command, input, bytes) VALUES (?, ?, ?, ?, ?)`,
		[]any{int64(ownJID)<<40 | height, hash[:], c.Command, c.Input, raw}}}
	var about []string
	for _, f := range c.Facts {
		about = append(about, f.Subjects...)
	}
	slices.Sort(about)
	for _, subject := range slices.Compact(about) {
		ops = append(ops, op{`INSERT INTO journal_subject (jid, subject, height) VALUES (?, ?, ?)`,
			[]any{int64(ownJID), subject, height}})
	}
	return ops
}

// foldCommit folds a commit's facts into the tables, as a book does after storing it.
func foldCommit(t fact.Tables, kinds map[string]fact.Kind, c fact.Commit, jid, height int64) error {
	bodies, err := decodeBodies(kinds, c)
	if err != nil {
		return err
	}
	return foldBodies(t, kinds, c, bodies, jid, height)
}

func decodeBodies(kinds map[string]fact.Kind, c fact.Commit) ([]fact.Body, error) {
	bodies := make([]fact.Body, len(c.Facts))
	for i, f := range c.Facts {
		k, known := kinds[f.Kind]
		if !known {
			continue // the journal's own kinds write no tables
		}
		var err error
		if bodies[i], err = k.Decode(f); err != nil {
			return nil, err
		}
	}
	return bodies, nil
}

func foldBodies(t fact.Tables, kinds map[string]fact.Kind, c fact.Commit, bodies []fact.Body, jid, height int64) error {
	p := fact.Position{
		JID: jid, Journal: c.Journal, Node: c.Node, Epoch: c.Epoch, Seq: c.Seq, Height: height, At: c.At, Wall: c.Wall,
		Actor: c.Actor, Desk: c.Desk, Command: c.Command, Opener: fact.NoKeys{},
	}
	for i, b := range bodies {
		if b == nil {
			continue
		}
		p.FactID = c.Facts[i].ID
		if err := kinds[b.Kind()].Fold(t, p, b); err != nil {
			return err
		}
	}
	return nil
}

// replayRaw measures recorded commits as raw transactions of so many commits each, one writer at synchronous=FULL
// in a fresh copy of the salon. A group of more than one has a savepoint a commit, as a book's has.
func replayRaw(r *round, s *salon, commits [][]op, group int) error {
	if err := copyNode(s.dir, r.dir); err != nil {
		return err
	}
	bare, err := journal.Bare(filepath.Join(r.dir, "book.db"), journal.Full)
	if err != nil {
		return err
	}
	defer bare.Close()
	if group > 1 {
		commits = grouped(commits, group)
	}
	err = r.loop(1, func(int) error {
		if len(commits) == 0 {
			return errUsedUp
		}
		ops := commits[0]
		commits = commits[1:]
		return transaction(bare, ops)
	})
	r.spread(group)
	return err
}

// grouped joins commits into the groups that share a transaction.
func grouped(commits [][]op, size int) [][]op {
	var groups [][]op
	for part := range slices.Chunk(commits, size) {
		var all []op
		for _, ops := range part {
			all = slices.Concat(all, []op{{sql: `SAVEPOINT one`}}, ops, []op{{sql: `RELEASE one`}})
		}
		if len(part) == size {
			groups = append(groups, all)
		}
	}
	return groups
}

// spread says that each operation was so many; every one of them waited as long as the whole.
func (r *round) spread(size int) {
	var all []time.Duration
	for _, t := range r.took {
		all = append(all, slices.Repeat([]time.Duration{t}, size)...)
	}
	r.took = all
}
