package courses

import (
	"strconv"
	"strings"

	"branchbook/sync/fact"
	"branchbook/sync/rights"
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

// Begun is the contract as it will stand once its signing is folded, so that one command can sign it and hold its first
// session: all sessions are free, their rights and the pen are where it was signed. Nothing is paid yet.
func Begun(f ContractSigned, place rights.Place) Contract {
	holder := rights.Holder{Node: place.Node, Epoch: place.Epoch}
	c := Contract{
		ID: f.Contract, Number: f.Number.Text, Client: f.Client, Branch: f.Branch, Terms: f.Terms,
		SignedOn: f.At.Business, SignedAt: f.At.UTC, Pen: holder,
	}
	for i, units := range f.Units {
		for n, minor := range units {
			c.Sessions = append(c.Sessions, Session{
				Ref: Ref{Contract: f.Contract, Item: i + 1, N: n + 1}, State: Free, Minor: minor, Holder: holder,
			})
		}
	}
	return c
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
