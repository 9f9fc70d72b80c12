package journal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"branchbook/sync/fact"
)

// The marker is a file beside the database that a copy of the database alone does not carry and that a copy
// of the whole folder betrays: it names the inode of the lock file and the machine, and the highest commit
// that was certainly there. It is written at most once a second, after COMMIT, and at Close.

const (
	markerFile = "box.json"
	lockFile   = "box.lock"
)

// ErrMarkerLost: the database has commits but its marker is gone, so nobody can tell whether it is a copy.
var ErrMarkerLost = errors.New("the file " + markerFile + " beside the database is missing: this may be a copy. " +
	"If no other box runs with this database, start once with --adopt")

type marker struct {
	path  string
	flush bool // as the book is flushed; see [Off]
	last  time.Time

	Box     string    `json:"box"`     // id of this machine's copy of the branch
	Inode   uint64    `json:"inode"`   // of the lock file
	Machine string    `json:"machine"` // machine id, hashed
	Epoch   string    `json:"epoch"`
	Height  int64     `json:"height"`
	Hash    fact.Hash `json:"hash"`
	Clean   bool      `json:"clean"` // closed in order
}

// lockDir takes the folder for this process and keeps the file open.
func lockDir(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, lockFile), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the data folder: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(ErrLocked, f.Close())
	}
	return f, nil
}

func (b *Book) fingerprint() (inode uint64, machine string) {
	if info, err := b.lock.Stat(); err == nil {
		if st, ok := info.Sys().(*syscall.Stat_t); ok {
			inode = st.Ino
		}
	}
	id, _ := os.ReadFile("/etc/machine-id") // absent on some systems: then the inode alone tells
	return inode, fact.DerivedID("machine", strings.TrimSpace(string(id)))
}

// startMarker writes the first marker of a new box.
func (b *Book) startMarker() error {
	inode, machine := b.fingerprint()
	b.mark = &marker{
		path: filepath.Join(b.o.Dir, markerFile), flush: b.o.Sync != Off,
		Box: fact.NewID(b.o.Clock.Now(), b.o.Random), Inode: inode, Machine: machine,
	}
	return b.mark.write(b.ownHead(), false)
}

func (m *marker) write(head Head, clean bool) error {
	m.Epoch, m.Height, m.Hash, m.Clean = head.Epoch, head.Height, head.Hash, clean
	raw, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	return replaceFile(m.path, append(raw, '\n'), m.flush)
}

// noteMarker brings the marker up to date, at most once a second. The caller holds lead.
func (b *Book) noteMarker() {
	if b.mark == nil || b.o.Clock.Now().Sub(b.mark.last).Abs() < time.Second {
		return
	}
	b.mark.last = b.o.Clock.Now()
	if err := b.mark.write(b.ownHead(), false); err != nil {
		b.o.Log.Warn("marker not written", "error", err)
	}
}

// Box is the id of this machine's copy of the node.
func (b *Book) Box() string { return b.mark.Box }

// checkIdentity compares the database with the marker and begins a new epoch when it is not the one that was
// last open here.
func (b *Book) checkIdentity(ctx context.Context) error {
	reason, err := b.suspicion()
	if err != nil {
		return err
	}
	if reason == "" {
		return nil
	}
	b.o.Log.Warn("this database was restored or copied; it goes on in a new epoch", "reason", reason)
	// What bears witness stays until the new epoch has begun: of a backup its mark in the database, which that
	// epoch's transaction takes away, else the old marker.
	if reason == "backup" {
		if err := b.startMarker(); err != nil {
			return err
		}
		return b.NewEpoch(ctx, reason)
	}
	if err := b.NewEpoch(ctx, reason); err != nil {
		return err
	}
	return b.startMarker()
}

