package courses

import (
	"branchbook/sync/fact"
	"branchbook/sync/ledger"
	"branchbook/sync/money"
)

func foldHeld(t fact.Tables, p fact.Position, f SessionHeld) error {
	slot := SlotOf(f.Starts)
	_, err := t.Exec(`
		UPDATE courses_session
		SET state = ?, visit = ?, block = ?, visit_on = ?, visit_min = ?, visit_at = ?
		WHERE jid = ? AND contract = ? AND item = ? AND n = ?`,
		Held, f.Visit, f.Block, slot.On, slot.Min, slot.At, p.JID, f.Contract, f.Item, f.N)
	if err != nil {
		return err
	}
	return write(t, p, f.arrow("held"))
}

func foldReleased(t fact.Tables, p fact.Position, f SessionReleased) error {
	if err := free(t, p, f.Ref); err != nil {
		return err
	}
	return write(t, p, f.arrow("released"))
}

func foldParked(t fact.Tables, p fact.Position, f SessionParked) error {
	if err := turn(t, p, f.Ref, Parked); err != nil {
		return err
	}
	return write(t, p, f.arrow("parked"))
}

func foldEarned(t fact.Tables, p fact.Position, f SessionEarned) error {
	if err := recognise(t, p, f.Change, f.Value, Earned, ledger.RevenueSessions); err != nil {
		return err
	}
	return settleEnd(t, p, f.Contract)
}

func foldBurned(t fact.Tables, p fact.Position, f SessionBurned) error {
	return recognise(t, p, f.Change, f.Value, Burned, ledger.RevenueBurned)
}

func foldExpired(t fact.Tables, p fact.Position, f SessionExpired) error {
	return recognise(t, p, f.Change, f.Value, Expired, ledger.Breakage)
}

// recognise turns a session into revenue.
func recognise(
	t fact.Tables, p fact.Position, c Change, v Value, to State, revenue ledger.Account,
) error {
	if err := turn(t, p, c.Ref, to); err != nil {
		return err
	}
	if err := post(t, p, c.entry(v), ledger.ContractLiability, revenue, v.Minor); err != nil {
		return err
	}
	return write(t, p, c.worth(string(to), v, -1).recognising(v.Minor))
}

func foldRefunded(t fact.Tables, p fact.Position, f SessionRefunded) error {
	if err := turn(t, p, f.Ref, Refunded); err != nil {
		return err
	}
	about, back := f.entry(f.Value), f.Minor-f.Unpaid
	if err := post(t, p, about, ledger.ContractLiability, ledger.RefundsPayable, back); err != nil {
		return err
	}
	if err := post(t, p, about, ledger.ContractLiability, ledger.Receivable, f.Unpaid); err != nil {
		return err
	}
	a := f.worth("refunded", f.Value, -1)
	a.received = -back
	return write(t, p, a)
}

func foldMoved(t fact.Tables, p fact.Position, f SessionMoved) error {
	_, err := t.Exec(`
		UPDATE courses_session
		SET state = ?, holder_node = ?, holder_epoch = ''
		WHERE jid = ? AND contract = ? AND item = ? AND n = ?`,
		Moved, f.To, p.JID, f.Contract, f.Item, f.N)
	if err != nil {
		return err
	}
	about := f.entry(f.Value)
	if err := post(t, p, about, ledger.ContractLiability, ledger.BetweenBranches, f.Minor); err != nil {
		return err
	}
	return write(t, p, f.worth("moved", f.Value, -1))
}

func foldReversed(t fact.Tables, p fact.Position, f SessionReversed) error {
	if err := free(t, p, f.Ref); err != nil {
		return err
	}
	revenue := ledger.RevenueSessions
	if f.Was == Burned {
		revenue = ledger.RevenueBurned
	}
	if err := post(t, p, f.entry(f.Value), revenue, ledger.ContractLiability, f.Minor); err != nil {
		return err
	}
	if err := settleEnd(t, p, f.Contract); err != nil {
		return err
	}
	a := f.worth("reversed", f.Value, +1).recognising(-f.Minor)
	a.was = f.Was
	return write(t, p, a)
}

// turn gives a session another state and leaves its visit.
func turn(t fact.Tables, p fact.Position, ref Ref, to State) error {
	_, err := t.Exec(`
		UPDATE courses_session
		SET state = ?
		WHERE jid = ? AND contract = ? AND item = ? AND n = ?`,
		to, p.JID, ref.Contract, ref.Item, ref.N)
	return err
}

// free takes a session off its visit.
func free(t fact.Tables, p fact.Position, ref Ref) error {
	_, err := t.Exec(`
		UPDATE courses_session
		SET state = ?, visit = '', block = 0, visit_on = '', visit_min = 0, visit_at = 0
		WHERE jid = ? AND contract = ? AND item = ? AND n = ?`,
		Free, p.JID, ref.Contract, ref.Item, ref.N)
	return err
}

func (c Change) entry(v Value) ledger.Entry {
	e := entry(c.Contract, c.Client, string(c.Product), v.Currency, c.At)
	e.Session, e.Visit, e.Service = c.Ref.String(), c.Visit, string(c.Service)
	return e
}

// arrow is one line of the running ledger before it is numbered.
type arrow struct {
	about      ledger.Entry // names, currency and business date
	ref        Ref
	what       string
	was        State
	at         fact.Civil
	reason     string
	sessions   int
	minor      money.Minor
	recognised money.Minor
	received   money.Minor
}

func (c Change) arrow(what string) arrow {
	return arrow{about: c.entry(Value{}), ref: c.Ref, what: what, at: c.At, reason: c.Reason}
}

// worth is an arrow that takes a session and its value out of what is owed, or with +1 back into it.
func (c Change) worth(what string, v Value, sign int) arrow {
	a := c.arrow(what)
	a.about.Currency = v.Currency
	a.sessions, a.minor = sign, v.Minor*money.Minor(sign)
	return a
}

func (a arrow) recognising(m money.Minor) arrow {
	a.recognised = m
	return a
}

// write adds a line with what is left after it, carried on from the line before.
func write(t fact.Tables, p fact.Position, a arrow) error {
	_, err := t.Exec(`
		INSERT INTO courses_arrow (
			jid,
			contract,
			no,
			item,
			n,
			what,
			was,
			client,
			product,
			service,
			visit,
			business_on,
			at,
			actor,
			node,
			desk,
			reason,
			sessions,
			minor,
			recognised,
			received,
			currency,
			left_sessions,
			left_free,
			left_minor,
			height,
			fact
		)
		VALUES (
			?1, ?2,
			1 + COALESCE((SELECT MAX(no) FROM courses_arrow WHERE jid = ?1 AND contract = ?2), 0),
			?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,
			?17 + COALESCE((
				SELECT left_sessions FROM courses_arrow
				WHERE jid = ?1 AND contract = ?2 ORDER BY no DESC LIMIT 1), 0),
			(SELECT COUNT(*) FROM courses_session
				WHERE jid = ?1 AND contract = ?2 AND state = 'free'),
			?18 + COALESCE((
				SELECT left_minor FROM courses_arrow
				WHERE jid = ?1 AND contract = ?2 ORDER BY no DESC LIMIT 1), 0),
			?22, ?23)`,
		p.JID, a.about.Contract, a.ref.Item, a.ref.N, a.what, a.was, a.about.Client,
		a.about.Product, a.about.Service, a.about.Visit, a.about.Business, a.at.UTC,
		p.Actor, p.Node, p.Desk, a.reason,
		a.sessions, a.minor, a.recognised, a.received, a.about.Currency, p.Height, p.FactID)
	return err
}
