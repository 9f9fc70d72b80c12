package web

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"branchbook/sync/journal"
)

// TestAManagerNeedNotWaitForTheNight: the buttons ask for the jobs of the night, and the page says how they went.
func TestAManagerNeedNotWaitForTheNight(t *testing.T) {
	h, b := opened(t)
	b.open("/sync").must(200, "Last backup", "not yet")
	b.submit("/sync/backups").must(200, "being done", "under way")
	b.submit("/sync/backups").must(200, "under way")
	h.edge.Care.Tick(t.Context())
	b.open("/sync").must(200, "Nov 24, 2025 08:30")
	if kept := h.edge.Keep.Kept(); len(kept) != 1 {
		t.Errorf("pressed twice, made %v", kept)
	}

	bare, err := journal.Bare(filepath.Join(h.edge.Dir, "book.db"), journal.Off)
	if err != nil {
		t.Fatal(err)
	}
	_, err = bare.Exec(`UPDATE catalogue_service SET name = 'forged'`)
	if err = errors.Join(err, bare.Close()); err != nil {
		t.Fatal(err)
	}
	b.submit("/sync/checks").must(200, "under way")
	h.edge.Care.Tick(t.Context())
	b.open("/sync").must(200, "not found sound", "catalogue_service")
}

// TestADeskAsksForNothingOfTheNight: backups hold everybody's keys and are a manager's affair.
func TestADeskAsksForNothingOfTheNight(t *testing.T) {
	h, b := opened(t)
	b.open("/settings/users/new")
	b.submit("/settings/users/new", "name", "Aya", "login", "aya", "role", "desk", "password", password).must(200, "Aya")
	b.submit("/signout")
	b.open("/signin")
	b.submit("/signin", "login", "aya", "password", password).must(200)
	b.open("/sync").must(200, "Last backup")
	b.post("/sync/backups", nil).must(403)
	b.open("/sync/diagnosis").must(403)
	h.edge.Care.Tick(t.Context())
	if kept := h.edge.Keep.Kept(); len(kept) > 0 {
		t.Error("made", kept)
	}
}

// TestAReportForSupport: it says how the branch is and names nobody.
func TestAReportForSupport(t *testing.T) {
	_, b := opened(t)
	b.open("/clients/new")
	b.submit("/clients", "family", "Secretova", "phone", "09012345678").must(200)
	b.open("/sync").must(200, "Download a report for support")
	b.open("/sync/diagnosis").must(200)
	if !strings.Contains(b.body, "displaced commits 0") {
		t.Errorf("the report ends early:\n%s", b.body)
	}
	for _, name := range []string{"Secretova", "Hanako", "Mayu", "9012345678"} {
		if strings.Contains(b.body, name) {
			t.Error("the report names", name)
		}
	}
}
