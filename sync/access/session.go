package access

import (
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"

	"branchbook/sync/fact"
	"branchbook/sync/journal"
)

// Session lengths: a working day, and a long lunch.
const (
	sessionLife = 16 * time.Hour
	sessionIdle = 4 * time.Hour
)

// NewSessions manages a node's sign-in sessions in local.db. secure says whether the pages come over TLS. The cookie
// bears the node's name, for cookies know hosts and not ports: two nodes on one machine would sign people out of
// each other.
func NewSessions(l *Local, clock fact.Clock, node string, secure bool) *scs.SessionManager {
	m := scs.New()
	m.Store = &store{side: l.side, clock: clock, written: map[string]written{}}
	m.Lifetime, m.IdleTimeout = sessionLife, sessionIdle
	m.HashTokenInStore = true
	m.Cookie.Name = "bb_sid_" + node
	m.Cookie.HttpOnly, m.Cookie.SameSite, m.Cookie.Secure = true, http.SameSiteLaxMode, secure
	return m
}

// WithSession is the middleware that loads the session of a request. A page that is asked for extends it and keeps
// what its handler changed. What a page fetches besides only reads it: it would write an older copy back, and with that
// bring back a notice that was shown meanwhile, or a session that was ended.
func WithSession(m *scs.SessionManager) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		keeps := m.LoadAndSave(next)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !IsPart(r) {
				keeps.ServeHTTP(w, r)
				return
			}
			token := ""
			if c, err := r.Cookie(m.Cookie.Name); err == nil {
				token = c.Value
			}
			ctx, err := m.Load(r.Context(), token)
			if err != nil {
				m.ErrorFunc(w, r, err)
				return
			}
			w.Header().Add("Vary", "Cookie")
			next.ServeHTTP(w, r.WithContext(ctx))
		})
	}
}

// IsPart reports whether a page's script asks, which cannot show a whole page.
func IsPart(r *http.Request) bool {
	return r.Header.Get("HX-Request") != "" || strings.Contains(r.Header.Get("Accept"), "text/event-stream")
}

// store keeps sessions for scs.
type store struct {
	side  *journal.Side
	clock fact.Clock

	mu      sync.Mutex
	written map[string]written // by token; what is not in it may have been written all the same
}

// written is a session as it was last written.
type written struct {
	data   string
	expiry time.Time
}

// maxWritten bounds how many sessions are known to be written.
const maxWritten = 1000

// Find implements [scs.Store].
func (s *store) Find(token string) (data []byte, found bool, err error) {
	err = s.side.Read(func(r fact.Reader) error {
		data, err = fact.One(r, fact.Value[[]byte], `SELECT data FROM access_session WHERE token = ? AND expiry > ?`,
			token, s.clock.Now().UnixMilli())
		return err
	})
	if errors.Is(err, fact.ErrNotFound) {
		return nil, false, nil
	}
	return data, err == nil, err
}

// freshFor is by how much a session's end must move before it is written again: reading a page must not cost a flush.
const freshFor = time.Minute

// Commit implements [scs.Store]. On a full disk a session that there is stays as it was, so that reading goes on.
func (s *store) Commit(token string, data []byte, expiry time.Time) error {
	s.mu.Lock()
	last, known := s.written[token]
	s.mu.Unlock()
	if known && last.data == string(data) && expiry.Sub(last.expiry) < freshFor {
		return nil
	}
	err := s.write(token, data, expiry)
	if err == nil {
		s.note(token, written{string(data), expiry})
	}
	if errors.Is(err, journal.ErrDiskFull) {
		if _, found, e := s.Find(token); found && e == nil {
			return nil
		}
	}
	return err
}

func (s *store) note(token string, w written) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.written) >= maxWritten {
		clear(s.written)
	}
	s.written[token] = w
}

func (s *store) write(token string, data []byte, expiry time.Time) error {
	return s.side.Write(func(t fact.Tables) error {
		_, err := t.Exec(`DELETE FROM access_session WHERE expiry < ?`, s.clock.Now().UnixMilli())
		if err != nil {
			return err
		}
		_, err = t.Exec(`INSERT INTO access_session (token, data, expiry) VALUES (?, ?, ?)
			ON CONFLICT (token) DO UPDATE SET data = excluded.data, expiry = excluded.expiry
			WHERE data <> excluded.data OR expiry <= excluded.expiry - ?`,
			token, data, expiry.UnixMilli(), freshFor.Milliseconds())
		return err
	})
}

// Delete implements [scs.Store].
func (s *store) Delete(token string) error {
	s.mu.Lock()
	delete(s.written, token)
	s.mu.Unlock()
	return s.side.Write(func(t fact.Tables) error {
		_, err := t.Exec(`DELETE FROM access_session WHERE token = ?`, token)
		return err
	})
}
