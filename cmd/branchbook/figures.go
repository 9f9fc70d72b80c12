package main

import (
	"context"
	"fmt"
	"io"
	"slices"

	"branchbook/cmd/internal/network"
	"branchbook/hub/report"
	"branchbook/sync/journal"
)

// printFigures prints what the hub says of its network.
func printFigures(ctx context.Context, out io.Writer, n *network.Network) error {
	return n.Hub.Book.Read(ctx, func(v *journal.View) error {
		var all report.Period
		figures, err := report.ByBranch(v, all)
		if err != nil {
			return err
		}
		clients, err := report.Clients(v)
		if err != nil {
			return err
		}
		total := report.Network(figures)
		fmt.Fprintf(out, "%d branches, %d visits, %d clients, %d completed, %d no-shows (%s %%)\n",
			total.Branches, total.Visits, clients, total.Completed, total.NoShows, total.NoShowPercent())
		days, err := report.ByDay(v, all)
		if err != nil || len(days) == 0 {
			return err
		}
		busiest := slices.MaxFunc(days, func(a, b report.Count) int { return int(a.Visits - b.Visits) })
		fmt.Fprintf(out, "%s to %s, %d days with visits, busiest %s with %d\n",
			days[0].Name, days[len(days)-1].Name, len(days), busiest.Name, busiest.Visits)
		reminders, err := report.ByReminder(v, all)
		for _, r := range reminders {
			fmt.Fprintf(out, "reminded %s: %d visits, %d no-shows\n", r.Name, r.Visits, r.NoShows)
		}
		slices.SortFunc(figures, func(a, b report.Figures) int { return int(b.Visits - a.Visits) })
		for _, f := range figures[:min(10, len(figures))] {
			fmt.Fprintf(out, "%-24s %6d visits %5d no-shows\n", f.Branch.Name, f.Visits, f.NoShows)
		}
		return err
	})
}
