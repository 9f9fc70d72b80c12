// Package journaltest gives tests real tables on a real SQLite file, without a journal around them.
package journaltest

import (
	"path/filepath"
	"testing"

	"branchbook/sync/fact"
	"branchbook/sync/journal"
)

// Tables is a fresh database in the test's folder with the given schemas. Statements run in autocommit; it is
// closed with the test.
func Tables(t testing.TB, schemas ...fact.Schema) fact.Tables {
	t.Helper()
	tables, err := journal.Scratch(filepath.Join(t.TempDir(), "book.db"), schemas)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := tables.Close(); err != nil {
			t.Error(err)
		}
	})
	return tables
}

// Fold writes bodies down as facts, reads them back and folds them, as a node would, at position p.
func Fold(t testing.TB, tables fact.Tables, p fact.Position, kinds []fact.Kind, bodies ...fact.Body) {
	t.Helper()
	byName := map[string]fact.Kind{}
	for _, k := range kinds {
		byName[k.Name] = k
	}
	if p.Opener == nil {
		p.Opener = fact.NoKeys{}
	}
	for i, b := range bodies {
		k, ok := byName[b.Kind()]
		if !ok {
			t.Fatalf("no kind %s", b.Kind())
		}
		p.FactID = fact.DerivedID(p.Journal, string(rune(p.Height)), string(rune(i)))
		f, err := k.New(p.FactID, b)
		if err != nil {
			t.Fatal(err)
		}
		body, err := k.Decode(f)
		if err != nil {
			t.Fatal(err)
		}
		if err := k.Fold(tables, p, body); err != nil {
			t.Fatalf("fold %s: %v", k.Name, err)
		}
	}
}
