package chores

import (
	"testing"
	"time"
	_ "time/tzdata" // zones wherever the test runs
)

func TestParseQuiet(t *testing.T) {
	for text, want := range map[string]Quiet{"03:30": DefaultQuiet, "00:00": 0, "23:59": 1439, "24:00": -1, "half past": -1, "": -1} {
		got, err := ParseQuiet(text)
		if (err != nil) != (want < 0) || err == nil && got != want {
			t.Errorf("%q: %d, %v", text, got, err)
		}
	}
}

func TestMissed(t *testing.T) {
	tokyo, kyiv := zone(t, "Asia/Tokyo"), zone(t, "Europe/Kyiv")
	at := func(z *time.Location, month time.Month, day, hour, minute int) time.Time {
		return time.Date(2026, month, day, hour, minute, 0, 0, z)
	}
	const spread = 5 * time.Minute
	never := time.Time{}
	for _, tt := range []struct {
		name              string
		zone              *time.Location
		ran, now, started time.Time
		want              bool
	}{
		{"never done, just started", tokyo, never, at(tokyo, 11, 26, 12, 1), at(tokyo, 11, 26, 12, 0), false},
		{"never done, started a while ago", tokyo, never, at(tokyo, 11, 26, 12, 5), at(tokyo, 11, 26, 12, 0), true},
		{"done last night", tokyo, at(tokyo, 11, 26, 3, 36), at(tokyo, 11, 26, 23, 0), at(tokyo, 11, 1, 0, 0), false},
		{"the hour has struck", tokyo, at(tokyo, 11, 25, 3, 36), at(tokyo, 11, 26, 3, 31), at(tokyo, 11, 1, 0, 0), false},
		{"and a little later", tokyo, at(tokyo, 11, 25, 3, 36), at(tokyo, 11, 26, 3, 35), at(tokyo, 11, 1, 0, 0), true},
		{"missed while off", tokyo, at(tokyo, 11, 25, 3, 36), at(tokyo, 11, 26, 9, 5), at(tokyo, 11, 26, 9, 0), true},
		{"done by hand at noon, next night", tokyo, at(tokyo, 11, 25, 12, 0), at(tokyo, 11, 26, 3, 40), at(tokyo, 11, 1, 0, 0), true},
		{"done by a clock that was wrong", tokyo, at(tokyo, 12, 24, 3, 36), at(tokyo, 11, 26, 9, 5), at(tokyo, 11, 1, 0, 0), true},
		{"the night that is here, not there", kyiv, at(kyiv, 11, 25, 3, 36), at(tokyo, 11, 26, 3, 40), at(kyiv, 11, 1, 0, 0), false},
		// On 29 March Kyiv has no half past three.
		{"the clocks go forward", kyiv, at(kyiv, 3, 28, 3, 36), at(kyiv, 3, 29, 4, 36), at(kyiv, 3, 1, 0, 0), true},
	} {
		if got := DefaultQuiet.missed(tt.ran, tt.now, tt.started, spread, tt.zone); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}
