package link

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

// guessed is the enrolment door without its TLS, on a clock that is set by hand.
type guessed struct {
	*testing.T
	door   http.Handler
	now    time.Time
	right  string // the body of a box with a good token
	alarms []string
}

func newGuessed(t *testing.T) *guessed {
	t.Helper()
	g := &guessed{T: t, now: time.Unix(1_800_000_000, 0)}
	token, err := NewToken(rand.Reader, Fingerprint{1}, "hq.example:7423")
	if err != nil {
		t.Fatal(err)
	}
	request, err := NewRequest(rand.Reader, testKeys(t, "kyiv"), "kyiv", "box1", "test")
	if err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(ask{Secret: token.Secret[:], Request: request})
	if err != nil {
		t.Fatal(err)
	}
	waiting := func(Request, string) (*Grant, error) { return nil, nil }
	kept := &desk{tokens: map[TokenHash]*entry{token.Hash(): {}}, confirm: waiting}
	g.right = string(body)
	g.door = EnrolDoor(EnrolOptions{
		Authority: Fingerprint{1}, Kept: kept, Log: testLog(), Now: func() time.Time { return g.now },
		Alarm: func(code string, err error) { g.alarms = append(g.alarms, code+": "+err.Error()) },
	})
	return g
}

func (g *guessed) asks(from, body string, want int) {
	g.Helper()
	r := httptest.NewRequest("POST", "/enrol", strings.NewReader(body))
	r.RemoteAddr = from + ":5000"
	w := httptest.NewRecorder()
	if g.door.ServeHTTP(w, r); w.Code != want {
		g.Errorf("%s got %d, not %d: %s", from, w.Code, want, w.Body)
	}
}

func (g *guessed) wrong() string {
	g.Helper()
	var a ask
	if err := json.Unmarshal([]byte(g.right), &a); err != nil {
		g.Fatal(err)
	}
	_, _ = rand.Read(a.Secret) // never fails
	body, err := json.Marshal(a)
	if err != nil {
		g.Fatal(err)
	}
	return string(body)
}

func TestGuessingTokensIsNotHeard(t *testing.T) {
	g := newGuessed(t)
	for i := range guessesFrom {
		g.asks("203.0.113.7", []string{g.wrong(), "nonsense"}[i%2], []int{422, 400}[i%2])
	}
	g.asks("203.0.113.7", g.right, 429)
	g.asks("198.51.100.1", g.right, 202)
	if len(g.alarms) != 1 || !strings.Contains(g.alarms[0], "203.0.113.7") {
		t.Error(g.alarms)
	}
	g.now = g.now.Add(guessWindow)
	g.asks("203.0.113.7", g.right, 202)
}

func TestGuessingFromManyPlacesIsTold(t *testing.T) {
	g := newGuessed(t)
	for i := range guessesInAll + 5 {
		g.asks(fmt.Sprintf("203.0.113.%d", i%100), "nonsense", 400)
	}
	if len(g.alarms) != 1 || !slices.ContainsFunc(g.alarms, func(s string) bool {
		return strings.Contains(s, "200 wrong requests from 100 addresses")
	}) {
		t.Error(g.alarms)
	}
	g.asks("198.51.100.1", g.right, 202) // a right token is heard all the same
}

// TestABoxThatWaitsIsNoGuesser: asking again and again with a right token is what a box does.
func TestABoxThatWaitsIsNoGuesser(t *testing.T) {
	g := newGuessed(t)
	for range 10 * guessesFrom {
		g.asks("198.51.100.1", g.right, 202)
	}
}
