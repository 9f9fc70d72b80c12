// Package web is the HTTP of headquarters: figures and the rows behind them, branches, enrolment, people, alarms.
//
// Its one idea is the same as the branch's: a request becomes one intent with one command id, every answer is a
// whole page, and what may be asked by whom stands in routes.go. A figure is read in the same snapshot as what says
// how complete it is.
package web

import (
	"cmp"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/go-chi/chi/v5"
	"github.com/klauspost/compress/gzhttp"

	"branchbook/hub"
	"branchbook/sync/access"
	"branchbook/sync/branches"
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
	stream   access.Stream
	shown    tokens
}

// maxBody bounds a form.
const maxBody = 64 << 10

// New makes the handler of headquarters' pages. It refuses to start without the browser's files.
func New(h *hub.Hub, o Options) (http.Handler, error) {
	if err := static.Ready(); err != nil {
		return nil, err
	}
	s := &site{
		h: h, log: cmp.Or(o.Log, slog.New(slog.DiscardHandler)),
		sessions: access.NewSessions(h.Local, h.Clock, h.Node, o.Secure),
		metrics:  metricsOf(h),
	}
	h.Book.OnCommit(func(journal.Change) { s.stream.Tell("figures") })
	r := chi.NewRouter()
	r.Use(access.Recorded(s.log), access.Headers, access.Hosts(o.Listen, o.PublicHost), access.SameOrigin,
		access.Limited(maxBody))
	r.Handle(static.Prefix+"*", static.Handler())
	r.Get("/favicon.ico", access.NoIcon)
	missing := s.sessions.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, fact.ErrNotFound)
	})).ServeHTTP
	r.NotFound(missing)
	r.MethodNotAllowed(missing) // as when the address of a refused form is opened again
	gate := access.Gate{Person: s.person, SignIn: s.askSignIn, Forbidden: s.forbidden, Failed: s.fail}
	var failed error
	r.Group(func(r chi.Router) {
		r.Use(access.WithSession(s.sessions), s.recovered)
		failed = gate.Mount(r, s.routes())
	})
	return gzhttp.GzipHandler(r), failed
}

const (
	sessionUser = "user"
	langCookie  = "bb_lang"
)

// person finds who is signed in.
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

// text is the reader's language: chosen on this screen, else the network's.
func (s *site) text(r *http.Request) *text.Text {
	if c, err := r.Cookie(langCookie); err == nil && slices.Contains(text.Langs, c.Value) {
		return text.For(c.Value)
	}
	return text.For(s.network(r).Language)
}

// network is how the network is called. Nothing depends on it but words on the page.
func (s *site) network(r *http.Request) branches.NetworkNamed {
	named, err := s.h.NetworkName(r.Context())
	if err != nil {
		s.log.Error("name of the network", "ref", access.Reference(r.Context()), "error", err)
	}
	return named
}

// around is what every page of a signed-in person needs.
func (s *site) around(r *http.Request) head.Around {
	p, _ := access.Who(r.Context())
	a := head.Around{
		Text: s.text(r), Network: s.network(r).Name, Today: fact.DateOf(s.h.Clock.Now()), Person: p.User.Name,
	}
	if p.User.ID != "" {
		a.Alarms, a.Stream = s.newAlarms(r), head.StreamPath
	}
	return a
}

// form is a fresh form.
func (s *site) form(t *text.Text, action string) kit.Form {
	return kit.Form{Text: t, Action: action, Command: s.newCommand()}
}

// asked is a form that was sent, with what stands in the way.
func (s *site) asked(t *text.Text, r *http.Request, action string, no fact.Refusals) kit.Form {
	return kit.Form{Text: t, Action: action, Command: r.PostFormValue("command")}.With(r.PostForm, no)
}

func (s *site) newCommand() string { return fact.NewID(s.h.Clock.Now(), access.Random) }

// command is the id that the form carried; a form without one is a command of its own.
func (s *site) command(r *http.Request) string {
	if id := r.PostFormValue("command"); fact.ValidID(id) {
		return id
	}
	return s.newCommand()
}

func actor(r *http.Request) string {
	p, _ := access.Who(r.Context())
	return string(p.User.ID)
}

// show answers with a page.
func (s *site) show(w http.ResponseWriter, r *http.Request, status int, page kit.Node) {
	if err := kit.Respond(w, r, status, page); err != nil {
		s.log.Error("page", "ref", access.Reference(r.Context()), "error", err)
		http.Error(w, "This page could not be made.", http.StatusInternalServerError)
	}
}

// part answers with a part of a page where only that was asked for, else with the whole.
func (s *site) part(w http.ResponseWriter, r *http.Request, part, page func() kit.Node) {
	if r.Header.Get("HX-Request") != "" {
		s.show(w, r, http.StatusOK, part())
		return
	}
	s.show(w, r, http.StatusOK, page())
}

// in is an instant in a zone; the zero instant stays zero.
func in(t time.Time, zone *time.Location) time.Time {
	if t.IsZero() {
		return t
	}
	return t.In(zone)
}

// here is an instant in headquarters' own zone.
func (s *site) here(t time.Time) time.Time { return in(t, s.h.Clock.Now().Location()) }
