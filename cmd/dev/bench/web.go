package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"branchbook/ui/desk"
)

// What people and their browsers get: whole answers of the program over HTTP, with session, permission and templates,
// beside the thin server. The clients are goroutines of this process with connections kept alive; the processor time is
// the server's alone.
const (
	thinPing   = "http: thin, ping, 8 clients"
	thinStatic = "http: thin, static page, 8 clients"
	thinAppend = "http: thin, page by appends, 8 clients"
	thinDay    = "http: thin, day from SQLite by appends, big book, 8 clients"
	dayKept    = "http: day page, unchanged, 8 clients"
	bookAlone  = "http: booking, 8 clients, big book"
	dayAlone   = "http: day pages, 4 clients, big book"
)

var pages = []measure{
	{name: thinPing, run: thinGet("/ping", (*lab).small)},
	{name: thinStatic, run: thinGet("/static", (*lab).small)},
	{name: thinAppend, run: thinGet("/append", (*lab).small)},
	{name: thinDay, run: thinGet("/day", (*lab).big)},
	{name: dayKept, baseline: thinStatic, also: thinAppend, goal: "8: ≥ 0.7 append; 10: ≥ 0.5 static",
		run: dayGet((*lab).small, 8, asked{})},
	{name: "http: day page, compressed, 8 clients", baseline: dayKept, run: dayGet((*lab).small, 8, asked{zip: true})},
	{name: "http: day page the browser has (304), 8 clients", baseline: thinPing, goal: "10: ≥ 0.6",
		run: dayGet((*lab).small, 8, asked{again: true})},
	{name: "http: day page from SQLite, big book, 8 clients", baseline: thinDay, goal: "9: ≥ 0.9",
		run: dayGet((*lab).big, 8, asked{days: 300})},
	{name: "http: day page from SQLite, big book, 1 client", baseline: thinDay,
		run: dayGet((*lab).big, 1, asked{days: 300})},
	{name: "http: day page, bytes", unit: "KiB", rounds: 1, run: pageBytes(false)},
	{name: "http: day page, bytes compressed", unit: "KiB", rounds: 1, run: pageBytes(true)},
}

var webBookings = slices.Concat(bookingsOver(1, "≥ 0.55"), bookingsOver(8, "≥ 1.8"), bookingsOver(32, "≥ 2.5"),
	bookingsOver(128, "≥ 3"), []measure{
		{name: bookAlone, run: bookOver((*lab).big, 8, 0)},
		{name: dayAlone, run: dayGet((*lab).big, 4, asked{days: 7})},
		{name: "http: booking, 8 clients, while 4 reload day pages", baseline: bookAlone, goal: "5: ≥ 0.5",
			run: bookOver((*lab).big, 8, 4)},
		{name: "http: day pages, 4 clients, while 8 book", baseline: dayAlone, goal: "5: ≥ 0.6", run: daysWhileBooking},
		{name: "http: log of the database after booking, 32 clients", unit: "MiB", goal: "4: ≤ 64", run: logSize},
	})

// bookingsOver is the thin server's booking and the product's, with so many clients.
func bookingsOver(clients int, goal string) []measure {
	thin := fmt.Sprintf("http: booking, thin server, %d clients", clients)
	return []measure{
		{name: thin, baseline: thinBooking, run: thinPost(clients)},
		{name: fmt.Sprintf("http: booking, %d clients", clients), baseline: rawBooking, also: thin,
			goal: "2: " + goal + "; 3: cpu ≤ 1.25 thin", run: bookOver((*lab).small, clients, 0)},
	}
}

// over is [round.loop] with the processor time of the server.
func (r *round) over(p *process, clients int, op func(int) error) error {
	before, err := p.cpuTime()
	if err != nil {
		return err
	}
	if err := r.loop(clients, op); err != nil {
		return err
	}
	after, err := p.cpuTime()
	r.cpu = after - before
	return err
}

// cpuTime is what a process has used so far, as Linux tells it in hundredths of a second.
func (p *process) cpuTime() (time.Duration, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		return 0, fmt.Errorf("only Linux tells: %w", err)
	}
	_, rest, _ := strings.Cut(string(raw), ") ") // the name before it may hold anything
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0, errors.New("unknown form of /proc/…/stat")
	}
	user, _ := strconv.Atoi(fields[11])
	system, err := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond, err
}

// kill ends a server that has nothing to lose.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
}

