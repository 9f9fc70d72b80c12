package main

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// smallDisk is a disk of its own, which only root can mount.
func smallDisk(t *testing.T, megabytes int) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "disk")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%dm", megabytes))
	if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.EACCES) {
		t.Skip("SKIPPED, NOT PROVED: a full disk. Run this test as root: it mounts a small disk")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// fillDisk writes until nothing more goes on a disk, and gives what it wrote.
func fillDisk(t *testing.T, dir string) string {
	t.Helper()
	path := filepath.Join(dir, "filler")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	for size := 1 << 20; size > 0; size /= 2 {
		for err = nil; err == nil; {
			_, err = f.Write(bytes.Repeat([]byte{1}, size))
		}
		if !errors.Is(err, syscall.ENOSPC) {
			t.Fatal(err)
		}
	}
	_ = f.Close() // full as it is
	return path
}

// TestAFullDiskIsSaidAndPasses books over HTTP on a disk that is full: refused in plain words, reading goes on, and
// when there is room again the same form goes through. Nothing that was acknowledged is lost.
func TestAFullDiskIsSaidAndPasses(t *testing.T) {
	disk, at := smallDisk(t, 32), freeAddress(t)
	program, data := binary(t), filepath.Join(disk, "edge")
	edge := &process{t: t, program: program, args: []string{"edge", "--data", data, "--listen", at, "--log-level", "error"}}
	edge.start()
	defer edge.kill()
	desk := newBrowser(t, at)
	client := openAlone(t, desk)
	page, _ := desk.must("/visits/new?client="+client, nil)
	form := url.Values{
		"rows": {"1"}, "client": {client}, "source": {"desk"}, "contract": {"none"},
		"service.0":      {desk.found(regexp.MustCompile(fmt.Sprintf(firstChoice, `service\.0`)), page)},
		"practitioner.0": {desk.found(regexp.MustCompile(fmt.Sprintf(firstChoice, `practitioner\.0`)), page)},
	}
	on := time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, 2).Add(time.Hour)
	book := func() (page, at string, status int) {
		on = on.Add(15 * time.Minute)
		form.Set("on", on.Format(time.DateOnly))
		form.Set("at", on.Format("15:04"))
		page, _ = desk.must("/visits/new?client="+client, nil)
		form.Set("command", desk.found(commandField, page))
		page, at, status, ok := desk.send("/visits", form)
		if !ok {
			t.Fatal("the branch does not answer")
		}
		return page, at, status
	}
	_, before, status := book()
	if status != http.StatusOK {
		t.Fatal("could not book with room on the disk:", status)
	}

	filler := fillDisk(t, disk)
	refused := ""
	for range 40 { // what the write-ahead log has room for goes on for a while
		if page, _, status = book(); status != http.StatusOK {
			refused = page
			break
		}
	}
	if status != http.StatusInsufficientStorage || !strings.Contains(refused, "The disk of this branch is full") {
		t.Fatalf("on a full disk: %d\n%s", status, refused)
	}
	for _, path := range []string{before, "/calendar/" + on.Format(time.DateOnly), "/clients/" + client, "/sync"} {
		desk.must(path, nil)
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	_, again, status, ok := desk.send("/visits", form) // the very form that was refused
	if !ok || status != http.StatusOK || !strings.HasPrefix(again, "/visits/") {
		t.Errorf("with room again: %d, %s", status, again)
	}
	edge.kill()
	if out, err := exec.Command(program, "verify", "--data", data).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
