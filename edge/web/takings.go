package web

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"branchbook/edge/desk"
	"branchbook/sync/access"
	"branchbook/sync/booking"
	"branchbook/sync/fact"
	"branchbook/sync/ledger"
	"branchbook/sync/money"
	"branchbook/sync/people"
	"branchbook/ui/kit"
	"branchbook/ui/text"

	pages "branchbook/ui/desk"
)

// strip is the line of figures above a day; each opens exactly what it counts (CAL-13). Money is for those who may see
// reports.
func (s *site) strip(r *http.Request, t *text.Text, d desk.Day) []pages.DayFigure {
	n := d.Counts
	left := n[booking.Booked] + n[booking.Confirmed] + n[booking.Arrived] + n[booking.InTreatment]
	free := 0
	for _, c := range d.Columns {
		_, _, f := timeOf(d, c)
		free += f
	}
	count := func(word string, n int, status string) pages.DayFigure {
		return pages.DayFigure{Word: t.T(word), Value: t.Count(int64(n)), Href: pages.ListPath(d.On, "", status)}
	}
	figures := s.money(r, t, d)
	if d.On <= d.Now.On {
		figures = append(figures, count("figure.completed", n[booking.Completed], string(kit.Completed)))
	}
	figures = append(figures, count("day.left", left, pages.StillOpen))
	if n[booking.NoShow] > 0 {
		figures = append(figures, count("figure.noshows", n[booking.NoShow], string(kit.NoShow)))
	}
	if n[booking.Cancelled] > 0 {
		figures = append(figures, count("figure.cancelled", n[booking.Cancelled], string(kit.Cancelled)))
	}
	if d.On < d.Now.On {
		return figures
	}
	return append(figures, pages.DayFigure{Word: t.T("day.free_hours"), Value: t.Hours(free),
		Href: pages.WeekPath(d.On, "")})
}

// money is the day's sums; none before the day, and none for those who may not see them.
func (s *site) money(r *http.Request, t *text.Text, d desk.Day) []pages.DayFigure {
	p, ok := access.Who(r.Context())
	if !ok || !p.User.Role.May(people.ReportsView) || d.On > d.Now.On {
		return nil
	}
	sum, err := s.desk.TakingsSum(r.Context(), d.On)
	if err != nil {
		s.log.Error("takings", "ref", access.Reference(r.Context()), "error", err)
		return nil
	}
	figure := func(word string, m money.Minor, href string) pages.DayFigure {
		return pages.DayFigure{Word: t.T(word), Value: t.Money(money.Of(m, d.Lists.Branch.Currency)), Href: href}
	}
	return []pages.DayFigure{
		figure("takings.all", sum.Taken, pages.TakingsPath(d.On, "")),
		figure("takings.cash", sum.Cash, pages.TakingsPath(d.On, string(ledger.Cash))),
		figure("takings.given", sum.Given, pages.TakingsPath(d.On, pages.Given)),
	}
}

// takings is the money of a day, or one part of it.
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
	v := takingsView(a.Text, b.Currency, on, r.URL.Query().Get("of"), takings)
	s.show(w, r, http.StatusOK, pages.TakingsPage(a, v))
}

func takingsView(t *text.Text, cur money.Currency, on fact.Date, of string, x desk.Takings) pages.Takings {
	v := pages.Takings{On: on, Of: of}
	sums := map[ledger.Account]money.Minor{}
	var taken, given, shown money.Minor
	row := func(m desk.Taking) pages.TakingRow {
		return pages.TakingRow{At: t.At(m.At), By: x.Lists.UserName(m.By), Client: personRef(m.Client),
			Means: t.T("means." + string(m.Account)), Contract: string(m.Contract), Number: m.Number, Visit: m.Visit,
			Service: m.Service, Amount: money.Of(m.Minor, cur)}
	}
	for _, m := range x.Money {
		sums[m.Account] += m.Minor
		taken += m.Minor
		if of == "" || of == string(m.Account) {
			v.Money = append(v.Money, row(m))
			shown += m.Minor
		}
	}
	for _, m := range x.Given {
		given += m.Minor
		v.Given = append(v.Given, row(m))
	}
	v.Sums = append(v.Sums, pages.TakingSum{Word: t.T("takings.all"), Amount: money.Of(taken, cur)})
	for _, a := range []ledger.Account{ledger.Cash, ledger.Card, ledger.BankTransfer, ledger.Clearing} {
		if _, used := sums[a]; used || a == ledger.Cash {
			v.Sums = append(v.Sums, pages.TakingSum{Of: string(a), Word: t.T("means." + string(a)),
				Amount: money.Of(sums[a], cur)})
		}
	}
	v.Sums = append(v.Sums, pages.TakingSum{Of: pages.Given, Word: t.T("takings.given"), Amount: money.Of(given, cur)})
	v.Shown, v.Worth = money.Of(shown, cur), money.Of(given, cur)
	return v
}
