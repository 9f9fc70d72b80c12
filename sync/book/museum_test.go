package book

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"branchbook/sync/fact"
	"branchbook/sync/journal/journaltest"
)

// specimen is the museum's file of a version of a kind.
func specimen(k fact.Kind, v int) string {
	folder, _, _ := strings.Cut(k.Name, ".")
	return filepath.Join("..", folder, "testdata", "facts", k.Name+".v"+strconv.Itoa(v)+".json")
}

func kinds() []fact.Kind {
	return slices.SortedFunc(maps.Values(Definition().Kinds), func(a, b fact.Kind) int {
		return strings.Compare(a.Name, b.Name)
	})
}

// Whatever can happen stands in the museum, in every version that was ever written.
func TestEveryKindStandsInTheMuseum(t *testing.T) {
	for _, k := range kinds() {
		for v := 1; v <= k.Version; v++ {
			if _, err := os.Stat(specimen(k, v)); errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s version %d has no file %s", k.Name, v, specimen(k, v))
			}
		}
	}
}

// A fact of any content is read and folded, or refused with an error. It never takes the program down, and never
// keeps it busy.
func FuzzFacts(f *testing.F) {
	all := kinds()
	for i, k := range all {
		raw, err := os.ReadFile(specimen(k, k.Version))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(byte(i), raw)
	}
	tables := journaltest.Tables(f, Definition().Schemas...)
	height := int64(0)
	f.Fuzz(func(t *testing.T, kind byte, body []byte) {
		k := all[int(kind)%len(all)]
		b, err := k.Decode(fact.Fact{ID: "x", Kind: k.Name, V: k.Version, Body: body})
		if err != nil {
			return
		}
		height++
		p := fact.Position{
			JID: 2, Journal: "j", Node: "j", Epoch: "e", Seq: height, Height: height,
			FactID: strconv.FormatInt(height, 10), Opener: fact.NoKeys{},
		}
		if err := k.Fold(tables, p, b); err != nil {
			t.Skip(err)
		}
		if again, err := k.New("x", b); err == nil {
			if _, err := k.Decode(again); err != nil {
				t.Fatalf("%s writes what it does not read: %s: %v", k.Name, again.Body, err)
			}
		}
	})
}
