package link

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"branchbook/sync/fact"
)

// desk is headquarters' list of tokens, with a person who compares digits.
type desk struct {
	mu      sync.Mutex
	tokens  map[TokenHash]*entry
	confirm func(Request, string) (*Grant, error)
}

type entry struct {
	expired bool
	bound   *Request
}

func (d *desk) Begin(_ context.Context, token TokenHash, r Request, digits string) (*Grant, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	t := d.tokens[token]
	if t == nil || t.expired || (t.bound != nil && !reflect.DeepEqual(*t.bound, r)) {
		return nil, TokenRefused()
	}
	first := t.bound == nil
	if t.bound = &r; first {
		return nil, nil
	}
	return d.confirm(r, digits)
}

type enrolment struct {
	*testNet
	desk  *desk
	token Token
}

func newEnrolment(t *testing.T) *enrolment {
	t.Helper()
	n := newTestNet(t)
	certificate, err := n.authority.IssueHub(rand.Reader, n.keys.Public())
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{tokens: map[TokenHash]*entry{}}
	fingerprint := FingerprintOf(n.authority.Certificate)
	s := httptest.NewUnstartedServer(EnrolDoor(EnrolOptions{
		Authority: fingerprint, Kept: d, Now: time.Now, Log: testLog(), Alarm: func(string, error) {},
	}))
	s.TLS = EnrolTLS(n.keys, certificate, n.authority.Certificate)
	s.StartTLS()
	t.Cleanup(s.Close)
	token, err := NewToken(rand.Reader, fingerprint, s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	d.tokens[token.Hash()] = &entry{}
	return &enrolment{testNet: n, desk: d, token: token}
}

func (n *enrolment) box(name string) Enrolling {
	n.t.Helper()
	keys := testKeys(n.t, name)
	r, err := NewRequest(rand.Reader, keys, name, "box-"+name, "1.0")
	if err != nil {
		n.t.Fatal(err)
	}
	return Enrolling{Token: n.token, Keys: keys, Request: r, Every: time.Millisecond}
}

func (n *enrolment) approve(seen *string) func(Request, string) (*Grant, error) {
	return func(r Request, digits string) (*Grant, error) {
		*seen = digits
		m, err := r.Member()
		if err != nil {
			return nil, err
		}
		if err := n.hub.SetMembers([]Member{m}); err != nil {
			return nil, err
		}
		g, err := n.authority.Approve(rand.Reader, r, n.keys, testNetwork, []string{n.hub.Address()})
		return &g, err
	}
}

func TestEnrolsAndTalks(t *testing.T) {
	n := newEnrolment(t)
	var seen string
	n.desk.confirm = n.approve(&seen)
	box := n.box("kyiv")
	grant, err := box.Wait(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if shown, err := box.Digits(); err != nil || shown != seen || len(seen) != 6 {
		t.Errorf("box shows %q, headquarters %q (%v)", shown, seen, err)
	}
	own, authorities, err := grant.Certificates()
	if err != nil {
		t.Fatal(err)
	}
	e := n.edge(EdgeOptions{Network: grant.Network, Node: grant.Node, Box: "box1", Keys: box.Keys,
		Addresses: grant.Addresses, Authorities: authorities, Certificate: own, Hub: grant.HubKeys,
		Now: func() time.Time { return time.Unix(0, 0) }, Floor: never, Log: testLog(), Timing: quick})
	eventually(t, 5*time.Second, "a box that believes it is 1970 talks", func() bool {
		return converse(e, newFakeBranch("kyiv")) == nil
	})
}

func TestEnrolmentIsRefused(t *testing.T) {
	for _, test := range []struct {
		name  string
		spoil func(*enrolment, *Enrolling)
		code  string
		is    error
	}{
		{"second use", func(n *enrolment, _ *Enrolling) {
			var seen string
			n.desk.confirm = n.approve(&seen)
			if _, err := n.box("thief").Wait(n.t.(*testing.T).Context()); err != nil {
				n.t.Fatal(err)
			}
		}, "token_refused", nil},
		{"expired", func(n *enrolment, _ *Enrolling) { n.desk.tokens[n.token.Hash()].expired = true },
			"token_refused", nil},
		{"never made", func(_ *enrolment, e *Enrolling) { e.Token.Secret[0]++ }, "token_refused", nil},
		{"declined", func(n *enrolment, _ *Enrolling) {
			n.desk.confirm = func(Request, string) (*Grant, error) { return nil, EnrolmentDenied() }
		}, "enrolment_denied", nil},
		{"another hub", func(_ *enrolment, e *Enrolling) { e.Token.Authority[0]++ }, "", ErrNotHub},
		{"stolen request", func(n *enrolment, e *Enrolling) { e.Request.Node = "tokyo" }, "bad_request", nil},
		{"login page", func(n *enrolment, e *Enrolling) {
			s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Write([]byte("<html>Welcome to the airport</html>"))
			}))
			n.t.(*testing.T).Cleanup(s.Close)
			e.Token.Address = s.Listener.Addr().String()
		}, "", ErrNotHub},
	} {
		t.Run(test.name, func(t *testing.T) {
			n := newEnrolment(t)
			box := n.box("kyiv")
			test.spoil(n, &box)
			_, err := box.Wait(t.Context())
			var no *fact.Refusal
			if errors.As(err, &no) && no.Code == test.code {
				return
			}
			if test.is == nil || !errors.Is(err, test.is) {
				t.Errorf("got %v, want %s%v", err, test.code, test.is)
			}
		})
	}
}

