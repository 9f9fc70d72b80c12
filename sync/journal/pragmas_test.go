package journal

import (
	"path/filepath"
	"strings"
	"testing"

	"branchbook/sync/fact"
)

// TestLiveConnectionsAreAsPromised reads the settings back from the connections that a book works with.
func TestLiveConnectionsAreAsPromised(t *testing.T) {
	path := filepath.Join(t.TempDir(), "book.db")
	if err := createBook(path, "a", toy(true), Full); err != nil {
		t.Fatal(err)
	}
	w, err := openWriter(path, Full)
	if err != nil {
		t.Fatal(err)
	}
	r, err := openReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = w.close(), r.close() }()
	for name, want := range map[string]string{
		"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "recursive_triggers": "1",
		"trusted_schema": "0", "cell_size_check": "1", "query_only": "0",
	} {
		if got, err := w.pragma(name); err != nil || got != want {
			t.Errorf("writer: %s is %q, not %q (%v)", name, got, want, err)
		}
	}
	for name, want := range map[string]string{"journal_mode": "wal", "foreign_keys": "1", "query_only": "1"} {
		if got, err := r.pragma(name); err != nil || got != want {
			t.Errorf("reader: %s is %q, not %q (%v)", name, got, want, err)
		}
	}
	if _, err := r.Exec(`DELETE FROM toy_note`); err == nil {
		t.Error("a reader wrote")
	}
}

// TestASettingThatDoesNotTakeIsAnError: a connection that is not as promised is not used.
func TestASettingThatDoesNotTakeIsAnError(t *testing.T) {
	c, err := open(filepath.Join(t.TempDir(), "book.db"), "rwc")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.close() }()
	if err := c.pragmas([][2]string{{"journal_mode=WAL", "wal"}, {"synchronous=FULL", "0"}}); err == nil {
		t.Error("FULL passed for OFF")
	}
	if err := c.pragmas([][2]string{{"no_such_setting=ON", "1"}}); err == nil {
		t.Error("a setting that SQLite does not know passed")
	}
}

// TestAJournalIsAppendOnly: no statement alters or replaces a commit.
func TestAJournalIsAppendOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "book.db")
	if err := createBook(path, "a", toy(true), Off); err != nil {
		t.Fatal(err)
	}
	w, err := openWriter(path, Off)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = w.close() }()
	add := `INTO journal_commit (pos, hash, command, input, bytes) VALUES (1, ?, 'c', 'i', x'00')`
	hash := fact.Chain(fact.Hash{}, []byte("a"))
	if _, err := w.Exec(`INSERT `+add, hash); err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{
		`UPDATE journal_commit SET bytes = x'01'`, `DELETE FROM journal_commit`, `INSERT OR REPLACE ` + add, `REPLACE ` + add,
	} {
		var args []any
		if strings.Contains(q, "?") {
			args = append(args, hash)
		}
		if _, err := w.Exec(q, args...); err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("%s: %v", q, err)
		}
	}
}
