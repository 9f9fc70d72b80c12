package access

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/go-chi/chi/v5"

	"branchbook/sync/people"
)

func TestPasswords(t *testing.T) {
	ctx := context.Background()
	hash, err := HashPassword(ctx, "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		hash, password string
		same           bool
	}{
		{hash, "correct horse", true}, {hash, "correct house", false}, {"", "", false}, {"", "correct horse", false},
	} {
		if same, err := SamePassword(ctx, tt.hash, tt.password); err != nil || same != tt.same {
			t.Error(tt, same, err)
		}
	}
	if CheckPassword("p", "short") == nil || CheckPassword("p", "パスワード八文字") != nil {
		t.Error("length is counted in characters")
	}
}

func TestRouteTable(t *testing.T) {
	ok := func(http.ResponseWriter, *http.Request) {}
	for name, table := range map[string][]Route{
		"no permission":      {{"GET", "/", "", ok}},
		"unknown permission": {{"GET", "/", "all.things", ok}},
		"no handler":         {{"GET", "/", Public, nil}},
		"twice":              {{"GET", "/", Public, ok}, {"GET", "/", Public, ok}},
	} {
		if err := (Gate{}).Mount(chi.NewRouter(), table); err == nil {
			t.Error(name, "was mounted")
		}
	}
}

func TestGateAsksTheRole(t *testing.T) {
	var role people.Role
	g := Gate{
		Person: func(*http.Request) (Person, bool) {
			return Person{User: people.User{Role: role}}, role != ""
		},
		SignIn:    func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) },
		Forbidden: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) },
	}
	r := chi.NewRouter()
	err := g.Mount(r, []Route{
		{"GET", "/public", Public, func(http.ResponseWriter, *http.Request) {}},
		{"GET", "/settings", people.SettingsEdit, func(http.ResponseWriter, *http.Request) {}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		role people.Role
		path string
		code int
	}{
		{"", "/public", 200}, {"", "/settings", 401}, {people.Desk, "/settings", 403}, {people.Manager, "/settings",
			200},
	} {
		role = tt.role
		w := httptest.NewRecorder()
		r.ServeHTTP(w, httptest.NewRequest("GET", tt.path, nil))
		if w.Code != tt.code {
			t.Error(tt, w.Code)
		}
	}
}

// TestAFormReadInPartIsNotAnEmptyOne: its handler never sees it.
func TestAFormReadInPartIsNotAnEmptyOne(t *testing.T) {
	g := Gate{
		Person: func(*http.Request) (Person, bool) { return Person{}, false },
		Failed: func(w http.ResponseWriter, _ *http.Request, err error) { w.WriteHeader(StatusOf(err)) },
	}
	r := chi.NewRouter()
	r.Use(Limited(20))
	err := g.Mount(r, []Route{{"POST", "/", Public, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.PostFormValue("login"))
	}}})
	if err != nil {
		t.Fatal(err)
	}
	part := strings.NewReader("login=")
	for name, tt := range map[string]struct {
		body io.Reader
		code int
		says string
	}{
		"whole":      {strings.NewReader("login=mai"), 200, "mai"},
		"not a form": {strings.NewReader("login=mai&%zz"), 200, "mai"},
		"too large":  {strings.NewReader("login=mai&x=" + strings.Repeat("x", 20)), 413, ""},
		"too slow":   {io.MultiReader(part, iotest.ErrReader(os.ErrDeadlineExceeded)), 408, ""},
		"cut off":    {io.MultiReader(part, iotest.ErrReader(io.ErrUnexpectedEOF)), 408, ""},
	} {
		q, w := httptest.NewRequest("POST", "/", tt.body), httptest.NewRecorder()
		q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if r.ServeHTTP(w, q); w.Code != tt.code || w.Body.String() != tt.says {
			t.Errorf("%s: %d %q", name, w.Code, w.Body)
		}
	}
}

func TestForeignHostsAndSitesAreRefused(t *testing.T) {
	h := SameOrigin(Hosts("192.168.1.5:8080", "desk.example")(http.HandlerFunc(func(http.ResponseWriter,
		*http.Request) {
	})))
	for _, tt := range []struct {
		host, origin string
		code         int
	}{
		{"127.0.0.1:8080", "", 200}, {"192.168.1.5:8080", "http://192.168.1.5:8080", 200}, {"desk.example", "", 200},
		{"evil.example", "", 421}, {"127.0.0.1:8080", "http://evil.example", 403},
	} {
		r := httptest.NewRequest("POST", "/", nil)
		r.Host = tt.host
		if tt.origin != "" {
			r.Header.Set("Origin", tt.origin)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != tt.code {
			t.Error(tt, w.Code)
		}
	}
}

func TestBackStaysHere(t *testing.T) {
	for referer, want := range map[string]string{
		"": "/", "http://desk.example/clients?q=a": "/clients?q=a", "http://evil.example/clients": "/", "://": "/",
		"http://desk.example//evil.example": "/",
	} {
		r := httptest.NewRequest("GET", "http://desk.example/language", nil)
		if referer != "" {
			r.Header.Set("Referer", referer)
		}
		if got := Back(r); got != want {
			t.Errorf("%q: %q, want %q", referer, got, want)
		}
	}
}

func TestLimited(t *testing.T) {
	h := Limited(4)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err != nil {
			w.WriteHeader(http.StatusRequestEntityTooLarge)
		}
	}))
	for body, want := range map[string]int{"four": 200, "five!": 413} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("POST", "/", strings.NewReader(body)))
		if w.Code != want {
			t.Errorf("%q: %d, want %d", body, w.Code, want)
		}
	}
}
