package web

import (
	"net/http"
	"net/url"
	"strconv"

	"branchbook/hub/report"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/money"
	"branchbook/ui/head"
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// figureNames are the figures in the words of the addresses.
var figureNames = map[string]report.What{
	"visits": report.Visits, "completed": report.Completed, "noshows": report.NoShows, "cancelled": report.Cancelled,
	"revenue": report.Revenue, "course": report.Left,
}

const (
	rowsShown  = 50
	rowsInFile = 200_000
	lastPage   = 1_000_000
)

// question is which rows a request asks for, and what is known about all of them.
type question struct {
	of      report.Of
	figure  string
	node    string
	branch  string // name; empty: the network
	tallies []report.Tally
	lagging []head.Lag // of the branches that it is about
}

// ask reads the question of a request. Errors wrap [fact.ErrNotFound] for a figure or branch that is not there.
func (s *site) ask(view *journal.View, q url.Values) (question, error) {
	p := s.periodOf(q)
	asked := question{figure: q.Get("figure"), node: q.Get("branch"), of: report.Of{
		What: figureNames[q.Get("figure")], Currency: money.Currency(q.Get("currency")), Period: report.Period(p),
	}}
	if asked.of.What == "" {
		return asked, fact.ErrNotFound
	}
	members, err := s.members(view, p)
	if err != nil {
		return asked, err
	}
	asked.about(members)
	if asked.node != "" && asked.of.JID == 0 {
		return asked, fact.ErrNotFound
	}
	asked.tallies, err = report.Tallies(view, asked.of)
	return asked, err
}

// about finds the branches that the question is about.
func (q *question) about(members []member) {
	var asked []member
	for _, m := range members {
		if q.node != "" && string(m.Node) != q.node || q.of.Currency != "" && m.Currency != q.of.Currency {
			continue
		}
		asked = append(asked, m)
		if q.node != "" {
			q.of.JID, q.branch = m.JID, m.Name
		}
	}
	q.lagging = lagging(asked)
}

func (q question) rows() (n int) {
	for _, t := range q.tallies {
		n += int(t.Rows)
	}
	return n
}

// rows is what a figure is made of, a page at a time.
func (s *site) rows(w http.ResponseWriter, r *http.Request) { s.rowsPage(w, r, http.StatusOK, nil) }

// rowsPage shows a page of the rows; no is why they cannot be had as a file.
func (s *site) rowsPage(w http.ResponseWriter, r *http.Request, status int, no *fact.Refusal) {
	a, values := s.around(r), r.URL.Query()
	page, _ := strconv.Atoi(values.Get("page")) // what is no number is the first page
	page = min(max(page, 0), lastPage)
	var q question
	var table table
	err := s.h.Book.Read(r.Context(), func(view *journal.View) (err error) {
		if q, err = s.ask(view, values); err != nil {
			return err
		}
		of := q.of
		of.Limit, of.Offset = rowsShown, page*rowsShown
		table, err = tableOf(view, a.Text, of)
		return err
	})
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if no != nil {
		a.Notice = a.Text.Refusal(no)
	}
	v := table.shown(q.shown(a.Text))
	v.First, v.Last = page*rowsShown+1, page*rowsShown+len(v.Rows)
	if page > 0 {
		v.Earlier = addressOf(head.RowsPath, values, page-1)
	}
	if v.Last < q.rows() {
		v.Later = addressOf(head.RowsPath, values, page+1)
	}
	v.CSV = addressOf(head.RowsCSVPath, values, 0)
	s.show(w, r, status, head.RowsPage(a, v))
}

// shown is the page without its rows.
func (q question) shown(t *text.Text) head.Rows {
	v := head.Rows{
		Figure: q.figure, Period: head.Period(q.of.Period), Branch: q.branch, Node: q.node, Currency: q.of.Currency,
		Partial: q.lagging,
	}
	var sums []kit.Node
	for _, tally := range q.tallies {
		if tally.Currency != "" {
			sums = append(sums, kit.Num(t.Money(money.Of(tally.Minor, tally.Currency))))
		}
	}
	v.Total = []kit.Cell{{Text: t.N("head.rows", q.rows())}}
	if len(sums) > 0 {
		v.Total = append(v.Total, kit.Cell{Node: kit.Tight(sums...)})
	}
	return v
}

// addressOf is the same question at another page, or as a file.
func addressOf(path string, q url.Values, page int) string {
	next := url.Values{}
	for _, name := range []string{"figure", "from", "to", "branch", "currency"} {
		if q.Has(name) {
			next.Set(name, q.Get(name))
		}
	}
	if page > 0 {
		next.Set("page", strconv.Itoa(page))
	}
	return path + "?" + next.Encode()
}
