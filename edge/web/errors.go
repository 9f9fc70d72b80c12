package web

import (
	"errors"
	"net/http"
	"runtime/debug"

	"github.com/go-chi/chi/v5"

	"branchbook/edge/desk"
	"branchbook/sync/access"
	"branchbook/sync/fact"

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
	status := statusOf(err)
	a, _, _ := s.around(r)
	switch {
	case s.clash(w, r, a, err):
		return
	case status == http.StatusInternalServerError:
		s.log.Error("request failed", "ref", access.Reference(r.Context()), "error", err,
			"route", chi.RouteContext(r.Context()).RoutePattern())
	}
	s.show(w, r, status, pages.Fault(a, status, access.Reference(r.Context())))
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
