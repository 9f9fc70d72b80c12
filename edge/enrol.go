package edge

import (
	"context"
	"crypto/x509"
	"errors"
	"slices"
	"sync"
	"time"

	"branchbook/sync/fact"
	"branchbook/sync/link"
)

// Enrolment is how far a branch is on its way into a network.
type Enrolment struct {
	Digits string // to be compared with headquarters' screen; empty when none is under way
	Err    error  // why it ended without success; a refusal where headquarters said no
	Done   bool   // the branch is a member
}

type enrolling struct {
	mu     sync.Mutex
	now    Enrolment
	cancel context.CancelFunc
}

// StartEnrol begins to enrol with a token from headquarters and goes on in the background until a person there
// has compared the digits. Progress is [Edge.Enrolment].
func (e *Edge) StartEnrol(ctx context.Context, token, actor string) (digits string, err error) {
	t, err := link.ParseToken(token)
	if err != nil {
		return "", fact.Refuse("token", "token", "This is not an enrolment code; check it letter by letter.")
	}
	if m := e.Membership(); m != nil && !m.of(t.Authority) {
		return "", fact.Refuse("other_network", "token",
			"This code is another network's, and this branch belongs to one already. Ask your headquarters for a code.")
	}
	r, err := e.Request(ctx)
	if err != nil {
		return "", err
	}
	en := link.Enrolling{Token: t, Keys: e.Keys, Request: r, Every: time.Second}
	if digits, err = en.Digits(); err != nil {
		return "", err
	}
	waiting, cancel := context.WithCancel(context.WithoutCancel(ctx))
	e.enrol.mu.Lock()
	defer e.enrol.mu.Unlock()
	if e.enrol.cancel != nil {
		e.enrol.cancel()
	}
	e.enrol.now, e.enrol.cancel = Enrolment{Digits: digits}, cancel
	e.background.Go(func() { e.finishEnrol(waiting, en, actor) })
	return digits, nil
}

// of reports whether an authority is the network's.
func (m *Membership) of(authority link.Fingerprint) bool {
	known, err := link.ParseCertificates(m.Authorities...)
	return err == nil && slices.ContainsFunc(known, func(c *x509.Certificate) bool {
		return link.FingerprintOf(c) == authority
	})
}

func (e *Edge) finishEnrol(ctx context.Context, en link.Enrolling, actor string) {
	grant, err := en.Wait(ctx)
	if err == nil {
		err = e.Join(ctx, grant, actor)
	}
	if err == nil {
		err = e.Connect()
	}
	if errors.Is(err, context.Canceled) {
		return
	}
	e.enrol.mu.Lock()
	defer e.enrol.mu.Unlock()
	e.enrol.now = Enrolment{Err: err, Done: err == nil}
}

// Enrolment is how far the enrolment under way is.
func (e *Edge) Enrolment() Enrolment {
	e.enrol.mu.Lock()
	defer e.enrol.mu.Unlock()
	now := e.enrol.now
	now.Done = now.Done || e.Membership() != nil
	return now
}

func (e *Edge) stopEnrol() {
	e.enrol.mu.Lock()
	if e.enrol.cancel != nil {
		e.enrol.cancel()
	}
	e.enrol.mu.Unlock()
	e.background.Wait()
}

// AwaitEnrolment waits until the enrolment under way has ended.
func (e *Edge) AwaitEnrolment(ctx context.Context) error {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		if now := e.Enrolment(); now.Done || now.Err != nil {
			return now.Err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}
