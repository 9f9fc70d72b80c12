package fact

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
)

// What encoding/json alone would take: the last of two members, and a member in another case.
func TestBytesThatTwoReadersUnderstandDifferentlyAreNoCommit(t *testing.T) {
	b, err := Encode(sample())
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, old, new string
		ok             bool
	}{
		{"unknown member", `"v":1,"net`, `"v":1,"later":{"deep":[{"x":1},{"x":2}]},"net`, true},
		{"space", `"v":1,`, "\"v\" : 1 ,\n\t", true},
		{"an escaped name", `"command":`, `"\u0063ommand":`, true},
		{"another case in a body is the kind's affair", `{"note":`, `{"NOTE":1,"note":`, true},
		{"doubled", `"v":1,`, `"v":1,"v":1,`, false},
		{"doubled by an escape", `"v":1,`, `"v":1,"\u0076":1,`, false},
		{"another case", `"command":`, `"Command":`, false},
		{"another case beside it", `"command":`, `"COMMAND":"x","command":`, false},
		{"the Kelvin sign", `"desk":`, `"des` + "\u212a" + `":`, false},
		{"another case in the parent", `"hash":`, `"Hash":`, false},
		{"another case in a fact", `"kind":`, `"Kind":`, false},
		{"doubled in a fact", `"kind":`, `"kind":"other","kind":`, false},
		{"doubled in a body", `{"note":`, `{"note":1,"note":`, false},
		{"doubled deep in a body", `{"note":`, `{"deep":[{"a":{"x":1,"x":2}}],"note":`, false},
		{"unknown and doubled", `"v":1,`, `"later":1,"v":1,"later":2,`, false},
		{"not UTF-8", `"front"`, "\"fr\xffnt\"", false},
	} {
		text := strings.Replace(string(b), tt.old, tt.new, 1)
		if text == string(b) {
			t.Fatal(tt.name, "changes nothing")
		}
		if _, err := Decode([]byte(text)); (err == nil) != tt.ok || err != nil && !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// Many members are found doubled too, and cost no more than their number.
func TestDoubledAmongMany(t *testing.T) {
	var s strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&s, `"m%d":%d,`, i, i)
	}
	var into struct{ Known int }
	if err := Unmarshal([]byte("{"+s.String()+`"last":0}`), &into); err != nil {
		t.Error(err)
	}
	for _, again := range []string{"m0", "m7", "m8", "m19999"} {
		if err := Unmarshal([]byte("{"+s.String()+`"`+again+`":0}`), &into); err == nil {
			t.Error(again, "stands twice")
		}
	}
}

type inner struct {
	Name  string            `json:"name"`
	Words map[string]string `json:"words"`
	More  []inner           `json:"more"`
	Raw   json.RawMessage   `json:"raw"`
}

type outer struct {
	inner
	Own  map[string]inner `json:"own"`
	Skip int              `json:"-"`
	Bare int
}

func TestMembersAreKnownByTheirType(t *testing.T) {
	for text, ok := range map[string]bool{
		`{"name":"a","own":{"Name":{"name":"b"},"name":{"name":"c"}},"Bare":1}`: true,
		`{"words":{"Name":"a","name":"b"},"raw":{"A":1,"a":2},"skip":1}`:        true,
		`{"more":[{"more":[{"name":"a"}]},{}],"raw":"\\\"{","words":null}`:      true,
		`{"Name":"a"}`:                       false,
		`{"bare":1}`:                         false,
		`{"own":{"x":{"NAME":"b"}}}`:         false,
		`{"more":[{"more":[{"Name":"a"}]}]}`: false,
		`{"more":[{"more":[{"MORE":[]}]}]}`:  false,
		`{"words":{"a":"1","a":"2"}}`:        false,
		`{"raw":{"a":1,"a":2}}`:              false,
	} {
		var o outer
		if err := Unmarshal([]byte(text), &o); (err == nil) != ok {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	raw, err := Encode(sample())
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		if _, err := Decode(raw); err != nil {
			b.Fatal(err)
		}
	}
}
