package intake

import (
	"testing"
	"time"

	"branchbook/sync/link/wire"
)

func TestOneBoxSpeaksAtATime(t *testing.T) {
	start := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	tests := []struct {
		name  string
		after time.Duration // since the start
		box   string
		boot  string
		round int64
		code  string // "" is welcome
	}{
		{"first word", 0, "a", "1", 1, ""},
		{"next word", time.Second, "a", "1", 2, ""},
		{"the same again, late", 2 * time.Second, "a", "1", 2, "replayed"},
		{"an older one, later", 3 * time.Second, "a", "1", 1, "replayed"},
		{"another box", 4 * time.Second, "b", "9", 1, "two_boxes"},
		{"the program starts again", 5 * time.Second, "a", "2", 1, ""},
		{"a copied machine that runs too", 6 * time.Second, "a", "1", 3, "two_boxes"},
		{"what it said before the start", 7 * time.Second, "a", "1", 2, "replayed"},
		{"the copy, the other one silent", time.Hour, "a", "1", 4, ""},
		{"the other one again", time.Hour + time.Second, "a", "2", 2, "two_boxes"},
		{"the clock is put back a day", -24 * time.Hour, "b", "9", 2, ""},
		{"and the first box is kept out", -24*time.Hour + time.Second, "a", "1", 5, "two_boxes"},
	}
	var l lease
	for _, tt := range tests {
		h := wire.Hello{Box: tt.box, Boot: tt.boot, Round: tt.round}
		got := ""
		if r := l.take(h, start.Add(tt.after), 2*time.Minute); r != nil {
			got = r.Code
		}
		if got != tt.code {
			t.Errorf("%s: %q, not %q", tt.name, got, tt.code)
		}
	}
}
