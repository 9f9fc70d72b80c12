package journal

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"

	"branchbook/sync/fact"
)

// takeover is another history of one journal that this node accepts: of an own one because the peer stored it
// first, of a received one because its author wrote it again.
type takeover struct {
	journal string
	own     bool
	common  int64 // height up to which both agree
	tail    []arrived
	reason  string
}

// TakeOver gives an own journal the history that a peer has stored. Everything behind the common height that
// the peer does not have becomes evidence and is written again behind the peer's head, in a new epoch: facts
// that still fit as themselves, commits that no longer fit as [Displaced]. Nothing is dropped. The batches
// continue one another from common+1 and are sealed by this node's own key.
//
// The book is built anew beside the old one and takes its place by a rename, so a crash leaves either.
func (b *Book) TakeOver(ctx context.Context, journal string, common int64, tail []Batch, self Author,
	reason string) error {
	t := &takeover{journal: journal, own: true, common: common, reason: reason}
	begin := func() error { _, err := b.ownJournal(journal); return err } // a restored hub may not know it yet
	if err := b.submit(ctx, begin); err != nil {
		return err
	}
	if err := b.exchange(ctx, t, tail, self); err != nil {
		return fmt.Errorf("take over the stored history of %s: %w", journal, err)
	}
	return b.reissuePending(ctx)
}

// Replace gives a received journal the history that its author tells now: the author was restored, and wrote its
// commits again behind others. What stood here behind the common height is kept as evidence; writing it again
// was the author's affair. The batches continue one another from common+1.
func (b *Book) Replace(ctx context.Context, journal string, common int64, tail []Batch, author Author) error {
	t := &takeover{journal: journal, common: common}
	if err := b.exchange(ctx, t, tail, author); err != nil {
		return fmt.Errorf("replace the received history of %s: %w", journal, err)
	}
	return nil
}

func (b *Book) exchange(ctx context.Context, t *takeover, tail []Batch, author Author) error {
	for _, batch := range tail {
		a, err := examine(batch, author)
		if err != nil {
			return err
		}
		t.tail = append(t.tail, a)
	}
	b.lead <- struct{}{}
	defer func() { <-b.lead }()
	return classify(b.rebuild(ctx, t))
}

// Evident reports whether a commit stood in a journal here and lost its place: it is in evidence.
func (b *Book) Evident(ctx context.Context, journal string, hash fact.Hash) (known bool, err error) {
	jid := b.JID(journal)
	err = b.Read(ctx, func(v *View) error {
		known, err = fact.One(v, fact.Value[bool],
			`SELECT EXISTS (SELECT 1 FROM journal_evidence WHERE jid = ? AND hash = ?)`, jid, hash)
		return err
	})
	return known, err
}

// rebuild builds the book anew from its commits, with another history of one journal if t is not nil, and
// swaps it in. The caller holds lead, or is the only user.
func (b *Book) rebuild(_ context.Context, t *takeover) error {
	path := b.path + ".new"
	if err := removeFiles(path); err != nil {
		return err
	}
	if err := createBook(path, b.o.Node, b.o.Definition, Off); err != nil {
		return err
	}
	w, err := openWriter(path, b.o.Sync)
	if err != nil {
		return err
	}
	next := &Book{o: b.o, w: w, kinds: b.kinds, group: &groupState{}, hlc: b.hlc}
	if _, err := w.Exec(`ATTACH DATABASE ? AS old`, b.path); err != nil {
		return errors.Join(err, w.close())
	}
	err = w.transaction(func() error { return next.refill(t) })
	if err = errors.Join(err, w.close()); err != nil {
		return errors.Join(err, removeFiles(path))
	}
	if err := b.fault("swap"); err != nil {
		return err
	}
	b.swap.Lock()
	defer b.swap.Unlock()
	if err := b.w.settled(); err != nil {
		return errors.Join(err, removeFiles(path))
	}
	if err := b.disconnect(); err != nil {
		return err
	}
	if err := moveFile(path, b.path); err != nil {
		return err
	}
	if err := b.connect(); err != nil || b.mark == nil {
		return err
	}
	return b.mark.write(b.ownHead(), false) // else the marker would call the new history a rollback
}

// refill copies the commits from the attached old book, adds the taken-over tail, folds everything and begins
// the new epoch.
func (b *Book) refill(t *takeover) error {
	if err := b.copyCore(t); err != nil {
		return err
	}
	if err := b.readHeads(); err != nil {
		return err
	}
	if t == nil {
		return b.foldAll()
	}
	jid, err := b.journalOf(t.journal)
	if err != nil {
		return err
	}
	for _, a := range t.tail {
		if err := b.storeTail(jid, a); err != nil {
			return err
		}
	}
	if err := b.foldAll(); err != nil || !t.own {
		return err
	}
	return b.startEpoch(jid, t.journal, t.reason)
}

// journalOf is the local number of a journal that is known here.
func (b *Book) journalOf(journal string) (int64, error) {
	return fact.One(b.w, fact.Int, `SELECT jid FROM main.journal_journal WHERE journal = ?`, journal)
}

