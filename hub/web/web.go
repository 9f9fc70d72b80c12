// Package web is the HTTP of headquarters: figures and the rows behind them, branches, enrolment, alarms.
//
// Its one idea is the same as the branch's: a request becomes one intent with one command id, every answer is a
// whole page, and what may be asked by whom stands in routes.go.
package web

import (
	"cmp"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/go-chi/chi/v5"
	"github.com/klauspost/compress/gzhttp"

	"branchbook/hub"
	"branchbook/sync/access"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/people"
	"branchbook/ui/head"
	"branchbook/ui/kit"
	"branchbook/ui/static"
	"branchbook/ui/text"
)

// Options say how the pages are served.
type Options struct {
	Listen     string // host:port
	PublicHost string // name in the address line, if something stands in front
	Secure     bool   // over TLS
	Log        *slog.Logger
}

// site is headquarters' pages.
type site struct {
	h        *hub.Hub
	sessions *scs.SessionManager
	log      *slog.Logger
	metrics  http.Handler
}

// New makes the handler of headquarters' pages. It refuses to start without the browser's files.
func New(h *hub.Hub, o Options) (http.Handler, error) {
	if err := static.Ready(); err != nil {
		return nil, err
	}
	s := &site{
		h: h, log: cmp.Or(o.Log, slog.New(slog.DiscardHandler)), sessions: access.NewSessions(h.Local, h.Clock,
			o.Secure),
		metrics: metricsOf(h),
	}
	r := chi.NewRouter()
	r.Use(access.Recorded(s.log), access.Headers, access.Hosts(o.Listen, o.PublicHost), access.SameOrigin)
	r.Handle(static.Prefix+"*", static.Handler())
	r.Get("/favicon.ico", access.NoIcon)
	r.NotFound(s.sessions.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, fact.ErrNotFound)
	})).ServeHTTP)
	gate := access.Gate{Person: s.person, SignIn: s.askSignIn, Forbidden: s.forbidden}
	var failed error
	r.Group(func(r chi.Router) {
		r.Use(s.sessions.LoadAndSave, s.recovered)
		failed = gate.Mount(r, s.routes())
	})
	return gzhttp.GzipHandler(r), failed
}

const (
	sessionUser = "user"
	langCookie  = "bb_lang"
	networkName = "network name"
)

func (s *site) person(r *http.Request) (access.Person, bool) {
	id := s.sessions.GetString(r.Context(), sessionUser)
	if id == "" {
		return access.Person{}, false
	}
	var user people.User
	err := s.h.Book.Read(r.Context(), func(v *journal.View) (err error) {
		user, err = people.UserOf(v, v.JID(), people.UserID(id))
		return err
	})
	return access.Person{User: user, Desk: access.Address(r)}, err == nil && !user.Disabled
}

func (s *site) text(r *http.Request) *text.Text {
	if c, err := r.Cookie(langCookie); err == nil && slices.Contains(text.Langs, c.Value) {
		return text.For(c.Value)
	}
	return text.For("en")
}

// around is what every page of a signed-in person needs.
func (s *site) around(r *http.Request) head.Around {
	name, err := s.h.Local.Note(networkName)
	if err != nil {
		s.log.Error("name of the network", "error", err)
	}
	p, _ := access.Who(r.Context())
	return head.Around{
		Text: s.text(r), Network: name, Today: fact.DateOf(s.h.Clock.Now()), Person: p.User.Name,
		Alarms: len(s.h.Alarms()),
	}
}

// form is a fresh form; asked is one that was sent, with what stands in the way.
func (s *site) form(t *text.Text, action string) kit.Form {
	return kit.Form{Text: t, Action: action, Command: fact.NewID(s.h.Clock.Now(), access.Random)}
}

func (s *site) asked(t *text.Text, r *http.Request, action string, no fact.Refusals) kit.Form {
	return kit.Form{Text: t, Action: action, Command: r.PostFormValue("command")}.With(r.PostForm, no)
}

// command is the id that the form carried.
func command(r *http.Request) string {
	if id := r.PostFormValue("command"); fact.ValidID(id) {
		return id
	}
	return fact.NewID(time.Now(), access.Random)
}

func actor(r *http.Request) string {
	p, _ := access.Who(r.Context())
	return string(p.User.ID)
}

func (s *site) show(w http.ResponseWriter, r *http.Request, status int, page kit.Node) {
	if err := kit.Respond(w, r, status, page); err != nil {
		s.log.Error("page", "error", err)
		http.Error(w, "This page could not be made.", http.StatusInternalServerError)
	}
}

