package web

import (
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"branchbook/ui/static"
)

// browser is somebody at a screen of headquarters, without script.
type browser struct {
	*testing.T
	server string
	client http.Client
	path   string // of the page that is shown
	code   int
	page   string
	header http.Header
}

// screen serves the network's pages and opens a browser.
func (n *network) screen() *browser {
	n.Helper()
	if err := static.Ready(); err != nil {
		n.Skip("SKIPPED LOUDLY:", err)
	}
	pages, err := New(n.hub, Options{Listen: "127.0.0.1:0", PublicHost: "hq.example"})
	n.check(err)
	server := httptest.NewServer(pages)
	n.Cleanup(server.Close)
	jar, err := cookiejar.New(nil)
	n.check(err)
	return &browser{T: n.T, server: server.URL, client: http.Client{Jar: jar}}
}

func (b *browser) open(path string) *browser {
	b.Helper()
	return b.ask(httptest.NewRequest(http.MethodGet, b.server+path, nil))
}

// submit sends a form of the page that is shown with its hidden fields.
func (b *browser) submit(action string, values ...string) *browser {
	b.Helper()
	form := regexp.MustCompile(`(?s)<form[^>]*action="` + regexp.QuoteMeta(html.EscapeString(action)) + `".*?</form>`).
		FindString(b.page)
	if form == "" {
		b.Fatalf("%s has no form for %s", b.path, action)
	}
	body := url.Values{}
	for _, m := range regexp.MustCompile(`type="hidden" name="([^"]*)" value="([^"]*)"`).FindAllStringSubmatch(form, -1) {
		body.Set(m[1], html.UnescapeString(m[2]))
	}
	for i := 0; i < len(values); i += 2 {
		body.Set(values[i], values[i+1])
	}
	return b.post(action, body)
}

func (b *browser) post(action string, body url.Values) *browser {
	b.Helper()
	r := httptest.NewRequest(http.MethodPost, b.server+action, strings.NewReader(body.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", b.server)
	return b.ask(r)
}

func (b *browser) ask(r *http.Request) *browser {
	b.Helper()
	r.RequestURI = ""
	answer, err := b.client.Do(r)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		b.Fatal(err)
	}
	b.path, b.code, b.page, b.header = answer.Request.URL.RequestURI(), answer.StatusCode, string(raw), answer.Header
	if found := inline.FindString(b.page); found != "" {
		b.Errorf("%s has %s", b.path, found)
	}
	return b
}

// inline is what the content policy forbids, and a template that lacked a value.
var inline = regexp.MustCompile(` (style|on[a-z]+|hx-on[^=]*)="|<script>|<style|javascript:|&lt;no value&gt;`)

// must holds the shown page to a status and to words.
func (b *browser) must(code int, words ...string) *browser {
	b.Helper()
	if b.code != code {
		b.Fatalf("%s: %d, want %d\n%s", b.path, b.code, code, b.words())
	}
	for _, w := range words {
		if !strings.Contains(b.words(), w) {
			b.Fatalf("%s does not say %q:\n%s", b.path, w, b.words())
		}
	}
	return b
}

var (
	element = regexp.MustCompile(`(?s)<head>.*</head>|<svg.*?</svg>|<[^>]*>`)
	spaces  = regexp.MustCompile(`\s+`)
)

// words is the text of the page.
func (b *browser) words() string {
	return spaces.ReplaceAllString(html.UnescapeString(element.ReplaceAllString(b.page, " ")), " ")
}

// link is the address behind the first link whose text holds the words.
func (b *browser) link(words string) string {
	b.Helper()
	for _, m := range regexp.MustCompile(`(?s)<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>`).FindAllStringSubmatch(b.page, -1) {
		text := spaces.ReplaceAllString(html.UnescapeString(element.ReplaceAllString(m[2], " ")), " ")
		if strings.Contains(text, words) {
			return html.UnescapeString(m[1])
		}
	}
	b.Fatalf("%s has no link %q:\n%s", b.path, words, b.words())
	return ""
}

const (
	login    = "keiko"
	password = "a long quiet river"
)

// setUp is the first run; the first person is signed in after it.
func (b *browser) setUp() *browser {
	b.Helper()
	b.open("/").must(200, "Set up headquarters")
	return b.submit("/setup", "network", "Aurora", "language", "en", "name", "Keiko Mori", "login", login,
		"password", password, "again", password)
}
