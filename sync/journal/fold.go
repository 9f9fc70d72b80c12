package journal

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"branchbook/sync/fact"
)

// fold applies a stored commit to the tables. Own commits fold whole or not at all. A foreign commit that this
// build does not understand, that speaks about a held subject, or whose fold fails is held with its reason;
// the rest of its journal goes on.
func (b *Book) fold(jid, height int64, c fact.Commit, own bool, each savepoints) error {
	if own {
		return b.foldFacts(b.w, jid, height, c, true)
	}
	reason, err := b.mustHold(jid, c)
	if err != nil {
		return err
	}
	if reason == "" {
		if reason, err = b.tryFold(jid, height, c, each); err != nil {
			return err
		}
	}
	if reason == "" {
		return nil
	}
	return b.hold(jid, height, c, reason)
}

// foldFacts folds every fact of a commit into t.
func (b *Book) foldFacts(t fact.Tables, jid, height int64, c fact.Commit, own bool) error {
	p := b.position(jid, height, c, own)
	for _, f := range c.Facts {
		k, ok := b.kinds[f.Kind]
		if !ok || f.V > k.Version {
			return fmt.Errorf("%w (%s version %d)", ErrNewer, f.Kind, f.V)
		}
		body, err := k.Decode(f)
		if err != nil {
			return err
		}
		p.FactID = f.ID
		if err := k.Fold(t, p, body); err != nil {
			return fmt.Errorf("fold %s: %w", f.Kind, err)
		}
	}
	return nil
}

func (b *Book) position(jid, height int64, c fact.Commit, own bool) fact.Position {
	return fact.Position{
		JID: jid, Journal: c.Journal, Node: c.Node, Epoch: c.Epoch, Seq: c.Seq, Height: height, At: c.At,
		Wall: c.Wall, Actor: c.Actor, Desk: c.Desk, Command: c.Command, Own: own, Opener: b.o.Vault,
	}
}

// mustHold says why a foreign commit cannot be folded yet; empty when it can.
func (b *Book) mustHold(jid int64, c fact.Commit) (string, error) {
	for _, f := range c.Facts {
		if k, ok := b.kinds[f.Kind]; !ok || f.V > k.Version {
			return fmt.Sprintf("%s version %d needs a newer branchbook", f.Kind, f.V), nil
		}
	}
	held, err := fact.One(b.w, fact.Value[bool],
		`SELECT EXISTS (SELECT 1 FROM journal_held_subject WHERE jid = ?)`, jid)
	if err != nil || !held {
		return "", err
	}
	for _, s := range subjects(c) {
		_, err := fact.One(b.w, fact.Int,
			`SELECT 1 FROM journal_held_subject WHERE jid = ? AND subject = ?`, jid, s)
		if err == nil {
			return "waits for an earlier commit about " + s, nil
		}
		if !errors.Is(err, fact.ErrNotFound) {
			return "", err
		}
	}
	return "", nil
}

// savepoints says what is undone when a foreign commit cannot be folded: the commit's own fold, which is then held,
// or everything, with errUnfoldable. A savepoint for each copies the pages that it changes; folds hardly ever fail,
// so a batch is first tried without.
type savepoints bool

const (
	forEach savepoints = true
	forAll  savepoints = false
)

var errUnfoldable = errors.New("a commit of the batch cannot be folded")

// tryFold folds so that a failing fold leaves nothing behind; reason is why it failed.
func (b *Book) tryFold(jid, height int64, c fact.Commit, each savepoints) (reason string, err error) {
	if each {
		if _, err := b.w.Exec(`SAVEPOINT fold`); err != nil {
			return "", err
		}
	}
	failed := guard(func() error { return b.foldFacts(b.w, jid, height, c, false) })
	if failed != nil {
		if !b.w.inTransaction() || errors.Is(failed, errCrash) {
			return "", failed
		}
		if fault := classify(failed); errors.Is(fault, ErrDisk) || errors.Is(fault, ErrDiskFull) {
			return "", fault
		}
		if !each {
			return "", fmt.Errorf("%w: %w", errUnfoldable, failed)
		}
		if _, err := b.w.Exec(`ROLLBACK TO fold`); err != nil {
			return "", err
		}
		reason = failed.Error()
	}
	if each {
		_, err = b.w.Exec(`RELEASE fold`)
	}
	return reason, err
}

