package web

import (
	"net/http"

	"branchbook/sync/access"
	"branchbook/ui/kit"

	pages "branchbook/ui/desk"
)

// ended answers a form of somebody who is no longer signed in; see [access.Kept].
func (s *site) ended(w http.ResponseWriter, r *http.Request) {
	a, b, _ := s.around(r)
	k := access.KeepForm(r)
	s.show(w, r, http.StatusUnauthorized, kit.SignInPage(a.Text, kit.SignIn{
		House: b.Name, Form: s.form(a.Text, pages.SignInPath), KeptTo: k.To, Kept: k.Form,
	}))
}

// onward is where somebody goes who has just signed in: to what was kept, or to where they were.
func (s *site) onward(r *http.Request) string {
	if k := access.Carried(r); k.To != "" {
		access.Keep(s.sessions, r, k)
		return pages.KeptPath
	}
	return access.Onward(r.PostFormValue("next"))
}

// keptPage shows what was kept, to be sent or left.
func (s *site) keptPage(w http.ResponseWriter, r *http.Request) {
	k, ok := access.TakeKept(s.sessions, r)
	if !ok {
		s.home(w, r)
		return
	}
	l, err := s.desk.Lists(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	a, _, _ := s.around(r)
	s.show(w, r, http.StatusOK, pages.KeptPage(a, kit.Kept{
		To: k.To, Form: k.Form, Facts: s.inWords(r.Context(), a, l, k.Form), Leave: pages.DayPath(""),
	}))
}
