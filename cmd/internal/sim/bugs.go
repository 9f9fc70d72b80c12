package sim

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"path/filepath"

	"branchbook/sync/booking"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/link/wire"
	"branchbook/sync/rights"
)

// Bug is a defect that can be planted around the real code, to see that the simulator would notice it.
type Bug string

// The bugs.
const (
	AckBeforeCommit   Bug = "the hub answers before it has stored"
	HalfBatch         Bug = "the hub stores half a batch and answers for all of it"
	MarkFromSend      Bug = "a branch takes what it sent for stored"
	GuessedPlace      Bug = "the hub ignores the previous hash and puts a batch where it has room"
	TailDropped       Bug = "what lost its place is dropped"
	NewFactIDs        Bug = "what lost its place gets new fact ids"
	NoNewEpoch        Bug = "a database put back goes on in its old epoch"
	SpendUnreconciled Bug = "a restored box spends rights before its past is agreed"
	NoCells           Bug = "a booking takes no time in the calendar"
	NoDebit           Bug = "a session is taken without spending its right"
	HubFoldsTwice     Bug = "the hub folds an issue of rights twice"
	HubSkips          Bug = "the hub forgets to fold a status"
	NoDedupe          Bug = "a form sent twice is done twice"
	KeysForgotten     Bug = "a branch sends commits without their keys"
	AnythingFits      Bug = "what lost its place is written again unasked"
)

// AllBugs lists them.
var AllBugs = []Bug{
	AckBeforeCommit, HalfBatch, MarkFromSend, GuessedPlace, TailDropped, NewFactIDs, NoNewEpoch, SpendUnreconciled,
	NoCells, NoDebit, HubFoldsTwice, HubSkips, NoDedupe, KeysForgotten, AnythingFits,
}

// plantCommand gives the command id under which a form is sent.
func plantCommand(w *world, form string) string {
	if w.c.Bug == NoDedupe {
		return fact.NewID(w.hub.clock().Now(), w.rand)
	}
	return form
}

// plantAt changes a book that is about to be swapped in.
func plantAt(b *box, point string) error {
	if point != "swap" || b.w.c.Bug != TailDropped && b.w.c.Bug != NewFactIDs {
		return nil
	}
	s, err := journal.Scratch(filepath.Join(b.dir, bookName+".new"), nil)
	if err != nil {
		return err
	}
	defer func() { b.w.must("plant", s.Close()) }()
	if b.w.c.Bug == TailDropped {
		_, err = s.Exec(`UPDATE journal_evidence SET state = 'present' WHERE state = 'pending'`)
		return err
	}
	type pending struct {
		id  int64
		raw []byte
	}
	all, err := fact.All(s, func(r fact.Row) (p pending, err error) { err = r.Scan(&p.id, &p.raw); return },
		`SELECT id, bytes FROM journal_evidence WHERE state = 'pending' ORDER BY id`)
	for _, p := range all {
		raw := p.raw
		if e, err := newEntry(raw); err == nil {
			for _, id := range e.ids {
				raw = bytes.ReplaceAll(raw, []byte(id), []byte(fact.DerivedID(id)))
			}
		}
		if _, err := s.Exec(`UPDATE journal_evidence SET bytes = ? WHERE id = ?`, raw, p.id); err != nil {
			return err
		}
	}
	return err
}

// plantDefinition changes how a box folds.
func plantDefinition(b *box) {
	switch bug := b.w.c.Bug; {
	case bug == NoCells:
		wrap(b, func(old fact.Kind, t fact.Tables, p fact.Position, f booking.VisitBooked) error {
			err := old.Fold(t, p, f)
			if err == nil {
				_, err = t.Exec(`DELETE FROM booking_cell WHERE jid = ? AND visit = ?`, p.JID, f.Visit)
			}
			return err
		})
	case bug == NoDebit:
		wrap(b, func(fact.Kind, fact.Tables, fact.Position, rights.Spent) error { return nil })
	case bug == HubFoldsTwice && b.isHub():
		wrap(b, func(old fact.Kind, t fact.Tables, p fact.Position, f rights.Issued) error {
			if err := old.Fold(t, p, f); err != nil {
				return err
			}
			return old.Fold(t, p, f)
		})
	case bug == HubSkips && b.isHub():
		wrap(b, func(fact.Kind, fact.Tables, fact.Position, booking.VisitNoShow) error { return nil })
	case bug == AnythingFits:
		b.def.Kinds = maps.Clone(b.def.Kinds)
		for name, k := range b.def.Kinds {
			b.def.Kinds[name] = fact.Checked(k, func(fact.Reader, fact.Position, fact.Body) error { return nil })
		}
	}
}

// wrap puts another fold around one kind of the box's definition.
func wrap[B fact.Body](b *box, fold func(fact.Kind, fact.Tables, fact.Position, B) error) {
	var zero B
	old := b.def.Kinds[zero.Kind()]
	b.def.Kinds = maps.Clone(b.def.Kinds)
	again := fact.Of(old.Version, func(t fact.Tables, p fact.Position, f B) error { return fold(old, t, p, f) })
	b.def.Kinds[zero.Kind()] = fact.Checked(again, func(r fact.Reader, p fact.Position, f B) error {
		return old.Check(r, p, f)
	})
}

