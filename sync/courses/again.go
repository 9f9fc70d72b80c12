package courses

import (
	"strconv"
	"strings"

	"branchbook/sync/fact"
)

// ParseRef reads what [Ref.String] writes; false for anything else.
func ParseRef(text string) (Ref, bool) {
	parts := strings.Split(text, "/")
	if len(parts) != 3 {
		return Ref{}, false
	}
	item, err1 := strconv.Atoi(parts[1])
	n, err2 := strconv.Atoi(parts[2])
	ref := Ref{Contract: ContractID(parts[0]), Item: item, N: n}
	return ref, err1 == nil && err2 == nil && ref.String() == text
}

// Again ties the very session that a reopened visit had to that visit once more. The terms were asked when it was
// booked; only whether the session is free still counts.
func Again(c Contract, ref Ref, b Booking, at fact.Civil) ([]fact.Body, error) {
	s, err := c.find(ref, Free)
	if err != nil {
		return nil, err
	}
	return []fact.Body{SessionHeld{c.change(s, b, at), b.Starts}}, nil
}

// After is the contract as it will stand once the steps are folded, so that one command can decide several: two
// blocks of a visit hold two sessions. It knows the steps that a booking takes.
func (c Contract) After(steps []fact.Body) Contract {
	c.Sessions = append([]Session{}, c.Sessions...)
	for _, step := range steps {
		switch f := step.(type) {
		case SessionHeld:
			c.tie(f.Ref, Held, f.Change, SlotOf(f.Starts))
		case SessionReleased:
			c.tie(f.Ref, Free, Change{}, Slot{})
		case SessionReversed:
			c.tie(f.Ref, Free, Change{}, Slot{})
		case SessionEarned:
			c.turn(f.Ref, Earned)
		case SessionBurned:
			c.turn(f.Ref, Burned)
		case SessionParked:
			c.turn(f.Ref, Parked)
		}
	}
	return c
}

func (c Contract) turn(ref Ref, to State) {
	if s := c.Session(ref); s != nil {
		s.State = to
	}
}

func (c Contract) tie(ref Ref, to State, by Change, slot Slot) {
	if s := c.Session(ref); s != nil {
		s.State, s.Visit, s.Block, s.Slot = to, by.Visit, by.Block, slot
	}
}

// Due lists at most limit sessions that are held by a visit that has begun (at an instant, in ms UTC; an untimed one
// once its day is over) on a contract whose terms take them at the start. Today is the branch's date.
func Due(r fact.Reader, jid int64, now int64, today fact.Date, limit int) ([]Session, error) {
	return fact.All(r, scanSession, `
		SELECT
			s.contract,
			s.item,
			s.n,
			s.state,
			s.minor,
			s.holder_node,
			s.holder_epoch,
			s.visit,
			s.block,
			s.visit_on,
			s.visit_min,
			s.visit_at
		FROM courses_session s
		JOIN courses_contract c ON c.jid = s.jid AND c.contract = s.contract
		WHERE s.jid = ?1 AND s.state = 'held' AND s.visit_on <> '' AND s.visit_on <= ?3
			AND (s.visit_at <= ?2 AND s.visit_at > 0 OR s.visit_at = 0 AND s.visit_on < ?3)
			AND json_extract(c.terms, '$.policy.taken') = 'start'
		ORDER BY s.visit_on, s.visit_at, s.contract, s.item, s.n
		LIMIT ?4`,
		jid, now, today, limit)
}
