package house

import (
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// TestHouse checks the tree it stands in.
func TestHouse(t *testing.T) {
	found, err := Check(os.DirFS("../../.."))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		t.Error(f)
	}
}

// planted is one small tree: a file and what should be found in it. Violations stand beside the nearest thing
// that is allowed.
type planted struct {
	name          string
	where, source string
	want          string // a part of the finding, "" when there must be none
}

func imports(path string) string { return body("import _ \"" + path + "\"") }
func body(code string) string    { return "// Package p is.\npackage p\n\n" + code + "\n" }

var importCases = []planted{
	{"edge meets hub", "edge/desk/a.go", imports("branchbook/hub/report"), "meet only in cmd"},
	{"hub meets edge", "hub/web/a.go", imports("branchbook/edge/desk"), "meet only in cmd"},
	{"cmd meets both", "cmd/branchbook/a.go", imports("branchbook/edge/desk"), ""},
	{"sync knows a side", "sync/link/a.go", imports("branchbook/hub/intake"), "cannot know either"},
	{"sync knows the looks", "sync/book/a.go", imports("branchbook/ui/kit"), "cannot know either"},
	{"a screen reads the journal", "ui/desk/a.go", imports("branchbook/sync/journal"), "function of values"},
	{"a screen takes a request", "ui/desk/a.go", imports("net/http"), "function of values"},
	{"assets are served", "ui/static/a.go", imports("net/http"), ""},
	{"a screen shows a visit", "ui/desk/a.go", imports("branchbook/sync/booking"), ""},
	{"a screen of the hub's", "ui/hub/a.go", imports("branchbook/ui/kit"), ""},
	{"edge uses a program", "edge/web/a.go", imports("branchbook/cmd/internal/sim"), "made of the other"},

	{"driver elsewhere", "hub/report/a.go", imports("github.com/mattn/go-sqlite3"), "only sync/journal"},
	{"driver at home", "sync/journal/a.go", imports("github.com/mattn/go-sqlite3"), ""},
	{"driver in the tests' helper", "sync/journal/journaltest/a.go", imports("database/sql"), ""},
	{"sql in a test", "sync/booking/a_test.go", imports("database/sql"), "only sync/journal"},
	{"sql types too", "edge/web/a.go", imports("database/sql/driver"), "only sync/journal"},
	{"migrations elsewhere", "cmd/branchbook/a.go", imports("github.com/pressly/goose/v3"), "behind a copy"},
	{"nats elsewhere", "hub/fleet/a.go", imports("github.com/nats-io/nats.go"), "only sync/link"},
	{"nats at home", "sync/link/a.go", imports("github.com/nats-io/nats-server/v2/server"), ""},
	{"decimal elsewhere", "sync/ledger/a.go", imports("github.com/shopspring/decimal"), "only sync/money"},
	{"decimal at home", "sync/money/a.go", imports("github.com/shopspring/decimal"), ""},
	{"nodes in a handler", "edge/web/a.go", imports("github.com/maragudk/gomponents"), "only ui"},
	{"nodes in ui", "ui/kit/a.go", imports("github.com/maragudk/gomponents/html"), ""},
	{"a like-named library", "edge/web/a.go", imports("github.com/maragudk/gomponents-extra"), ""},

	{"arrow drawn", "sync/booking/a.go", imports("branchbook/sync/courses"), ""},
	{"arrow against the picture", "sync/courses/a.go", imports("branchbook/sync/booking"), "without circles"},
	{"domain knows its store", "sync/people/a.go", imports("branchbook/sync/journal"), "without circles"},
	{"a folder without a row", "sync/loyalty/a.go", imports("branchbook/sync/fact"), "without circles"},
	{"test on a real file", "sync/people/a_test.go", imports("branchbook/sync/journal/journaltest"), ""},
	{"rule on a real file", "sync/people/a.go", imports("branchbook/sync/journal/journaltest"), "without circles"},
}

