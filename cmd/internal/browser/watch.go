package browser

import (
	"fmt"
	"net/url"
	"regexp"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
)

// watch hears everything that happens in the tab and notes what must not.
func (tab *Tab) watch(event any) {
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "warning" || e.Type == "assert" {
			tab.notice("console." + string(e.Type) + spoken(e.Args))
		}
	case *runtime.EventExceptionThrown:
		tab.notice("exception: " + thrown(e.ExceptionDetails))
	case *log.EventEntryAdded:
		if e.Entry.Level == "error" && !foreseen(e.Entry) {
			tab.notice(fmt.Sprintf("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL))
		}
	case *network.EventRequestWillBeSent:
		if outside(e.Request.URL) {
			tab.notice("a request leaves the machine: " + e.Request.URL)
		}
	}
}

func spoken(args []*runtime.RemoteObject) (s string) {
	for _, a := range args {
		s += " " + string(a.Value) + a.Description
	}
	return s
}

func thrown(d *runtime.ExceptionDetails) string {
	if d.Exception != nil && d.Exception.Description != "" {
		return d.Exception.Description
	}
	return d.Text
}

// answered are the statuses with which a page refuses in words; the browser remarks on each.
var answered = regexp.MustCompile(`responded with a status of (401|403|409|422|429) `)

func foreseen(e *log.Entry) bool { return e.Source == "network" && answered.MatchString(e.Text) }

func outside(address string) bool {
	u, err := url.Parse(address)
	return err != nil || u.Hostname() != "127.0.0.1" && u.Scheme != "data" && u.Scheme != "blob" && u.Scheme != "about"
}

func (tab *Tab) notice(what string) {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	if !tab.alone {
		tab.noticed = append(tab.noticed, what)
	}
}

// Alone says whether the server is known to be away, so that failing requests are no news.
func (tab *Tab) Alone(alone bool) *Tab {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	tab.alone = alone
	return tab
}

// Sound fails the test with what was noticed so far; a closing tab does it by itself.
func (tab *Tab) Sound() {
	tab.Helper()
	tab.mu.Lock()
	defer tab.mu.Unlock()
	for _, what := range tab.noticed {
		tab.Error(what)
	}
	tab.noticed = nil
}
