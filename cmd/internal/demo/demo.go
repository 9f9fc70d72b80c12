package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"branchbook/cmd/internal/network"
	edgeweb "branchbook/edge/web"
	hubweb "branchbook/hub/web"
	"branchbook/sync/access"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/link/cutter"
	"branchbook/ui/head"
	"branchbook/ui/kit"
	"branchbook/ui/static"
	"branchbook/ui/text"
)

// Options say how the demonstration runs.
type Options struct {
	Dir     string // kept between runs
	Fresh   bool   // throw away what is there
	Port    int    // of the start page; the hub and the branches follow. 0 takes any free ones
	Days    int    // of history; 90 when 0
	Version string
	Out     io.Writer
	Log     *slog.Logger
}

// ahead is how many days are booked in advance.
const ahead = 12

// Demo is the running demonstration.
type Demo struct {
	o     Options
	n     *network.Network
	pages []served
	hub   string
	start string
}

// served is a page with its address.
type served struct {
	name    string
	address string
	listen  net.Listener
	handler http.Handler
}

// Run makes the history if there is none, serves the pages, and prints where they are, until ctx ends.
func Run(ctx context.Context, o Options) (err error) {
	if o.Days == 0 {
		o.Days = 90
	}
	if o.Fresh {
		if err := os.RemoveAll(o.Dir); err != nil {
			return err
		}
	}
	d := &Demo{o: o}
	if err := d.listen(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.close()) }()
	if err := d.build(ctx); err != nil {
		return err
	}
	if err := d.mount(); err != nil {
		return err
	}
	d.tell()
	return d.serve(ctx)
}

// listen takes the ports first, so that a busy one is said before anything is made.
func (d *Demo) listen() error {
	names := []string{"start", "hub"}
	for _, h := range houses() {
		names = append(names, h.folder)
	}
	for i, name := range names {
		port := 0
		if d.o.Port != 0 {
			port = d.o.Port + i
		}
		l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err != nil {
			return fmt.Errorf("the demonstration needs port %d: %w", port, err)
		}
		d.pages = append(d.pages, served{name: name, address: l.Addr().String(), listen: l})
	}
	d.start, d.hub = d.pages[0].address, d.pages[1].address
	return nil
}

const doneFile = "demo.done"

// build opens the network, writing the history first when there is none.
func (d *Demo) build(ctx context.Context) error {
	done := filepath.Join(d.o.Dir, doneFile)
	_, err := os.Stat(done)
	fresh := errors.Is(err, os.ErrNotExist)
	if fresh {
		if err := d.invent(ctx); err != nil {
			return err
		}
		if err := os.WriteFile(done, nil, 0o600); err != nil {
			return err
		}
	}
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
	return network.Options{Dir: d.o.Dir, Version: d.o.Version, Sync: level, Log: d.o.Log}
}

