// Package house keeps the rules of the source tree: who may import whom, what must be the same on every run,
// and how long a line or a function may grow. DESIGN calls the tree the architecture; this package is why it
// still is one a year later.
//
// Its one idea: the rules are tables (see rules.go) and every row carries its reason, which is what a person
// reads when a rule is broken. The source is parsed here and no other program is asked, because go test caches
// a test that runs `go list` and would stay green after a violation.
//
// It refuses to judge taste: whatever a table cannot say is left to a reader.
package house

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Module is the path of this module, as go.mod names it.
const Module = "branchbook"

// Finding is one broken rule at one place.
type Finding struct {
	File string // slash-separated, from the top of the tree
	Line int    // 0 when the whole file or folder is meant
	What string // what stands there
	Why  string // the reason of the rule
}

// String is one line in the form that editors jump to.
func (f Finding) String() string {
	if f.Line == 0 {
		return fmt.Sprintf("%s: %s: %s", f.File, f.What, f.Why)
	}
	return fmt.Sprintf("%s:%d: %s: %s", f.File, f.Line, f.What, f.Why)
}

// file is one source file as the rules see it.
type file struct {
	name string // slash-separated, from the top
	text []byte
	pos  *token.FileSet
	tree *ast.File // nil unless it is Go
}

func (f file) dir() string        { return path.Dir(f.name) }
func (f file) isTest() bool       { return strings.HasSuffix(f.name, "_test.go") }
func (f file) isGo() bool         { return f.tree != nil }
func (f file) in(dir string) bool { return under(f.dir(), dir) }

// at makes a finding at a node of the file's syntax tree.
func (f file) at(n ast.Node, what, why string) Finding {
	return Finding{File: f.name, Line: f.pos.Position(n.Pos()).Line, What: what, Why: why}
}

// under reports whether folder dir is top or lies below it.
func under(dir, top string) bool { return dir == top || strings.HasPrefix(dir, top+"/") }

// underAny is [under] for several tops.
func underAny(dir string, tops []string) bool {
	return slices.ContainsFunc(tops, func(top string) bool { return under(dir, top) })
}

// Check reads the tree from its top and gives every broken rule, in the order of the files. The error says that
// the tree could not be read or that a Go file could not be parsed.
func Check(tree fs.FS) ([]Finding, error) {
	files, err := load(tree)
	if err != nil {
		return nil, err
	}
	found, err := checkTop(tree)
	if err != nil {
		return nil, err
	}
	found = append(found, checkPackages(files)...)
	for _, f := range files {
		found = append(found, checkText(f)...)
		if f.isGo() {
			found = append(found, checkFormat(f)...)
			found = append(found, checkImports(f)...)
			found = append(found, checkFunctions(f)...)
			found = append(found, checkRepeatable(f)...)
			found = append(found, checkFloats(f)...)
			found = append(found, checkMarkup(f)...)
		}
	}
	slices.SortStableFunc(found, func(a, b Finding) int {
		if c := strings.Compare(a.File, b.File); c != 0 {
			return c
		}
		return a.Line - b.Line
	})
	return found, nil
}

// load reads all files whose kind is in [textKinds], leaving out what git ignores and test data.
func load(tree fs.FS) ([]file, error) {
	pos := token.NewFileSet()
	var files []file
	err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && skipped(name):
			return fs.SkipDir
		case d.IsDir() || !slices.Contains(textKinds, path.Ext(name)):
			return nil
		}
		f, err := read(tree, pos, name)
		files = append(files, f)
		return err
	})
	return files, err
}

func read(tree fs.FS, pos *token.FileSet, name string) (file, error) {
	f := file{name: name, pos: pos}
	var err error
	if f.text, err = fs.ReadFile(tree, name); err != nil || path.Ext(name) != ".go" {
		return f, err
	}
	f.tree, err = parser.ParseFile(pos, name, f.text, parser.ParseComments|parser.SkipObjectResolution)
	return f, err
}

func skipped(dir string) bool {
	base := path.Base(dir)
	return dir != "." && (strings.HasPrefix(base, ".") || base == "testdata" || base == "node_modules" ||
		slices.Contains(ignoredFolders, dir))
}
