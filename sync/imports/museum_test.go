package imports

import (
	"bytes"
	"os"
	"testing"

	"branchbook/sync/fact"
)

// TestWireMuseum reads the bodies of every version ever written and writes each again without loss.
func TestWireMuseum(t *testing.T) {
	for _, k := range Kinds() {
		raw, err := os.ReadFile("testdata/facts/" + k.Name + ".v1.json")
		if err != nil {
			t.Error(err)
			continue
		}
		raw = bytes.TrimSpace(raw)
		body, err := k.Decode(fact.Fact{ID: "1", Kind: k.Name, V: 1, Body: raw})
		if err != nil {
			t.Error(err)
			continue
		}
		again, err := k.New("1", body)
		if err != nil || !bytes.Equal(again.Body, raw) {
			t.Errorf("%s:\nread    %s\nwritten %s (%v)", k.Name, raw, again.Body, err)
		}
		if len(again.Subjects) == 0 {
			t.Errorf("%s is about nothing", k.Name)
		}
	}
}
