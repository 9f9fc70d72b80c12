package access

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"branchbook/sync/people"
)

// Public is the permission of a route that needs nobody to be signed in.
const Public people.Permission = "public"

// Route is one line of the route table.
type Route struct {
	Method     string
	Path       string
	Permission people.Permission
	Handler    http.HandlerFunc
}

// Person is who is signed in.
type Person struct {
	User people.User
	Desk string // at which screen
}

type personKey struct{}

// Who is the person behind a request; ok is false when nobody is signed in.
func Who(ctx context.Context) (p Person, ok bool) {
	p, ok = ctx.Value(personKey{}).(Person)
	return p, ok
}

// Gate decides about each request before its handler runs.
type Gate struct {
	// Person finds who is signed in; false for nobody.
	Person func(*http.Request) (Person, bool)
	// SignIn answers a request that needs somebody to sign in.
	SignIn http.HandlerFunc
	// Forbidden answers a request of a person who may not.
	Forbidden http.HandlerFunc
	// Failed answers a request that cannot be read.
	Failed func(http.ResponseWriter, *http.Request, error)
}

// Mount puts the routes of a table on a router. A route without a permission, with an unknown one, or given
// twice is an error: nothing is mounted by accident.
func (g Gate) Mount(r chi.Router, table []Route) error {
	seen := map[string]bool{}
	for _, t := range table {
		key := t.Method + " " + t.Path
		switch {
		case t.Permission == "":
			return fmt.Errorf("route %s declares no permission", key)
		case t.Permission != Public && !slices.Contains(people.Permissions(), t.Permission):
			return fmt.Errorf("route %s asks for the unknown permission %s", key, t.Permission)
		case t.Handler == nil:
			return fmt.Errorf("route %s has no handler", key)
		case seen[key]:
			return fmt.Errorf("route %s is declared twice", key)
		}
		seen[key] = true
		r.Method(t.Method, t.Path, g.guard(t))
	}
	return nil
}

func (g Gate) guard(t Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p, ok := g.Person(r)
		if ok {
			r = r.WithContext(context.WithValue(r.Context(), personKey{}, p))
		}
		switch err := unread(r); {
		case err != nil:
			g.Failed(w, r, err)
		case t.Permission == Public:
			t.Handler(w, r)
		case !ok:
			g.SignIn(w, r)
		case !p.User.Role.May(t.Permission):
			g.Forbidden(w, r)
		default:
			t.Handler(w, r)
		}
	})
}

// unread reads a form and reports what kept it from being read whole: more bytes than [Limited] lets through, or a
// sender who stopped in the middle. Handlers ask for its fields one by one, and a form that was not read would look to
// them like an empty one.
func unread(r *http.Request) error {
	err := r.ParseForm()
	if err == nil {
		err = r.ParseMultipartForm(formMemory) // of other forms it says that they are others
	}
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, os.ErrDeadlineExceeded):
		return fmt.Errorf("%w: %w", errCut, err)
	}
	return nil
}

// errCut is a request of which not everything arrived.
var errCut = errors.New("the request was cut off")

// formMemory is more than any form that is let through.
const formMemory = 1 << 20

// Policy is the content security policy of every page: nothing inline, nothing from elsewhere.
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
	"connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// Headers sets the security headers of every answer.
func Headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", Policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// Hosts refuses requests under a name that is not this server's: a page elsewhere whose name was pointed here
// must not act in a signed-in browser. Loopback names, bare addresses of the listener and the given names pass.
func Hosts(listen string, names ...string) func(http.Handler) http.Handler {
	allowed := []string{"localhost", "127.0.0.1", "::1"}
	if host, _, err := net.SplitHostPort(listen); err == nil && host != "" {
		allowed = append(allowed, host)
	}
	for _, n := range names {
		if n != "" {
			allowed = append(allowed, strings.ToLower(n))
		}
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !slices.Contains(allowed, hostname(r.Host)) {
				http.Error(w, "This address is not served here.", http.StatusMisdirectedRequest)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

func hostname(hostport string) string {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = hostport
	}
	return strings.ToLower(strings.Trim(host, "[]"))
}

// ErrSignIn is the one answer to every failed sign-in.
var ErrSignIn = errors.New("the name or the password is not right")

// SameOrigin refuses forms that come from another site.
func SameOrigin(next http.Handler) http.Handler {
	return http.NewCrossOriginProtection().Handler(next)
}
