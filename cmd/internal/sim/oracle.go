package sim

import (
	"encoding/json"
	"errors"
	"fmt"

	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/rights"
)

// oracle knows what was promised and looks whether it is kept.
type oracle struct {
	w      *world
	commit map[fact.Hash]*entry
	acks   map[place]*ack
	order  []*ack
	forms  map[string][]*ack
	spent  map[string]*ack // by subject: the command that spent a session last
}

// ack is a command whose commit somebody was told of.
type ack struct {
	place
	node     string
	answers  [][]string // fact ids, as they were answered
	lost     bool       // its last durable copy was destroyed
	returned bool       // what it spent was given back
}

func newOracle(w *world) *oracle {
	return &oracle{
		w: w, commit: map[fact.Hash]*entry{}, acks: map[place]*ack{}, forms: map[string][]*ack{},
		spent: map[string]*ack{},
	}
}

// observe reads what is new on a box and checks what can be checked on the way.
func (o *oracle) observe(b *box) {
	if !b.up() || o.w.fatal != nil {
		return
	}
	for _, h := range b.book.Heads() {
		if b.index.heads[h.Journal] == h || h.Height == 0 {
			continue
		}
		if !o.readOn(b, h.Journal) {
			b.index = newIndex()
			o.readAll(b)
			break
		}
	}
	if !b.isHub() && b.talk != nil {
		o.belief(b)
	}
}

func (o *oracle) readAll(b *box) {
	for _, h := range b.book.Heads() {
		if h.Height > 0 && !o.readOn(b, h.Journal) {
			o.w.broken("I3", "%s: journal %s does not hang together", b.name, h.Journal)
			return
		}
	}
	b.read(func(v *journal.View) error {
		kept, err := fact.All(v, func(r fact.Row) (raw []byte, err error) { err = r.Scan(&raw); return },
			`SELECT bytes FROM journal_evidence ORDER BY id`)
		for _, raw := range kept {
			e, err := newEntry(raw)
			if err != nil {
				return err
			}
			b.index.kept[place{e.Journal, e.Command}] = true
		}
		return err
	})
}

type row struct {
	height int64
	hash   fact.Hash
	bytes  []byte
}

// readOn reads a journal on from where the index ends; false when it does not continue that.
func (o *oracle) readOn(b *box, name string) bool {
	was := b.index.heads[name]
	if was.Height > 0 {
		at, _, err := b.book.HashAt(o.w.ctx, name, was.Height)
		if !o.w.must("look at "+b.name, err) || at != was.Hash {
			return false
		}
	}
	var rows []row
	b.read(func(v *journal.View) (err error) {
		rows, err = fact.All(v, func(r fact.Row) (x row, err error) {
			err = r.Scan(&x.height, &x.hash, &x.bytes)
			return
		}, `SELECT c.pos & ((1 << 40) - 1), c.hash, c.bytes FROM journal_commit c
			WHERE c.pos > (?1 << 40 | ?2) AND c.pos < (?1 + 1) << 40 ORDER BY c.pos`, b.book.JID(name), was.Height)
		return err
	})
	for _, x := range rows {
		o.read(b, name, x)
	}
	return true
}

func (o *oracle) read(b *box, name string, x row) {
	was := b.index.heads[name]
	e := o.commit[x.hash]
	if e == nil {
		var err error
		if e, err = newEntry(x.bytes); err != nil {
			o.w.broken("I3", "%s: %s %d: %v", b.name, name, x.height, err)
			return
		}
		o.commit[x.hash] = e
		o.w.say("commit %s %d %s %s", name, x.height, x.hash, e.Name)
	}
	if x.height != was.Height+1 || !e.follows(was) || fact.Chain(was.Hash, x.bytes) != x.hash || e.Journal != name {
		o.w.broken("I3", "%s: %s %d does not follow %d", b.name, name, x.height, was.Height)
	}
	for _, id := range e.ids {
		at := fmt.Sprintf("%s %d", name, x.height)
		if before := b.index.applied[id]; before != "" && before != at {
			o.w.broken("I2", "%s: fact %s stands at %s and at %s", b.name, id, before, at)
		}
		b.index.applied[id] = at
	}
	b.index.said[place{name, e.Command}] = e
	b.index.heads[name] = journal.Head{Journal: name, Epoch: e.Epoch, Seq: e.Seq, Height: x.height, Hash: x.hash}
}

// acknowledged takes note of an answer to a person.
func (o *oracle) acknowledged(b *box, f form, out journal.Outcome) {
	command, err := commandOf(b, out)
	if !o.w.must("find the command", err) {
		return
	}
	if !out.Repeated {
		for _, before := range o.forms[f.id] {
			if e := b.index.said[before.place]; e != nil {
				o.w.broken("I2", "%s: the form of %s took effect twice", b.name, f.name)
			}
		}
	}
	a := o.note(place{b.node, command}, b.node, out)
	o.forms[f.id] = append(o.forms[f.id], a)
	if out.Repeated {
		return
	}
	o.w.res.Commands++
	for _, x := range out.Facts {
		o.spending(b, a, x)
	}
	if visit := out.Subject("visit:"); visit != "" {
		o.overlaps(b, visit)
	}
}

// commandOf is the command id of a commit just answered.
func commandOf(b *box, out journal.Outcome) (command string, err error) {
	err = b.book.Read(b.w.ctx, func(v *journal.View) (err error) {
		command, err = fact.One(v, fact.Text, `SELECT command FROM journal_commit WHERE pos = (? << 40 | ?)`,
			out.JID, out.Height)
		return err
	})
	return command, err
}

