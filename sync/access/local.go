package access

import (
	"embed"
	"errors"
	"path/filepath"

	"branchbook/sync/fact"
	"branchbook/sync/journal"
)

//go:embed local/*.sql
var localMigrations embed.FS

// Local is a node's local.db: what is neither a fact nor a secret and may be lost without harm to the books.
type Local struct{ side *journal.Side }

// OpenLocal opens or creates dir/local.db. Where the books are flushed at each commit this is not: every form that is
// saved leaves a word in its session, and that would cost a second flush.
func OpenLocal(dir string, level journal.Sync) (*Local, error) {
	if level == journal.Full {
		level = journal.Normal
	}
	side, err := journal.OpenSide(filepath.Join(dir, "local.db"), localMigrations, "local", level)
	if err != nil {
		return nil, err
	}
	return &Local{side}, nil
}

// Close closes the database.
func (l *Local) Close() error { return l.side.Close() }

// Side is the database itself, for copying.
func (l *Local) Side() *journal.Side { return l.side }

// Note reads what was remembered under a name; empty if nothing was.
func (l *Local) Note(name string) (value string, err error) {
	err = l.side.Read(func(r fact.Reader) error {
		value, err = fact.One(r, fact.Text, `SELECT value FROM access_note WHERE name = ?`, name)
		if errors.Is(err, fact.ErrNotFound) {
			return nil
		}
		return err
	})
	return value, err
}

// Notes reads everything remembered under names with a prefix.
func (l *Local) Notes(prefix string) (map[string]string, error) {
	notes := map[string]string{}
	err := l.side.Read(func(r fact.Reader) error {
		type note struct{ name, value string }
		all, err := fact.All(r, func(row fact.Row) (n note, err error) {
			err = row.Scan(&n.name, &n.value)
			return n, err
		}, `SELECT name, value FROM access_note WHERE substr(name, 1, length(?1)) = ?1 ORDER BY name`, prefix)
		for _, n := range all {
			notes[n.name[len(prefix):]] = n.value
		}
		return err
	})
	return notes, err
}

// Remember keeps a value under a name.
func (l *Local) Remember(name, value string) error {
	return l.side.Write(func(t fact.Tables) error {
		_, err := t.Exec(`INSERT INTO access_note (name, value) VALUES (?, ?)
			ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
		return err
	})
}
