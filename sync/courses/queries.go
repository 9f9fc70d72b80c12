package courses

import (
	"encoding/json"
	"fmt"

	"branchbook/sync/catalogue"
	"branchbook/sync/fact"
	"branchbook/sync/money"
)

// Load reads a contract with its sessions. No such contract is [fact.ErrNotFound].
func Load(r fact.Reader, jid int64, id ContractID) (Contract, error) {
	c, err := header(r, jid, id)
	if err != nil {
		return c, err
	}
	if c.Freezes, err = freezes(r, jid, id); err != nil {
		return c, err
	}
	c.Sessions, err = sessions(r, jid, id)
	return c, err
}

func header(r fact.Reader, jid int64, id ContractID) (Contract, error) {
	return fact.One(r, scanContract, `
		SELECT
			contract,
			number,
			client,
			branch,
			terms,
			signed_on,
			signed_at,
			paid_minor,
			first_on,
			frozen_days,
			ended_on,
			pen_node,
			pen_epoch
		FROM courses_contract
		WHERE jid = ? AND contract = ?`,
		jid, id)
}

func scanContract(row fact.Row) (c Contract, err error) {
	var terms []byte
	err = row.Scan(
		&c.ID, &c.Number, &c.Client, &c.Branch, &terms, &c.SignedOn, &c.SignedAt, &c.PaidMinor,
		&c.FirstOn, &c.FrozenDays, &c.EndedOn, &c.Pen.Node, &c.Pen.Epoch)
	if err != nil {
		return c, err
	}
	if err := json.Unmarshal(terms, &c.Terms); err != nil {
		return c, fmt.Errorf("terms of contract %s: %w", c.ID, err)
	}
	return c, nil
}

func freezes(r fact.Reader, jid int64, id ContractID) ([]Freezing, error) {
	return fact.All(r, func(row fact.Row) (f Freezing, err error) {
		err = row.Scan(&f.From, &f.To)
		return f, err
	}, `
		SELECT
			from_on,
			to_on
		FROM courses_freeze
		WHERE jid = ? AND contract = ?
		ORDER BY from_on`,
		jid, id)
}

// selectSession gives the columns that scanSession takes. Where a session is found by its visit or day the
// index is named: without statistics the planner takes one journal for ten rows and reads all of it.
const selectSession = `
		SELECT
			contract,
			item,
			n,
			state,
			minor,
			holder_node,
			holder_epoch,
			visit,
			block,
			visit_on,
			visit_min,
			visit_at
		FROM courses_session`

func sessions(r fact.Reader, jid int64, id ContractID) ([]Session, error) {
	return fact.All(r, scanSession, selectSession+`
		WHERE jid = ? AND contract = ?
		ORDER BY item, n`,
		jid, id)
}

func scanSession(row fact.Row) (s Session, err error) {
	err = row.Scan(
		&s.Contract, &s.Item, &s.N, &s.State, &s.Minor, &s.Holder.Node, &s.Holder.Epoch,
		&s.Visit, &s.Block, &s.Slot.On, &s.Slot.Min, &s.Slot.At)
	return s, err
}

// OfVisit lists the sessions that a visit holds, has parked or took, by block.
func OfVisit(r fact.Reader, jid int64, visit string) ([]Session, error) {
	return fact.All(r, scanSession, selectSession+`
		INDEXED BY courses_session_visit
		WHERE jid = ? AND visit = ? AND visit <> ''
		ORDER BY block, contract, item, n`,
		jid, visit)
}

// ContractsOf lists a client's contracts with their sessions, the newest first.
func ContractsOf(r fact.Reader, jid int64, client string) ([]Contract, error) {
	ids, err := fact.All(r, fact.Value[ContractID], `
		SELECT
			contract
		FROM courses_contract
		WHERE jid = ? AND client = ?
		ORDER BY signed_at DESC, contract`,
		jid, client)
	if err != nil {
		return nil, err
	}
	contracts := make([]Contract, len(ids))
	for i, id := range ids {
		if contracts[i], err = Load(r, jid, id); err != nil {
			return nil, err
		}
	}
	return contracts, nil
}

// Usable lists the client's contracts that give a service, best first, with the reason where one cannot be
// used on that day. It asks nothing about branches and rights; [UsableAt] does.
func Usable(
	r fact.Reader, jid int64, client string, service catalogue.ServiceID, on fact.Date,
) ([]Choice, error) {
	return UsableAt(r, jid, Ask{Client: client, Service: service, On: on})
}

// UsableAt is [Usable] seen from a place: what [Hold] there would say.
func UsableAt(r fact.Reader, jid int64, ask Ask) ([]Choice, error) {
	contracts, err := ContractsOf(r, jid, ask.Client)
	return Choose(contracts, ask), err
}