// fail answers with a page in words; what nobody foresaw is logged once, under the reference that it shows.
func (s *site) fail(w http.ResponseWriter, r *http.Request, err error) {
	status := access.StatusOf(err)
	if status == http.StatusInternalServerError {
		s.log.Error("request failed", "ref", access.Reference(r.Context()), "error", err)
	}
	s.show(w, r, status, head.Fault(s.around(r), status, access.Reference(r.Context())))
}

func (s *site) forbidden(w http.ResponseWriter, r *http.Request) {
	s.show(w, r, http.StatusForbidden, head.Fault(s.around(r), http.StatusForbidden, access.Reference(r.Context())))
}

func (s *site) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if v := recover(); v != nil {
				s.log.Error("defect", "ref", access.Reference(r.Context()), "panic", v, "stack", string(debug.Stack()))
				s.show(w, r, http.StatusInternalServerError,
					head.Fault(s.around(r), http.StatusInternalServerError, access.Reference(r.Context())))
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// askSignIn sends a reader who is not signed in to where that is done, or to the set-up of a fresh hub.
func (s *site) askSignIn(w http.ResponseWriter, r *http.Request) {
	opened, err := s.h.Opened(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	to := head.SignInPath
	switch {
	case !opened:
		to = head.SetupPath
	case r.Method == http.MethodGet && r.URL.Path != "/":
		to += "?next=" + url.QueryEscape(r.URL.RequestURI())
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

func (s *site) signInPage(w http.ResponseWriter, r *http.Request) {
	a := s.around(r)
	s.show(w, r, http.StatusOK, head.SignInPage(a.Text, a.Network, s.form(a.Text, head.SignInPath),
		r.URL.Query().Get("next")))
}

// signIn opens a session under a new id. Whatever is wrong, the answer is the same.
func (s *site) signIn(w http.ResponseWriter, r *http.Request) {
	a, now := s.around(r), s.h.Clock.Now()
	login := people.Login(r.PostFormValue("login"))
	again := func(status int, no *fact.Refusal) {
		form := s.asked(a.Text, r, head.SignInPath, fact.Refusals{no})
		s.show(w, r, status, head.SignInPage(a.Text, a.Network, form, r.PostFormValue("next")))
	}
	may, err := s.h.Local.MayTry(now, login, access.Address(r))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if !may {
		again(http.StatusTooManyRequests, fact.Refuse("sign_in_wait", "password",
			"Too many attempts. Wait a quarter of an hour, or ask for a new password."))
		return
	}
	user, err := s.h.SignIn(r.Context(), login, r.PostFormValue("password"))
	if no := fact.AsRefusals(err); no != nil {
		if err := s.h.Local.Failed(now, login, access.Address(r)); err != nil {
			s.log.Error("count a failed sign-in", "error", err)
		}
		again(http.StatusUnprocessableEntity, no[0])
		return
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.enter(w, r, user, r.PostFormValue("next"))
}

func (s *site) enter(w http.ResponseWriter, r *http.Request, user people.User, next string) {
	if err := s.sessions.RenewToken(r.Context()); err != nil {
		s.fail(w, r, err)
		return
	}
	s.sessions.Put(r.Context(), sessionUser, string(user.ID))
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.Contains(next, `\`) {
		next = "/"
	}
	http.Redirect(w, r, next, http.StatusSeeOther)
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

// setup signs up the first person.
func (s *site) setup(w http.ResponseWriter, r *http.Request) {
	t := s.text(r)
	var no fact.Refusals
	name := strings.TrimSpace(r.PostFormValue("network"))
	if name == "" {
		no = append(no, fact.Refuse("required", "network", "Give the network a name."))
	}
	if r.PostFormValue("password") != r.PostFormValue("again") {
		no = append(no, fact.Refuse("password_again", "again", "The two passwords differ; type the same one twice."))
	}
	var err error
	if no == nil {
		err = s.h.OpenHub(r.Context(), command(r), r.PostFormValue("name"), r.PostFormValue("login"),
			r.PostFormValue("password"))
		no = fact.AsRefusals(err)
	}
	if no != nil {
		s.show(w, r, http.StatusUnprocessableEntity, head.SetupPage(t, s.asked(t, r, head.SetupPath, no)))
		return
	}
	if err == nil {
		err = s.h.Local.Remember(networkName, name)
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
	s.enter(w, r, user, "/")
}
