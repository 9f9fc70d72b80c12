package web

import (
	"cmp"
	"encoding/csv"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"branchbook/hub"
	"branchbook/hub/report"
	"branchbook/sync/branches"
	"branchbook/sync/clients"
	"branchbook/sync/fact"
	"branchbook/sync/imports"
	"branchbook/sync/journal"
	"branchbook/sync/money"
	"branchbook/ui/head"
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// periodOf reads the period asked for; without one it is this month so far.
func (s *site) periodOf(q url.Values) head.Period {
	today := fact.DateOf(s.h.Clock.Now())
	from, err1 := fact.ParseDate(q.Get("from"))
	to, err2 := fact.ParseDate(q.Get("to"))
	if err1 != nil || err2 != nil || to < from {
		return head.Period{From: today[:8] + "01", To: today}
	}
	return head.Period{From: from, To: to}
}

func presets(t *text.Text, today fact.Date) []head.Preset {
	month := today[:8] + "01"
	last := month.AddMonths(-1)
	p := func(key string, from, to fact.Date) head.Preset {
		return head.Preset{Word: t.T("period." + key), Period: head.Period{From: from, To: to}}
	}
	return []head.Preset{
		p("today", today, today), p("week", today.AddDays(-6), today), p("month", month, today),
		p("last_month", last, month.AddDays(-1)), p("year", fact.Date(string(today[:5])+"01-01"), today),
	}
}

// live is how long after its last word a branch still counts as connected.
const live = time.Minute

// dashboard is the network over a period.
func (s *site) dashboard(w http.ResponseWriter, r *http.Request) {
	a := s.around(r)
	v := head.Dashboard{Period: s.periodOf(r.URL.Query()), Presets: presets(a.Text, a.Today)}
	err := s.h.Book.Read(r.Context(), func(view *journal.View) error {
		figures, err := report.ByBranch(view, report.Period(v.Period))
		if err != nil {
			return err
		}
		contacts, now := s.h.Contacts(), s.h.Clock.Now()
		for _, f := range figures {
			b, err := s.branchFigures(view, f, contacts[string(f.Branch.Node)], v.Period, now)
			if err != nil {
				return err
			}
			v.Branches = append(v.Branches, b)
			if !b.Partial {
				v.Heard++
			} else {
				v.Lagging = append(v.Lagging, lag(b, contacts[b.Node], now))
			}
			if v.AsOf.IsZero() || b.CompleteTo.Before(v.AsOf) {
				v.AsOf = b.CompleteTo
			}
		}
		total := report.Network(figures)
		v.Visits = head.VisitFigures{Visits: int(total.Visits), Completed: int(total.Completed),
			NoShows: int(total.NoShows)}
		for _, sum := range report.Totals(figures) {
			v.Sums = append(v.Sums, head.CurrencySums{
				Currency: sum.Currency, RevenueMinor: sum.Revenue, CourseMinor: sum.Left, Branches: sum.Branches,
			})
		}
		return nil
	})
	if err != nil {
		s.fail(w, r, err)
		return
	}
	slices.SortFunc(v.Lagging, func(x, y head.Lag) int { return cmp.Compare(y.Ago, x.Ago) })
	if r.Header.Get("HX-Request") != "" {
		s.show(w, r, http.StatusOK, head.DashboardPart(a.Text, v))
		return
	}
	s.show(w, r, http.StatusOK, head.DashboardPage(a, v))
}

// branchFigures is a branch's row. It is partial when the period reaches behind what the hub certainly has.
func (s *site) branchFigures(
	view *journal.View, f report.Figures, c hub.Contact, p head.Period, now time.Time,
) (head.BranchFigures, error) {
	running, err := imports.Running(view, f.Branch.JID)
	zone := zoneOf(f.Branch)
	b := head.BranchFigures{
		Node: string(f.Branch.Node), Code: f.Branch.Code, Name: f.Branch.Name,
		VisitFigures: head.VisitFigures{Visits: int(f.Visits), Completed: int(f.Completed), NoShows: int(f.NoShows)},
		Revenue:      money.Of(f.Revenue, f.Currency), Course: money.Of(f.Left,
			f.Currency), Importing: len(running) > 0,
	}
	if !c.CompleteAt.IsZero() {
		b.CompleteTo = c.CompleteAt.In(zone)
	}
	reaches := fact.DateOf(b.CompleteTo) > p.To || fact.DateOf(b.CompleteTo) == fact.DateOf(now.In(zone)) &&
		now.Sub(c.CompleteAt) < live
	b.Partial = b.Importing || b.CompleteTo.IsZero() || !reaches
	return b, err
}

func zoneOf(b branches.Branch) *time.Location {
	zone, err := time.LoadLocation(b.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}

func lag(b head.BranchFigures, c hub.Contact, now time.Time) head.Lag {
	l := head.Lag{Node: b.Node, Name: b.Name, Ago: -1}
	if !c.HeardAt.IsZero() {
		l.Ago = now.Sub(c.HeardAt)
	}
	return l
}

// figureNames are the figures in the words of the addresses.
var figureNames = map[string]report.What{
	"visits": report.Visits, "completed": report.Completed, "noshows": report.NoShows, "revenue": report.Revenue,
	"course": report.Left,
}

const (
	rowsShown  = 50
	rowsInFile = 200_000
)

// asked is which rows a request is about.
func (s *site) askedRows(view *journal.View, q url.Values, limit, page int) (report.Of, head.Rows, error) {
	what, known := figureNames[q.Get("figure")]
	if !known {
		return report.Of{}, head.Rows{}, fact.ErrNotFound
	}
	p := s.periodOf(q)
	of := report.Of{
		What: what, Currency: money.Currency(q.Get("currency")), Period: report.Period(p), Limit: limit, Offset: page * limit,
	}
	v := head.Rows{Figure: q.Get("figure"), Period: p, Node: q.Get("branch"), Currency: of.Currency}
	if v.Node == "" {
		return of, v, nil
	}
	list, err := branches.All(view)
	for _, b := range list {
		if string(b.Node) == v.Node {
			of.JID, v.Branch = b.JID, b.Name
		}
	}
	if of.JID == 0 && err == nil {
		err = fact.ErrNotFound
	}
	return of, v, err
}

// line is one row: what it says, and where it leads.
type line struct {
	cells []string
	href  string
}

// rows is what a figure is made of.
func (s *site) rows(w http.ResponseWriter, r *http.Request) {
	a, q := s.around(r), r.URL.Query()
	page, _ := strconv.Atoi(q.Get("page"))
	page = max(page, 0)
	var v head.Rows
	var lines []line
	err := s.h.Book.Read(r.Context(), func(view *journal.View) error {
		of, rows, err := s.askedRows(view, q, rowsShown+1, page)
		if err != nil {
			return err
		}
		of.Offset = page * rowsShown
		v = rows
		v.Columns, lines, err = s.lines(view, a.Text, of)
		return err
	})
	if err != nil {
		s.fail(w, r, err)
		return
	}
	v.Count = page*rowsShown + min(len(lines), rowsShown)
	if len(lines) > rowsShown {
		lines, v.Later = lines[:rowsShown], pageOf(q, page+1)
	}
	if page > 0 {
		v.Earlier = pageOf(q, page-1)
	}
	for _, l := range lines {
		var cells []kit.Cell
		for i, c := range l.cells {
			cell := kit.Cell{Text: c}
			if i == 0 {
				cell.Href = l.href
			}
			cells = append(cells, cell)
		}
		v.Rows = append(v.Rows, kit.Line{Cells: cells})
	}
	q.Del("page")
	v.CSV = head.RowsCSVPath + "?" + q.Encode()
	s.show(w, r, http.StatusOK, head.RowsPage(a, v))
}

func pageOf(q url.Values, n int) string {
	next := url.Values{}
	for k, values := range q {
		next[k] = values
	}
	next["page"] = []string{strconv.Itoa(n)}
	return head.RowsPath + "?" + next.Encode()
}

// lines reads the rows behind a figure, with the names that the vault opens.
func (s *site) lines(view *journal.View, t *text.Text, of report.Of) ([]kit.Column, []line, error) {
	col := func(key string) kit.Column { return kit.Column{Head: t.T(key)} }
	num := func(key string) kit.Column { return kit.Column{Head: t.T(key), Figure: true} }
	var lines []line
	switch of.What {
	case report.Revenue:
		rows, err := report.PostingRows(view, of)
		for _, x := range rows {
			lines = append(lines, line{href: historyPath(x.JID, visitOr(x)), cells: []string{
				t.Date(x.On), x.Branch, s.name(view, x.JID, x.Client), t.T("account." +
					x.Account), t.Money(money.Of(x.Minor, x.Currency)),
			}})
		}
		return []kit.Column{col("ledger.date"), col("head.branch"), col("client.one"), col("ledger.what"),
			num("ledger.amount")}, lines, err
	case report.Left:
		rows, err := report.ContractRows(view, of)
		for _, x := range rows {
			lines = append(lines, line{href: historyPath(x.JID, "contract:"+x.ID), cells: []string{
				x.Number, x.Branch, s.name(view, x.JID,
					x.Client), t.Date(x.SignedOn), t.Count(x.Sessions), t.Money(money.Of(x.Minor, x.Currency)),
			}})
		}
		return []kit.Column{
			col("contract.number"), col("head.branch"), col("client.one"), col("contract.signed_on"), num("contract.sessions_left"),
			num("contract.left_value"),
		}, lines, err
	}
	rows, err := report.VisitRows(view, of)
	for _, x := range rows {
		lines = append(lines, line{href: historyPath(x.JID, "visit:"+x.ID), cells: []string{
			strings.TrimSpace(t.Date(x.On) + " " + x.Clock), x.Branch, s.name(view, x.JID, x.Client), t.T("status." +
				statusWord(x.Status)),
		}})
	}
	return []kit.Column{col("ledger.date"), col("head.branch"), col("client.one"), col("head.status")}, lines, err
}

func visitOr(x report.Posting) string {
	if x.Visit != "" {
		return "visit:" + x.Visit
	}
	return "contract:" + x.Contract
}

func statusWord(status string) string {
	switch status {
	case "no_show":
		return "noshow"
	case "in_treatment":
		return "started"
	}
	return status
}

// name is a client's name where the key is here, else the number.
func (s *site) name(view *journal.View, jid int64, client string) string {
	name, err := clients.NameOf(view, jid, clients.ClientID(client))
	if err != nil {
		if !errors.Is(err, fact.ErrNotFound) {
			s.log.Error("name of a client", "error", err)
		}
		return "–"
	}
	return name
}

// rowsCSV is the rows of a figure as a file that spreadsheets open.
func (s *site) rowsCSV(w http.ResponseWriter, r *http.Request) {
	a := s.around(r)
	var columns []kit.Column
	var lines []line
	err := s.h.Book.Read(r.Context(), func(view *journal.View) error {
		of, _, err := s.askedRows(view, r.URL.Query(), rowsInFile, 0)
		if err != nil {
			return err
		}
		columns, lines, err = s.lines(view, a.Text, of)
		return err
	})
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="branchbook.csv"`)
	_, _ = w.Write([]byte("\ufeff")) // the reader may be gone, here and below
	c := csv.NewWriter(w)
	var heads []string
	for _, col := range columns {
		heads = append(heads, col.Head)
	}
	_ = c.Write(heads)
	for _, l := range lines {
		safe := make([]string, len(l.cells))
		for i, cell := range l.cells {
			safe[i] = harmless(cell)
		}
		_ = c.Write(safe)
	}
	c.Flush()
}

// harmless keeps a spreadsheet from taking text for a formula.
func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", []rune(cell)[0]) {
		return "'" + cell
	}
	return cell
}
