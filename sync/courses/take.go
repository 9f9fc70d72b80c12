package courses

import (
	"strconv"

	"branchbook/sync/catalogue"
	"branchbook/sync/fact"
	"branchbook/sync/rights"
)

// find gives the session of a rule's argument in one of the states it asks for.
func (c Contract) find(ref Ref, states ...State) (Session, error) {
	s := c.Session(ref)
	if s == nil {
		return Session{}, fact.Refuse("session_unknown", "session", "This contract has no such session.")
	}
	for _, state := range states {
		if s.State == state {
			return *s, nil
		}
	}
	return Session{}, fact.Refuse("session_state", "session",
		"This session is "+string(s.State)+" by now. Look at the contract and try again.",
		"state", string(s.State), "session", ref.String())
}

// Release takes a session off a visit that was cancelled at an instant. In time it is free again, or parked
// where the terms leave that to a person; late it burns (PRODUCT CRS-4, CAL-20). The kinds of the facts say
// which it was.
func Release(
	c Contract, ref Ref, cancelled fact.Civil, reason string, place rights.Place,
) ([]fact.Body, error) {
	s, err := c.find(ref, Held)
	if err != nil {
		return nil, err
	}
	switch {
	case !c.Terms.InTime(s.Slot, cancelled):
		return burn(c, s, cancelled, reason, place)
	case c.Terms.Policy.Cancel == catalogue.CancelOperator:
		return []fact.Body{SessionParked{c.changed(s, cancelled, reason)}}, nil
	}
	return []fact.Body{SessionReleased{c.changed(s, cancelled, reason)}}, nil
}

// Return makes a held session free whatever the hour: the desk took it off the booking, or the house
// cancelled. A parked one is returned by a person, who says why.
func Return(c Contract, ref Ref, at fact.Civil, reason string) ([]fact.Body, error) {
	s, err := c.find(ref, Held, Parked)
	if err != nil {
		return nil, err
	}
	if s.State == Parked && reason == "" {
		return nil, reasonNeeded()
	}
	return []fact.Body{SessionReleased{c.changed(s, at, reason)}}, nil
}

// NoShow burns or returns the session of a client who did not come, as the terms say. One already taken at
// the visit's start stays taken.
func NoShow(c Contract, ref Ref, at fact.Civil, place rights.Place) ([]fact.Body, error) {
	s, err := c.find(ref, Held, Earned)
	switch {
	case err != nil:
		return nil, err
	case s.State == Earned && c.Terms.Policy.Taken == catalogue.TakenAtStart:
		return nil, nil
	case s.State == Earned:
		_, err := c.find(ref, Held)
		return nil, err
	case c.Terms.Policy.NoShow == catalogue.NoShowReturns:
		return []fact.Body{SessionReleased{c.changed(s, at, "")}}, nil
	}
	return burn(c, s, at, "", place)
}

func burn(c Contract, s Session, at fact.Civil, reason string, place rights.Place) ([]fact.Body, error) {
	if err := place.May(s.Holder); err != nil {
		return nil, err
	}
	return []fact.Body{
		SessionBurned{c.changed(s, at, reason), c.value(s)},
		rights.Spent{Right: s.Right(), Qty: 1, For: s.Subject()},
	}, nil
}

// Take earns the held session at its visit's start where the terms say so, whether or not the client came;
// else it says nothing.
func Take(c Contract, ref Ref, at fact.Civil, place rights.Place) ([]fact.Body, error) {
	if c.Terms.Policy.Taken != catalogue.TakenAtStart {
		return nil, nil
	}
	return Earn(c, ref, at, place)
}

// Earn recognises the session that a completed visit holds. Where that was done already it says nothing.
func Earn(c Contract, ref Ref, at fact.Civil, place rights.Place) ([]fact.Body, error) {
	s, err := c.find(ref, Held, Earned)
	if err != nil || s.State == Earned {
		return nil, err
	}
	if err := place.May(s.Holder); err != nil {
		return nil, err
	}
	return []fact.Body{
		SessionEarned{c.changed(s, at, ""), c.value(s)},
		rights.Spent{Right: s.Right(), Qty: 1, For: s.Subject()},
	}, nil
}

// Reverse undoes an earning or a burning, with the reason; the session is free again.
func Reverse(c Contract, ref Ref, at fact.Civil, reason string) ([]fact.Body, error) {
	s, err := c.find(ref, Earned, Burned)
	switch {
	case err != nil:
		return nil, err
	case c.EndedOn != "":
		return nil, terminated(c)
	case reason == "":
		return nil, reasonNeeded()
	}
	return []fact.Body{
		SessionReversed{c.changed(s, at, reason), c.value(s), s.State},
		rights.Returned{Right: s.Right(), Qty: 1, For: s.Subject()},
	}, nil
}

// Reopen undoes an earning or a burning and holds the session again for the same visit.
func Reopen(c Contract, ref Ref, starts, at fact.Civil, reason string) ([]fact.Body, error) {
	bodies, err := Reverse(c, ref, at, reason)
	if err != nil {
		return nil, err
	}
	again := SessionHeld{c.changed(*c.Session(ref), at, reason), starts}
	return append(bodies, again), nil
}

