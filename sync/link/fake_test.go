package link

import (
	"context"
	"fmt"
	"sync"

	"branchbook/sync/fact"
	"branchbook/sync/link/wire"
)

// paper is a journal on paper: commits and their hashes in memory, enough to hold the wire to its promises.
type paper struct {
	mu      sync.Mutex
	name    string
	commits [][]byte
	hashes  []fact.Hash
}

func (p *paper) write(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.commits = append(p.commits, []byte(text))
	p.hashes = append(p.hashes, fact.Chain(p.hashAt(len(p.hashes)), []byte(text)))
}

func (p *paper) hashAt(height int) fact.Hash {
	if height == 0 {
		return fact.Hash{}
	}
	return p.hashes[height-1]
}

func (p *paper) head() wire.Head {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := len(p.commits)
	if n == 0 {
		return wire.Head{Journal: p.name}
	}
	return wire.Head{Journal: p.name, Epoch: "e1", Seq: int64(n), Height: int64(n), Hash: p.hashAt(n)}
}

func (p *paper) export(after int64, limit wire.Limit) wire.Batch {
	p.mu.Lock()
	defer p.mu.Unlock()
	b := wire.Batch{Journal: p.name, From: after + 1, Prev: p.hashAt(int(after))}
	size := 0
	for _, c := range p.commits[after:] {
		if size += len(c); len(b.Commits) > 0 && (size > limit.Bytes || len(b.Commits) == limit.Commits) {
			break
		}
		b.Commits = append(b.Commits, c)
	}
	return b
}

// receive takes an exact continuation and nothing else.
func (p *paper) receive(b wire.Batch) bool {
	p.mu.Lock()
	exact := b.From == int64(len(p.commits))+1 && b.Prev == p.hashAt(len(p.commits))
	p.mu.Unlock()
	if exact {
		for _, c := range b.Commits {
			p.write(string(c))
		}
	}
	return exact
}

// fakeBranch is the branch's side with one journal of its own and one from the hub.
type fakeBranch struct {
	own, down paper
	round     int64
	refused   *fact.Refusal
}

func newFakeBranch(node string) *fakeBranch {
	return &fakeBranch{own: paper{name: node}, down: paper{name: "hub-" + node}}
}

func (f *fakeBranch) Hello(context.Context) (wire.Hello, error) {
	f.round++
	return wire.Hello{Box: "box", Boot: "boot", Round: f.round, App: "test", WireMin: 1, WireMax: 1,
		Own: f.own.head(), Down: []wire.Watermark{{Head: f.down.head()}}}, nil
}

func (f *fakeBranch) Next(_ context.Context, s wire.Status) (wire.Step, error) {
	if f.refused = s.Refusal; s.Decision == wire.DecideRefuse {
		return wire.Step{Do: wire.StepHalt}, nil
	}
	if own := f.own.head(); s.Up.Height < own.Height {
		return wire.Step{Do: wire.StepPush, Journal: own.Journal, After: s.Up.Height}, nil
	}
	if down := f.down.head(); len(s.Down) == 1 && s.Down[0].Height > down.Height {
		return wire.Step{Do: wire.StepPull, Journal: down.Journal, After: down.Height}, nil
	}
	return wire.Step{}, nil
}

func (f *fakeBranch) Export(_ context.Context, _ string, after int64, l wire.Limit) (wire.Batch, error) {
	return f.own.export(after, l), nil
}

func (f *fakeBranch) Receive(_ context.Context, b wire.Batch) error {
	if !f.down.receive(b) {
		return fmt.Errorf("does not continue")
	}
	return nil
}

func (f *fakeBranch) Probed(context.Context, wire.Hashes) error { return nil }

// fakeHub is the hub's side.
type fakeHub struct {
	mu     sync.Mutex
	up     map[string]*paper
	down   map[string]*paper
	byes   map[string]wire.ByeReason
	refuse map[string]*fact.Refusal
}

func newFakeHub() *fakeHub {
	return &fakeHub{up: map[string]*paper{}, down: map[string]*paper{}, byes: map[string]wire.ByeReason{},
		refuse: map[string]*fact.Refusal{}}
}

func (f *fakeHub) of(m map[string]*paper, node, name string) *paper {
	f.mu.Lock()
	defer f.mu.Unlock()
	if m[node] == nil {
		m[node] = &paper{name: name}
	}
	return m[node]
}

func (f *fakeHub) upOf(node string) *paper   { return f.of(f.up, node, node) }
func (f *fakeHub) downOf(node string) *paper { return f.of(f.down, node, "hub-"+node) }

func (f *fakeHub) status(node string) wire.Status {
	s := wire.Status{Incarnation: "i1", App: "test", WireMin: 1, WireMax: 1, Decision: wire.DecidePush,
		Up: wire.Watermark{Head: f.upOf(node).head()}, Down: []wire.Head{f.downOf(node).head()}}
	f.mu.Lock()
	defer f.mu.Unlock()
	if no := f.refuse[node]; no != nil {
		s.Decision, s.Refusal = wire.DecideRefuse, no
	}
	return s
}

func (f *fakeHub) Answer(_ context.Context, node string, _ wire.Hello) (wire.Status, error) {
	return f.status(node), nil
}

func (f *fakeHub) Push(_ context.Context, node string, b wire.Batch) (wire.Status, error) {
	f.upOf(node).receive(b)
	return f.status(node), nil
}

func (f *fakeHub) Pull(_ context.Context, node string, p wire.Pull) (wire.Batch, error) {
	return f.downOf(node).export(p.After, p.Limit), nil
}

func (f *fakeHub) Probe(_ context.Context, node string, p wire.Probe) (wire.Hashes, error) {
	return wire.Hashes{Journal: p.Journal}, nil
}

func (f *fakeHub) Ask(_ context.Context, node string, a wire.Ask) (wire.Answer, error) {
	if a.Verb == "refuse" {
		return wire.Answer{}, fact.Refuse("slot_taken", "", "That time is taken.")
	}
	return wire.Answer{Body: a.Body}, nil
}

func (f *fakeHub) Bye(_ context.Context, node string, b wire.Bye) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.byes[node] = b.Reason
	return nil
}
