package web

import (
	"errors"
	"net/http"
	"runtime/debug"

	"github.com/go-chi/chi/v5"

	"branchbook/sync/access"
	"branchbook/sync/journal"
	"branchbook/ui/head"
)

// fail answers a request that came to nothing with a page in words; see [access.StatusOf]. What nobody foresaw is
// logged once, under the reference that the page shows.
func (s *site) fail(w http.ResponseWriter, r *http.Request, err error) {
	status := access.StatusOf(err)
	var conflict *journal.Conflict
	switch {
	case errors.As(err, &conflict):
		s.conflict(w, r, conflict)
		return
	case status == http.StatusInternalServerError:
		s.log.Error("request failed", "ref", access.Reference(r.Context()), "error", err,
			"route", chi.RouteContext(r.Context()).RoutePattern())
	}
	s.show(w, r, status, head.Fault(s.around(r), status, access.Reference(r.Context())))
}

// forbidden answers a person who may not.
func (s *site) forbidden(w http.ResponseWriter, r *http.Request) {
	s.show(w, r, http.StatusForbidden, head.Fault(s.around(r), http.StatusForbidden, access.Reference(r.Context())))
}

// recovered turns a panic into a page with a reference.
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
