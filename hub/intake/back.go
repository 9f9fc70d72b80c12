package intake

import (
	"cmp"
	"context"
	"errors"

	"branchbook/sync/fact"
	"branchbook/sync/journal"
)

// takeBack takes the end of one of the hub's own journals from a branch that still has it. Only an end that the
// hub does not know counts: its beginning, given back, would put everything behind it in doubt.
func (in *Intake) takeBack(ctx context.Context, node string, b journal.Batch) error {
	if known, err := in.knows(ctx, b); err != nil || known {
		return err
	}
	self := journal.Author{Node: in.Book.Node(), Keys: in.Self}
	if err := journal.Genuine(b, self); err != nil { // before it is kept: an invention would cost memory
		return in.refuse(ctx, node, err)
	}
	back := in.gather(node, b)
	if back == nil {
		return nil
	}
	if err := in.Book.TakeOver(ctx, b.Journal, back[0].From-1, back, self, "restored"); err != nil {
		return err
	}
	if in.Restored != nil {
		return in.Restored(ctx)
	}
	return in.Load(ctx)
}

// refuse records a batch that was turned away, and says so to the branch.
func (in *Intake) refuse(ctx context.Context, node string, err error) error {
	var no *journal.Refused
	if !errors.As(err, &no) {
		return err
	}
	refusal := fact.Refuse(no.Code, "", "Headquarters refused these changes: "+no.Detail+".")
	return cmp.Or[error](in.Book.NoteRefused(ctx, node, no.Code, no.Detail), refusal)
}

// knows reports whether the hub has, or once had and wrote again, the last commit of a batch.
func (in *Intake) knows(ctx context.Context, b journal.Batch) (bool, error) {
	height, hash := end(b)
	at, _, err := in.Book.HashAt(ctx, b.Journal, height)
	if err != nil || at == hash {
		return true, err
	}
	return in.Book.Evident(ctx, b.Journal, hash)
}

// gather adds a batch to those that the branch has given back in this conversation. It returns all of them once
// they end where the branch said that its copy ends, nil before.
func (in *Intake) gather(node string, b journal.Batch) []journal.Batch {
	in.mu.Lock()
	defer in.mu.Unlock()
	m := in.members[node]
	if n := len(m.back); n > 0 {
		last, hash := end(m.back[n-1])
		if m.back[n-1].Journal != b.Journal || b.From != last+1 || b.Prev != hash {
			m.back = nil
		}
	}
	m.back = append(m.back, b)
	height, hash := end(b)
	if offered := m.offered[b.Journal]; height < offered.Height || hash != offered.Hash {
		return nil
	}
	back := m.back
	m.back = nil
	return back
}

// end is the height and hash of a batch's last commit.
func end(b journal.Batch) (int64, fact.Hash) {
	hash := b.Prev
	for _, raw := range b.Commits {
		hash = fact.Chain(hash, raw)
	}
	return b.From + int64(len(b.Commits)) - 1, hash
}
