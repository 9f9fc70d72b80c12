package courses

import (
	"testing"

	"branchbook/sync/catalogue"
	"branchbook/sync/fact"
)

func TestParseRef(t *testing.T) {
	for text, want := range map[string]Ref{
		"k/1/2": {"k", 1, 2}, "0190-a/10/500": {"0190-a", 10, 500},
		"": {}, "k": {}, "k/1": {}, "k/1/2/3": {}, "k/a/2": {}, "k/1/": {}, "k/01/2": {}, "k/1/+2": {},
	} {
		ref, ok := ParseRef(text)
		if ok != (want != Ref{}) || ok && ref != want {
			t.Errorf("%q: %+v, %v", text, ref, ok)
		}
	}
}

func TestAgainTakesTheVerySession(t *testing.T) {
	b := newBranch(t)
	b.sell("k", course(100_000, 3), "2024-05-01T10:00")
	second := Ref{"k", 1, 2}
	steps, err := Again(b.load("k"), second, b.booking("v", "2024-05-02T10:00"), at(t, "2024-05-01T10:00"))
	b.do(steps, err)
	if held := b.load("k").HeldBy("v", 1); held == nil || held.Ref != second {
		t.Errorf("%+v", held)
	}
	_, err = Again(b.load("k"), second, b.booking("w", "2024-05-02T11:00"), at(t, "2024-05-01T10:00"))
	if code(err) != "session_state" {
		t.Error("held by another visit:", err)
	}
}

// After says what the folds will.
func TestAfterAgreesWithTheFolds(t *testing.T) {
	b := newBranch(t)
	b.sell("k", course(100_000, 3), "2024-05-01T10:00")
	now := at(t, "2024-05-02T10:00")
	first := Ref{"k", 1, 1}
	steps := []func(Contract) ([]fact.Body, error){
		func(c Contract) ([]fact.Body, error) { return Hold(c, b.booking("v", "2024-05-02T10:00"), now, tokyo) },
		func(c Contract) ([]fact.Body, error) { return Earn(c, first, now, tokyo) },
		func(c Contract) ([]fact.Body, error) { return Reverse(c, first, now, "a slip") },
		func(c Contract) ([]fact.Body, error) { return Hold(c, b.booking("w", "2024-05-03T10:00"), now, tokyo) },
		func(c Contract) ([]fact.Body, error) { return NoShow(c, first, now, tokyo) },
	}
	for i, step := range steps {
		before := b.load("k")
		bodies, err := step(before)
		b.do(bodies, err)
		expected, got := before.After(bodies), b.load("k")
		for j, s := range got.Sessions {
			if s.State != expected.Sessions[j].State || s.Visit != expected.Sessions[j].Visit ||
				s.Slot != expected.Sessions[j].Slot {
				t.Errorf("step %d: %+v, expected %+v", i, s, expected.Sessions[j])
			}
		}
	}
}

func TestDue(t *testing.T) {
	b := newBranch(t)
	atStart := course(100_000, 3)
	atStart.Terms.Taken = catalogue.TakenAtStart
	b.sell("start", atStart, "2024-05-01T10:00")
	b.sell("done", course(100_000, 3), "2024-05-01T10:00")
	b.book("start", "v", "2024-05-02T10:00")
	b.book("done", "w", "2024-05-02T10:00")
	untimed := Booking{Visit: "u", Block: 1, Client: hana, Service: facial,
		Starts: fact.Civil{On: "2024-05-02", Business: "2024-05-02"}}
	b.do(Hold(b.load("start"), untimed, at(t, "2024-05-01T10:00"), tokyo))
	for now, want := range map[string]int{
		"2024-05-02T09:59": 0, "2024-05-02T10:00": 1, "2024-05-02T23:59": 1, "2024-05-03T00:00": 2,
	} {
		c := at(t, now)
		due, err := Due(b.tables, 1, c.UTC, c.On, 10)
		if err != nil || len(due) != want {
			t.Errorf("at %s: %+v, %v, want %d", now, due, err, want)
		}
	}
}
