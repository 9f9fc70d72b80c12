package web

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"branchbook/edge/desk"
	"branchbook/sync/booking"
	"branchbook/sync/fact"
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

// daySheets is the day for paper: a page for each practitioner, those too whom the calendar hides.
func (s *site) daySheets(w http.ResponseWriter, r *http.Request) {
	day, ok := s.dayOf(w, r)
	if !ok {
		return
	}
	a, _, _ := s.around(r)
	v := pages.DaySheet{On: day.On}
	rows := listRows(a.Text, day)
	visits := visitsOf(day)
	for _, p := range day.Lists.Practitioners {
		sheet := pages.Sheet{Name: p.Name(), Beneath: p.JobTitle}
		for _, row := range rows {
			visit := visits[booking.VisitID(row.Visit)]
			sheet.Rows = append(sheet.Rows, ownRows(day.Lists, row, visit, string(p.ID))...)
		}
		slices.SortStableFunc(sheet.Rows, func(x, y pages.ListRow) int { return cmp.Compare(x.From, y.From) })
		if len(sheet.Rows) > 0 {
			v.Sheets = append(v.Sheets, sheet)
		}
	}
	s.show(w, r, http.StatusOK, pages.DaySheetPage(a, v))
}

// visitsOf is the visits of a day that keep their time.
func visitsOf(d desk.Day) map[booking.VisitID]booking.Visit {
	all := map[booking.VisitID]booking.Visit{}
	for _, c := range d.Columns {
		for _, b := range c.Blocks {
			all[b.Visit.ID] = b.Visit
		}
	}
	for _, v := range d.Untimed {
		all[v.ID] = v.Visit
	}
	return all
}

// ownRows is what one practitioner does in a visit, a row for each block.
func ownRows(l desk.Lists, row pages.ListRow, v booking.Visit, practitioner string) (own []pages.ListRow) {
	for _, b := range v.Blocks {
		if b.Practitioner != practitioner {
			continue
		}
		row.Services, row.Room, row.From, row.To = l.Service(b.Service).Name, needed(l, b.Needs), "", ""
		if b.Timed() {
			row.From, row.To = b.Start.Clock(), b.End.Clock()
		}
		own = append(own, row)
	}
	return own
}