// invent writes the history: each branch lives through its days alone, then the lines carry it to the hub.
func (d *Demo) invent(ctx context.Context) (err error) {
	if err := os.RemoveAll(d.o.Dir); err != nil {
		return err
	}
	began := time.Now()
	fmt.Fprintf(d.o.Out, "Writing %d days of history for three branches …\n", d.o.Days)
	n, err := network.Open(ctx, d.options(journal.Off))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	err = n.Hub.OpenHub(ctx, fact.DerivedID("demo", "hub"), "Headquarters", "hq", password)
	if err = errors.Join(err, n.Hub.Local.Remember("network name", "Aurora")); err != nil {
		return err
	}
	now := time.Now()
	group, living := errgroup.WithContext(ctx)
	for i, h := range houses() {
		c := &clock{}
		c.set(now.AddDate(0, 0, -d.o.Days-3))
		b, err := n.Add(ctx, h.folder, c)
		if err != nil {
			return err
		}
		w := &writer{ctx: living, b: b, h: h, clock: c, r: rand.New(rand.NewPCG(2026, uint64(i)))}
		group.Go(func() error {
			if err := w.write(d.o.Days, ahead, now); err != nil {
				return fmt.Errorf("history of %s: %w", w.h.folder, err)
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	fmt.Fprintf(d.o.Out, "… written in %s; headquarters hears of it …\n", time.Since(began).Round(100*time.Millisecond))
	for _, b := range n.Branches {
		if err := n.Enrol(ctx, b); err != nil {
			return err
		}
	}
	return n.Settled(ctx)
}

// mount makes the handlers.
func (d *Demo) mount() (err error) {
	if d.pages[0].handler, err = d.startPage(); err != nil {
		return err
	}
	if d.pages[1].handler, err = hubweb.New(d.n.Hub, hubweb.Options{Listen: d.hub, Log: d.o.Log}); err != nil {
		return err
	}
	for i, b := range d.n.Branches {
		p := &d.pages[2+i]
		if p.handler, err = edgeweb.New(b.Edge, edgeweb.Options{Listen: p.address, Log: d.o.Log}); err != nil {
			return err
		}
	}
	return nil
}

func (d *Demo) tell() {
	fmt.Fprintf(d.o.Out, "\nOpen http://%s\n\n", d.start)
	fmt.Fprintf(d.o.Out, "  headquarters  http://%s   sign in as hq\n", d.hub)
	for i, h := range houses() {
		fmt.Fprintf(d.o.Out, "  %-12s  http://%s   sign in as manager or desk\n", h.folder, d.pages[2+i].address)
	}
	fmt.Fprintf(d.o.Out, "\nThe password is %s everywhere. Ctrl-C stops; what was done stays in %s.\n", password,
		d.o.Dir)
}

func (d *Demo) serve(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, p := range d.pages {
		s := &http.Server{Handler: p.handler, ReadHeaderTimeout: 10 * time.Second, BaseContext: access.Until(ctx)}
		group.Go(func() error { return s.Serve(p.listen) })
		group.Go(func() error {
			<-ctx.Done()
			stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
			defer cancel()
			return errors.Join(s.Shutdown(stopping), ctx.Err())
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

// startPage is the page with the addresses and the switches.
func (d *Demo) startPage() (http.Handler, error) {
	if err := static.Ready(); err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("GET "+static.Prefix, static.Handler())
	mux.HandleFunc("GET /favicon.ico", access.NoIcon)
	mux.HandleFunc("GET /{$}", d.showStart)
	mux.HandleFunc("POST /lines/{name}", d.turn)
	return access.Headers(access.Hosts(d.start)(access.SameOrigin(mux))), nil
}

func (d *Demo) showStart(w http.ResponseWriter, r *http.Request) {
	t := text.For("en")
	v := head.Demo{Hub: head.DemoPlace{
		Name: "Headquarters", Beneath: t.T("demo.hub"), URL: "http://" + d.hub, Login: "hq", Password: password,
	}}
	for i, h := range houses() {
		b := d.n.Branches[i]
		st, err := b.Standing(r.Context())
		if err != nil {
			http.Error(w, "the branch does not answer", http.StatusInternalServerError)
			return
		}
		v.Lines = append(v.Lines, head.DemoLine{
			DemoPlace: head.DemoPlace{
				Name: h.settings.Name, Beneath: h.settings.Zone + " · " + string(h.settings.Currency),
				URL: "http://" + d.pages[2+i].address, Login: "manager", Password: password,
			},
			Cut: b.Line.Mode() != cutter.Whole, Waiting: int(st.Waiting), Form: kit.Form{Text: t, Action: "/lines/" +
				h.folder},
		})
	}
	if err := kit.Respond(w, r, http.StatusOK, head.DemoPage(t, v)); err != nil {
		http.Error(w, "the page could not be made", http.StatusInternalServerError)
	}
}

// turn cuts a line that is whole and mends one that is cut.
func (d *Demo) turn(w http.ResponseWriter, r *http.Request) {
	for _, b := range d.n.Branches {
		if b.Name != r.PathValue("name") {
			continue
		}
		to := cutter.Cut
		if b.Line.Mode() != cutter.Whole {
			to = cutter.Whole
		}
		b.Line.Set(to)
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return
	}
	http.NotFound(w, r)
}