func TestGrantForSomebodyElse(t *testing.T) {
	n := newEnrolment(t)
	n.desk.confirm = func(Request, string) (*Grant, error) {
		g, err := n.authority.Approve(rand.Reader, n.box("tokyo").Request, n.keys, testNetwork, []string{"h:1"})
		return &g, err
	}
	if _, err := n.box("kyiv").Wait(t.Context()); err == nil {
		t.Error("a grant for tokyo was taken by kyiv")
	}
}

func TestTokensAreTyped(t *testing.T) {
	token, err := NewToken(rand.Reader, Fingerprint{1, 2}, "hq.example:7423")
	if err != nil {
		t.Fatal(err)
	}
	printed := token.String()
	for _, typed := range []string{printed, strings.ToLower(printed), strings.ReplaceAll(printed, "-", " ")} {
		if got, err := ParseToken(typed); err != nil || got != token {
			t.Errorf("%q: %+v, %v", typed, got, err)
		}
	}
	wrong := []byte(printed)
	wrong[7] = 'A' + (wrong[7]-'A'+1)%20
	for _, typed := range []string{"", "hello", printed[:len(printed)-2], string(wrong), strings.Repeat("A", 500)} {
		if _, err := ParseToken(typed); !errors.Is(err, ErrToken) {
			t.Errorf("%q was taken: %v", typed, err)
		}
	}
}

func FuzzParseToken(f *testing.F) {
	token, err := NewToken(strings.NewReader("sixteen secrets!"), Fingerprint{1}, "hq.example:7423")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(token.String())
	f.Fuzz(func(t *testing.T, s string) {
		got, err := ParseToken(s)
		if err != nil {
			return
		}
		if again, err := ParseToken(got.String()); err != nil || again != got {
			t.Fatalf("%+v became %+v, %v", got, again, err)
		}
	})
}

func TestNoCertificateNoNATS(t *testing.T) {
	n := newTestNet(t, "almaty")
	stranger := testKeys(t, "stranger")
	foreign, err := NewAuthority(rand.Reader, "other", make([]byte, 32), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	own, err := n.authority.IssueBranch(rand.Reader, "stranger", stranger.Public())
	if err != nil {
		t.Fatal(err)
	}
	forged, err := foreign.IssueBranch(rand.Reader, "almaty", testKeys(t, "almaty").Public())
	if err != nil {
		t.Fatal(err)
	}
	for name, certificates := range map[string][]tls.Certificate{
		"none":              nil,
		"not a member's":    {pair(own, stranger.Sign)},
		"another authority": {pair(forged, testKeys(t, "almaty").Sign)},
	} {
		config := &tls.Config{Certificates: certificates, RootCAs: pool(n.authority.Certificate), ServerName: hubName}
		if b, err := firstByte(n.hub.Address(), config); err == nil {
			t.Errorf("%s: the server said %q", name, b)
		}
	}
	member := pair(mustIssue(t, n, "almaty"), testKeys(t, "almaty").Sign)
	config := &tls.Config{Certificates: []tls.Certificate{member}, RootCAs: pool(n.authority.Certificate),
		ServerName: hubName}
	if b, err := firstByte(n.hub.Address(), config); err != nil || b != 'I' {
		t.Errorf("a member hears %q, %v; want the I of INFO", b, err)
	}
}
