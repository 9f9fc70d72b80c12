package web

import (
	"encoding/csv"
	"fmt"
	"net/http"

	"branchbook/sync/fact"
	"branchbook/sync/journal"
)

// byteOrderMark lets spreadsheets know that the file is UTF-8.
const byteOrderMark = "\ufeff"

// rowsCSV is all rows of a figure as a file that spreadsheets open: dates and amounts in their plain form,
// each row with the subject whose commits made it. More rows than a spreadsheet takes are refused, never cut.
func (s *site) rowsCSV(w http.ResponseWriter, r *http.Request) {
	var q question
	var table table
	t := s.text(r)
	err := s.h.Book.Read(r.Context(), func(view *journal.View) (err error) {
		if q, err = s.ask(view, r.URL.Query()); err != nil {
			return err
		}
		if q.rows() > rowsInFile {
			return fact.Refuse("file_long", "", "These are more rows than fit one file. Choose a shorter period.")
		}
		of := q.of
		of.Limit = rowsInFile
		table, err = tableOf(view, t, of)
		return err
	})
	if no := fact.AsRefusals(err); no != nil {
		s.rowsPage(w, r, http.StatusUnprocessableEntity, no[0])
		return
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-%s-%s.csv"`, q.figure, q.of.From, q.of.To))
	table.write(w)
}

// write sends the table; the reader may be gone, so nothing is done about errors.
func (d table) write(w http.ResponseWriter) {
	_, _ = w.Write([]byte(byteOrderMark))
	c := csv.NewWriter(w)
	c.UseCRLF = true
	heads := make([]string, len(d.columns))
	for i, col := range d.columns {
		heads[i] = col.head
	}
	_ = c.Write(heads)
	for _, r := range d.rows {
		_ = c.Write(r.record())
	}
	c.Flush()
}
