package web

import (
	"net/http"

	"branchbook/sync/access"
	"branchbook/ui/head"
	"branchbook/ui/kit"
)

// ended answers a form of somebody who is no longer signed in; see [access.Kept].
func (s *site) ended(w http.ResponseWriter, r *http.Request, k access.Kept) {
	a := s.around(r)
	s.show(w, r, http.StatusUnauthorized, kit.SignInPage(a.Text, kit.SignIn{
		House: a.Network, Form: s.form(a.Text, head.SignInPath), KeptTo: k.To, Kept: k.Form,
	}))
}

// onward is where somebody goes who has just signed in: to what was kept, or to where they were.
func (s *site) onward(r *http.Request) string {
	if k := access.Carried(r); k.To != "" {
		access.Keep(s.sessions, r, k)
		return head.KeptPath
	}
	return access.Onward(r.PostFormValue("next"))
}

// keptPage shows what was kept, to be sent or left.
func (s *site) keptPage(w http.ResponseWriter, r *http.Request) {
	k, ok := access.TakeKept(s.sessions, r)
	if !ok {
		http.Redirect(w, r, head.DashboardPath, http.StatusSeeOther)
		return
	}
	a := s.around(r)
	s.show(w, r, http.StatusOK, head.KeptPage(a, kit.Kept{
		To: k.To, Form: k.Form, Facts: inWords(a.Text, k.Form), Leave: head.DashboardPath,
	}))
}
