package web

import (
	"net/http"
	"net/url"
	"strconv"

	"branchbook/edge/desk"
	"branchbook/sync/branches"
	"branchbook/sync/fact"

	pages "branchbook/ui/desk"
)

// branchPage is what the branch says about itself.
func (s *site) branchPage(w http.ResponseWriter, r *http.Request) {
	s.branchForm(w, r, http.StatusOK, nil)
}

func (s *site) branchForm(w http.ResponseWriter, r *http.Request, status int, no fact.Refusals) {
	a, b, _ := s.around(r)
	f := s.form(a.Text, pages.BranchPath)
	f.Values = branchValues(b)
	f.Seen = desk.Tag(b)
	if no != nil {
		f = s.asked(a.Text, r, pages.BranchPath, no)
	}
	s.show(w, r, status, pages.BranchSettingsPage(a, branchForm(f, true)))
}

// branchValues is what the branch says of itself, in the fields of its form.
func branchValues(b branches.Branch) url.Values {
	values := url.Values{}
	for field, value := range map[string]string{
		"name": b.Name, "code": b.Code, "kind": string(b.Trade), "currency": string(b.Currency), "zone": b.Zone,
		"language": b.Language, "step": strconv.Itoa(b.StepMin), "first_weekday": strconv.Itoa(int(b.FirstWeekday)),
	} {
		values.Set(field, value)
	}
	return values
}

func (s *site) keepBranch(w http.ResponseWriter, r *http.Request) {
	_, err := s.desk.ChangeBranch(r.Context(), by(r), desk.ChangeBranch{Settings: settingsOf(r),
		Seen: r.PostFormValue("seen")})
	if no := refusals(err); no != nil {
		s.branchForm(w, r, http.StatusUnprocessableEntity, renamed(no, branchField))
		return
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.done(w, r, pages.BranchPath, s.said(r, "notice.saved"))
}
