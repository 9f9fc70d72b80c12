package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// result is what is printed and written of one measure.
type result struct {
	Name     string    `json:"name"`
	Baseline string    `json:"baseline,omitempty"`
	Goal     string    `json:"goal,omitempty"`
	Unit     string    `json:"unit"`
	Median   float64   `json:"median"`
	Ratio    float64   `json:"ratio,omitempty"` // to the baseline: the median of the rounds' ratios
	Also     string    `json:"also,omitempty"`  // a second baseline
	AlsoRate float64   `json:"also_ratio,omitempty"`
	P50us    float64   `json:"p50_us,omitempty"`
	P99us    float64   `json:"p99_us,omitempty"`
	CPUus    float64   `json:"cpu_us,omitempty"` // processor time an operation
	Rounds   []float64 `json:"rounds,omitempty"`
	Missing  string    `json:"could_not_measure,omitempty"`
}

// summarise turns series into results. A measure whose baseline is missing has no ratio.
func summarise(all []*series) []result {
	byName := map[string]*series{}
	var results []result
	for _, s := range all {
		byName[s.name] = s
		r := result{
			Name: s.name, Baseline: s.baseline, Also: s.also, Goal: s.goal, Unit: cmp.Or(s.unit, "1/s"),
			Missing: s.missing,
		}
		if s.missing == "" {
			r.Median, r.CPUus, r.Rounds = median(s.figures), median(s.cpu), s.figures
			r.P50us, r.P99us = percentile(s.took, 50), percentile(s.took, 99)
			r.Ratio, r.AlsoRate = s.ratio(byName[s.baseline]), s.ratio(byName[s.also])
		}
		results = append(results, r)
	}
	return results
}

// ratio is the median of the rounds' ratios to a baseline; 0 without one.
func (s *series) ratio(base *series) float64 {
	if base == nil || base.missing != "" {
		return 0
	}
	return median(ratios(s.figures, base.figures))
}

// ratios divides round by round. A baseline of nothing gives nothing.
func ratios(of, to []float64) []float64 {
	var rs []float64
	for i := range min(len(of), len(to)) {
		if to[i] != 0 {
			rs = append(rs, of[i]/to[i])
		}
	}
	return rs
}

// median is 0 of no values.
func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	v := slices.Sorted(slices.Values(values))
	if n := len(v); n%2 == 0 {
		return (v[n/2-1] + v[n/2]) / 2
	}
	return v[len(v)/2]
}

// percentile is in microseconds, by nearest rank; 0 of no values.
func percentile(took []time.Duration, p int) float64 {
	if len(took) == 0 {
		return 0
	}
	v := slices.Sorted(slices.Values(took))
	rank := (len(v)*p + 99) / 100
	return float64(v[max(rank, 1)-1].Nanoseconds()) / 1000
}

// printTable writes the results for a person: the ratio first, as it is the figure that counts.
func printTable(w io.Writer, results []result) {
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintln(t, "measured\tratio\tto\tmedian\tunit\tp50 µs\tp99 µs\tcpu µs\tgoal")
	for _, r := range results {
		if r.Missing == "" {
			fmt.Fprintln(t, strings.Join([]string{r.Name, number(r.Ratio, 2), cmp.Or(r.Baseline, "(baseline)"),
				number(r.Median, 1), r.Unit, number(r.P50us, 0), number(r.P99us, 0), number(r.CPUus, 0), r.Goal}, "\t"))
		}
		if r.AlsoRate > 0 {
			fmt.Fprintf(t, "  the same\t%s\t%s\t\t\t\t\t\t\n", number(r.AlsoRate, 2), r.Also)
		}
	}
	t.Flush()
	for _, r := range results {
		if r.Missing != "" {
			fmt.Fprintf(w, "could not measure %s: %s\n", r.Name, r.Missing)
		}
	}
}

// number leaves out what was not measured.
func number(v float64, decimals int) string {
	if v == 0 {
		return "–"
	}
	return fmt.Sprintf("%.*f", decimals, v)
}
