package demo

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"branchbook/edge/desk"
	"branchbook/sync/catalogue"
	"branchbook/sync/fact"
	"branchbook/ui/head"
	"branchbook/ui/text"
)

// running starts a demonstration on any ports and stops it with the test.
func running(t *testing.T, o Options) *Demo {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	up, ended := make(chan *Demo, 1), make(chan error, 1)
	go func() { ended <- run(ctx, o, func(d *Demo) { up <- d }) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	select {
	case d := <-up:
		return d
	case err := <-ended:
		ended <- nil
		t.Fatal(err)
	}
	return nil
}

// until waits for what the lines do in their own time.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("waited in vain:", what)
		}
	}
}

func TestTheSwitchCutsAndMends(t *testing.T) {
	o := Options{Dir: t.TempDir(), Days: 1, Version: "test", Out: t.Output(), timing: quick}
	d := running(t, o)
	tokyo := d.n.Branches[1]
	waiting := func() int { return view(t, d).Lines[1].Waiting }
	if tour := view(t, d).Tour; !strings.HasPrefix(tour.Day, d.pages[3].url()+"/calendar/") ||
		!strings.Contains(get(t, d.pages[0].url()), tour.Day) {
		t.Errorf("the tour begins at %q", tour.Day)
	}

	press(t, d, "tokyo")
	if !view(t, d).Lines[1].Cut || view(t, d).Lines[0].Cut {
		t.Fatal("another line was cut")
	}
	until(t, "the branch notices", func() bool { s, _ := tokyo.Standing(t.Context()); return !s.Up })
	work(t, d, 3)
	if waiting() < 3 || d.n.Hub.Book.Head(tokyo.Node) == tokyo.Book.Head(tokyo.Node) {
		t.Error("what was done behind a cut line arrived at headquarters")
	}
	if page := get(t, d.pages[0].url()); !strings.Contains(page, text.For("en").T("demo.mend")) {
		t.Error("the page does not offer to mend the line")
	}
	press(t, d, "tokyo")
	until(t, "the line drains", func() bool { return waiting() == 0 })
	if d.n.Hub.Book.Head(tokyo.Node) != tokyo.Book.Head(tokyo.Node) {
		t.Error("nothing waits, and headquarters does not know everything")
	}
	for _, p := range d.pages {
		get(t, p.url())
	}
}

func TestTheSwitchIsPressedOnItsOwnPageOnly(t *testing.T) {
	d := running(t, Options{Dir: t.TempDir(), Days: 1, Version: "test", Out: t.Output(), timing: quick})
	for name, change := range map[string]func(*http.Request){
		"elsewhere": func(r *http.Request) { r.Header.Set("Origin", "http://elsewhere.example") },
		"renamed":   func(r *http.Request) { r.Host = "elsewhere.example" },
		"unknown":   func(r *http.Request) { r.URL.Path = "/lines/paris" },
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, d.pages[0].url()+"/lines/kyiv", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Origin", d.pages[0].url())
		change(r)
		res, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		if err := res.Body.Close(); err != nil {
			t.Fatal(err)
		}
		if res.StatusCode < 400 || view(t, d).Lines[2].Cut {
			t.Errorf("%s: %s", name, res.Status)
		}
	}
}

// TestOneBrowserIsSignedInEverywhere has one jar of cookies for all pages: cookies know hosts, not ports.
func TestOneBrowserIsSignedInEverywhere(t *testing.T) {
	d := running(t, Options{Dir: t.TempDir(), Days: 1, Version: "test", Out: t.Output(), timing: quick})
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar}
	where := func(res *http.Response, err error) string {
		if err == nil {
			err = res.Body.Close()
		}
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatal(res, err)
		}
		return res.Request.URL.Path
	}
	for i, p := range d.pages[1:] {
		login := "manager"
		if i == 0 {
			login = "hq"
		}
		form := url.Values{"login": {login}, "password": {password}}
		if at := where(browser.PostForm(p.url()+head.SignInPath, form)); at == head.SignInPath {
			t.Fatalf("%s: %s cannot sign in", p.name, login)
		}
	}
	for _, p := range d.pages[1:] {
		if at := where(browser.Get(p.url())); at == head.SignInPath {
			t.Errorf("%s: signed out by signing in elsewhere", p.name)
		}
	}
}

