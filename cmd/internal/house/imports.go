package house

import (
	"fmt"
	"go/ast"
	"io/fs"
	"slices"
	"strconv"
	"strings"
)

func checkTop(tree fs.FS) ([]Finding, error) {
	entries, err := fs.ReadDir(tree, ".")
	if err != nil {
		return nil, err
	}
	var found []Finding
	for _, e := range entries {
		n := e.Name()
		if strings.HasPrefix(n, ".") || slices.Contains(topAllowed, n) || slices.Contains(ignoredFolders, n) {
			continue
		}
		found = append(found, Finding{File: n, What: "stands at the top",
			Why: "the first listing is the architecture: " + strings.Join(topAllowed, " ")})
	}
	return found, nil
}

func checkImports(f file) []Finding {
	var found []Finding
	for _, spec := range f.tree.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue // the parser has refused it already
		}
		for _, why := range forbidden(f, imported) {
			found = append(found, f.at(spec, "imports "+imported, why))
		}
	}
	return found
}

// forbidden gives the reasons why f may not import a path; none means that it may.
func forbidden(f file, imported string) []string {
	var why []string
	local, ours := strings.CutPrefix(imported, Module+"/")
	for _, w := range walls {
		if underAny(f.dir(), w.From) && underAny(local, w.To) {
			why = append(why, w.Why)
		}
	}
	for _, g := range gates {
		if under(imported, g.Library) && !underAny(f.dir(), g.Only) {
			why = append(why, fmt.Sprintf("only %s may: %s", strings.Join(g.Only, ", "), g.Why))
		}
	}
	if underAny(f.dir(), repeatable) && !f.isTest() && slices.Contains(chanceImports, imported) {
		why = append(why, whyRepeatable)
	}
	if target, ok := strings.CutPrefix(local, "sync/"); ours && ok && f.in("sync") && !arrowAllowed(f, target) {
		why = append(why, whyArrows)
	}
	return why
}

// arrowAllowed reports whether f, a file in sync, may import sync/target.
func arrowAllowed(f file, target string) bool {
	from := first(strings.TrimPrefix(f.dir(), "sync/"))
	to := first(target)
	if from == to || f.isTest() && slices.Contains(testArrows, target) {
		return true
	}
	return slices.Contains(arrows[from], to)
}

// first is the first folder of a path.
func first(p string) string {
	head, _, _ := strings.Cut(p, "/")
	return head
}

// checkPackages looks at folders as wholes: sync holds folders only, and every package says what it is for.
func checkPackages(files []file) []Finding {
	var found []Finding
	var dirs []string
	documented := map[string]bool{}
	for _, f := range files {
		if !f.isGo() {
			continue
		}
		if f.dir() == "sync" {
			found = append(found, f.at(f.tree.Name, "a Go file in sync itself", "sync holds folders only"))
		}
		if !slices.Contains(dirs, f.dir()) {
			dirs = append(dirs, f.dir())
		}
		documented[f.dir()] = documented[f.dir()] || f.tree.Doc.Text() != ""
	}
	for _, d := range dirs {
		if !documented[d] {
			found = append(found, Finding{File: d, What: "no package comment",
				Why: "every package says what it is for, its one idea and what it refuses to do"})
		}
	}
	return found
}

// checkRepeatable looks for clocks and chance in code and SQL that must be repeatable.
func checkRepeatable(f file) []Finding {
	if !underAny(f.dir(), repeatable) || f.isTest() {
		return nil
	}
	var found []Finding
	ast.Inspect(f.tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if name := selector(n); slices.Contains(chanceCalls, name) {
				found = append(found, f.at(n, "uses "+name, whyRepeatable))
			}
		case *ast.BasicLit:
			if m := chanceSQL.FindString(n.Value); m != "" {
				found = append(found, f.at(n, "SQL asks for "+m, whyRepeatable))
			}
		}
		return true
	})
	return found
}

// selector writes pkg.Name as the source does; a selector on anything but a plain name is "".
func selector(s *ast.SelectorExpr) string {
	if x, ok := s.X.(*ast.Ident); ok {
		return x.Name + "." + s.Sel.Name
	}
	return ""
}
