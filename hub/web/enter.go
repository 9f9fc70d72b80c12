package web

import (
	"net/http"
	"net/url"
	"slices"

	"branchbook/hub"
	"branchbook/sync/access"
	"branchbook/sync/branches"
	"branchbook/sync/fact"
	"branchbook/sync/people"
	"branchbook/ui/head"
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// askSignIn sends a reader who is not signed in to where that is done, or to the set-up of a fresh hub.
func (s *site) askSignIn(w http.ResponseWriter, r *http.Request) {
	opened, err := s.h.Opened(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	to, k := head.SignInPath, access.KeepForm(r)
	switch {
	case access.IsPart(r): // a page whose session ended while it was open
		w.WriteHeader(http.StatusUnauthorized)
		return
	case !opened:
		to = head.SetupPath
	case r.Method == http.MethodGet && r.URL.Path != "/":
		to += "?next=" + url.QueryEscape(r.URL.RequestURI())
	case len(inWords(s.text(r), k.Form)) > 0:
		s.ended(w, r, k)
		return
	case r.Method == http.MethodPost: // a button: what it is about is looked at again before it is pressed
		to += "?next=" + url.QueryEscape(access.Back(r))
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

func (s *site) signInPage(w http.ResponseWriter, r *http.Request) {
	a := s.around(r)
	s.show(w, r, http.StatusOK, kit.SignInPage(a.Text, kit.SignIn{
		House: a.Network, Form: s.form(a.Text, head.SignInPath), Next: r.URL.Query().Get("next"),
	}))
}

// signIn opens a session under a new id. Whatever is wrong, the answer is the same.
func (s *site) signIn(w http.ResponseWriter, r *http.Request) {
	a, now := s.around(r), s.h.Clock.Now()
	login := people.Login(r.PostFormValue("login"))
	again := func(status int, no *fact.Refusal) {
		form, k := s.asked(a.Text, r, head.SignInPath, fact.Refusals{no}), access.Carried(r)
		s.show(w, r, status, kit.SignInPage(a.Text, kit.SignIn{
			House: a.Network, Form: form, Next: r.PostFormValue("next"), KeptTo: k.To, Kept: k.Form,
		}))
	}
	may, err := s.h.Local.Try(now, login, access.Address(r))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if !may {
		s.log.Warn("too many wrong sign-ins", "address", access.Address(r))
		again(http.StatusTooManyRequests, fact.Refuse("sign_in_wait", "password",
			"Too many attempts. Wait a quarter of an hour, or ask for a new password."))
		return
	}
	user, err := s.h.SignIn(r.Context(), login, r.PostFormValue("password"))
	if no := fact.AsRefusals(err); no != nil {
		again(http.StatusUnprocessableEntity, no[0])
		return
	}
	if err == nil {
		err = s.h.Local.Entered(now, login, access.Address(r))
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.enter(w, r, user, s.onward)
}

// enter signs somebody in; next is asked within the new session.
func (s *site) enter(w http.ResponseWriter, r *http.Request, user people.User, next func(*http.Request) string) {
	if err := s.sessions.RenewToken(r.Context()); err != nil {
		s.fail(w, r, err)
		return
	}
	s.sessions.Put(r.Context(), sessionUser, string(user.ID))
	http.Redirect(w, r, next(r), http.StatusSeeOther)
}

func (s *site) signOut(w http.ResponseWriter, r *http.Request) {
	if err := s.sessions.Destroy(r.Context()); err != nil {
		s.fail(w, r, err)
		return
	}
	http.Redirect(w, r, head.SignInPath, http.StatusSeeOther)
}

func (s *site) chooseLanguage(w http.ResponseWriter, r *http.Request) {
	if lang := r.URL.Query().Get("lang"); slices.Contains(text.Langs, lang) {
		http.SetCookie(w, &http.Cookie{
			Name: langCookie, Value: lang, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true,
			SameSite: http.SameSiteLaxMode,
		})
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func (s *site) setupPage(w http.ResponseWriter, r *http.Request) {
	if opened, err := s.h.Opened(r.Context()); err != nil || opened {
		http.Redirect(w, r, head.SignInPath, http.StatusSeeOther)
		return
	}
	t := s.text(r)
	s.show(w, r, http.StatusOK, head.SetupPage(t, s.form(t, head.SetupPath).Begin("language", t.Lang)))
}

// setup signs up the first person, once.
func (s *site) setup(w http.ResponseWriter, r *http.Request) {
	t := s.text(r)
	no := twice(r)
	var err error
	if no == nil {
		err = s.h.OpenHub(r.Context(), s.command(r), hub.First{
			Network: branches.NetworkNamed{Name: r.PostFormValue("network"), Language: r.PostFormValue("language")},
			Name:    r.PostFormValue("name"), Login: r.PostFormValue("login"),
		}, r.PostFormValue("password"))
		no = fact.AsRefusals(err)
	}
	if no != nil {
		s.show(w, r, http.StatusUnprocessableEntity, head.SetupPage(t, s.asked(t, r, head.SetupPath, no)))
		return
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	user, err := s.h.SignIn(r.Context(), r.PostFormValue("login"), r.PostFormValue("password"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.enter(w, r, user, func(*http.Request) string { return head.DashboardPath })
}

// twice refuses two passwords that differ.
func twice(r *http.Request) fact.Refusals {
	if r.PostFormValue("password") == r.PostFormValue("again") {
		return nil
	}
	return fact.Refusals{fact.Refuse("password_again", "again", "The two passwords differ; type the same one twice.")}
}
