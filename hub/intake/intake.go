// Package intake is the hub's part in the conversation with its branches: it stores what they send, gives them
// what it wrote for them, and says how far it is. The messages are [branchbook/sync/link/wire]'s, the storing
// and folding [branchbook/sync/journal]'s.
//
// Its one idea: a batch, its fold, its rollups and the branch's watermark are one transaction. It refuses
// boxes that were fenced, two boxes that speak for one branch at once, and everything that does not continue
// exactly what is stored.
package intake

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"branchbook/sync/branches"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/link/wire"
)

// Intake implements [wire.Hub] over the hub's book.
type Intake struct {
	Book   *journal.Book
	Vault  *journal.Vault
	Self   []ed25519.PublicKey // every key that this hub ever signed with
	SealTo *[32]byte           // the hub's X25519 pair: keys from branches are sealed to it
	Secret *[32]byte
	Clock  fact.Clock
	Random io.Reader
	App    string
	Fold   int
	// Incarnation names the hub's database; it changes when the hub is restored.
	Incarnation string
	// Live is how long a box that spoke for a branch keeps another one out; 0 means two minutes.
	Live time.Duration
	// Heard is told of every conversation; it must not block. May be nil.
	Heard func(Contact)
	// Compared is the last comparison of a branch's tables with the hub's; nil for none. May be nil.
	Compared func(node string) *wire.Compared
	// Safe is the height up to which a journal stands in a proved backup of the hub. May be nil.
	Safe func(journal string) int64
	// Restored is called when a branch gave back what the hub had lost of its own journals, members included.
	// May be nil.
	Restored func(context.Context) error

	mu      sync.Mutex
	members map[string]*member
	frozen  map[string]bool // after a restore: branches that have not reported yet; nil when none is awaited
}

// member is a branch as the hub knows it between hellos.
type member struct {
	keys    []ed25519.PublicKey // of all its boxes
	key     ed25519.PublicKey   // of the enrolled one
	sealTo  *[32]byte
	box     string // enrolled
	fenced  map[string]bool
	lease   lease
	hello   wire.Hello
	offered map[string]wire.Head // how far it says it has the hub's journals
	back    []journal.Batch      // the hub's own history, given back piece by piece
}

// Contact is what a conversation told about a branch.
type Contact struct {
	Node  string
	At    time.Time
	Hello wire.Hello
	Up    wire.Watermark
	Code  string // of a refusal, empty when welcome
}

var _ wire.Hub = (*Intake)(nil)

// live is how long a box that spoke for a branch keeps another one out.
func (in *Intake) live() time.Duration { return cmp.Or(in.Live, 2*time.Minute) }

// Down is the name of the journal that the hub writes for one branch.
func (in *Intake) Down(branch string) string { return in.Book.Node() + "/" + branch }

