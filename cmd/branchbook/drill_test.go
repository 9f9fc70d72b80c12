package main

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// refused runs the real program and proves that it ends with exit code 1 and one line that says what it must.
func refused(t *testing.T, program string, env []string, want string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Dir, cmd.Env = t.TempDir(), append(os.Environ(), env...)
	var out, log strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &log
	var exit *exec.ExitError
	if err := cmd.Run(); !errors.As(err, &exit) || exit.ExitCode() != 1 {
		t.Errorf("%v ended with %v, not with exit code 1\n%s%s", args, err, out.String(), log.String())
		return
	}
	if said := strings.TrimSpace(log.String()); strings.Count(said, "\n") > 0 || !strings.Contains(said, want) {
		t.Errorf("%v: not one line with %q:\n%s", args, want, said)
	}
	if out.Len() > 0 {
		t.Errorf("%v printed before it was refused:\n%s", args, out.String())
	}
}

// TestWithoutBrowserAssetsNothingIsMade builds the program as a clone is before its assets were fetched.
func TestWithoutBrowserAssetsNothingIsMade(t *testing.T) {
	dir := t.TempDir()
	gone, err := filepath.Abs("../../ui/static/dist/htmx.min.js")
	if err != nil {
		t.Fatal(err)
	}
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {gone: ""}})
	if err != nil {
		t.Fatal(err)
	}
	program, list := filepath.Join(dir, "branchbook"), filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(list, overlay, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("go", "build", "-overlay", list, "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	for _, command := range []string{"edge", "hub", "demo"} {
		data := filepath.Join(dir, command)
		refused(t, program, nil, "browser assets are missing", command, "--data", data)
		if _, err := os.Stat(data); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s made its folder before it was refused (%v)", command, err)
		}
	}
}
