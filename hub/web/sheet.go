package web

import (
	"bufio"
	"errors"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"branchbook/hub/report"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/money"
	"branchbook/ui/head"
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// sheet is rows that are shown on a page or written into a file. Columns that only the file has are ids and codes,
// for those who go on counting with them.
type sheet struct {
	columns []column
	each    func(do func(row []cell) error) error // reads the rows one by one
}

type column struct {
	name   string
	figure bool
	file   bool // in the file only
}

// cell is a value as the page shows it and as the file holds it: dates, amounts and statuses of the file do not
// depend on the reader's language.
type cell struct {
	shown kit.Cell
	plain string
}

func words(s string) cell { return cell{kit.Cell{Text: s}, text.Harmless(s)} }

func code(s string) cell { return cell{plain: text.Harmless(s)} }

func number(n int64, t *text.Text) cell {
	return cell{kit.Cell{Text: t.Count(n)}, strconv.FormatInt(n, 10)}
}

func amount(t *text.Text, m money.Minor, c money.Currency) cell {
	return cell{kit.Cell{Text: t.Money(money.Of(m, c))}, money.Of(m, c).Plain()}
}

// dated is a day with perhaps a time; href leads to what happened then.
func dated(t *text.Text, on fact.Date, clock, href string) cell {
	return cell{kit.Cell{Text: strings.TrimSpace(t.Date(on) + " " + clock), Href: href},
		strings.TrimSpace(string(on) + " " + clock)}
}

// shown is the sheet as a table.
func (s sheet) shown() (columns []kit.Column, lines []kit.Line, err error) {
	for _, c := range s.columns {
		if !c.file {
			columns = append(columns, kit.Column{Head: c.name, Figure: c.figure})
		}
	}
	err = s.each(func(row []cell) error {
		var l kit.Line
		for i, c := range row {
			if !s.columns[i].file {
				l.Cells = append(l.Cells, c.shown)
			}
		}
		lines = append(lines, l)
		return nil
	})
	return columns, lines, err
}

// write writes the sheet as CSV that spreadsheets open: UTF-8 with its mark, CRLF.
func (s sheet) write(w io.Writer) error {
	out, err := text.Sheet(w)
	if err != nil {
		return err
	}
	line := make([]string, len(s.columns))
	for i, c := range s.columns {
		line[i] = c.name
	}
	if err := out.Write(line); err != nil {
		return err
	}
	err = s.each(func(row []cell) error {
		for i, c := range row {
			line[i] = c.plain
		}
		return out.Write(line)
	})
	out.Flush()
	return errors.Join(err, out.Error())
}

// rowsCSV is the rows of a figure as a file: all of them, not only a page. They are written to a file of our own
// first, row by row, so that neither their number nor a slow reader holds memory or the books.
func (s *site) rowsCSV(w http.ResponseWriter, r *http.Request) {
	file, err := os.CreateTemp("", "branchbook-rows-*.csv")
	if err != nil {
		s.fail(w, r, err)
		return
	}
	defer func() {
		if err := errors.Join(file.Close(), os.Remove(file.Name())); err != nil {
			s.log.Error("rows as a file", "error", err)
		}
	}()
	v, err := s.spool(r, file)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	name := "branchbook-" + v.Figure + "-" + string(v.Period.From) + "-" + string(v.Period.To) + ".csv"
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	if _, err := io.Copy(w, file); err != nil {
		s.log.Debug("rows as a file", "error", err) // the reader is gone
	}
}

// spool writes all rows that are asked for, and goes back to their beginning.
func (s *site) spool(r *http.Request, file *os.File) (v head.Rows, err error) {
	around := s.around(r)
	out := bufio.NewWriter(file)
	err = s.h.Book.Read(r.Context(), func(view *journal.View) error {
		a, err := s.askedRows(view, r.URL.Query())
		if err != nil {
			return err
		}
		a.of.Limit, v = -1, a.view
		return s.sheet(view, around.Text, a).write(out)
	})
	if err == nil {
		err = out.Flush()
	}
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	return v, err
}

// sheet is the rows that an ask is about.
func (s *site) sheet(view *journal.View, t *text.Text, a ask) sheet {
	nodes := map[int64]string{}
	for _, m := range a.members {
		nodes[m.JID] = string(m.Node)
	}
	switch a.of.What {
	case report.Revenue:
		return s.postings(view, t, a.of, nodes)
	case report.Left:
		return s.contracts(view, t, a.of, nodes)
	}
	return s.visits(view, t, a.of, nodes)
}

func (s *site) visits(view *journal.View, t *text.Text, of report.Of, nodes map[int64]string) sheet {
	columns := []column{
		{name: t.T("ledger.date")}, {name: t.T("head.branch")}, {name: t.T("client.one")}, {name: t.T("visit.source")},
		{name: t.T("head.status"), figure: true}, {name: "visit", file: true}, {name: "branch", file: true},
	}
	row := func(x report.Visit) []cell {
		status := kit.Status(statusWord(x.Status))
		return []cell{
			dated(t, x.On, x.Clock, head.VisitPath(nodes[x.JID], x.ID)), words(x.Branch),
			words(s.name(view, x.JID, x.Client)),
			{kit.Cell{Text: t.T("source." + x.Source)}, x.Source}, {kit.Cell{Node: status.Chip(t)}, x.Status},
			code(x.ID), code(nodes[x.JID]),
		}
	}
	return sheet{columns, func(do func([]cell) error) error {
		return report.EachVisit(view, of, func(x report.Visit) error { return do(row(x)) })
	}}
}

// statusWord is a visit's status as screens call it.
func statusWord(status string) string {
	switch status {
	case "no_show":
		return "noshow"
	case "in_treatment":
		return "started"
	}
	return status
}

func (s *site) postings(view *journal.View, t *text.Text, of report.Of, nodes map[int64]string) sheet {
	columns := []column{
		{name: t.T("ledger.date")}, {name: t.T("head.branch")}, {name: t.T("client.one")}, {name: t.T("ledger.what")},
		{name: t.T("ledger.amount"), figure: true}, {name: "currency", file: true}, {name: "visit", file: true},
		{name: "contract", file: true}, {name: "branch", file: true}, {name: "commit", file: true},
	}
	row := func(x report.Posting) []cell {
		href := ""
		switch {
		case x.Visit != "":
			href = head.VisitPath(nodes[x.JID], x.Visit)
		case x.Contract != "":
			href = head.ContractPath(nodes[x.JID], x.Contract)
		}
		return []cell{
			dated(t, x.On, "", href), words(x.Branch), words(s.name(view, x.JID, x.Client)),
			{kit.Cell{Text: t.T("account." + x.Account)}, x.Account}, amount(t, x.Minor, x.Currency),
			code(string(x.Currency)), code(x.Visit), code(x.Contract), code(nodes[x.JID]), number(x.Height, t),
		}
	}
	return sheet{columns, func(do func([]cell) error) error {
		return report.EachPosting(view, of, func(x report.Posting) error { return do(row(x)) })
	}}
}

func (s *site) contracts(view *journal.View, t *text.Text, of report.Of, nodes map[int64]string) sheet {
	columns := []column{
		{name: t.T("contract.number")}, {name: t.T("head.branch")}, {name: t.T("client.one")},
		{name: t.T("contract.signed_on")}, {name: t.T("contract.sessions_left"), figure: true},
		{name: t.T("contract.left_value"), figure: true}, {name: "currency", file: true},
		{name: "contract", file: true},
		{name: "branch", file: true},
	}
	row := func(x report.Contract) []cell {
		numbered := words(x.Number)
		numbered.shown.Href = head.ContractPath(nodes[x.JID], x.ID)
		return []cell{
			numbered, words(x.Branch), words(s.name(view, x.JID, x.Client)), dated(t, x.SignedOn, "", ""),
			number(x.Sessions, t), amount(t, x.Minor, x.Currency), code(string(x.Currency)), code(x.ID),
			code(nodes[x.JID]),
		}
	}
	return sheet{columns, func(do func([]cell) error) error {
		return report.EachContract(view, of, func(x report.Contract) error { return do(row(x)) })
	}}
}
