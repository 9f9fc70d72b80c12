package journal

import (
	"context"
	"crypto/ed25519"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"time"

	"branchbook/sync/fact"
)

//go:embed core.sql
var coreSQL string

// Options say whose book to open and with what.
type Options struct {
	Dir        string          // folder of book.db and its marker
	Node       string          // this node's id; the name of its first own journal
	Network    func() string   // network id written into commits; "" before enrolment
	Definition fact.Definition // all kinds and tables
	Clock      fact.Clock
	// ClockOK reports whether the wall clock is beyond doubt; floor is the newest instant known. Nil doubts a
	// clock that was put back.
	ClockOK  func(now, floor time.Time) bool
	Random   io.Reader
	Vault    *Vault             // keys of sealed fields; nil opens nothing
	Signer   ed25519.PrivateKey // signs own heads
	InputKey []byte             // keys the hash of commands' inputs
	Sync     Sync               // Full unless simulated
	Readers  int                // reading connections; 0 means 2
	Log      *slog.Logger
	// Fault is called at named points inside a transaction; an error there breaks it off as a crash would.
	Fault func(point string) error
}

// Book is a node's open database. Its methods are safe for concurrent use.
type Book struct {
	o     Options
	path  string
	kinds map[string]fact.Kind

	lead    chan struct{} // holds one token while somebody writes
	queueMu sync.Mutex
	queue   []*pending

	// Owned by whoever holds lead.
	w       *conn
	heads   map[int64]Head
	stale   bool // heads may be ahead of the database; they are read again before anything is written
	hlc     fact.HLC
	group   *groupState
	touched []touch

	beside  *checkpointer // nil where nothing is flushed
	swap    sync.RWMutex  // readers hold it while they use a connection; a rebuild takes it whole
	readers chan *conn

	viewMu sync.RWMutex // guards published
	public map[string]Head
	jids   map[string]int64
	newest fact.HLC

	hookMu sync.Mutex
	hooks  []*func(Change)

	failOnce sync.Once
	failed   chan struct{} // closed when the disk failed

	lock *os.File
	mark *marker
}

// Head is the newest commit of a journal; Height 0 is a journal without any.
type Head struct {
	Journal string    `json:"journal"`
	Epoch   string    `json:"epoch"`
	Seq     int64     `json:"seq"`
	Height  int64     `json:"height"`
	Hash    fact.Hash `json:"hash"`
}

// Change tells what was committed: which journals grew and what the commits are about. It is delivered after
// COMMIT and before those who asked for it are answered, by the goroutine that led the group, and must not block. A
// change without journals is one that no commit made: a key came, and what it seals can be read.
type Change struct {
	Journals []string
	Commits  []Committed
	Own      bool // at least one commit of this node
}

// Committed is what one commit was called and what it is about.
type Committed struct {
	Name     string
	Subjects []string
}

var (
	// ErrLocked: another process has the book open.
	ErrLocked = errors.New("another branchbook process has this database open")
	// ErrNewer: the database was written by a newer version.
	ErrNewer = errors.New("this database was written by a newer version of branchbook; upgrade the program")
	// ErrClosed: the book was closed.
	ErrClosed = errors.New("the book is closed")
)

const bookFile = "book.db"

// coreVersion numbers core.sql. A change there needs a migration beside it.
const coreVersion = 1

