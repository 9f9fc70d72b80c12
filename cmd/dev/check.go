package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"branchbook/cmd/internal/house"
)

// check looks at the source without running it. All parts are run, whatever the earlier ones found.
func check([]string) error {
	if err := needCompiler(); err != nil {
		return err
	}
	return errors.Join(checkHouse(), step(nil, "go", "vet", "./..."), staticcheck())
}

// checkHouse prints what breaks the rules of the source tree, gofmt among them.
func checkHouse() error {
	fmt.Println("# rules of the house (cmd/internal/house/rules.go)")
	found, err := house.Check(os.DirFS("."))
	for _, f := range found {
		fmt.Println(f)
	}
	if err == nil && len(found) > 0 {
		err = fmt.Errorf("%d places break the rules of the house", len(found))
	}
	return err
}

// toolsModule pins the tools; it is a module of its own, so that they do not become the product's dependencies.
const toolsModule = "cmd/dev/tools"

// staticcheck builds the pinned tool and runs it. Where the module cannot be had (no network, a first run), it
// says so and passes: a registry that is down is not a fault of the source.
func staticcheck() error {
	if err := step(nil, "go", "-C", toolsModule, "mod", "download"); err != nil {
		fmt.Println("! staticcheck cannot be downloaded here, so it did not run")
		return nil
	}
	tool := filepath.Join(cacheDir(), "staticcheck")
	err := step(nil, "go", "-C", toolsModule, "build", "-o", tool, "honnef.co/go/tools/cmd/staticcheck")
	if err != nil {
		return err
	}
	return step(nil, tool, "./...")
}

// cacheDir is where programs are built that nobody keeps.
func cacheDir() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		dir = os.TempDir()
	}
	return filepath.Join(dir, "branchbook-dev")
}
