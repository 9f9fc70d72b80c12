package journal

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"branchbook/sync/fact"
)

// Batch is a run of commits of one journal as it travels: the bytes as their author wrote them.
type Batch struct {
	Journal string
	From    int64     // height of the first
	Prev    fact.Hash // hash of the commit before the first
	Commits [][]byte
	Seal    []byte // the author's signature over the head after the last; see sealed
}

// Author is who may write a journal, and the keys its seals may verify with: one for each box that was the
// node, the present one and those before it.
type Author struct {
	Node string
	Keys []ed25519.PublicKey
}

func (a Author) sealed(h Head, seal []byte) bool {
	return slices.ContainsFunc(a.Keys, func(k ed25519.PublicKey) bool {
		return len(k) == ed25519.PublicKeySize && ed25519.Verify(k, sealed(h), seal)
	})
}

// maxBatch bounds the commits of one batch.
const maxBatch = 1000

var (
	// ErrGap: the batch begins behind what is stored; ask for what lies between.
	ErrGap = errors.New("the batch does not join what is stored here")
	// ErrFork: the batch tells another history than the one stored here.
	ErrFork = errors.New("the batch tells another history than the one stored here")
)

// Refused is an error of a batch that is not what its sender says; it is recorded for people to see.
type Refused struct{ Code, Detail string }

// Error implements error.
func (r *Refused) Error() string { return "refused: " + r.Code + ": " + r.Detail }

func refused(code, format string, args ...any) error {
	return &Refused{Code: code, Detail: fmt.Sprintf(format, args...)}
}

// sealed is what a seal signs: the words below, each with its length, then height, seq and hash.
func sealed(h Head) []byte {
	return fmt.Appendf(nil, "branchbook seal 1\n%d:%s\n%d:%s\n%d\n%d\n%s\n",
		len(h.Journal), h.Journal, len(h.Epoch), h.Epoch, h.Height, h.Seq, h.Hash)
}

// Export is the run of commits behind a height, at least one if there is any, at most the given number and
// about the given bytes. A received journal is cut where its author sealed it.
func (b *Book) Export(ctx context.Context, journal string, after int64, commits, bytes int) (Batch, error) {
	out := Batch{Journal: journal, From: after + 1}
	jid := b.JID(journal)
	if jid == 0 || after < 0 {
		return out, fmt.Errorf("export %s: %w", journal, fact.ErrNotFound)
	}
	err := b.Read(ctx, func(v *View) error {
		own, err := fact.One(v, fact.Value[bool], `SELECT own FROM journal_journal WHERE jid = ?`, jid)
		if err != nil {
			return err
		}
		limit := int64(min(commits, maxBatch))
		if !own {
			if limit, err = sealedWithin(v, jid, after, limit, bytes); err != nil || limit == 0 {
				return err
			}
			bytes = math.MaxInt
		}
		return export(v, jid, after, limit, bytes, own, b.o.Signer, &out)
	})
	return out, err
}

// sealedWithin is how many commits behind after end at a seal: as many as fit the limits, else up to the next
// seal. What a batch brought travels on as a batch, so that is never more than a batch.
func sealedWithin(r fact.Reader, jid, after, limit int64, bytes int) (int64, error) {
	type piece struct{ until, size int64 }
	seals, err := fact.All(r, func(row fact.Row) (p piece, err error) {
		err = row.Scan(&p.until, &p.size)
		return
	}, `SELECT s.height, (SELECT sum(length(c.bytes)) FROM journal_commit c
			WHERE c.pos > (?1 << 40 | max(?2, COALESCE(
				(SELECT max(b.height) FROM journal_seal b WHERE b.jid = ?1 AND b.height < s.height), 0)))
			AND c.pos <= (?1 << 40 | s.height))
		FROM journal_seal s WHERE s.jid = ?1 AND s.height > ?2 AND s.height <= max(?2 + ?3,
			(SELECT min(f.height) FROM journal_seal f WHERE f.jid = ?1 AND f.height > ?2))
		ORDER BY s.height`, jid, after, limit)
	n, size := int64(0), int64(0)
	for _, p := range seals {
		if size += p.size; n > 0 && size > int64(bytes) {
			break
		}
		n = p.until - after
	}
	return n, err
}

