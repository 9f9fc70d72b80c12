package main

import (
	"bufio"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
)

// readConfig puts the configuration file's values where the environment has none, so that flags and the
// environment come first. A key that no command knows is an error with its line, one of the environment too: else a
// misspelt one would go unnoticed.
func readConfig(args []string) error {
	known := knownKeys(reflect.TypeFor[commands]())
	for _, set := range os.Environ() {
		key, _, _ := strings.Cut(set, "=")
		if strings.HasPrefix(key, "BRANCHBOOK_") && !slices.Contains(known, key) {
			return fmt.Errorf("environment: unknown key %s", key)
		}
	}
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

// knownKeys are the environment names of all flags of a command and of those beneath it.
func knownKeys(c reflect.Type) []string {
	if c.Kind() == reflect.Pointer {
		c = c.Elem()
	}
	if c.Kind() != reflect.Struct {
		return nil
	}
	var keys []string
	for i := range c.NumField() {
		f := c.Field(i)
		if _, key, ok := strings.Cut(f.Tag.Get("arg"), "env:"); ok {
			keys = append(keys, key)
		}
		keys = append(keys, knownKeys(f.Type)...)
	}
	return keys
}

// needed refuses a flag that was not given. The parser would name its placeholder.
func needed(flag, value string) error {
	if value == "" {
		return fmt.Errorf("%s is required (branchbook --help shows what there is)", flag)
	}
	return nil
}
