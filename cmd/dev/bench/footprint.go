package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"branchbook/ui/desk"
)

const coldEmpty = "cold start to a day page, small book"

var footprint = []measure{
	{name: coldEmpty, unit: "ms", run: coldStart((*lab).small)},
	{name: "cold start to a day page, big book", baseline: coldEmpty, unit: "ms", goal: "19: ≤ 30 ms",
		run: coldStart((*lab).big)},
	{name: "memory, idle, big book", unit: "MiB", goal: "20: ≤ 40", rounds: heavyRounds, run: memory(0)},
	{name: "memory, 32 clients reading days, big book", unit: "MiB", goal: "20: ≤ 110", rounds: heavyRounds,
		run: memory(32)},
	{name: "binary, stripped", unit: "MiB", goal: "21: ≤ 24", rounds: 1, run: binarySize},
}

// program builds the program as it is released, once a run.
func (l *lab) program() (string, error) {
	return share(l, "program", func(dir string) (string, error) {
		path, err := filepath.Abs(filepath.Join(dir, "branchbook"))
		if err != nil {
			return "", err
		}
		out, err := exec.Command("go", "build", "-ldflags=-s -w", "-o", path, "./cmd/branchbook").
			CombinedOutput()
		if err != nil {
			return "", fmt.Errorf("go build: %w: %.200s", err, out)
		}
		return path, nil
	})
}

func binarySize(r *round) error {
	path, err := r.program()
	if err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	r.value(float64(info.Size()) / (1 << 20))
	return nil
}

// process is the program running a branch.
type process struct {
	cmd    *exec.Cmd
	said   bytes.Buffer
	origin string
	began  time.Time
}

// start runs the program as a branch in dir.
func (l *lab) start(dir string) (*process, error) {
	path, err := l.program()
	if err != nil {
		return nil, err
	}
	return spawn(path, func(address string) []string {
		return []string{"edge", "--data", dir, "--listen", address, "--log-level", "error"}
	})
}

// spawn runs a server at a free address.
func spawn(path string, args func(address string) []string) (*process, error) {
	probe, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	address := probe.Addr().String()
	if err := probe.Close(); err != nil {
		return nil, err
	}
	p := &process{origin: "http://" + address}
	p.cmd = exec.Command(path, args(address)...)
	p.cmd.Stderr = &p.said
	p.began = time.Now()
	return p, p.cmd.Start()
}

func (p *process) stop() error {
	_ = p.cmd.Process.Signal(syscall.SIGTERM) // gone already: Wait says so
	if err := p.cmd.Wait(); err != nil {
		return fmt.Errorf("the program: %w: %.200s", err, &p.said)
	}
	return nil
}

// get asks for a page until the program answers, and reads it. Only a page is an answer, not the way to sign in.
func (p *process) get(c *http.Client, path string) error {
	for {
		answer, err := c.Get(p.origin + path)
		if err == nil {
			_, err = io.Copy(io.Discard, answer.Body)
			if answer.Body.Close(); err == nil && answer.Request.URL.Path != path {
				err = fmt.Errorf("%s led to %s", path, answer.Request.URL.Path)
			}
			if err == nil && answer.StatusCode != http.StatusOK {
				err = fmt.Errorf("%s: %s", path, answer.Status)
			}
			return err
		}
		if !errors.Is(err, syscall.ECONNREFUSED) || time.Since(p.began) > 30*time.Second {
			return err
		}
		time.Sleep(200 * time.Microsecond)
	}
}

// signIn gives a client that the program knows, and goes on knowing after a restart.
func (p *process) signIn() (*http.Client, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	c := &http.Client{Jar: jar, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	if err := p.get(c, desk.SignInPath); err != nil {
		return nil, err
	}
	answer, err := c.PostForm(p.origin+desk.SignInPath, url.Values{"login": {login}, "password": {password}})
	if err != nil {
		return nil, err
	}
	return c, errors.Join(answer.Body.Close(), p.get(c, desk.DayPath("2026-01-05")))
}

// coldStart signs in, stops the program, and times the way from starting it again to a whole day page.
func coldStart(find func(*lab) (*salon, error)) func(*round) error {
	return func(r *round) error {
		s, err := r.copied(find)
		if err != nil {
			return err
		}
		warm, err := r.start(s.dir)
		if err != nil {
			return err
		}
		c, err := warm.signIn()
		if err := errors.Join(err, warm.stop()); err != nil {
			return err
		}
		p, err := r.start(s.dir)
		if err != nil {
			return err
		}
		err = p.get(c, desk.DayPath(s.from)) // cookies belong to a host, whatever the port
		r.value(float64(time.Since(p.began).Microseconds()) / 1000)
		return errors.Join(err, p.stop())
	}
}

// memory is the resident set after a first page, or after clients read days for a span.
func memory(clients int) func(*round) error {
	return func(r *round) error {
		s, err := r.copied((*lab).big)
		if err != nil {
			return err
		}
		p, err := r.start(s.dir)
		if err != nil {
			return err
		}
		mib, err := p.use(s, clients, r.span)
		r.value(mib)
		return errors.Join(err, p.stop())
	}
}

func (p *process) use(s *salon, clients int, span time.Duration) (float64, error) {
	if clients == 0 {
		if err := p.get(http.DefaultClient, desk.SignInPath); err != nil {
			return 0, err
		}
		return resident(p.cmd.Process.Pid)
	}
	c, err := p.signIn()
	if err != nil {
		return 0, err
	}
	var group sync.WaitGroup
	errs, start := make([]error, clients), time.Now()
	for i := range clients {
		group.Go(func() {
			for errs[i] == nil && time.Since(start) < span {
				errs[i] = p.get(c, desk.DayPath(s.from.AddDays(i%7)))
			}
		})
	}
	group.Wait()
	if err := errors.Join(errs...); err != nil {
		return 0, err
	}
	return resident(p.cmd.Process.Pid)
}

// resident is a process's memory in MiB, as Linux tells it.
func resident(pid int) (float64, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, fmt.Errorf("only Linux tells: %w", err)
	}
	for line := range strings.Lines(string(raw)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kib, err := strconv.Atoi(strings.Fields(rest)[0])
			return float64(kib) / 1024, err
		}
	}
	return 0, errors.New("the system tells no resident set")
}
