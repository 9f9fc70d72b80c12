package link

import (
	"fmt"
	"sync"
	"time"
)

// Wrong requests at the enrolment door within a window. A token holds 128 random bits, so that guessing it is
// hopeless however fast; what is slowed is who tries, and headquarters hears of it. Nothing shuts the door for all:
// somebody who guesses from many places must not keep a box with a right token out.
const (
	guessWindow    = 15 * time.Minute
	guessesFrom    = 20   // from one address; then it is refused unheard
	guessesInAll   = 200  // then headquarters is told
	guessAddresses = 4096 // that are remembered
)

// guesses counts wrong requests in memory.
type guesses struct {
	now   func() time.Time
	alarm func(code string, err error)

	mu     sync.Mutex
	since  time.Time
	inAll  int
	byFrom map[string]int
}

// blocked reports whether an address was wrong too often to be heard now.
func (g *guesses) blocked(from string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.turn()
	return g.byFrom[from] >= guessesFrom
}

// wrong counts a wrong request, and tells headquarters when a limit is reached.
func (g *guesses) wrong(from string) {
	g.mu.Lock()
	g.turn()
	g.inAll++
	if _, known := g.byFrom[from]; known || len(g.byFrom) < guessAddresses {
		g.byFrom[from]++
	}
	here, all, places := g.byFrom[from], g.inAll, len(g.byFrom)
	g.mu.Unlock()
	if here == guessesFrom {
		g.alarm("enrol_guessing", fmt.Errorf("%d wrong requests from %s; it is not heard for a while", here, from))
	}
	if all == guessesInAll {
		g.alarm("enrol_guessing", fmt.Errorf("%d wrong requests from %d addresses", all, places))
	}
}

// turn begins a new window when the present one is over, or when the clock was put back.
func (g *guesses) turn() {
	if now := g.now(); g.byFrom == nil || now.Sub(g.since).Abs() >= guessWindow {
		g.since, g.inAll, g.byFrom = now, 0, map[string]int{}
	}
}
