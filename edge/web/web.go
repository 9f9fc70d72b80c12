// Package web is the HTTP of a branch: it decodes forms, asks the desk, and answers with pages of ui/desk.
//
// Its one idea: a request becomes one intent with one command id, and every answer is a whole page or an
// address to go to. It decides nothing about visits or money; what may be asked by whom stands in routes.go.
package web

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/go-chi/chi/v5"
	"github.com/klauspost/compress/gzhttp"

	"branchbook/edge"
	"branchbook/edge/desk"
	"branchbook/sync/access"
	"branchbook/sync/branches"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/people"
	"branchbook/ui/kit"
	"branchbook/ui/static"
	"branchbook/ui/text"

	pages "branchbook/ui/desk"
)

// Options say how the pages are served.
type Options struct {
	Listen     string // host:port
	PublicHost string // name in the address line, if something stands in front
	Secure     bool   // over TLS
	Log        *slog.Logger
}

// site is a branch's pages.
type site struct {
	e        *edge.Edge
	desk     *desk.Desk
	sessions *scs.SessionManager
	log      *slog.Logger
	metrics  http.Handler
	stream   access.Stream
	pages    remembered
	secure   bool // served over TLS
}

// New makes the handler of a branch's pages. It refuses to start without the browser's files.
func New(e *edge.Edge, o Options) (http.Handler, error) {
	if err := static.Ready(); err != nil {
		return nil, err
	}
	s := &site{
		e: e, desk: e.Desk, secure: o.Secure, log: cmp.Or(o.Log, slog.New(slog.DiscardHandler)),
		sessions: access.NewSessions(e.Local, e.Clock, e.Node, o.Secure), metrics: metricsOf(e),
	}
	s.tellTabs()
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

// maxBody bounds a form.
const maxBody = 256 << 10

const sessionUser = "user"

// person finds who is signed in.
func (s *site) person(r *http.Request) (access.Person, bool) {
	id := s.sessions.GetString(r.Context(), sessionUser)
	if id == "" {
		return access.Person{}, false
	}
	var user people.User
	err := s.e.Book.Read(r.Context(), func(v *journal.View) (err error) {
		user, err = people.UserOf(v, v.JID(), people.UserID(id))
		return err
	})
	if err != nil || user.Disabled {
		return access.Person{}, false
	}
	return access.Person{User: user, Desk: deskOf(r)}, true
}

// deskOf names the screen a request comes from: its address in the branch's network.
func deskOf(r *http.Request) string { return access.Address(r) }

// by is who asks, with the command id of the form.
func by(r *http.Request) desk.By {
	p, _ := access.Who(r.Context())
	command := r.PostFormValue("command")
	if !fact.ValidID(command) {
		command = fact.NewID(time.Now(), access.Random)
	}
	return desk.By{User: p.User.ID, Role: p.User.Role, Desk: deskOf(r), Command: command}
}

// newCommand is the id that a freshly rendered form carries.
func (s *site) newCommand() string { return fact.NewID(s.e.Clock.Now(), access.Random) }

// form is a fresh form.
func (s *site) form(t *text.Text, action string) kit.Form {
	return kit.Form{Text: t, Action: action, Command: s.newCommand()}
}

// asked is a form that was sent: the same command, what was typed, and what stands in the way.
func (s *site) asked(t *text.Text, r *http.Request, action string, no fact.Refusals) kit.Form {
	f := kit.Form{Text: t, Action: action, Command: r.PostFormValue("command"), Seen: r.PostFormValue("seen")}
	return f.With(r.PostForm, no)
}

// around is what every page of a signed-in person needs.
func (s *site) around(r *http.Request) (pages.Around, branches.Branch, fact.Civil) {
	b, now, err := s.desk.Branch(r.Context())
	if err != nil {
		b.Language = "en"
	}
	p, _ := access.Who(r.Context())
	a := pages.Around{
		Text: s.text(r, b.Language), Branch: b.Name, Code: b.Code, Today: now.On, Person: p.User.Name,
		Manager: p.User.Role.May(people.SettingsEdit), Link: s.link(r.Context(), location(b)),
		Notice: s.notice(r), Mute: deviceOf(r).Mute,
	}
	if p.User.ID != "" {
		a.Stream = pages.EventsPath
	}
	return a, b, now
}

// places keeps what time.LoadLocation reads from a file each time, by name.
var places sync.Map

func location(b branches.Branch) *time.Location {
	if z, ok := places.Load(b.Zone); ok {
		return z.(*time.Location)
	}
	zone, err := time.LoadLocation(b.Zone)
	if err != nil {
		return time.UTC
	}
	places.Store(b.Zone, zone)
	return zone
}

const langCookie = "bb_lang"

// text is the reader's language: chosen on this screen, else the branch's.
func (s *site) text(r *http.Request, branch string) *text.Text {
	lang := branch
	if c, err := r.Cookie(langCookie); err == nil {
		lang = c.Value
	}
	for _, known := range text.Langs {
		if lang == known {
			return text.For(lang)
		}
	}
	return text.For("en")
}

// link is the chip of the line.
func (s *site) link(ctx context.Context, zone *time.Location) kit.Link {
	st, err := s.e.Standing(ctx)
	if err != nil && ctx.Err() == nil { // else the asker is gone
		s.log.Error("line", "error", err)
	}
	l := kit.Link{State: kit.Alone, Waiting: int(st.Waiting), At: in(st.Watermark, zone),
		Live: pages.ChipPath}
	switch {
	case !st.Enrolled:
		l.State = kit.NotEnrolled
	case st.Up && st.Waiting == 0:
		l.State = kit.UpToDate
	case st.Up:
		l.State = kit.Sending
	}
	return l
}

// in is an instant in a zone; the zero instant stays zero.
func in(t time.Time, zone *time.Location) time.Time {
	if t.IsZero() {
		return t
	}
	return t.In(zone)
}

const sessionNotice = "notice"

// notice is what was just done, said once, on the page that somebody comes to; what a page fetches besides leaves it
// alone.
func (s *site) notice(r *http.Request) string {
	if r.Method != http.MethodGet || access.IsPart(r) {
		return ""
	}
	return s.sessions.PopString(r.Context(), sessionNotice)
}

// done goes to where the result is.
func (s *site) done(w http.ResponseWriter, r *http.Request, to, notice string) {
	if notice != "" {
		s.sessions.Put(r.Context(), sessionNotice, notice)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// show answers with a page.
func (s *site) show(w http.ResponseWriter, r *http.Request, status int, page kit.Node) {
	if err := kit.Respond(w, r, status, page); err != nil {
		s.unmade(w, r, err)
	}
}

// unmade answers where a page could not be rendered.
func (s *site) unmade(w http.ResponseWriter, r *http.Request, err error) {
	s.log.Error("page", "error", err, "path", chi.RouteContext(r.Context()).RoutePattern())
	http.Error(w, "This page could not be made.", http.StatusInternalServerError)
}
