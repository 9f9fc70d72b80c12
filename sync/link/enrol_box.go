package link

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"branchbook/sync/fact"
)

// ErrNotHub means that whoever answered at the token's address is not the hub that made it: a login page of the
// network, another server, or somebody in between.
var ErrNotHub = errors.New("another server answered at this address, not headquarters")

const (
	enrolTimeout = 30 * time.Second
	maxGrant     = 64 << 10
)

// Enrolling is a box's enrolment under way. Keys, node and request are kept by the caller across restarts.
type Enrolling struct {
	Token   Token
	Keys    Keys
	Request Request
	Every   time.Duration // between questions; 2 s
}

// Digits is what the box's screen shows.
func (e Enrolling) Digits() (string, error) {
	return Digits(e.Token.Secret, e.Token.Authority, e.Request)
}

// Wait asks until a person at the hub has decided, the hub refuses (a *fact.Refusal), somebody else answers
// ([ErrNotHub]) or ctx ends. A line that breaks meanwhile is tried again.
func (e Enrolling) Wait(ctx context.Context) (Grant, error) {
	body, err := json.Marshal(ask{Secret: e.Token.Secret[:], Request: e.Request})
	if err != nil {
		return Grant{}, fmt.Errorf("enrol: %w", err)
	}
	transport := &http.Transport{TLSClientConfig: pinnedTLS(e.Token.Authority)}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport, Timeout: enrolTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return ErrNotHub }}
	for {
		grant, final, err := e.once(ctx, client, body)
		if final {
			return grant, err
		}
		select {
		case <-ctx.Done():
			return Grant{}, errors.Join(ctx.Err(), err)
		case <-time.After(max(e.Every, time.Millisecond)):
		}
	}
}

// once asks once; final is false when asking again may help.
func (e Enrolling) once(ctx context.Context, client *http.Client, body []byte) (g Grant, final bool, err error) {
	url := "https://" + e.Token.Address + "/enrol"
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return g, true, fmt.Errorf("enrol: %w", err)
	}
	q.Header.Set("Content-Type", "application/json")
	r, err := client.Do(q)
	if err != nil {
		return g, errors.Is(err, ErrNotHub), fmt.Errorf("enrol: %w", err)
	}
	defer r.Body.Close()
	text, err := io.ReadAll(io.LimitReader(r.Body, maxGrant))
	if err != nil {
		return g, false, fmt.Errorf("enrol: %w", err)
	}
	switch r.StatusCode {
	case http.StatusAccepted, http.StatusTooManyRequests:
		return g, false, nil
	case http.StatusOK:
		if err := json.Unmarshal(text, &g); err != nil {
			return g, true, fmt.Errorf("enrol: %w", err)
		}
		return g, true, g.matches(e.Keys, e.Request.Node, e.Token.Authority)
	case http.StatusInternalServerError:
		return g, false, fmt.Errorf("enrol: headquarters failed")
	}
	var no fact.Refusal
	if json.Unmarshal(text, &no) != nil || no.Code == "" {
		return g, true, fmt.Errorf("enrol: status %d", r.StatusCode)
	}
	return g, true, &no
}

// pinnedTLS believes exactly one hub: the chain must end in the authority of the fingerprint. Dates are not
// judged, because a new box may not know the day.
func pinnedTLS(authority Fingerprint) *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS13,
		ServerName: hubName,
		// The usual verification is replaced, not left out: there are no public roots to verify against.
		InsecureSkipVerify: true,
		VerifyConnection: func(s tls.ConnectionState) error {
			chain := s.PeerCertificates
			if len(chain) != 2 || FingerprintOf(chain[1]) != authority {
				return ErrNotHub
			}
			_, err := chain[0].Verify(x509.VerifyOptions{Roots: pool(chain[1]), DNSName: hubName,
				CurrentTime: chain[0].NotBefore.Add(dateSlack),
				KeyUsages:   []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}})
			if err != nil {
				return fmt.Errorf("%w: %w", ErrNotHub, err)
			}
			return nil
		},
	}
}
