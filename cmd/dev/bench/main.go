// Command bench measures Branchbook and, in the same rounds, what it is compared with. Machines are shared and
// noisy, so the figure that counts is the ratio: every round runs every measurement once, a measurement's ratio
// is taken within a round, and the median over the rounds is printed.
//
// To add a measurement, append a [measure] to a list in [all]. It asserts nothing: a figure that is off is for a
// person to judge, one that could not be taken is printed with the reason.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"time"
)

// all lists what is measured, in the order of the table.
func all() []measure {
	return slices.Concat(disk, appends, bookings, growth, pages, webBookings, searches,
		folds, line, replay, revenue, footprint)
}

// options are the flags.
type options struct {
	rounds  int
	span    time.Duration
	only    string
	out     string
	verbose bool
	sizes
}

// sizes are how much is there before anything is measured.
type sizes struct {
	visits   int // of the small book
	growth   int // visits of the big one
	clients  int
	bookings int // prepared for the bare replay, a second of span
	backlog  int // commits that were made while the line was cut
	postings int // of the ledger that is summed
}

var (
	quick = sizes{visits: 1_000, growth: 5_000, clients: 50, bookings: 2_000, backlog: 2_000, postings: 20_000}
	usual = sizes{visits: 10_000, growth: 200_000, clients: 500, bookings: 4_000, backlog: 100_000,
		postings: 1_000_000}
	large = sizes{visits: 10_000, growth: 1_000_000, clients: 500, bookings: 4_000, backlog: 100_000,
		postings: 10_000_000}
)

// minRounds is the least number whose median says anything on a shared machine.
const minRounds = 5

func main() {
	if len(os.Args) > 1 && os.Args[1] == thinWord {
		if err := serveThin(os.Args[2:]); err != nil {
			fmt.Fprintln(os.Stderr, "thin:", err)
			os.Exit(1)
		}
		return
	}
	if err := run(os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	var o options
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.IntVar(&o.rounds, "rounds", minRounds, "how often everything is measured, at least 5")
	flags.DurationVar(&o.span, "span", time.Second, "how long one measurement runs in one round")
	flags.StringVar(&o.only, "only", "", "measure only what matches this expression, and its baselines")
	flags.StringVar(&o.out, "out", "", "the JSON file, bench/<time>.json if empty")
	flags.BoolVar(&o.verbose, "v", false, "say how long each measurement took")
	short := flags.Bool("quick", false, "two short rounds over little data: does everything run?")
	long := flags.Bool("long", false, "a million visits, ten million postings")
	if err := flags.Parse(args); err != nil {
		return err
	}
	switch o.sizes = usual; {
	case *short:
		o.sizes, o.rounds, o.span = quick, 2, 50*time.Millisecond
	case *long:
		o.sizes = large
	}
	if o.rounds < minRounds && !*short {
		return fmt.Errorf("-rounds %d: at least %d, the median of fewer says nothing", o.rounds, minRounds)
	}
	chosen, err := choose(all(), o.only)
	if err != nil {
		return err
	}
	results, err := measureAll(chosen, o)
	if err != nil {
		return err
	}
	printTable(out, results)
	return save(o.out, results, out)
}

// choose keeps the measures whose name matches and those they are compared with.
func choose(from []measure, only string) ([]measure, error) {
	expr, err := regexp.Compile(only)
	if err != nil {
		return nil, fmt.Errorf("-only: %w", err)
	}
	wanted := map[string]bool{}
	for _, m := range slices.Backward(from) { // a baseline stands before what is compared with it
		if expr.MatchString(m.name) || wanted[m.name] {
			wanted[m.name], wanted[m.baseline] = true, true
		}
	}
	chosen := slices.DeleteFunc(slices.Clone(from), func(m measure) bool { return !wanted[m.name] })
	if len(chosen) == 0 {
		return nil, fmt.Errorf("-only %q matches no measurement", only)
	}
	return chosen, nil
}

// file is the JSON file: the machine, the moment and the figures.
type file struct {
	At      time.Time `json:"at"`
	Go      string    `json:"go"`
	System  string    `json:"system"`
	CPUs    int       `json:"cpus"`
	Results []result  `json:"results"`
}

func save(name string, results []result, out io.Writer) error {
	now := time.Now().UTC()
	if name == "" {
		name = filepath.Join("bench", now.Format("20060102-150405")+".json")
	}
	b, err := json.MarshalIndent(file{now, runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH,
		runtime.NumCPU(), results}, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(name, append(b, '\n'), 0o644); err != nil {
		return err
	}
	fmt.Fprintln(out, "written to", name)
	return nil
}
