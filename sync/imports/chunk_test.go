package imports

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"branchbook/sync/booking"
	"branchbook/sync/clients"
	"branchbook/sync/fact"
	"branchbook/sync/journal/journaltest"
)

// vault makes keys and seals with them, as a command's transaction does.
type vault map[fact.KeyID]fact.Key

func (v vault) NewKey() (fact.Key, error) {
	k := fact.Key{ID: fact.KeyID(fact.DerivedID("key", fmt.Sprint(len(v))))}
	v[k.ID] = k
	return k, nil
}

func (v vault) Seal(id fact.KeyID, field string, plain []byte) (fact.Sealed, error) {
	k, ok := v[id]
	if !ok {
		return "", fact.ErrNoKey
	}
	return fact.Seal(rand.Reader, k, field, plain)
}

// branch is the tables of one branch that imports.
type branch struct {
	testing.TB
	fact.Tables
	vault
	p     fact.Position
	facts int
}

var allKinds = append(append(Kinds(), booking.Kinds()...), clients.Kinds()...)

func newBranch(t testing.TB) *branch {
	return &branch{TB: t, vault: vault{}, p: fact.Position{JID: 3, Journal: "j", Wall: 77},
		Tables: journaltest.Tables(t, Schema, booking.Schema, clients.Schema)}
}

func (b *branch) fold(bodies []fact.Body, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
	b.p.Height++
	b.facts += len(bodies)
	journaltest.Fold(b, b.Tables, b.p, allKinds, bodies...)
}

// bring plays rows in as a program does: it begins or goes on, and stops after so many chunks.
func (b *branch) bring(file string, rows []Row, stopAfter int) State {
	b.Helper()
	id := NewID("old", file, "")
	b.fold(Begin(b, 3, ImportStarted{Import: id, Source: "old", File: "f.csv", SHA256: file, Rows: len(rows)}))
	state := b.state(id)
	for len(rows) > 0 && rows[0].Line <= state.LastLine {
		rows = rows[1:]
	}
	for i, c := range Chunks(id, "old", state.Chunks+1, rows) {
		if i == stopAfter {
			return b.state(id)
		}
		b.fold(Bring(b, 3, b, c))
	}
	b.fold(End(b, 3, id))
	return b.state(id)
}

func (b *branch) state(id ID) State {
	b.Helper()
	s, err := Of(b, 3, id)
	if err != nil {
		b.Fatal(err)
	}
	return s
}

