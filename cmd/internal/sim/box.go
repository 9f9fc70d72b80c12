package sim

import (
	"context"
	"crypto/ed25519"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	nacl "golang.org/x/crypto/nacl/box"

	"branchbook/edge/desk"
	"branchbook/edge/uplink"
	"branchbook/hub/intake"
	"branchbook/sync/book"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/link/wire"
)

// network is the name of the one there is.
const network = "sim"

// keys are what a node signs with and has its clients' keys sealed to. Copies of a box have the same.
type keys struct {
	sign           ed25519.PrivateKey
	public, secret *[32]byte
}

func (w *world) newKeys() keys {
	seed := make([]byte, ed25519.SeedSize)
	_, err := io.ReadFull(w.rand, seed)
	w.must("draw a key", err)
	public, secret, err := nacl.GenerateKey(w.rand)
	w.must("draw a key", err)
	return keys{ed25519.NewKeyFromSeed(seed), public, secret}
}

func (k keys) verify() ed25519.PublicKey { return k.sign.Public().(ed25519.PublicKey) }

// box is one machine with the books of one node. Several boxes of one branch are copies of one another.
type box struct {
	w     *world
	name  string // for the trace: "b1", "b1 copy 2"
	node  string
	dir   string
	keys  keys
	def   fact.Definition
	wrong time.Duration // how far its clock is off

	book  *journal.Book
	vault *journal.Vault
	desk  *desk.Desk     // of a branch
	line  *uplink.Uplink // of a branch
	desc  *branch        // of a branch
	in    *intake.Intake // of the hub
	door  *wire.Door     // of the hub

	life    int    // openings; what was planned in an earlier life does not happen
	doom    string // point at which the next transaction breaks off
	dead    bool   // it did; the box must be closed
	off     bool   // switched off by a person
	index   *index
	talk    *talk
	pace    wire.Pace
	fails   int
	planned int64 // when the next talk begins
	vaults  int   // times that its vault was put back
	unsure  bool  // the box itself knows that it was put back: see I5
	agreed  bool  // its last conversation came to its end
}

func (b *box) isHub() bool { return b.desc == nil }

func (b *box) up() bool { return b.book != nil }

func (b *box) clock() fact.Clock {
	return fact.ClockFunc(func() time.Time { return time.UnixMilli(b.w.now).Add(b.wrong).UTC() })
}

func (b *box) newID() string { return fact.NewID(time.UnixMilli(b.w.now), b.w.rand) }

// fault is the journal's crash point.
func (b *box) fault(point string) error {
	if bug := plantAt(b, point); bug != nil {
		return bug
	}
	if b.doom != point {
		return nil
	}
	b.doom, b.dead = "", true
	return journal.Crash(point)
}

// open switches the box on. It reports whether it is running: a crash while opening is not an error.
func (b *box) open() bool {
	b.life++
	b.dead = false
	err := b.openBooks()
	if b.dead {
		b.close(true)
		return false
	}
	if !b.w.must("open "+b.name, err) {
		return false
	}
	b.w.say("open %s", b.name)
	if b.isHub() {
		err = b.openHub()
	} else {
		b.openBranch()
	}
	b.w.must("open "+b.name, err)
	b.w.oracle.observe(b)
	return true
}

func (b *box) options() journal.Options {
	return journal.Options{
		Dir: b.dir, Node: b.node, Network: func() string { return network }, Definition: b.def, Clock: b.clock(),
		Random: b.w.rand, Vault: b.vault, Signer: b.keys.sign, InputKey: []byte("sim"), Sync: journal.Off, Readers: 1,
		Fault: b.fault,
	}
}

func (b *box) openBooks() (err error) {
	if b.vault, err = journal.OpenVault(b.dir, journal.Off, b.clock(), b.w.rand); err != nil {
		return err
	}
	b.book, err = journal.Open(b.w.ctx, b.options())
	return err
}

func (b *box) openBranch() {
	b.desk = &desk.Desk{Journal: b.book, Vault: b.vault, Clock: b.clock()}
	hub := b.w.hub
	b.line = &uplink.Uplink{
		Book: b.book, Vault: b.vault, Clock: b.clock(), Random: b.w.rand, App: "sim", Fold: book.Number,
		Hub:  uplink.Hub{Node: hub.node, Keys: []ed25519.PublicKey{hub.keys.verify()}, SealTo: *hub.keys.public},
		Self: []ed25519.PublicKey{b.keys.verify()}, SealTo: b.keys.public, Secret: b.keys.secret,
		Boot: fact.NewID(b.clock().Now(), b.w.rand),
	}
	b.nextTalk(b.w.between(0, minute))
}

