package journal

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"branchbook/sync/fact"
)

// Command is one intent of one person: what is asked, and how the node decides.
type Command struct {
	ID    string // made when the form was rendered; one effect for one id, for ever
	Name  string // "booking.Book"
	Actor string // who
	Desk  string // at which screen
	Input any    // what was asked, hashed with a key; the same id with another input is a [Conflict]
	// Decide reads what it needs, asks the rules and says the facts. It runs in a savepoint of the writer's
	// transaction and must not block, publish or remember anything. An error, refusals included, undoes it.
	Decide func(*Tx) error
}

// Outcome is what a command came to.
type Outcome struct {
	JID      int64
	Epoch    string
	Seq      int64
	Height   int64
	Facts    []fact.Fact
	Repeated bool // the same command had been done before; this is its answer
}

// Subject is the id in the first subject with the prefix ("visit:"), empty if there is none.
func (o Outcome) Subject(prefix string) string {
	for _, f := range o.Facts {
		for _, s := range f.Subjects {
			if id, ok := strings.CutPrefix(s, prefix); ok {
				return id
			}
		}
	}
	return ""
}

// Conflict is the answer to a command id that already stands for another input.
type Conflict struct{ Earlier Outcome }

// Error implements error.
func (c *Conflict) Error() string { return "this form was already saved with other values" }

// Tx is a command's view of the book: the tables as they stand inside the transaction, the instant, ids.
type Tx struct {
	*conn
	book  *Book
	cmd   *Command
	now   time.Time
	own   int64
	order []string
	said  map[string][]fact.Body
}

// JID is the local number of this node's own journal.
func (tx *Tx) JID() int64 { return tx.own }

// Now is the instant of the command.
func (tx *Tx) Now() time.Time { return tx.now }

// Actor is the person who asked.
func (tx *Tx) Actor() string { return tx.cmd.Actor }

// ID makes a UUIDv7.
func (tx *Tx) ID() string { return fact.NewID(tx.now, tx.book.o.Random) }

// Epoch is the incarnation of this node's own journal.
func (tx *Tx) Epoch() string { return tx.book.heads[tx.own].Epoch }

// Reconciled reports whether this epoch's past is agreed with the hub, so that rights from before it may be
// spent. A journal's first epoch always is.
func (tx *Tx) Reconciled() (bool, error) { return reconciled(tx, tx.own, tx.Epoch()) }

// Random is the command's source of randomness.
func (tx *Tx) Random() io.Reader { return tx.book.o.Random }

// NewKey takes a fresh key for a client from the vault; it is durable already.
func (tx *Tx) NewKey() (fact.Key, error) { return tx.book.o.Vault.NewKey() }

// Seal seals a personal field with a key of the vault.
func (tx *Tx) Seal(key fact.KeyID, field string, plain []byte) (fact.Sealed, error) {
	k, err := tx.book.o.Vault.Key(key)
	if err != nil {
		return "", err
	}
	return fact.Seal(tx.book.o.Random, k, field, plain)
}

// Open opens a sealed field; see [fact.Opener].
func (tx *Tx) Open(s fact.Sealed, field string) ([]byte, error) {
	return tx.book.o.Vault.Open(s, field)
}

// Say adds facts to the commit in this node's own journal.
func (tx *Tx) Say(bodies ...fact.Body) { tx.SayIn(tx.book.o.Node, bodies...) }

// SayIn adds facts to the commit in another journal that this node writes.
func (tx *Tx) SayIn(journal string, bodies ...fact.Body) {
	if len(bodies) == 0 {
		return
	}
	if tx.said[journal] == nil {
		tx.order = append(tx.order, journal)
	}
	tx.said[journal] = append(tx.said[journal], bodies...)
}

// pending is one piece of work for the writer.
type pending struct {
	run  func() error // inside the transaction, in a savepoint
	err  error
	done chan struct{}
}

// maxGroup bounds the work that shares one COMMIT.
const maxGroup = 128

