package journal

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"branchbook/sync/fact"
)

const heightBits = 40

func posOf(jid, height int64) int64 { return jid<<heightBits | height }
func heightOf(pos int64) int64      { return pos & (1<<heightBits - 1) }

// undo remembers the heads; calling the result puts them back.
func (b *Book) undo() func() {
	b.touched = b.touched[:0]
	return func() {
		for i := len(b.touched) - 1; i >= 0; i-- {
			if t := b.touched[i]; t.known {
				b.heads[t.jid] = t.head
			} else {
				delete(b.heads, t.jid)
			}
		}
		b.touched = b.touched[:0]
	}
}

type touch struct {
	jid   int64
	head  Head
	known bool
}

func (b *Book) setHead(jid int64, h Head) {
	old, known := b.heads[jid]
	b.touched = append(b.touched, touch{jid, old, known})
	b.heads[jid] = h
}

// ownJournal finds, or begins, a journal that this node writes.
func (b *Book) ownJournal(journal string) (int64, error) {
	return b.journalID(journal, b.o.Node, true)
}

// journalID finds the local number of a journal, giving it one if it is new here.
func (b *Book) journalID(journal, node string, own bool) (int64, error) {
	type row struct {
		jid  int64
		node string
		own  bool
	}
	r, err := fact.One(b.w, func(r fact.Row) (x row, err error) {
		err = r.Scan(&x.jid, &x.node, &x.own)
		return
	}, `SELECT jid, node, own FROM journal_journal WHERE journal = ?`, journal)
	if err == nil {
		if r.own != own || r.node != node {
			return 0, fmt.Errorf("journal %s has another author", journal)
		}
		return r.jid, nil
	}
	if !errors.Is(err, fact.ErrNotFound) {
		return 0, err
	}
	return fact.One(b.w, fact.Int, `INSERT INTO journal_journal (journal, node, own) VALUES (?, ?, ?) RETURNING jid`,
		journal, node, own)
}

// append makes the author's next commit of an own journal: encode, store, fold. The commit's place in the
// chain is filled in here; a Parent that is set begins a new epoch.
func (b *Book) append(jid int64, journal string, c fact.Commit) (Outcome, error) {
	head := b.heads[jid]
	now := b.o.Clock.Now()
	c.ClockOK = b.clockOK(now, b.hlc.Time())
	b.hlc = b.hlc.Tick(now)
	c.V, c.Network, c.Node, c.Journal = fact.WireVersion, b.o.Network(), b.o.Node, journal
	c.Prev, c.At = head.Hash, b.hlc
	switch {
	case c.Parent != nil || head.Height == 0:
		c.Epoch, c.Seq = fact.NewID(now, b.o.Random), 1
	default:
		c.Epoch, c.Seq = head.Epoch, head.Seq+1
	}
	bytes, err := fact.Encode(c)
	if err == nil {
		err = b.leavesRoom(c, len(bytes))
	}
	if err != nil {
		return Outcome{}, err
	}
	h, err := b.store(jid, c, bytes)
	if err != nil {
		return Outcome{}, err
	}
	if err := b.fold(jid, h.Height, c, true, forEach); err != nil {
		return Outcome{}, err
	}
	b.group.change.Own = true
	return Outcome{JID: jid, Epoch: c.Epoch, Seq: c.Seq, Height: h.Height, Facts: c.Facts}, nil
}

// ClockBack is how far a clock may stand before the newest instant known without being doubted.
const ClockBack = 2 * time.Minute

func (b *Book) clockOK(now, floor time.Time) bool {
	if b.o.ClockOK != nil {
		return b.o.ClockOK(now, floor)
	}
	return floor.Sub(now) <= ClockBack
}

