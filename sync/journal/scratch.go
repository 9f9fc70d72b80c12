package journal

import (
	"fmt"

	"branchbook/sync/fact"
)

// ScratchTables is a database with folded tables and no journal.
type ScratchTables struct{ *conn }

// Close closes the database.
func (s ScratchTables) Close() error { return s.close() }

// Scratch opens path with the tables of the given schemas, for tests and for verifying.
func Scratch(path string, schemas []fact.Schema) (ScratchTables, error) {
	c, err := openWriter(path, Off)
	if err != nil {
		return ScratchTables{}, err
	}
	for _, s := range schemas {
		if err := c.script(s.SQL); err != nil {
			return ScratchTables{}, fmt.Errorf("tables of %s: %w", s.Name, err)
		}
	}
	return ScratchTables{c}, nil
}
