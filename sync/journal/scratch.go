package journal

import (
	"errors"
	"fmt"

	"branchbook/sync/fact"
)

// ScratchTables is a database with folded tables and no journal.
type ScratchTables struct{ *conn }

// Close closes the database.
func (s ScratchTables) Close() error { return s.close() }

// Bare opens the database at path as the one writer that a book opens, with its settings and without its rules:
// what a measurement compares a book with. It makes no tables.
func Bare(path string, level Sync) (ScratchTables, error) {
	c, err := openWriter(path, level)
	return ScratchTables{c}, err
}

// Scratch opens path with the tables of the given schemas, for tests and for verifying.
func Scratch(path string, schemas []fact.Schema) (ScratchTables, error) {
	s, err := Bare(path, Off)
	if err != nil {
		return s, err
	}
	for _, schema := range schemas {
		if err := s.script(schema.SQL); err != nil {
			return s, errors.Join(fmt.Errorf("tables of %s: %w", schema.Name, err), s.close())
		}
	}
	return s, nil
}
