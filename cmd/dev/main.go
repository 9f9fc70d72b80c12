// Command dev is what a contributor runs: on a fresh machine with Go and Node, each of its commands first makes
// sure of what it needs and then does one thing.
//
//	go run ./cmd/dev demo           a hub and three branches with some months of history, in this terminal
//	go run ./cmd/dev test [-long]   everything that can fail: check, assets, all tests
//	go run ./cmd/dev check          the rules of the source tree, go vet, staticcheck
//	go run ./cmd/dev assets         the browser's files, from npm into the folder that is embedded
//	go run ./cmd/dev bench          the measurements, beside their baselines of the same run
//
// Of the product it imports only what builds the browser's files, which takes no C compiler and no other module;
// so it starts, and can say what is missing, where the product does not build.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// command is one word after `go run ./cmd/dev`.
type command struct {
	name, help string
	run        func(args []string) error
}

var commands = []command{
	{"demo", "run a hub and three branches with living data; further words go to `branchbook demo`", demo},
	{"test", "check, assets and all tests; -long also fuzzes and runs the long loops", test},
	{"check", "the rules of the source tree, go vet, staticcheck", check},
	{"assets", "build the browser's files from npm", buildAssets},
	{"bench", "measure, and compare with baselines of the same run; -h lists the options", bench},
}

func main() {
	err := atTop()
	if err == nil {
		err = dispatch(os.Args[1:])
	}
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "dev:", err)
		os.Exit(1)
	}
}

func dispatch(args []string) error {
	if len(args) == 0 {
		return errors.New("what should be done?\n" + usage())
	}
	for _, c := range commands {
		if c.name == args[0] {
			return c.run(args[1:])
		}
	}
	if strings.TrimLeft(args[0], "-") == "help" || args[0] == "-h" {
		fmt.Print(usage())
		return nil
	}
	return fmt.Errorf("unknown command %q\n%s", args[0], usage())
}

func usage() string {
	var b strings.Builder
	b.WriteString("usage: go run ./cmd/dev COMMAND\n\n")
	for _, c := range commands {
		fmt.Fprintf(&b, "  %-7s %s\n", c.name, c.help)
	}
	return b.String()
}

// atTop changes to the top of the tree, the nearest folder above with the module's go.mod.
func atTop() error {
	dir, err := os.Getwd()
	if err != nil {
		return err
	}
	for {
		mod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err == nil && strings.HasPrefix(string(mod), "module branchbook\n") {
			return os.Chdir(dir)
		}
		if dir == filepath.Dir(dir) {
			return errors.New("run it inside the source tree: no go.mod of branchbook in this folder or above")
		}
		dir = filepath.Dir(dir)
	}
}

// step runs a program of the tool chain in sight of the reader, with env added to the environment and nothing
// on its standard input.
func step(env []string, program string, args ...string) error {
	fmt.Printf("# %s %s\n", filepath.Base(program), strings.Join(args, " "))
	cmd := exec.Command(program, args...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s %s: %w", filepath.Base(program), strings.Join(args, " "), err)
	}
	return nil
}
