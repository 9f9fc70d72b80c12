package sim

import (
	"errors"
	"time"

	"branchbook/sync/journal"
	"branchbook/sync/link/wire"
)

// How long a branch waits: for a reply, between two talks, after a failure.
const (
	patience  = 30 * second
	heartbeat = 40 * minute
	backoff   = minute
	backoffMx = 10 * minute
	lease     = 45 * time.Minute // of the box that speaks for a branch: longer than a heartbeat, as in life
)

// talk is one conversation of a box with the hub.
type talk struct {
	session *wire.Session
	round   int   // the request that is under way
	saidAt  int64 // when the hub said what was heard last
}

// nextTalk plans the next conversation, unless a sooner one is planned.
func (b *box) nextTalk(in int64) {
	at := b.w.now + in
	if b.planned > b.w.now && b.planned <= at {
		return
	}
	b.planned = at
	life := b.life
	b.w.at(in, func() {
		if b.life == life && b.planned == at && b.talk == nil && !b.off {
			b.startTalk()
		}
	})
}

func (b *box) startTalk() {
	b.w.res.Talks++
	t := &talk{session: &wire.Session{
		Caller: &wire.Caller{
			Network: network, Node: b.node, Key: b.keys.sign, Hub: b.line.Hub.Keys, Random: b.w.rand,
		},
		Branch: plantBranch(b), Pace: &b.pace,
	}}
	b.talk = t
	frame, err := t.session.Start(b.w.ctx)
	b.goOn(t, frame, err)
}

// goOn sends the next request of a talk, or ends it.
func (b *box) goOn(t *talk, frame []byte, err error) {
	if !b.survived() {
		return
	}
	b.w.oracle.observe(b)
	if err != nil || frame == nil {
		b.endTalk(t, err)
		return
	}
	t.round++
	round, life := t.round, b.life
	b.carry(frame, func(said int64, reply []byte) { b.hear(life, t, round, said, reply) })
	b.w.at(patience, func() {
		if b.life == life && b.talk == t && t.round == round {
			b.pace.TimedOut()
			b.endTalk(t, errTimeout)
		}
	})
}

var errTimeout = errors.New("no answer")

// hear takes a reply. One that comes too late meets another request, or nobody.
func (b *box) hear(life int, t *talk, round int, said int64, reply []byte) {
	if b.life != life || b.talk == nil || b.off {
		return
	}
	if b.talk != t || t.round != round {
		b.w.say("late %s", b.name)
		t = b.talk // whoever listens now must not believe it
	} else {
		t.saidAt = said
	}
	t.round++
	b.pace.Took(time.Second / 2)
	frame, err := t.session.Take(b.w.ctx, reply)
	b.goOn(t, frame, err)
}

func (b *box) endTalk(t *talk, err error) {
	b.talk = nil
	b.w.oracle.talked(b, t, err)
	b.w.say("talk %s moved %d halted %t: %v", b.name, t.session.Moved, t.session.Halted, err)
	if err == nil && !t.session.Halted {
		b.fails = 0
		b.nextTalk(b.w.between(heartbeat/2, heartbeat))
		return
	}
	b.fails++
	b.nextTalk(b.w.between(backoff/2, min(backoff<<min(b.fails, 5), backoffMx)))
}

// carry brings a request to the hub and its reply back, as well as the line does today.
func (b *box) carry(frame []byte, reply func(int64, []byte)) {
	b.w.evil.hears(frame)
	d := b.desc
	if !d.lineUp || !d.reqUp || b.w.chance(b.w.plan.rate[Loss]*0.3) {
		b.w.say("lost %s", b.name)
		if b.w.plan.rate[Loss] > 0 {
			b.w.res.Faults[Loss]++
		}
		return
	}
	b.w.at(b.w.delay(), func() { b.w.reach(b.node, frame, func(answer []byte) { b.bringBack(answer, reply) }) })
	if b.w.chance(b.w.plan.rate[Duplicate] * 0.2) {
		b.w.res.Faults[Duplicate]++
		b.w.at(b.w.between(second, 2*day), func() { b.w.reach(b.node, frame, func([]byte) {}) })
	}
}

func (b *box) bringBack(answer []byte, reply func(int64, []byte)) {
	said := b.w.now
	if !b.desc.lineUp || !b.desc.replyUp || b.w.chance(b.w.plan.rate[ReplyLoss]*0.3) {
		b.w.say("reply lost %s", b.name)
		b.w.res.Faults[ReplyLoss]++
		return
	}
	b.w.at(b.w.delay(), func() { reply(said, answer) })
	if b.w.chance(b.w.plan.rate[Duplicate] * 0.1) {
		b.w.at(b.w.between(second, hour), func() { reply(said, answer) })
	}
}

// delay is how long a message travels; with bad luck longer than the one sent after it.
func (w *world) delay() int64 {
	if rate := w.plan.rate[Delay]; rate > 0 && w.chance(rate*0.3) {
		w.res.Faults[Delay]++
		return w.between(second, 3*minute)
	}
	return w.between(5, 200)
}

// reach hands a frame to the hub by a branch's subject.
func (w *world) reach(node string, frame []byte, reply func([]byte)) {
	hub := w.hub
	if !hub.up() {
		return
	}
	answer := hub.door.Serve(w.ctx, node, frame)
	if !hub.survived() {
		return
	}
	w.oracle.observe(hub)
	if answer != nil {
		reply(answer)
	}
}

// hubHead is the hub's head of a journal; of a closed hub the last that is known.
func (w *world) hubHead(name string) journal.Head {
	if w.hub.up() {
		return w.hub.book.Head(name)
	}
	return w.hub.index.head(name)
}