func (b *branch) count(table string) int64 {
	b.Helper()
	n, err := fact.One(b, fact.Int, `SELECT COUNT(*) FROM `+table)
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// someRows is n rows of n/2 clients, the third odd and the fourth broken.
func someRows(t testing.TB, n int) []Row {
	var text strings.Builder
	text.WriteString(heading)
	for i := range n {
		age, day := "30", "2016-04-29"
		if i == 2 {
			age = "-1"
		}
		if i == 3 {
			day = "?"
		}
		fmt.Fprintf(&text, "%d,c%d,%s,came,2016-04-28T18:38:08Z,1,A,%s,0,n,red\n", i, i/2, day, age)
	}
	return readAll(t, parse(t, full), text.String())
}

func TestImportStopsAndGoesOn(t *testing.T) {
	b, rows := newBranch(t), someRows(t, 250)
	half := b.bring("a", rows, 1)
	if half.FinishedAt != 0 || half.Chunks != 1 || half.LastLine != 101 || half.Accepted != 99 {
		t.Errorf("after one chunk %+v", half)
	}
	if running, err := Running(b, 3); err != nil || len(running) != 1 {
		t.Errorf("%v %v", running, err)
	}
	done := b.bring("a", rows, -1)
	if done.FinishedAt == 0 || done.Chunks != 3 || done.Accepted != 249 || done.Refused != 1 || done.Warned != 1 {
		t.Errorf("at the end %+v", done)
	}
	if v, c := b.count("booking_visit"), b.count("clients_client"); v != 249 || c != 125 {
		t.Errorf("%d visits of %d clients", v, c)
	}
	marks, err := Problems(b, 3, done.ID)
	want := []Mark{{4, "Age", OutOfRange, false}, {5, "Day", NotADate, true}}
	if err != nil || fmt.Sprint(marks) != fmt.Sprint(want) {
		t.Errorf("%v %v", marks, err)
	}
	v, err := booking.Find(b, 3, VisitID("old", "7"))
	if err != nil || v.Client != string(ClientID("old", "c3")) || !v.Untimed || v.Status != booking.Completed {
		t.Errorf("%+v %v", v, err)
	}
	plain, err := v.Extras.Open(b.vault[v.Extras.KeyID()], ExtrasField)
	if err != nil || string(plain) != `{"age":30,"ill":false,"note":"n"}` {
		t.Errorf("%s %v", plain, err)
	}
}

func TestTheSameFileTwiceChangesNothing(t *testing.T) {
	b, rows := newBranch(t), someRows(t, 120)
	first := b.bring("a", rows, -1)
	said := b.facts
	if again := b.bring("a", rows, -1); again != first || b.facts != said {
		t.Errorf("%+v, then %+v and %d facts more", first, again, b.facts-said)
	}
	changed := b.bring("b", someRows(t, 130), -1) // the same rows and ten more, in another file
	if changed.Known != 119 || changed.Accepted != 10 || b.count("booking_visit") != 129 {
		t.Errorf("%+v", changed)
	}
}

func TestAChunkMustContinueTheImport(t *testing.T) {
	b := newBranch(t)
	rows := someRows(t, 250)
	half := b.bring("a", rows, 2)
	for name, c := range map[string]Chunk{
		"sent again":   {half.ID, "old", 2, rows[100:200]},
		"left one out": {half.ID, "old", 4, rows[200:]},
		"old lines":    {half.ID, "old", 3, rows[100:200]},
		"empty":        {half.ID, "old", 3, nil},
	} {
		if _, err := Bring(b, 3, b, c); fact.AsRefusals(err) == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Bring(b, 3, b, Chunk{"unknown", "old", 1, rows}); !errors.Is(err, fact.ErrNotFound) {
		t.Error(err)
	}
	if _, err := Bring(b, 3, b, Chunk{half.ID, "old", 3, rows[200:]}); err != nil {
		t.Error(err)
	}
}

// encoded is the size of the commit that says bodies.
func encoded(t testing.TB, bodies []fact.Body) int {
	t.Helper()
	kinds := map[string]fact.Kind{}
	for _, k := range allKinds {
		kinds[k.Name] = k
	}
	c := fact.Commit{V: 1, Node: fact.DerivedID("n"), Journal: fact.DerivedID("j"), Name: "imports.Bring"}
	for _, b := range bodies {
		f, err := kinds[b.Kind()].New(fact.DerivedID("f"), b)
		if err != nil {
			t.Fatal(err)
		}
		c.Facts = append(c.Facts, f)
	}
	raw, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	return len(raw)
}

func TestChunksFitIntoCommits(t *testing.T) {
	hostile := func(i int) string { // grows six times when encoded
		return fmt.Sprintf("%d%s,c%d%s,2016-04-29,came,x,x,A,%s,x,%s,\n", i, strings.Repeat("\x01", 190), i,
			strings.Repeat("\x02", 190), strings.Repeat("\x03", 300), strings.Repeat("\x04", 15000))
	}
	var text strings.Builder
	text.WriteString(heading)
	for i := range 8 {
		text.WriteString(hostile(i))
	}
	rows := append(readAll(t, parse(t, full), text.String()), someRows(t, 300)...)
	for i := range rows {
		rows[i].Line = i + 2
	}
	b := newBranch(t)
	b.fold(Begin(b, 3, ImportStarted{Import: "i", Source: "old"}))
	brought := 0
	for _, c := range Chunks("i", "old", 1, rows) {
		bodies, err := Bring(b, 3, b, c)
		if size := encoded(t, bodies); size > fact.MaxCommit || len(c.Rows) > MaxRows {
			t.Errorf("chunk %d: %d rows, %d bytes", c.N, len(c.Rows), size)
		}
		b.fold(bodies, err)
		brought += len(c.Rows)
	}
	if brought != len(rows) {
		t.Errorf("%d of %d rows are in chunks", brought, len(rows))
	}
}