func TestTheStartPageSpeaks(t *testing.T) {
	d := running(t, Options{Dir: t.TempDir(), Days: 1, Version: "test", Out: t.Output(), timing: quick})
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar}
	for _, lang := range append(text.Langs, "tlh") { // an unknown one changes nothing
		res, err := browser.Get(d.pages[0].url() + "/language?lang=" + lang)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(res.Body)
		if err = errors.Join(err, res.Body.Close()); err != nil {
			t.Fatal(err)
		}
		want := text.For(text.Langs[len(text.Langs)-1])
		if slices.Contains(text.Langs, lang) {
			want = text.For(lang)
		}
		if !strings.Contains(string(raw), want.T("demo.title")) {
			t.Errorf("%s: the page is in another language", lang)
		}
	}
}

// TestWhatWasDoneStays starts the same folder twice.
func TestWhatWasDoneStays(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	o := Options{Dir: dir, Days: 1, Version: "test", Out: t.Output(), timing: quick}
	var heads []int64
	t.Run("first", func(t *testing.T) {
		d := running(t, o)
		work(t, d, 2)
		for _, b := range d.n.Branches {
			heads = append(heads, b.Book.Head(b.Node).Height)
		}
	})
	t.Run("second", func(t *testing.T) {
		d := running(t, o)
		work(t, d, 1)
		for i, b := range d.n.Branches {
			if b.Book.Head(b.Node).Height <= heads[i] {
				t.Error(b.Name, "lost what was done")
			}
		}
	})
}

func TestAForeignFolderIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	letter := filepath.Join(dir, "letter")
	if err := os.WriteFile(letter, []byte("dear"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, fresh := range []bool{false, true} {
		if _, err := prepare(dir, fresh); err == nil {
			t.Errorf("a folder with something else in it was taken, fresh %v", fresh)
		}
	}
	if _, err := os.Stat(letter); err != nil {
		t.Error(err)
	}

	own := filepath.Join(dir, "own")
	if written, err := prepare(own, false); err != nil || !written.IsZero() {
		t.Error("an empty place was refused", written, err)
	}
	if written, err := prepare(own, false); err != nil || !written.IsZero() {
		t.Error("a history broken off was taken for a whole one", written, err)
	}
	if err := seal(own, afternoon); err != nil {
		t.Fatal(err)
	}
	if written, err := prepare(own, false); err != nil || !written.Equal(afternoon) {
		t.Error("the history is written again", written, err)
	}
	if written, err := prepare(own, true); err != nil || !written.IsZero() {
		t.Error("fresh keeps what there is", written, err)
	}
}

// work adds services at every branch.
func work(t *testing.T, d *Demo, count int) {
	t.Helper()
	for range count {
		id := fact.NewID(time.Now(), d.n.Branches[1].Random)
		for i, b := range d.n.Branches {
			_, err := b.Desk.DefineService(t.Context(), desk.By{Command: id}, desk.DefineService{
				Service: catalogue.Service{
					Name: "Test", LengthMin: 30, PriceMinor: 100, Currency: houses()[i].settings.Currency,
				},
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}

func view(t *testing.T, d *Demo) head.Demo {
	t.Helper()
	v, err := d.view(t.Context(), text.For("en"))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// press presses a switch as a browser does without script.
func press(t *testing.T, d *Demo, branch string) {
	t.Helper()
	res, err := http.PostForm(d.pages[0].url()+"/lines/"+branch, url.Values{})
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil || res.StatusCode != http.StatusOK {
		t.Fatal(res.Status, err)
	}
}

func get(t *testing.T, address string) string {
	t.Helper()
	res, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(res.Body)
	if err = errors.Join(err, res.Body.Close()); err != nil || res.StatusCode != http.StatusOK {
		t.Fatal(address, res.Status, err)
	}
	return string(raw)
}
