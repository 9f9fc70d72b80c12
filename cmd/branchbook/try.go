package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"branchbook/cmd/internal/demo"
	"branchbook/cmd/internal/sim"
)

type demoCmd struct {
	Data  string `help:"Folder of the demonstration's databases; a temporary one without it." placeholder:"DIR"`
	Fresh bool   `help:"Begin anew, throwing away what was done."`
	Port  int    `help:"Of the start page; headquarters and the branches take the next ones." default:"8800"`
	Days  int    `help:"Of history." default:"90"`
}

// Run runs the demonstration until it is stopped.
func (c *demoCmd) Run(ctx context.Context, out io.Writer, to *logTo) error {
	dir := c.Data
	if dir == "" {
		dir = filepath.Join(os.TempDir(), "branchbook-demo")
	}
	return demo.Run(ctx, demo.Options{
		Dir: dir, Fresh: c.Fresh, Port: c.Port, Days: c.Days, Version: version, Out: out,
		Log: nodeFlags{LogLevel: "error"}.logger(to),
	})
}

type simCmd struct {
	Seed   uint64 `help:"First seed." default:"1"`
	Seeds  int    `help:"How many." default:"20"`
	Days   int    `help:"Days of work with faults in each." default:"3"`
	Twice  bool   `help:"Run each seed twice and compare."`
	Follow bool   `help:"Print what happens; for one seed."`
	Bug    string `help:"Plant a bug, to see that it is noticed." placeholder:"NAME"`
}

// Run runs simulated networks.
func (c *simCmd) Run(ctx context.Context, out io.Writer) error {
	status := sim.Main(ctx, out, sim.Many{
		First: c.Seed, Seeds: c.Seeds, Days: c.Days, Twice: c.Twice, Bug: sim.Bug(c.Bug), Follow: c.Follow,
	})
	if status != 0 {
		return fmt.Errorf("simulation ended with status %d", status)
	}
	return nil
}