// store writes a commit behind its journal's head and moves the head. The caller has checked that it continues.
func (b *Book) store(jid int64, c fact.Commit, bytes []byte) (Head, error) {
	old := b.heads[jid]
	h := Head{
		Journal: c.Journal, Epoch: c.Epoch, Seq: c.Seq, Height: old.Height + 1, Hash: fact.Chain(old.Hash, bytes),
	}
	if c.Seq == 1 {
		if err := b.storeEpoch(jid, c, old); err != nil {
			return Head{}, err
		}
	}
	_, err := b.w.Exec(`INSERT INTO journal_commit (pos, hash, command, input, bytes) VALUES (?, ?, ?, ?, ?)`,
		posOf(jid, h.Height), h.Hash, c.Command, c.Input, bytes)
	if err != nil {
		return Head{}, err
	}
	if err := b.storeSubjects(jid, h.Height, c); err != nil {
		return Head{}, err
	}
	b.setHead(jid, h)
	b.group.jids = append(b.group.jids, jid)
	b.group.change.add(c)
	return h, nil
}

// storeSubjects writes down what a commit is about.
func (b *Book) storeSubjects(jid, height int64, c fact.Commit) error {
	for _, s := range subjects(c) {
		_, err := b.w.Exec(`INSERT INTO journal_subject (jid, subject, height) VALUES (?, ?, ?)`, jid, s, height)
		if err != nil {
			return err
		}
	}
	return nil
}

func (b *Book) storeEpoch(jid int64, c fact.Commit, old Head) error {
	parent := ""
	if c.Parent != nil {
		parent = c.Parent.Epoch
	}
	_, err := b.w.Exec(`INSERT INTO journal_epoch (jid, epoch, base, parent, reconciled) VALUES (?, ?, ?, ?, ?)`,
		jid, c.Epoch, old.Height, parent, parent == "")
	return err
}

