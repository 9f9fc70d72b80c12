package booking

import (
	"strings"
	"testing"
)

// What an undo takes back is the newest change that still holds, with everything of its commit.
func TestLastIsTheNewestChangeThatHolds(t *testing.T) {
	on := func(change string, height int64, kind string, before Side) Edit {
		return Edit{Change: change, Height: height, Kind: kind, Before: before}
	}
	step := func(change string, height int64, from Status) Edit {
		return on(change, height, "step", Side{Status: from})
	}
	undo := func(e Edit, of string) Edit { e.Undoes = of; return e }
	booked := on("b", 1, "booking.VisitBooked", Side{})
	moved, said := on("m", 2, "moved", Side{On: today}), on("s", 2, "said", Side{Remarks: &Remarks{}})
	reopened := step("r", 9, Arrived)
	reopened.Kind = VisitReopened{}.Kind()
	for _, c := range []struct {
		name    string
		history []Edit
		want    string
	}{
		{"nothing", nil, ""},
		{"only booked", []Edit{booked}, ""},
		{"booked and arrived at once", []Edit{booked, step("a", 1, Booked)}, "a"},
		{"moved and said at once", []Edit{booked, moved, said}, "s m"},
		{"then confirmed", []Edit{booked, moved, said, step("c", 3, Booked)}, "c"},
		{"and taken back", []Edit{booked, moved, said, step("c", 3, Booked), undo(step("x", 4, Confirmed), "c")}, "s m"},
		{"by a reopening that names nothing", []Edit{booked, moved, step("c", 3, Booked), step("a", 4, Confirmed),
			reopened}, "c"},
		{"move taken back", []Edit{booked, moved, undo(on("x", 4, "moved", Side{On: today}), "m")}, ""},
		{"and moved again", []Edit{booked, moved, undo(on("x", 4, "moved", Side{On: today}), "m"),
			on("n", 5, "moved", Side{On: today})}, "n"},
	} {
		var got []string
		for _, e := range Last(c.history) {
			got = append(got, e.Change)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %q", c.name, got, c.want)
		}
	}
}

func TestRemarksComeAndGo(t *testing.T) {
	b := newBook(t)
	b.fold(booked("v1", block(600)))
	v := b.visit("v1")
	to := Remarks{Source: Desk, AskedFor: yerlan, Note: "s1.k.AAAA"}
	bodies, err := Remark(v, to, "")
	if err != nil || len(bodies) != 1 {
		t.Fatal(bodies, err)
	}
	b.fold(bodies...)
	if now := b.visit("v1"); now.Remarks() != to {
		t.Errorf("%+v", now.Remarks())
	}
	edits, err := History(b, 3, "v1")
	if err != nil || len(edits) != 2 || *edits[1].Before.Remarks != v.Remarks() || *edits[1].After.Remarks != to {
		t.Errorf("%+v %v", edits, err)
	}
	if same, err := Remark(b.visit("v1"), to, ""); err != nil || len(same) != 0 {
		t.Error("the same remarks were said again:", same, err)
	}
	if _, err := Remark(v, Remarks{Source: "pigeon"}, ""); code(err) != "no_source" {
		t.Error(err)
	}
}

// A move goes back to the very blocks that stood there, unless somebody has the time by now.
func TestUndoOfAMove(t *testing.T) {
	v := standing10(Booked)
	before := v.plain()
	e := Edit{Change: "m", Before: Side{On: today, Blocks: before}}
	v.Blocks = []Standing{{Block: block(900)}}
	v.ID = "mover"
	free := workday().Without(standing10(Booked))
	bodies, err := Undo(free, v, e, before, today, "")
	if err != nil || len(bodies) != 1 {
		t.Fatal(bodies, err)
	}
	if back := bodies[0].(VisitMoved); back.Undoes != "m" || text(back.Blocks) != text(before) {
		t.Errorf("%+v", back)
	}
	if _, err := Undo(workday(), v, e, before, today, ""); code(err) != "slot_taken" {
		t.Error(err)
	}
	v.Status = Completed
	if _, err := Undo(free, v, e, before, today, ""); code(err) != "not_open" {
		t.Error(err)
	}
	step := Edit{Before: Side{Status: Booked}, After: Side{Status: Confirmed}}
	if _, err := Undo(free, v, step, nil, today, ""); code(err) != "undo_late" {
		t.Error(err)
	}
}
