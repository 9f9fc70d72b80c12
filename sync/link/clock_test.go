package link

import (
	"testing"
	"time"
)

// A clock may be anything: a dead battery, a typing error. Who may speak is the list of members.
func TestNoClockKeepsAMemberOut(t *testing.T) {
	for _, tt := range []struct{ hub, branch string }{
		{"", "1970-01-01"}, {"", "2099-12-31"}, {"1970-01-01", ""}, {"2099-12-31", ""}, {"2099-12-31", "1970-01-01"},
	} {
		t.Run("hub "+tt.hub+" branch "+tt.branch, func(t *testing.T) {
			t.Parallel()
			n := newTestNet(t, "almaty")
			n.hub.Close()
			n.clock = clockAt(t, tt.hub)
			n.startHub("127.0.0.1:0")
			o := n.options("almaty", n.hub.Address())
			o.Now = clockAt(t, tt.branch)
			e, side := n.edge(o), newFakeBranch("almaty")
			eventually(t, 5*time.Second, "a conversation", func() bool { return converse(e, side) == nil })
		})
	}
}

// clockAt is a clock that stands at a date, or the right one.
func clockAt(t *testing.T, on string) func() time.Time {
	if on == "" {
		return time.Now
	}
	at, err := time.Parse(time.DateOnly, on)
	if err != nil {
		t.Fatal(err)
	}
	return func() time.Time { return at }
}
