package web

import (
	"net/http"
	"strconv"

	"branchbook/edge/desk"
	"branchbook/sync/courses"
	"branchbook/sync/money"
	"branchbook/ui/text"

	pages "branchbook/ui/desk"
)

// sayFates says what cancelling the visit now, or its client not coming, does to the sessions that it holds: before it
// is confirmed, by the rules of doing it (PRODUCT CAL-20).
func (s *site) sayFates(r *http.Request, t *text.Text, v *pages.Visit, p desk.VisitPage) error {
	held := false
	for _, one := range p.Sessions {
		held = held || one.State == courses.Held
	}
	if _, may := v.Do["cancellation"]; !may || !held {
		return nil
	}
	f, err := s.desk.Fates(r.Context(), by(r), p.Visit.ID)
	if err != nil {
		return err
	}
	cur := p.Lists.Branch.Currency
	v.IfCancelled = fateWords(t, "client", f.Cancelled, cur)
	v.IfByHouse = fateWords(t, "house", f.ByHouse, cur)
	v.IfMissed = fateWords(t, "missed", f.Missed, cur)
	return nil
}

// fateWords says what becomes of sessions, those of one kind together.
func fateWords(t *text.Text, who string, fates []desk.Fate, cur money.Currency) (words []string) {
	for _, f := range fates {
		words = append(words, t.T("fate."+who, "What", t.T("fate."+string(f.State), "N", strconv.Itoa(f.Session.N),
			"Value", t.Money(money.Of(f.Minor, cur)))))
	}
	return words
}

// earned is what a completed visit came to: what was paid for by itself and what its sessions are worth.
func earned(p desk.VisitPage) money.Amount {
	sum := money.Minor(0)
	for _, g := range p.Visit.Performed {
		if g.Session == "" {
			sum += g.PriceMinor
		}
	}
	for _, one := range p.Sessions {
		if one.State == courses.Earned {
			sum += one.Minor
		}
	}
	return money.Of(sum, p.Lists.Branch.Currency)
}
