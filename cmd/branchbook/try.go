package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"branchbook/cmd/internal/demo"
	"branchbook/cmd/internal/sim"
)

type demoCmd struct {
	Data  string `arg:"--data" placeholder:"DIR" help:"folder of the demonstration's databases; a temporary one without it"`
	Fresh bool   `arg:"--fresh" help:"begin anew, throwing away what was done"`
	Port  int    `arg:"--port" default:"8800" help:"of the start page; headquarters and the branches take the next ones"`
	Days  int    `arg:"--days" default:"90" help:"of history"`
}

// run runs the demonstration until it is stopped.
func (c *demoCmd) run(ctx context.Context, to console) error {
	dir := c.Data
	if dir == "" {
		dir = filepath.Join(os.TempDir(), "branchbook-demo")
	}
	return demo.Run(ctx, demo.Options{
		Dir: dir, Fresh: c.Fresh, Port: c.Port, Days: c.Days, Version: version, Out: to.out,
		Log: logger(to.log, slog.LevelError),
	})
}

type simCmd struct {
	Seed   uint64 `arg:"--seed" default:"1" help:"first seed"`
	Seeds  int    `arg:"--seeds" default:"20" help:"how many"`
	Days   int    `arg:"--days" default:"3" help:"days of work with faults in each"`
	Twice  bool   `arg:"--twice" help:"run each seed twice and compare"`
	Follow bool   `arg:"--follow" help:"print what happens; for one seed"`
	Bug    string `arg:"--bug" placeholder:"NAME" help:"plant a bug, to see that it is noticed"`
}

// run runs simulated networks.
func (c *simCmd) run(ctx context.Context, to console) error {
	status := sim.Main(ctx, to.out, sim.Many{
		First: c.Seed, Seeds: c.Seeds, Days: c.Days, Twice: c.Twice, Bug: sim.Bug(c.Bug), Follow: c.Follow,
	})
	if status != 0 {
		return fmt.Errorf("simulation ended with status %d", status)
	}
	return nil
}
