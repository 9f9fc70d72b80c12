package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"time"
)

// Bounds of a run. The short one is what a change waits for.
const (
	shortTimeout = "15m" // per package
	longTimeout  = "4h"
	fuzzEach     = "60s" // per target, -long only
)

// test runs everything that can fail. Tests run even if the source check failed, so that one run says all.
func test(args []string) error {
	flags := flag.NewFlagSet("test", flag.ContinueOnError)
	long := flags.Bool("long", false, "fuzz every target, and run the long kill and simulator loops")
	if err := flags.Parse(args); err != nil {
		return err
	}
	start := time.Now()
	if err := needAssets(); err != nil {
		return err
	}
	checked := check(nil)
	wantBrowser()
	if err := errors.Join(checked, goTest(*long)); err != nil {
		return err
	}
	if *long {
		if err := fuzzAll(os.DirFS(".")); err != nil {
			return err
		}
	}
	fmt.Printf("# passed in %v\n", time.Since(start).Round(time.Second))
	return nil
}

// heavy are tests that do in one goroutine, or 81 branches long, what the others do small: they run without the race
// detector, under which they would take longer than all others together.
const heavy = "^(TestRealAppointmentsInEightyOneBranches|TestPlantedBugsAreCaught|TestPromisesAreKept)$"

// goTest runs all packages. Fuzz targets run over their corpora. Shuffled runs are never taken from go test's
// cache, so each "ok" line is a run of this minute; vet has been run by check.
func goTest(long bool) error {
	timeout, env := shortTimeout, []string(nil)
	if long {
		timeout, env = longTimeout, []string{"BRANCHBOOK_LONG=1"}
	}
	run := func(args ...string) error {
		return step(env, "go", append([]string{"test", "-shuffle=on", "-vet=off", "-timeout=" + timeout}, args...)...)
	}
	return errors.Join(run("-race", "-skip="+heavy, "./..."), run("-run="+heavy, "./cmd/internal/..."))
}

// fuzzTarget is one FuzzX function of one package.
type fuzzTarget struct{ pkg, name string }

var fuzzFunc = regexp.MustCompile(`(?m)^func (Fuzz\w+)\(\w+ \*testing\.F\)`)

// fuzzTargets finds the fuzz functions of the tree, in the order of their files.
func fuzzTargets(tree fs.FS) ([]fuzzTarget, error) {
	var targets []fuzzTarget
	err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (name != "." && strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules"):
			return fs.SkipDir
		case !strings.HasSuffix(name, "_test.go"):
			return nil
		}
		source, err := fs.ReadFile(tree, name)
		for _, m := range fuzzFunc.FindAllSubmatch(source, -1) {
			targets = append(targets, fuzzTarget{"./" + path.Dir(name), string(m[1])})
		}
		return err
	})
	return targets, err
}

// fuzzAll gives every target its time. What a target finds is kept by go in that package's testdata, as a case
// for every later run.
func fuzzAll(tree fs.FS) error {
	targets, err := fuzzTargets(tree)
	if err != nil {
		return err
	}
	for _, t := range targets {
		err = errors.Join(err, step(nil, "go", "test", "-run=^$", "-fuzz=^"+t.name+"$", "-fuzztime="+fuzzEach, t.pkg))
	}
	return err
}
