package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"branchbook/cmd/internal/network"
	"branchbook/edge"
	edgeweb "branchbook/edge/web"
	"branchbook/hub"
	hubweb "branchbook/hub/web"
	"branchbook/sync/access"
	"branchbook/sync/chores"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/ui/static"
)

// nodeFlags are what every running node takes.
type nodeFlags struct {
	folder
	PublicHost string     `arg:"--public-host,env:BRANCHBOOK_PUBLIC_HOST" placeholder:"NAME" help:"name in the browsers' address line where something stands in front"`
	LogLevel   slog.Level `arg:"--log-level,env:BRANCHBOOK_LOG_LEVEL" default:"info" placeholder:"LEVEL" help:"debug, info, warn or error"`
	Backups    string     `arg:"--backups,env:BRANCHBOOK_BACKUPS" placeholder:"DIR" help:"folder of the nightly backups; backups in the data folder without it"`
	Keep       int        `arg:"--keep-backups,env:BRANCHBOOK_KEEP_BACKUPS" default:"7" placeholder:"N" help:"how many nightly backups stay"`
	QuietHour  string     `arg:"--quiet-hour,env:BRANCHBOOK_QUIET_HOUR" default:"03:30" placeholder:"HH:MM" help:"when the node backs itself up and proves its books, on its own clock"`
	Adopt      bool       `arg:"--adopt" help:"the marker beside the database is lost, and this is the only box of the node"`
}

func logger(to io.Writer, level slog.Level) *slog.Logger {
	return slog.New(slog.NewTextHandler(to, &slog.HandlerOptions{Level: level}))
}

// chores is what the node does at night.
func (f nodeFlags) chores() (chores.Options, error) {
	quiet, err := chores.ParseQuiet(f.QuietHour)
	switch {
	case err != nil:
		return chores.Options{}, fmt.Errorf("quiet hour: %w", err)
	case f.Keep < 1:
		return chores.Options{}, fmt.Errorf("%d backups cannot be kept; keep at least one", f.Keep)
	}
	return chores.Options{Backups: f.Backups, Keep: f.Keep, Quiet: &quiet}, nil
}

// wall is the process's clock.
var wall = fact.ClockFunc(time.Now)

type edgeCmd struct {
	nodeFlags
	Listen string `arg:"--listen,env:BRANCHBOOK_LISTEN" default:"127.0.0.1:8080" placeholder:"ADDR" help:"where the desks' browsers find the branch"`
}

// run runs a branch until it is stopped.
func (c *edgeCmd) run(ctx context.Context, to console) (err error) {
	if err := static.Ready(); err != nil {
		return err
	}
	log := logger(to.log, c.LogLevel)
	night, err := c.chores()
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("cannot listen at %s: %w", c.Listen, err)
	}
	e, err := edge.Open(ctx, edge.Config{
		Dir: c.Data, Version: version, Clock: wall, Random: network.Random(), Log: log, Adopt: c.Adopt,
		Chores: night,
	})
	if err != nil {
		return errors.Join(err, l.Close())
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	pages, err := edgeweb.New(e, edgeweb.Options{Listen: c.Listen, PublicHost: c.PublicHost, Log: log})
	if err != nil {
		return errors.Join(err, l.Close())
	}
	if err := e.Connect(); err != nil {
		log.Error("line to headquarters", "error", err)
	}
	fmt.Fprintf(to.out, "The branch is at http://%s\n", l.Addr())
	return serve(ctx, l, pages, log, e.Tend, e.Book.Failed())
}

type hubCmd struct {
	nodeFlags
	Listen      string `arg:"--listen,env:BRANCHBOOK_LISTEN" default:"127.0.0.1:8090" placeholder:"ADDR" help:"where headquarters' pages are served"`
	SyncListen  string `arg:"--sync-listen,env:BRANCHBOOK_SYNC_LISTEN" default:"127.0.0.1:7422" placeholder:"ADDR" help:"the door of the branches"`
	EnrolListen string `arg:"--enrol-listen,env:BRANCHBOOK_ENROL_LISTEN" default:"127.0.0.1:7423" placeholder:"ADDR" help:"the door of boxes that enrol"`
}

// run runs headquarters until it is stopped.
func (c *hubCmd) run(ctx context.Context, to console) (err error) {
	if err := static.Ready(); err != nil {
		return err
	}
	log := logger(to.log, c.LogLevel)
	night, err := c.chores()
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("cannot listen at %s: %w", c.Listen, err)
	}
	h, err := hub.Open(ctx, hub.Config{
		Dir: c.Data, Version: version, SyncListen: c.SyncListen, EnrolListen: c.EnrolListen, PublicHost: c.PublicHost,
		Clock: wall, Random: network.Random(), Log: log, Adopt: c.Adopt, Chores: night,
	})
	if err != nil {
		return errors.Join(err, l.Close())
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	if err := errors.Join(h.Listen(ctx), h.ListenEnrol()); err != nil {
		return errors.Join(err, l.Close())
	}
	pages, err := hubweb.New(h, hubweb.Options{Listen: c.Listen, PublicHost: c.PublicHost, Log: log})
	if err != nil {
		return errors.Join(err, l.Close())
	}
	fmt.Fprintf(to.out, "Headquarters is at http://%s\nBranches connect to %s\n", l.Addr(), h.Address())
	return serve(ctx, l, pages, log, h.Tend, h.Book.Failed())
}

// Times of the servers of pages. An answer may take long (a report as CSV), a request may not.
const (
	readTimeout  = 15 * time.Second
	writeTimeout = 2 * time.Minute
	idleTimeout  = 2 * time.Minute
	stopTimeout  = 5 * time.Second
)

// serve answers requests and tends the node until ctx ends or its disk has failed: what a failed flush left behind is
// found out by the next start, which is the supervisor's affair.
func serve(ctx context.Context, l net.Listener, pages http.Handler, log *slog.Logger,
	tend func(context.Context) error, failed <-chan struct{}) error {
	s := &http.Server{
		Handler: pages, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	group, ctx := errgroup.WithContext(ctx)
	s.BaseContext = access.Until(ctx)
	group.Go(func() error { return s.Serve(l) })
	group.Go(func() error { return tend(ctx) })
	group.Go(func() error {
		select {
		case <-failed:
			return journal.ErrDisk
		case <-ctx.Done():
			return nil
		}
	})
	group.Go(func() error {
		<-ctx.Done()
		stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
		defer cancel()
		return cmp.Or(s.Shutdown(stopping), errStopped)
	})
	if err := group.Wait(); !errors.Is(err, errStopped) && !errors.Is(err, http.ErrServerClosed) && !errors.Is(err,
		context.Canceled) {
		return err
	}
	return nil
}
