package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// needNode refuses to go on without npm: the browser's files come from there.
func needNode() error {
	if _, err := exec.LookPath("npm"); err != nil {
		return errors.New("npm is missing: install Node 20 or later, which brings it")
	}
	return nil
}

// needCompiler makes sure of the C compiler that the SQLite driver is built with.
func needCompiler() error {
	out, err := exec.Command("go", "env", "CC").Output()
	if err != nil {
		return fmt.Errorf("go env CC: %w", err)
	}
	cc := strings.Fields(string(out))
	if len(cc) > 0 {
		if _, err := exec.LookPath(cc[0]); err == nil {
			return nil
		}
	}
	if err := install("gcc", "libc6-dev"); err != nil {
		return fmt.Errorf("a C compiler is missing, SQLite is built with it: install gcc or clang (%w)", err)
	}
	return nil
}

// browsers are the names under which the page tests look for one.
var browsers = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"}

// wantBrowser makes sure of a browser where that is possible; where it is not, the page tests skip themselves
// and the reader has been told.
func wantBrowser() {
	for _, b := range browsers {
		if _, err := exec.LookPath(b); err == nil {
			return
		}
	}
	if err := install("chromium"); err != nil {
		fmt.Printf("! no browser, so the pages are not tried in one: install chromium (%v)\n", err)
	}
}

// install takes packages from Debian, if this is Debian and we may.
func install(packages ...string) error {
	apt, err := exec.LookPath("apt-get")
	if err != nil || os.Geteuid() != 0 {
		return errors.New("not installed for you: that takes apt-get and root")
	}
	quiet := []string{"DEBIAN_FRONTEND=noninteractive"}
	if err := step(quiet, apt, "update", "-qq"); err != nil {
		return err
	}
	return step(quiet, apt, append([]string{"install", "-y", "-qq", "--no-install-recommends"}, packages...)...)
}
