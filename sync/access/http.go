package access

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"branchbook/sync/fact"
	"branchbook/sync/journal"
)

// Random is the randomness of references and command ids.
var Random io.Reader = rand.Reader

type referenceKey struct{}

// Reference is the number under which what happens to a request is logged; people read it out on the telephone.
func Reference(ctx context.Context) string {
	ref, _ := ctx.Value(referenceKey{}).(string)
	return ref
}

// Address is the address a request came from, without its port. What a proxy on this machine says about whom it
// speaks for is believed: else everybody behind it would be one, and one could lock out all.
func Address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return host
	}
	said := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
	if ip := net.ParseIP(strings.TrimSpace(said[len(said)-1])); ip != nil {
		return ip.String()
	}
	return host
}

// Recorded gives each request a reference and logs it by its route, never by its path or form: those may hold
// what is personal.
func Recorded(log *slog.Logger) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			var b [4]byte
			_, _ = rand.Read(b[:]) // never fails
			ref := hex.EncodeToString(b[:])
			seen := &watched{ResponseWriter: w, status: http.StatusOK}
			began := time.Now()
			next.ServeHTTP(seen, r.WithContext(context.WithValue(r.Context(), referenceKey{}, ref)))
			route := ""
			if c := chi.RouteContext(r.Context()); c != nil {
				route = c.RoutePattern()
			}
			log.Debug("request", "ref", ref, "method", r.Method, "route", route, "status", seen.status,
				"ms", time.Since(began).Milliseconds())
		})
	}
}

type watched struct {
	http.ResponseWriter
	status int
}

// WriteHeader implements [http.ResponseWriter].
func (w *watched) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets [http.ResponseController] through.
func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// StatusOf maps the errors that have a meaning of their own to a status; 500 is everything else.
func StatusOf(err error) int {
	var conflict *journal.Conflict
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, errCut):
		return http.StatusRequestTimeout
	case errors.Is(err, fact.ErrNotFound):
		return http.StatusNotFound
	case errors.As(err, &conflict):
		return http.StatusConflict
	case len(fact.AsRefusals(err)) > 0:
		return http.StatusUnprocessableEntity
	case errors.Is(err, journal.ErrDiskFull):
		return http.StatusInsufficientStorage
	}
	return http.StatusInternalServerError
}

// NoIcon answers the browsers' own question for an icon.
func NoIcon(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }

// Limited bounds the bytes that a request may bring.
func Limited(most int64) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.Body = http.MaxBytesReader(w, r.Body, most)
			next.ServeHTTP(w, r)
		})
	}
}

// Back is the page of this server that a request was made on; "/" where that is not known.
func Back(r *http.Request) string {
	u, err := url.Parse(r.Referer())
	if err != nil || u.Host != r.Host {
		return "/"
	}
	return Onward(u.RequestURI())
}

// Onward is an address to go to that somebody gave us: a path of this server, "/" for anything else.
func Onward(next string) string {
	_, err := url.Parse(next) // refuses what browsers leave out of addresses: tabs and line ends
	if err != nil || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.Contains(next, `\`) {
		return "/"
	}
	return next
}