func (b *Book) hold(jid, height int64, c fact.Commit, reason string) error {
	_, err := b.w.Exec(`INSERT INTO journal_held (jid, height, reason) VALUES (?, ?, ?)`, jid, height, reason)
	if err != nil {
		return err
	}
	for _, s := range subjects(c) {
		_, err := b.w.Exec(`INSERT INTO journal_held_subject (jid, subject) VALUES (?, ?)
			ON CONFLICT DO NOTHING`, jid, s)
		if err != nil {
			return err
		}
	}
	return nil
}

// Held is a stored commit that is not folded.
type Held struct {
	Journal string
	Height  int64
	Reason  string
}

// HeldCommits lists what is stored but not understood, oldest first.
func HeldCommits(r fact.Reader) ([]Held, error) {
	return fact.All(r, func(row fact.Row) (h Held, err error) {
		err = row.Scan(&h.Journal, &h.Height, &h.Reason)
		return
	}, `SELECT j.journal, h.height, h.reason
		FROM journal_held h JOIN journal_journal j ON j.jid = h.jid
		ORDER BY h.jid, h.height`)
}

// FoldName names a way of folding: its number and a digest of its tables and kinds. Books with another name
// are folded again when opened.
func FoldName(def fact.Definition) string {
	h := sha256.New()
	for _, s := range def.Schemas {
		fmt.Fprintf(h, "%s\x00%s\x00", s.Name, s.SQL)
	}
	var names []string
	for _, k := range def.Kinds {
		names = append(names, k.Name+" "+strconv.Itoa(k.Version))
	}
	slices.Sort(names)
	fmt.Fprintf(h, "%q", names)
	return strconv.Itoa(def.Number) + "-" + hex.EncodeToString(h.Sum(nil)[:8])
}

// upgrade folds the whole book again when it was folded by a build that folds in another way.
func (b *Book) upgrade(ctx context.Context) error {
	have, err := b.w.meta("fold")
	if err != nil || have == FoldName(b.o.Definition) {
		return err
	}
	if n, _, _ := cutInt(have); n > b.o.Definition.Number {
		return ErrNewer
	}
	b.o.Log.Info("folding the book again for this version", "from", have, "to", FoldName(b.o.Definition))
	return b.rebuild(ctx, nil)
}

func cutInt(s string) (n int, rest string, err error) {
	i := 0
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	n, err = strconv.Atoi(s[:i])
	return n, s[i:], err
}

// foldAll folds every stored commit of a book whose folded tables are empty, journal by journal.
func (b *Book) foldAll() error {
	type row struct {
		jid int64
		own bool
	}
	all, err := fact.All(b.w, func(r fact.Row) (x row, err error) {
		err = r.Scan(&x.jid, &x.own)
		return
	}, `SELECT jid, own FROM journal_journal ORDER BY jid`)
	if err != nil {
		return err
	}
	for _, j := range all {
		err := eachCommit(b.w, j.jid, 0, func(s stored) error {
			c, err := fact.Decode(s.bytes)
			if err != nil {
				return err
			}
			return b.fold(j.jid, heightOf(s.pos), c, j.own, forEach)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// eachCommit visits the commits of a journal behind a height in order, a page at a time.
func eachCommit(r fact.Reader, jid, after int64, visit func(stored) error) error {
	const page = 512
	for {
		list, err := fact.All(r, scanStored, `SELECT pos, hash, bytes FROM journal_commit
			WHERE pos > ? AND pos < ? ORDER BY pos LIMIT ?`, posOf(jid, after), posOf(jid+1, 0), page)
		if err != nil {
			return err
		}
		for _, s := range list {
			if err := visit(s); err != nil {
				return err
			}
		}
		if len(list) < page {
			return nil
		}
		after = heightOf(list[len(list)-1].pos)
	}
}
