package main

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// binary builds the real program once.
func binary(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "branchbook")
	out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput()
	if err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return path
}

var longLoops = os.Getenv("BRANCHBOOK_LONG") != ""

// TestMain keeps what is said to tests from the programs that they run: those know every key or none.
func TestMain(m *testing.M) {
	if err := os.Unsetenv("BRANCHBOOK_LONG"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// kills is how many times processes are killed: short in CI, long on demand.
func kills(short, long int) int {
	if longLoops {
		return long
	}
	return short
}

const smallMapping = `
source = small
zone = Europe/Kyiv
currency = UAH
untimed = yes
visit.id = id
client.id = client
on = day
status = state
status.came = completed
status.away = no_show
branch = place
`

// smallFile writes a file of appointments and returns how many there are and how many were no-shows.
func smallFile(t *testing.T, dir string, rows int) (file, mapping string, away int) {
	t.Helper()
	var b strings.Builder
	b.WriteString("id,client,day,state,place\n")
	for i := range rows {
		state := "came"
		if i%5 == 0 {
			state = "away"
			away++
		}
		fmt.Fprintf(&b, "v%d,c%d,2026-05-%02d,%s,place %d\n", i, i%97, 1+i%28, state, i%4)
	}
	file, mapping = filepath.Join(dir, "small.csv"), filepath.Join(dir, "small.conf")
	if err := errors.Join(os.WriteFile(file, []byte(b.String()), 0o600),
		os.WriteFile(mapping, []byte(smallMapping), 0o600)); err != nil {
		t.Fatal(err)
	}
	return file, mapping, away
}

// TestKilledImportGoesOnWhereItStopped kills the hub and four branches, all in one process, with SIGKILL at
// random moments of an import that replicates over real connections, until it gets through.
func TestKilledImportGoesOnWhereItStopped(t *testing.T) {
	program, dir := binary(t), t.TempDir()
	const rows = 4000
	file, mapping, away := smallFile(t, dir, rows)
	network := filepath.Join(dir, "network")
	args := []string{"import", "appointments", file, "--mapping", mapping, "--network", network}
	seed := time.Now().UnixNano()
	t.Log("seed", seed)
	r := rand.New(rand.NewPCG(uint64(seed), 9))
	killed := 0
	for i := range kills(12, 200) {
		cmd := exec.Command(program, args...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(r.IntN(900)) * time.Millisecond)
		if err := cmd.Process.Signal(syscall.SIGKILL); err == nil {
			killed++
		}
		_ = cmd.Wait() // killed
		if i%4 == 3 && r.IntN(3) == 0 {
			proveAll(t, program, network)
		}
	}
	out, err := exec.Command(program, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	want := fmt.Sprintf("4 branches, %d visits, 97 clients, %d completed, %d no-shows", rows, rows-away, away)
	if !bytes.Contains(out, []byte(want)) {
		t.Errorf("after %d kills want %q in\n%s", killed, want, out)
	}
	proveAll(t, program, network)
}

// proveAll runs `branchbook verify` on every node of a network.
func proveAll(t *testing.T, program, network string) {
	t.Helper()
	nodes, err := filepath.Glob(filepath.Join(network, "*", "book.db"))
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range nodes {
		out, err := exec.Command(program, "verify", "--data", filepath.Dir(n)).CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v\n%s", filepath.Base(filepath.Dir(n)), err, out)
		}
	}
}

// freeAddress is an address that nobody listens on. It is below the ports that the system gives to connections, so
// that none of those takes it while the process under test is away.
func freeAddress(t *testing.T) string {
	t.Helper()
	for range 100 {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 12_000+rand.IntN(20_000)))
		if err == nil {
			defer func() { _ = l.Close() }() // only its number is wanted
			return l.Addr().String()
		}
	}
	t.Fatal("no port is free")
	return ""
}
