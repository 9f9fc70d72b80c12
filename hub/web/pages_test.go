package web

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"branchbook/hub"
	"branchbook/sync/access"
	"branchbook/sync/booking"
	"branchbook/sync/branches"
	"branchbook/sync/fact"
	"branchbook/sync/link"
	"branchbook/sync/people"
	"branchbook/ui/head"
	"branchbook/ui/text"
)

func TestFirstRunAndSignIn(t *testing.T) {
	n := openNetwork(t)
	b := n.screen()
	b.open("/").must(200, "Set up headquarters")
	b.submit("/setup", "network", "Aurora", "language", "en", "name", "Keiko", "login", "x y", "password", "short",
		"again", "short").must(422, "A login is", "characters")
	if !strings.Contains(b.page, `value="Aurora"`) {
		t.Error("what was typed is lost")
	}
	b.setUp().must(200, "No branch has been let in yet.", "Aurora")
	b.open("/setup")
	if b.path != head.SignInPath && b.path != "/" {
		t.Error("headquarters can be set up twice:", b.path)
	}

	b.open("/").submit("/signout").must(200, "Sign in")
	b.open("/branches").must(200, "Sign in")
	for _, tt := range []struct {
		login, password string
		code            int
		says            string
	}{
		{login, "another quiet river", 422, "is not right"}, {"nobody", password, 422, "is not right"},
		{"ＫＥＩＫＯ", password, 200, "Branches"},
	} {
		b.submit("/signin", "login", tt.login, "password", tt.password).must(tt.code, tt.says)
	}
	if b.path != "/branches" {
		t.Error("after signing in the reader is at", b.path)
	}
}

func TestSetUpTwiceIsOnePerson(t *testing.T) {
	n := openNetwork(t)
	open := func(command, login, password string) error {
		return n.hub.OpenHub(n.ctx, command, hub.First{
			Network: branches.NetworkNamed{Name: "Aurora", Language: "ja"}, Name: "Keiko", Login: login,
		}, password)
	}
	first, second := fact.NewID(noon, access.Random), fact.NewID(noon, access.Random)
	n.check(open(first, login, password))
	n.check(open(first, login, "quite another password"))
	if err := open(second, "intruder", password); len(fact.AsRefusals(err)) == 0 {
		t.Error("a second first person:", err)
	}
	if _, err := n.hub.SignIn(n.ctx, login, password); err != nil {
		t.Error("the resend changed the password:", err)
	}
	if users, err := n.hub.People(n.ctx); err != nil || len(users) != 1 || users[0].Role != people.Headquarters {
		t.Error(users, err)
	}
}

func TestGuessingIsSlow(t *testing.T) {
	n := openNetwork(t)
	b := n.screen()
	b.setUp().submit("/signout")
	for range 10 {
		b.submit("/signin", "login", login, "password", "wrong").must(422)
	}
	b.submit("/signin", "login", login, "password", password).must(429)
}

// TestSignInLeadsNowhereElse: the page to go to is one of this server's.
func TestSignInLeadsNowhereElse(t *testing.T) {
	n := openNetwork(t)
	b := n.screen()
	b.setUp()
	b.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	for _, next := range []string{"//evil.example", "https://evil.example",
		`/\evil.example`, "/\t/evil.example", "evil"} {
		b.post("/signin", url.Values{"login": {login}, "password": {password}, "next": {next}}).must(303)
		if to := b.header.Get("Location"); to != "/" {
			t.Errorf("next %q leads to %q", next, to)
		}
	}
}

