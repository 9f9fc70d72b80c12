package web

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"github.com/go-chi/chi/v5"

	"branchbook/edge/desk"
	"branchbook/sync/access"
	"branchbook/sync/booking"
	"branchbook/sync/fact"
	"branchbook/sync/hours"
	"branchbook/sync/people"
	"branchbook/ui/kit"
	"branchbook/ui/text"

	pages "branchbook/ui/desk"
)

// bar is what stands above every view of the calendar.
func (s *site) bar(r *http.Request, a pages.Around, on fact.Date, view pages.View) (pages.CalendarBar, error) {
	practitioner := r.URL.Query().Get("practitioner")
	v := pages.CalendarBar{On: on, Today: a.Today, View: view, Practitioner: practitioner}
	month, err := fact.ParseDate(r.URL.Query().Get("month") + "-01")
	v.PickMonth = err == nil
	if err != nil {
		month = on
	}
	days, err := s.desk.Month(r.Context(), month)
	if err != nil {
		return v, err
	}
	b, _, err := s.desk.Branch(r.Context())
	if err != nil {
		return v, err
	}
	v.Month.First = int(b.FirstWeekday)
	for _, d := range days {
		to := viewPath(view, d.On, practitioner)
		if move := r.URL.Query().Get("move"); view == pages.ByDay && fact.ValidID(move) {
			to += "?move=" + move
		}
		v.Month.Days = append(v.Month.Days, kit.MonthDay{On: d.On, Href: to,
			Visits: d.Visits,
			Closed: !d.Open, Here: d.On == on, Today: d.On == a.Today})
	}
	v.Month.Earlier, v.Month.Later = monthAt(r, month.AddMonths(-1)), monthAt(r, month.AddMonths(1))
	return v, nil
}

// isPart reports whether a view of the calendar is fetched again alone. Another month to pick from is taken out of a
// whole page.
func isPart(r *http.Request) bool { return access.IsPart(r) && !r.URL.Query().Has("month") }

// monthAt is the same page with another month to pick from.
func monthAt(r *http.Request, month fact.Date) string {
	q := r.URL.Query()
	q.Set("month", string(month)[:len("2006-01")])
	return r.URL.EscapedPath() + "?" + q.Encode()
}

// timeOf is a practitioner's working minutes of a day, how many of them are booked, and how many that are still to come
// are not.
func timeOf(d desk.Day, c desk.Column) (work, busy, free int) {
	if c.Practitioner.Retired {
		return 0, 0, 0
	}
	taken := occupied(c)
	for _, i := range c.Hours {
		if i.State != hours.Free {
			continue
		}
		work += i.To - i.From
		for m := i.From; m < i.To; m += booking.CellMin {
			past := d.On < d.Now.On || d.On == d.Now.On && m < d.Now.Min
			switch {
			case taken[m/booking.CellMin]:
				busy += booking.CellMin
			case !past:
				free += booking.CellMin
			}
		}
	}
	return work, busy, free
}

// occupied marks the cells of a day that blocks take, buffers included.
func occupied(c desk.Column) []bool {
	busy := make([]bool, 24*60/booking.CellMin+1)
	for _, b := range c.Blocks {
		for m := b.Block.Start.Min - b.Block.BeforeMin; m < endMin(b.Block)+b.Block.AfterMin; m += booking.CellMin {
			if m >= 0 && m < 24*60 {
				busy[m/booking.CellMin] = true
			}
		}
	}
	return busy
}

