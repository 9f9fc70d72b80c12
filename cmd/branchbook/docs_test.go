package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/alexflint/go-arg"
)

// said finds the commands that a document quotes with their flags.
var said = regexp.MustCompile("`branchbook ([^`]* --[^`]*)`")

// TestTheDocumentsSayRealCommands: what a playbook tells people to type in a bad hour is understood.
func TestTheDocumentsSayRealCommands(t *testing.T) {
	documents, err := filepath.Glob("../../deploy/*.md")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, name := range append(documents, "../../README.md") {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range said.FindAllStringSubmatch(string(text), -1) {
			found++
			parser, err := arg.NewParser(arg.Config{Program: "branchbook"}, &commands{})
			if err != nil {
				t.Fatal(err)
			}
			if err := parser.Parse(strings.Fields(m[1])); err != nil {
				t.Errorf("%s: branchbook %s: %v", filepath.Base(name), m[1], err)
			}
		}
	}
	if found < 4 {
		t.Error("the documents quote only", found, "commands")
	}
}