func (b *Book) storeTail(jid int64, a arrived) error {
	if head := b.heads[jid]; a.from != head.Height+1 || a.prev != head.Hash {
		return ErrGap
	}
	for i, c := range a.commits {
		if _, err := b.store(jid, c, a.bytes[i]); err != nil {
			return err
		}
	}
	_, err := b.w.Exec(`INSERT INTO journal_seal (jid, height, signature) VALUES (?, ?, ?)`,
		jid, b.heads[jid].Height, a.seal)
	return err
}

// copyCore copies what is not folded. Of a journal that takes another history only the part up to the common
// height is copied; the rest becomes evidence.
func (b *Book) copyCore(t *takeover) error {
	cutFrom, cutTo, common, jid := int64(-1), int64(-2), int64(0), int64(-1)
	state := "pending"
	if t != nil {
		var err error
		jid, err = fact.One(b.w, fact.Int, `SELECT jid FROM old.journal_journal WHERE journal = ? AND own = ?`,
			t.journal, t.own)
		if err != nil {
			return err
		}
		common = t.common
		if !t.own {
			state = "present"
		}
		cutFrom, cutTo = posOf(jid, common+1), posOf(jid+1, 0)-1
	}
	steps := []struct {
		sql  string
		args []any
	}{
		{`DELETE FROM main.journal_journal`, nil},
		{`INSERT INTO main.journal_journal (jid, journal, node, own)
			SELECT jid, journal, node, own FROM old.journal_journal`, nil},
		{`INSERT INTO main.journal_epoch (jid, epoch, base, parent, reconciled)
			SELECT jid, epoch, base, parent, reconciled FROM old.journal_epoch
			WHERE NOT (jid = ? AND base >= ?)`, []any{jid, common}},
		{`INSERT INTO main.journal_commit (pos, hash, command, input, bytes)
			SELECT pos, hash, command, input, bytes FROM old.journal_commit
			WHERE pos NOT BETWEEN ? AND ? ORDER BY pos`, []any{cutFrom, cutTo}},
		{`INSERT INTO main.journal_subject (jid, subject, height)
			SELECT jid, subject, height FROM old.journal_subject
			WHERE NOT (jid = ? AND height > ?)`, []any{jid, common}},
		{`INSERT INTO main.journal_seal (jid, height, signature)
			SELECT jid, height, signature FROM old.journal_seal
			WHERE NOT (jid = ? AND height > ?)`, []any{jid, common}},
		{`INSERT INTO main.journal_mark (peer, jid, height, folded, safe, at)
			SELECT peer, jid, height, folded, safe, at FROM old.journal_mark`, nil},
		{`INSERT INTO main.journal_refused (id, at, peer, code, detail)
			SELECT id, at, peer, code, detail FROM old.journal_refused`, nil},
		{`INSERT INTO main.journal_evidence (id, jid, epoch, seq, hash, bytes, state)
			SELECT id, jid, epoch, seq, hash, bytes, state FROM old.journal_evidence`, nil},
		{`INSERT INTO main.journal_evidence (jid, epoch, seq, hash, bytes, state)
			SELECT pos >> 40, json_extract(CAST(bytes AS TEXT), '$.epoch'),
				json_extract(CAST(bytes AS TEXT), '$.seq'), hash, bytes, ?
			FROM old.journal_commit WHERE pos BETWEEN ? AND ? ORDER BY pos
			ON CONFLICT (jid, epoch, seq, hash) DO UPDATE SET state = excluded.state`, []any{state, cutFrom, cutTo}},
		{`INSERT INTO main.journal_meta (key, value)
			SELECT key, value FROM old.journal_meta WHERE key NOT IN ('core', 'node', 'side', 'fold')`, nil},
	}
	for _, s := range steps {
		if _, err := b.w.Exec(s.sql, s.args...); err != nil {
			return err
		}
	}
	return nil
}

type evidence struct {
	id, jid int64
	ref     fact.Ref
	bytes   []byte
}

// Resume writes again what an interrupted takeover left pending; without any it is cheap. Each conversation begins
// with it, so that nothing waits for the next start.
func (b *Book) Resume(ctx context.Context) error {
	waits := false
	err := b.Read(ctx, func(v *View) (err error) {
		waits, err = fact.One(v, fact.Value[bool],
			`SELECT EXISTS (SELECT 1 FROM journal_evidence WHERE state = 'pending')`)
		return err
	})
	if err != nil || !waits {
		return err
	}
	return b.reissuePending(ctx)
}

// reissuePending writes the pending evidence again, oldest first, each in its own transaction.
func (b *Book) reissuePending(ctx context.Context) error {
	for {
		done := false
		err := b.submit(ctx, func() error {
			e, err := fact.One(b.w, func(r fact.Row) (e evidence, err error) {
				err = r.Scan(&e.id, &e.jid, &e.ref.Epoch, &e.ref.Seq, &e.ref.Hash, &e.bytes)
				return
			}, `SELECT id, jid, epoch, seq, hash, bytes FROM journal_evidence WHERE state = 'pending' ORDER BY id LIMIT 1`)
			if errors.Is(err, fact.ErrNotFound) {
				done = true
				return nil
			}
			if err != nil {
				return err
			}
			return b.reissue(e)
		})
		if err != nil || done {
			return err
		}
	}
}

