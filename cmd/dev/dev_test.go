package main

import (
	"os"
	"slices"
	"testing"
	"testing/fstest"
	"time"
)

func TestFuzzTargets(t *testing.T) {
	source := "package p\n\nfunc FuzzDecode(f *testing.F) {}\n\nfunc TestFuzz(t *testing.T) {}\n"
	got, err := fuzzTargets(fstest.MapFS{
		"sync/fact/commit_test.go":    {Data: []byte(source)},
		"sync/fact/commit.go":         {Data: []byte(source)}, // not a test file
		".git/old_test.go":            {Data: []byte(source)},
		"node_modules/p/own_test.go":  {Data: []byte(source)},
		"sync/money/parse_test.go":    {Data: []byte("package p\n")},
		"cmd/internal/sim/p_test.go":  {Data: []byte("func FuzzPlan(fz *testing.F) {\n")},
		"sync/fact/testdata/fuzz/x_y": {Data: []byte(source)},
	})
	want := []fuzzTarget{{"./cmd/internal/sim", "FuzzPlan"}, {"./sync/fact", "FuzzDecode"}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("found %v, %v; want %v", got, err, want)
	}
}

func TestDispatch(t *testing.T) {
	for _, args := range [][]string{{}, {"tets"}, {"test", "-lnog"}} {
		if err := dispatch(args); err == nil {
			t.Errorf("%q was accepted", args)
		}
	}
	for _, args := range [][]string{{"help"}, {"-h"}, {"--help"}} {
		if err := dispatch(args); err != nil {
			t.Errorf("%q: %v", args, err)
		}
	}
}

func TestNewer(t *testing.T) {
	t.Chdir(t.TempDir())
	day := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	for i, name := range []string{"lock", "made", "later lock"} {
		if err := os.WriteFile(name, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(name, day, day.AddDate(0, 0, i)); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		made, source string
		want         bool
	}{{"made", "lock", true}, {"made", "made", true}, {"made", "later lock", false}, {"missing", "lock", false}} {
		if got := newer([]string{c.made}, []string{c.source}); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

func TestAtTop(t *testing.T) {
	t.Chdir(".")
	if err := atTop(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat("cmd/dev/main.go"); err != nil {
		t.Error("this is not the top of the tree:", err)
	}
	t.Chdir(t.TempDir())
	if err := atTop(); err == nil {
		t.Error("a folder outside the tree was accepted")
	}
}