// TestFiguresAreTheirRows: each figure of the dashboard leads to as many rows as it says, which sum to it.
func TestFiguresAreTheirRows(t *testing.T) {
	n, tokyo, almaty := lively(t)
	b := n.screen()
	b.setUp()
	period := "from=2025-03-01&to=2025-03-31"
	b.open("/?"+period).must(200, "2 of 3 branches", "Branch KYV1 (never heard)")
	dashboard := *b
	for _, tt := range []struct {
		query string
		rows  int
		sums  map[string]int // whole units by currency
	}{
		{"figure=visits", 6, nil}, {"figure=completed", 2, nil}, {"figure=noshows", 2, nil},
		{"figure=cancelled", 2, nil},
		{"branch=" + tokyo.node + "&figure=visits", 3, nil},
		{"currency=JPY&figure=revenue", 2, map[string]int{"JPY": 17000}},
		{"currency=KZT&figure=revenue", 2, map[string]int{"KZT": 290}},
		{"branch=" + almaty.node + "&figure=revenue", 2, map[string]int{"KZT": 290}},
		{"currency=JPY&figure=course", 1, map[string]int{"JPY": 5000}},
	} {
		t.Run(tt.query, func(t *testing.T) {
			page := dashboard
			page.T = t
			asked, _ := url.ParseQuery(tt.query + "&" + period)
			if href := "/rows?" + asked.Encode(); !strings.Contains(page.page, strings.ReplaceAll(href, "&", "&amp;")) {
				t.Error("the dashboard does not lead to", href)
			}
			page.open("/rows?" + asked.Encode()).must(200)
			if got := strings.Count(page.page, `<th scope="row">`) - 1; got != tt.rows { // the last is the total
				t.Errorf("%d rows, want %d", got, tt.rows)
			}
			records := page.file("/rows.csv?" + asked.Encode())
			if len(records)-1 != tt.rows {
				t.Errorf("%d rows in the file, want %d", len(records)-1, tt.rows)
			}
			for currency, want := range tt.sums {
				if got := sumOf(records, currency); got != want*100 {
					t.Errorf("%s sums to %d hundredths, want %d", currency, got, want*100)
				}
			}
		})
	}
}

// file reads rows as a spreadsheet would.
func (b *browser) file(path string) [][]string {
	b.Helper()
	b.open(path).must(200)
	body, marked := strings.CutPrefix(b.page, "\ufeff")
	if !marked || !strings.HasPrefix(b.header.Get("Content-Type"), "text/csv") {
		b.Error("not a file for spreadsheets:", b.header)
	}
	records, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil {
		b.Fatal(err)
	}
	return records
}

// sumOf adds the plain amounts of the rows in a currency, in hundredths.
func sumOf(records [][]string, currency string) (sum int) {
	column := -1
	for i, name := range records[0] {
		if name == "Recognised" || name == "Value left" {
			column = i
		}
	}
	for _, r := range records[1:] {
		var whole, part int
		_, err := fmt.Sscanf(r[column]+".0", "%d.%d", &whole, &part)
		if err == nil && slices.Contains(r, currency) {
			sum += whole*100 + part
		}
	}
	return sum
}

func TestTheRowsOfNothing(t *testing.T) {
	n, _, _ := lively(t)
	b := n.screen()
	b.setUp()
	for path, code := range map[string]int{
		"/rows?figure=visits&from=2031-01-01&to=2031-01-02": 200, "/rows?figure=visits&page=99999999999999999999": 200,
		"/rows?figure=visits&page=-1": 200, "/rows?figure=secrets": 404, "/rows?figure=visits&branch=other": 404,
		"/rows.csv?figure=": 404, "/visits/other/doneTYO1": 404, "/branches/other": 404, "/nowhere": 404,
		"/signout": 404, // it is only posted to
	} {
		b.open(path).must(code)
	}
}

// TestFilesHoldNoFormulas: what a client is called must not be run by a spreadsheet.
func TestFilesHoldNoFormulas(t *testing.T) {
	n, _, _ := lively(t)
	b := n.screen()
	b.setUp()
	b.open("/rows?figure=visits&from=2025-03-01&to=2025-03-31").must(200, formula)
	named := false
	for _, r := range b.file("/rows.csv?figure=visits&from=2025-03-01&to=2025-03-31")[1:] {
		for _, cell := range r {
			named = named || cell == "'"+formula
			if cell == formula {
				t.Error("a formula in", r)
			}
		}
	}
	if !named {
		t.Error("the file names nobody")
	}
	for cell, want := range map[string]string{
		"": "", "a=1": "a=1", "山田": "山田", "-1": "'-1", "+7": "'+7", "@x": "'@x", "\t=1": "'\t=1", "＝1": "'＝1",
	} {
		if got := text.Harmless(cell); got != want {
			t.Errorf("%q becomes %q", cell, got)
		}
	}
}