func (o *oracle) note(p place, node string, out journal.Outcome) *ack {
	a := o.acks[p]
	if a == nil {
		a = &ack{place: p, node: node}
		o.acks[p], o.order = a, append(o.order, a)
	}
	if len(out.Facts) > 0 && out.Facts[0].Kind != (journal.Displaced{}).Kind() {
		a.answers = append(a.answers, factIDs(out.Facts))
	}
	if !out.Repeated {
		a.lost = false
	}
	return a
}

func (o *oracle) hubAcknowledged(name, command string, out journal.Outcome) {
	o.w.res.Commands++
	o.note(place{name, command}, o.w.hub.node, out)
}

// spending holds I5 against a box that knows it was put back: what it forgot, the hub remembers.
func (o *oracle) spending(b *box, a *ack, x fact.Fact) {
	switch x.Kind {
	case rights.Returned{}.Kind():
		var f rights.Returned
		if o.w.must("read a right", json.Unmarshal(x.Body, &f)) && o.spent[f.For] != nil {
			o.spent[f.For].returned = true
		}
	case rights.Spent{}.Kind():
		var f rights.Spent
		if !o.w.must("read a right", json.Unmarshal(x.Body, &f)) {
			return
		}
		if before := o.spent[f.For]; before != nil && before != a && b.unsure && o.inForce(b, before) {
			o.w.broken("I5", "%s spends %s a second time", b.name, f.For)
		}
		o.spent[f.For] = a
	}
}

// inForce reports whether what a command spent is still spent: not lost, not given back, and not waiting for a
// person as a displaced commit. Of a branch with two boxes nobody can tell while they are apart.
func (o *oracle) inForce(b *box, a *ack) bool {
	e := b.index.said[a.place]
	displaced := e != nil && len(e.inside) > 0
	return !a.lost && !a.returned && !displaced && !b.desc.copied
}

// overlaps holds I4 for one visit at the box where it was just changed.
func (o *oracle) overlaps(b *box, visit string) {
	b.read(func(v *journal.View) error {
		return o.reportOverlaps(b, v, `a.visit = ?`, visit)
	})
}

func (o *oracle) reportOverlaps(b *box, r fact.Reader, where string, args ...any) error {
	all, err := fact.All(r, fact.Text, `
		SELECT printf('%s and %s have %s at once', a.visit, c.visit, a.practitioner)
		FROM booking_block a
		JOIN booking_block c ON c.jid = a.jid AND c.practitioner = a.practitioner AND c.visit <> a.visit
			AND c.start_utc - c.before_min * 60000 < a.end_utc + a.after_min * 60000
			AND a.start_utc - a.before_min * 60000 < c.end_utc + c.after_min * 60000
		JOIN booking_visit va ON va.jid = a.jid AND va.visit = a.visit
		JOIN booking_visit vc ON vc.jid = c.jid AND vc.visit = c.visit
		WHERE a.conflict = '' AND c.conflict = '' AND a.zone <> '' AND c.zone <> ''
			AND va.status NOT IN ('cancelled', 'no_show') AND vc.status NOT IN ('cancelled', 'no_show') AND `+where+`
		ORDER BY a.visit, c.visit LIMIT 1`, args...)
	for _, text := range all {
		o.w.broken("I4", "%s: %s", b.name, text)
	}
	return err
}

// belief holds I13: what a box thinks the hub has, the hub has. A hub whose disk was overwritten meanwhile has not
// told it yet.
func (o *oracle) belief(b *box) {
	hub := o.w.hub
	if !hub.up() || b.talk.saidAt <= o.w.hubBackAt {
		return
	}
	b.read(func(v *journal.View) error {
		marks, err := journal.Marks(v, hub.node)
		for _, m := range marks {
			if m.Journal == b.node && m.Height > hub.book.Head(b.node).Height {
				o.w.broken("I13", "%s believes that the hub has %d, it has %d", b.name, m.Height,
					hub.book.Head(b.node).Height)
			}
		}
		return err
	})
}

// glanceEvery is after how many events one box is looked at whole.
const glanceEvery = 100

// glance looks at one box, each in its turn, for what is too dear to ask after every event: I4 and I5 over all that
// it has folded, and I7 where it and the hub have the same commits of a journal.
func (o *oracle) glance(turn int) {
	all := o.w.boxes()
	b := all[turn%len(all)]
	if !b.up() || o.w.fatal != nil || len(o.w.res.Violations) > 0 {
		return
	}
	b.read(func(v *journal.View) error {
		broken, err := rights.Broken(v)
		for _, x := range broken {
			o.w.broken("I5", "%s: %+v does not add up", b.name, x)
		}
		return errors.Join(err, o.reportOverlaps(b, v, `TRUE`), o.w.auditRights(b, v))
	})
	if !b.isHub() && o.w.hub.up() {
		o.w.sameFolds(b)
	}
}

// talked looks at how a conversation ended.
func (o *oracle) talked(b *box, t *talk, err error) {
	if err == nil && !t.session.Halted && !b.isHub() {
		b.agreed = true
	}
}

// destroyed counts losses after a disk was overwritten or taken away: what no disk holds any more may be missing.
func (o *oracle) destroyed() {
	for _, a := range o.order {
		if !a.lost && !o.durable(a.place) {
			a.lost = true
			o.w.res.Lost++
		}
	}
}

func (o *oracle) durable(p place) bool {
	for _, b := range o.w.boxes() {
		if b.index.has(p) {
			return true
		}
	}
	return false
}
