package report

import (
	"branchbook/sync/fact"
	"branchbook/sync/money"
)

// What names a figure that can be opened to its rows.
type What string

// The figures.
const (
	Visits    What = "visits"
	Completed What = "completed"
	NoShows   What = "no_shows"
	Cancelled What = "cancelled"
	Revenue   What = "revenue"
	Left      What = "left"
)

// Of says which rows: a figure, a branch (0 for all of the currency), a period, and a page of them.
type Of struct {
	What     What
	JID      int64
	Currency money.Currency // of a total; "" for all
	Period
	Limit, Offset int // a negative limit is all of them
}

// Visit is a row behind a figure of visits.
type Visit struct {
	JID    int64
	Branch string // code
	ID     string
	On     fact.Date
	Clock  string // "14:05", empty when untimed
	Status string
	Client string
	Source string
	Height int64 // of the last commit about it
}

// EachVisit hands on the visits behind a figure, newest day first.
func EachVisit(r fact.Reader, of Of, do func(Visit) error) error {
	from, to := of.bounds()
	return fact.Each(r, func(row fact.Row) (v Visit, err error) {
		err = row.Scan(&v.JID, &v.Branch, &v.ID, &v.On, &v.Clock, &v.Status, &v.Client, &v.Source, &v.Height)
		return v, err
	}, do, `
		SELECT
			v.jid,
			b.code,
			v.visit,
			v.business_on,
			COALESCE((SELECT printf('%02d:%02d', k.start_min / 60, k.start_min % 60) FROM booking_block k
				WHERE k.jid = v.jid AND k.visit = v.visit AND k.start_on <> '' ORDER BY k.start_utc LIMIT 1), ''),
			v.status,
			v.client,
			v.source,
			COALESCE((SELECT max(s.height) FROM journal_subject s
				WHERE s.jid = v.jid AND s.subject = 'visit:' || v.visit), 0)
		FROM booking_visit v
		JOIN branches_branch b ON b.jid = v.jid
		WHERE (?1 = 0 OR v.jid = ?1)
			AND (?2 = '' OR b.currency = ?2)
			AND v.business_on BETWEEN ?3 AND ?4
			AND CASE ?5
				WHEN 'completed' THEN v.status = 'completed'
				WHEN 'no_shows' THEN v.status = 'no_show'
				WHEN 'cancelled' THEN v.status = 'cancelled'
				ELSE v.status <> 'cancelled' END
		ORDER BY v.business_on DESC, v.jid, v.visit
		LIMIT ?6 OFFSET ?7`, of.JID, of.Currency, from, to, of.What, of.Limit, of.Offset)
}

// Posting is a row behind a figure of revenue.
type Posting struct {
	JID      int64
	Branch   string // code
	On       fact.Date
	Account  string
	Minor    money.Minor // revenue positive
	Currency money.Currency
	Client   string
	Contract string
	Session  string
	Visit    string
	Height   int64 // of the commit
}

// EachPosting hands on the postings behind revenue, newest day first.
func EachPosting(r fact.Reader, of Of, do func(Posting) error) error {
	from, to := of.bounds()
	return fact.Each(r, func(row fact.Row) (p Posting, err error) {
		err = row.Scan(&p.JID, &p.Branch, &p.On, &p.Account, &p.Minor, &p.Currency, &p.Client, &p.Contract,
			&p.Session, &p.Visit, &p.Height)
		return p, err
	}, do, `
		SELECT
			p.jid,
			b.code,
			p.business_on,
			p.account,
			-p.minor,
			p.currency,
			p.client,
			p.contract,
			p.session,
			p.visit,
			p.height
		FROM ledger_posting p
		JOIN branches_branch b ON b.jid = p.jid
		WHERE (?1 = 0 OR p.jid = ?1)
			AND (?2 = '' OR p.currency = ?2)
			AND p.business_on BETWEEN ?3 AND ?4
			AND p.account IN ('revenue_services', 'revenue_sessions', 'revenue_burned', 'breakage', 'fees')
		ORDER BY p.business_on DESC, p.jid, p.height DESC, p.line
		LIMIT ?5 OFFSET ?6`, of.JID, of.Currency, from, to, of.Limit, of.Offset)
}

