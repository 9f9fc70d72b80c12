package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"branchbook/hub/report"
	"branchbook/sync/book"
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

type verifyCmd struct {
	Data string `help:"Folder of the databases." default:"./data" env:"BRANCHBOOK_DATA" placeholder:"DIR"`
}

// Run proves a node's books and prints what was proved.
func (c *verifyCmd) Run(ctx context.Context, out io.Writer) error {
	return verify(ctx, out, c.Data)
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
	fmt.Fprintf(out, "sound, proved in %s\n", time.Since(began).Round(time.Millisecond))
	return nil
}

type backupCmd struct {
	Data string `help:"Folder of the databases." default:"./data" env:"BRANCHBOOK_DATA" placeholder:"DIR"`
	To   string `help:"Folder in which a dated backup is made." required:"" placeholder:"DIR"`
}

// Run copies a node, running or not, and verifies the copy.
func (c *backupCmd) Run(ctx context.Context, out io.Writer) error {
	dir := filepath.Join(c.To, "branchbook-"+time.Now().UTC().Format("20060102-150405"))
	heads, err := journal.BackupAll(ctx, c.Data, dir, time.Now())
	if err != nil {
		return errors.Join(err, os.RemoveAll(dir))
	}
	for _, h := range heads {
		fmt.Fprintf(out, "journal %s: %d commits\n", h.Journal, h.Height)
	}
	if err := verify(ctx, out, dir); err != nil {
		return fmt.Errorf("the copy in %s is not sound: %w", dir, err)
	}
	fmt.Fprintf(out, "backup in %s\nIt holds the vault's keys: keep it where only you can read it.\n", dir)
	return nil
}

type restoreCmd struct {
	From string `help:"Folder of a backup." required:"" type:"existingdir" placeholder:"DIR"`
	Data string `help:"Folder to restore into; it must be empty or not exist." default:"./data" env:"BRANCHBOOK_DATA" placeholder:"DIR"`
}

// Run puts a backup into an empty folder. The node begins a new epoch when it is started there.
func (c *restoreCmd) Run(ctx context.Context, out io.Writer) error {
	if err := journal.Restore(c.From, c.Data); err != nil {
		return err
	}
	if err := verify(ctx, out, c.Data); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out,
		"restored into %s\nStart the node there. It goes on in a new epoch and fetches from the network "+
			"what it did after the backup.\nThe box that it replaces must not run any more.\n", c.Data)
	return err
}