// Load reads the members from the hub's journal for all. It is called at start and after every enrolment,
// fence or takeover.
func (in *Intake) Load(ctx context.Context) error {
	var list []branches.Enrolment
	var boxes []branches.Box
	var fences []branches.Fence
	err := in.Book.Read(ctx, func(v *journal.View) (err error) {
		if list, err = branches.Enrolments(v, v.JID()); err != nil {
			return err
		}
		if boxes, err = branches.Boxes(v, v.JID()); err != nil {
			return err
		}
		fences, err = branches.Fences(v, v.JID())
		return err
	})
	if err != nil {
		return fmt.Errorf("load members: %w", err)
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	old := in.members
	in.members = map[string]*member{}
	for _, e := range list {
		m := &member{box: e.Box, fenced: map[string]bool{}, offered: map[string]wire.Head{}}
		if o := old[string(e.Node)]; o != nil {
			m.lease, m.hello, m.offered = o.lease, o.hello, o.offered
		}
		if raw, err := base64.RawURLEncoding.DecodeString(e.SealTo); err == nil && len(raw) == 32 {
			m.sealTo = (*[32]byte)(raw)
		}
		if raw, err := base64.RawURLEncoding.DecodeString(e.Key); err == nil {
			m.key = raw
		}
		in.members[string(e.Node)] = m
	}
	for _, b := range boxes {
		if raw, err := base64.RawURLEncoding.DecodeString(b.Key); err == nil && in.members[string(b.Node)] != nil {
			m := in.members[string(b.Node)]
			m.keys = append(m.keys, raw)
		}
	}
	for _, f := range fences {
		if m := in.members[string(f.Node)]; m != nil {
			m.fenced[f.Box] = true
			if m.lease.box == f.Box {
				m.lease.box = "" // it keeps nobody out any more
			}
		}
	}
	return nil
}

// Member gives the keys a branch's frames may be signed with: the present box's. None for a stranger.
func (in *Intake) Member(node string) []ed25519.PublicKey {
	in.mu.Lock()
	defer in.mu.Unlock()
	m := in.members[node]
	if m == nil || len(m.key) == 0 {
		return nil
	}
	return []ed25519.PublicKey{m.key}
}

// heeded refuses what a box says after, or instead of, its hello: it may have been fenced meanwhile. Its key stays
// known, so that it hears why.
func (in *Intake) heeded(node string) error {
	in.mu.Lock()
	defer in.mu.Unlock()
	switch m := in.members[node]; {
	case m == nil:
		return strangerRefused()
	case m.fenced[m.box]:
		return fencedRefused()
	}
	return nil
}

func strangerRefused() *fact.Refusal {
	return fact.Refuse("unknown_node", "", "This branch is not enrolled here.")
}

func fencedRefused() *fact.Refusal {
	return fact.Refuse("fenced", "",
		"This box was replaced. Its work is safe here and can be handed over by enrolling it as a new box.")
}

// Freeze makes the hub wait for every branch's report before it writes or gives out its own journals: it was
// restored, and the branches may know more of what it wrote than it does.
func (in *Intake) Freeze() {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.frozen = map[string]bool{}
	for node := range in.members {
		in.frozen[node] = true
	}
}

// Awaited lists the branches that a restored hub has not heard from; empty when it may write.
func (in *Intake) Awaited() []string {
	in.mu.Lock()
	defer in.mu.Unlock()
	var all []string
	for node := range in.frozen {
		all = append(all, node)
	}
	slices.Sort(all)
	return all
}

// Thaw ends the waiting for one branch that a person has given up.
func (in *Intake) Thaw(node string) {
	in.mu.Lock()
	defer in.mu.Unlock()
	delete(in.frozen, node)
}

// Answer implements [wire.Hub].
func (in *Intake) Answer(ctx context.Context, node string, h wire.Hello) (wire.Status, error) {
	if refusal := in.admit(node, h); refusal != nil {
		s := in.status(node)
		s.Decision, s.Refusal = wire.DecideRefuse, refusal
		in.tell(node, h, s.Up, refusal.Code)
		return s, in.Book.NoteRefused(ctx, node, refusal.Code, refusal.Sentence)
	}
	in.mu.Lock()
	m := in.members[node]
	m.hello, m.back, m.offered = h, nil, map[string]wire.Head{}
	for _, d := range h.Down {
		m.offered[d.Journal] = d.Head
	}
	in.mu.Unlock()
	if err := in.Book.Resume(ctx); err != nil {
		return wire.Status{}, err
	}
	s, err := in.decide(ctx, node, h)
	if err == nil {
		in.tell(node, h, s.Up, "")
	}
	return s, err
}

func (in *Intake) tell(node string, h wire.Hello, up wire.Watermark, code string) {
	if in.Heard != nil {
		in.Heard(Contact{Node: node, At: in.Clock.Now(), Hello: h, Up: up, Code: code})
	}
}

// admit says whether this box may speak for the branch now.
func (in *Intake) admit(node string, h wire.Hello) *fact.Refusal {
	in.mu.Lock()
	defer in.mu.Unlock()
	m := in.members[node]
	switch {
	case m == nil:
		return strangerRefused()
	case m.fenced[h.Box], m.fenced[m.box]: // a box may say any name; its key is the enrolled one's
		return fencedRefused()
	case h.WireMin > wire.Version || h.WireMax < wire.Version:
		return fact.Refuse("version", "",
			"This branch and headquarters have no version in common. Update the older one.")
	}
	return m.lease.take(h, in.Clock.Now(), in.live())
}

// status is the hub's own state towards a branch, without a decision.
func (in *Intake) status(node string) wire.Status {
	s := wire.Status{
		Incarnation: in.Incarnation, App: in.App, WireMin: wire.Version, WireMax: wire.Version, Fold: in.Fold,
		Up: wire.Watermark{Head: wire.Head(in.Book.Head(node))}, Wall: in.Clock.Now().UnixMilli(),
	}
	if in.Compared != nil {
		s.Compared = in.Compared(node)
	}
	return s
}

// decide compares both sides' heads; see the table in [branchbook/sync/link/wire].
func (in *Intake) decide(ctx context.Context, node string, h wire.Hello) (wire.Status, error) {
	s := in.status(node)
	var err error
	if s.Up.Folded, s.Up.Safe, err = in.folded(ctx, node, s.Up.Height); err != nil {
		return s, err
	}
	if s.Decision, err = in.judge(ctx, s.Up.Head, h.Own); err != nil {
		return s, err
	}
	wanted, err := in.Vault.Wanted(node)
	if err != nil {
		return s, err
	}
	for _, w := range wanted {
		s.Lacks = append(s.Lacks, w.Key)
	}
	for _, name := range []string{in.Book.Node(), in.Down(node)} {
		mine, theirs := wire.Head(in.Book.Head(name)), in.theirs(node, name)
		behind, err := in.behind(ctx, mine, theirs)
		switch {
		case err != nil:
			return s, err
		case behind:
			s.Want = append(s.Want, mine)
		case len(in.Awaited()) == 0 && mine.Height > 0:
			s.Down = append(s.Down, mine)
		}
	}
	// A hello that names this incarnation was said after the restore, not before it and only heard now.
	if len(s.Want) == 0 && h.Hub == in.Incarnation {
		in.Thaw(node)
	}
	return s, in.settle(ctx)
}

// settle ends the waiting of a restored hub once nobody is awaited: what it knows of its own writing is all that
// is known, also after the next start.
func (in *Intake) settle(ctx context.Context) error {
	in.mu.Lock()
	over := in.frozen != nil && len(in.frozen) == 0
	if over {
		in.frozen = nil
	}
	in.mu.Unlock()
	if !over {
		return nil
	}
	return in.Book.Reconcile(ctx, in.Book.Node(), in.Book.Head(in.Book.Node()).Height)
}

func (in *Intake) theirs(node, name string) wire.Head {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.members[node].offered[name]
}

// judge decides about the branch's own journal.
func (in *Intake) judge(ctx context.Context, mine, theirs wire.Head) (wire.Decision, error) {
	if theirs.Height >= mine.Height {
		return wire.DecidePush, nil // the branch checks my hash in its own journal
	}
	at, _, err := in.Book.HashAt(ctx, mine.Journal, theirs.Height)
	switch {
	case err != nil:
		return "", err
	case at == theirs.Hash:
		return wire.DecideFetch, nil
	}
	return wire.DecideFork, nil
}

// behind reports whether a branch has something of the hub's own journal that the hub has not. What the hub once
// had and wrote again elsewhere is no news; the branch replaces its copy.
func (in *Intake) behind(ctx context.Context, mine, theirs wire.Head) (bool, error) {
	if theirs.Height == 0 {
		return false, nil
	}
	at, _, err := in.Book.HashAt(ctx, mine.Journal, theirs.Height)
	if err != nil || at == theirs.Hash {
		return false, err
	}
	known, err := in.Book.Evident(ctx, mine.Journal, theirs.Hash)
	return !known, err
}

// folded is the height up to which everything of a journal is visible in reports, and up to which it is in a backup.
func (in *Intake) folded(ctx context.Context, name string, stored int64) (folded, safe int64, err error) {
	folded = stored
	jid := in.Book.JID(name)
	err = in.Book.Read(ctx, func(v *journal.View) error {
		held, err := fact.One(v, fact.Int, `SELECT COALESCE(min(height), 0) FROM journal_held WHERE jid = ?`, jid)
		if held > 0 {
			folded = held - 1
		}
		return err
	})
	if in.Safe != nil {
		safe = min(in.Safe(name), stored)
	}
	return folded, safe, err
}

// Push implements [wire.Hub].
func (in *Intake) Push(ctx context.Context, node string, b wire.Batch) (wire.Status, error) {
	if err := in.heeded(node); err != nil {
		return wire.Status{}, err
	}
	batch := journal.Batch{Journal: b.Journal, From: b.From, Prev: b.Prev, Commits: b.Commits, Seal: b.Seal}
	keys, shut := wire.OpenKeys(b.Keys, in.SealTo, in.Secret)
	err := in.Book.TakeKeys(ctx, node, batch, keys, shut)
	switch {
	case err != nil || len(b.Commits) == 0:
	case b.Journal == in.Book.Node() || b.Journal == in.Down(node):
		err = in.takeBack(ctx, node, batch)
	default:
		err = in.takeUp(ctx, node, batch)
	}
	if err != nil {
		return wire.Status{}, err
	}
	in.mu.Lock()
	h := in.members[node].hello
	in.members[node].lease.heard = in.Clock.Now()
	in.mu.Unlock()
	if b.Journal == h.Own.Journal && b.From+int64(len(b.Commits))-1 > h.Own.Height {
		h.Own = wire.Head(in.Book.Head(node))
	}
	s, err := in.decide(ctx, node, h)
	if err == nil {
		in.tell(node, h, s.Up, "")
	}
	return s, err
}

// takeUp stores a batch of the branch's own journal. A batch that does not fit is no error: the status that
// answers it says what is stored.
func (in *Intake) takeUp(ctx context.Context, node string, b journal.Batch) error {
	if b.Journal != node {
		return fact.Refuse("foreign_journal", "", "A branch sends only its own journal.")
	}
	in.mu.Lock()
	author := journal.Author{Node: node, Keys: in.members[node].keys}
	in.mu.Unlock()
	_, err := in.Book.Receive(ctx, b, author)
	var refused *journal.Refused
	switch {
	case errors.Is(err, journal.ErrGap), errors.Is(err, journal.ErrFork):
		return nil
	case errors.As(err, &refused):
		return fact.Refuse(refused.Code, "", "Headquarters refused these changes: "+refused.Detail+".")
	}
	return err
}

// Pull implements [wire.Hub].
func (in *Intake) Pull(ctx context.Context, node string, p wire.Pull) (wire.Batch, error) {
	if err := in.heeded(node); err != nil {
		return wire.Batch{}, err
	}
	if !in.may(node, p.Journal) {
		return wire.Batch{}, fact.Refuse("foreign_journal", "", "This journal is not for this branch.")
	}
	b, err := in.Book.Export(ctx, p.Journal, p.After, p.Commits, p.Bytes)
	if err != nil {
		return wire.Batch{}, err
	}
	out := wire.Batch{Journal: b.Journal, From: b.From, Prev: b.Prev, Commits: b.Commits, Seal: b.Seal}
	in.mu.Lock()
	to := in.members[node].sealTo
	in.mu.Unlock()
	if to != nil {
		out.Keys, err = wire.SealKeys(in.Random, in.Vault.Key, journal.KeysIn(b.Commits), to)
	}
	return out, err
}

func (in *Intake) may(node, name string) bool {
	return name == node || name == in.Book.Node() || name == in.Down(node)
}

// Probe implements [wire.Hub].
func (in *Intake) Probe(ctx context.Context, node string, p wire.Probe) (wire.Hashes, error) {
	out := wire.Hashes{Journal: p.Journal}
	if err := in.heeded(node); err != nil {
		return out, err
	}
	if !in.may(node, p.Journal) {
		return out, fact.Refuse("foreign_journal", "", "This journal is not for this branch.")
	}
	for _, height := range p.Heights {
		at, ok, err := in.Book.HashAt(ctx, p.Journal, height)
		if err != nil {
			return out, err
		}
		if ok {
			out.Points = append(out.Points, wire.Point{Height: height, Hash: at})
		}
	}
	return out, nil
}

// Ask implements [wire.Hub]. Live questions come with the capabilities that need them.
func (in *Intake) Ask(context.Context, string, wire.Ask) (wire.Answer, error) {
	return wire.Answer{}, fact.Refuse("unknown_question", "", "Headquarters does not know this question. Update it.")
}

// Bye implements [wire.Hub].
func (in *Intake) Bye(_ context.Context, node string, _ wire.Bye) error {
	in.mu.Lock()
	defer in.mu.Unlock()
	if m := in.members[node]; m != nil {
		m.lease.box = ""
	}
	return nil
}

// Nodes are the members' ids, in no order.
func (in *Intake) Nodes() []string {
	in.mu.Lock()
	defer in.mu.Unlock()
	all := make([]string, 0, len(in.members))
	for node := range in.members {
		all = append(all, node)
	}
	return all
}

// Branch is the member that a down journal is written for.
func (in *Intake) Branch(name string) (node string, ok bool) {
	node, ok = strings.CutPrefix(name, in.Book.Node()+"/")
	in.mu.Lock()
	defer in.mu.Unlock()
	return node, ok && in.members[node] != nil
}

// Keys are all keys a member ever signed with.
func (in *Intake) Keys(node string) []ed25519.PublicKey {
	in.mu.Lock()
	defer in.mu.Unlock()
	if m := in.members[node]; m != nil {
		return slices.Clone(m.keys)
	}
	return nil
}
