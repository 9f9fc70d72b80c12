package journal

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"branchbook/sync/fact"
)

// Report is what verifying found. A book without Problems is sound.
type Report struct {
	Journals []JournalReport
	Tables   int      // folded tables compared
	Rows     int64    // rows in them
	Audits   []string // names of the audits that were run
	Problems []string
}

// JournalReport says how far a journal was checked.
type JournalReport struct {
	Head Head
	Own  bool
	Held int64
}

// Verify checks the book in o.Dir, whether a process has it open or not: every chain from its genesis, the
// folded tables against a fresh fold of the same commits, and the audits of the books. It works on a copy in a
// folder under tmp and leaves the book alone. An error means that it could not be checked.
func Verify(ctx context.Context, o Options, tmp string) (Report, error) {
	dir, err := os.MkdirTemp(tmp, "verify-*")
	if err != nil {
		return Report{}, err
	}
	defer func() { _ = os.RemoveAll(dir) }() // a leftover folder is harmless
	copied := filepath.Join(dir, "copy.db")
	if err := copyBook(ctx, filepath.Join(o.Dir, bookFile), copied); err != nil {
		return Report{}, err
	}
	if o.Node, err = nodeOf(copied); err != nil {
		return Report{}, err
	}
	b := &Book{o: o, kinds: allKinds(o.Definition)}
	return b.verifyCopy(ctx, copied, filepath.Join(dir, "fresh.db"))
}

// Verify is [Verify] for an open book.
func (b *Book) Verify(ctx context.Context, tmp string) (Report, error) { return Verify(ctx, b.o, tmp) }

// nodeOf reads whose book a file is.
func nodeOf(path string) (string, error) {
	c, err := openReader(path)
	if err != nil {
		return "", err
	}
	node, err := c.meta("node")
	return node, errors.Join(err, c.close())
}

// copyBook writes a consistent copy of a book, in use or not.
func copyBook(ctx context.Context, from, to string) error {
	if _, err := os.Stat(from); err != nil {
		return fmt.Errorf("there is no book: %w", err)
	}
	r, err := openReader(from)
	if err != nil {
		return err
	}
	_, err = r.Exec(`PRAGMA query_only = OFF`) // VACUUM INTO writes the other file
	if err == nil {
		err = r.backup(ctx, to)
	}
	return errors.Join(classify(err), r.close())
}

func (b *Book) verifyCopy(ctx context.Context, copied, fresh string) (rep Report, err error) {
	if err := createBook(fresh, b.o.Node, b.o.Definition, Off); err != nil {
		return rep, err
	}
	w, err := openWriter(fresh, Off)
	if err != nil {
		return rep, err
	}
	w.stop = ctx.Err
	defer func() { err = errors.Join(err, w.close()) }()
	if _, err := w.Exec(`ATTACH DATABASE ? AS old`, copied); err != nil {
		return rep, err
	}
	next := &Book{o: b.o, w: w, kinds: b.kinds, group: &groupState{}}
	if err := next.checkFile(&rep); err != nil {
		return rep, err
	}
	err = w.transaction(func() error {
		if err := next.copyCore(nil); err != nil {
			return err
		}
		if _, err := w.Exec(`DELETE FROM main.journal_subject`); err != nil { // it follows from the commits
			return err
		}
		if err := next.checkChains(&rep); err != nil {
			return err
		}
		return next.foldAll()
	})
	if ctx.Err() != nil {
		return rep, ctx.Err()
	}
	if err != nil {
		rep.Problems = append(rep.Problems, "folding again failed: "+err.Error())
		return rep, nil
	}
	if err := errors.Join(next.compareColumns(&rep), next.compareTables(&rep)); err != nil {
		return rep, err
	}
	return rep, next.runAudits(&rep)
}

// checkFile asks SQLite about the file itself.
func (b *Book) checkFile(rep *Report) error {
	lines, err := fact.All(b.w, fact.Text, `PRAGMA old.integrity_check`)
	if err != nil {
		return err
	}
	if !slices.Equal(lines, []string{"ok"}) {
		rep.Problems = append(rep.Problems, lines...)
	}
	return nil
}

// checkChains walks every journal from its genesis.
func (b *Book) checkChains(rep *Report) error {
	type row struct {
		jid     int64
		journal string
		node    string
		own     bool
	}
	all, err := fact.All(b.w, func(r fact.Row) (x row, err error) {
		err = r.Scan(&x.jid, &x.journal, &x.node, &x.own)
		return
	}, `SELECT jid, journal, node, own FROM journal_journal ORDER BY jid`)
	if err != nil {
		return err
	}
	for _, j := range all {
		head, problem, err := b.checkChain(j.jid, j.journal, j.node)
		if err != nil {
			return err
		}
		if problem != "" {
			rep.Problems = append(rep.Problems, problem)
		}
		held, err := fact.One(b.w, fact.Int, `SELECT count(*) FROM old.journal_held WHERE jid = ?`, j.jid)
		if err != nil {
			return err
		}
		rep.Journals = append(rep.Journals, JournalReport{Head: head, Own: j.own, Held: held})
	}
	return nil
}

var errStop = errors.New("stop")

