package imports

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"maps"
	"os"
	"testing"

	"branchbook/sync/booking"
	"branchbook/sync/fact"
)

const (
	shippedMapping = "../../deploy/import/noshow2016.conf"
	realFile       = "../../../shared/data/noshow2016/KaggleV2-May-2016.csv.gz"
)

func shipped(t *testing.T) Mapping {
	t.Helper()
	f, err := os.Open(shippedMapping)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m, err := ParseMapping(f)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// openReal is the real file; without it the test is skipped.
func openReal(t *testing.T) *Reader {
	t.Helper()
	raw, err := os.ReadFile(realFile)
	if errors.Is(err, os.ErrNotExist) {
		t.Skipf("SKIPPED: the real appointments are not at %s", realFile)
	}
	if err != nil {
		t.Fatal(err)
	}
	unzipped, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	r, err := NewReader(unzipped, shipped(t))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestShippedMapping(t *testing.T) {
	m := shipped(t)
	if m.Source != "noshow2016" || m.Zone.String() != "America/Sao_Paulo" || m.Currency != "BRL" ||
		m.OnForm != Midnight || m.Statuses["Yes"] != booking.NoShow || len(m.Extras) != 7 {
		t.Errorf("%+v", m)
	}
}

func TestRealAppointments(t *testing.T) {
	r := openReal(t)
	rows, missed, reminded := 0, 0, 0
	patients, branches, days := map[string]bool{}, map[string]bool{}, map[fact.Date]int{}
	warnings := map[string]int{}
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || row.Refused != nil {
			t.Fatalf("line %d: %+v %v", row.Line, row.Refused, err)
		}
		rows++
		patients[row.Client], branches[row.Branch] = true, true
		days[row.On]++
		if row.Status == booking.NoShow {
			missed++
		}
		if row.Reminded {
			reminded++
		}
		for _, w := range row.Warnings {
			warnings[string(w.Kind)+" "+w.Column]++
			if w.Kind != OutOfRange || w.Column != "Handcap" {
				t.Logf("line %d: %s %s", row.Line, w.Kind, w.Column)
			}
		}
	}
	if rows != 110527 || len(patients) != 62299 || len(branches) != 81 || missed != 22319 || reminded != 35482 ||
		len(days) != 27 || days["2016-06-06"] != 4692 {
		t.Errorf("%d rows, %d patients, %d branches, %d no-shows, %d reminded, %d days", rows, len(patients),
			len(branches), missed, reminded, len(days))
	}
	want := map[string]int{"out_of_range Age": 6, "out_of_range Handcap": 199, "booked_later ScheduledDay": 5}
	if !maps.Equal(warnings, want) {
		t.Errorf("warnings %v, want %v", warnings, want)
	}
	t.Logf("warnings: %v; columns without a place: %v", warnings, r.Unmapped())
}

// The first thousand real rows come in whole, in commits well below the limit, and a second time change nothing.
func TestRealRowsComeIn(t *testing.T) {
	r := openReal(t)
	var rows []Row
	for range 1000 {
		row, err := r.Next()
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	b := newBranch(t)
	id := NewID("noshow2016", "sha", "")
	b.fold(Begin(b, 3, ImportStarted{Import: id, Source: "noshow2016"}))
	for _, c := range Chunks(id, "noshow2016", 1, rows) {
		bodies, err := Bring(b, 3, b, c)
		if size := encoded(t, bodies); size > fact.MaxCommit*4/5 || len(c.Rows) != MaxRows {
			t.Errorf("chunk %d: %d rows in %d bytes", c.N, len(c.Rows), size)
		}
		b.fold(bodies, err)
	}
	if n := b.count("booking_visit"); n != 1000 {
		t.Errorf("%d visits", n)
	}
	said := b.facts
	for _, c := range Chunks(id, "noshow2016", 11, rows) {
		if _, err := Bring(b, 3, b, c); fact.AsRefusals(err) == nil {
			t.Error("rows came in twice")
		}
	}
	if b.facts != said {
		t.Error("something changed")
	}
}