// submit queues work and waits until a COMMIT has carried it, leading that COMMIT if nobody does. After an
// error of the transaction as a whole every waiting piece of the group gets that error.
func (b *Book) submit(ctx context.Context, run func() error) error {
	p := &pending{run: run, done: make(chan struct{})}
	b.queueMu.Lock()
	b.queue = append(b.queue, p)
	b.queueMu.Unlock()
	for {
		select {
		case <-p.done:
			return p.err
		case b.lead <- struct{}{}:
			select {
			case <-p.done:
				<-b.lead
				return p.err
			default:
			}
			b.leadGroup()
			<-b.lead
		}
	}
}

// leadGroup takes what is queued and commits it. The caller holds lead.
func (b *Book) leadGroup() {
	b.queueMu.Lock()
	n := min(len(b.queue), maxGroup)
	group := b.queue[:n:n]
	b.queue = append([]*pending(nil), b.queue[n:]...)
	b.queueMu.Unlock()

	g := &groupState{}
	err := b.commitGroup(group, g)
	if err != nil {
		err = classify(err)
		if errors.Is(err, ErrDisk) {
			b.failOnce.Do(func() { close(b.failed) })
		}
		if e := b.reload(); e != nil {
			b.o.Log.Error("heads after a failed group", "error", e)
		}
		for _, p := range group {
			p.err = err
		}
	} else {
		b.publish(g.jids...)
		b.beside.committed()
		if len(g.change.Journals) > 0 {
			b.tell(g.change)
		}
	}
	for _, p := range group {
		close(p.done)
	}
	if err == nil && len(g.change.Journals) > 0 {
		b.noteMarker()
	}
}

// groupState collects what a group changed, for telling after COMMIT.
type groupState struct {
	change Change
	jids   []int64
}

func (b *Book) commitGroup(group []*pending, g *groupState) error {
	if err := b.ready(); err != nil {
		return err
	}
	if _, err := b.w.Exec(`BEGIN IMMEDIATE`); err != nil {
		return err
	}
	b.group = g
	defer func() { b.group = nil }()
	for _, p := range group {
		if err := b.runOne(p); err != nil {
			if b.w.inTransaction() {
				_, e := b.w.Exec(`ROLLBACK`)
				err = errors.Join(err, e)
			}
			return err
		}
	}
	if err := b.fault("commit"); err != nil {
		_, e := b.w.Exec(`ROLLBACK`)
		return errors.Join(err, e)
	}
	if _, err := b.w.Exec(`COMMIT`); err != nil {
		if b.w.inTransaction() {
			_, e := b.w.Exec(`ROLLBACK`)
			err = errors.Join(err, e)
		}
		return err
	}
	return nil
}

// ready says why nothing can be written now.
func (b *Book) ready() error {
	if b.w == nil {
		return ErrClosed
	}
	select {
	case <-b.failed:
		return fmt.Errorf("%w: nothing is written until the program starts again", ErrDisk)
	default:
	}
	if b.stale {
		return b.reload()
	}
	return nil
}

// runOne runs one piece in its savepoint. It returns an error only when the transaction cannot go on.
func (b *Book) runOne(p *pending) error {
	if _, err := b.w.Exec(`SAVEPOINT one`); err != nil {
		return err
	}
	heads, hlc, change, jids := b.undo(), b.hlc, b.group.change, len(b.group.jids)
	p.err = guard(p.run)
	if p.err == nil {
		_, err := b.w.Exec(`RELEASE one`)
		return err
	}
	if !b.w.inTransaction() || errors.Is(p.err, errCrash) {
		return p.err
	}
	heads()
	b.hlc, b.group.change, b.group.jids = hlc, change, b.group.jids[:jids]
	if _, err := b.w.Exec(`ROLLBACK TO one`); err != nil {
		return errors.Join(p.err, err)
	}
	_, err := b.w.Exec(`RELEASE one`)
	if fatal := classify(p.err); errors.Is(fatal, ErrDisk) || errors.Is(fatal, ErrDiskFull) {
		return errors.Join(fatal, err)
	}
	return err
}

// guard turns a panic in a decision or a fold into an error of that one command.
func guard(run func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("defect: %v", r)
		}
	}()
	return run()
}

// errCrash is what the simulator's faults wrap.
var errCrash = errors.New("crash")

// Crash makes an error that breaks off the whole group, as a kill would.
func Crash(point string) error { return fmt.Errorf("%w at %s", errCrash, point) }

func (b *Book) fault(point string) error {
	if b.o.Fault == nil {
		return nil
	}
	return b.o.Fault(point)
}

