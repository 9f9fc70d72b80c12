package journal

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"branchbook/sync/fact"
)

// The journal's own kinds decode for ever. Files are added to testdata/facts, never edited.
func TestWireMuseum(t *testing.T) {
	for _, k := range builtinKinds() {
		for v := 1; v <= k.Version; v++ {
			name := filepath.Join("testdata", "facts", k.Name+".v"+strconv.Itoa(v)+".json")
			raw, err := os.ReadFile(name)
			if err != nil {
				t.Error(err)
				continue
			}
			raw = bytes.TrimSpace(raw)
			body, err := k.Decode(fact.Fact{ID: "x", Kind: k.Name, V: v, Body: raw})
			if err != nil {
				t.Error(err)
				continue
			}
			again, err := k.New("x", body)
			if err != nil || v == k.Version && !bytes.Equal(again.Body, raw) {
				t.Errorf("%s\n reads %s\nwrites %s (%v)", name, raw, again.Body, err)
			}
		}
	}
}