// week is seven days: of one practitioner with blocks, or of everybody in sums.
func (s *site) week(w http.ResponseWriter, r *http.Request) {
	on, err := fact.ParseDate(chi.URLParam(r, "on"))
	if err != nil {
		s.fail(w, r, fact.ErrNotFound)
		return
	}
	a, b, _ := s.around(r)
	first := on.AddDays(-((int(on.Weekday()) - int(b.FirstWeekday) + 7) % 7))
	days, err := s.desk.Days(r.Context(), first, 7)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	v := pages.Week{}
	if v.Bar, err = s.bar(r, a, on, pages.ByWeek); err != nil {
		s.fail(w, r, err)
		return
	}
	v.Bar.Title = a.Text.Head(first) + " – " + a.Text.Head(first.AddDays(6))
	v.Bar.Previous = pages.WeekPath(on.AddDays(-7), v.Bar.Practitioner)
	v.Bar.Next = pages.WeekPath(on.AddDays(7), v.Bar.Practitioner)
	shown := deviceOf(r)
	for _, d := range days {
		closed := ""
		if len(d.Opening) == 0 {
			closed = cmp.Or(d.Reason, a.Text.T("month.closed"))
		}
		v.Days, v.Closed = append(v.Days, d.On), append(v.Closed, closed)
	}
	for _, p := range days[0].Lists.Practitioners {
		if !p.Hidden && !p.Retired || string(p.ID) == v.Bar.Practitioner {
			v.Staff = append(v.Staff, kit.Option{Value: string(p.ID), Label: p.Name()})
		}
	}
	if v.Bar.Practitioner != "" {
		v.Bar.Step, v.Bar.Zoom = shown.step(days[0].StepMin), shown.Zoom
		weekOf(a.Text, &v, days, shown)
	} else {
		v.Rows = weekRows(days)
	}
	if isPart(r) {
		s.show(w, r, http.StatusOK, pages.WeekPart(a.Text, v))
		return
	}
	s.show(w, r, http.StatusOK, pages.WeekPage(a, v))
}

// weekRows sums each practitioner's days, in the order of the columns of a day.
func weekRows(days []desk.Day) (rows []pages.WeekRow) {
	at := map[people.PractitionerID]int{}
	for i, d := range days {
		for _, c := range d.Columns {
			n, known := at[c.Practitioner.ID]
			if !known {
				n = len(rows)
				at[c.Practitioner.ID] = n
				rows = append(rows, pages.WeekRow{ID: string(c.Practitioner.ID), Name: c.Practitioner.Name(),
					Beneath: c.Practitioner.JobTitle, Days: make([]pages.WeekCell, len(days))})
			}
			one := &rows[n].Days[i]
			one.Works = true
			one.WorkMin, one.BusyMin, one.FreeMin = timeOf(d, c)
			one.Visits = visitsIn(c)
		}
	}
	return rows
}

// weekOf fills in one practitioner's week: the same blocks as on a day, in a column for each date.
func weekOf(t *text.Text, v *pages.Week, days []desk.Day, shown device) {
	from, to := 24*60, 0
	for i, d := range days {
		days[i].Columns = slices.DeleteFunc(slices.Clone(d.Columns), func(c desk.Column) bool {
			return string(c.Practitioner.ID) != v.Bar.Practitioner
		})
		if len(days[i].Columns) > 0 {
			a, b := bounds(days[i])
			from, to = min(from, a), max(to, b)
			v.Who = days[i].Columns[0].Practitioner.Name()
		}
	}
	if from >= to {
		from, to = 9*60, 18*60
	}
	v.Who = cmp.Or(v.Who, days[0].Lists.Practitioner(v.Bar.Practitioner).Name())
	v.Grid = kit.Grid{From: from, To: to, Step: v.Bar.Step, Zoom: shown.Zoom, NowMin: -1, Today: v.Bar.Today}
	for i, d := range days {
		col := kit.GridColumn{ID: v.Bar.Practitioner,
			Off: []kit.Off{{From: from, To: to, Kind: "closed", Reason: v.Closed[i]}}}
		if len(d.Columns) > 0 {
			col = column(t, d, d.Columns[0], from, to)
			col.Beneath = t.N("day.n_visits", visitsIn(d.Columns[0]))
		}
		col.On, col.Name, col.Lang = d.On, t.Head(d.On), ""
		col.Href, col.Key, col.Current = pages.DayPath(d.On), strconv.Itoa(int(d.On.Weekday())), d.On == v.Bar.Today
		if col.Current {
			v.Grid.NowMin = d.Now.Min
		}
		v.Grid.Columns = append(v.Grid.Columns, col)
	}
}

// visitsIn counts the visits that have blocks in a column.
func visitsIn(c desk.Column) int {
	seen := map[booking.VisitID]bool{}
	for _, b := range c.Blocks {
		seen[b.Visit.ID] = true
	}
	return len(seen)
}
