package browser

import (
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// keys that have a name.
var keys = map[string]string{
	"ArrowDown": kb.ArrowDown, "ArrowUp": kb.ArrowUp, "Tab": kb.Tab, "Enter": kb.Enter, "Escape": kb.Escape, "Space": " ",
}

// Press presses keys one after another: "Tab", "Enter", "Space", "Escape".
func (tab *Tab) Press(names ...string) *Tab {
	tab.Helper()
	for _, name := range names {
		if keys[name] == "" {
			tab.Fatal("no such key: ", name)
		}
		tab.must(chromedp.Do(tab.ctx, chromedp.KeyEvent(keys[name])))
	}
	return tab
}

// Shortcut presses the key of a character as one event, so that a page that takes it for a command keeps it from
// being typed.
func (tab *Tab) Shortcut(char rune) *Tab {
	tab.Helper()
	key := kb.Keys[char]
	down, up := input.DispatchKeyEventTypeKeyDown, input.DispatchKeyEventTypeKeyUp
	for _, kind := range []input.DispatchKeyEventType{down, up} {
		_, err := chromedp.Call(tab.ctx, input.DispatchKeyEvent, input.DispatchKeyEventParams{
			Type: kind, Key: key.Key, Code: key.Code, Text: key.Text, WindowsVirtualKeyCode: key.Windows,
		})
		tab.must(err)
	}
	return tab
}

// Type types text where the focus is, a key at a time.
func (tab *Tab) Type(text string) *Tab {
	tab.Helper()
	tab.must(chromedp.Do(tab.ctx, chromedp.KeyEvent(text)))
	return tab
}

// Compose begins to write through an input method, as one does in Japanese: the text is not settled yet.
func (tab *Tab) Compose(text string) *Tab {
	tab.Helper()
	_, err := chromedp.Call(tab.ctx, input.ImeSetComposition, input.ImeSetCompositionParams{
		Text: text, SelectionStart: int64(len([]rune(text))), SelectionEnd: int64(len([]rune(text))),
	})
	tab.must(err)
	return tab
}

// ComposingEnter presses Enter in the middle of composing: the browser marks the key as one for the input method.
func (tab *Tab) ComposingEnter() *Tab {
	tab.Helper()
	_, err := chromedp.Call(tab.ctx, input.DispatchKeyEvent, input.DispatchKeyEventParams{
		Type: input.DispatchKeyEventTypeRawKeyDown, Key: "Process", Code: "Enter", WindowsVirtualKeyCode: 229,
	})
	tab.must(err)
	return tab
}

// Settle ends composing with a text.
func (tab *Tab) Settle(text string) *Tab {
	tab.Helper()
	_, err := chromedp.Call(tab.ctx, input.InsertText, input.InsertTextParams{Text: text})
	tab.must(err)
	return tab
}

// Click presses the mouse button on the middle of the first element that matches a selector, once it can be seen.
func (tab *Tab) Click(selector string) *Tab {
	tab.Helper()
	tab.Await(selector, fmt.Sprintf("document.querySelector(%q)?.checkVisibility()", selector))
	at := Value[[]float64](tab, fmt.Sprintf(`(() => {
		const e = document.querySelector(%q);
		e.scrollIntoView({ block: 'center', behavior: 'instant' });
		const r = e.getClientRects()[0];
		return [r.left + r.width / 2, r.top + r.height / 2];
	})()`, selector))
	tab.must(chromedp.Do(tab.ctx, chromedp.MouseClickXY(at[0], at[1])))
	return tab
}

// Drag presses the mouse on an element, so many pixels beneath its upper edge (above its lower one, if negative), and
// lets go so many further down.
func (tab *Tab) Drag(selector string, grip, down float64) *Tab {
	tab.Helper()
	at := Value[[]float64](tab, fmt.Sprintf(`(() => {
		const e = document.querySelector(%q);
		e.scrollIntoView({ block: 'center', behavior: 'instant' });
		const r = e.getBoundingClientRect();
		return [r.left + 40, %g < 0 ? r.bottom + %g : r.top + %g];
	})()`, selector, grip, grip, grip))
	mouse := func(kind input.DispatchMouseEventType, y float64, buttons int64) {
		_, err := chromedp.Call(tab.ctx, input.DispatchMouseEvent, input.DispatchMouseEventParams{
			Type: kind, X: at[0], Y: y, Button: input.MouseButtonLeft, Buttons: buttons, ClickCount: 1,
		})
		tab.must(err)
	}
	mouse(input.DispatchMouseEventTypeMousePressed, at[1], 1)
	for part := 1; part <= 8; part++ {
		mouse(input.DispatchMouseEventTypeMouseMoved, at[1]+down*float64(part)/8, 1)
	}
	mouse(input.DispatchMouseEventTypeMouseReleased, at[1]+down, 0)
	return tab
}

// ClickWord clicks the first link or button that bears a word.
func (tab *Tab) ClickWord(word string) *Tab {
	tab.Helper()
	tab.Await(word, fmt.Sprintf(`(() => {
		for (const e of document.querySelectorAll('[data-hand]')) e.removeAttribute('data-hand');
		const e = [...document.querySelectorAll('a,button,summary,label')].find(
			e => e.checkVisibility() && e.innerText.includes(%q));
		e?.setAttribute('data-hand', '');
		return e;
	})()`, word))
	return tab.Click("[data-hand]")
}

// Fill puts text into the field with a name as if typed, in place of what is there.
func (tab *Tab) Fill(name, text string) *Tab {
	tab.Helper()
	selector := fmt.Sprintf(`[name="%s"]`, name)
	tab.Await(selector, fmt.Sprintf("document.querySelector(%q)", selector))
	Value[bool](tab, fmt.Sprintf(`(() => {
		const e = document.querySelector(%q);
		e.focus();
		e.value = %q;
		e.dispatchEvent(new Event('input', { bubbles: true }));
		e.dispatchEvent(new Event('change', { bubbles: true }));
		return true;
	})()`, selector, text))
	return tab
}

// TabTo presses Tab until the focus is on an element that matches a selector, and holds every stop on the way to
// being seen: a focused element has an outline and stands in the window.
func (tab *Tab) TabTo(selector string) *Tab {
	tab.Helper()
	var stops []string
	for range 150 {
		tab.Press("Tab")
		stop := Value[string](tab, focused)
		if strings.HasPrefix(stop, "!") {
			tab.Fatalf("%s: the focus is not to be seen on %s", tab.Path(), stop[1:])
		}
		if Value[bool](tab, fmt.Sprintf("document.activeElement.matches(%q)", selector)) {
			return tab
		}
		stops = append(stops, stop)
	}
	tab.Fatalf("%s: Tab does not come to %s:\n%s", tab.Path(), selector, strings.Join(stops, "\n"))
	return tab
}

// focused says where the focus is, with "!" before it if that cannot be seen.
const focused = `(() => {
	const e = document.activeElement;
	if (e === document.body) return 'the page';
	const r = e.getBoundingClientRect(), s = getComputedStyle(e);
	const ring = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2;
	const inside = r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth;
	const what = e.tagName + ' ' + (e.id || e.name || e.innerText || e.getAttribute('aria-label') || '');
	const why = ring ? '' : ' (no outline: ' + s.outlineStyle + ' ' + s.outlineWidth + ')';
	return (ring && inside && e.checkVisibility() ? '' : '!') + what + why + ' at ' + Math.round(r.top);
})()`
