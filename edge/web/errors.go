package web

import (
	"errors"
	"net/http"
	"runtime/debug"

	"github.com/go-chi/chi/v5"

	"branchbook/edge/desk"
	"branchbook/sync/access"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/ui/kit"

	pages "branchbook/ui/desk"
)

// statusOf maps an error to a status: a stale edit is a conflict, for the rest see [access.StatusOf].
func statusOf(err error) int {
	var stale *desk.Stale
	if errors.As(err, &stale) {
		return http.StatusConflict
	}
	return access.StatusOf(err)
}

// fail answers a request that came to nothing, with a page in words. What nobody foresaw is logged once, under
// the reference that the page shows.
func (s *site) fail(w http.ResponseWriter, r *http.Request, err error) {
	status, a := statusOf(err), pages.Around{}
	a, _, _ = s.around(r)
	var conflict *journal.Conflict
	switch {
	case errors.As(err, &conflict):
		s.show(w, r, status, pages.ConflictPage(a, s.conflict(a, r, conflict)))
		return
	case status == http.StatusConflict:
		s.show(w, r, status, pages.ConflictPage(a, s.stale(a, r)))
		return
	case status == http.StatusInternalServerError:
		s.log.Error("request failed", "ref", access.Reference(r.Context()), "error", err,
			"route", chi.RouteContext(r.Context()).RoutePattern())
	}
	s.show(w, r, status, pages.Fault(a, status, access.Reference(r.Context())))
}

// conflict shows what was saved under the command id beside what came now.
func (s *site) conflict(a pages.Around, r *http.Request, c *journal.Conflict) pages.Conflict {
	v := pages.Conflict{What: a.Text.T("conflict.title"), At: s.e.Clock.Now(), Afresh: r.URL.Path, Href: "/"}
	for _, f := range c.Earlier.Facts {
		v.Kept = append(v.Kept, kit.Fact{Term: f.Kind, What: string(f.Body)})
	}
	if id := c.Earlier.Subject("visit:"); id != "" {
		v.Href = pages.VisitPath(id)
	} else if id := c.Earlier.Subject("contract:"); id != "" {
		v.Href = pages.ContractPath(id)
	} else if id := c.Earlier.Subject("client:"); id != "" {
		v.Href = pages.ClientPath(id)
	}
	v.Asked = typed(r)
	return v
}

// stale is an edit of something that somebody else changed meanwhile: what was typed is kept on the page.
func (s *site) stale(a pages.Around, r *http.Request) pages.Conflict {
	return pages.Conflict{What: a.Text.T("conflict.stale"), At: s.e.Clock.Now(), Asked: typed(r), Href: referer(r),
		Afresh: referer(r)}
}

func referer(r *http.Request) string {
	if id := chi.URLParam(r, "id"); id != "" {
		return r.URL.Path[:len(r.URL.Path)-len(lastPart(r.URL.Path))]
	}
	return "/"
}

func lastPart(path string) string {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] == '/' {
			return path[i:]
		}
	}
	return ""
}

// typed is what a form held, without passwords and its own bookkeeping.
func typed(r *http.Request) []kit.Fact {
	var facts []kit.Fact
	for _, name := range sortedKeys(r.PostForm) {
		switch name {
		case "command", "seen", "password", "again", "do":
			continue
		}
		facts = append(facts, kit.Fact{Term: name, What: r.PostForm.Get(name)})
	}
	return facts
}

// recovered turns a panic into a page with a reference.
func (s *site) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if v := recover(); v != nil {
				s.log.Error("defect", "ref", access.Reference(r.Context()), "panic", v, "stack", string(debug.Stack()))
				a, _, _ := s.around(r)
				s.show(w, r, http.StatusInternalServerError,
					pages.Fault(a, http.StatusInternalServerError, access.Reference(r.Context())))
			}
		}()
		next.ServeHTTP(w, r)
	})
}

func (s *site) forbidden(w http.ResponseWriter, r *http.Request) {
	a, _, _ := s.around(r)
	s.show(w, r, http.StatusForbidden, pages.Fault(a, http.StatusForbidden, access.Reference(r.Context())))
}

// refusals are what a person can mend in the form; nil when the error is something else.
func refusals(err error) fact.Refusals {
	var dup *desk.Duplicates
	if errors.As(err, &dup) {
		return nil
	}
	return fact.AsRefusals(err)
}

// renamed gives refusals the names that the form's fields have; of none, nil.
func renamed(rs fact.Refusals, names func(string) string) fact.Refusals {
	if len(rs) == 0 {
		return nil
	}
	out := make(fact.Refusals, len(rs))
	for i, r := range rs {
		c := *r
		c.Field = names(r.Field)
		out[i] = &c
	}
	return out
}
