package browser

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// axeFile is the accessibility checker that `go run ./cmd/dev assets` installs, below the top of the tree.
const axeFile = "ui/node_modules/axe-core/axe.min.js"

// axeRun asks for some rules, and tells what is broken.
const axeRun = `(async only => {
	const r = await axe.run(document, { runOnly: only, resultTypes: ['violations'] });
	return JSON.stringify(r.violations.flatMap(v => v.nodes.slice(0, 3).map(
		n => v.id + ': ' + v.help + '\n    ' + n.html.slice(0, 200) + '\n    ' + n.failureSummary)));
})(%s)`

// What is asked for: everything of WCAG 2.2 AA and the best practices, or what depends on the colours alone.
const (
	everyRule = `{ type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }`
	colours   = `{ type: 'rule', values: ['color-contrast', 'link-in-text-block'] }`
)

// Axe loads the checker; top is the top of the tree.
func Axe(top string) (string, error) {
	script, err := os.ReadFile(filepath.Join(top, axeFile))
	if errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("no axe-core: go run ./cmd/dev assets (%w)", err)
	}
	return string(script), err
}

// Accessible fails the test for everything on the page that the checker finds; state says how the page stands.
func (tab *Tab) Accessible(axe, state string) *Tab {
	tab.Helper()
	return tab.check(axe, everyRule, state)
}

// Legible is [Tab.Accessible] for what depends on the colours alone.
func (tab *Tab) Legible(axe, state string) *Tab {
	tab.Helper()
	return tab.check(axe, colours, state)
}

func (tab *Tab) check(axe, rules, state string) *Tab {
	tab.Helper()
	if !Value[bool](tab, "typeof axe === 'object'") {
		tab.must(chromedp.Do(tab.ctx, chromedp.Evaluate[chromedp.Void](axe)))
	}
	raw, err := chromedp.Run(tab.ctx, chromedp.Evaluate[string](fmt.Sprintf(axeRun, rules), awaited))
	tab.must(err)
	var violations []string
	tab.must(json.Unmarshal([]byte(raw), &violations))
	for _, v := range violations {
		tab.Errorf("%s, %s: %s", tab.Path(), state, v)
	}
	return tab
}

func awaited(p *runtime.EvaluateParams) { chromedp.EvalAwaitPromise(p) }

// overflow is by how many pixels the page is wider than the window, and what sticks out.
const overflow = `(() => {
	const over = document.documentElement.scrollWidth - innerWidth;
	if (over <= 0) return '';
	const out = [...document.querySelectorAll('body *')].filter(
		e => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1,
	).slice(0, 5).map(e => e.tagName + '.' + e.className + ' ' + e.innerText?.slice(0, 40));
	return over + ' px: ' + out.join(' | ');
})()`

// Reflows fails the test if the page has to be moved sideways to be read (WCAG 1.4.10).
func (tab *Tab) Reflows(state string) *Tab {
	tab.Helper()
	if out := Value[string](tab, overflow); out != "" {
		tab.Errorf("%s, %s: wider than the window by %s", tab.Path(), state, out)
	}
	return tab
}
