package web

import (
	"strings"

	"branchbook/hub/report"
	"branchbook/sync/booking"
	"branchbook/sync/clients"
	"branchbook/sync/journal"
	"branchbook/sync/money"
	"branchbook/ui/head"
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// table is rows as a page shows them and as a file holds them: dates and amounts are written for people there,
// for programs here.
type table struct {
	columns []column
	rows    []row
}

type column struct {
	head     string
	figure   bool
	fileOnly bool
}

type row struct {
	subject string // whose commits made it: "visit:…"
	jid     int64
	cells   []cell
}

// cell is a value in both forms. Text that people typed is guarded in the file.
type cell struct {
	shown, file string
	typed       bool
}

func typed(s string) cell { return cell{shown: s, file: s, typed: true} }

func sum(t *text.Text, minor money.Minor, c money.Currency) cell {
	a := money.Of(minor, c)
	return cell{shown: t.Money(a), file: a.Plain()}
}

// tableOf reads the rows of a figure, with the names that the vault has opened.
func tableOf(view *journal.View, t *text.Text, of report.Of) (table, error) {
	switch of.What {
	case report.Revenue:
		return postings(view, t, of)
	case report.Left:
		return contracts(view, t, of)
	}
	return visits(view, t, of)
}

func visits(view *journal.View, t *text.Text, of report.Of) (table, error) {
	d := table{columns: []column{
		{head: t.T("ledger.date")}, {head: t.T("visit.time")}, {head: t.T("head.branch")}, {head: t.T("client.one")},
		{head: t.T("head.status")}, {head: t.T("head.history"), fileOnly: true},
	}}
	rows, err := report.VisitRows(view, of)
	if err != nil {
		return d, err
	}
	for _, x := range rows {
		name, err := clients.NameOf(view, x.JID, clients.ClientID(x.Client))
		if err != nil {
			return d, err
		}
		subject := "visit:" + x.ID
		d.rows = append(d.rows, row{jid: x.JID, subject: subject, cells: []cell{
			{shown: t.Date(x.On), file: string(x.On)}, typed(x.Clock), typed(x.Branch), typed(name),
			{shown: t.T("status." + string(statusOf(x.Status))), file: x.Status}, {file: subject},
		}})
	}
	return d, nil
}

func postings(view *journal.View, t *text.Text, of report.Of) (table, error) {
	d := table{columns: []column{
		{head: t.T("ledger.date")}, {head: t.T("ledger.amount"), figure: true}, {head: t.T("branch.currency"), fileOnly: true},
		{head: t.T("ledger.what")}, {head: t.T("head.branch")}, {head: t.T("client.one")},
		{head: t.T("head.history"), fileOnly: true},
	}}
	rows, err := report.PostingRows(view, of)
	if err != nil {
		return d, err
	}
	for _, x := range rows {
		name, err := clients.NameOf(view, x.JID, clients.ClientID(x.Client))
		if err != nil {
			return d, err
		}
		subject := subjectOf(x)
		d.rows = append(d.rows, row{jid: x.JID, subject: subject, cells: []cell{
			{shown: t.Date(x.On), file: string(x.On)}, sum(t, x.Minor, x.Currency), {file: string(x.Currency)},
			{shown: t.T("account." + x.Account), file: x.Account}, typed(x.Branch), typed(name), {file: subject},
		}})
	}
	return d, nil
}

func contracts(view *journal.View, t *text.Text, of report.Of) (table, error) {
	d := table{columns: []column{
		{head: t.T("contract.number")}, {head: t.T("contract.left_value"), figure: true},
		{head: t.T("branch.currency"), fileOnly: true}, {head: t.T("contract.sessions_left"), figure: true},
		{head: t.T("contract.signed_on")}, {head: t.T("head.branch")}, {head: t.T("client.one")},
		{head: t.T("head.history"), fileOnly: true},
	}}
	rows, err := report.ContractRows(view, of)
	if err != nil {
		return d, err
	}
	for _, x := range rows {
		name, err := clients.NameOf(view, x.JID, clients.ClientID(x.Client))
		if err != nil {
			return d, err
		}
		subject := "contract:" + x.ID
		d.rows = append(d.rows, row{jid: x.JID, subject: subject, cells: []cell{
			typed(x.Number), sum(t, x.Minor, x.Currency), {file: string(x.Currency)}, typed(t.Count(x.Sessions)),
			{shown: t.Date(x.SignedOn), file: string(x.SignedOn)}, typed(x.Branch), typed(name), {file: subject},
		}})
	}
	return d, nil
}

func subjectOf(x report.Posting) string {
	switch {
	case x.Visit != "":
		return "visit:" + x.Visit
	case x.Contract != "":
		return "contract:" + x.Contract
	}
	return ""
}

// statusOf is a visit's status in the words of the pages.
func statusOf(status string) kit.Status {
	switch booking.Status(status) {
	case booking.NoShow:
		return kit.NoShow
	case booking.InTreatment:
		return kit.Started
	}
	return kit.Status(status)
}

// shown adds the table to its page; the first cell of a row leads to the commits behind it.
func (d table) shown(v head.Rows) head.Rows {
	for _, c := range d.columns {
		if !c.fileOnly {
			v.Columns = append(v.Columns, kit.Column{Head: c.head, Figure: c.figure})
		}
	}
	for _, r := range d.rows {
		var cells []kit.Cell
		for i, c := range r.cells {
			if !d.columns[i].fileOnly {
				cells = append(cells, kit.Cell{Text: c.shown})
			}
		}
		if r.subject != "" {
			cells[0].Href = historyPath(r.jid, r.subject)
		}
		v.Rows = append(v.Rows, kit.Line{Cells: cells})
	}
	return v
}

// record is a row as a file holds it.
func (r row) record() []string {
	record := make([]string, len(r.cells))
	for i, c := range r.cells {
		record[i] = c.file
		if c.typed {
			record[i] = harmless(c.file)
		}
	}
	return record
}

// harmless keeps a spreadsheet from taking for a formula what a person typed.
func harmless(s string) string {
	if strings.IndexAny(s, "=+-@\t\r\n＝＋－＠") == 0 {
		return "'" + s
	}
	return s
}
