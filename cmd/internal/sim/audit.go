package sim

import (
	"fmt"
	"slices"

	"branchbook/sync/fact"
	"branchbook/sync/journal"
)

// audit is the full examination at the end.
func (w *world) audit() {
	hub := w.hub
	if !w.everybodyIsUp() {
		return
	}
	w.audit8()
	w.audit1()
	w.audit3()
	w.audit7()
	for _, b := range w.boxes() {
		w.auditBox(b)
	}
	if late := hub.in.Awaited(); len(late) > 0 {
		slices.Sort(late)
		w.broken("I8", "the hub still waits for %v", late)
	}
	w.res.Facts = w.count(hub, `SELECT SUM(json_array_length(CAST(bytes AS TEXT), '$.facts')) FROM journal_commit`)
	w.res.Epochs = w.count(hub, `SELECT COUNT(*) FROM journal_epoch`)
	w.res.Displaced = w.count(hub, `SELECT COUNT(*) FROM decision_displaced`)
	for _, h := range hub.book.Heads() {
		w.say("end %s %d %s", h.Journal, h.Height, h.Hash)
	}
}

func (w *world) everybodyIsUp() bool {
	for _, b := range w.boxes() {
		if !b.up() {
			w.broken("I8", "%s does not come up again", b.name)
			return false
		}
	}
	return true
}

// audit8: all copies of a journal end alike.
func (w *world) audit8() {
	for _, br := range w.branches {
		b := br.boxes[0]
		for _, name := range []string{br.node, w.hub.node, w.hub.in.Down(br.node)} {
			if mine, hubs := b.book.Head(name), w.hub.book.Head(name); mine != hubs {
				w.broken("I8", "journal %s: %s ends at %d, the hub at %d", name, b.name, mine.Height, hubs.Height)
			}
		}
		if !b.agreed {
			w.broken("I8", "%s has not come to an agreement with the hub", b.name)
		}
	}
}

// audit1: what was acknowledged and not lost is where it belongs.
func (w *world) audit1() {
	for _, a := range w.oracle.order {
		if a.lost {
			continue
		}
		for _, b := range w.boxes() {
			if b.node != a.node && !b.isHub() {
				continue
			}
			e := b.index.said[a.place]
			if e == nil {
				w.broken("I1", "%s: command %s of %s is missing", b.name, a.command, a.journal)
				return
			}
			if len(a.answers) > 0 && !slices.ContainsFunc(a.answers, e.answers) {
				w.broken("I1", "%s: command %s (%s) has other facts than were answered", b.name, a.command, e.Name)
				return
			}
		}
	}
}

// audit3: in the end no number names two commits.
func (w *world) audit3() {
	type number struct {
		journal, epoch string
		seq            int64
	}
	names := map[number]fact.Hash{}
	for _, b := range w.boxes() {
		b.read(func(v *journal.View) error {
			_, err := fact.All(v, func(r fact.Row) (x row, err error) {
				if err = r.Scan(&x.hash, &x.bytes); err != nil {
					return x, err
				}
				e := w.oracle.commit[x.hash]
				if e == nil {
					w.broken("I3", "%s holds a commit that nobody saw", b.name)
					return x, nil
				}
				n := number{e.Journal, e.Epoch, e.Seq}
				if other, there := names[n]; there && other != x.hash {
					w.broken("I3", "%s %s %d names two commits", n.journal, n.epoch, n.seq)
				}
				names[n] = x.hash
				return x, nil
			}, `SELECT hash, bytes FROM journal_commit ORDER BY pos`)
			return err
		})
	}
}

// audit7: the hub folds what its branches fold.
func (w *world) audit7() {
	for _, br := range w.branches {
		w.sameFolds(br.boxes[0])
	}
}

// sameFolds compares what a box and the hub fold from the same commits.
func (w *world) sameFolds(b *box) {
	for _, name := range []string{b.node, w.hub.node, w.hub.in.Down(b.node)} {
		if head := b.book.Head(name); head.Height == 0 || head != w.hub.book.Head(name) {
			continue
		}
		mine, err := b.book.Digest(w.ctx, name)
		w.must("digest", err)
		hubs, err := w.hub.book.Digest(w.ctx, name)
		w.must("digest", err)
		if mine != hubs {
			w.broken("I7", "journal %s: %s and the hub fold it differently", name, b.name)
		}
	}
}

// auditBox verifies one book whole: chains, folds, audits, held commits, calendar, rights, keys.
func (w *world) auditBox(b *box) {
	rep, err := b.book.Verify(w.ctx, w.dir)
	if !w.must("verify "+b.name, err) {
		return
	}
	for _, p := range rep.Problems {
		w.broken("I6", "%s: %s", b.name, p)
	}
	if held := w.count(b, `SELECT COUNT(*) FROM journal_held`); held > 0 {
		b.read(func(v *journal.View) error {
			all, err := journal.HeldCommits(v)
			w.broken("I12", "%s holds %d commits: %+v", b.name, held, all[0])
			return err
		})
	}
	b.read(func(v *journal.View) error { return w.oracle.reportOverlaps(b, v, `TRUE`) })
	b.read(func(v *journal.View) error { return w.auditRights(b, v) })
	w.auditKeys(b)
}

// auditRights compares what was spent with the sessions that were taken.
func (w *world) auditRights(b *box, r fact.Reader) error {
	all, err := fact.All(r, fact.Text, `
		SELECT printf('%s: %d spent, %d taken', right, spent, taken)
		FROM (
			SELECT h.right AS right, SUM(h.spent - h.returned) AS spent,
				(SELECT COUNT(*) FROM courses_session s
					WHERE s.jid = h.jid AND 'session/' || s.contract || '/' || s.item = h.right
						AND s.state IN ('earned', 'burned', 'expired', 'refunded')) AS taken
			FROM rights_holding h
			WHERE h.unit = 'session'
			GROUP BY h.jid, h.right)
		WHERE spent <> taken
		LIMIT 3`)
	for _, text := range all {
		w.broken("I5", "%s: %s", b.name, text)
	}
	return err
}

// auditKeys: whoever has a branch's commits has the keys of their sealed fields.
func (w *world) auditKeys(b *box) {
	names := []string{b.node}
	if b.isHub() {
		names = nil
		for _, br := range w.branches {
			names = append(names, br.node)
		}
	}
	for _, a := range w.oracle.order {
		e := b.index.said[a.place]
		if e == nil || !slices.Contains(names, a.journal) {
			continue
		}
		for _, id := range e.keys {
			if _, err := b.vault.Key(id); err != nil {
				w.broken("I11", "%s: key %s of command %s: %v", b.name, id, a.command, err)
				return
			}
		}
	}
}

func (w *world) count(b *box, query string) (n int) {
	b.read(func(v *journal.View) error {
		m, err := fact.One(v, fact.Int, query)
		if err != nil {
			return fmt.Errorf("count: %w", err)
		}
		n = int(m)
		return nil
	})
	return n
}