// Expire turns what is left of a contract past its last day into income. Where the terms leave that to a
// person, the person says why.
func Expire(c Contract, at fact.Civil, reason string, place rights.Place) ([]fact.Body, error) {
	last := c.Until()
	switch {
	case last == "" || at.On <= last:
		return nil, fact.Refuse("contract_runs", "contract",
			"Contract "+c.Number+" has not ended. Only ended contracts expire.",
			"number", c.Number, "until", string(last))
	case c.Terms.Policy.Expiry == catalogue.StaysOwed && reason == "":
		return nil, reasonNeeded()
	}
	return c.eachLeft(place, func(s Session) fact.Body {
		return SessionExpired{c.changed(s, at, reason), c.value(s)}
	})
}

// Terminate ends a contract and gives its remainder back in full, less what was never paid. Rule sets with
// fees are applied elsewhere. Visits that hold sessions are cancelled or completed first.
func Terminate(c Contract, at fact.Civil, reason string, place rights.Place) ([]fact.Body, error) {
	held := strconv.Itoa(c.Count(0, Held))
	switch {
	case c.EndedOn != "":
		return nil, terminated(c)
	case held != "0":
		return nil, fact.Refuse("contract_held", "contract",
			"Visits hold "+held+" sessions of contract "+c.Number+". Cancel or complete them first.",
			"held", held, "number", c.Number)
	case reason == "":
		return nil, reasonNeeded()
	}
	if err := place.May(c.Pen); err != nil {
		return nil, err
	}
	unpaid := c.OwedMinor()
	bodies, err := c.eachLeft(place, func(s Session) fact.Body {
		part := min(unpaid, s.Minor)
		unpaid -= part
		return SessionRefunded{c.changed(s, at, reason), c.value(s), part}
	})
	if err != nil {
		return nil, err
	}
	return append(bodies,
		ContractTerminated{Contract: c.ID, Client: c.Client, At: at, Reason: reason, Rules: "full"},
		rights.Spent{Right: rights.Pen(string(c.ID)), Qty: 1, For: "contract:" + string(c.ID)},
	), nil
}

// eachLeft says something of every free or parked session, and that its right is spent.
func (c Contract) eachLeft(place rights.Place, say func(Session) fact.Body) ([]fact.Body, error) {
	var bodies []fact.Body
	for _, s := range c.Sessions {
		if s.State != Free && s.State != Parked {
			continue
		}
		if err := place.May(s.Holder); err != nil {
			return nil, err
		}
		spent := rights.Spent{Right: s.Right(), Qty: 1, For: s.Subject()}
		bodies = append(bodies, say(s), spent)
	}
	return bodies, nil
}

// Move sends a free session away to another node under a transfer of its right.
func Move(
	c Contract, ref Ref, to string, transfer rights.TransferID, at fact.Civil, reason string,
	place rights.Place,
) ([]fact.Body, error) {
	s, err := c.find(ref, Free)
	if err != nil {
		return nil, err
	}
	if err := place.May(s.Holder); err != nil {
		return nil, err
	}
	return []fact.Body{
		SessionMoved{c.changed(s, at, reason), c.value(s), to, transfer},
		rights.Sent{Transfer: transfer, Right: s.Right(), Unit: rights.Sessions, Qty: 1, To: to},
	}, nil
}

// Freeze stops a contract for days from … to, both included, and moves its last day by as many. Codes:
// period_wrong, freeze_limit, contract_held, reason_needed, contract_terminated.
func Freeze(c Contract, days Freezing, at fact.Civil, reason string) ([]fact.Body, error) {
	if !days.From.Valid() || !days.To.Valid() || days.To < days.From {
		return nil, fact.Refuse("period_wrong", "to", "The last day stands before the first.")
	}
	limit := c.Terms.Policy.Freeze
	n := days.To.Sub(days.From) + 1
	switch {
	case c.EndedOn != "":
		return nil, terminated(c)
	case reason == "":
		return nil, reasonNeeded()
	case n > limit.OnceDays || c.FrozenDays+n > limit.TotalDays:
		left := strconv.Itoa(max(0, min(limit.OnceDays, limit.TotalDays-c.FrozenDays)))
		return nil, fact.Refuse("freeze_limit", "to",
			"This contract can be frozen for "+left+" more days at once.", "days", left)
	}
	for _, f := range c.Freezes {
		if f.From <= days.To && days.From <= f.To {
			return nil, fact.Refuse("period_wrong", "from",
				"The contract is frozen already until "+string(f.To)+".", "until", string(f.To))
		}
	}
	for _, s := range c.Sessions {
		if s.State == Held && days.From <= s.Slot.On && s.Slot.On <= days.To {
			return nil, fact.Refuse("contract_held", "from",
				"A visit on "+string(s.Slot.On)+" holds a session. Move or cancel it first.",
				"on", string(s.Slot.On))
		}
	}
	return []fact.Body{ContractFrozen{
		Contract: c.ID, Client: c.Client, From: days.From, To: days.To, At: at, Reason: reason,
	}}, nil
}

func (c Contract) value(s Session) Value { return Value{Minor: s.Minor, Currency: c.Terms.Currency} }

func reasonNeeded() error {
	return fact.Refuse("reason_needed", "reason", "Say why; it stays with the contract.")
}
