package desk

import (
	"bytes"
	"regexp"
	"testing"
)

var (
	unsafe  = regexp.MustCompile(` (style|on[a-z]+|hx-on[^=]*)="|<script>|<style|javascript:`)
	rawKey  = regexp.MustCompile(`>[a-z]+\.[a-z_]+(\.[a-z_]+)?<|\{\{|&lt;no value&gt;`)
	classes = regexp.MustCompile(`<[^>]* class="[^"]*"[^>]* class="`)
	ids     = regexp.MustCompile(` id="([^"]*)"`)
	labels  = regexp.MustCompile(` for="([^"]*)"`)
)

// mustBeSafe holds a page to the strict content policy, to one class attribute an element, to ids
// that are unique and labels that lead somewhere, and to words instead of keys.
func mustBeSafe(t *testing.T, name string, page []byte) {
	t.Helper()
	for what, pattern := range map[string]*regexp.Regexp{"inline code or style": unsafe,
		"a raw key": rawKey, "two classes": classes} {
		if found := pattern.Find(page); found != nil {
			t.Errorf("%s has %s: %s", name, what, found)
		}
	}
	seen := map[string]bool{}
	for _, m := range ids.FindAllSubmatch(page, -1) {
		if seen[string(m[1])] {
			t.Errorf("%s has the id %q twice", name, m[1])
		}
		seen[string(m[1])] = true
	}
	for _, m := range labels.FindAllSubmatch(page, -1) {
		if !seen[string(m[1])] {
			t.Errorf("%s has a label for %q, which is not there", name, m[1])
		}
	}
	if n := bytes.Count(page, []byte("<h1")); n != 1 {
		t.Errorf("%s has %d first headings", name, n)
	}
}
