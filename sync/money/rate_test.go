package money

import (
	"encoding/json"
	"testing"
)

func TestParseRate(t *testing.T) {
	accepted := map[string]string{
		"10": "10", "7.5 %": "7.5", "7,5": "7.5", "１０％": "10", "0": "0", "10.00": "10", "0.0001": "0.0001",
		"1000": "1000",
	}
	for text, want := range accepted {
		if r, err := ParseRate(text); err != nil || r.String() != want {
			t.Errorf("%q is %v, %v, want %s", text, r, err, want)
		}
	}
	for _, text := range []string{"", "%", "-1", "1001", "1e2", "0.00001", "ten", "1.2.3", "99999999999999999999"} {
		if r, err := ParseRate(text); err == nil {
			t.Errorf("%q is accepted as %v", text, r)
		}
	}
}

func TestPercent(t *testing.T) {
	tests := []struct {
		minor        Minor
		rate         string
		halfUp, down Minor
	}{
		{20_000, "10", 2_000, 2_000},
		{105, "10", 11, 10},
		{104, "10", 10, 10},
		{-105, "10", -11, -10},
		{333, "7.5", 25, 24},
		{1, "50", 1, 0},
		{MaxMinor, "1000", 10 * MaxMinor, 10 * MaxMinor},
		{77, "0", 0, 0},
	}
	for _, test := range tests {
		r, err := ParseRate(test.rate)
		if err != nil {
			t.Fatal(err)
		}
		if got := PercentHalfUp(test.minor, r); got != test.halfUp {
			t.Errorf("%s %% of %d, half up: %d, want %d", test.rate, test.minor, got, test.halfUp)
		}
		if got := PercentDown(test.minor, r); got != test.down {
			t.Errorf("%s %% of %d, down: %d, want %d", test.rate, test.minor, got, test.down)
		}
	}
}

func TestRateJSON(t *testing.T) {
	var r Rate
	if err := json.Unmarshal([]byte(`"7.50"`), &r); err != nil {
		t.Fatal(err)
	}
	if got, err := json.Marshal(r); err != nil || string(got) != `"7.5"` {
		t.Errorf("%s, %v", got, err)
	}
	if err := json.Unmarshal([]byte(`"-1"`), &r); err == nil {
		t.Error("-1 is a rate")
	}
	if got, _ := json.Marshal(Rate{}); string(got) != `"0"` {
		t.Errorf("zero is %s", got)
	}
}
