package main

import (
	"encoding/json"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"branchbook/sync/journal"
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

// TestOneLineSaysWhatIsWrong runs the real program into everything that an operator gets wrong.
func TestOneLineSaysWhatIsWrong(t *testing.T) {
	program, dir := binary(t), t.TempDir()
	at, busy := freeAddress(t), freeAddress(t)
	l, err := net.Listen("tcp", busy)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }() // nobody came
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	file, fresh := write("file", ""), filepath.Join(dir, "fresh")
	edge := func(args ...string) []string { return append([]string{"edge", "--data", fresh}, args...) }
	hub := func(args ...string) []string {
		return append([]string{"hub", "--data", fresh, "--listen", at}, args...)
	}
	for _, tt := range []struct {
		want string
		env  []string
		args []string
	}{
		{"cannot listen at " + busy, nil, edge("--listen", busy)},
		{"cannot listen at " + busy, nil, []string{"hub", "--data", fresh, "--listen", busy}},
		{"cannot listen for branches at " + busy, nil, hub("--sync-listen", busy, "--enrol-listen", freeAddress(t))},
		{"cannot listen for boxes that enrol", nil, hub("--sync-listen", freeAddress(t), "--enrol-listen", busy)},
		{"cannot listen at nonsense", nil, edge("--listen", "nonsense")},
		{"the data folder cannot be made", nil, []string{"edge", "--data", filepath.Join(file, "beneath"), "--listen", at}},
		{"the data folder cannot be made", nil, []string{"hub", "--data", file, "--listen", at}},
		{"line 2: unknown key BRANCHBOOK_LISTENN", nil,
			edge("--config", write("misspelt", "# a branch\nBRANCHBOOK_LISTENN="+at+"\n"))},
		{`"nonsense" is not KEY=VALUE`, nil, edge("--config", write("nonsense", "nonsense"))},
		{"no such file", nil, edge("--config", filepath.Join(dir, "none"))},
		{"unknown key BRANCHBOOK_LISTENN", []string{"BRANCHBOOK_LISTENN=" + at}, edge()},
		{"log-level", nil, edge("--log-level", "loud")},
		{"keep-backups", nil, edge("--keep-backups", "many")},
		{"0 backups cannot be kept", nil, edge("--keep-backups", "0")},
		{"0 backups cannot be kept", []string{"BRANCHBOOK_KEEP_BACKUPS=0"}, edge()},
		{"25:00", nil, edge("--quiet-hour", "25:00")},
		{"unknown argument --nope", nil, edge("--nope")},
		{"nope", nil, []string{"nope"}},
		{"--to", nil, []string{"backup", "--data", fresh}},
		{"there is no book", nil, []string{"verify", "--data", filepath.Join(dir, "none")}},
		{"there is no book", nil, []string{"backup", "--data", filepath.Join(dir, "none"), "--to", filepath.Join(dir, "to")}},
		{"is not a backup", nil, []string{"restore", "--from", dir, "--data", fresh}},
		{"there is no node", nil, []string{"user", "list", "--data", filepath.Join(dir, "none")}},
		{"beyond the last one", nil, []string{"demo", "--data", fresh, "--port", "65533"}},
		{"no history", nil, []string{"demo", "--data", fresh, "--days", "-3"}},
	} {
		refused(t, program, tt.env, tt.want, tt.args...)
	}
}

// TestOneProcessForOneFolder: whoever comes second is told, and what reads beside a running node goes on.
func TestOneProcessForOneFolder(t *testing.T) {
	program, dir := binary(t), t.TempDir()
	data := filepath.Join(dir, "edge")
	first := &process{t: t, program: program, args: []string{"edge", "--data", data, "--listen", freeAddress(t)}}
	first.start()
	defer first.kill()
	const open = "another branchbook process has this database open"
	refused(t, program, nil, open, "edge", "--data", data, "--listen", freeAddress(t))
	refused(t, program, nil, open, "user", "list", "--data", data)
	refused(t, program, nil, open, "enrol", "--data", data, "AAAAA")
	for _, args := range [][]string{{"verify", "--data", data}, {"backup", "--data", data, "--to", dir}} {
		if out, err := exec.Command(program, args...).CombinedOutput(); err != nil {
			t.Errorf("%v beside a running branch: %v\n%s", args, err, out)
		}
	}
}

// TestADatabaseOfANewerVersionIsLeftAlone: each of a node's databases, at each command that would write it.
func TestADatabaseOfANewerVersionIsLeftAlone(t *testing.T) {
	program := binary(t)
	for name, newer := range map[string]string{
		"book.db":  `UPDATE journal_meta SET value = '99' WHERE key = 'core'`,
		"local.db": `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)`,
		"vault.db": `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)`,
	} {
		data := filepath.Join(t.TempDir(), "edge")
		p := &process{t: t, program: program, args: []string{"edge", "--data", data, "--listen", freeAddress(t)}}
		p.start()
		p.kill()
		bare, err := journal.Bare(filepath.Join(data, name), journal.Full)
		if err != nil {
			t.Fatal(err)
		}
		if _, err = bare.Exec(newer); err != nil || bare.Close() != nil {
			t.Fatal(name, err)
		}
		const upgrade = "written by a newer version of branchbook; upgrade the program"
		refused(t, program, nil, upgrade, p.args...)
		refused(t, program, nil, upgrade, "user", "list", "--data", data)
	}
}
