package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

var onCalendar = regexp.MustCompile(`data-n="0" data-seen="(\w+)" data-from="(\d+)" data-to="(\d+)"`)

// TestABlockIsPlaced: what the calendar's script sends moves one block; a refusal, a stale calendar and nonsense move
// nothing and say why.
func TestABlockIsPlaced(t *testing.T) {
	_, b, card := staffed(t)
	visit := b.book(card, "10:00")
	b.book(card, "14:00")
	sato := practitionerOn(t, b, visit)
	stands := func() (seen, from, to string) {
		t.Helper()
		b.open("/calendar/" + visitDay).must(200)
		_, after, _ := strings.Cut(b.body, `href="`+visit+`"`)
		m := onCalendar.FindStringSubmatch(after)
		if m == nil {
			t.Fatal("the block cannot be moved")
		}
		return m[1], m[2], m[3]
	}
	place := func(seen, at, length string) *browser {
		t.Helper()
		return b.part(visit+"/place", url.Values{"block": {"0"}, "seen": {seen}, "practitioner": {sato}, "at": {at},
			"length": {length}})
	}
	seen, from, _ := stands()
	if from != "600" {
		t.Fatalf("it begins at minute %s", from)
	}
	place(seen, "11:15", "45").must(200, "11:15–12:00", "Undo")
	if _, from, to := stands(); from != "675" || to != "720" {
		t.Errorf("it stands at %s–%s", from, to)
	}
	place(seen, "12:00", "45").must(409, "It stays where it was")
	seen, _, _ = stands()
	place(seen, "14:15", "45").must(422, "It stays where it was", "taken by")
	place(seen, "03:00", "45").must(422, "working hours")
	place(seen, "soon", "45").must(404)
	if _, from, _ := stands(); from != "675" {
		t.Errorf("a refused move left it at %s", from)
	}
	b.open(visit).submit(visit + "/undo").must(200)
	if _, from, to := stands(); from != "600" {
		t.Errorf("taken back it stands at %s–%s", from, to)
	}
}

// part posts as the calendar's script does.
func (b *browser) part(path string, values url.Values) *browser {
	b.h.Helper()
	r, err := http.NewRequest(http.MethodPost, b.h.at+path, strings.NewReader(values.Encode()))
	if err != nil {
		b.h.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("HX-Request", "true")
	answer, err := b.client.Do(r)
	return b.read(answer, err)
}

// practitionerOn is the column in which a visit's block stands.
func practitionerOn(t *testing.T, b *browser, visit string) string {
	t.Helper()
	b.open("/calendar/" + visitDay).must(200)
	before, _, _ := strings.Cut(b.body, `href="`+visit+`"`)
	_, column, _ := strings.Cut(before[strings.LastIndex(before, "data-col="):], `"`)
	id, _, _ := strings.Cut(column, `"`)
	return id
}