// TestDownToTheCommits follows a figure to a visit and on to the commits that made it.
func TestDownToTheCommits(t *testing.T) {
	n, tokyo, _ := lively(t)
	b := n.screen()
	b.setUp()
	b.open("/rows?figure=completed&branch=" + tokyo.node + "&from=2025-03-01&to=2025-03-31").must(200)
	b.open(b.link("Mar 5")).must(200, formula, "Completed", "¥12,000", "front")
	b.must(200, "booking.VisitBooked", "booking.VisitCompleted")
	b.open("/rows?figure=course&branch=" + tokyo.node + "&from=2025-03-01&to=2025-03-31").must(200)
	b.open(b.link("TYO1-2025-0001")).must(200, "¥5,000", "courses.ContractSigned", "courses.SessionEarned")
}

// TestCompleteUpTo: what a branch has and did not send yet is missing from its last days alone.
func TestCompleteUpTo(t *testing.T) {
	n, tokyo, almaty := lively(t)
	b := n.screen()
	b.setUp()
	n.now.Add(time.Hour.Milliseconds())
	almaty.visit("late", "cALA1", booking.NoShow, 0)
	tokyo.hello()
	almaty.hello()
	b.open("/?from=2025-03-01&to=2025-03-09").must(200, "2 of 3 branches", "Branch KYV1 (never heard).")
	b.open("/?from=2025-03-01&to=2025-03-10").must(200, "1 of 3 branches", "Branch ALA1")
	b.open("/rows?figure=noshows&from=2025-03-01&to=2025-03-10").must(200, "Branch ALA1", "Branch KYV1")
	b.open("/rows?figure=noshows&from=2025-03-01&to=2025-03-10&branch=" + tokyo.node).must(200)
	if strings.Contains(b.words(), "KYV1") {
		t.Error("another branch's gap is shown with the rows of this one")
	}
	b.open("/branches").must(200, "Branch TYO1", "Connected", "Not heard yet", "unknown")
	b.open("/branches/"+almaty.node).must(200, "Fence this box", "Waiting there 2")
	almaty.push()
	b.open("/?from=2025-03-01&to=2025-03-10").must(200, "2 of 3 branches")
	for _, event := range []string{"figures", "beat", "resync"} {
		if !strings.Contains(b.page, event+" from:#live") {
			t.Error("an open page does not look again with", event)
		}
	}
}

func TestFence(t *testing.T) {
	n, tokyo, _ := lively(t)
	b := n.screen()
	b.setUp()
	page := "/branches/" + tokyo.node
	b.open(page).submit(page+"/fence", "reason", "").must(422, "Say why")
	b.submit(page+"/fence", "reason", "stolen").must(200, "Fenced")
	if keys := n.hub.Intake.Member(tokyo.node); len(keys) == 0 {
		t.Error("its earlier work can no longer be verified")
	}
}

func TestEnrolment(t *testing.T) {
	n := openNetwork(t)
	b := n.screen()
	b.setUp()
	b.open(head.EnrolPath).submit(head.EnrolPath).must(200, "not shown again")
	token, _, err := n.hub.NewToken(n.ctx, "")
	n.check(err)
	parsed, err := link.ParseToken(token)
	n.check(err)
	r := n.applicant("TYO1").request()
	if _, err := n.hub.Begin(n.ctx, parsed.Hash(), r, "482916"); err != nil {
		t.Fatal(err)
	}
	b.open(head.EnrolPath).must(200, "482 916", "TYO1")
	waiting := *b
	confirmation := head.EnrolPath + "/" + string(parsed.Hash()) + "/confirmation"
	b.submit(confirmation).must(200)
	waiting.submit(confirmation).must(200)
	waiting.open(head.EnrolPath)
	if strings.Contains(waiting.page, "482") {
		t.Error("it still waits")
	}
	b.open("/branches").must(200, "Branch TYO1", "Not heard yet")
	grant, err := n.hub.Begin(n.ctx, parsed.Hash(), r, "482916")
	if err != nil || grant == nil {
		t.Error("the box got nothing:", err)
	}
	if err := n.hub.Refuse(n.ctx, "", string(parsed.Hash())); len(fact.AsRefusals(err)) == 0 {
		t.Error("a box that was let in is refused:", err)
	}
}

