package web

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"branchbook/edge/desk"
	"branchbook/sync/booking"
	"branchbook/sync/fact"
	"branchbook/sync/ledger"
	"branchbook/sync/money"
	"branchbook/ui/kit"
	"branchbook/ui/text"

	pages "branchbook/ui/desk"
)

// dayOf reads the date of the address and its day.
func (s *site) dayOf(w http.ResponseWriter, r *http.Request) (day desk.Day, ok bool) {
	on, err := fact.ParseDate(chi.URLParam(r, "on"))
	if err != nil {
		s.fail(w, r, fact.ErrNotFound)
		return day, false
	}
	if day, err = s.desk.Day(r.Context(), on); err != nil {
		s.fail(w, r, err)
		return day, false
	}
	return day, true
}

// list is a day as a list, of one practitioner or one status where they are asked for.
func (s *site) list(w http.ResponseWriter, r *http.Request) {
	day, ok := s.dayOf(w, r)
	if !ok {
		return
	}
	a, _, _ := s.around(r)
	q := r.URL.Query()
	v := pages.List{Status: q.Get("status"), Staff: practitionerOptions(day.Lists, q.Get("practitioner"))}
	var err error
	if v.Bar, err = s.bar(r, a, day.On, pages.ByList); err != nil {
		s.fail(w, r, err)
		return
	}
	v.Bar.Title = a.Text.Full(day.On)
	v.Bar.Previous, v.Bar.Next = "", ""
	if day.Previous != "" {
		v.Bar.Previous = pages.ListPath(day.Previous, v.Bar.Practitioner, v.Status)
	}
	if day.Next != "" {
		v.Bar.Next = pages.ListPath(day.Next, v.Bar.Practitioner, v.Status)
	}
	for _, row := range listRows(a.Text, day) {
		if listed(row, v.Bar.Practitioner, v.Status) {
			v.Rows = append(v.Rows, row)
		}
	}
	if isPart(r) {
		s.show(w, r, http.StatusOK, pages.ListPart(a.Text, v))
		return
	}
	s.show(w, r, http.StatusOK, pages.ListPage(a, v))
}

func listed(row pages.ListRow, practitioner, status string) bool {
	ended := row.Status == kit.Completed || row.Status == kit.NoShow || row.Status == kit.Cancelled
	return (practitioner == "" || slices.Contains(row.Practitioners, practitioner)) &&
		(status == "" || status == string(row.Status) || status == pages.StillOpen && !ended)
}

// listRows is every visit of a day, the earliest first.
func listRows(t *text.Text, d desk.Day) (rows []pages.ListRow) {
	marks := map[booking.VisitID][]kit.BlockMark{}
	seen := map[booking.VisitID]bool{}
	add := func(visit booking.Visit, client desk.Person) {
		if !seen[visit.ID] {
			seen[visit.ID] = true
			rows = append(rows, listRow(d.Lists, visit, client))
		}
	}
	for _, c := range d.Columns {
		for _, b := range c.Blocks {
			add(b.Visit, b.Client)
			for _, m := range block(t, d, b).Marks {
				if !slices.Contains(marks[b.Visit.ID], m) {
					marks[b.Visit.ID] = append(marks[b.Visit.ID], m)
				}
			}
		}
	}
	for _, v := range slices.Concat(d.Untimed, d.Ended) {
		add(v.Visit, v.Client)
	}
	for i := range rows {
		rows[i].Marks = marks[booking.VisitID(rows[i].Visit)]
	}
	slices.SortStableFunc(rows, func(x, y pages.ListRow) int { return cmp.Compare(x.From, y.From) })
	return rows
}

func listRow(l desk.Lists, v booking.Visit, client desk.Person) pages.ListRow {
	row := pages.ListRow{Visit: string(v.ID), Client: personRef(client), Services: serviceNames(l, v),
		Status: statusOfVisit(v.Status)}
	var by, rooms []string
	for i, b := range v.Blocks {
		if !slices.Contains(row.Practitioners, b.Practitioner) {
			row.Practitioners = append(row.Practitioners, b.Practitioner)
			by = append(by, l.Practitioner(b.Practitioner).Name())
		}
		if room := needed(l, b.Needs); room != "" && !slices.Contains(rooms, room) {
			rooms = append(rooms, room)
		}
		if b.Timed() && (i == 0 || b.Start.Clock() < row.From) {
			row.From = b.Start.Clock()
		}
		if b.Timed() {
			row.To = max(row.To, b.End.Clock())
		}
	}
	row.By, row.Room = join(by), join(rooms)
	return row
}

// daySheets is the day for paper: a page for each practitioner.
func (s *site) daySheets(w http.ResponseWriter, r *http.Request) {
	day, ok := s.dayOf(w, r)
	if !ok {
		return
	}
	a, _, _ := s.around(r)
	v := pages.DaySheet{On: day.On}
	rows := listRows(a.Text, day)
	for _, c := range day.Columns {
		sheet := pages.Sheet{Name: c.Practitioner.Name()}
		for _, row := range rows {
			if listed(row, string(c.Practitioner.ID), "") && row.Status != kit.Cancelled {
				sheet.Rows = append(sheet.Rows, row)
			}
		}
		if len(sheet.Rows) > 0 {
			v.Sheets = append(v.Sheets, sheet)
		}
	}
	s.show(w, r, http.StatusOK, pages.DaySheetPage(a, v))
}

// takings is the money of a day.
func (s *site) takings(w http.ResponseWriter, r *http.Request) {
	on, err := fact.ParseDate(chi.URLParam(r, "on"))
	if err != nil {
		s.fail(w, r, fact.ErrNotFound)
		return
	}
	takings, err := s.desk.Takings(r.Context(), on)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	a, b, _ := s.around(r)
	s.show(w, r, http.StatusOK, pages.TakingsPage(a, takingsView(a.Text, b.Currency, on, takings)))
}

func takingsView(t *text.Text, cur money.Currency, on fact.Date, x desk.Takings) pages.TakingsView {
	v := pages.TakingsView{On: on, Given: money.Of(x.Given, cur)}
	sums := map[ledger.Account]money.Minor{}
	total := money.Minor(0)
	for _, m := range x.Money {
		sums[m.Account] += m.Minor
		total += m.Minor
		v.Rows = append(v.Rows, pages.TakingRow{Means: t.T("means." + string(m.Account)), Client: personRef(m.Client),
			Contract: string(m.ID), Number: m.Contract, Amount: money.Of(m.Minor, cur)})
	}
	for _, a := range []ledger.Account{ledger.Cash, ledger.Card, ledger.BankTransfer, ledger.Clearing} {
		if _, any := sums[a]; any {
			v.Means = append(v.Means, pages.TakingMeans{Means: t.T("means." + string(a)), Amount: money.Of(sums[a], cur)})
		}
	}
	v.Total = money.Of(total, cur)
	return v
}