// plain is a client without cookies that follows nothing and unpacks nothing.
func plain() *http.Client {
	return &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: 256, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// ask sends one request and reads the answer, which must have the status.
func ask(c *http.Client, q *http.Request, status int) (http.Header, int64, error) {
	answer, err := c.Do(q)
	if err != nil {
		return nil, 0, err
	}
	n, err := io.Copy(io.Discard, answer.Body)
	if err := errors.Join(err, answer.Body.Close()); err != nil {
		return nil, n, err
	}
	if answer.StatusCode != status {
		return nil, n, fmt.Errorf("%s %s: %s", q.Method, q.URL.Path, answer.Status)
	}
	return answer.Header, n, nil
}

func (r *round) thinAt(find func(*lab) (*salon, error)) (*process, *http.Client, error) {
	s, err := r.copied(find)
	if err != nil {
		return nil, nil, err
	}
	p, err := r.lab.thin(s)
	if err != nil {
		return nil, nil, err
	}
	c := plain()
	return p, c, p.get(c, "/ping")
}

func thinGet(path string, find func(*lab) (*salon, error)) func(*round) error {
	return func(r *round) error {
		p, c, err := r.thinAt(find)
		if err != nil {
			return err
		}
		defer p.kill()
		return r.over(p, 8, func(int) error { return p.get(c, path) })
	}
}

func thinPost(clients int) func(*round) error {
	return func(r *round) error {
		p, c, err := r.thinAt((*lab).small)
		if err != nil {
			return err
		}
		defer p.kill()
		return r.over(p, clients, func(int) error {
			body := strings.NewReader(form("x", "2026-01-05", 600).Encode())
			q, err := http.NewRequest(http.MethodPost, p.origin+"/book", body)
			if err != nil {
				return err
			}
			q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			_, _, err = ask(c, q, http.StatusSeeOther)
			return err
		})
	}
}

// form is what a browser sends to book.
func form(client, on string, minute int) url.Values {
	return url.Values{
		"command": {newBy().Command}, "client": {client}, "on": {on}, "rows": {"1"}, "source": {"phone"},
		"at": {fmt.Sprintf("%02d:%02d", minute/60, minute%60)}, "contract": {""}, "note": {""},
	}
}

// shop is the program running over a copy of a salon, with somebody signed in.
type shop struct {
	*process
	s *salon
	c *http.Client
}

func (r *round) shop(find func(*lab) (*salon, error)) (*shop, error) {
	s, err := r.copied(find)
	if err != nil {
		return nil, err
	}
	p, err := r.start(s.dir)
	if err != nil {
		return nil, err
	}
	signed, err := p.signIn()
	if err != nil {
		p.kill()
		return nil, err
	}
	c := plain()
	c.Jar = signed.Jar
	return &shop{p, s, c}, nil
}

func (h *shop) book() error {
	on, minute, who, client := h.s.slot(int(h.s.next.Add(1) - 1))
	v := form(string(client), string(on), minute)
	v.Set("service.0", string(h.s.service))
	v.Set("practitioner.0", string(who))
	q, err := http.NewRequest(http.MethodPost, h.origin+desk.VisitsPath, strings.NewReader(v.Encode()))
	if err != nil {
		return err
	}
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	_, _, err = ask(h.c, q, http.StatusSeeOther)
	return err
}

// asked is how a day page is asked for.
type asked struct {
	zip   bool
	again bool // with the tag of the answer before
	days  int  // so many days in turn; 0: the same again and again
}

// day asks for the n-th of the days; tag is that of the answer before.
func (h *shop) day(how asked, n int, tag string) (http.Header, int64, error) {
	q, err := http.NewRequest(http.MethodGet, h.origin+desk.DayPath(h.s.from.AddDays(n%max(1, how.days))), nil)
	if err != nil {
		return nil, 0, err
	}
	if how.zip {
		q.Header.Set("Accept-Encoding", "gzip")
	}
	status := http.StatusOK
	if tag != "" {
		q.Header.Set("If-None-Match", tag)
		status = http.StatusNotModified
	}
	return ask(h.c, q, status)
}

func dayGet(find func(*lab) (*salon, error), clients int, how asked) func(*round) error {
	return func(r *round) error {
		h, err := r.shop(find)
		if err != nil {
			return err
		}
		defer h.kill()
		head, _, err := h.day(how, 0, "")
		if err != nil {
			return err
		}
		tag := ""
		if how.again {
			tag = head.Get("ETag")
		}
		var n atomic.Int64
		return r.over(h.process, clients, func(int) error {
			_, _, err := h.day(how, int(n.Add(1)), tag)
			return err
		})
	}
}

func pageBytes(zip bool) func(*round) error {
	return func(r *round) error {
		h, err := r.shop((*lab).small)
		if err != nil {
			return err
		}
		defer h.kill()
		_, n, err := h.day(asked{zip: zip}, 0, "")
		r.value(float64(n) / 1024)
		return err
	}
}

// beside runs op with so many clients until the returned function is called, which gives the first error.
func beside(clients int, op func(n int) error) (stop func() error) {
	done := make(chan struct{})
	errs := make(chan error, clients)
	for range clients {
		go func() {
			for n := 0; ; n++ {
				select {
				case <-done:
					errs <- nil
					return
				default:
				}
				if err := op(n); err != nil {
					errs <- err
					return
				}
			}
		}()
	}
	return func() error {
		close(done)
		var all error
		for range clients {
			all = errors.Join(all, <-errs)
		}
		return all
	}
}

// bookOver books, while others reload the days of the first week.
func bookOver(find func(*lab) (*salon, error), clients, readers int) func(*round) error {
	return func(r *round) error {
		h, err := r.shop(find)
		if err != nil {
			return err
		}
		defer h.kill()
		stop := beside(readers, func(n int) error {
			_, _, err := h.day(asked{days: 7}, n, "")
			return err
		})
		err = r.over(h.process, clients, func(int) error { return h.book() })
		return errors.Join(err, stop())
	}
}

func daysWhileBooking(r *round) error {
	h, err := r.shop((*lab).big)
	if err != nil {
		return err
	}
	defer h.kill()
	stop := beside(8, func(int) error { return h.book() })
	var n atomic.Int64
	err = r.over(h.process, 4, func(int) error {
		_, _, err := h.day(asked{days: 7}, int(n.Add(1)), "")
		return err
	})
	return errors.Join(err, stop())
}

func logSize(r *round) error {
	h, err := r.shop((*lab).small)
	if err != nil {
		return err
	}
	defer h.kill()
	stop := beside(32, func(int) error { return h.book() })
	var largest int64
	for began := time.Now(); time.Since(began) < 2*r.span; time.Sleep(20 * time.Millisecond) {
		if info, err := os.Stat(filepath.Join(h.s.dir, "book.db-wal")); err == nil {
			largest = max(largest, info.Size())
		}
	}
	r.value(float64(largest) / (1 << 20))
	return stop()
}