// NextNumber is the number of the next contract signed at a branch with the given code in the year of a day.
func NextNumber(r fact.Reader, jid int64, code string, on fact.Date) (Number, error) {
	n, err := fact.One(r, fact.Int, `
		SELECT
			COALESCE(MAX(running), 0) + 1
		FROM courses_contract
		WHERE jid = ? AND year = ?`,
		jid, on.Year())
	text := fmt.Sprintf("%s-%d-%04d", code, on.Year(), n)
	return Number{Text: text, Year: on.Year(), Running: int(n)}, err
}

// BlockKey names a block of a visit.
type BlockKey struct {
	Visit string
	Block int
}

// PositionsOn gives the place in its course of every session held or taken by a visit of a day, for the
// calendar.
func PositionsOn(r fact.Reader, jid int64, on fact.Date) (map[BlockKey]Position, error) {
	today, err := fact.All(r, scanSession, selectSession+`
		INDEXED BY courses_session_day
		WHERE jid = ? AND visit_on = ? AND state IN ('held', 'earned', 'burned')`,
		jid, on)
	if err != nil {
		return nil, err
	}
	positions := make(map[BlockKey]Position, len(today))
	for _, s := range today {
		all, err := sessions(r, jid, s.Contract)
		if err != nil {
			return nil, err
		}
		positions[BlockKey{s.Visit, s.Block}] = Contract{Sessions: all}.Position(s.Ref)
	}
	return positions, nil
}

// Line is one step in the running ledger of a contract.
type Line struct {
	No           int64
	Item, N      int // 0 where it concerns the whole contract
	What         string
	Was          State // reversed: what it undid
	Service      string
	Visit        string
	On           fact.Date // business date
	At           int64     // ms UTC
	Actor        string
	Node         string
	Desk         string
	Reason       string
	Sessions     int // change of sessions still owed
	Minor        money.Minor
	Recognised   money.Minor // revenue
	Received     money.Minor // from the client, less what is to be paid back
	LeftSessions int
	LeftFree     int
	LeftMinor    money.Minor
	Fact         string
}

// History is the running ledger of a contract, the oldest line first.
func History(r fact.Reader, jid int64, id ContractID) ([]Line, error) {
	return fact.All(r, scanLine, `
		SELECT
			no,
			item,
			n,
			what,
			was,
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
			left_sessions,
			left_free,
			left_minor,
			fact
		FROM courses_arrow
		WHERE jid = ? AND contract = ?
		ORDER BY no`,
		jid, id)
}

func scanLine(row fact.Row) (l Line, err error) {
	err = row.Scan(
		&l.No, &l.Item, &l.N, &l.What, &l.Was, &l.Service, &l.Visit, &l.On, &l.At,
		&l.Actor, &l.Node, &l.Desk, &l.Reason, &l.Sessions, &l.Minor, &l.Recognised, &l.Received,
		&l.LeftSessions, &l.LeftFree, &l.LeftMinor, &l.Fact)
	return l, err
}

// Step is when something happened to a contract, who did it, and the contract's number for people.
type Step struct {
	At     int64  // ms UTC
	Actor  string // user
	Number string
}

// StepsOn are the steps of all contracts on a business day by the facts that say them.
func StepsOn(r fact.Reader, jid int64, on fact.Date) (map[string]Step, error) {
	type of struct {
		fact string
		Step
	}
	all, err := fact.All(r, func(row fact.Row) (p of, err error) {
		err = row.Scan(&p.fact, &p.At, &p.Actor, &p.Number)
		return p, err
	}, `
		SELECT
			a.fact,
			a.at,
			a.actor,
			COALESCE(c.number, '')
		FROM courses_arrow a INDEXED BY courses_arrow_day
		LEFT JOIN courses_contract c ON c.jid = a.jid AND c.contract = a.contract
		WHERE a.jid = ? AND a.business_on = ?`,
		jid, on)
	steps := make(map[string]Step, len(all))
	for _, p := range all {
		steps[p.fact] = p.Step
	}
	return steps, err
}

// OwedBy is what some clients still have to pay on contracts that run, in minor units; who owes nothing is left out.
func OwedBy(r fact.Reader, jid int64, clients []string) (map[string]money.Minor, error) {
	list, err := json.Marshal(clients)
	if err != nil {
		return nil, err
	}
	type debt struct {
		client string
		minor  money.Minor
	}
	all, err := fact.All(r, func(row fact.Row) (d debt, err error) {
		err = row.Scan(&d.client, &d.minor)
		return d, err
	}, `
		SELECT
			k.client,
			SUM(k.price_minor - k.paid_minor)
		FROM json_each(?2) c
		CROSS JOIN courses_contract k INDEXED BY courses_contract_client ON k.jid = ?1 AND k.client = c.value
		WHERE k.ended_on = ''
		GROUP BY k.client
		HAVING SUM(k.price_minor - k.paid_minor) > 0`,
		jid, string(list))
	owed := make(map[string]money.Minor, len(all))
	for _, d := range all {
		owed[d.client] = d.minor
	}
	return owed, err
}