func subjects(c fact.Commit) []string {
	var all []string
	for _, f := range c.Facts {
		all = append(all, f.Subjects...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func (c *Change) add(commit fact.Commit) {
	if !slices.Contains(c.Journals, commit.Journal) {
		c.Journals = append(c.Journals, commit.Journal)
	}
	c.Commits = append(c.Commits, Committed{commit.Name, subjects(commit)})
}

// loadHeads reads every journal's newest commit and the clock from the database.
func (b *Book) loadHeads() error {
	if err := b.readHeads(); err != nil {
		return err
	}
	b.viewMu.Lock()
	b.public, b.jids = make(map[string]Head, len(b.heads)), make(map[string]int64, len(b.heads))
	b.viewMu.Unlock()
	b.publish(slices.Collect(maps.Keys(b.heads))...)
	return nil
}

// readHeads reads the heads, and takes their stamps into account: own ones always, foreign ones unless they are
// wild, as when they arrived.
func (b *Book) readHeads() error {
	list, err := readHeads(b.w)
	if err != nil {
		return err
	}
	b.heads = make(map[int64]Head, len(list))
	for _, s := range list {
		if b.heads[s.jid] = s.head; s.own {
			b.hlc = max(b.hlc, s.at)
		} else {
			b.hlc = b.hlc.Merge(s.at, b.o.Clock.Now())
		}
	}
	return nil
}

// stamped is the head of a journal with the stamp of its newest commit.
type stamped struct {
	jid     int64
	journal string
	own     bool
	head    Head
	at      fact.HLC
}

func readHeads(c *conn) ([]stamped, error) {
	all, err := fact.All(c, func(r fact.Row) (s stamped, err error) {
		err = r.Scan(&s.jid, &s.journal, &s.own)
		return
	}, `SELECT jid, journal, own FROM journal_journal ORDER BY jid`)
	for i := range all {
		if err == nil {
			all[i].head, all[i].at, err = newest(c, all[i].jid, all[i].journal)
		}
	}
	return all, err
}

// newest is the head of a journal, and its stamp.
func newest(c *conn, jid int64, journal string) (Head, fact.HLC, error) {
	s, err := storedAt(c, `SELECT pos, hash, bytes FROM journal_commit WHERE pos BETWEEN ? AND ?
		ORDER BY pos DESC LIMIT 1`, posOf(jid, 0), posOf(jid+1, 0)-1)
	if errors.Is(err, fact.ErrNotFound) {
		return Head{Journal: journal}, 0, nil
	}
	if err != nil {
		return Head{}, 0, err
	}
	c2, err := fact.Decode(s.bytes)
	if err != nil {
		return Head{}, 0, fmt.Errorf("journal %s at height %d: %w", journal, heightOf(s.pos), err)
	}
	return Head{
		Journal: journal, Epoch: c2.Epoch, Seq: c2.Seq, Height: heightOf(s.pos), Hash: s.hash,
	}, c2.At, nil
}

type stored struct {
	pos   int64
	hash  fact.Hash
	bytes []byte
}

func scanStored(r fact.Row) (s stored, err error) {
	err = r.Scan(&s.pos, &s.hash, &s.bytes)
	return
}

func storedAt(c fact.Reader, query string, args ...any) (stored, error) {
	return fact.One(c, scanStored, query, args...)
}

// reload reads the heads again after a group failed.
func (b *Book) reload() error {
	if b.w == nil {
		return nil
	}
	err := b.fault("heads")
	if err == nil {
		err = b.loadHeads()
	}
	b.stale = err != nil
	return err
}

// publish lets readers see the heads of the given journals as committed.
func (b *Book) publish(jids ...int64) {
	b.viewMu.Lock()
	defer b.viewMu.Unlock()
	for _, jid := range jids {
		h := b.heads[jid]
		b.public[h.Journal], b.jids[h.Journal] = h, jid
	}
	b.newest = b.hlc
}

// Head is the newest committed commit of a journal; the zero Head with its name when there is none.
func (b *Book) Head(journal string) Head {
	b.viewMu.RLock()
	defer b.viewMu.RUnlock()
	h := b.public[journal]
	h.Journal = journal
	return h
}

// Heads are the heads of all journals known here, by name.
func (b *Book) Heads() []Head {
	b.viewMu.RLock()
	defer b.viewMu.RUnlock()
	return slices.SortedFunc(maps.Values(b.public), func(a, c Head) int { return cmp.Compare(a.Journal, c.Journal) })
}

// JID is the local number of a journal; 0 if it is not known here.
func (b *Book) JID(journal string) int64 {
	b.viewMu.RLock()
	defer b.viewMu.RUnlock()
	return b.jids[journal]
}

// ownHead is the head of the node's own journal; the caller holds lead.
func (b *Book) ownHead() Head { return b.heads[ownJID] }

// HashAt is the hash of a journal's commit at a height; ok is false where there is none. Height 0 is the hash
// before the first commit.
func (b *Book) HashAt(ctx context.Context, journal string, height int64) (h fact.Hash, ok bool, err error) {
	if height == 0 {
		return fact.Hash{}, true, nil
	}
	jid := b.JID(journal)
	if jid == 0 || height < 0 || height >= 1<<heightBits {
		return h, false, nil
	}
	err = b.Read(ctx, func(v *View) error {
		h, err = fact.One(v, fact.Value[fact.Hash], `SELECT hash FROM journal_commit WHERE pos = ?`, posOf(jid, height))
		return err
	})
	if errors.Is(err, fact.ErrNotFound) {
		return h, false, nil
	}
	return h, err == nil, err
}

// Time is the newest instant known from commits of this node and of others it trusts.
func (b *Book) Time() time.Time {
	b.viewMu.RLock()
	defer b.viewMu.RUnlock()
	return b.newest.Time()
}

// WallAt is when a commit was made by its author's clock; the zero time where there is none.
func WallAt(r fact.Reader, jid, height int64) (time.Time, error) {
	ms, err := fact.One(r, fact.Int, `SELECT json_extract(CAST(bytes AS TEXT), '$.wall')
		FROM journal_commit WHERE pos = ?`, posOf(jid, height))
	if errors.Is(err, fact.ErrNotFound) {
		return time.Time{}, nil
	}
	return time.UnixMilli(ms), err
}

// Counted is how many commits carry a name.
type Counted struct {
	Name  string
	Count int
}

// maxCounted bounds the commits that [NamesAfter] looks at.
const maxCounted = 5000

// NamesAfter counts the commits behind a height by the name of their command, the most first; of a long
// backlog the oldest five thousand.
func NamesAfter(r fact.Reader, jid, height int64) ([]Counted, error) {
	return fact.All(r, func(row fact.Row) (c Counted, err error) {
		err = row.Scan(&c.Name, &c.Count)
		return c, err
	}, `SELECT name, count(*) FROM (
			SELECT json_extract(CAST(bytes AS TEXT), '$.name') AS name FROM journal_commit
			WHERE pos > ? AND pos < ? ORDER BY pos LIMIT ?)
		GROUP BY name ORDER BY count(*) DESC, name`, posOf(jid, height), posOf(jid+1, 0), maxCounted)
}

// Act is one command of a person: its name, when it was decided, and the subjects of its facts.
type Act struct {
	Name     string
	At       time.Time
	Subjects []string
}

// maxActs bounds the commits that [ActsOf] looks at.
const maxActs = 2000

// ActsOf lists what a person did last in a journal, the newest first, at most limit acts among the newest two thousand
// commits.
func ActsOf(r fact.Reader, jid int64, actor string, limit int) ([]Act, error) {
	return fact.All(r, func(row fact.Row) (a Act, err error) {
		var wall int64
		var subjects string
		if err = row.Scan(&a.Name, &wall, &subjects); err != nil {
			return a, err
		}
		a.At = time.UnixMilli(wall)
		return a, json.Unmarshal([]byte(subjects), &a.Subjects)
	}, `SELECT json_extract(body, '$.name'), json_extract(body, '$.wall'),
			(SELECT json_group_array(s.value) FROM json_each(body, '$.facts') f, json_each(f.value, '$.subjects') s)
		FROM (SELECT CAST(bytes AS TEXT) AS body FROM journal_commit
			WHERE pos > ? AND pos < ? ORDER BY pos DESC LIMIT ?)
		WHERE json_extract(body, '$.actor') = ?
		LIMIT ?`, posOf(jid, 0), posOf(jid+1, 0), maxActs, actor, limit)
}

// RefusedBatch is something a peer sent that was turned away.
type RefusedBatch struct {
	At     time.Time
	Peer   string
	Code   string
	Detail string
}

// RefusedBatches lists what was turned away, newest first.
func RefusedBatches(r fact.Reader, limit int) ([]RefusedBatch, error) {
	return fact.All(r, func(row fact.Row) (x RefusedBatch, err error) {
		var at int64
		err = row.Scan(&at, &x.Peer, &x.Code, &x.Detail)
		x.At = time.UnixMilli(at)
		return x, err
	}, `SELECT at, peer, code, detail FROM journal_refused ORDER BY id DESC LIMIT ?`, limit)
}

// DisplacedCommit is a commit that no longer fitted after a fork and waits for a person.
type DisplacedCommit struct {
	At       time.Time
	Name     string
	Actor    string
	Code     string
	Sentence string
}

// DisplacedCommits lists them for one journal, newest first.
func DisplacedCommits(r fact.Reader, jid int64, limit int) ([]DisplacedCommit, error) {
	return fact.All(r, func(row fact.Row) (x DisplacedCommit, err error) {
		var at int64
		err = row.Scan(&at, &x.Name, &x.Actor, &x.Code, &x.Sentence)
		x.At = time.UnixMilli(at)
		return x, err
	}, `SELECT wall, name, actor, code, sentence
		FROM decision_displaced WHERE jid = ? ORDER BY height DESC LIMIT ?`, jid, limit)
}

// About reads the commits of a journal that speak about a subject, oldest first.
func About(r fact.Reader, jid int64, subject string) ([]fact.Commit, error) {
	raw, err := fact.All(r, fact.Value[[]byte], `SELECT c.bytes
		FROM journal_subject s JOIN journal_commit c ON c.pos = (s.jid << 40 | s.height)
		WHERE s.jid = ? AND s.subject = ? ORDER BY s.height`, jid, subject)
	if err != nil {
		return nil, err
	}
	commits := make([]fact.Commit, 0, len(raw))
	for _, b := range raw {
		c, err := fact.Decode(b)
		if err != nil {
			return nil, err
		}
		commits = append(commits, c)
	}
	return commits, nil
}
