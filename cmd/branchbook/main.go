// Command branchbook is the whole product: a branch, the hub, and what keeps them.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	_ "time/tzdata" // branches know their zones wherever they run

	"github.com/alexflint/go-arg"

	"branchbook/sync/fact"
)

// version is set when a release is built.
var version = "dev"

// commands is what can be said on the command line; the command that was said is not nil.
type commands struct {
	Config  string      `arg:"--config,env:BRANCHBOOK_CONFIG" placeholder:"FILE" help:"file of KEY=VALUE lines; flags and the environment come before it"`
	Edge    *edgeCmd    `arg:"subcommand:edge" help:"run a branch"`
	Hub     *hubCmd     `arg:"subcommand:hub" help:"run headquarters"`
	Enrol   *enrolCmd   `arg:"subcommand:enrol" help:"bring a stopped branch into a network with a one-time code"`
	Demo    *demoCmd    `arg:"subcommand:demo" help:"run headquarters and three branches with a history, and a switch in each line"`
	Import  *importCmd  `arg:"subcommand:import" help:"bring in what another system knows"`
	Verify  *verifyCmd  `arg:"subcommand:verify" help:"prove a node's books, running or not: chains, folded tables, audits"`
	Backup  *backupCmd  `arg:"subcommand:backup" help:"copy a node, running or not, and prove the copy"`
	Restore *restoreCmd `arg:"subcommand:restore" help:"put a backup into an empty folder"`
	User    *userCmd    `arg:"subcommand:user" help:"who may sign in at a stopped node"`
	Sim     *simCmd     `arg:"subcommand:sim" help:"run simulated networks through faults and check the invariants"`
	Version *versionCmd `arg:"subcommand:version" help:"print the version"`
}

// Description implements the parser's interface.
func (commands) Description() string {
	return "The front desk of a network of clinics and salons, which keeps working while the internet is away.\n"
}

// Epilogue implements the parser's interface.
func (commands) Epilogue() string {
	return `Examples:
  branchbook edge                                   a working branch in ./data at http://127.0.0.1:8080
  branchbook edge --listen 192.168.1.5:8080         the same for the branch's own network
  branchbook hub --data /srv/hub                    headquarters
  branchbook demo                                   everything at once, with switches to cut the lines
  branchbook backup --to /media/stick               a proven copy while the branch works
  branchbook verify --data /srv/hub                 prove the books
  branchbook import appointments old.csv --mapping old.conf
`
}

// console is where a command speaks: answers to out, logs to log.
type console struct{ out, log io.Writer }

// command is what a member of [commands] does.
type command interface {
	run(context.Context, console) error
}

// folder is the flag of every command that works on a node.
type folder struct {
	Data string `arg:"--data,env:BRANCHBOOK_DATA" default:"./data" placeholder:"DIR" help:"folder of the databases"`
}

type versionCmd struct{}

func (*versionCmd) run(_ context.Context, c console) error {
	_, err := fmt.Fprintln(c.out, "branchbook", version)
	return err
}

func main() {
	if os.Getenv("GOMAXPROCS") == "" {
		// Threads that wait in SQLite or for the disk hold their places: with twice the cores others go on meanwhile.
		runtime.GOMAXPROCS(2 * runtime.GOMAXPROCS(0))
	}
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
	parser, err := arg.NewParser(arg.Config{Program: "branchbook", Out: out}, &c)
	if err != nil {
		return err
	}
	if err := readConfig(args); err != nil {
		return err
	}
	err = parser.Parse(args)
	if errors.Is(err, arg.ErrHelp) {
		return parser.WriteHelpForSubcommand(out, parser.SubcommandNames()...)
	}
	if err != nil {
		return fmt.Errorf("%w (branchbook --help shows what there is)", err)
	}
	said, ok := parser.Subcommand().(command)
	if !ok {
		_ = parser.WriteHelpForSubcommand(log, parser.SubcommandNames()...) // there is nobody else to tell
		return errors.New("say what to do")
	}
	return said.run(ctx, console{out, log})
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