// plantHub gives the hub's end of the protocol.
func plantHub(b *box) wire.Hub {
	switch b.w.c.Bug {
	case AckBeforeCommit, HalfBatch, GuessedPlace:
		return &badHub{Hub: b.in, b: b, last: map[string]wire.Status{}}
	}
	return b.in
}

// badHub is the hub's end with a bug in how it takes a push.
type badHub struct {
	wire.Hub
	b    *box
	last map[string]wire.Status // what each branch was told last
}

func (h *badHub) Answer(ctx context.Context, node string, hello wire.Hello) (wire.Status, error) {
	s, err := h.Hub.Answer(ctx, node, hello)
	h.last[node] = s
	return s, err
}

func (h *badHub) Push(ctx context.Context, node string, batch wire.Batch) (wire.Status, error) {
	w := h.b.w
	if batch.Journal != node || node == evilNode {
		return h.Hub.Push(ctx, node, batch)
	}
	switch w.c.Bug {
	case AckBeforeCommit:
		life := h.b.life
		w.at(20*second, func() {
			if h.b.life == life {
				_, err := h.Hub.Push(ctx, node, batch)
				w.say("late push %v", err)
				h.b.survived()
			}
		})
		return h.claim(node, batch)
	case HalfBatch:
		whole := batch
		batch.Commits = batch.Commits[:(len(batch.Commits)+1)/2]
		if _, err := h.Hub.Push(ctx, node, seal(h.b.w.boxOf(node).keys, batch)); err != nil {
			return wire.Status{}, err
		}
		return h.claim(node, whole)
	}
	return h.Hub.Push(ctx, node, seal(h.b.w.boxOf(node).keys, h.squeeze(node, batch)))
}

// claim is a status that says the batch is stored.
func (h *badHub) claim(node string, batch wire.Batch) (wire.Status, error) {
	s := h.last[node]
	s.Up.Head = wire.Head(h.b.book.Head(node))
	hash := batch.Prev
	for i, raw := range batch.Commits {
		hash = fact.Chain(hash, raw)
		if c, err := fact.Decode(raw); err == nil && batch.From+int64(i) > s.Up.Height {
			s.Up.Head = wire.Head{
				Journal: node, Epoch: c.Epoch, Seq: c.Seq, Height: batch.From + int64(i), Hash: hash,
			}
		}
	}
	return s, nil
}

// squeeze rewrites a batch so that it continues what the hub has.
func (h *badHub) squeeze(node string, batch wire.Batch) wire.Batch {
	head := h.b.book.Head(node)
	if batch.From == head.Height+1 && batch.Prev == head.Hash || batch.From+int64(len(batch.Commits)) <= head.Height+1 {
		return batch
	}
	batch.From, batch.Prev = head.Height+1, head.Hash
	commits := batch.Commits
	batch.Commits = nil
	for _, raw := range commits {
		c, err := fact.Decode(raw)
		if err != nil {
			return batch
		}
		c.Prev, c.Parent, c.Epoch, c.Seq = head.Hash, nil, head.Epoch, head.Seq+1
		c.Command += fmt.Sprint("-", head.Height)
		if raw, err = fact.Encode(c); err != nil {
			return batch
		}
		head = journal.Head{Epoch: c.Epoch, Seq: c.Seq, Height: head.Height + 1, Hash: fact.Chain(head.Hash, raw)}
		batch.Commits = append(batch.Commits, raw)
	}
	return batch
}

// plantBranch gives the branch's end of the protocol.
func plantBranch(b *box) wire.Branch {
	switch b.w.c.Bug {
	case MarkFromSend, KeysForgotten, SpendUnreconciled:
		return &badBranch{b.line, b}
	}
	return b.line
}

// badBranch is a branch's end with a bug in how it sends.
type badBranch struct {
	wire.Branch
	b *box
}

func (x *badBranch) Hello(ctx context.Context) (wire.Hello, error) {
	if x.b.w.c.Bug == SpendUnreconciled {
		if err := x.b.book.Reconcile(ctx, x.b.node, 1<<40); err != nil {
			return wire.Hello{}, err
		}
	}
	return x.Branch.Hello(ctx)
}

func (x *badBranch) Export(ctx context.Context, name string, after int64, l wire.Limit) (wire.Batch, error) {
	batch, err := x.Branch.Export(ctx, name, after, l)
	if err != nil || name != x.b.node {
		return batch, err
	}
	switch x.b.w.c.Bug {
	case MarkFromSend:
		err = x.b.book.SetMark(ctx, x.b.w.hub.node, journal.Mark{
			Journal: name, Height: after + int64(len(batch.Commits)), At: x.b.clock().Now(),
		})
	case KeysForgotten:
		batch.Keys = nil
	}
	return batch, err
}