// Do runs a command. It returns after the COMMIT that holds its commit, or with what stood in the way:
// refusals (see [fact.AsRefusals]), a [*Conflict], [ErrDiskFull], or a wrapped error. A command that says
// nothing commits nothing and has an empty outcome.
func (b *Book) Do(ctx context.Context, cmd Command) (Outcome, error) {
	if cmd.ID == "" || cmd.Name == "" {
		return Outcome{}, errors.New("a command needs an id and a name")
	}
	input, err := b.inputHash(cmd)
	if err != nil {
		return Outcome{}, err
	}
	var out Outcome
	err = b.submit(ctx, func() error {
		out, err = b.decide(cmd, input)
		return err
	})
	if err != nil {
		return Outcome{}, err
	}
	return out, nil
}

func (b *Book) inputHash(cmd Command) (string, error) {
	raw, err := json.Marshal(cmd.Input)
	if err != nil {
		return "", fmt.Errorf("input of %s: %w", cmd.Name, err)
	}
	h := hmac.New(sha256.New, b.o.InputKey)
	fmt.Fprintf(h, "%s\x00%s\x00", cmd.Name, cmd.Actor)
	h.Write(raw)
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}

func (b *Book) decide(cmd Command, input string) (Outcome, error) {
	if earlier, had, err := b.earlier(`j.own = ?`, 1, cmd.ID); err != nil || earlier.Repeated {
		if err == nil && had != input {
			err = &Conflict{Earlier: earlier}
		}
		return earlier, err
	}
	tx := &Tx{
		conn: b.w, book: b, cmd: &cmd, now: b.o.Clock.Now(), own: ownJID, said: map[string][]fact.Body{},
	}
	if err := cmd.Decide(tx); err != nil {
		return Outcome{}, err
	}
	var first Outcome
	for _, journal := range tx.order {
		jid, err := b.ownJournal(journal)
		if err != nil {
			return Outcome{}, err
		}
		facts, err := b.facts(tx, tx.said[journal])
		if err != nil {
			return Outcome{}, err
		}
		out, err := b.append(jid, journal, fact.Commit{
			Wall: tx.now.UnixMilli(), Actor: cmd.Actor, Desk: cmd.Desk, Command: cmd.ID, Input: input,
			Name: cmd.Name, Facts: facts,
		})
		if err != nil {
			return Outcome{}, err
		}
		if first.Height == 0 || out.JID < first.JID {
			first = out
		}
	}
	return first, nil
}

// earlier finds the commit of a command id, in the first journal of those meant that has it, and the hash of its
// input, which the journal's own commits lack. An outcome that is not Repeated means that there is none.
func (b *Book) earlier(where string, arg any, command string) (out Outcome, input string, err error) {
	type row struct {
		pos   int64
		input string
		bytes []byte
	}
	r, err := fact.One(b.w, func(r fact.Row) (x row, err error) {
		err = r.Scan(&x.pos, &x.input, &x.bytes)
		return
	}, `SELECT c.pos, c.input, c.bytes
		FROM journal_commit c JOIN journal_journal j ON j.jid = (c.pos >> 40)
		WHERE c.command = ? AND `+where+` ORDER BY c.pos LIMIT 1`, command, arg)
	if errors.Is(err, fact.ErrNotFound) {
		return Outcome{}, "", nil
	}
	if err != nil {
		return Outcome{}, "", err
	}
	c, err := fact.Decode(r.bytes)
	if err != nil {
		return Outcome{}, "", err
	}
	return Outcome{
		JID: r.pos >> heightBits, Epoch: c.Epoch, Seq: c.Seq, Height: heightOf(r.pos), Facts: c.Facts, Repeated: true,
	}, r.input, nil
}

func (b *Book) facts(tx *Tx, bodies []fact.Body) ([]fact.Fact, error) {
	facts := make([]fact.Fact, 0, len(bodies))
	for _, body := range bodies {
		k, ok := b.kinds[body.Kind()]
		if !ok {
			return nil, fmt.Errorf("no kind %s in this book", body.Kind())
		}
		f, err := k.New(tx.ID(), body)
		if err != nil {
			return nil, err
		}
		facts = append(facts, f)
	}
	return facts, nil
}
