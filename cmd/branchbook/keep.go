package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"branchbook/hub/report"
	"branchbook/sync/book"
	"branchbook/sync/chores"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
)

// definitionOf is what the book in a folder is made of: a branch's, or the hub's with its rollups.
func definitionOf(dir string) (fact.Definition, error) {
	side, err := journal.SideOf(dir)
	if side == report.Side {
		return report.Extend(book.Definition()), err
	}
	return book.Definition(), err
}

type verifyCmd struct{ folder }

// run proves a node's books and prints what was proved.
func (c *verifyCmd) run(ctx context.Context, to console) error {
	return verify(ctx, to.out, c.Data)
}

func verify(ctx context.Context, out io.Writer, dir string) error {
	began := time.Now()
	def, err := definitionOf(dir)
	if err != nil {
		return err
	}
	rep, err := journal.Verify(ctx, journal.Options{Dir: dir, Definition: def, Clock: wall}, os.TempDir())
	if err != nil {
		return err
	}
	return printReport(out, rep, time.Since(began))
}

// printReport prints what was proved; problems are an error.
func printReport(out io.Writer, rep journal.Report, took time.Duration) error {
	for _, j := range rep.Journals {
		held := ""
		if j.Held > 0 {
			held = fmt.Sprintf(", %d held", j.Held)
		}
		fmt.Fprintf(out, "journal %s: %d commits, head %s%s\n", j.Head.Journal, j.Head.Height,
			j.Head.Hash.String()[:12], held)
	}
	fmt.Fprintf(out, "%d folded tables with %d rows are what their journals say\n", rep.Tables, rep.Rows)
	for _, a := range rep.Audits {
		fmt.Fprintf(out, "audit: %s\n", a)
	}
	if len(rep.Problems) > 0 {
		for _, p := range rep.Problems {
			fmt.Fprintln(out, "PROBLEM:", p)
		}
		return fmt.Errorf("%d problems found", len(rep.Problems))
	}
	_, err := fmt.Fprintf(out, "sound, proved in %s\n", took.Round(time.Millisecond))
	return err
}

type backupCmd struct {
	folder
	To string `arg:"--to" placeholder:"DIR" help:"folder in which a dated backup is made"`
}

// run copies a node, running or not, and proves the copy.
func (c *backupCmd) run(ctx context.Context, to console) error {
	if err := needed("--to", c.To); err != nil {
		return err
	}
	began := time.Now()
	def, err := definitionOf(c.Data)
	if err != nil {
		return err
	}
	made, err := chores.Keeper{Dir: c.Data, To: c.To, Definition: def, Clock: wall}.Back(ctx)
	if len(made.Report.Journals) > 0 {
		err = errors.Join(err, printReport(to.out, made.Report, time.Since(began)))
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(to.out, "backup in %s\nIt holds the vault's keys: keep it where only you can read it.\n", made.Dir)
	return err
}

type restoreCmd struct {
	folder
	From string `arg:"--from" placeholder:"DIR" help:"folder of a backup; --data must be empty or not exist"`
}

// run puts a backup into an empty folder. The node begins a new epoch when it is started there.
func (c *restoreCmd) run(ctx context.Context, to console) error {
	if err := needed("--from", c.From); err != nil {
		return err
	}
	if err := journal.Restore(c.From, c.Data); err != nil {
		return err
	}
	if err := verify(ctx, to.out, c.Data); err != nil {
		return err
	}
	_, err := fmt.Fprintf(to.out,
		"restored into %s\nStart the node there. It goes on in a new epoch and fetches from the network "+
			"what it did after the backup.\nThe box that it replaces must not run any more.\n", c.Data)
	return err
}
