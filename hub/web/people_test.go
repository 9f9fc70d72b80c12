package web

import (
	"bufio"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"branchbook/ui/head"
)

func TestPeople(t *testing.T) {
	n := openNetwork(t)
	b := n.screen()
	b.setUp()
	page := head.PersonPath("new")
	b.open(head.PeoplePath).must(200, "Keiko Mori", "May sign in")
	for _, tt := range []struct {
		name, login, password, again string
		code                         int
		says                         string
	}{
		{"Boris", "boris", "a long password", "another one", 422, "differ"},
		{"Boris", "boris", "short", "short", 422, "characters"},
		{"Boris", login, "a long password", "a long password", 422, "Another user has this login"},
		{"", "boris", "a long password", "a long password", 422, "name"},
		{"Boris", "boris", "a long password", "a long password", 200, "Boris"},
	} {
		b.open(page).submit(page, "name", tt.name, "login", tt.login, "password", tt.password, "again", tt.again).
			must(tt.code, tt.says)
	}
	if _, err := n.hub.SignIn(n.ctx, "boris", "a long password"); err != nil {
		t.Error("who was added cannot sign in:", err)
	}
	boris := b.link("Boris")
	b.open(boris).submit(boris, "name", "Boris", "login", "boris", "password", "", "again", "", "disabled", "yes").
		must(200, "May not sign in")
	if _, err := n.hub.SignIn(n.ctx, "boris", "a long password"); err == nil {
		t.Error("who may not sign in any more still can")
	}
	b.open(head.PersonPath("nobody")).must(404)
}

// TestAFormUsedTwice: the same form with other content changes nothing and shows both.
func TestAFormUsedTwice(t *testing.T) {
	n := openNetwork(t)
	b := n.screen()
	b.setUp()
	page, password := head.PersonPath("new"), "a long password"
	form := b.open(page).page
	b.submit(page, "name", "Boris", "login", "boris", "password", password, "again", password).must(200)
	b.page = form
	b.submit(page, "name", "Clara", "login", "clara", "password", password, "again", password).
		must(409, "User changed", "What was saved", "Boris", "What came now", "Clara")
	if strings.Contains(b.page, password) || strings.Contains(b.page, "UserDefined") {
		t.Error("the page shows a password or a fact's own name")
	}
}

// TestTheLastPersonStays: headquarters cannot lock itself out.
func TestTheLastPersonStays(t *testing.T) {
	n := openNetwork(t)
	b := n.screen()
	b.setUp()
	keiko := b.open(head.PeoplePath).link("Keiko")
	b.open(keiko).submit(keiko, "name", "Keiko", "login", login, "disabled", "yes").must(422, "Nobody would be left")
}

// TestAnalysis: days, branches and reminders are counted as the dashboard counts, and say who is missing.
func TestAnalysis(t *testing.T) {
	n, _, _ := lively(t)
	b := n.screen()
	b.setUp()
	b.open("/analysis?from=2025-03-01&to=2025-03-31").must(200, "Not complete for this period", "Branch KYV1 (never heard)",
		"Days with visits 1", "Busiest day 6", "Clients 2", "Branch TYO1 3 1 50.00%", "No reminder 6 2 50.00%")
	b.open("/?from=2025-03-01&to=2025-03-31").must(200, "No-shows 2 50.00%")
	b.open("/analysis?from=2031-01-01&to=2031-01-02").must(200, "Nothing in this period")
}

func TestEveryPageSpeaksFiveLanguages(t *testing.T) {
	n, tokyo, _ := lively(t)
	b := n.screen()
	b.setUp()
	for lang, word := range map[string]string{"en": "Sign out", "ja": "ログアウト", "ru": "Выйти", "uk": "Вийти", "kk": "Шығу"} {
		b.open("/language?lang=" + lang)
		for _, path := range []string{
			"/?from=2025-03-01&to=2025-03-31", "/analysis?from=2025-03-01&to=2025-03-31", "/branches", "/branches/" + tokyo.node,
			"/enrolment", "/people", "/alarms", "/rows?figure=revenue&from=2025-03-01&to=2025-03-31",
			"/rows?figure=course&from=2025-03-01&to=2025-03-31", "/visits/" + tokyo.node + "/doneTYO1",
			"/contracts/" + tokyo.node + "/kTYO1",
		} {
			b.open(path).must(200, word)
		}
	}
}

// TestStream: an open page is told at once that it may have missed something, and of what is new.
func TestStream(t *testing.T) {
	n, tokyo, _ := lively(t)
	b := n.screen()
	b.setUp()
	r, err := http.NewRequestWithContext(n.ctx, http.MethodGet, b.server+head.StreamPath, nil)
	n.check(err)
	answer, err := b.client.Do(r)
	n.check(err)
	defer func() { _ = answer.Body.Close() }()
	lines := bufio.NewScanner(answer.Body)
	next := func() string {
		for lines.Scan() {
			if event, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
				return event
			}
		}
		t.Fatal("the stream ended:", lines.Err())
		return ""
	}
	if got := next(); got != "resync" {
		t.Error("the first event is", got)
	}
	tokyo.visit("later", "cTYO1", "booked", 100)
	tokyo.push()
	if got := next(); got != "figures" {
		t.Error("a branch's news is", got)
	}
}

// TestACodeIsMadeOnce: a form that is sent twice makes one code, and only who made it sees it again.
func TestACodeIsMadeOnce(t *testing.T) {
	made, shown := 0, tokens{}
	ask := func(command, actor string, at time.Time) string {
		err := shown.once(command, actor, at, func() (string, time.Time, error) {
			made++
			return fmt.Sprint("code ", made), at.Add(time.Hour), nil
		})
		if err != nil {
			t.Fatal(err)
		}
		token, _ := shown.of(command, actor, at)
		return token
	}
	for _, tt := range []struct {
		command, actor string
		after          time.Duration
		want           string
	}{
		{"a", "keiko", 0, "code 1"}, {"a", "keiko", time.Minute, "code 1"}, {"a", "boris", time.Minute, ""},
		{"b", "boris", time.Minute, "code 2"}, {"a", "keiko", tokenShown + time.Minute, "code 3"},
	} {
		if got := ask(tt.command, tt.actor, noon.Add(tt.after)); got != tt.want {
			t.Errorf("%+v: %q", tt, got)
		}
	}
}

// TestAFormTooLarge: it is refused as what it is, and not for the fields that nobody read.
func TestAFormTooLarge(t *testing.T) {
	n := openNetwork(t)
	b := n.screen()
	b.setUp()
	large := url.Values{"name": {strings.Repeat("n", maxBody)}}
	b.post(head.PersonPath("new"), large).must(413, "This form is too large", "Nothing was changed")
	b.post("/signout", nil)
	b.post("/signin", large).must(413, "This form is too large")
}
