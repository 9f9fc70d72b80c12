package booking

import (
	"cmp"
	"encoding/json"
	"slices"

	"branchbook/sync/fact"
)

// VisitsOn is the visits of a business date with their blocks, in the order in which they begin; untimed ones
// come first. A day has hundreds of visits: it takes four queries, not some for each visit.
func VisitsOn(r fact.Reader, jid int64, on fact.Date) ([]Visit, error) {
	// Without statistics the planner takes "jid = ?" for rare and would read the whole journal.
	all, err := fact.All(r, scanVisit, visitColumns+`
		INDEXED BY booking_visit_on
		WHERE jid = ? AND business_on = ?
		ORDER BY visit`, jid, on)
	if err != nil {
		return nil, err
	}
	at := make(map[VisitID]*Visit, len(all))
	for i := range all {
		at[all[i].ID] = &all[i]
	}
	if err := addBlocksOn(r, jid, on, at); err != nil {
		return nil, err
	}
	if err := addPerformedOn(r, jid, on, at); err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b Visit) int { return cmp.Compare(a.begins(), b.begins()) })
	return all, nil
}

// begins is the start of the earliest block, UTC milliseconds; 0 for a visit without one.
func (v Visit) begins() (first int64) {
	for i, b := range v.Blocks {
		if i == 0 || b.Start.UTC < first {
			first = b.Start.UTC
		}
	}
	return first
}

// ofVisit is a row of a day's query with the visit that it belongs to.
type ofVisit[T any] struct {
	visit VisitID
	row   T
}

func addBlocksOn(r fact.Reader, jid int64, on fact.Date, at map[VisitID]*Visit) error {
	blocks, err := fact.All(r, func(row fact.Row) (x ofVisit[Standing], err error) {
		err = row.Scan(append([]any{&x.visit}, x.row.targets()...)...)
		return x, err
	}, `
		SELECT b.visit, b.service, b.practitioner, b.start_on, b.start_min, b.start_fold, b.start_utc, b.end_on,
			b.end_min, b.end_fold, b.end_utc, b.zone, b.before_min, b.after_min, b.price_minor, b.currency, b.session,
			b.asked_lane, b.lane, b.conflict
		FROM booking_visit v INDEXED BY booking_visit_on
		CROSS JOIN booking_block b ON b.jid = v.jid AND b.visit = v.visit
		WHERE v.jid = ? AND v.business_on = ?
		ORDER BY b.visit, b.n`, jid, on)
	if err != nil {
		return err
	}
	for _, x := range blocks {
		v := at[x.visit]
		v.Blocks = append(v.Blocks, x.row.on(on))
	}
	return addNeedsOn(r, jid, on, at)
}

func addNeedsOn(r fact.Reader, jid int64, on fact.Date, at map[VisitID]*Visit) error {
	type need struct {
		n int
		Need
	}
	needs, err := fact.All(r, func(row fact.Row) (x ofVisit[need], err error) {
		err = row.Scan(&x.visit, &x.row.n, &x.row.Resource, &x.row.Qty, &x.row.Room)
		return x, err
	}, `
		SELECT b.visit, b.n, b.resource, b.qty, b.room
		FROM booking_visit v INDEXED BY booking_visit_on
		CROSS JOIN booking_need b ON b.jid = v.jid AND b.visit = v.visit
		WHERE v.jid = ? AND v.business_on = ?
		ORDER BY b.visit, b.n, b.resource`, jid, on)
	for _, x := range needs {
		if b := &at[x.visit].Blocks[x.row.n]; b.Timed() {
			b.Needs = append(b.Needs, x.row.Need)
		}
	}
	return err
}

func addPerformedOn(r fact.Reader, jid int64, on fact.Date, at map[VisitID]*Visit) error {
	given, err := fact.All(r, func(row fact.Row) (x ofVisit[Performed], err error) {
		p := &x.row
		err = row.Scan(&x.visit, &p.Service, &p.Practitioner, &p.PriceMinor, &p.Currency, &p.Session)
		return x, err
	}, `
		SELECT p.visit, p.service, p.practitioner, p.price_minor, p.currency, p.session
		FROM booking_visit v INDEXED BY booking_visit_on
		CROSS JOIN booking_performed p ON p.jid = v.jid AND p.visit = v.visit
		WHERE v.jid = ? AND v.business_on = ?
		ORDER BY p.visit, p.n`, jid, on)
	for _, x := range given {
		v := at[x.visit]
		v.Performed = append(v.Performed, x.row)
	}
	return err
}

// CountOn counts the visits of the business dates from … to, both included, that were not cancelled.
func CountOn(r fact.Reader, jid int64, from, to fact.Date) (map[fact.Date]int, error) {
	type count struct {
		on fact.Date
		n  int
	}
	all, err := fact.All(r, func(row fact.Row) (c count, err error) {
		err = row.Scan(&c.on, &c.n)
		return c, err
	}, `
		SELECT
			business_on,
			COUNT(*)
		FROM booking_visit INDEXED BY booking_visit_on
		WHERE jid = ? AND business_on BETWEEN ? AND ? AND status <> 'cancelled'
		GROUP BY business_on`, jid, from, to)
	counts := make(map[fact.Date]int, len(all))
	for _, c := range all {
		counts[c.on] = c.n
	}
	return counts, err
}

// CameBefore tells which of some clients completed a visit before a business date.
func CameBefore(r fact.Reader, jid int64, clients []string, on fact.Date) (map[string]bool, error) {
	list, err := json.Marshal(clients)
	if err != nil {
		return nil, err
	}
	all, err := fact.All(r, fact.Text, `
		SELECT
			c.value
		FROM json_each(?2) c
		WHERE EXISTS (
			SELECT 1 FROM booking_visit v INDEXED BY booking_visit_client
			WHERE v.jid = ?1 AND v.client = c.value AND v.business_on < ?3 AND v.status = 'completed')`,
		jid, string(list), on)
	came := make(map[string]bool, len(all))
	for _, c := range all {
		came[c] = true
	}
	return came, err
}
