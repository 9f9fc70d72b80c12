package browser

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Tab is one tab of the browser in the hands of one test. Whatever goes wrong ends that test.
type Tab struct {
	testing.TB
	Base string
	ctx  context.Context

	mu      sync.Mutex
	alone   bool // the server is known to be away
	noticed []string
}

func open(t testing.TB, parent context.Context, base string, options ...chromedp.ContextOption) *Tab {
	t.Helper()
	ctx, stop := chromedp.NewContext(parent, options...)
	tab := &Tab{TB: t, Base: base, ctx: ctx}
	t.Cleanup(func() {
		stop()
		tab.Sound()
	})
	tab.must(chromedp.Listen(ctx, tab.watch))
	return tab.Size(1440, 900).Dark(false)
}

// Beside opens another tab of the same person: both share their cookies.
func (tab *Tab) Beside() *Tab {
	tab.Helper()
	return open(tab.TB, tab.ctx, tab.Base)
}

func (tab *Tab) must(err error) {
	tab.Helper()
	if err != nil {
		tab.Fatal(err)
	}
}

// Open goes to a path and waits until everything on the page is loaded.
func (tab *Tab) Open(path string) *Tab {
	tab.Helper()
	return tab.Leaves(func() { tab.must(chromedp.Do(tab.ctx, chromedp.Navigate(tab.Base+path))) })
}

// Value is what an expression of the page's script gives.
func Value[T any](tab *Tab, expression string) T {
	tab.Helper()
	v, err := chromedp.Run(tab.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		tab.Fatalf("%s: %v", expression, err)
	}
	return v
}

// patience is how long a tab waits for what must happen.
const patience = 20 * time.Second

// Await waits until an expression of the page's script is true. An expression that cannot be evaluated, because the
// page is being replaced, is not true yet.
func (tab *Tab) Await(what, expression string) *Tab {
	tab.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		is, err := chromedp.Run(tab.ctx, chromedp.Evaluate[bool]("!!("+expression+")"))
		if err == nil && is {
			return tab
		}
		if time.Now().After(end) {
			tab.Fatalf("waited in vain: %s (%s, %v)\n%s", what, tab.Path(), err, tab.Words())
		}
	}
}

// Leaves does something that leads to another page and waits until that is loaded.
func (tab *Tab) Leaves(do func()) *Tab {
	tab.Helper()
	Value[bool](tab, "window.staysHere = true")
	do()
	return tab.Await("another page", "!window.staysHere && document.readyState === 'complete'")
}

// Path is the address of the page without its server.
func (tab *Tab) Path() string { return Value[string](tab, "location.pathname + location.search") }

// Words is what the page says, as far as it can be seen.
func (tab *Tab) Words() string { return Value[string](tab, "document.body.innerText") }

// Says waits until the page says something.
func (tab *Tab) Says(words string) *Tab {
	tab.Helper()
	return tab.Await(words, fmt.Sprintf("document.body.innerText.includes(%q)", words))
}

// Has reports whether an element that can be seen matches a selector.
func (tab *Tab) Has(selector string) bool {
	return Value[bool](tab, fmt.Sprintf("!!document.querySelector(%q)?.checkVisibility()", selector))
}

// Size sets the window, in CSS pixels.
func (tab *Tab) Size(width, height int64) *Tab {
	tab.Helper()
	tab.must(chromedp.Do(tab.ctx, chromedp.EmulateViewport(width, height)))
	return tab
}

// Dark chooses between the dark and the light look.
func (tab *Tab) Dark(dark bool) *Tab {
	tab.Helper()
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	_, err := chromedp.Call(tab.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme},
			{Name: "prefers-reduced-motion", Value: "reduce"}, // colours are there at once
		},
	})
	tab.must(err)
	return tab
}

// Scriptless switches the pages' scripts off, from the next page on.
func (tab *Tab) Scriptless() *Tab {
	tab.Helper()
	_, err := chromedp.Call(tab.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{
		Value: true,
	})
	tab.must(err)
	return tab
}

// Picture is the whole page as a PNG.
func (tab *Tab) Picture() []byte {
	tab.Helper()
	b, err := chromedp.Run(tab.ctx, chromedp.FullScreenshot(100))
	tab.must(err)
	return b
}
