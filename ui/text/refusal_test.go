package text

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"branchbook/sync/fact"
)

func TestRefusals(t *testing.T) {
	taken := fact.Refuse("slot_taken", "", "This time is already taken.", "next", "10:30")
	for _, c := range []struct {
		name, lang string
		no         *fact.Refusal
		want       string
	}{
		{"a known code", "ja", fact.Refuse("required", "", "Give a name."), "入力してください。"},
		{"a code that no catalogue has", "ja", fact.Refuse("no_such", "", "The moon is full."), "The moon is full."},
		{"a date", "uk", fact.Refuse("not_yet", "", "It is on 2026-11-24.", "on", "2026-11-24"),
			"Це можна позначити в день візиту: 24 лист. 2026 р."},
		{"an amount", "ja", fact.Refuse("amount_over", "", "Only 12000 is owed.", "owed", "12000", "currency", "JPY"),
			"この契約の残りの支払いは¥12,000です。"},
		{"a state", "ru", fact.Refuse("grey_time", "", "A break.", "state", "break", "reason", "обед", "next", ""),
			"У специалиста перерыв (обед). В этот день другого свободного времени нет."},
		{"a state that is not parted", "en", fact.Refuse("grey_time", "", "x", "state", "outside", "reason", "", "next", "9:00"),
			"This lies outside working hours. The next free start is 9:00."},
		{"the next free time", "kk", taken, "Бұл уақыт бос емес. Ең жақын бос уақыт: 10:30."},
		{"values that were lost", "ja", fact.Refuse("contract_expired", "", "Contract A ends."),
			For("ja").T("refusal.cannot_fold")},
		{"values that were lost, in English", "en", fact.Refuse("contract_expired", "", "Contract A ends."),
			"Contract A ends."},
	} {
		if got := For(c.lang).Refusal(c.no); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// A rule may refuse in words of its own, but a Japanese page shows Japanese: every code that the
// program says stands in the catalogues.
func TestEveryRefusalIsWorded(t *testing.T) {
	have := catalogue(t, "en")
	codes := map[string]string{}
	for _, root := range []string{"../../sync", "../../edge", "../../hub"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.IsDir() {
				collectCodes(t, path, codes)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(codes) < 100 {
		t.Errorf("found only %d codes: the search is broken", len(codes))
	}
	for code, where := range codes {
		if _, ok := have["refusal."+code]; !ok {
			t.Errorf("%s refuses with %q, which no catalogue has", where, code)
		}
	}
}

// collectCodes finds the codes of a package: the literal and constant arguments of whatever takes a
// string that it calls code, fact.Refuse before all, and of what has a field Code.
func collectCodes(t *testing.T, dir string, codes map[string]string) {
	names, _ := filepath.Glob(filepath.Join(dir, "*.go"))
	takers, constants, set := map[string]int{"Refuse": 0}, map[string]string{}, token.NewFileSet()
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
		ast.Inspect(f, func(n ast.Node) bool { noteTaker(n, takers, constants); return true })
	}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			if code := codeOf(n, takers, constants); code != "" {
				codes[code] = set.Position(n.Pos()).String()
			}
			return true
		})
	}
}

func noteTaker(n ast.Node, takers map[string]int, constants map[string]string) {
	switch n := n.(type) {
	case *ast.FuncDecl:
		noteCode(n.Name.Name, n.Type, takers)
	case *ast.AssignStmt:
		f, is := n.Rhs[0].(*ast.FuncLit)
		if name, named := n.Lhs[0].(*ast.Ident); is && named {
			noteCode(name.Name, f.Type, takers)
		}
	case *ast.ValueSpec:
		for i, value := range n.Values {
			if s := literal(value, nil); s != "" {
				constants[n.Names[i].Name] = s
			}
		}
	}
}

func noteCode(name string, f *ast.FuncType, takers map[string]int) {
	at := 0
	for _, field := range f.Params.List {
		kind, _ := field.Type.(*ast.Ident)
		for _, param := range field.Names {
			if param.Name == "code" && kind != nil && kind.Name == "string" {
				takers[name] = at
			}
			at++
		}
	}
}

func codeOf(n ast.Node, takers map[string]int, constants map[string]string) string {
	if set, ok := n.(*ast.KeyValueExpr); ok {
		if name, ok := set.Key.(*ast.Ident); ok && name.Name == "Code" {
			return literal(set.Value, constants)
		}
	}
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return ""
	}
	name := ""
	switch f := call.Fun.(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		name = f.Sel.Name
	}
	at, takes := takers[name]
	if !takes || at >= len(call.Args) {
		return ""
	}
	return literal(call.Args[at], constants)
}

func literal(e ast.Expr, constants map[string]string) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, _ := strconv.Unquote(e.Value)
		return s
	case *ast.Ident:
		return constants[e.Name]
	}
	return ""
}
