package kit

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	g "github.com/maragudk/gomponents"

	"branchbook/sync/fact"
	"branchbook/ui/static"
	"branchbook/ui/text"
)

var en = text.For("en")

func html(t *testing.T, n Node) string {
	t.Helper()
	b, err := Render(g.El("x", n))
	if err != nil {
		t.Fatal(err)
	}
	s := regexp.MustCompile(`/static/icons[^#"]*`).ReplaceAllString(string(b), "")
	return strings.TrimSuffix(strings.TrimPrefix(s, "<x>"), "</x>")
}

const icon = `<svg class="icon" aria-hidden="true" focusable="false"><use href="#`

func TestComponents(t *testing.T) {
	refused := Form{Text: en, Action: "/a", Command: "c1", Seen: "2"}.
		With(url.Values{"n": {"<b>"}}, fact.Refusals{fact.Refuse("required", "n", "Fill this in.")})
	for _, c := range []struct {
		name string
		node Node
		want string
	}{
		{"button", Submit("Save"), `<button type="submit" class="button main">Save</button>`},
		{"link", LinkButton("/a?b&c", "Go"), `<a class="button" href="/a?b&amp;c">Go</a>`},
		{"status", Confirmed.Chip(en),
			`<span class="status" data-status="confirmed">` + icon + `check"></use></svg>Confirmed</span>`},
		{"press", Form{Action: "/a", Command: "c1"}.Press(Submit("Do")),
			`<form action="/a" method="post"><input type="hidden" name="command" value="c1">` +
				`<button type="submit" class="button main">Do</button></form>`},
		{"field", Form{Text: en}.Field(Field{Name: "n", Label: "Name", Hint: "Short."}),
			`<div class="field"><label for="n">Name</label><input id="n" name="n" aria-describedby="n-hint"` +
				` aria-required="true" type="text" autocomplete="off" value="">` +
				`<p class="hint" id="n-hint">Short.</p></div>`},
		{"field refused", refused.Field(Field{Name: "n", Label: "Name"}),
			`<div class="field"><label for="n">Name</label><input id="n" name="n" aria-invalid="true"` +
				` aria-describedby="n-fault" aria-required="true" type="text" autocomplete="off" value="&lt;b&gt;">` +
				`<p class="fault" id="n-fault">` + icon + `octagon-alert"></use></svg><span>Fill this in.</span></p></div>`},
		{"facts", Facts(Fact{Term: "A", What: "1"}, Fact{Term: "B"}),
			`<dl class="facts"><dt>A</dt><dd>1</dd></dl>`},
		{"figure", Figures(Figure{Name: "Visits", Value: "12", Href: "/r", Partial: "partial"}),
			`<div class="figures"><div class="figure"><a href="/r"><span class="name">Visits</span>` +
				`<span class="value"><span class="partial">12</span></span><span class="asof">partial</span></a></div></div>`},
		{"table", Tabled(Table{Columns: []Column{{Head: "A"}, {Head: "B", Figure: true}},
			Rows: []Line{{Cells: []Cell{{Text: "x"}, {Text: "1", Href: "/r"}}}}}),
			`<div class="table"><table><thead><tr><th scope="col">A</th><th scope="col" data-figure>B</th></tr></thead>` +
				`<tbody><tr><th scope="row">x</th><td data-figure><a href="/r">1</a></td></tr></tbody></table></div>`},
		{"empty", Empty("None.", LinkButton("/n", "Add")),
			`<div class="empty"><p>None.</p><a class="button" href="/n">Add</a></div>`},
		{"banner", Banner(Warning, "Careful."),
			`<div class="banner" data-kind="warning" role="status">` + icon + `triangle-alert"></use></svg><div><p>Careful.</p></div></div>`},
		{"tabs", Tabs("T", Tab{Href: "/a", Word: "A", Here: true}),
			`<nav class="tabs" aria-label="T"><a href="/a" aria-current="page">A</a></nav>`},
	} {
		if got := html(t, c.node); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestSummaryLeadsToTheField(t *testing.T) {
	f := Form{Text: en, Prefix: "p-"}.With(nil,
		fact.Refusals{fact.Refuse("required", "n", ""), fact.Refuse("x", "", "All wrong.")})
	got := html(t, f.Post())
	for _, want := range []string{`role="alert"`, `<a href="#p-n">Fill this in.</a>`, `<li>All wrong.</li>`} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
}

// The two breaks must never look or sound alike.
func TestTwoBreaks(t *testing.T) {
	page := html(t, Page(Frame{Text: en, Link: &Link{State: Alone, Waiting: 3}}))
	for _, want := range []string{
		`<div class="cutoff" id="cutoff" role="alert" hidden>`, `This screen has lost the branch server`,
		`data-kind="alone"`, `No link to head office.`, `3 changes will be sent later.`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q on the page", want)
		}
	}
}

func gridOf(columns, blocks int) Grid {
	d := Grid{Text: en, From: 480, To: 1200, Step: 15, NowMin: 600}
	for range columns {
		c := GridColumn{ID: "p", Name: "Sato"}
		for n := range blocks {
			c.Blocks = append(c.Blocks, Block{Visit: "v", Href: "/visits/v", Client: `A & "B" <c>`, Service: "Cut",
				From: 480 + n*20, To: 500 + n*20, Status: Booked, Marks: []BlockMark{{"layers",
					"4 of 10"}}})
		}
		d.Columns = append(d.Columns, c)
	}
	return d
}

func TestBlock(t *testing.T) {
	d := gridOf(1, 1)
	d.Columns[0].Gaps = []Gap{{From: 500, To: 560, Href: "/visits/new?at=08:20&x='"}}
	got := html(t, Day(d))
	for _, want := range []string{
		`<a class="block t0 d4" draggable="false" href="/visits/v" data-visit="v" data-status="booked" data-size="1">`,
		`<span>A &amp; &#34;B&#34; &lt;c&gt;</span><time>08:00</time>`,
		`<span class="unseen">–08:20, Unconfirmed</span></a>`,
		`<a class="cal-gap t4 d12" data-from="500" href="/visits/new?at=08:20&amp;x=&#39;">Free 08:20–09:20</a>`,
		`<div class="cal-now t24" data-cell="24"></div>`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
}

// PERFORMANCE goal 8: at most 500 allocations for a day of 20 practitioners with 30 visits each.
func TestDayAllocates(t *testing.T) {
	d := gridOf(20, 30)
	_ = Day(d).Render(io.Discard)
	n := testing.AllocsPerRun(20, func() { _ = Day(d).Render(io.Discard) })
	if n > 500 {
		t.Errorf("%.0f allocations", n)
	}
}

func BenchmarkDay(b *testing.B) {
	d := gridOf(20, 30)
	b.ReportAllocs()
	for b.Loop() {
		_ = Day(d).Render(io.Discard)
	}
}

func TestRespond(t *testing.T) {
	page := g.El("p", g.Text("x"))
	ask := func(method, tag string, status int, node Node) (*httptest.ResponseRecorder, error) {
		r := httptest.NewRequest(method, "/", nil)
		r.Header.Set("If-None-Match", tag)
		w := httptest.NewRecorder()
		err := Respond(w, r, status, node)
		return w, err
	}
	first, _ := ask("GET", "", 200, page)
	tag := first.Header().Get("ETag")
	if tag == "" || first.Body.String() != "<p>x</p>" || first.Header().Get("Vary") != "HX-Request" {
		t.Fatalf("%v %s", first.Header(), first.Body)
	}
	if again, _ := ask("GET", tag, 200,
		page); again.Code != http.StatusNotModified || again.Body.Len() != 0 {
		t.Errorf("the same page again: %d", again.Code)
	}
	if refused, _ := ask("POST", tag, 422,
		page); refused.Code != 422 || refused.Header().Get("ETag") != "" {
		t.Errorf("a refused form: %d %v", refused.Code, refused.Header())
	}
	late := g.NodeFunc(func(io.Writer) error { return io.ErrUnexpectedEOF })
	if w, err := ask("GET", "", 200, g.El("p", g.Text("half"),
		late)); err == nil || w.Body.Len() != 0 {
		t.Errorf("half a page was sent: %q, %v", w.Body, err)
	}
}

func TestEveryIconIsInTheSprite(t *testing.T) {
	known := map[string]bool{}
	for _, name := range static.Icons {
		known[name] = true
	}
	for _, icons := range []map[BannerKind]string{bannerIcons} {
		for _, name := range icons {
			if !known[name] {
				t.Errorf("no icon %q", name)
			}
		}
	}
	for _, name := range statusIcons {
		if !known[name] {
			t.Errorf("no icon %q", name)
		}
	}
}
