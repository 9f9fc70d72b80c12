package sim

import (
	"encoding/base64"
	"fmt"
	"time"

	"branchbook/hub/report"
	"branchbook/sync/book"
	"branchbook/sync/branches"
	"branchbook/sync/catalogue"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
)

// branch is a place with people, whichever boxes it has.
type branch struct {
	node   string
	zone   *time.Location
	boxes  []*box // the first is the one that was enrolled
	saved  []copied
	copied bool // had two boxes at some time

	lineUp, reqUp, replyUp bool
}

// boxOf is the enrolled box of a branch.
func (w *world) boxOf(node string) *box {
	for _, br := range w.branches {
		if br.node == node {
			return br.boxes[0]
		}
	}
	return w.hub
}

// open reports whether people work there now.
func (br *branch) open(now int64) bool {
	h := time.UnixMilli(now).In(br.zone).Hour()
	return h >= 8 && h < 20
}

// gone reports whether a box was taken away.
func (br *branch) gone(b *box) bool {
	for _, other := range br.boxes {
		if other == b {
			return false
		}
	}
	return true
}

// settle builds the world: the hub, its branches, their enrolment, an attacker.
func (w *world) settle() {
	w.hub = &box{
		w: w, name: "hub", node: "hub", dir: w.place("hub"), keys: w.newKeys(), def: report.Extend(book.Definition()),
		index: newIndex(),
	}
	plantDefinition(w.hub)
	if !w.hub.open() {
		return
	}
	n := w.c.Branches
	if n == 0 {
		n = 3 + w.r.IntN(3)
	}
	for i := range n {
		if w.fatal != nil {
			return
		}
		w.settleBranch(fmt.Sprintf("b%d", i+1), zones[i%len(zones)])
	}
	w.evil = newAttacker(w)
	w.hubWork()
}

func (w *world) settleBranch(node, zone string) {
	loc, err := time.LoadLocation(zone)
	if !w.must("zone", err) {
		return
	}
	br := &branch{node: node, zone: loc, lineUp: true, reqUp: true, replyUp: true}
	b := &box{
		w: w, name: node, node: node, dir: w.place(node), keys: w.newKeys(), def: book.Definition(), desc: br,
		index: newIndex(),
	}
	plantDefinition(b)
	br.boxes = []*box{b}
	w.branches = append(w.branches, br)
	if !b.open() {
		return
	}
	w.admit(node, b.book.Box(), zone, b.keys)
	b.furnish(fmt.Sprintf("S%s", node[1:]+"X"), zone)
	b.workday()
}

// admit enrols a box, as hub.Admit does.
func (w *world) admit(node, box, zone string, k keys) {
	b64 := base64.RawURLEncoding.EncodeToString
	in := branches.BranchEnrolled{
		Node: branches.Node(node), Code: "X" + node, Name: node, Currency: "EUR", Zone: zone, Box: box,
		Key: b64(k.verify()), SealTo: b64(k.public[:]),
	}
	_, err := w.hub.book.Do(w.ctx, journal.Command{
		ID: fact.DerivedID("admit", node, box), Name: "branches.Admit", Input: in,
		Decide: func(tx *journal.Tx) error { tx.Say(in); return nil },
	})
	w.must("admit "+node, err)
	w.must("admit "+node, w.hub.in.Load(w.ctx))
	w.oracle.observe(w.hub)
}

// hubWork has headquarters write now and then: for all, or for one branch.
func (w *world) hubWork() {
	w.at(w.between(20*minute, 4*hour), func() {
		if w.work && w.hub.up() && len(w.hub.in.Awaited()) == 0 {
			w.hubSays()
		}
		w.hubWork()
	})
}

func (w *world) hubSays() {
	in := catalogue.ServiceDefined{Service: catalogue.Service{
		ID: catalogue.ServiceID(fmt.Sprintf("s%d", w.r.IntN(20))), Name: "From the hub", LengthMin: 30, Currency: "EUR",
		PriceMinor: 100,
	}}
	name := w.hub.node
	if w.chance(0.5) {
		name = w.hub.in.Down(w.branches[w.r.IntN(len(w.branches))].node)
	}
	id := w.hub.newID()
	out, err := w.hub.book.Do(w.ctx, journal.Command{
		ID: id, Name: "catalogue.DefineService", Input: in,
		Decide: func(tx *journal.Tx) error { tx.SayIn(name, in); return nil },
	})
	if !w.hub.survived() {
		return
	}
	if err != nil {
		w.broken("I0", "hub: %v", err)
		return
	}
	w.oracle.hubAcknowledged(name, id, out)
	w.oracle.observe(w.hub)
}

// mend ends all bad luck, puts together what is apart and gives the network time to come to rest.
func (w *world) mend() {
	w.say("mend")
	w.plan.rate = map[Fault]float64{}
	for _, br := range w.branches {
		br.lineUp, br.reqUp, br.replyUp = true, true, true
	}
	for _, b := range w.boxes() {
		b.wrong, b.doom = 0, ""
		if !b.up() && !b.off && w.fatal == nil && len(w.res.Violations) == 0 {
			b.open()
		}
	}
	w.until(w.now + 15*minute)
	for _, br := range w.branches {
		w.join(br)
	}
	w.until(w.now + 4*hour)
}

// join is what a person does about two boxes of one branch: each in turn may speak until it has said all, then
// the copies are switched off for good.
func (w *world) join(br *branch) {
	for len(br.boxes) > 1 && w.fatal == nil && len(w.res.Violations) == 0 {
		first, last := br.boxes[0], br.boxes[len(br.boxes)-1]
		for _, b := range br.boxes {
			if b != last {
				b.off = true
				b.close(false)
			}
		}
		for range 12 {
			w.until(w.now + 10*minute)
			if last.up() && last.talk == nil && last.book.Head(br.node) == w.hubHead(br.node) {
				break
			}
		}
		if last.up() && last.book.Head(br.node) != w.hubHead(br.node) {
			w.broken("I8", "%s cannot bring its work to the hub: %v", last.name, last.line)
		}
		w.retire(br, last)
		first.off = false
		first.open()
		w.until(w.now + 10*minute)
	}
}

// retire takes a box away for good.
func (w *world) retire(br *branch, b *box) {
	w.say("retire %s", b.name)
	b.close(false)
	b.off = true
	br.boxes = br.boxes[:len(br.boxes)-1]
	w.oracle.destroyed()
}
