package house

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
)

var (
	named  = regexp.MustCompile("`([a-z]+/[a-z/_.]+)`(?:, `(\\w+)`)?(?: and `(\\w+)`)?")
	inside = regexp.MustCompile("`(\\w+\\.go)`, `(\\w+)`") // a file beside the one named before it
)

// TestReadmeLeadsSomewhere: a path that README names is there, and a function that it names beside a file stands in it.
func TestReadmeLeadsSomewhere(t *testing.T) {
	tree := os.DirFS("../../..")
	raw, err := fs.ReadFile(tree, "README.md")
	if err != nil {
		t.Fatal(err)
	}
	steps := 0
	for line := range strings.Lines(strings.ReplaceAll(string(raw), "\n   ", " ")) {
		var folder string
		for _, m := range named.FindAllStringSubmatch(line, -1) {
			steps++
			folder = path.Dir(m[1])
			stands(t, tree, m[1], m[2:])
		}
		for _, m := range inside.FindAllStringSubmatch(line, -1) {
			steps++
			stands(t, tree, path.Join(folder, m[1]), m[2:])
		}
	}
	if steps < 20 {
		t.Errorf("README names %d places only: the search is broken", steps)
	}
}

func stands(t *testing.T, tree fs.FS, name string, functions []string) {
	t.Helper()
	info, err := fs.Stat(tree, path.Clean(name))
	if err != nil {
		t.Errorf("README names %s: %v", name, err)
		return
	}
	if info.IsDir() {
		return
	}
	source, err := fs.ReadFile(tree, path.Clean(name))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range functions {
		if f != "" && !regexp.MustCompile(`(?m)^func (\([^)]*\) )?`+f+`\b`).Match(source) {
			t.Errorf("README looks for %s in %s, where it does not stand", f, name)
		}
	}
}