var repeatableCases = []planted{
	{"clock in a rule", "sync/hours/a.go", body("var t = time.Now()"), "uses time.Now"},
	{"clock in a test", "sync/hours/a_test.go", body("var t = time.Now()"), ""},
	{"clock in the link", "sync/link/a.go", body("var t = time.Now()"), ""},
	{"an instant as argument", "sync/hours/a.go", body("func F(now time.Time) int64 { return now.Unix() }"), ""},
	{"chance in a rule", "sync/rights/a.go", imports("math/rand/v2"), "same answer"},
	{"chance in the vault's code", "sync/journal/a.go", imports("crypto/rand"), ""},
	{"an id by chance", "sync/clients/a.go", body("var id = uuid.NewString()"), "uses uuid.NewString"},
	{"clock in a query", "sync/booking/a.go", body("const q = `SELECT datetime('now')`"), "SQL asks for 'now'"},
	{"clock in a table", "sync/booking/tables.sql", "CREATE TABLE a (\n\tb DEFAULT CURRENT_TIMESTAMP\n);\n",
		"tables.sql:2: SQL asks for CURRENT_TIMESTAMP"},
	{"chance in a table", "sync/booking/tables.sql", "SELECT random() ;\n", "SQL asks for random("},
	{"the word in a remark", "sync/booking/tables.sql", "SELECT 1; -- never random()\n", ""},

	{"float beside money", "sync/ledger/a.go", body("var x float64"), "whole minor units"},
	{"float in a chart", "ui/kit/a.go", body("var x float64"), ""},
}

var shapeCases = []planted{
	{"long line", "edge/a.go", body("// " + strings.Repeat("long ", 30)), "columns"},
	{"120 columns of kanji", "edge/a.go", body("// " + strings.Repeat("予", 117)), ""},
	{"long function", "edge/a.go", body("func F() {\n" + strings.Repeat("\tF()\n", 79) + "}"), "has 81 lines"},
	{"80 lines", "edge/a.go", body("func F() {\n" + strings.Repeat("\tF()\n", 78) + "}"), ""},
	{"not formatted", "edge/a.go", body("var  x = 1"), "run gofmt"},
	{"no package comment", "edge/a.go", "package p\n", "edge: no package comment"},
	{"unfinished", "edge/a.go", body("// TO" + "DO: later"), whyUnfinished},
	{"unfinished in a guide", "deploy/README.md", "FIX" + "ME\n", whyUnfinished},
	{"a file in sync", "sync/a.go", body("var x = 1"), "folders only"},
	{"a folder at the top", "pkg/a.go", body("var x = 1"), "the first listing"},
	{"an ignored folder", "data/a.go", "package p\n", ""},
	{"a dot folder", ".ci/a.go", "package p\n", ""},
}

var markupCases = []planted{
	{"style by name", "ui/desk/a.go", body(`var n = g.Attr("style", "top:0")`), "inline style"},
	{"style by function", "ui/desk/a.go", body(`var n = h.StyleAttr("top:0")`), "inline StyleAttr"},
	{"style in raw markup", "ui/desk/a.go", body("var n = g.Raw(`<p style=\"top:0\">`)"), "inline markup"},
	{"handler by name", "ui/desk/a.go", body(`var n = g.Attr("onclick", "go()")`), "inline onclick"},
	{"handler in appended bytes", "ui/desk/a.go", body(`var b = append(b, " onchange="...)`), "inline markup"},
	{"htmx handler", "ui/desk/a.go", body(`var n = g.Attr("hx-on:click", "go()")`), "inline hx-on:click"},
	{"data attribute", "ui/desk/a.go", body(`var n = g.Attr("data-on", "style=plain")`), ""},
	{"words with on", "ui/text/a.go", body(`var n = g.Text("Done once = fine")`), ""},
}

func TestFinds(t *testing.T) {
	for _, c := range slices.Concat(importCases, repeatableCases, shapeCases, markupCases) {
		t.Run(c.name, func(t *testing.T) {
			found, err := Check(fstest.MapFS{c.where: {Data: []byte(c.source)}})
			if err != nil {
				t.Fatal(err)
			}
			var got strings.Builder
			for _, f := range found {
				got.WriteString(f.String() + "\n")
			}
			if c.want == "" && got.Len() > 0 {
				t.Errorf("nothing is wrong with it, but: %s", got.String())
			}
			if !strings.Contains(got.String(), c.want) {
				t.Errorf("found %q, want a finding with %q", got.String(), c.want)
			}
		})
	}
}

// TestReasons: a rule without a reason is an order, and orders are worked around.
func TestReasons(t *testing.T) {
	for _, w := range walls {
		if w.Why == "" {
			t.Errorf("wall from %v to %v has no reason", w.From, w.To)
		}
	}
	for _, g := range gates {
		if g.Why == "" {
			t.Errorf("gate of %s has no reason", g.Library)
		}
	}
}

// TestBroken: what cannot be parsed is an error, not a clean tree.
func TestBroken(t *testing.T) {
	if _, err := Check(fstest.MapFS{"edge/a.go": {Data: []byte("package")}}); err == nil {
		t.Error("half a file was accepted")
	}
}
