package web

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"branchbook/edge"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
)

// house is a branch with its pages on a loopback address.
type house struct {
	*testing.T
	edge *edge.Edge
	at   string
	now  time.Time
}

// monday is a working morning in Tokyo, long past: sessions are timed by the real clock and must not have ended.
var monday = time.Date(2025, 11, 24, 8, 30, 0, 0, time.FixedZone("JST", 9*3600))

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{T: t, now: monday}
	var err error
	h.edge, err = edge.Open(context.Background(), edge.Config{
		Dir: t.TempDir(), Version: "test", Clock: fact.ClockFunc(func() time.Time { return h.now }),
		Random: rand.Reader, Sync: journal.Off,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.edge.Close(); err != nil {
			t.Error(err)
		}
	})
	pages, err := New(h.edge, Options{Listen: "127.0.0.1:0", Log: slog.New(slog.NewTextHandler(t.Output(), errorsOnly))})
	if err != nil {
		t.Skip("no browser files: ", err)
	}
	server := httptest.NewServer(pages)
	t.Cleanup(server.Close)
	h.at = server.URL
	return h
}

// browser is one without script: it follows links, fills in the forms that it sees, and keeps cookies.
type browser struct {
	h      *house
	client *http.Client
	status int
	path   string
	body   string
	page   *node
}

func (h *house) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.Fatal(err)
	}
	return &browser{h: h, client: &http.Client{Jar: jar}}
}

// open goes to an address.
func (b *browser) open(path string) *browser {
	b.h.Helper()
	r, err := b.client.Get(b.h.at + path)
	return b.read(r, err)
}

// post sends a form that no page showed.
func (b *browser) post(path string, values url.Values) *browser {
	b.h.Helper()
	r, err := b.client.PostForm(b.h.at+path, values)
	return b.read(r, err)
}

func (b *browser) read(r *http.Response, err error) *browser {
	b.h.Helper()
	if err != nil {
		b.h.Fatal(err)
	}
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		b.h.Fatal(err)
	}
	_ = r.Body.Close()
	b.status, b.path, b.body = r.StatusCode, r.Request.URL.Path, string(raw)
	b.page = &node{}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
		mustBeSafe(b.h.T, r.Request.URL.Path, raw)
		if b.page, err = parse(b.body); err != nil {
			b.h.Fatalf("%s: %v\n%s", b.path, err, b.body)
		}
	}
	return b
}

// submit fills in the form of the page that posts to an address and sends it.
func (b *browser) submit(action string, typed ...string) *browser {
	b.h.Helper()
	return b.post(action, b.fill(action, typed...))
}

// fill is what the form of the page that posts to an address would send, with some fields typed anew.
func (b *browser) fill(action string, typed ...string) url.Values {
	b.h.Helper()
	form := b.page.find(func(n *node) bool {
		return n.Data == "form" && n.Attr["method"] == "post" && n.Attr["action"] == action
	})
	if form == nil {
		b.h.Fatalf("%s has no form to %s:\n%s", b.path, action, b.text())
	}
	values := url.Values{}
	form.walk(func(n *node) { take(values, n) })
	for i := 0; i+1 < len(typed); i += 2 {
		values.Set(typed[i], typed[i+1])
	}
	return values
}

// take adds what one element of a form would send.
func take(values url.Values, n *node) {
	name := n.Attr["name"]
	switch {
	case name == "" || n.Data == "button":
	case n.Data == "textarea":
		values.Set(name, n.words())
	case n.Data == "select":
		first := true
		n.walk(func(o *node) {
			if o.Data == "option" && (first || o.has("selected")) {
				values.Set(name, o.Attr["value"])
				first = false
			}
		})
	case n.Data == "input" && (n.Attr["type"] == "checkbox" || n.Attr["type"] == "radio"):
		if n.has("checked") {
			values.Set(name, n.Attr["value"])
		}
	case n.Data == "input":
		values.Set(name, n.Attr["value"])
	}
}

// option is the value behind a word in a list of choices of the page.
func (b *browser) option(field, word string) string {
	b.h.Helper()
	box := b.page.find(func(n *node) bool { return n.Attr["name"] == field && n.Data == "select" })
	if box == nil {
		b.h.Fatalf("%s has no list %s", b.path, field)
	}
	o := box.find(func(n *node) bool { return n.Data == "option" && strings.Contains(n.words(), word) })
	if o == nil {
		b.h.Fatalf("%s offers no %s in %s", b.path, word, field)
	}
	return o.Attr["value"]
}

// radio is the value of the choice with a word beside it.
func (b *browser) radio(field, word string) string {
	b.h.Helper()
	l := b.page.find(func(n *node) bool {
		return n.Data == "label" && strings.Contains(n.words(), word) &&
			n.find(func(i *node) bool { return i.Attr["name"] == field }) != nil
	})
	if l == nil {
		b.h.Fatalf("%s offers no %s for %s", b.path, word, field)
	}
	return l.find(func(i *node) bool { return i.Attr["name"] == field }).Attr["value"]
}

// link is the address behind a word.
func (b *browser) link(word string) string {
	b.h.Helper()
	a := b.page.find(func(n *node) bool { return n.Data == "a" && strings.Contains(n.words(), word) })
	if a == nil {
		b.h.Fatalf("%s has no link %q:\n%s", b.path, word, b.text())
	}
	return a.Attr["href"]
}

func (b *browser) text() string { return b.page.words() }

// must holds the answer to a status and to words on the page.
func (b *browser) must(status int, words ...string) *browser {
	b.h.Helper()
	if b.status != status {
		b.h.Fatalf("%s: status %d, want %d:\n%s", b.path, b.status, status, b.text())
	}
	for _, w := range words {
		if !strings.Contains(b.text(), w) {
			b.h.Fatalf("%s does not say %q:\n%s", b.path, w, b.text())
		}
	}
	return b
}

var errorsOnly = &slog.HandlerOptions{Level: slog.LevelError}
