package link

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"branchbook/sync/fact"
)

// Enrolments is where the hub keeps tokens and requests.
type Enrolments interface {
	// Begin binds a token to the request, and says what a person has decided about it: nil with a nil error
	// while nobody has. The same request may come any number of times. A token that is unknown, expired,
	// withdrawn or bound to another request is a *fact.Refusal, see the refusals of this file; the last is
	// worth an alarm. Digits are what the person at the hub compares.
	Begin(ctx context.Context, token TokenHash, r Request, digits string) (*Grant, error)
}

// TokenRefused is the one answer to a token that was never made, was used, withdrawn or has expired, so that
// nobody learns which.
func TokenRefused() *fact.Refusal {
	return fact.Refuse("token_refused", "token",
		"This enrolment code is not valid: it was used, withdrawn, or is too old. Ask headquarters for a new one.")
}

// EnrolmentDenied is the answer after a person at the hub said no.
func EnrolmentDenied() *fact.Refusal {
	return fact.Refuse("enrolment_denied", "", "Headquarters declined this enrolment.")
}

const maxAsk = 16 << 10

// EnrolTLS is the TLS configuration of the enrolment door: it shows the hub's certificate and the authority
// that the token names.
func EnrolTLS(hub Keys, certificate, authority *x509.Certificate) *tls.Config {
	own := pair(certificate, hub.Sign)
	own.Certificate = append(own.Certificate, authority.Raw)
	return &tls.Config{MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{own}}
}

// TooMany is the answer to an address that was wrong too often. A box that gets it asks again later.
func TooMany() *fact.Refusal {
	return fact.Refuse("enrol_wait", "token", "Too many wrong requests came from this address. Wait a quarter of an hour.")
}

// EnrolOptions is what the enrolment door needs.
type EnrolOptions struct {
	Authority Fingerprint
	Kept      Enrolments
	Now       func() time.Time
	Alarm     func(code string, err error) // hears of guessing
	Log       *slog.Logger
}

// EnrolDoor answers boxes that enrol: POST /enrol, nothing else. The server in front of it sets timeouts.
func EnrolDoor(o EnrolOptions) http.Handler {
	authority, kept, log := o.Authority, o.Kept, o.Log
	count := &guesses{now: o.Now, alarm: o.Alarm}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /enrol", func(w http.ResponseWriter, r *http.Request) {
		from := address(r)
		if count.blocked(from) {
			answer(w, http.StatusTooManyRequests, TooMany())
			return
		}
		var a ask
		var secret [16]byte
		err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxAsk)).Decode(&a)
		if err != nil || len(a.Secret) != copy(secret[:], a.Secret) || len(a.Secret) != len(secret) {
			count.wrong(from)
			answer(w, http.StatusBadRequest, fact.Refuse("bad_request", "", "The request could not be read."))
			return
		}
		grant, err := begin(r.Context(), kept, secret, authority, a.Request)
		var no *fact.Refusal
		switch {
		case errors.As(err, &no):
			count.wrong(from)
			log.Warn("enrolment refused", "node", a.Request.Node, "code", no.Code)
			answer(w, http.StatusUnprocessableEntity, no)
		case errors.Is(err, ErrRequest):
			count.wrong(from)
			answer(w, http.StatusBadRequest, fact.Refuse("bad_request", "", "The request contradicts itself."))
		case err != nil:
			log.Error("enrolment", "error", err)
			answer(w, http.StatusInternalServerError, fact.Refuse("failed", "", "Headquarters could not do this now."))
		case grant == nil:
			w.WriteHeader(http.StatusAccepted)
		default:
			answer(w, http.StatusOK, grant)
		}
	})
	return mux
}

// address is where a request comes from, without its port. Nothing stands in front of this door: the box sees the
// hub's own certificate.
func address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

func begin(ctx context.Context, kept Enrolments, secret [16]byte, authority Fingerprint, r Request) (*Grant, error) {
	if _, err := r.Key(); err != nil {
		return nil, err
	}
	digits, err := Digits(secret, authority, r)
	if err != nil {
		return nil, err
	}
	return kept.Begin(ctx, hashSecret(secret[:]), r, digits)
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	// The reader may be gone; it asks again.
	_ = json.NewEncoder(w).Encode(body)
}