func (b *Book) checkChain(jid int64, journal, node string) (head Head, problem string, err error) {
	head.Journal = journal
	var prev fact.Commit
	err = eachCommit(b.w, jid, 0, func(s stored) error {
		c, err := fact.Decode(s.bytes)
		if err == nil {
			if err := b.storeSubjects(jid, heightOf(s.pos), c); err != nil {
				return err
			}
		}
		hash := fact.Chain(head.Hash, s.bytes)
		switch {
		case err != nil:
			problem = err.Error()
		case heightOf(s.pos) != head.Height+1:
			problem = "a commit is missing before it"
		case c.Prev != head.Hash || hash != s.hash:
			problem = "the hash chain is broken"
		case c.Journal != journal || c.Node != node:
			problem = "it belongs to another journal"
		case head.Height == 0 && (c.Seq != 1 || c.Parent != nil), head.Height > 0 && !follows(prev, head.Hash, c):
			problem = "its epoch and number do not follow"
		}
		if problem != "" {
			problem = fmt.Sprintf("journal %s, commit %d: %s", journal, heightOf(s.pos), problem)
			return errStop
		}
		prev = c
		head = Head{Journal: journal, Epoch: c.Epoch, Seq: c.Seq, Height: heightOf(s.pos), Hash: hash}
		return nil
	})
	if errors.Is(err, errStop) {
		err = nil
	}
	return head, problem, err
}

// compareColumns compares what stands beside the bytes of commits with the bytes. Where a chain is broken already,
// what its bytes say is of no interest.
func (b *Book) compareColumns(rep *Report) error {
	if len(rep.Problems) > 0 {
		return nil
	}
	n, err := fact.One(b.w, fact.Int, `SELECT count(*) FROM old.journal_commit
		WHERE command IS NOT json_extract(CAST(bytes AS TEXT), '$.command')
			OR input IS NOT COALESCE(json_extract(CAST(bytes AS TEXT), '$.input'), '')`)
	if n > 0 {
		rep.Problems = append(rep.Problems,
			fmt.Sprintf("table journal_commit: %d rows whose command or input is not what the commit says", n))
	}
	return err
}

// foldedTables lists the tables that follow from commits, without opened personal fields.
func (b *Book) foldedTables() ([]string, error) {
	opened := map[string]bool{}
	for _, s := range b.o.Definition.Schemas {
		for _, t := range s.Opened {
			opened[t] = true
		}
	}
	all, err := fact.All(b.w, fact.Text, `SELECT name FROM main.sqlite_schema
		WHERE type = 'table' AND name NOT LIKE 'journal\_%' ESCAPE '\' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
		ORDER BY name`)
	return slices.DeleteFunc(all, func(t string) bool { return opened[t] }), err
}

// local reports whether a table is kept by this side alone.
func (b *Book) local(table string) bool {
	return slices.ContainsFunc(b.o.Definition.Schemas, func(s fact.Schema) bool {
		return s.Local && strings.HasPrefix(table, s.Name+"_")
	})
}

// compareTables compares each folded table, row by row, with its fresh fold.
func (b *Book) compareTables(rep *Report) error {
	tables, err := b.foldedTables()
	if err != nil {
		return err
	}
	for _, t := range append(tables, "journal_subject") {
		rep.Tables++
		rows, err := fact.One(b.w, fact.Int, `SELECT count(*) FROM main.`+t)
		if err != nil {
			return err
		}
		rep.Rows += rows
		for _, q := range []struct{ what, sql string }{
			{"rows that its journals do not explain",
				`SELECT count(*) FROM (SELECT * FROM old.` + t + ` EXCEPT SELECT * FROM main.` + t + `)`},
			{"rows missing that its journals call for",
				`SELECT count(*) FROM (SELECT * FROM main.` + t + ` EXCEPT SELECT * FROM old.` + t + `)`},
		} {
			n, err := fact.One(b.w, fact.Int, q.sql)
			if err != nil {
				return err
			}
			if n > 0 {
				rep.Problems = append(rep.Problems, fmt.Sprintf("table %s: %d %s", t, n, q.what))
			}
		}
	}
	return nil
}

func (b *Book) runAudits(rep *Report) error {
	for _, a := range b.o.Definition.Audits {
		rep.Audits = append(rep.Audits, a.Name)
		found, err := a.Run(b.w)
		if err != nil {
			return fmt.Errorf("audit %s: %w", a.Name, err)
		}
		for _, f := range found {
			rep.Problems = append(rep.Problems, a.Name+": "+f)
		}
	}
	return nil
}

// Backup copies the book in dir, in use or not, into another folder, marked as a backup: opened there, it
// begins a new epoch. It returns the heads that the copy holds.
func Backup(ctx context.Context, dir, to string, now time.Time) ([]Head, error) {
	path := filepath.Join(to, bookFile)
	if err := copyBook(ctx, filepath.Join(dir, bookFile), path); err != nil {
		return nil, err
	}
	c, err := openWriter(path, Full)
	if err != nil {
		return nil, err
	}
	err = c.setMeta("backup", now.UTC().Format(time.RFC3339))
	list, e := readHeads(c)
	err = errors.Join(err, e, c.script(`PRAGMA journal_mode = DELETE`), c.close())
	heads := make([]Head, len(list))
	for i, s := range list {
		heads[i] = s.head
	}
	slices.SortFunc(heads, func(a, b Head) int { return cmp.Compare(a.Journal, b.Journal) })
	return heads, err
}

// BackupSide copies a side database, in use or not, into a new file.
func BackupSide(ctx context.Context, from, to string) error { return copyBook(ctx, from, to) }
