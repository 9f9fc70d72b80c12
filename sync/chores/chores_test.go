package chores

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"branchbook/sync/access"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
)

// nights is a runner on a clock that is set by hand, with a job that does what the test says.
type nights struct {
	*testing.T
	*Runner
	now   time.Time
	did   int
	wrong error
}

func (n *nights) start(local *access.Local) {
	n.Runner = &Runner{
		Jobs:  []Job{{"count", func(context.Context) error { n.did++; return n.wrong }}},
		Local: local, Clock: fact.ClockFunc(func() time.Time { return n.now }), Quiet: DefaultQuiet,
		Zone: func(context.Context) *time.Location { return time.UTC },
	}
	n.Runner.begin()
}

// at sets the clock, looks what is due, and proves how often the job was done in all.
func (n *nights) at(day, hour, minute, want int) {
	n.Helper()
	n.now = time.Date(2026, 11, day, hour, minute, 0, 0, time.UTC)
	if n.Tick(n.Context()); n.did != want {
		n.Errorf("on %d at %02d:%02d it was done %d times, not %d", day, hour, minute, n.did, want)
	}
}

func openLocal(t *testing.T) *access.Local {
	t.Helper()
	local, err := access.OpenLocal(t.TempDir(), journal.Off)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := local.Close(); err != nil {
			t.Error(err)
		}
	})
	return local
}

func TestOnceANight(t *testing.T) {
	n, local := &nights{T: t, now: time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)}, openLocal(t)
	n.start(local)
	n.at(1, 12, 10, 1) // never done before
	n.at(1, 23, 0, 1)
	n.at(2, 3, 29, 1)
	n.at(2, 3, 40, 2)
	n.at(2, 3, 41, 2)
	n.start(local) // again, at once
	n.at(2, 4, 0, 2)
	n.now = time.Date(2026, 11, 5, 9, 0, 0, 0, time.UTC)
	n.start(local) // after three nights in the dark
	n.at(5, 9, 10, 3)
	n.at(5, 9, 20, 3)
	n.Zone = func(context.Context) *time.Location { return nil }
	n.at(9, 9, 20, 3) // not set up
}

func TestWhatWentWrongIsTriedAgainAndSaid(t *testing.T) {
	n, local := &nights{T: t, now: time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)}, openLocal(t)
	n.start(local)
	n.at(1, 12, 10, 1)
	n.wrong = errors.New("no room")
	n.at(2, 3, 40, 2)
	n.at(2, 4, 30, 2)
	n.at(2, 4, 40, 3)
	states, err := n.States()
	if err != nil || states["count"].Problem != "no room" || !slices.Equal(Failed(states), []string{"count"}) {
		t.Errorf("%+v, %v", states, err)
	}
	if good := states["count"].GoodAt; good.UTC().Day() != 1 {
		t.Error("it last went well at", good)
	}
	n.wrong = nil
	n.at(2, 5, 40, 4)
	if states, err = n.States(); err != nil || len(Failed(states)) > 0 {
		t.Errorf("%+v, %v", states, err)
	}
}

func TestNotNowIsNoFailure(t *testing.T) {
	n := &nights{T: t, now: time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC), wrong: ErrLater}
	n.start(openLocal(t))
	n.at(1, 12, 10, 1)
	n.at(1, 12, 15, 1)
	n.at(1, 12, 20, 2)
	if states, err := n.States(); err != nil || !states["count"].RanAt.IsZero() || len(Failed(states)) > 0 {
		t.Errorf("%+v, %v", states, err)
	}
}

func TestAPersonNeedNotWaitForTheNight(t *testing.T) {
	n := &nights{T: t, now: time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)}
	told := 0
	n.start(openLocal(t))
	n.Changed = func() { told++ }
	n.at(1, 12, 10, 1)
	n.Ask("count")
	n.Ask("count") // twice is once
	if states, err := n.States(); err != nil || !states["count"].Running {
		t.Errorf("%+v, %v", states, err)
	}
	n.at(1, 12, 11, 2)
	n.at(1, 12, 12, 2)
	if states, err := n.States(); err != nil || states["count"].Running || told == 0 {
		t.Errorf("%+v, told %d times, %v", states, told, err)
	}
}

func TestStoppedInTheMiddleIsNotDone(t *testing.T) {
	n := &nights{T: t, now: time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)}
	n.start(openLocal(t))
	ctx, cancel := context.WithCancel(t.Context())
	n.Jobs[0].Do = func(ctx context.Context) error { cancel(); return ctx.Err() }
	n.Ask("count")
	if err := n.Tend(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if states, err := n.States(); err != nil || !states["count"].RanAt.IsZero() {
		t.Errorf("%+v, %v", states, err)
	}
}
