package access

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"
)

// TestAPartDoesNotBringASessionBack: while a page fetches a part of itself, its reader signs out.
func TestAPartDoesNotBringASessionBack(t *testing.T) {
	m := scs.New()
	m.IdleTimeout = time.Hour // which makes scs write every session that was loaded
	ask := func(cookie *http.Cookie, part bool, do http.HandlerFunc) *http.Cookie {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		if cookie != nil {
			r.AddCookie(cookie)
		}
		if part {
			r.Header.Set("HX-Request", "true")
		}
		w := httptest.NewRecorder()
		WithSession(m)(do).ServeHTTP(w, r)
		for _, c := range w.Result().Cookies() {
			cookie = c
		}
		return cookie
	}
	is := func(r *http.Request) string { return m.GetString(r.Context(), "user") }
	cookie := ask(nil, false, func(_ http.ResponseWriter, r *http.Request) { m.Put(r.Context(), "user", "hanako") })
	ask(cookie, true, func(_ http.ResponseWriter, r *http.Request) {
		if is(r) != "hanako" {
			t.Error("a part does not know who asks:", is(r))
		}
		ask(cookie, false, func(_ http.ResponseWriter, r *http.Request) {
			if err := m.Destroy(r.Context()); err != nil {
				t.Error(err)
			}
		})
	})
	ask(cookie, false, func(_ http.ResponseWriter, r *http.Request) {
		if is(r) != "" {
			t.Error("who signed out is back:", is(r))
		}
	})
}
