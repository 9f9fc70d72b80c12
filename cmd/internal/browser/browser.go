// Package browser drives a real Chromium for the tests of pages: what a person sees, presses and waits for.
//
// Its one idea: a tab watches itself. An error on the console, a report of the content policy, or a request that
// leaves the machine fails the test that opened the tab, whatever that test was about. The tests beside it run one
// hub and one branch, with a line that can be cut, behind real pages.
package browser

import (
	"context"
	"errors"
	"os/exec"
	"testing"

	"github.com/chromedp/chromedp"
)

// ErrNone says that there is no browser on this machine.
var ErrNone = errors.New("no Chromium here: install chromium, or the pages are not tried in a browser")

// names are what Chromium is called where it is installed.
var names = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"}

// Browser is a running Chromium with a fresh profile.
type Browser struct {
	ctx  context.Context
	stop []context.CancelFunc
}

// Start starts a browser; [ErrNone] where none is installed. The caller closes it.
func Start() (*Browser, error) {
	program := installed()
	if program == "" {
		return nil, ErrNone
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program), chromedp.NoSandbox,
		chromedp.DisableGPU)
	for _, flag := range []string{"disable-quic", "disable-component-update", "hide-scrollbars"} {
		options = append(options, chromedp.Flag(flag, true))
	}
	options = append(options, chromedp.Flag("lang", "en-US")) // in which the native fields are typed
	// Nothing but this machine has an address, so nothing can leave it unseen.
	options = append(options, chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"))
	allocating, stopAllocating := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, stop := chromedp.NewContext(allocating)
	b := &Browser{ctx: ctx, stop: []context.CancelFunc{stop, stopAllocating}}
	if err := chromedp.Do(ctx); err != nil {
		b.Close()
		return nil, err
	}
	return b, nil
}

func installed() string {
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// Close ends the browser.
func (b *Browser) Close() {
	for _, stop := range b.stop {
		stop()
	}
}

// Tab opens a tab that is signed in nowhere, on the pages at base ("http://127.0.0.1:8080"). It closes with the test.
func (b *Browser) Tab(t testing.TB, base string) *Tab {
	t.Helper()
	return open(t, b.ctx, base, chromedp.WithNewBrowserContext())
}
