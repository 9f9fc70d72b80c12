package web

import (
	"testing"
	"time"

	"branchbook/ui/kit"
)

func TestAPageIsRememberedUntilSomethingHappens(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 10, 0, time.UTC)
	page := kit.Answer{Body: []byte("<p>day</p>"), Tag: `W/"1"`}
	keep := func() *remembered {
		m := &remembered{}
		_, since, _ := m.find("k", now)
		m.put("k", page, since, now)
		if _, _, ok := m.find("k", now.Add(49*time.Second)); !ok {
			t.Fatal("not remembered")
		}
		return m
	}
	has := func(m *remembered, key string, at time.Time) bool {
		_, _, ok := m.find(key, at)
		return ok
	}
	if m := keep(); has(m, "other", now) {
		t.Error("somebody else's page")
	}
	if m := keep(); has(m, "k", now.Add(50*time.Second)) {
		t.Error("a page of the minute before")
	}
	m := keep()
	if m.changed(); has(m, "k", now) {
		t.Error("a page from before a commit")
	}
	_, since, _ := m.find("k", now)
	m.changed()
	if m.put("k", page, since, now); has(m, "k", now) {
		t.Error("a page that was rendered while something was committed")
	}
	_, since, _ = m.find("k", now)
	m.put("k", kit.Answer{Body: []byte(`<input name="command" value="1">`)}, since, now)
	if has(m, "k", now) {
		t.Error("a form whose command two people would share")
	}
	for i := range 3 * maxPages {
		m.put(string(rune('a'+i)), page, since, now)
	}
	if len(m.pages) > maxPages {
		t.Errorf("%d pages", len(m.pages))
	}
}
