package access

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"branchbook/sync/journal"
)

const (
	desk     = "10.0.0.1"
	attacker = "203.0.113.7"
)

// door is the way in of a node, on a clock that stands still.
type door struct {
	*testing.T
	*Local
	dir string
	now time.Time
}

func openDoor(t *testing.T) *door {
	t.Helper()
	d := &door{T: t, dir: t.TempDir(), now: time.Unix(1_800_000_000, 0)}
	d.open()
	t.Cleanup(func() { _ = d.Local.Close() }) // perhaps closed by the test
	return d
}

func (d *door) open() {
	d.Helper()
	var err error
	if d.Local, err = OpenLocal(d.dir, journal.Off); err != nil {
		d.Fatal(err)
	}
}

// guess tries a login a number of times without the password.
func (d *door) guess(login, address string, times int) {
	d.Helper()
	for range times {
		if _, err := d.Try(d.now, login, address); err != nil {
			d.Fatal(err)
		}
	}
}

func (d *door) may(login, address string, want bool) {
	d.Helper()
	if may, err := d.Try(d.now, login, address); err != nil || may != want {
		d.Errorf("%s from %s: %v, not %v (%v)", login, address, may, want, err)
	}
}

func (d *door) enters(login, address string) {
	d.Helper()
	d.may(login, address, true)
	if err := d.Entered(d.now, login, address); err != nil {
		d.Fatal(err)
	}
}

func TestGuessingIsSlowAndSurvivesARestart(t *testing.T) {
	d := openDoor(t)
	d.guess("anna", attacker, guessHere)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	d.open()
	d.may("anna", attacker, false)
	d.may("boris", attacker, true)
	d.now = d.now.Add(guessWindow)
	d.may("anna", attacker, true)
}

func TestNobodyLocksSomebodyElseOut(t *testing.T) {
	d := openDoor(t)
	d.enters("anna", desk)
	for i := range 30 { // from many places at once
		d.guess("anna", fmt.Sprintf("203.0.113.%d", i), guessHere)
	}
	d.may("anna", "203.0.113.200", false) // where she never was
	d.enters("anna", desk)
	d.may("boris", "203.0.113.200", true)
}

func TestAnAddressCannotTryEverybody(t *testing.T) {
	d := openDoor(t)
	for i := range guessFrom {
		d.may(fmt.Sprint("user ", i), attacker, true)
	}
	d.may("anna", attacker, false)
	d.may("anna", desk, true)
}

func TestTheRightPasswordTakesBackItsOwnMistakes(t *testing.T) {
	d := openDoor(t)
	for range 3 {
		d.guess("anna", desk, guessHere-1)
		d.enters("anna", desk)
	}
}

// TestAttemptsAtOnceCount: however many are sent at the same time, no more than the limit get to the password.
func TestAttemptsAtOnceCount(t *testing.T) {
	d := openDoor(t)
	var group sync.WaitGroup
	var let atomic.Int32
	for range 5 * guessHere {
		group.Go(func() {
			if may, err := d.Try(d.now, "anna", attacker); may && err == nil {
				let.Add(1)
			}
		})
	}
	if group.Wait(); let.Load() != guessHere {
		t.Errorf("%d were let through, not %d", let.Load(), guessHere)
	}
}

func TestALongLoginIsOneLogin(t *testing.T) {
	d := openDoor(t)
	for i := range guessHere {
		d.may(strings.Repeat("a", longest)+fmt.Sprint(i), attacker, true)
	}
	d.may(strings.Repeat("a", longest), attacker, false)
}

func TestAddress(t *testing.T) {
	for _, tt := range []struct{ peer, forwarded, want string }{
		{"192.168.1.7:5000", "", "192.168.1.7"},
		{"192.168.1.7:5000", "10.9.9.9", "192.168.1.7"}, // a browser may say anything
		{"127.0.0.1:5000", "", "127.0.0.1"},
		{"127.0.0.1:5000", "203.0.113.7", "203.0.113.7"},
		{"[::1]:5000", "10.9.9.9, 203.0.113.7", "203.0.113.7"}, // what it said before the proxy
		{"127.0.0.1:5000", "unknown", "127.0.0.1"},
	} {
		r := httptest.NewRequest("GET", "http://desk.example/", nil)
		r.RemoteAddr = tt.peer
		if tt.forwarded != "" {
			r.Header.Set("X-Forwarded-For", tt.forwarded)
		}
		if got := Address(r); got != tt.want {
			t.Errorf("%+v: %q", tt, got)
		}
	}
}