func export(r fact.Reader, jid, after, limit int64, bytes int, own bool, signer ed25519.PrivateKey, out *Batch) error {
	if after > 0 {
		prev, err := fact.One(r, fact.Value[fact.Hash],
			`SELECT hash FROM journal_commit WHERE pos = ?`, posOf(jid, after))
		if err != nil {
			return err
		}
		out.Prev = prev
	}
	list, err := fact.All(r, scanStored, `SELECT pos, hash, bytes FROM journal_commit
		WHERE pos > ? AND pos < ? ORDER BY pos LIMIT ?`, posOf(jid, after), posOf(jid+1, 0), limit)
	if err != nil || len(list) == 0 {
		return err
	}
	size, last := 0, stored{}
	for _, s := range list {
		if size += len(s.bytes); size > bytes && len(out.Commits) > 0 {
			break
		}
		out.Commits, last = append(out.Commits, s.bytes), s
	}
	if !own {
		out.Seal, err = fact.One(r, fact.Value[[]byte],
			`SELECT signature FROM journal_seal WHERE jid = ? AND height = ?`, jid, heightOf(last.pos))
		return err
	}
	c, err := fact.Decode(last.bytes)
	if err != nil {
		return err
	}
	out.Seal = ed25519.Sign(signer, sealed(Head{
		Journal: out.Journal, Epoch: c.Epoch, Seq: c.Seq, Height: heightOf(last.pos), Hash: last.hash,
	}))
	return nil
}

// arrived is a batch after everything has been checked that needs no database.
type arrived struct {
	commits []fact.Commit
	bytes   [][]byte
	hashes  []fact.Hash
	from    int64
	prev    fact.Hash
	seal    []byte
}

// examine decodes a batch and checks author, inner chain and seal.
func examine(batch Batch, from Author) (arrived, error) {
	a := arrived{bytes: batch.Commits, from: batch.From, prev: batch.Prev, seal: batch.Seal}
	if len(batch.Commits) == 0 || len(batch.Commits) > maxBatch || batch.From < 1 {
		return a, refused("batch_size", "%d commits from height %d", len(batch.Commits), batch.From)
	}
	hash := batch.Prev
	for i, raw := range batch.Commits {
		c, err := fact.Decode(raw)
		if err != nil {
			return a, refused("not_a_commit", "height %d: %v", batch.From+int64(i), err)
		}
		if c.Node != from.Node || c.Journal != batch.Journal {
			return a, refused("foreign_author", "height %d is of node %s, journal %s", batch.From+int64(i), c.Node,
				c.Journal)
		}
		if c.Prev != hash || i > 0 && !follows(a.commits[i-1], hash, c) {
			return a, refused("broken_chain", "height %d does not follow its predecessor", batch.From+int64(i))
		}
		hash = fact.Chain(hash, raw)
		a.commits, a.hashes = append(a.commits, c), append(a.hashes, hash)
	}
	last := a.commits[len(a.commits)-1]
	head := Head{
		Journal: batch.Journal, Epoch: last.Epoch, Seq: last.Seq, Hash: hash,
		Height: batch.From + int64(len(a.commits)) - 1,
	}
	if !from.sealed(head, batch.Seal) {
		return a, refused("bad_seal", "height %d is not signed by its author", head.Height)
	}
	return a, nil
}

// Genuine refuses a batch that is not what its sender says: see [Refused]. Whether it continues what is stored here
// is another question.
func Genuine(batch Batch, from Author) error {
	_, err := examine(batch, from)
	return err
}

// follows reports whether c may stand behind prev, whose hash is given.
func follows(prev fact.Commit, hash fact.Hash, c fact.Commit) bool {
	if c.Seq == 1 {
		return c.Parent != nil && *c.Parent == fact.Ref{Epoch: prev.Epoch, Seq: prev.Seq, Hash: hash} &&
			c.Epoch != prev.Epoch
	}
	return c.Epoch == prev.Epoch && c.Seq == prev.Seq+1
}

