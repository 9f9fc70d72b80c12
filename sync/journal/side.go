package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"

	"github.com/pressly/goose/v3"

	"branchbook/sync/fact"
)

// Side is a small database beside the book that does not follow from journals: the vault, sign-in sessions,
// drafts. One connection, one user at a time, numbered migrations.
type Side struct {
	mu sync.Mutex
	c  *conn
}

// OpenSide opens or creates a side database and migrates it with dir/*.sql of migrations. Before migrating an
// existing file it is copied to path.before-upgrade. A file of a newer version is [ErrNewer].
func OpenSide(path string, migrations fs.FS, dir string, level Sync) (*Side, error) {
	if err := migrate(path, migrations, dir); err != nil {
		return nil, err
	}
	c, err := openWriter(path, level)
	if err != nil {
		return nil, err
	}
	return &Side{c: c}, nil
}

func migrate(path string, migrations fs.FS, dir string) (err error) {
	sub, err := fs.Sub(migrations, dir)
	if err != nil {
		return err
	}
	db, err := sql.Open("sqlite3", fileURI(path)+"?_txlock=immediate&_journal_mode=WAL&_synchronous=FULL")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	p, err := goose.NewProvider(goose.DialectSQLite3, db, sub)
	if err != nil {
		return err
	}
	ctx := context.Background()
	have, err := p.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", path, classify(err))
	}
	list := p.ListSources()
	want := list[len(list)-1].Version
	switch {
	case have > want:
		return ErrNewer
	case have == want:
		return nil
	case have > 0:
		if err := os.Remove(path + ".before-upgrade"); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		if _, err := db.ExecContext(ctx, `VACUUM INTO ?`, path+".before-upgrade"); err != nil {
			return err
		}
	}
	_, err = p.Up(ctx)
	return err
}

// Close closes the database.
func (s *Side) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.c.close()
}

// Write runs fn in one IMMEDIATE transaction.
func (s *Side) Write(fn func(fact.Tables) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return classify(s.c.transaction(func() error { return fn(s.c) }))
}

// Read runs fn; what it reads is consistent, for nobody writes meanwhile.
func (s *Side) Read(fn func(fact.Reader) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return fn(s.c)
}

func readOne[T any](s *Side, scan func(fact.Row) (T, error), query string, args ...any) (out T, err error) {
	err = s.Read(func(r fact.Reader) error {
		out, err = fact.One(r, scan, query, args...)
		return err
	})
	return out, err
}
