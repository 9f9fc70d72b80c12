package house

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/token"
	"path"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// checkText looks at the lines of any file.
func checkText(f file) []Finding {
	var found []Finding
	long := f.isGo() || path.Ext(f.name) == ".sql"
	sql := path.Ext(f.name) == ".sql" && underAny(f.dir(), repeatable)
	for i, line := range strings.Split(string(f.text), "\n") {
		add := func(what, why string) {
			found = append(found, Finding{File: f.name, Line: i + 1, What: what, Why: why})
		}
		if n := columns(line); long && n > maxColumns {
			add(fmt.Sprintf("%d columns", n), fmt.Sprintf("at most %d fit beside another file", maxColumns))
		}
		if m := unfinished.FindString(line); m != "" {
			add(m, whyUnfinished)
		}
		code, _, _ := strings.Cut(line, "--")
		if m := chanceSQL.FindString(code); sql && m != "" {
			add("SQL asks for "+m, whyRepeatable)
		}
	}
	return found
}

// quoted is text in quotes on one line: it cannot be broken, so only what stands around it is measured.
var quoted = regexp.MustCompile("`[^`]*`|\"(?:[^\"\\\\]|\\\\.)*\"")

func columns(line string) int {
	code := quoted.ReplaceAllString(line, `""`)
	return utf8.RuneCountInString(code) + 3*strings.Count(code, "\t")
}

func checkFormat(f file) []Finding {
	formatted, err := format.Source(f.text)
	if err != nil || bytes.Equal(formatted, f.text) {
		return nil
	}
	return []Finding{{File: f.name, What: "not formatted", Why: "run gofmt -w " + f.name}}
}

func checkFunctions(f file) []Finding {
	var found []Finding
	for _, d := range f.tree.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok || longFunctions[f.dir()+"."+fn.Name.Name] != "" {
			continue
		}
		lines := f.pos.Position(fn.End()).Line - f.pos.Position(fn.Pos()).Line + 1
		if lines > maxFuncLines {
			found = append(found, f.at(fn, fmt.Sprintf("func %s has %d lines", fn.Name.Name, lines),
				fmt.Sprintf("what tires a reader is the tail; at most %d", maxFuncLines)))
		}
	}
	return found
}

func checkFloats(f file) []Finding {
	if !underAny(f.dir(), wholeNumbers) || f.isTest() {
		return nil
	}
	var found []Finding
	ast.Inspect(f.tree, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && (id.Name == "float32" || id.Name == "float64") {
			found = append(found, f.at(id, id.Name, whyFloats))
		}
		return true
	})
	return found
}

// checkMarkup looks for inline styles and handlers in the screens' code.
func checkMarkup(f file) []Finding {
	if !f.in("ui") || f.isTest() {
		return nil
	}
	var found []Finding
	ast.Inspect(f.tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if bad := inlineCall(n); bad != "" {
				found = append(found, f.at(n, "inline "+bad, whyMarkup))
			}
		case *ast.BasicLit:
			if text, ok := literal(n); ok && inlineMarkup.MatchString(text) {
				found = append(found, f.at(n, "inline markup in "+n.Value, whyMarkup))
			}
		}
		return true
	})
	return found
}

// inlineCall gives what a call makes inline: Attr("style", …), StyleAttr(…), StyleEl(…) or "".
func inlineCall(call *ast.CallExpr) string {
	name := ""
	switch fn := call.Fun.(type) {
	case *ast.Ident:
		name = fn.Name
	case *ast.SelectorExpr:
		name = fn.Sel.Name
	}
	switch {
	case name == "StyleAttr" || name == "StyleEl":
		return name
	case name != "Attr" || len(call.Args) == 0:
		return ""
	}
	if text, ok := literal(call.Args[0]); ok && inlineAttr.MatchString(text) {
		return text
	}
	return ""
}

// literal gives the text of a string literal.
func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}
