package journaltest

import (
	"testing"

	"branchbook/sync/fact"
)

type word string

func TestScanAndBindTypedValues(t *testing.T) {
	tables := Tables(t, fact.Schema{Name: "t", SQL: `CREATE TABLE t_x (jid INTEGER, w TEXT, n INTEGER, b BLOB, o TEXT,
		PRIMARY KEY (jid)) STRICT;`})
	var none *word
	if _, err := tables.Exec(`INSERT INTO t_x VALUES (?, ?, ?, ?, ?)`, 1, word("ё"), true, fact.Hash{1}, none); err != nil {
		t.Fatal(err)
	}
	type row struct {
		w word
		n bool
		h fact.Hash
		o *word
	}
	got, err := fact.One(tables, func(r fact.Row) (x row, err error) {
		err = r.Scan(&x.w, &x.n, &x.h, &x.o)
		return
	}, `SELECT w, n, b, o FROM t_x WHERE jid = ?`, int64(1))
	if err != nil || got != (row{"ё", true, fact.Hash{1}, nil}) {
		t.Fatal(got, err)
	}
	if _, err := fact.One(tables, fact.Int, `SELECT n FROM t_x WHERE jid = 2`); err != fact.ErrNotFound {
		t.Fatal(err)
	}
}
