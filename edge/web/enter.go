package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"branchbook/edge/desk"
	"branchbook/sync/access"
	"branchbook/sync/branches"
	"branchbook/sync/fact"
	"branchbook/sync/money"
	"branchbook/sync/people"
	"branchbook/ui/kit"
	"branchbook/ui/text"

	pages "branchbook/ui/desk"
)

// opened reports whether the branch was set up.
func (s *site) opened(r *http.Request) bool {
	_, _, err := s.desk.Branch(r.Context())
	return !errors.Is(err, fact.ErrNotFound)
}

// askSignIn sends a reader who is not signed in to where that is done, or to the set-up of a fresh box. A page whose
// session ended while it was open is told so by a bare 401.
func (s *site) askSignIn(w http.ResponseWriter, r *http.Request) {
	to := pages.SignInPath
	switch {
	case access.IsPart(r):
		w.WriteHeader(http.StatusUnauthorized)
		return
	case !s.opened(r):
		to = pages.SetupPath
	case r.Method == http.MethodPost && r.PostFormValue("command") != "":
		s.ended(w, r)
		return
	case r.Method == http.MethodGet && r.URL.Path != "/":
		to += "?next=" + url.QueryEscape(r.URL.RequestURI())
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

func (s *site) home(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, pages.DayPath(""), http.StatusSeeOther)
}

func (s *site) signInPage(w http.ResponseWriter, r *http.Request) {
	if !s.opened(r) {
		http.Redirect(w, r, pages.SetupPath, http.StatusSeeOther)
		return
	}
	a, b, _ := s.around(r)
	s.show(w, r, http.StatusOK, kit.SignInPage(a.Text, kit.SignIn{
		House: b.Name, Form: s.form(a.Text, pages.SignInPath), Next: r.URL.Query().Get("next"),
	}))
}

// signIn opens a session under a new id. Whatever is wrong, the answer is the same.
func (s *site) signIn(w http.ResponseWriter, r *http.Request) {
	a, b, _ := s.around(r)
	login := people.Login(r.PostFormValue("login"))
	now := s.e.Clock.Now()
	may, err := s.e.Local.Try(now, login, access.Address(r))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	again := func(status int, no *fact.Refusal) {
		form, k := s.asked(a.Text, r, pages.SignInPath, fact.Refusals{no}), access.Carried(r)
		s.show(w, r, status, kit.SignInPage(a.Text, kit.SignIn{
			House: b.Name, Form: form, Next: r.PostFormValue("next"), KeptTo: k.To, Kept: k.Form,
		}))
	}
	if !may {
		s.log.Warn("too many wrong sign-ins", "address", access.Address(r))
		again(http.StatusTooManyRequests, fact.Refuse("sign_in_wait", "password",
			"Too many attempts. Wait a quarter of an hour, or ask a manager for a new password."))
		return
	}
	user, err := s.desk.SignIn(r.Context(), login, r.PostFormValue("password"))
	if no := refusals(err); no != nil {
		again(http.StatusUnprocessableEntity, no[0])
		return
	}
	if err == nil {
		err = s.e.Local.Entered(now, login, access.Address(r))
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
	w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	http.Redirect(w, r, pages.SignInPath, http.StatusSeeOther)
}

// chooseLanguage keeps the language of this screen.
func (s *site) chooseLanguage(w http.ResponseWriter, r *http.Request) {
	lang := r.URL.Query().Get("lang")
	if slices.Contains(text.Langs, lang) {
		http.SetCookie(w, &http.Cookie{
			Name: langCookie, Value: lang, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true,
			SameSite: http.SameSiteLaxMode,
		})
	}
	http.Redirect(w, r, access.Back(r), http.StatusSeeOther)
}

const sessionSetup = "setup"

// setupPage is the first of two steps on a fresh box.
func (s *site) setupPage(w http.ResponseWriter, r *http.Request) {
	if s.opened(r) {
		http.Redirect(w, r, pages.SignInPath, http.StatusSeeOther)
		return
	}
	t := s.text(r, "en")
	f := s.form(t, pages.SetupPath)
	if kept, err := url.ParseQuery(s.sessions.GetString(r.Context(), sessionSetup)); err == nil && len(kept) > 0 {
		f.Values = kept
	}
	f = f.Begin("language", t.Lang).Begin("step", "15").Begin("first_weekday", "1")
	s.show(w, r, http.StatusOK, pages.SetupBranchPage(t, branchForm(f, false)))
}

// setup keeps what the branch is until the manager is known: both become one commit.
func (s *site) setup(w http.ResponseWriter, r *http.Request) {
	t := s.text(r, "en")
	if _, err := branches.Open(branches.Node(s.e.Node), settingsOf(r)); err != nil {
		no := renamed(refusals(err), branchField)
		s.show(w, r, http.StatusUnprocessableEntity,
			pages.SetupBranchPage(t, branchForm(s.asked(t, r, pages.SetupPath, no), false)))
		return
	}
	s.sessions.Put(r.Context(), sessionSetup, r.PostForm.Encode())
	http.Redirect(w, r, pages.SetupManagerPath, http.StatusSeeOther)
}

func (s *site) setupManagerPage(w http.ResponseWriter, r *http.Request) {
	if s.sessions.GetString(r.Context(), sessionSetup) == "" {
		http.Redirect(w, r, pages.SetupPath, http.StatusSeeOther)
		return
	}
	t := s.text(r, "en")
	s.show(w, r, http.StatusOK, pages.SetupManagerPage(t, s.form(t, pages.SetupManagerPath)))
}

func (s *site) setupManager(w http.ResponseWriter, r *http.Request) {
	t := s.text(r, "en")
	kept, err := url.ParseQuery(s.sessions.GetString(r.Context(), sessionSetup))
	if err != nil || len(kept) == 0 {
		http.Redirect(w, r, pages.SetupPath, http.StatusSeeOther)
		return
	}
	no := samePasswords(r)
	if no == nil {
		_, err = s.desk.OpenBranch(r.Context(), by(r), desk.OpenBranch{
			Settings: settingsFrom(kept), Login: r.PostFormValue("login"), Name: r.PostFormValue("name"),
			Password: r.PostFormValue("password"),
		})
		no = refusals(err)
	}
	if no != nil {
		s.show(w, r, http.StatusUnprocessableEntity,
			pages.SetupManagerPage(t, s.asked(t, r, pages.SetupManagerPath, no)))
		return
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.sessions.Remove(r.Context(), sessionSetup)
	user, err := s.desk.SignIn(r.Context(), r.PostFormValue("login"), r.PostFormValue("password"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.enter(w, r, user, func(*http.Request) string { return pages.SettingsPath })
}

func samePasswords(r *http.Request) fact.Refusals {
	if r.PostFormValue("password") != r.PostFormValue("again") {
		return fact.Refusals{fact.Refuse("password_again", "again",
			"The two passwords differ; type the same one twice.")}
	}
	return nil
}

func settingsOf(r *http.Request) branches.Settings {
	_ = r.ParseForm() // a body that cannot be read has no values, and each is refused at its field
	return settingsFrom(r.PostForm)
}

func settingsFrom(v url.Values) branches.Settings {
	step, _ := strconv.Atoi(v.Get("step"))
	first, err := strconv.Atoi(v.Get("first_weekday"))
	if err != nil {
		first = -1
	}
	return branches.Settings{
		Code: v.Get("code"), Name: v.Get("name"), Trade: branches.Trade(v.Get("kind")),
		Currency: money.Currency(v.Get("currency")), Zone: v.Get("zone"), Language: v.Get("language"), StepMin: step,
		FirstWeekday: time.Weekday(first),
	}
}

func branchField(field string) string {
	switch field {
	case "trade":
		return "kind"
	case "step_min":
		return "step"
	}
	return field
}

var (
	currencies = []string{"JPY", "KZT", "UAH", "RUB", "EUR", "USD", "GBP", "PLN", "BRL", "GEL", "TRY"}
	zones      = []string{
		"Asia/Tokyo", "Asia/Almaty", "Asia/Qyzylorda", "Asia/Aqtobe", "Europe/Kyiv", "Europe/Moscow",
		"Asia/Yekaterinburg",
		"Asia/Novosibirsk", "Europe/Berlin", "Europe/London", "Europe/Warsaw", "Europe/Riga", "Asia/Tbilisi",
		"Europe/Istanbul", "America/New_York", "America/Los_Angeles", "America/Sao_Paulo",
	}
)

// branchForm gives the form its choices; currency stays what it is once books are kept in it.
func branchForm(f kit.Form, fixed bool) pages.BranchForm {
	v := pages.BranchForm{Form: f, Fixed: fixed}
	for _, k := range branches.Trades {
		v.Kinds = append(v.Kinds, kit.Option{Value: string(k), Label: f.Text.T("trade." + string(k))})
	}
	for _, c := range currencies {
		if !fixed || c == f.Value("currency") {
			v.Currencies = append(v.Currencies, kit.Option{Value: c, Label: c + " " + text.Symbol(money.Currency(c))})
		}
	}
	list := zones
	if z := f.Value("zone"); z != "" && !slices.Contains(zones, z) {
		list = append([]string{z}, zones...)
	}
	for _, z := range list {
		v.Zones = append(v.Zones, kit.Option{Value: z, Label: z})
	}
	return v
}
