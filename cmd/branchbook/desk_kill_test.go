package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// process is a node that is started and killed again and again on the same ports.
type process struct {
	t       *testing.T
	program string
	args    []string
	cmd     *exec.Cmd
}

func (p *process) start() {
	p.t.Helper()
	p.cmd = exec.Command(p.program, p.args...)
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	var said bytes.Buffer
	p.cmd.Stderr = &said
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		_ = p.cmd.Wait() // it ended; what it said is whole now
		p.t.Fatalf("%s did not start: %v\n%s", p.args[0], err, said.String())
	}
	if !strings.Contains(line, "http://") {
		p.t.Fatalf("%s says %q", p.args[0], line)
	}
	go func() { _, _ = io.Copy(io.Discard, out) }() // ends with the process
}

func (p *process) kill() {
	_ = p.cmd.Process.Signal(syscall.SIGKILL) // may have ended
	_ = p.cmd.Wait()
}

// browser is a person's browser without script.
type browser struct {
	t      *testing.T
	base   string
	client *http.Client
}

func newBrowser(t *testing.T, address string) *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t: t, base: "http://" + address, client: &http.Client{Jar: jar, Timeout: 10 * time.Second}}
}

// send gives the page and address that a request ends at; ok is false when the server is gone.
func (b *browser) send(path string, form url.Values) (page, at string, status int, ok bool) {
	var r *http.Response
	var err error
	if form == nil {
		r, err = b.client.Get(b.base + path)
	} else {
		r, err = b.client.PostForm(b.base+path, form)
	}
	if err != nil {
		return "", "", 0, false
	}
	defer func() { _ = r.Body.Close() }() // it was read
	body, err := io.ReadAll(r.Body)
	return string(body), r.Request.URL.Path, r.StatusCode, err == nil
}

// must is a request at a server that is up.
func (b *browser) must(path string, form url.Values) (page, at string) {
	b.t.Helper()
	page, at, status, ok := b.send(path, form)
	if !ok || status >= 400 {
		b.t.Fatalf("%s: status %d, %v: %s", path, status, ok, faults(page))
	}
	return page, at
}

var (
	commandField = regexp.MustCompile(`name="command" value="([^"]+)"`)
	faultText    = regexp.MustCompile(`(?s)class="fault".*?<span>(.*?)</span>`)
	firstChoice  = `(?s)name="%s".*?<option value="([0-9a-f-]{36})"`
	tokenText    = regexp.MustCompile(`[A-Z2-7]{5}(?:-[A-Z2-7]{1,5}){10,}`)
	confirmation = regexp.MustCompile(`action="([^"]*/confirmation)"`)
)

func faults(page string) string {
	var all []string
	for _, m := range faultText.FindAllStringSubmatch(page, -1) {
		all = append(all, m[1])
	}
	return strings.Join(all, "; ")
}

func (b *browser) found(pattern *regexp.Regexp, page string) string {
	b.t.Helper()
	m := pattern.FindStringSubmatch(page)
	if m == nil {
		b.t.Fatalf("no %s on the page", pattern)
	}
	return m[len(m)-1]
}

// fill asks for a form, fills it in and sends it.
func (b *browser) fill(path, to string, fields ...string) (page, at string) {
	b.t.Helper()
	page, _ = b.must(path, nil)
	form := url.Values{"command": {b.found(commandField, page)}}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return b.must(to, form)
}

// acknowledged is a booking that the branch said is saved, with the form that made it.
type acknowledged struct {
	visit string
	form  url.Values
}

