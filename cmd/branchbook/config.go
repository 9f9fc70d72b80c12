package main

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// readConfig puts the configuration file's values where the environment has none, so that flags and the
// environment come first. A key that no command knows is an error with its line.
func readConfig(parser *kong.Kong, args []string) error {
	path := os.Getenv("BRANCHBOOK_CONFIG")
	for i, a := range args {
		if value, ok := strings.CutPrefix(a, "--config="); ok {
			path = value
		} else if a == "--config" && i+1 < len(args) {
			path = args[i+1]
		}
	}
	if path == "" {
		return nil
	}
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("configuration: %w", err)
	}
	defer func() { _ = f.Close() }() // it was only read
	known := knownKeys(parser.Model.Node)
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		key, value, err := configLine(lines.Text())
		if err != nil {
			return fmt.Errorf("%s, line %d: %w", path, n, err)
		}
		if key == "" {
			continue
		}
		if !slices.Contains(known, key) {
			return fmt.Errorf("%s, line %d: unknown key %s", path, n, key)
		}
		if _, set := os.LookupEnv(key); !set && value != "" {
			if err := os.Setenv(key, value); err != nil {
				return err
			}
		}
	}
	return lines.Err()
}

// configLine reads KEY=VALUE; key is empty for a blank line or a comment.
func configLine(line string) (key, value string, err error) {
	line = strings.TrimSpace(line)
	if line == "" || strings.HasPrefix(line, "#") {
		return "", "", nil
	}
	key, value, ok := strings.Cut(line, "=")
	if !ok {
		return "", "", fmt.Errorf("%q is not KEY=VALUE", line)
	}
	return strings.TrimSpace(key), strings.TrimSpace(value), nil
}

// knownKeys are the environment names of all flags of all commands.
func knownKeys(n *kong.Node) []string {
	var keys []string
	for _, f := range n.Flags {
		keys = append(keys, f.Envs...)
	}
	for _, child := range n.Children {
		keys = append(keys, knownKeys(child)...)
	}
	return keys
}

const examples = `
Examples:
  branchbook edge                                   a working branch in ./data at http://127.0.0.1:8080
  branchbook edge --listen 192.168.1.5:8080         the same for the branch's own network
  branchbook hub --data /srv/hub                    headquarters
  branchbook demo                                   everything at once, with switches to cut the lines
  branchbook backup --to /media/stick               a proven copy while the branch works
  branchbook verify --data /srv/hub                 prove the books
  branchbook import appointments old.csv --mapping old.conf
`

// withExamples prints kong's help, and on the first page examples.
func withExamples(options kong.HelpOptions, ctx *kong.Context) error {
	if err := kong.DefaultHelpPrinter(options, ctx); err != nil {
		return err
	}
	if ctx.Selected() == nil {
		_, err := fmt.Fprint(ctx.Stdout, examples)
		return err
	}
	return nil
}