// openHub is what hub.Open does with its intake, doors aside.
func (b *box) openHub() error {
	b.in = &intake.Intake{
		Book: b.book, Vault: b.vault, Self: []ed25519.PublicKey{b.keys.verify()}, SealTo: b.keys.public,
		Secret: b.keys.secret, Clock: b.clock(), Random: b.w.rand, App: "sim", Fold: book.Number, Live: lease,
		Incarnation: fact.DerivedID("incarnation", b.node, b.book.Head(b.node).Epoch),
	}
	b.door = &wire.Door{
		Network: network, Key: b.keys.sign, Hub: plantHub(b), Member: b.in.Member,
		Alarm: func(node, code string, err error) { b.w.say("alarm %s %s %v", node, code, err) },
	}
	if err := b.in.Load(b.w.ctx); err != nil {
		return err
	}
	restored := false
	err := b.book.Read(b.w.ctx, func(v *journal.View) (err error) {
		restored, err = journal.Unreconciled(v, v.JID())
		return err
	})
	if restored {
		b.in.Freeze()
		b.in.Thaw(evilNode) // it will never report; a person gives it up
	}
	return err
}

const (
	bookName   = "book.db"
	markerName = "box.json"
)

// close switches the box off, in order or by the plug: then its marker stays as it was last written.
func (b *box) close(plug bool) {
	marker, err := os.ReadFile(filepath.Join(b.dir, markerName))
	if b.book != nil {
		b.w.must("close "+b.name, b.book.Close())
	}
	if b.vault != nil {
		b.w.must("close "+b.name, b.vault.Close())
	}
	if plug && err == nil {
		b.w.must("close "+b.name, os.WriteFile(filepath.Join(b.dir, markerName), marker, 0o600))
	}
	b.book, b.vault, b.desk, b.line, b.in, b.door, b.talk = nil, nil, nil, nil, nil, nil, nil
	b.life++
	b.planned = 0
	b.doom, b.dead = "", false
}

// die pulls the plug and has the box switched on again after a while.
func (b *box) die(after int64) {
	b.w.say("plug %s", b.name)
	b.close(true)
	b.later(after)
}

// later switches a box on.
func (b *box) later(after int64) {
	life := b.life
	b.w.at(after, func() {
		if b.life == life && !b.off && !b.open() {
			b.later(b.w.between(minute, 5*minute))
		}
	})
}

// survived reports whether the box still runs after an operation; one that broke off is closed and comes back.
func (b *box) survived() bool {
	if b.dead {
		b.w.happened(map[bool]Fault{true: HubCrash, false: Crash}[b.isHub()], b.name+" in a transaction")
		b.die(b.w.between(10*second, 20*minute))
		return false
	}
	return b.up()
}

// copied are the files of a box, with what the oracle knows of them.
type copied struct {
	dir   string
	index *index
}

// snapshot copies the files as a copy of the whole disk would: the write-ahead log too, the box running or not.
func (b *box) snapshot(to string) copied {
	for _, name := range []string{bookName, bookName + "-wal", markerName, "vault.db", "vault.db-wal"} {
		b.w.must("snapshot", copyFile(filepath.Join(b.dir, name), filepath.Join(to, name)))
	}
	return copied{to, b.index.clone()}
}

// putBack puts files of a copy back into a closed box.
func (b *box) putBack(c copied, names ...string) {
	for _, name := range names {
		for _, suffix := range []string{"-wal", "-shm"} {
			b.w.must("put back", remove(filepath.Join(b.dir, name+suffix)))
		}
		b.w.must("put back", copyFile(filepath.Join(c.dir, name), filepath.Join(b.dir, name)))
		b.w.must("put back", copyFile(filepath.Join(c.dir, name+"-wal"), filepath.Join(b.dir, name+"-wal")))
	}
	b.index = c.index.clone()
}

// copyFile copies a file; one that is not there is not there afterwards either.
func copyFile(from, to string) error {
	raw, err := os.ReadFile(from)
	if errors.Is(err, os.ErrNotExist) {
		return remove(to)
	}
	if err != nil {
		return err
	}
	return os.WriteFile(to, raw, 0o600)
}

func remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// read runs fn on the box's tables.
func (b *box) read(fn func(v *journal.View) error) {
	b.w.must("read "+b.name, b.book.Read(context.Background(), fn))
}