// TestNothingAcknowledgedIsLostOrDoubled books over HTTP while branch and hub are killed with SIGKILL at random
// moments. What the pages said is kept outside the system, and compared with it at the end.
func TestNothingAcknowledgedIsLostOrDoubled(t *testing.T) {
	program, dir := binary(t), t.TempDir()
	edgeAt, hubAt, syncAt, enrolAt := freeAddress(t), freeAddress(t), freeAddress(t), freeAddress(t)
	edge := &process{t: t, program: program, args: []string{"edge", "--data", filepath.Join(dir, "edge"),
		"--listen", edgeAt, "--log-level", "error"}}
	hub := &process{t: t, program: program, args: []string{"hub", "--data", filepath.Join(dir, "hub"),
		"--listen", hubAt, "--sync-listen", syncAt, "--enrol-listen", enrolAt, "--log-level", "error"}}
	edge.start()
	defer edge.kill()
	hub.start()
	defer hub.kill()
	desk, head := newBrowser(t, edgeAt), newBrowser(t, hubAt)
	client := openForBusiness(t, desk, head)

	page, _ := desk.must("/visits/new?client="+client, nil)
	service := desk.found(regexp.MustCompile(fmt.Sprintf(firstChoice, `service\.0`)), page)
	practitioner := desk.found(regexp.MustCompile(fmt.Sprintf(firstChoice, `practitioner\.0`)), page)
	seed := uint64(time.Now().UnixNano())
	t.Log("seed", seed)
	r := rand.New(rand.NewPCG(seed, 3))
	var saved []acknowledged
	on := time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, 2).Add(10 * time.Hour)
	for range kills(8, 150) {
		victim := []*process{edge, hub}[r.IntN(2)]
		dead := make(chan struct{})
		stop := time.AfterFunc(time.Duration(50+r.IntN(400))*time.Millisecond, func() {
			victim.kill()
			close(dead)
		})
		for end := time.Now().Add(500 * time.Millisecond); time.Now().Before(end); {
			if on = on.Add(15 * time.Minute); on.Hour() > 16 { // the branch is open by day
				on = on.Add(17 * time.Hour)
			}
			form := url.Values{
				"rows": {"1"}, "client": {client}, "on": {on.Format(time.DateOnly)}, "at": {on.Format("15:04")},
				"service.0": {service}, "practitioner.0": {practitioner}, "source": {"desk"}, "contract": {"none"},
			}
			page, _, _, ok := desk.send("/visits/new?client="+client, nil)
			if m := commandField.FindStringSubmatch(page); ok && m != nil {
				form.Set("command", m[1])
				_, at, status, ok := desk.send("/visits", form)
				if ok && status == http.StatusOK && strings.HasPrefix(at, "/visits/") {
					saved = append(saved, acknowledged{strings.TrimPrefix(at, "/visits/"), form})
				}
			}
		}
		if !stop.Stop() {
			<-dead
		}
		victim.kill()
		victim.start()
	}
	if len(saved) < 20 {
		t.Fatalf("only %d bookings: the loop is broken", len(saved))
	}
	checkSaved(t, desk, saved)
	waitForHub(t, desk)
	edge.kill()
	hub.kill()
	proveAll(t, program, dir)
	t.Log(len(saved), "bookings acknowledged")
}

// openForBusiness sets up branch and hub, enrols the branch, and gives a client's id.
func openForBusiness(t *testing.T, desk, head *browser) string {
	t.Helper()
	client := openAlone(t, desk)
	head.fill("/setup", "/setup", "network", "Test", "language", "en", "name", "H", "login", "hana",
		"password", "correct horse", "again", "correct horse")
	page, _ := head.fill("/enrolment", "/enrolment")
	desk.fill("/sync", "/sync/enrolment", "token", head.found(tokenText, page))
	for range 100 {
		page, _ := head.must("/enrolment", nil)
		if m := confirmation.FindStringSubmatch(page); m != nil {
			head.must(m[1], url.Values{"command": {head.found(commandField, page)}})
			waitForHub(t, desk)
			return client
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the branch's application did not arrive")
	return ""
}

// openAlone sets a branch up and gives a client's id.
func openAlone(t *testing.T, desk *browser) string {
	t.Helper()
	desk.fill("/setup", "/setup", "name", "Kill", "code", "KIL1", "kind", "salon", "currency", "JPY", "zone", "UTC",
		"language", "en", "step", "15", "first_weekday", "1")
	desk.fill("/setup/manager", "/setup/manager", "name", "M", "login", "mira", "password", "correct horse",
		"again", "correct horse")
	desk.fill("/settings/services/new", "/settings/services/new", "name", "Cut", "length", "15", "price", "1000")
	fields := []string{"name", "Ann Bell"}
	for day := range 7 {
		fields = append(fields, fmt.Sprintf("from.%d.0", day), "00:00", fmt.Sprintf("to.%d.0", day), "23:45")
	}
	desk.fill("/settings/practitioners/new", "/settings/practitioners/new", fields...)
	_, at := desk.fill("/clients/new", "/clients", "family", "Client", "given", "One", "phone.0", "+81312345678")
	return strings.TrimPrefix(at, "/clients/")
}

// checkSaved sends every acknowledged form again: it must lead to the same visit.
func checkSaved(t *testing.T, desk *browser, saved []acknowledged) {
	t.Helper()
	for _, s := range saved {
		_, at := desk.must("/visits", s.form)
		if strings.TrimPrefix(at, "/visits/") != s.visit {
			t.Errorf("visit %s was lost or doubled: its form now leads to %s", s.visit, at)
		}
	}
}

var waiting = regexp.MustCompile(`(?m)^branchbook_(waiting_commits|link_up) (\S+)$`)

// waitForHub waits until headquarters is known to have everything.
func waitForHub(t *testing.T, desk *browser) {
	t.Helper()
	last := ""
	for range 900 {
		page, _ := desk.must("/metrics", nil)
		values := map[string]string{}
		for _, m := range waiting.FindAllStringSubmatch(page, -1) {
			values[m[1]] = m[2]
		}
		if last = fmt.Sprint(values); values["waiting_commits"] == "0" && values["link_up"] == "1" {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("headquarters did not get everything: ", last)
}
