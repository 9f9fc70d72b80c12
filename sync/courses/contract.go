package courses

import (
	"cmp"
	"slices"
	"strconv"

	"branchbook/sync/catalogue"
	"branchbook/sync/fact"
	"branchbook/sync/money"
	"branchbook/sync/rights"
)

// Contract is one as it stands now; rules decide on it. It comes from [Load].
type Contract struct {
	ID         ContractID
	Number     string
	Client     string
	Branch     string // the node that sold it
	Terms      Terms
	SignedOn   fact.Date
	SignedAt   int64 // ms UTC
	PaidMinor  money.Minor
	FirstOn    fact.Date // first session earned; empty before
	FrozenDays int
	Freezes    []Freezing // in order of From
	EndedOn    fact.Date  // terminated; empty while it runs
	Pen        rights.Holder
	Sessions   []Session // by item and n
}

// Freezing is days on which a contract stands still, both included.
type Freezing struct{ From, To fact.Date }

// Session is one as it stands now.
type Session struct {
	Ref
	State  State
	Minor  money.Minor
	Holder rights.Holder
	Visit  string // that holds or took it
	Block  int
	Slot   Slot
}

// Slot is when a visit starts. At is the instant in ms UTC, 0 for an untimed visit; Min is wall minutes.
type Slot struct {
	On  fact.Date
	Min int
	At  int64
}

// SlotOf takes a civil time apart; one without a zone is an untimed visit's day.
func SlotOf(c fact.Civil) Slot {
	if c.Zone == "" {
		return Slot{On: c.On}
	}
	return Slot{On: c.On, Min: c.Min, At: c.UTC}
}

func (s Slot) before(o Slot) int {
	return cmp.Or(cmp.Compare(s.On, o.On), cmp.Compare(s.At, o.At))
}

// Until is the last day on which a session may be used; empty where there is none, or where it runs from a
// first visit that has not been yet.
func (c Contract) Until() fact.Date { return c.untilFrom(c.FirstOn) }

func (c Contract) untilFrom(first fact.Date) fact.Date {
	if c.Terms.Policy.Validity.Since == catalogue.SinceFirstVisit {
		return c.Terms.lastDay(first, c.FrozenDays)
	}
	return c.Terms.lastDay(c.SignedOn, c.FrozenDays)
}

// lastDayFor is [Contract.Until] as it will be once the visits that hold sessions have been, and one more
// on the given day.
func (c Contract) lastDayFor(on fact.Date) fact.Date {
	first := c.FirstOn
	if first == "" {
		first = on
		for _, s := range c.Sessions {
			if s.State == Held && s.Slot.On < first {
				first = s.Slot.On
			}
		}
	}
	return c.untilFrom(first)
}

func (c Contract) frozenOn(on fact.Date) (Freezing, bool) {
	i := slices.IndexFunc(c.Freezes, func(f Freezing) bool { return f.From <= on && on <= f.To })
	if i < 0 {
		return Freezing{}, false
	}
	return c.Freezes[i], true
}

// Session finds one by its name; nil where there is none.
func (c Contract) Session(ref Ref) *Session {
	i := slices.IndexFunc(c.Sessions, func(s Session) bool { return s.Ref == ref })
	if i < 0 {
		return nil
	}
	return &c.Sessions[i]
}

// HeldBy finds the session that a block of a visit holds; nil where there is none.
func (c Contract) HeldBy(visit string, block int) *Session {
	i := slices.IndexFunc(c.Sessions, func(s Session) bool {
		return s.State == Held && s.Visit == visit && s.Block == block
	})
	if i < 0 {
		return nil
	}
	return &c.Sessions[i]
}

// Count is how many sessions of an item stand in one of the states; item 0 means all.
func (c Contract) Count(item int, states ...State) int {
	n := 0
	for _, s := range c.Sessions {
		if (item == 0 || s.Item == item) && slices.Contains(states, s.State) {
			n++
		}
	}
	return n
}

// ValueOf is the value of all sessions in one of the states, in minor units.
func (c Contract) ValueOf(states ...State) money.Minor {
	var sum money.Minor
	for _, s := range c.Sessions {
		if slices.Contains(states, s.State) {
			sum += s.Minor
		}
	}
	return sum
}

// LeftMinor is the value still owed to the client in sessions: the contract's liability.
func (c Contract) LeftMinor() money.Minor { return c.ValueOf(Free, Held, Parked) }

// OwedMinor is what the client still has to pay, as long as the contract runs.
func (c Contract) OwedMinor() money.Minor { return c.Terms.PriceMinor - c.PaidMinor }

// Position is a session's place in its item, for the calendar (PRODUCT CAL-12).
type Position struct {
	Nth  int // counting those taken and those held by earlier visits
	Of   int // without expired, refunded and moved ones
	Left int // after this one
}

// Position counts sessions in the order of their visits.
func (c Contract) Position(ref Ref) Position {
	this := c.Session(ref)
	if this == nil {
		return Position{}
	}
	var p Position
	for _, s := range c.Sessions {
		if s.Item != ref.Item {
			continue
		}
		switch s.State {
		case Held, Earned, Burned:
			p.Of++
			if later := cmp.Or(s.Slot.before(this.Slot), cmp.Compare(s.N, this.N)) > 0; later {
				p.Left++
			} else {
				p.Nth++
			}
		case Free, Parked:
			p.Of++
			p.Left++
		}
	}
	return p
}

// String is the cue in English: "last one", "1 left", else "4 of 10".
func (p Position) String() string {
	switch p.Left {
	case 0:
		return "last one"
	case 1, 2:
		return strconv.Itoa(p.Left) + " left"
	}
	return strconv.Itoa(p.Nth) + " of " + strconv.Itoa(p.Of)
}
