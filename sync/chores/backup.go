package chores

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"branchbook/sync/fact"
	"branchbook/sync/journal"
)

// Keeper makes backups of a node and proves its books.
type Keeper struct {
	Dir        string // of the node
	To         string // where the dated backups are made; also for what proving needs meanwhile
	Keep       int    // newest backups that stay; 0 keeps all
	Definition fact.Definition
	Clock      fact.Clock
	// Proved is told of every proved backup; its error is the job's. May be nil.
	Proved func(Made) error
}

// Made is a proved backup.
type Made struct {
	Dir    string
	Heads  []journal.Head
	Report journal.Report // of the copy
}

// Unsound is what proving found wrong.
type Unsound struct{ Problems []string }

// Error gives the first problem and how many there are.
func (u Unsound) Error() string {
	return fmt.Sprintf("%d problems found, the first: %s", len(u.Problems), u.Problems[0])
}

const (
	prefix     = "branchbook-"
	unfinished = ".part"
	unsound    = ".unsound"
)

var dated = regexp.MustCompile(`^` + prefix + `\d{8}-\d{6}$`)

// Back makes a backup, running or not, and proves it: the files are those of its manifest, the books in it are sound.
// It gets its name only then, so that every dated folder is one that can be restored. Older ones than the newest
// Keep go. Errors are [Unsound] where the copy's books are not.
func (k Keeper) Back(ctx context.Context) (Made, error) {
	if err := k.sweep(); err != nil {
		return Made{}, err
	}
	now := k.Clock.Now().UTC()
	made := Made{Dir: filepath.Join(k.To, prefix+now.Format("20060102-150405"))}
	part := made.Dir + unfinished
	var err error
	if made.Heads, err = journal.BackupAll(ctx, k.Dir, part, now); err == nil {
		made.Report, err = k.provePart(ctx, part)
	}
	if err != nil {
		return made, errors.Join(err, k.setAside(part, made.Dir+unsound, err))
	}
	if err := os.Rename(part, made.Dir); err != nil {
		return made, err
	}
	if k.Proved != nil {
		err = k.Proved(made)
	}
	return made, errors.Join(err, k.prune())
}

// setAside throws a copy away that was not finished. One whose books are not sound shows what has happened to the
// node's: the first such is kept for those who look into it.
func (k Keeper) setAside(part, as string, why error) error {
	there, err := filepath.Glob(filepath.Join(k.To, prefix+"*"+unsound))
	if err != nil || len(there) > 0 || !errors.As(why, new(Unsound)) {
		return errors.Join(err, os.RemoveAll(part))
	}
	return os.Rename(part, as)
}

func (k Keeper) provePart(ctx context.Context, part string) (journal.Report, error) {
	if err := journal.CheckBackup(part); err != nil {
		return journal.Report{}, err
	}
	rep, err := k.prove(ctx, part)
	if err != nil {
		return rep, fmt.Errorf("the copy cannot be restored: %w", err)
	}
	return rep, nil
}

// Prove proves the node's own books.
func (k Keeper) Prove(ctx context.Context) (journal.Report, error) {
	if err := k.sweep(); err != nil {
		return journal.Report{}, err
	}
	return k.prove(ctx, k.Dir)
}

func (k Keeper) prove(ctx context.Context, dir string) (journal.Report, error) {
	rep, err := journal.Verify(ctx, journal.Options{Dir: dir, Definition: k.Definition, Clock: k.Clock}, k.To)
	if err == nil && len(rep.Problems) > 0 {
		err = Unsound{rep.Problems}
	}
	return rep, err
}

// sweep makes the folder, and throws away what a crash left there half made. What is younger than a day may be
// another node's work under way: the folder may be shared.
func (k Keeper) sweep() error {
	if err := journal.MakeDir(k.To); err != nil {
		return err
	}
	there, err := os.ReadDir(k.To)
	for _, e := range there {
		half := strings.HasPrefix(e.Name(), prefix) && strings.HasSuffix(e.Name(), unfinished)
		if !half && !strings.HasPrefix(e.Name(), "verify-") {
			continue
		}
		if info, e := e.Info(); e == nil && k.Clock.Now().Sub(info.ModTime()) > 24*time.Hour {
			err = errors.Join(err, os.RemoveAll(filepath.Join(k.To, info.Name())))
		}
	}
	return err
}

// Kept are the backups that there are, the newest first.
func (k Keeper) Kept() []string {
	there, err := os.ReadDir(k.To)
	if err != nil {
		return nil // none was made yet
	}
	var names []string
	for _, e := range there {
		if e.IsDir() && dated.MatchString(e.Name()) {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	slices.Reverse(names)
	return names
}

func (k Keeper) prune() (err error) {
	if k.Keep <= 0 {
		return nil
	}
	for _, name := range k.Kept()[min(k.Keep, len(k.Kept())):] {
		err = errors.Join(err, os.RemoveAll(filepath.Join(k.To, name)))
	}
	return err
}

// Jobs are the two that every node has, the backup first: it is what a failed proof is looked into with.
func (k Keeper) Jobs() []Job {
	return []Job{
		{Backup, func(ctx context.Context) error { _, err := k.Back(ctx); return err }},
		{Verify, func(ctx context.Context) error { _, err := k.Prove(ctx); return err }},
	}
}

// Options say how a node's jobs are done. The zero value is a sound default.
type Options struct {
	Backups string // folder, in which each node has one of its own; "backups" in the node's folder when empty
	Keep    int    // backups that stay; [DefaultKeep] when 0
	Quiet   *Quiet // [DefaultQuiet] when nil
}

// DefaultKeep is how many backups stay.
const DefaultKeep = 7

// Keeper makes the keeper of a node in dir. Nodes that share a disk for their backups keep out of each other's.
func (o Options) Keeper(dir, node string, def fact.Definition, clock fact.Clock) Keeper {
	k := Keeper{Dir: dir, To: filepath.Join(dir, "backups"), Keep: o.Keep, Definition: def, Clock: clock}
	if o.Backups != "" {
		k.To = filepath.Join(o.Backups, node)
	}
	if k.Keep == 0 {
		k.Keep = DefaultKeep
	}
	return k
}

// At is the quiet hour.
func (o Options) At() Quiet {
	if o.Quiet == nil {
		return DefaultQuiet
	}
	return *o.Quiet
}