// TestWhoMayAskWhat asks every route of the table as nobody and as each role.
func TestWhoMayAskWhat(t *testing.T) {
	n, tokyo, _ := lively(t)
	b := n.screen()
	b.setUp()
	table := (&site{h: n.hub, metrics: http.NotFoundHandler()}).routes()
	path := strings.NewReplacer("{node}", tokyo.node, "{id}", "none")
	reached := func(r access.Route) bool {
		b.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		if r.Method == http.MethodPost {
			b.post(path.Replace(r.Path), url.Values{})
		} else {
			b.open(path.Replace(r.Path))
		}
		at := b.header.Get("Location")
		return b.code != http.StatusForbidden && !strings.HasPrefix(at, head.SignInPath)
	}
	as := func(role people.Role) {
		b.post("/signout", url.Values{})
		if role == "" {
			return
		}
		user := people.User{Login: string(role) + "2", Name: string(role), Role: role}
		if _, err := n.hub.SignIn(n.ctx, user.Login, password); err != nil {
			n.check(n.hub.DefineUser(n.ctx, fact.NewID(noon, access.Random), "", user, password))
		}
		b.post("/signin", url.Values{"login": {user.Login}, "password": {password}}).must(303)
	}
	for _, role := range append([]people.Role{""}, people.Roles...) {
		as(role)
		for _, r := range table {
			if r.Path == head.StreamPath || r.Permission == access.Public {
				continue
			}
			if r.Permission != people.NetworkView && r.Permission != people.NetworkAdmit {
				t.Errorf("%s %s is open to those of a branch: %s", r.Method, r.Path, r.Permission)
			}
			if got, want := reached(r), role.May(r.Permission); got != want {
				t.Errorf("%s as %q: %d at %s", r.Method, role, b.code, r.Path)
			}
		}
	}
}

func TestForeignSitesAreRefused(t *testing.T) {
	n := openNetwork(t)
	b := n.screen()
	b.setUp()
	for _, tt := range []struct {
		host, origin string
		code         int
	}{
		{"", "", 303}, {"hq.example", "http://hq.example", 303}, {"evil.example", "", 421},
		{"", "http://evil.example", 403},
	} {
		r := httptest.NewRequest(http.MethodPost, b.server+"/signin", strings.NewReader("login=x"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if r.Host = strings.TrimPrefix(b.server, "http://"); tt.host != "" {
			r.Host = tt.host
		}
		if tt.origin != "" {
			r.Header.Set("Origin", tt.origin)
		}
		if tt.code == 303 {
			tt.code = 422 // heard, and not let in
		}
		b.ask(r)
		if b.code != tt.code {
			t.Errorf("%+v: %d", tt, b.code)
		}
		if b.header.Get("Content-Security-Policy") == "" {
			t.Error("no content policy at", tt)
		}
	}
}

// TestMetricsAreThoseOfTheAlerts: a rule about a name that is not there never wakes anybody.
func TestMetricsAreThoseOfTheAlerts(t *testing.T) {
	n, _, _ := lively(t)
	b := n.screen()
	b.open("/metrics").must(200)
	for _, name := range []string{
		`branchbook_branch_heard_timestamp_seconds{branch="TYO1"`, `branchbook_branch_heard_timestamp_seconds{branch="KYV1"`,
		`branchbook_branch_backlog_commits{branch="TYO1"`, `branchbook_branch_held_commits{branch="TYO1"`,
		"branchbook_disk_free_bytes", "branchbook_database_bytes",
	} {
		if !strings.Contains(b.page, name) {
			t.Errorf("%s is not measured:\n%s", name, b.page)
		}
	}
	b.open("/healthz").must(200)
	b.open("/readyz").must(200)
}
