package web

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"branchbook/hub/report"
	"branchbook/sync/clients"
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

// rowsShown is how many rows a page has; lastPage keeps a page's number within what can be multiplied.
const (
	rowsShown = 50
	lastPage  = 1_000_000
)

// ask is which rows a request is about, and how complete they are.
type ask struct {
	of      report.Of
	view    head.Rows
	members []member
}

// askedRows reads an ask from an address; [fact.ErrNotFound] for a figure or a branch that is not there.
func (s *site) askedRows(view *journal.View, q url.Values) (ask, error) {
	what, known := figureNames[q.Get("figure")]
	if !known {
		return ask{}, fact.ErrNotFound
	}
	p := s.periodOf(q)
	a := ask{
		of: report.Of{What: what, Currency: money.Currency(q.Get("currency")), Period: report.Period(p)},
		view: head.Rows{Figure: q.Get("figure"), Period: p, Node: q.Get("branch"),
			Currency: money.Currency(q.Get("currency"))},
	}
	all, err := s.members(view, p)
	if err != nil {
		return a, err
	}
	for _, m := range all {
		if (a.view.Node == "" || string(m.Node) == a.view.Node) &&
			(a.of.Currency == "" || m.Currency == a.of.Currency) {
			a.members = append(a.members, m)
		}
	}
	if a.view.Node != "" {
		if len(a.members) == 0 {
			return a, fact.ErrNotFound
		}
		a.of.JID, a.view.Branch = cmp.Or(a.members[0].JID, -1), a.members[0].Name
	}
	a.view.Partial = lags(a.members, s.h.Clock.Now())
	return a, nil
}

// rows is what a figure is made of.
func (s *site) rows(w http.ResponseWriter, r *http.Request) {
	around, q := s.around(r), r.URL.Query()
	page, _ := strconv.Atoi(q.Get("page")) // what is no number is the first page
	page = min(max(page, 0), lastPage)
	var v head.Rows
	err := s.h.Book.Read(r.Context(), func(view *journal.View) error {
		a, err := s.askedRows(view, q)
		if err != nil {
			return err
		}
		a.of.Limit, a.of.Offset = rowsShown+1, page*rowsShown
		v = a.view
		if v.Columns, v.Rows, err = s.sheet(view, around.Text, a).shown(); err != nil {
			return err
		}
		v.Total, err = total(view, around.Text, a, len(v.Columns))
		return err
	})
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if len(v.Rows) > rowsShown {
		v.Rows, v.Later = v.Rows[:rowsShown], rowsPath(head.RowsPath, q, page+1)
	}
	if page > 0 {
		v.Earlier = rowsPath(head.RowsPath, q, page-1)
	}
	v.First, v.Last, v.CSV = page*rowsShown+1, page*rowsShown+len(v.Rows), rowsPath(head.RowsCSVPath, q, 0)
	s.show(w, r, http.StatusOK, head.RowsPage(around, v))
}

// rowsPath is the same rows elsewhere: another page of them, or as a file.
func rowsPath(path string, q url.Values, page int) string {
	next := url.Values{}
	for _, k := range []string{"figure", "branch", "currency", "from", "to"} {
		if q.Has(k) {
			next.Set(k, q.Get(k))
		}
	}
	if page > 0 {
		next.Set("page", strconv.Itoa(page))
	}
	return path + "?" + next.Encode()
}

// total is the figure itself under its rows, counted by another way: from the rollups.
func total(view *journal.View, t *text.Text, a ask, columns int) ([]kit.Cell, error) {
	all, err := report.ByBranch(view, a.of.Period)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(f report.Figures) bool {
		return a.of.JID != 0 && f.Branch.JID != a.of.JID || a.of.Currency != "" && f.Currency != a.of.Currency
	})
	cells := make([]kit.Cell, columns)
	cells[0].Text = t.T("table.total")
	n := report.Network(all)
	switch a.of.What {
	case report.Revenue, report.Left:
		cells[columns-1].Node = kit.Each(report.Totals(all), func(f report.Figures) kit.Node {
			minor := f.Revenue
			if a.of.What == report.Left {
				minor = f.Left
			}
			return kit.Tight(kit.Text(t.Money(money.Of(minor, f.Currency))))
		})
	default:
		count := map[report.What]int64{
			report.Visits: n.Visits, report.Completed: n.Completed, report.NoShows: n.NoShows,
			report.Cancelled: n.Cancelled,
		}[a.of.What]
		cells[columns-1].Text = t.Count(count)
	}
	return cells, nil
}

// name is a client's name where the key is here, else the number.
func (s *site) name(view *journal.View, jid int64, client string) string {
	name, err := clients.NameOf(view, jid, clients.ClientID(client))
	switch {
	case errors.Is(err, fact.ErrNotFound) || err == nil && name == "":
		return "–"
	case err != nil:
		s.log.Error("name of a client", "error", err)
		return "–"
	}
	return name
}