// Open opens or creates the book in o.Dir, notices restored and copied databases, brings tables to this
// build's way of folding, and finishes an interrupted recovery. Errors wrap [ErrLocked], [ErrNewer],
// [ErrMarkerLost], [ErrDiskFull] or [ErrDisk] where they are one of these.
func Open(ctx context.Context, o Options) (*Book, error) {
	if o.Sync == "" {
		o.Sync = Full
	}
	if o.Readers == 0 {
		o.Readers = 2
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Network == nil {
		o.Network = func() string { return "" }
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("open book: %w", err)
	}
	b := &Book{
		o: o, path: filepath.Join(o.Dir, bookFile), lead: make(chan struct{}, 1), kinds: allKinds(o.Definition),
		failed: make(chan struct{}),
	}
	var err error
	if b.lock, err = lockDir(o.Dir); err != nil {
		return nil, err
	}
	if err := b.open(ctx); err != nil {
		return nil, errors.Join(classify(err), b.Close())
	}
	return b, nil
}

// allKinds are the kinds of a definition and the journal's own.
func allKinds(def fact.Definition) map[string]fact.Kind {
	kinds := maps.Clone(def.Kinds)
	for _, k := range builtinKinds() {
		kinds[k.Name] = k
	}
	return kinds
}

func (b *Book) open(ctx context.Context) error {
	fresh, err := b.prepareFile()
	if err != nil {
		return err
	}
	if err := b.connect(); err != nil {
		return err
	}
	if fresh {
		return b.startMarker()
	}
	if err := b.upgrade(ctx); err != nil {
		return err
	}
	if err := b.checkIdentity(ctx); err != nil {
		return err
	}
	return b.reissuePending(ctx)
}

// prepareFile creates the database when there is none. It reports whether it did.
func (b *Book) prepareFile() (fresh bool, err error) {
	if err := removeFiles(b.path + ".new"); err != nil {
		return false, err
	}
	if _, err := os.Stat(b.path); err == nil {
		return false, nil
	} else if !errors.Is(err, os.ErrNotExist) {
		return false, err
	}
	if err := createBook(b.path+".new", b.o.Node, b.o.Definition, b.o.Sync); err != nil {
		return false, err
	}
	return true, moveFile(b.path+".new", b.path)
}

// createBook writes an empty book: core tables, folded tables, and the node's own journal.
func createBook(path, node string, def fact.Definition, level Sync) error {
	c, err := openWriter(path, level)
	if err != nil {
		return err
	}
	err = c.transaction(func() error {
		if err := c.script(coreSQL); err != nil {
			return err
		}
		for _, s := range append([]fact.Schema{builtinSchema}, def.Schemas...) {
			if err := c.script(s.SQL); err != nil {
				return fmt.Errorf("tables of %s: %w", s.Name, err)
			}
		}
		for key, value := range map[string]string{
			"core": strconv.Itoa(coreVersion), "node": node, "side": def.Side, "fold": FoldName(def),
		} {
			if err := c.setMeta(key, value); err != nil {
				return err
			}
		}
		_, err := c.Exec(`INSERT INTO journal_journal (jid, journal, node, own) VALUES (1, ?, ?, 1)`, node, node)
		return err
	})
	return errors.Join(err, c.close())
}

// connect opens the connections and reads the heads.
func (b *Book) connect() error {
	var err error
	if b.w, err = openWriter(b.path, b.o.Sync); err != nil {
		return err
	}
	core, err := b.w.meta("core")
	if err != nil {
		return err
	}
	if n, err := strconv.Atoi(core); err != nil || n > coreVersion {
		return ErrNewer
	}
	node, err := b.w.meta("node")
	if err != nil {
		return err
	}
	if node != b.o.Node {
		return fmt.Errorf("this database belongs to node %s, not to %s", node, b.o.Node)
	}
	if side, err := b.w.meta("side"); err != nil || side != b.o.Definition.Side {
		return errors.Join(err, fmt.Errorf("this folder holds the book of a %s, not of a %s", side,
			b.o.Definition.Side))
	}
	b.readers = make(chan *conn, b.o.Readers)
	for range b.o.Readers {
		r, err := openReader(b.path)
		if err != nil {
			return err
		}
		b.readers <- r
	}
	if err := b.checkpoints(); err != nil {
		return err
	}
	return b.loadHeads()
}

// disconnect closes the connections; the caller holds lead and swap.
func (b *Book) disconnect() error {
	errs := []error{b.beside.close()}
	b.beside = nil
	if b.readers != nil {
		for range len(b.readers) {
			r := <-b.readers
			errs = append(errs, r.close())
		}
	}
	if b.w != nil {
		errs = append(errs, b.w.close())
		b.w = nil
	}
	return errors.Join(errs...)
}

// Close waits for the writer and readers, writes the marker and closes the database.
func (b *Book) Close() error {
	b.lead <- struct{}{}
	defer func() { <-b.lead }()
	b.swap.Lock()
	defer b.swap.Unlock()
	var errs []error
	if b.w != nil && b.mark != nil && !b.stale {
		errs = append(errs, b.mark.write(b.ownHead(), true))
	}
	errs = append(errs, b.disconnect())
	if b.lock != nil {
		errs = append(errs, b.lock.Close())
		b.lock = nil
	}
	return errors.Join(errs...)
}

// Failed is closed once the disk has failed ([ErrDisk]). The book writes nothing more: what a failed flush left on
// the disk is known only after the next start. Reading goes on.
func (b *Book) Failed() <-chan struct{} { return b.failed }

// Node is this node's id.
func (b *Book) Node() string { return b.o.Node }

// View is one consistent snapshot of the committed tables.
type View struct {
	*conn
	jid   int64
	vault *Vault
}

// JID is the local number of this node's own journal.
func (v *View) JID() int64 { return v.jid }

// Open opens a sealed field; see [fact.Opener].
func (v *View) Open(s fact.Sealed, field string) ([]byte, error) { return v.vault.Open(s, field) }

// Read runs fn on one consistent snapshot. Readers are few; a caller waits for one, or for ctx.
func (b *Book) Read(ctx context.Context, fn func(*View) error) (err error) {
	b.swap.RLock()
	defer b.swap.RUnlock()
	if b.w == nil {
		return ErrClosed
	}
	var c *conn
	select {
	case c = <-b.readers:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { b.readers <- c }()
	if _, err := c.Exec(`BEGIN`); err != nil {
		return classify(err)
	}
	defer func() {
		if _, e := c.Exec(`ROLLBACK`); err == nil {
			err = e
		}
	}()
	return fn(&View{conn: c, jid: ownJID, vault: b.o.Vault})
}

// ownJID is the number of the node's own first journal: the first row made in every book.
const ownJID = 1

// OnCommit adds a listener; see [Change]. It hears nothing of what is committed after remove has returned.
func (b *Book) OnCommit(hook func(Change)) (remove func()) {
	b.hookMu.Lock()
	defer b.hookMu.Unlock()
	b.hooks = append(slices.Clone(b.hooks), &hook) // tell may be walking over the old list
	return func() {
		b.hookMu.Lock()
		defer b.hookMu.Unlock()
		b.hooks = slices.DeleteFunc(slices.Clone(b.hooks), func(h *func(Change)) bool { return h == &hook })
	}
}

func (b *Book) tell(c Change) {
	b.hookMu.Lock()
	hooks := b.hooks
	b.hookMu.Unlock()
	for _, hook := range hooks {
		(*hook)(c)
	}
}

// transaction runs fn between BEGIN IMMEDIATE and COMMIT.
func (c *conn) transaction(fn func() error) error {
	if _, err := c.Exec(`BEGIN IMMEDIATE`); err != nil {
		return err
	}
	err := fn()
	if err == nil {
		_, err = c.Exec(`COMMIT`)
	}
	if err != nil && c.inTransaction() {
		_, e := c.Exec(`ROLLBACK`)
		err = errors.Join(err, e)
	}
	return err
}

func (c *conn) meta(key string) (string, error) {
	v, err := fact.One(c, fact.Text, `SELECT value FROM journal_meta WHERE key = ?`, key)
	if errors.Is(err, fact.ErrNotFound) {
		return "", nil
	}
	return v, err
}

func (c *conn) setMeta(key, value string) error {
	_, err := c.Exec(`INSERT INTO journal_meta (key, value) VALUES (?, ?)
		ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, value)
	return err
}