// suspicion says why this database may not be the newest of its node; empty when nothing speaks for that.
func (b *Book) suspicion() (string, error) {
	backup, err := b.w.meta("backup")
	if err != nil {
		return "", err
	}
	raw, err := os.ReadFile(filepath.Join(b.o.Dir, markerFile))
	switch {
	case backup != "":
		return "backup", nil
	case errors.Is(err, os.ErrNotExist):
		if b.ownHead().Height == 0 {
			return "", b.startMarker()
		}
		return "", ErrMarkerLost
	case err != nil:
		return "", err
	}
	m := &marker{path: filepath.Join(b.o.Dir, markerFile), flush: b.o.Sync != Off}
	if err := json.Unmarshal(raw, m); err != nil {
		return "", fmt.Errorf("%w (unreadable: %w)", ErrMarkerLost, err)
	}
	inode, machine := b.fingerprint()
	head := b.ownHead()
	switch {
	case m.Inode != inode || m.Machine != machine:
		return "copy", nil
	case m.Height > head.Height:
		return "marker", nil
	}
	at, err := b.hashOf(ownJID, m.Height)
	if err != nil {
		return "", err
	}
	if at != m.Hash {
		return "marker", nil
	}
	b.mark = m
	return "", nil
}

// hashOf is the hash at a height as the writer sees it; the zero hash where there is none.
func (b *Book) hashOf(jid, height int64) (fact.Hash, error) {
	if height == 0 {
		return fact.Hash{}, nil
	}
	h, err := fact.One(b.w, fact.Value[fact.Hash], `SELECT hash FROM journal_commit WHERE pos = ?`, posOf(jid, height))
	if errors.Is(err, fact.ErrNotFound) {
		return fact.Hash{}, nil
	}
	return h, err
}

// Adopt declares that the database in dir is the only one of its node although its marker is lost: the marker
// is written anew when the book is next opened, and the book goes on in a new epoch.
func Adopt(dir string) error {
	raw, err := json.Marshal(marker{Box: "adopted", Machine: "unknown"})
	if err != nil {
		return err
	}
	return writeFile(filepath.Join(dir, markerFile), raw)
}

// NewEpoch begins a new incarnation of the node's own journals: rights from before are not spent until the
// past is agreed with the hub.
func (b *Book) NewEpoch(ctx context.Context, reason string) error {
	return b.submit(ctx, func() error {
		if err := b.w.setMeta("backup", ""); err != nil {
			return err
		}
		own, err := fact.All(b.w, fact.Text, `SELECT journal FROM journal_journal WHERE own = 1 ORDER BY jid`)
		if err != nil {
			return err
		}
		for _, journal := range own {
			jid, err := b.ownJournal(journal)
			if err != nil {
				return err
			}
			if err := b.startEpoch(jid, journal, reason); err != nil {
				return err
			}
		}
		return nil
	})
}

func (b *Book) startEpoch(jid int64, journal, reason string) error {
	head := b.heads[jid]
	if head.Height == 0 {
		return nil
	}
	now := b.o.Clock.Now()
	f, err := b.kinds[EpochStarted{}.Kind()].New(fact.NewID(now, b.o.Random), EpochStarted{Reason: reason})
	if err != nil {
		return err
	}
	_, err = b.append(jid, journal, fact.Commit{
		Wall: now.UnixMilli(), Command: fact.NewID(now, b.o.Random), Name: "journal.NewEpoch",
		Parent: &fact.Ref{Epoch: head.Epoch, Seq: head.Seq, Hash: head.Hash}, Facts: []fact.Fact{f},
	})
	return err
}

func reconciled(r fact.Reader, jid int64, epoch string) (bool, error) {
	if epoch == "" {
		return true, nil
	}
	return fact.One(r, fact.Value[bool],
		`SELECT reconciled FROM journal_epoch WHERE jid = ? AND epoch = ?`, jid, epoch)
}

// Unreconciled reports whether a journal's present epoch has a past that is not agreed with its peers yet.
func Unreconciled(r fact.Reader, jid int64) (bool, error) {
	ok, err := fact.One(r, fact.Value[bool],
		`SELECT reconciled FROM journal_epoch WHERE jid = ? ORDER BY base DESC LIMIT 1`, jid)
	if errors.Is(err, fact.ErrNotFound) {
		return false, nil
	}
	return !ok, err
}

// Reconcile records that the peer who has stored a journal up to a height agrees with all that this node did in
// earlier epochs: the present one must begin at that height or below.
func (b *Book) Reconcile(ctx context.Context, journal string, stored int64) error {
	return b.submit(ctx, func() error {
		jid, err := b.ownJournal(journal)
		if err != nil {
			return err
		}
		_, err = b.w.Exec(`UPDATE journal_epoch SET reconciled = 1
			WHERE jid = ? AND epoch = ? AND reconciled = 0 AND base <= ?`, jid, b.heads[jid].Epoch, stored)
		return err
	})
}
