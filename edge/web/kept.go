package web

import (
	"net/http"
	"net/url"

	"branchbook/sync/access"
	"branchbook/ui/kit"

	pages "branchbook/ui/desk"
)

// A form that is sent after its sender was signed out is not lost: the sign-in page carries it along, and whoever
// signs in sees it again and sends it, under the command id that it had. Nothing is kept for people who are not
// signed in but in their own page.

// keptFields are the names under which the sign-in page carries a form: where it went, and what it held.
const keptTo, keptForm = "kept_to", "kept"

// ended answers a form of somebody who is no longer signed in.
func (s *site) ended(w http.ResponseWriter, r *http.Request) {
	a, b, _ := s.around(r)
	s.show(w, r, http.StatusUnauthorized, pages.SignInPage(a.Text, b.Name, pages.SignIn{
		Form: s.form(a.Text, pages.SignInPath), KeptTo: r.URL.Path, Kept: withoutSecrets(r.PostForm).Encode(),
	}))
}

// withoutSecrets leaves out what is typed again rather than kept.
func withoutSecrets(form url.Values) url.Values {
	kept := url.Values{}
	for name, values := range form {
		if name != "password" && name != "again" && name != "token" {
			kept[name] = values
		}
	}
	return kept
}

// onward is where somebody goes who has just signed in: to what was kept, or to where they were.
func (s *site) onward(r *http.Request) string {
	if form := r.PostFormValue(keptForm); form != "" {
		s.sessions.Put(r.Context(), keptForm, form)
		s.sessions.Put(r.Context(), keptTo, access.Onward(r.PostFormValue(keptTo)))
		return pages.KeptPath
	}
	return access.Onward(r.PostFormValue("next"))
}

// keptPage shows what was kept, to be sent or left.
func (s *site) keptPage(w http.ResponseWriter, r *http.Request) {
	form, err := url.ParseQuery(s.sessions.PopString(r.Context(), keptForm))
	to := s.sessions.PopString(r.Context(), keptTo)
	if err != nil || len(form) == 0 || to == "" {
		s.home(w, r)
		return
	}
	l, err := s.desk.Lists(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	a, _, _ := s.around(r)
	v := pages.Kept{Form: kit.Form{Text: a.Text, Action: to}, Facts: s.inWords(r.Context(), a, l, form)}
	for _, name := range sortedKeys(form) {
		for _, value := range form[name] {
			v.Hidden = append(v.Hidden, pages.HiddenValue{Name: name, Value: value})
		}
	}
	s.show(w, r, http.StatusOK, pages.KeptPage(a, v))
}
