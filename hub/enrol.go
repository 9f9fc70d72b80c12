package hub

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"reflect"
	"slices"
	"time"

	"branchbook/sync/fact"
	"branchbook/sync/link"
)

// tokenLife is how long an enrolment token may lie around.
const tokenLife = 24 * time.Hour

// ticket is a token as the hub keeps it, under the hash of its secret, with the one request it was used for.
type ticket struct {
	MadeBy  string
	Expires time.Time
	Request *link.Request `json:",omitempty"`
	Digits  string        `json:",omitempty"`
	At      time.Time     // of the request
	Grant   *link.Grant   `json:",omitempty"`
	Denied  bool
}

// Application is a box that waits for a person to compare the digits.
type Application struct {
	ID     string // hash of the token
	Code   string
	Name   string
	Node   string
	Box    string
	Digits string
	At     time.Time
}

const ticketNote = "token:"

// NewToken makes a token with which one box may enrol, once, within a day. Only its hash is kept.
func (h *Hub) NewToken(_ context.Context, actor string) (token string, expires time.Time, err error) {
	t, err := link.NewToken(h.Random, link.FingerprintOf(h.authority.Certificate), h.EnrolAddress())
	if err != nil {
		return "", time.Time{}, err
	}
	k := ticket{MadeBy: actor, Expires: h.Clock.Now().Add(tokenLife)}
	return t.String(), k.Expires, h.keep(string(t.Hash()), k)
}

// Begin implements [link.Enrolments].
func (h *Hub) Begin(_ context.Context, token link.TokenHash, r link.Request, digits string) (*link.Grant, error) {
	h.enrolling.Lock()
	defer h.enrolling.Unlock()
	k, err := h.ticket(string(token))
	switch {
	case errors.Is(err, fact.ErrNotFound), err == nil && k.Grant == nil && h.Clock.Now().After(k.Expires):
		return nil, link.TokenRefused()
	case err != nil:
		return nil, err
	case k.Request != nil && !reflect.DeepEqual(*k.Request, r):
		h.alarm(r.Node, "token_used_twice", fmt.Errorf("box %s used a token that box %s had used", r.Box,
			k.Request.Box))
		return nil, link.TokenRefused()
	case k.Denied:
		return nil, link.EnrolmentDenied()
	case k.Request == nil:
		k.Request, k.Digits, k.At = &r, digits, h.Clock.Now()
		return nil, h.keep(string(token), k)
	}
	return k.Grant, nil
}

// Applications are the boxes that wait for a decision, oldest first.
func (h *Hub) Applications() ([]Application, error) {
	tickets, err := h.tickets()
	var out []Application
	for id, k := range tickets {
		if k.Request != nil && k.Grant == nil && !k.Denied && h.Clock.Now().Before(k.Expires) {
			out = append(out, Application{
				ID: id, Code: k.Request.Code, Name: k.Request.Name, Node: k.Request.Node, Box: k.Request.Box,
				Digits: k.Digits, At: k.At,
			})
		}
	}
	slices.SortFunc(out, func(a, b Application) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID))
	})
	return out, err
}

// Accept admits the box of an application, after a person has compared the digits. Doing it twice changes
// nothing. Refusals: enrolment_refused, enrolment_late, and those of [branches.Admit].
func (h *Hub) Accept(ctx context.Context, actor, id string) error {
	h.enrolling.Lock()
	defer h.enrolling.Unlock()
	k, err := h.ticket(id)
	if err != nil {
		return err
	}
	switch {
	case k.Request == nil:
		return fact.ErrNotFound
	case k.Denied:
		return fact.Refuse("enrolment_refused", "", "This box was turned away. Make a new token for it.")
	case k.Grant != nil:
		return nil
	case h.Clock.Now().After(k.Expires):
		return fact.Refuse("enrolment_late", "", "This request is too old; the box has given up. Make a new code for it.")
	}
	grant, err := h.Admit(ctx, actor, fact.DerivedID("admit", id), *k.Request)
	if err != nil {
		return err
	}
	k.Grant = &grant
	return h.keep(id, k)
}

// Refuse turns the box of an application away. Doing it twice changes nothing. Refusal: enrolment_accepted.
func (h *Hub) Refuse(_ context.Context, _, id string) error {
	h.enrolling.Lock()
	defer h.enrolling.Unlock()
	k, err := h.ticket(id)
	if err != nil {
		return err
	}
	if k.Grant != nil {
		return fact.Refuse("enrolment_accepted", "", "This box was let in already. Fence it to shut it out.")
	}
	k.Denied = true
	return h.keep(id, k)
}

func (h *Hub) keep(id string, k ticket) error {
	raw, err := json.Marshal(k)
	if err != nil {
		return err
	}
	return h.Local.Remember(ticketNote+id, string(raw))
}

func (h *Hub) ticket(id string) (k ticket, err error) {
	raw, err := h.Local.Note(ticketNote + id)
	if err != nil {
		return k, err
	}
	if raw == "" {
		return k, fact.ErrNotFound
	}
	return k, json.Unmarshal([]byte(raw), &k)
}

func (h *Hub) tickets() (map[string]ticket, error) {
	notes, err := h.Local.Notes(ticketNote)
	out := map[string]ticket{}
	for id, raw := range notes {
		var k ticket
		if json.Unmarshal([]byte(raw), &k) == nil {
			out[id] = k
		}
	}
	return out, err
}

// ListenEnrol opens the enrolment door. Only a box that knows the authority of its token talks to it, and it
// learns nothing but its own grant.
func (h *Hub) ListenEnrol() error {
	l, err := net.Listen("tcp", h.EnrolListen)
	if err != nil {
		return fmt.Errorf("cannot listen for boxes that enrol at %s: %w", h.EnrolListen, err)
	}
	certificate, err := h.authority.IssueHub(h.Random, h.Keys.Public())
	if err != nil {
		return errors.Join(err, l.Close())
	}
	h.enrolAddress = l.Addr().String()
	h.enrol = &http.Server{
		Handler: link.EnrolDoor(link.EnrolOptions{
			Authority: link.FingerprintOf(h.authority.Certificate), Kept: h, Now: h.Clock.Now, Log: h.Log,
			Alarm: func(code string, err error) { h.alarm("", code, err) },
		}),
		TLSConfig:   link.EnrolTLS(h.Keys, certificate, h.authority.Certificate),
		ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second, MaxHeaderBytes: 16 << 10,
		ErrorLog: slog.NewLogLogger(h.Log.Handler(), slog.LevelDebug),
	}
	go func() {
		if err := h.enrol.ServeTLS(l, "", ""); !errors.Is(err, http.ErrServerClosed) {
			h.Log.Error("enrolment door", "error", err)
		}
	}()
	return nil
}

// EnrolAddress is where boxes reach the enrolment door.
func (h *Hub) EnrolAddress() string {
	return hostPort(h.PublicHost, cmp.Or(h.enrolAddress, h.EnrolListen))
}
