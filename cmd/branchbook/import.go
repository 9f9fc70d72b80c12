package main

import (
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"branchbook/cmd/internal/network"
	"branchbook/edge"
	"branchbook/sync/imports"
	"branchbook/sync/journal"
)

type importCmd struct {
	Appointments *importAppointmentsCmd `arg:"subcommand:appointments" help:"bring in appointments from CSV (also .gz), as a mapping file says"`
}

type importAppointmentsCmd struct {
	folder
	File    string `arg:"positional,required" help:"the file"`
	Mapping string `arg:"--mapping" placeholder:"FILE" help:"which column is what; see deploy/import for an example"`
	Part    string `arg:"--part" placeholder:"NAME" help:"only the rows of this branch of the mapping's branch column"`
	Network string `arg:"--network" placeholder:"DIR" help:"instead of into one stopped branch, play the file into a whole network in this folder: a branch for each name in the branch column, and a hub that hears them over real connections"`
	Report  string `arg:"--report" placeholder:"FILE" help:"write every warning and refusal to this CSV file"`
}

// file is a file of appointments that was read whole.
type file struct {
	name     string
	sha256   string
	mapping  imports.Mapping
	rows     []imports.Row
	unmapped []string
}

// run brings the file in and reports what was odd.
func (c *importAppointmentsCmd) run(ctx context.Context, to console) error {
	if err := needed("--mapping", c.Mapping); err != nil {
		return err
	}
	f, err := readFile(c.File, c.Mapping)
	if err != nil {
		return err
	}
	if c.Report != "" {
		if err := writeReport(c.Report, f.rows); err != nil {
			return err
		}
	}
	f.describe(to.out)
	if c.Network != "" {
		return importNetwork(ctx, to, c.Network, f)
	}
	return stoppedBranch(ctx, c.Data, func(e *edge.Edge) error {
		rows := f.part(c.Part)
		state, err := e.Import(ctx, f.start(c.Part, len(rows)), rows, "command line", func(s imports.State) {
			fmt.Fprintf(to.out, "\rline %d", s.LastLine)
		})
		fmt.Fprintf(to.out, "\r%d accepted, %d known before, %d with a warning, %d refused\n",
			state.Accepted, state.Known, state.Warned, state.Refused)
		return err
	})
}

// readFile reads a mapping and all rows of a file.
func readFile(path, mappingPath string) (f file, err error) {
	m, err := os.Open(mappingPath)
	if err != nil {
		return f, err
	}
	f.mapping, err = imports.ParseMapping(m)
	if err = errors.Join(err, m.Close()); err != nil {
		return f, fmt.Errorf("%s: %w", mappingPath, err)
	}
	raw, err := os.Open(path)
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, raw.Close()) }()
	h := sha256.New()
	var in io.Reader = io.TeeReader(raw, h)
	if strings.HasSuffix(path, ".gz") {
		if in, err = gzip.NewReader(in); err != nil {
			return f, fmt.Errorf("%s: %w", path, err)
		}
	}
	f.name = filepath.Base(path)
	if err := f.read(in); err != nil {
		return f, fmt.Errorf("%s: %w", path, err)
	}
	f.sha256 = hex.EncodeToString(h.Sum(nil))
	return f, nil
}

func (f *file) read(in io.Reader) error {
	r, err := imports.NewReader(in, f.mapping)
	if err != nil {
		return err
	}
	f.unmapped = r.Unmapped()
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		f.rows = append(f.rows, row)
	}
}

// part is the rows of one branch; all for an empty name.
func (f *file) part(name string) []imports.Row {
	if name == "" {
		return f.rows
	}
	var rows []imports.Row
	for _, r := range f.rows {
		if r.Branch == name {
			rows = append(rows, r)
		}
	}
	return rows
}

func (f *file) start(part string, rows int) imports.ImportStarted {
	return imports.ImportStarted{
		Import: imports.NewID(f.mapping.Source, f.sha256,
			part), Source: f.mapping.Source, File: f.name, SHA256: f.sha256,
		Part: part, Rows: rows, Mapping: f.mapping.Text,
	}
}

// shown is how many odd lines are printed; the report file has all.
const shown = 20

func (f *file) describe(out io.Writer) {
	fmt.Fprintf(out, "%s: %d rows\n", f.name, len(f.rows))
	if len(f.unmapped) > 0 {
		fmt.Fprintf(out, "columns that nothing is read from: %s\n", strings.Join(f.unmapped, ", "))
	}
	n := 0
	eachProblem(f.rows, func(line int, p imports.Problem, refused bool) {
		if n++; n > shown {
			return
		}
		fate := "imported as it is"
		if refused {
			fate = "refused"
		}
		fmt.Fprintf(out, "line %d: %s %s: %s\n", line, p.Column, p.Kind, fate)
	})
	if n > shown {
		fmt.Fprintf(out, "… and %d more (--report FILE has all)\n", n-shown)
	}
}

func eachProblem(rows []imports.Row, tell func(line int, p imports.Problem, refused bool)) {
	for _, r := range rows {
		if r.Refused != nil {
			tell(r.Line, *r.Refused, true)
		}
		for _, w := range r.Warnings {
			tell(r.Line, w, false)
		}
	}
}

// writeReport writes all problems with their values: for the person who mends the file, not for the books.
func writeReport(path string, rows []imports.Row) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	w := csv.NewWriter(f)
	errs := []error{w.Write([]string{"line", "column", "value", "problem", "refused"})}
	eachProblem(rows, func(line int, p imports.Problem, refused bool) {
		errs = append(errs, w.Write([]string{
			strconv.Itoa(line), p.Column, p.Value, string(p.Kind), strconv.FormatBool(refused),
		}))
	})
	w.Flush()
	return errors.Join(append(errs, w.Error(), f.Close())...)
}

// importNetwork plays the file into a network of branches.
func importNetwork(ctx context.Context, to console, dir string, f file) error {
	n, err := network.Open(ctx, network.Options{
		Dir: dir, Version: version, Log: logger(to.log, slog.LevelWarn), Sync: journal.Full,
	})
	if err != nil {
		return err
	}
	err = n.Play(ctx, network.Import{
		Rows: f.rows, Mapping: f.mapping, Start: f.start,
		Progress: func(done, all int, name string) { fmt.Fprintf(to.out, "\r%d of %d branches: %-40s", done, all, name) },
	})
	if err == nil {
		fmt.Fprintln(to.out, "\neverything is in; waiting for headquarters")
		err = n.Settled(ctx)
	}
	if err == nil {
		err = printFigures(ctx, to.out, n)
	}
	return errors.Join(err, n.Close())
}
