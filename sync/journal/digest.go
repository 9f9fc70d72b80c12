package journal

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"branchbook/sync/fact"
)

// TablesDigest is a hash over the folded rows of one journal at its head. It is equal on every node that has the
// same commits and folds in the same way (see [FoldName]).
type TablesDigest struct {
	Head   Head
	Held   int64 // commits that are stored and not folded; with any, the rows are not those of the head
	Tables fact.Hash
}

// DigestAt reads the head of a journal and the digest of its rows in one snapshot. Opened personal fields are left
// out.
func (b *Book) DigestAt(ctx context.Context, journal string) (d TablesDigest, err error) {
	jid := b.JID(journal)
	err = b.Read(ctx, func(v *View) error {
		if d.Head, _, err = newest(v.conn, jid, journal); err != nil {
			return err
		}
		d.Held, err = fact.One(v, fact.Int, `SELECT count(*) FROM journal_held WHERE jid = ?`, jid)
		if err != nil {
			return err
		}
		d.Tables, err = b.digestOf(ctx, v, jid)
		return err
	})
	return d, err
}

// Digest is the hash of [Book.DigestAt] alone, in hex.
func (b *Book) Digest(ctx context.Context, journal string) (string, error) {
	d, err := b.DigestAt(ctx, journal)
	return hex.EncodeToString(d.Tables[:]), err
}

func (b *Book) digestOf(ctx context.Context, v *View, jid int64) (sum fact.Hash, err error) {
	tables, err := (&Book{w: v.conn, o: b.o}).foldedTables()
	if err != nil {
		return sum, err
	}
	h := sha256.New()
	for _, t := range slices.DeleteFunc(tables, b.local) {
		columns, keys, err := columnsOf(v, t)
		if err = errors.Join(err, ctx.Err()); err != nil {
			return sum, err
		}
		if !slices.Contains(keys, "jid") || len(columns) == 0 {
			continue
		}
		line, err := fact.All(v, fact.Text, `SELECT json_array(`+strings.Join(columns, ", ")+`) FROM `+t+
			` WHERE jid = ? ORDER BY `+strings.Join(keys, ", "), jid)
		if err != nil {
			return sum, err
		}
		fmt.Fprintf(h, "%s %d\n", t, len(line))
		for _, l := range line {
			fmt.Fprintln(h, l)
		}
	}
	return fact.Hash(h.Sum(nil)), nil
}

// columnsOf gives a table's columns without jid, ready for json_array, and its key.
func columnsOf(r fact.Reader, table string) (columns, keys []string, err error) {
	type column struct {
		name, kind string
		pk         int
	}
	all, err := fact.All(r, func(row fact.Row) (c column, err error) {
		err = row.Scan(&c.name, &c.kind, &c.pk)
		return
	}, `SELECT name, type, pk FROM pragma_table_info(?) ORDER BY cid`, table)
	if err != nil {
		return nil, nil, err
	}
	byPK := slices.Clone(all)
	slices.SortStableFunc(byPK, func(a, b column) int { return a.pk - b.pk })
	for _, c := range byPK {
		if c.pk > 0 {
			keys = append(keys, c.name)
		}
	}
	for _, c := range all {
		switch {
		case c.name == "jid":
		case c.kind == "BLOB":
			columns = append(columns, "hex("+c.name+")")
		default:
			columns = append(columns, c.name)
		}
	}
	return columns, keys, nil
}
