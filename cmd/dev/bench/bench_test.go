package main

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestMain lets the test's own program be the thin server, as bench itself is.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == thinWord {
		main()
		return
	}
	os.Exit(m.Run())
}

func TestSummarise(t *testing.T) {
	all := []*series{
		{measure: measure{name: "base"}, figures: []float64{100, 50, 100, 200, 100}},
		{measure: measure{name: "half", baseline: "base"}, figures: []float64{50, 25, 50, 100, 5}},
		{measure: measure{name: "gone"}, missing: "no disk"},
		{measure: measure{name: "alone", baseline: "gone", unit: "ms"}, figures: []float64{1, 2, 3, 4}},
	}
	got := summarise(all)
	if got[0].Median != 100 || got[0].Ratio != 0 {
		t.Errorf("baseline: %+v, want median 100 and no ratio", got[0])
	}
	// The rounds' ratios are ½ but for one; the ratio of the medians would be ½ as well, that of the means not.
	if got[1].Ratio != 0.5 {
		t.Errorf("half: ratio %v, want 0.5", got[1].Ratio)
	}
	if got[3].Ratio != 0 || got[3].Median != 2.5 || got[3].Unit != "ms" {
		t.Errorf("alone: %+v, want no ratio, median 2.5 ms", got[3])
	}
	var table strings.Builder
	printTable(&table, got)
	if !strings.Contains(table.String(), "could not measure gone: no disk") {
		t.Errorf("the table hides what could not be measured:\n%s", table.String())
	}
}

func TestPercentile(t *testing.T) {
	var took []time.Duration
	for i := range 200 {
		took = append(took, time.Duration(200-i)*time.Microsecond)
	}
	for _, c := range []struct {
		values []time.Duration
		p      int
		want   float64
	}{{took, 50, 100}, {took, 99, 198}, {took[:1], 99, 200}, {nil, 50, 0}} {
		if got := percentile(c.values, c.p); got != c.want {
			t.Errorf("p%d of %d values: %v, want %v", c.p, len(c.values), got, c.want)
		}
	}
}

func TestChoose(t *testing.T) {
	from := []measure{{name: "flush"}, {name: "raw", baseline: "flush"}, {name: "booking", baseline: "raw"},
		{name: "page"}}
	for only, want := range map[string]string{
		"":        "flush raw booking page",
		"booking": "flush raw booking",
		"page":    "page",
	} {
		chosen, err := choose(from, only)
		var names []string
		for _, m := range chosen {
			names = append(names, m.name)
		}
		if got := strings.Join(names, " "); err != nil || got != want {
			t.Errorf("-only %q: %q, %v; want %q", only, got, err, want)
		}
	}
	for _, only := range []string{"nothing like it", "("} {
		if _, err := choose(from, only); err == nil {
			t.Errorf("-only %q was accepted", only)
		}
	}
}

func TestLoop(t *testing.T) {
	r := &round{span: time.Millisecond}
	if err := r.loop(3, func(int) error { return nil }); err != nil || len(r.took) < 3 || r.figure() <= 0 {
		t.Errorf("three clients: %d operations, %v; want one each at least", len(r.took), err)
	}
	broken := errors.New("broken")
	if err := r.loop(2, func(int) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("a failing operation gave %v", err)
	}
	if err := r.loop(2, func(int) error { return errUsedUp }); err != nil || len(r.took) != 0 {
		t.Errorf("nothing prepared: %d operations, %v", len(r.took), err)
	}
}

// TestBaselines: a ratio is taken in the same run, so its baseline must stand before it in the list.
func TestBaselines(t *testing.T) {
	seen := map[string]bool{"": true}
	for _, m := range all() {
		if seen[m.name] || !seen[m.baseline] {
			t.Errorf("%q: the name is taken, or the baseline %q does not stand before it", m.name, m.baseline)
		}
		seen[m.name] = true
	}
}

// TestQuick runs everything twice over little data: each measurement gives a row, or says why it has none, and a
// round leaves what the next one needs as it was.
func TestQuick(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds and runs the program")
	}
	t.Chdir("../../..")
	var out strings.Builder
	if err := run([]string{"-quick", "-out", filepath.Join(t.TempDir(), "bench.json")}, &out); err != nil {
		t.Fatal(err)
	}
	rows := strings.Split(out.String(), "\n")
	for _, m := range all() {
		told := slices.ContainsFunc(rows, func(row string) bool {
			return strings.HasPrefix(row, m.name+"  ") || strings.HasPrefix(row, "could not measure "+m.name+": ")
		})
		if !told {
			t.Errorf("nothing is said about %q", m.name)
		}
	}
	if runtime.GOOS == "linux" && strings.Contains(out.String(), "could not measure") {
		t.Errorf("on Linux everything can be measured:\n%s", &out)
	}
}
