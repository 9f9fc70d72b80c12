package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"branchbook/cmd/internal/network"
	edgeweb "branchbook/edge/web"
	hubweb "branchbook/hub/web"
	"branchbook/sync/access"
	"branchbook/sync/journal"
	"branchbook/sync/link"
	"branchbook/ui/static"
)

// Options say how the demonstration runs.
type Options struct {
	Dir     string // kept between runs
	Fresh   bool   // throw away what an earlier demonstration left there
	Port    int    // of the start page; the hub and the branches follow. 0 takes any free ones
	Days    int    // of history; 90 when 0
	Version string
	Out     io.Writer
	Log     *slog.Logger

	now    time.Time   // when the history ends; the wall clock's now when zero
	timing link.Timing // of the lines
}

// Demo is the running demonstration.
type Demo struct {
	o     Options
	n     *network.Network
	pages []served // the start page, headquarters, then the branches in the order of [houses]
}

// served is a page with its address.
type served struct {
	name    string
	listen  net.Listener
	handler http.Handler
}

func (s served) address() string { return s.listen.Addr().String() }
func (s served) url() string     { return "http://" + s.address() }

// Run makes the history if there is none, serves the pages, and prints where they are, until ctx ends. A folder
// that no demonstration made and a port in use are errors of one line.
func Run(ctx context.Context, o Options) error {
	return run(ctx, o, func(*Demo) {})
}

// run is [Run]; ready is called when the pages are about to be served.
func run(ctx context.Context, o Options, ready func(*Demo)) (err error) {
	if o.Days < 0 {
		return fmt.Errorf("%d days are no history", o.Days)
	}
	if o.Days == 0 {
		o.Days = 90
	}
	if o.now.IsZero() {
		o.now = time.Now()
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if err := static.Ready(); err != nil {
		return err // before half a minute of history is written for nobody to look at
	}
	d := &Demo{o: o}
	defer func() { err = errors.Join(err, d.close()) }()
	if err := d.listen(); err != nil {
		return err
	}
	if err := d.build(ctx); err != nil {
		return err
	}
	if err := d.mount(); err != nil {
		return err
	}
	d.tell()
	ready(d)
	return d.serve(ctx)
}

// listen takes the ports first, so that a busy one is said before anything is made.
func (d *Demo) listen() error {
	names := []string{"the start page", "headquarters"}
	for _, h := range houses() {
		names = append(names, h.folder)
	}
	for i, name := range names {
		port := 0
		if d.o.Port != 0 {
			port = d.o.Port + i
		}
		if port > 65535 {
			return fmt.Errorf("port %d for %s is beyond the last one, 65535", port, name)
		}
		l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err != nil {
			return fmt.Errorf("port %d for %s is not free; choose others with --port: %w", port, name, err)
		}
		d.pages = append(d.pages, served{name: name, listen: l})
	}
	return nil
}

// build opens the network, writing the history first when there is none.
func (d *Demo) build(ctx context.Context) error {
	written, err := prepare(d.o.Dir, d.o.Fresh)
	if err != nil {
		return err
	}
	if written.IsZero() {
		if err := d.invent(ctx); err != nil {
			return err
		}
		if err := seal(d.o.Dir, d.o.now); err != nil {
			return err
		}
	} else if days := int(d.o.now.Sub(written).Hours() / 24); days > 0 {
		d.say("The history here was written %d days ago; --fresh writes a new one.\n", days)
	}
	return d.open(ctx)
}

// open opens the network as it runs from now on: on the wall clock, with every commit flushed.
func (d *Demo) open(ctx context.Context) (err error) {
	if d.n, err = network.Open(ctx, d.options(journal.Full)); err != nil {
		return err
	}
	for _, h := range houses() {
		b, err := d.n.Add(ctx, h.folder, nil)
		if err != nil {
			return err
		}
		if err := d.n.Enrol(ctx, b); err != nil {
			return err
		}
	}
	waiting, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	return d.n.Settled(waiting)
}

func (d *Demo) options(level journal.Sync) network.Options {
	return network.Options{Dir: d.o.Dir, Version: d.o.Version, Sync: level, Log: d.o.Log, Timing: d.o.timing}
}

// mount makes the handlers.
func (d *Demo) mount() (err error) {
	d.pages[0].handler = d.startPage()
	hub := &d.pages[1]
	hub.handler, err = hubweb.New(d.n.Hub, hubweb.Options{Listen: hub.address(), Log: d.o.Log})
	if err != nil {
		return err
	}
	for i, b := range d.n.Branches {
		p := &d.pages[2+i]
		p.handler, err = edgeweb.New(b.Edge, edgeweb.Options{Listen: p.address(), Log: d.o.Log})
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *Demo) say(format string, args ...any) { _, _ = fmt.Fprintf(d.o.Out, format, args...) }

func (d *Demo) tell() {
	d.say("\nOpen %s\n\n", d.pages[0].url())
	d.say("  headquarters  %s   sign in as hq\n", d.pages[1].url())
	for _, p := range d.pages[2:] {
		d.say("  %-12s  %s   sign in as manager or desk\n", p.name, p.url())
	}
	d.say("\nThe password is %s everywhere. Ctrl-C stops; what was done stays in %s.\n", password, d.o.Dir)
}

// stopTimeout is how long answers under way may take when the demonstration stops.
const stopTimeout = 2 * time.Second

func (d *Demo) serve(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, p := range d.pages {
		s := &http.Server{
			Handler: p.handler, ReadHeaderTimeout: 10 * time.Second, BaseContext: access.Until(ctx),
			ErrorLog: slog.NewLogLogger(d.o.Log.Handler(), slog.LevelDebug),
		}
		group.Go(func() error { return s.Serve(p.listen) })
		group.Go(func() error {
			<-ctx.Done()
			stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
			defer cancel()
			if s.Shutdown(stopping) != nil {
				_ = s.Close() // whoever is not ready by now is cut off
			}
			return ctx.Err()
		})
	}
	for _, b := range d.n.Branches {
		group.Go(func() error { return b.Tend(ctx) })
	}
	group.Go(func() error { return d.n.Hub.Tend(ctx) })
	if err := group.Wait(); !errors.Is(err, context.Canceled) && !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (d *Demo) close() error {
	for _, p := range d.pages {
		_ = p.listen.Close() // closed with its server, if that was started
	}
	if d.n == nil {
		return nil
	}
	return d.n.Close()
}
