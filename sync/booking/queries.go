package booking

import (
	"errors"

	"branchbook/sync/fact"
	"branchbook/sync/money"
)

// Visit is a visit as it stands.
type Visit struct {
	ID        VisitID
	Client    string
	Status    Status
	Was       Status // before the last step; empty after booking and after an undo
	Source    Source
	AskedFor  string
	Note      fact.Sealed // field "visit.note"
	On        fact.Date
	Untimed   bool
	Reason    string // why it was cancelled
	Late      bool
	BookedAt  int64 // UTC milliseconds
	BookedBy  string
	Reminded  bool
	Origin    string
	External  string
	Extras    fact.Sealed // field "visit.extras"
	ChangedAt int64       // UTC milliseconds
	Blocks    []Standing
	Performed []Performed
}

// Standing is a block as it stands in the calendar.
type Standing struct {
	Block
	InLane   int
	Conflict string // "", "allowed" by a manager, or a collision over a "practitioner" or "resource"
}

// plain is the visit's blocks as facts hold them.
func (v Visit) plain() []Block {
	blocks := make([]Block, len(v.Blocks))
	for i, b := range v.Blocks {
		blocks[i] = b.Block
	}
	return blocks
}

// AsBooked is what will have been performed if everything went as booked.
func (v Visit) AsBooked() []Performed {
	all := make([]Performed, len(v.Blocks))
	for i, b := range v.Blocks {
		all[i] = Performed{b.Service, b.Practitioner, b.PriceMinor, b.Currency, b.Session}
	}
	return all
}

const visitColumns = `
	SELECT visit, client, status, was, source, asked_for, note, business_on, untimed, reason, late,
		booked_at, booked_by, reminded, origin, external, extras, changed_at
	FROM booking_visit `

func scanVisit(row fact.Row) (v Visit, err error) {
	err = row.Scan(&v.ID, &v.Client, &v.Status, &v.Was, &v.Source, &v.AskedFor, &v.Note, &v.On, &v.Untimed,
		&v.Reason, &v.Late, &v.BookedAt, &v.BookedBy, &v.Reminded, &v.Origin, &v.External, &v.Extras, &v.ChangedAt)
	return v, err
}

// Find is one visit with its blocks and what was performed; [fact.ErrNotFound] if there is none.
func Find(r fact.Reader, jid int64, id VisitID) (Visit, error) {
	v, err := fact.One(r, scanVisit, visitColumns+`WHERE jid = ? AND visit = ?`, jid, id)
	if err != nil {
		return Visit{}, err
	}
	return withServices(r, jid, v)
}

// OpenInPast is the visits before a date that nobody ended, oldest first (PRODUCT CAL-21).
func OpenInPast(r fact.Reader, jid int64, before fact.Date) ([]Visit, error) {
	return visits(r, jid, visitColumns+`
		WHERE jid = ? AND business_on < ? AND status IN ('booked', 'confirmed', 'arrived', 'in_treatment')
		ORDER BY business_on, visit`, jid, before)
}

// OfClient is a client's visits, newest first, at most limit.
func OfClient(r fact.Reader, jid int64, client string, limit int) ([]Visit, error) {
	return visits(r, jid, visitColumns+`
		WHERE jid = ? AND client = ?
		ORDER BY business_on DESC, visit LIMIT ?`, jid, client, limit)
}