func (b *Book) reissue(e evidence) error {
	old, err := fact.Decode(e.bytes)
	if err != nil {
		return err
	}
	before, input, err := b.earlier(`j.jid = ?`, e.jid, old.Command)
	if err != nil {
		return err
	}
	if before.Repeated && input == old.Input {
		return b.settle(e.id, "present")
	}
	again := fact.Commit{
		Origin: &e.ref, Wall: old.Wall, Actor: old.Actor, Desk: old.Desk, Command: old.Command, Input: old.Input,
		Name: old.Name, Facts: old.Facts,
	}
	var unfit *fact.Refusal
	if before.Repeated { // one id cannot stand for both
		again.Command = fact.DerivedID("displaced", e.ref.Hash.String())
		unfit = fact.Refuse("form_used", "", "The same form was saved before with other values.")
	} else if unfit, err = b.rehearse(e.jid, old); err != nil {
		return err
	}
	if unfit == nil {
		if _, err := b.append(e.jid, old.Journal, again); err != nil {
			return err
		}
		return b.settle(e.id, "reissued")
	}
	if again.Facts, err = b.displaced(old, e.ref, unfit); err != nil {
		return err
	}
	if _, err := b.append(e.jid, old.Journal, again); err != nil {
		return err
	}
	return b.settle(e.id, "displaced")
}

func (b *Book) settle(id int64, state string) error {
	_, err := b.w.Exec(`UPDATE journal_evidence SET state = ? WHERE id = ?`, state, id)
	return err
}

// rehearse asks of each fact whether it still fits, folding one after the other, and undoes it all. It
// returns the first refusal, nil when everything fits.
func (b *Book) rehearse(jid int64, c fact.Commit) (unfit *fact.Refusal, err error) {
	if _, err := b.w.Exec(`SAVEPOINT rehearsal`); err != nil {
		return nil, err
	}
	failed := guard(func() error { return b.checkFacts(jid, c) })
	if fault := classify(failed); failed != nil && !b.w.inTransaction() ||
		errors.Is(fault, ErrDisk) || errors.Is(fault, ErrDiskFull) {
		return nil, fault
	}
	if _, err := b.w.Exec(`ROLLBACK TO rehearsal`); err != nil {
		return nil, err
	}
	if _, err := b.w.Exec(`RELEASE rehearsal`); err != nil {
		return nil, err
	}
	if failed == nil {
		return nil, nil
	}
	if rs := fact.AsRefusals(failed); len(rs) > 0 {
		return rs[0], nil
	}
	return fact.Refuse("cannot_fold", "", failed.Error()), nil
}

func (b *Book) checkFacts(jid int64, c fact.Commit) error {
	p := b.position(jid, b.heads[jid].Height+1, c, true)
	for _, f := range c.Facts {
		k, ok := b.kinds[f.Kind]
		if !ok {
			return fmt.Errorf("%s is not known to this build", f.Kind)
		}
		body, err := k.Decode(f)
		if err != nil {
			return err
		}
		p.FactID = f.ID
		if err := k.Check(b.w, p, body); err != nil {
			return err
		}
		if err := k.Fold(b.w, p, body); err != nil {
			return err
		}
	}
	return nil
}

// maxSentence bounds, in bytes, the reason that a displaced commit gives.
const maxSentence = 500

// leavesRoom refuses a commit that could not be written again, should it lose its place: then it bears its origin
// and, where it no longer fits, the reason. What is written again fits by that.
func (b *Book) leavesRoom(c fact.Commit, size int) error {
	if size <= fact.MaxCommit/2 || c.Origin != nil {
		return nil
	}
	origin := fact.Ref{Epoch: c.Epoch, Seq: math.MaxInt64}
	worst := fact.Refuse(strings.Repeat("x", maxSentence), "", strings.Repeat("\x00", maxSentence))
	facts, err := b.displaced(c, origin, worst)
	if err != nil {
		return err
	}
	c.Origin, c.Facts, c.Seq = &origin, facts, math.MaxInt64
	_, err = fact.Encode(c)
	return err
}

// displaced wraps the facts of a commit that no longer fits.
func (b *Book) displaced(c fact.Commit, origin fact.Ref, why *fact.Refusal) ([]fact.Fact, error) {
	d := Displaced{
		Origin: origin, Name: c.Name, Wall: c.Wall, Actor: c.Actor, Code: why.Code,
		Sentence: strings.ToValidUTF8(why.Sentence[:min(len(why.Sentence), maxSentence)], ""), Facts: c.Facts,
	}
	if len(c.Facts) == 1 && c.Facts[0].Kind == d.Kind() {
		return c.Facts, nil
	}
	f, err := b.kinds[d.Kind()].New(fact.NewID(b.o.Clock.Now(), b.o.Random), d)
	return []fact.Fact{f}, err
}