// Contract is a row behind the course value left.
type Contract struct {
	JID      int64
	Branch   string // code
	ID       string
	Number   string
	Client   string
	SignedOn fact.Date
	Sessions int64       // still owed
	Minor    money.Minor // still owed
	Currency money.Currency
}

// EachContract hands on the contracts behind the value left at the end of the period, largest first.
func EachContract(r fact.Reader, of Of, do func(Contract) error) error {
	_, to := of.bounds()
	return fact.Each(r, func(row fact.Row) (c Contract, err error) {
		err = row.Scan(&c.JID, &c.Branch, &c.ID, &c.Number, &c.Client, &c.SignedOn, &c.Sessions, &c.Minor, &c.Currency)
		return c, err
	}, do, `
		SELECT
			c.jid,
			b.code,
			c.contract,
			c.number,
			c.client,
			c.signed_on,
			SUM(a.sessions),
			SUM(a.minor),
			c.currency
		FROM courses_contract c
		JOIN branches_branch b ON b.jid = c.jid
		JOIN courses_arrow a ON a.jid = c.jid AND a.contract = c.contract AND a.business_on <= ?3
		WHERE (?1 = 0 OR c.jid = ?1)
			AND (?2 = '' OR c.currency = ?2)
		GROUP BY c.jid, c.contract
		HAVING SUM(a.minor) <> 0
		ORDER BY SUM(a.minor) DESC, c.jid, c.contract
		LIMIT ?4 OFFSET ?5`, of.JID, of.Currency, to, of.Limit, of.Offset)
}

// Count is a number of visits that were not cancelled, and how those that ended did.
type Count struct {
	Name      string
	Visits    int64
	Completed int64
	NoShows   int64
}

// NoShowPercent is the share of no-shows as in [Figures.NoShowPercent].
func (c Count) NoShowPercent() string { return percent(c.NoShows, c.NoShows+c.Completed) }

func scanCount(row fact.Row) (c Count, err error) {
	err = row.Scan(&c.Name, &c.Visits, &c.Completed, &c.NoShows)
	return c, err
}

// ByReminder counts visits of the network with and without a reminder.
func ByReminder(r fact.Reader, p Period) ([]Count, error) {
	from, to := p.bounds()
	return fact.All(r, scanCount, `
		SELECT
			CASE reminded WHEN 1 THEN 'yes' ELSE 'no' END,
			SUM(n),
			SUM(CASE WHEN status = 'completed' THEN n ELSE 0 END),
			SUM(CASE WHEN status = 'no_show' THEN n ELSE 0 END)
		FROM report_visit_day
		WHERE status <> 'cancelled' AND business_on BETWEEN ? AND ?
		GROUP BY reminded
		ORDER BY reminded`, from, to)
}

// ByDay counts visits of the network by business date, in order.
func ByDay(r fact.Reader, p Period) ([]Count, error) {
	from, to := p.bounds()
	return fact.All(r, scanCount, `
		SELECT
			business_on,
			SUM(n),
			SUM(CASE WHEN status = 'completed' THEN n ELSE 0 END),
			SUM(CASE WHEN status = 'no_show' THEN n ELSE 0 END)
		FROM report_visit_day
		WHERE status <> 'cancelled' AND business_on BETWEEN ? AND ?
		GROUP BY business_on
		HAVING SUM(n) > 0
		ORDER BY business_on`, from, to)
}

// Clients counts the people of the network: one who comes to two branches counts once.
func Clients(r fact.Reader) (int64, error) {
	return fact.One(r, fact.Int, `SELECT count(DISTINCT client) FROM clients_client`)
}