// Receive stores and folds a batch behind what is stored, in one transaction with its seal, and returns the
// new head. What is already here is passed over when it is the same. Only exact continuations are taken:
// [ErrGap] and [ErrFork] leave everything as it was, a [*Refused] is recorded as well.
func (b *Book) Receive(ctx context.Context, batch Batch, from Author) (Head, error) {
	a, err := examine(batch, from)
	if err != nil {
		return b.Head(batch.Journal), errors.Join(err, b.noteRefused(ctx, from.Node, err))
	}
	var head Head
	store := func(each savepoints) error {
		return b.submit(ctx, func() error {
			jid, err := b.journalID(batch.Journal, from.Node, from.Node == b.o.Node)
			if err != nil {
				return err
			}
			head, err = b.take(jid, batch.Journal, a, each)
			return err
		})
	}
	if err = store(forAll); errors.Is(err, errUnfoldable) {
		err = store(forEach)
	}
	if err != nil {
		return b.Head(batch.Journal), errors.Join(err, b.noteRefused(ctx, from.Node, err))
	}
	return head, nil
}

// take appends an examined batch to a journal.
func (b *Book) take(jid int64, journal string, a arrived, each savepoints) (Head, error) {
	head := b.heads[jid]
	head.Journal = journal
	if a.from > head.Height+1 {
		return head, ErrGap
	}
	skip, err := b.overlap(jid, head, a)
	if err != nil {
		return head, err
	}
	for i := skip; i < len(a.commits); i++ {
		if err := b.takeOne(jid, a.commits[i], a.bytes[i], each); err != nil {
			return head, err
		}
	}
	if b.heads[jid].Height < a.from+int64(len(a.commits))-1 {
		return head, ErrGap
	}
	_, err = b.w.Exec(`INSERT INTO journal_seal (jid, height, signature) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
		jid, a.from+int64(len(a.commits))-1, a.seal)
	if err != nil {
		return head, err
	}
	return b.heads[jid], b.fault("receive")
}

// overlap is how many commits of the batch are stored already; another history there is a fork.
func (b *Book) overlap(jid int64, head Head, a arrived) (int, error) {
	at, err := b.hashOf(jid, a.from-1)
	if err != nil {
		return 0, err
	}
	if at != a.prev {
		return 0, ErrFork
	}
	skip := 0
	for ; skip < len(a.commits) && a.from+int64(skip) <= head.Height; skip++ {
		at, err := b.hashOf(jid, a.from+int64(skip))
		if err != nil {
			return 0, err
		}
		if at != a.hashes[skip] {
			return 0, ErrFork
		}
	}
	return skip, nil
}

func (b *Book) takeOne(jid int64, c fact.Commit, raw []byte, each savepoints) error {
	head := b.heads[jid]
	genesis := head.Height == 0 && c.Seq == 1 && c.Parent == nil
	if !genesis && !follows(fact.Commit{Epoch: head.Epoch, Seq: head.Seq}, head.Hash, c) {
		return refused("broken_chain", "%s %d does not follow %s %d", c.Epoch, c.Seq, head.Epoch, head.Seq)
	}
	h, err := b.store(jid, c, raw)
	if isDouble(err) {
		return refused("double_command", "command %s stands in the journal already", c.Command)
	}
	if err != nil {
		return err
	}
	b.hlc = b.hlc.Merge(c.At, b.o.Clock.Now())
	return b.fold(jid, h.Height, c, c.Node == b.o.Node, each)
}

// noteRefused records a refusal of the wire; other errors pass.
func (b *Book) noteRefused(ctx context.Context, peer string, err error) error {
	var r *Refused
	if errors.Is(err, ErrFork) {
		r = &Refused{Code: "fork", Detail: err.Error()}
	}
	if r == nil && !errors.As(err, &r) {
		return nil
	}
	return b.NoteRefused(ctx, peer, r.Code, r.Detail)
}

// NoteRefused records that something a peer sent was refused. The newest thousand records are kept.
func (b *Book) NoteRefused(ctx context.Context, peer, code, detail string) error {
	return b.submit(ctx, func() error {
		_, err := b.w.Exec(`INSERT INTO journal_refused (at, peer, code, detail) VALUES (?, ?, ?, ?)`,
			b.o.Clock.Now().UnixMilli(), peer, code, detail)
		if err != nil {
			return err
		}
		_, err = b.w.Exec(`DELETE FROM journal_refused WHERE id <= (SELECT max(id) FROM journal_refused) - 1000`)
		return err
	})
}

// Mark is a peer's watermark for a journal.
type Mark struct {
	Journal string
	Height  int64 // stored there, durably
	Folded  int64 // visible in reports there
	Safe    int64 // in a verified backup there
	At      time.Time
}

// SetMark remembers what a peer said it has. Going back is recorded too: the peer was restored.
func (b *Book) SetMark(ctx context.Context, peer string, m Mark) error {
	return b.submit(ctx, func() error {
		jid, err := fact.One(b.w, fact.Int, `SELECT jid FROM journal_journal WHERE journal = ?`, m.Journal)
		if err != nil {
			return err
		}
		_, err = b.w.Exec(`INSERT INTO journal_mark (peer, jid, height, folded, safe, at) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (peer, jid) DO UPDATE SET height = excluded.height, folded = excluded.folded,
				safe = excluded.safe, at = excluded.at`,
			peer, jid, m.Height, m.Folded, m.Safe, m.At.UnixMilli())
		return err
	})
}

// Marks are the watermarks known of a peer.
func Marks(r fact.Reader, peer string) ([]Mark, error) {
	return fact.All(r, func(row fact.Row) (m Mark, err error) {
		var at int64
		err = row.Scan(&m.Journal, &m.Height, &m.Folded, &m.Safe, &at)
		m.At = time.UnixMilli(at)
		return
	}, `SELECT j.journal, m.height, m.folded, m.safe, m.at
		FROM journal_mark m JOIN journal_journal j ON j.jid = m.jid
		WHERE m.peer = ? ORDER BY m.jid`, peer)
}

// Relation is how two copies of one journal stand to each other.
type Relation string

// The relations, seen from here.
const (
	Equal    Relation = "equal"
	TheyLack Relation = "they_lack" // their head is in my history
	ILack    Relation = "i_lack"    // my head is in their history
	Forked   Relation = "forked"    // neither
	Unknown  Relation = "unknown"   // theirs is longer: only they can tell
)

// Compare relates my copy to theirs. at is my hash at their height, for a height that I have.
func Compare(mine, theirs Head, at fact.Hash) Relation {
	switch {
	case theirs.Height > mine.Height:
		return Unknown
	case at != theirs.Hash && theirs.Height > 0:
		return Forked
	case theirs.Height == mine.Height:
		return Equal
	}
	return TheyLack
}

// Relate relates a journal here to a peer's head. agrees is the peer's own verdict on my head, used when
// theirs is longer.
func (b *Book) Relate(ctx context.Context, theirs Head, agrees bool) (Relation, error) {
	mine := b.Head(theirs.Journal)
	at, _, err := b.HashAt(ctx, theirs.Journal, min(theirs.Height, mine.Height))
	if err != nil {
		return "", err
	}
	switch rel := Compare(mine, theirs, at); {
	case rel != Unknown:
		return rel, nil
	case agrees:
		return ILack, nil
	}
	return Forked, nil
}

// CommonHeight finds the height up to which two copies agree, by bisection; probe asks the peer for its hash
// at a height.
func (b *Book) CommonHeight(ctx context.Context, journal string, theirHeight int64,
	probe func(height int64) (fact.Hash, error)) (int64, error) {
	low, high := int64(0), min(b.Head(journal).Height, theirHeight)
	for low < high {
		mid := (low + high + 1) / 2
		mine, _, err := b.HashAt(ctx, journal, mid)
		if err != nil {
			return 0, err
		}
		theirs, err := probe(mid)
		if err != nil {
			return 0, err
		}
		if mine == theirs {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return low, nil
}
