// Command branchbook is the whole product: a branch, the hub, and what keeps them.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	_ "time/tzdata" // branches know their zones wherever they run

	"github.com/alecthomas/kong"

	"branchbook/sync/fact"
)

// version is set when a release is built.
var version = "dev"

type commands struct {
	Config string `help:"File of KEY=VALUE lines; flags and the environment come before it." type:"existingfile" env:"BRANCHBOOK_CONFIG" placeholder:"FILE"`

	Edge    edgeCmd    `cmd:"" help:"Run a branch."`
	Hub     hubCmd     `cmd:"" help:"Run headquarters."`
	Enrol   enrolCmd   `cmd:"" help:"Bring a stopped branch into a network with a one-time code."`
	Demo    demoCmd    `cmd:"" help:"Run headquarters and three branches with a living history, and a switch in each line."`
	Import  importCmd  `cmd:"" help:"Bring in what another system knows."`
	Verify  verifyCmd  `cmd:"" help:"Prove a node's books: chains, folded tables, audits. Works beside a running node."`
	Backup  backupCmd  `cmd:"" help:"Copy a node, running or not, and prove the copy."`
	Restore restoreCmd `cmd:"" help:"Put a backup into an empty folder."`
	User    userCmd    `cmd:"" help:"Who may sign in at a stopped node."`
	Sim     simCmd     `cmd:"" help:"Run simulated networks through faults and check the invariants."`
	Version versionCmd `cmd:"" help:"Print the version."`
}

type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run(out io.Writer) error {
	_, err := fmt.Fprintln(out, "branchbook", version)
	return err
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "branchbook:", oneLine(err))
		os.Exit(1)
	}
}

// run is the program without its process. Flags come before the environment, that before the configuration
// file, that before the defaults.
func run(ctx context.Context, args []string, out, log io.Writer) error {
	var c commands
	parser, err := kong.New(&c,
		kong.Name("branchbook"),
		kong.Description("The front desk of a network of clinics and salons, which keeps working while the internet is away."),
		kong.UsageOnError(),
		kong.Writers(out, log),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.BindTo(out, (*io.Writer)(nil)),
		kong.Bind(&logTo{log}),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Help(withExamples),
	)
	if err != nil {
		return err
	}
	if err := readConfig(parser, args); err != nil {
		return err
	}
	k, err := parser.Parse(args)
	if err != nil {
		return fmt.Errorf("%w (branchbook --help shows what there is)", err)
	}
	return k.Run()
}

// oneLine says an error in one line, refusals as the sentence that they are.
func oneLine(err error) string {
	if rs := fact.AsRefusals(err); len(rs) > 0 {
		return rs.Error()
	}
	var lines []string
	for l := range strings.Lines(err.Error()) {
		if l = strings.TrimSpace(l); l != "" {
			lines = append(lines, l)
		}
	}
	return strings.Join(lines, "; ")
}

// errStopped ends a command that a signal stopped; it is a success.
var errStopped = errors.New("stopped")