func visits(r fact.Reader, jid int64, query string, args ...any) ([]Visit, error) {
	all, err := fact.All(r, scanVisit, query, args...)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i], err = withServices(r, jid, all[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func withServices(r fact.Reader, jid int64, v Visit) (Visit, error) {
	var err error
	if v.Blocks, err = blocksOf(r, jid, v.ID, v.On); err != nil {
		return v, err
	}
	v.Performed, err = fact.All(r, func(row fact.Row) (p Performed, err error) {
		err = row.Scan(&p.Service, &p.Practitioner, &p.PriceMinor, &p.Currency, &p.Session)
		return p, err
	}, `
		SELECT service, practitioner, price_minor, currency, session
		FROM booking_performed
		WHERE jid = ? AND visit = ?
		ORDER BY n`, jid, v.ID)
	return v, err
}

func blocksOf(r fact.Reader, jid int64, id VisitID, business fact.Date) ([]Standing, error) {
	blocks, err := fact.All(r, scanBlock, `
		SELECT service, practitioner, start_on, start_min, start_fold, start_utc, end_on, end_min, end_fold,
			end_utc, zone, before_min, after_min, price_minor, currency, session, asked_lane, lane, conflict
		FROM booking_block
		WHERE jid = ? AND visit = ?
		ORDER BY n`, jid, id)
	if err != nil {
		return nil, err
	}
	for n := range blocks {
		blocks[n] = blocks[n].on(business)
		b := &blocks[n]
		if !b.Timed() {
			continue
		}
		b.Needs, err = fact.All(r, func(row fact.Row) (need Need, err error) {
			err = row.Scan(&need.Resource, &need.Qty, &need.Room)
			return need, err
		}, `
			SELECT resource, qty, room FROM booking_need
			WHERE jid = ? AND visit = ? AND n = ?
			ORDER BY resource`, jid, id, n)
		if err != nil {
			return nil, err
		}
	}
	return blocks, nil
}

func scanBlock(row fact.Row) (b Standing, err error) {
	err = row.Scan(b.targets()...)
	return b, err
}

// targets is where the columns of a block go, in the order of the queries.
func (b *Standing) targets() []any {
	return []any{&b.Service, &b.Practitioner, &b.Start.On, &b.Start.Min, &b.Start.Fold, &b.Start.UTC,
		&b.End.On, &b.End.Min, &b.End.Fold, &b.End.UTC, &b.Start.Zone, &b.BeforeMin, &b.AfterMin, &b.PriceMinor,
		&b.Currency, &b.Session, &b.Lane, &b.InLane, &b.Conflict}
}

// on is a block as read, with what its columns do not repeat.
func (b Standing) on(business fact.Date) Standing {
	b.End.Zone = b.Start.Zone
	if b.Timed() {
		b.Start.Business, b.End.Business = business, business
	}
	return b
}

// known is a visit if it is there.
func known(r fact.Reader, jid int64, id VisitID) (Visit, bool, error) {
	v, err := Find(r, jid, id)
	if errors.Is(err, fact.ErrNotFound) {
		return v, false, nil
	}
	return v, err == nil, err
}

// Count is how many visits of a business date have a status.
type Count struct {
	On     fact.Date
	Status Status
	Visits int64
}

// Counts counts the visits of from…to, both included, by date and status.
func Counts(r fact.Reader, jid int64, from, to fact.Date) ([]Count, error) {
	return fact.All(r, func(row fact.Row) (c Count, err error) {
		err = row.Scan(&c.On, &c.Status, &c.Visits)
		return c, err
	}, `
		SELECT business_on, status, COUNT(*)
		FROM booking_visit
		WHERE jid = ? AND business_on BETWEEN ? AND ?
		GROUP BY business_on, status
		ORDER BY business_on, status`, jid, from, to)
}

// Stats is what a client's visits came to in one journal.
type Stats struct {
	Count   map[Status]int
	Last    fact.Date   // of the last completed visit; empty for none
	Next    fact.Date   // of the next open one, today included; empty for none
	Revenue money.Minor // of services given that no session covers, in minor units
}

// StatsOf counts a client's visits.
func StatsOf(r fact.Reader, jid int64, client string, today fact.Date) (s Stats, err error) {
	s.Count = map[Status]int{}
	_, err = fact.All(r, func(row fact.Row) (status Status, err error) {
		var n int
		var last, next fact.Date
		err = row.Scan(&status, &n, &last, &next)
		s.Count[status] = n
		if status == Completed {
			s.Last = last
		}
		if status.Open() && next != "" && (s.Next == "" || next < s.Next) {
			s.Next = next
		}
		return status, err
	}, `
		SELECT
			status,
			COUNT(*),
			MAX(business_on),
			COALESCE(MIN(business_on) FILTER (WHERE business_on >= ?3), '')
		FROM booking_visit INDEXED BY booking_visit_client
		WHERE jid = ?1 AND client = ?2
		GROUP BY status`, jid, client, today)
	if err != nil {
		return s, err
	}
	s.Revenue, err = fact.One(r, fact.Value[money.Minor], `
		SELECT COALESCE(SUM(p.price_minor), 0)
		FROM booking_visit v
		CROSS JOIN booking_performed p ON p.jid = v.jid AND p.visit = v.visit
		WHERE v.jid = ? AND v.client = ? AND v.status = 'completed' AND p.session = ''`, jid, client)
	return s, err
}
