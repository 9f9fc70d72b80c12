package branches

import (
	"reflect"
	"strings"
	"testing"

	"branchbook/sync/fact"
)

var tokyo = Settings{
	Code: "TYO1", Name: "Aoyama", Trade: Aesthetic, Currency: "JPY", Zone: "Asia/Tokyo", Language: "ja",
	StepMin: 15, FirstWeekday: 1,
}

func TestOpen(t *testing.T) {
	typed := tokyo
	typed.Code, typed.Name = " tyo1 ", "  Aoyama "
	got, err := Open("n1", typed)
	want := []fact.Body{BranchOpened{Node: "n1", Settings: tokyo}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v, %v, want %v", got, err, want)
	}
}

func TestOpenRefuses(t *testing.T) {
	tests := []struct {
		code, field string
		spoil       func(*Settings)
	}{
		{"code_form", "code", func(s *Settings) { s.Code = "1TYO" }},
		{"code_form", "code", func(s *Settings) { s.Code = "東京1" }},
		{"name_missing", "name", func(s *Settings) { s.Name = " \u3000 " }},
		{"trade_unknown", "trade", func(s *Settings) { s.Trade = "bakery" }},
		{"currency_unknown", "currency", func(s *Settings) { s.Currency = "YEN" }},
		{"zone_unknown", "zone", func(s *Settings) { s.Zone = "Asia/Tokio" }},
		{"zone_unknown", "zone", func(s *Settings) { s.Zone = "Local" }},
		{"zone_unknown", "zone", func(s *Settings) { s.Zone = "../../etc/passwd" }},
		{"language_unknown", "language", func(s *Settings) { s.Language = "jp" }},
		{"step_unknown", "step_min", func(s *Settings) { s.StepMin = 7 }},
		{"weekday_unknown", "first_weekday", func(s *Settings) { s.FirstWeekday = 7 }},
	}
	for _, test := range tests {
		s := tokyo
		test.spoil(&s)
		bodies, err := Open("n1", s)
		no := fact.AsRefusals(err)
		if len(bodies) != 0 || len(no) != 1 || no[0].Code != test.code || no[0].Field != test.field {
			t.Errorf("%s: %v, %v", test.code, bodies, err)
		}
	}
	if _, err := Open("n1", Settings{FirstWeekday: -1}); len(fact.AsRefusals(err)) != 8 {
		t.Errorf("every field is wrong: %v", err)
	}
}

func TestChange(t *testing.T) {
	before := Branch{Node: "n1", Settings: tokyo}
	if got, err := Change(before, tokyo); len(got) != 0 || err != nil {
		t.Errorf("the same again: %v, %v", got, err)
	}
	finer := tokyo
	finer.StepMin = 5
	got, err := Change(before, finer)
	if want := []fact.Body{BranchChanged{Node: "n1", Settings: finer}}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v, %v, want %v", got, err, want)
	}
	euro := tokyo
	euro.Currency = "EUR"
	if _, err := Change(before, euro); fact.AsRefusals(err)[0].Code != "currency_fixed" {
		t.Errorf("another currency: %v", err)
	}
}

func TestAdmit(t *testing.T) {
	in := func(node Node, code, box string) BranchEnrolled {
		return BranchEnrolled{Node: node, Code: code, Name: code, Box: box}
	}
	withKey := func(b BranchEnrolled, key string) BranchEnrolled { b.Key = key; return b }
	known := []Enrolment{{BranchEnrolled: withKey(in("n1", "TYO1", "b1"), "k1")}, {BranchEnrolled: in("n2", "KYV1", "b2")}}
	fenced := []Fence{{Node: "n1", Box: "b0"}}
	replaced := BoxFenced{Node: "n1", Box: "b1", Reason: "replaced"}
	tests := []struct {
		name string
		in   BranchEnrolled
		want []fact.Body
		code string
	}{
		{"new", in("n3", "ALA1", "b3"), []fact.Body{in("n3", "ALA1", "b3")}, ""},
		{"same box again", in("n1", "TYO9", "b1"), []fact.Body{in("n1", "TYO9", "b1")}, ""},
		{"other box", in("n1", "TYO1", "b9"), []fact.Body{replaced, in("n1", "TYO1", "b9")}, ""},
		{"foreign code", in("n3", "KYV1", "b3"), nil, "code_taken"},
		{"foreign keys", withKey(in("n3", "ALA1", "b3"), "k1"), nil, "keys_taken"},
		{"own keys", withKey(in("n1", "TYO1", "b1"), "k1"),
			[]fact.Body{withKey(in("n1", "TYO1", "b1"), "k1")}, ""},
		{"fenced box", in("n1", "TYO1", "b0"), nil, "box_fenced"},
	}
	for _, test := range tests {
		got, err := Admit(known, fenced, test.in)
		code := ""
		if no := fact.AsRefusals(err); no != nil {
			code = no[0].Code
		}
		if code != test.code || !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: %v, %v", test.name, got, err)
		}
	}
}

func TestRegion(t *testing.T) {
	tests := map[string]Settings{
		"JP": tokyo, "KZ": {Currency: "KZT", Zone: "Asia/Almaty"}, "DE": {Currency: "EUR", Zone: "Europe/Berlin"},
		"": {Currency: "EUR", Zone: "Etc/UTC"},
	}
	for want, s := range tests {
		if got := s.Region(); got != want {
			t.Errorf("%s in %s is %q, want %q", s.Currency, s.Zone, got, want)
		}
	}
}

func TestNameNetwork(t *testing.T) {
	for _, tt := range []struct{ name, language, field string }{
		{"  Aurora  clinics ", "uk", ""}, {" ", "uk", "network"}, {"Aurora", "xx", "language"},
		{strings.Repeat("ア", 121), "ja", "network"},
	} {
		got, err := NameNetwork(NetworkNamed{Name: tt.name, Language: tt.language})
		no := fact.AsRefusals(err)
		switch {
		case tt.field == "" && !reflect.DeepEqual(got, []fact.Body{NetworkNamed{"Aurora clinics", tt.language}}):
			t.Errorf("%+v: %v, %v", tt, got, err)
		case tt.field != "" && (len(no) != 1 || no[0].Field != tt.field):
			t.Errorf("%+v: %v", tt, err)
		}
	}
}
