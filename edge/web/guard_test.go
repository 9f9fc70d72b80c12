package web

import (
	"bufio"
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"branchbook/edge/desk"
	"branchbook/sync/access"
	"branchbook/sync/fact"
	"branchbook/sync/people"
	"branchbook/ui/text"
)

// table is the route table as it is mounted.
func (h *house) table() []access.Route {
	s := &site{e: h.edge, desk: h.edge.Desk, metrics: http.NotFoundHandler()}
	return s.routes()
}

// as signs somebody with a role in, in a browser that does not follow redirects afterwards.
func (h *house) as(role people.Role) *http.Client {
	h.Helper()
	b := h.browser()
	if role != "" {
		name := string(role) + "er"
		_, err := h.edge.Desk.DefineUser(context.Background(), desk.By{Command: fact.NewID(h.now, access.Random)},
			desk.DefineUser{User: people.User{Login: name, Name: name, Role: role}, Password: password})
		if err != nil {
			h.Fatal(err)
		}
		b.open("/signin")
		b.submit("/signin", "login", name, "password", password).must(200)
	}
	b.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return b.client
}

// TestEveryRouteAsksForItsPermission goes through the whole table as nobody and as each role.
func TestEveryRouteAsksForItsPermission(t *testing.T) {
	h, _ := opened(t)
	for _, role := range append([]people.Role{""}, people.Roles...) {
		client := h.as(role)
		for _, route := range h.table() {
			if route.Path == "/signout" || route.Path == "/events" {
				continue // the first ends what this test needs, the second never ends
			}
			path := strings.NewReplacer("{id}", "unknown", "{on}", "2025-11-25").Replace(route.Path)
			r, err := http.NewRequest(route.Method, h.at+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			answer, err := client.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			_ = answer.Body.Close()
			asked := answer.StatusCode == http.StatusSeeOther &&
				strings.HasPrefix(answer.Header.Get("Location"), "/signin?") || strings.HasSuffix(path, "signin")
			forbidden := answer.StatusCode == http.StatusForbidden
			public := route.Permission == access.Public
			switch {
			case answer.StatusCode >= 500:
				t.Errorf("%q %s %s: %d", role, route.Method, path, answer.StatusCode)
			case !public && role == "" && answer.StatusCode != http.StatusSeeOther:
				t.Errorf("nobody may %s %s: %d", route.Method, path, answer.StatusCode)
			case !public && role != "" && forbidden == role.May(route.Permission):
				t.Errorf("%s %s %s: %d", role, route.Method, path, answer.StatusCode)
			case public && forbidden:
				t.Errorf("%q may not %s %s", role, route.Method, path)
			case role != "" && asked && !public:
				t.Errorf("%s is asked to sign in for %s %s", role, route.Method, path)
			}
		}
	}
}

// TestPublicIsOnlyTheDoor: whoever adds a public route must say so here.
func TestPublicIsOnlyTheDoor(t *testing.T) {
	h := newHouse(t)
	door := map[string]bool{"/healthz": true, "/readyz": true, "/metrics": true, "/setup": true, "/setup/manager": true,
		"/signin": true, "/signout": true, "/language": true}
	for _, r := range h.table() {
		if r.Permission == access.Public && !door[r.Path] {
			t.Error(r.Path, "is public")
		}
	}
}

// TestReadingChangesNothing opens every page in every language and holds it to the content policy.
func TestReadingChangesNothing(t *testing.T) {
	h, b := opened(t)
	card := b.register("Yamada", "Aoi", "")
	b.submit("/visits", b.wish(card, "2025-11-25", "10:00")...).must(200)
	paths := []string{b.path, card, card + "/edit", "/visits/new?client=" + lastOf(card), "/clients?q=yam", "/nowhere"}
	for _, r := range h.table() {
		if r.Method == http.MethodGet && !strings.Contains(r.Path, "{id}") && r.Path != "/events" && r.Path != "/metrics" {
			paths = append(paths, strings.Replace(r.Path, "{on}", "2025-11-25", 1))
		}
	}
	for _, list := range []string{"services", "practitioners", "resources", "products", "users"} {
		paths = append(paths, "/settings/"+list+"/new")
	}
	before := h.edge.Book.Head(h.edge.Node).Height
	for _, lang := range text.Langs {
		b.open("/language?lang=" + lang)
		b.open("/signout").must(404, text.For(lang).T("fault.missing.head")) // it is only posted to
		for _, path := range paths {
			b.open(path)
			if b.status != 200 && path != "/nowhere" {
				t.Errorf("%s in %s: %d", path, lang, b.status)
			}
			if strings.Contains(b.body, "{{") || rawKey.MatchString(b.body) {
				t.Errorf("%s in %s shows a key: %s", path, lang, rawKey.FindString(b.body))
			}
		}
	}
	if after := h.edge.Book.Head(h.edge.Node).Height; after != before {
		t.Error("reading said", after-before, "commits")
	}
}

func lastOf(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }

func TestForeignersAreRefused(t *testing.T) {
	h, b := opened(t)
	for _, tt := range []struct {
		name, host, origin string
		status             int
	}{
		{"at home", "", "", 200},
		{"another name for this server", "evil.example", "", http.StatusMisdirectedRequest},
		{"a form on another site", "", "https://evil.example", http.StatusForbidden},
	} {
		r, err := http.NewRequest(http.MethodPost, h.at+"/visits/form", strings.NewReader("on=2025-11-25"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if tt.host != "" {
			r.Host = tt.host
		}
		if tt.origin != "" {
			r.Header.Set("Origin", tt.origin)
			r.Header.Set("Sec-Fetch-Site", "cross-site")
		}
		answer, err := b.client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != tt.status {
			t.Errorf("%s: %d, want %d", tt.name, answer.StatusCode, tt.status)
		}
	}
}

func TestHealthNeedsNobody(t *testing.T) {
	h := newHouse(t)
	b := h.browser()
	for _, path := range []string{"/healthz", "/readyz"} {
		if b.open(path); b.status != 200 {
			t.Error(path, b.status)
		}
	}
	b.open("/metrics")
	for _, name := range []string{"branchbook_commits", "branchbook_waiting_commits", "branchbook_link_up",
		"branchbook_disk_free_bytes", "branchbook_database_bytes"} {
		if !strings.Contains(b.body, "\n"+name+" ") {
			t.Error("no metric", name)
		}
	}
}

// TestASessionEndsWithThePerson: who is disabled is out at the next request, and a new sign-in has a new session.
func TestASessionEndsWithThePerson(t *testing.T) {
	h, _ := opened(t)
	client := h.as(people.Desk)
	ask := func() int {
		answer, err := client.Get(h.at + "/clients")
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		return answer.StatusCode
	}
	if got := ask(); got != 200 {
		t.Fatal("signed in:", got)
	}
	l, err := h.edge.Desk.Lists(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range l.Users {
		if u.Role == people.Desk {
			u.Disabled = true
			_, err := h.edge.Desk.DefineUser(context.Background(), desk.By{Command: fact.NewID(h.now, access.Random)},
				desk.DefineUser{User: u})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if got := ask(); got != http.StatusSeeOther {
		t.Error("disabled, but answered", got)
	}
}

// TestOpenPagesHearOfChanges: one tab is told that the day changed when another books.
func TestOpenPagesHearOfChanges(t *testing.T) {
	h, b := opened(t)
	card := b.register("Yamada", "Aoi", "")
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, h.at+"/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := b.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	lines := bufio.NewScanner(answer.Body)
	hear := func(name string) {
		t.Helper()
		for lines.Scan() {
			if lines.Text() == "event: "+name {
				return
			}
		}
		t.Fatal("never heard", name, lines.Err())
	}
	hear("resync")
	b.submit("/visits", b.wish(card, "2025-11-25", "10:00")...).must(200)
	hear("day")
}

// TestAFormTooLarge: it is refused as what it is, and not for the fields that nobody read.
func TestAFormTooLarge(t *testing.T) {
	_, b := opened(t)
	large := url.Values{"family": {"Yamada"}, "notes": {strings.Repeat("n", maxBody)}}
	b.post("/clients", large).must(413, "This form is too large", "Nothing was changed")
	b.post("/signout", nil)
	b.post("/clients", large).must(413, "This form is too large")
	b.post("/signin", large).must(413, "This form is too large")
}
