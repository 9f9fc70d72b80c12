package rights

import (
	"errors"

	"branchbook/sync/fact"
)

// Held is what the journal holds of a right, seen from its present epoch. A right never seen here is a
// holding of nothing.
func Held(r fact.Reader, jid int64, right Right, epoch string) (Holding, error) {
	h, err := fact.One(r, func(row fact.Row) (h Holding, err error) {
		err = row.Scan(&h.Unit, &h.Here, &h.Older)
		return h, err
	}, `
		SELECT
			MAX(unit),
			SUM(CASE WHEN epoch = ? THEN issued + received + returned - sent - spent ELSE 0 END),
			SUM(CASE WHEN epoch = ? THEN 0 ELSE issued + received + returned - sent - spent END)
		FROM rights_holding
		WHERE jid = ? AND right = ?`,
		epoch, epoch, jid, right)
	if err != nil {
		return Holding{}, err
	}
	h.Right = right
	if h.Total() < 1 {
		h.At, err = lastSentTo(r, jid, right)
	}
	return h, err
}

func lastSentTo(r fact.Reader, jid int64, right Right) (string, error) {
	to, err := fact.One(r, fact.Text, `
		SELECT
			peer
		FROM rights_transfer
		WHERE jid = ? AND right = ? AND direction = 'sent'
		ORDER BY at DESC
		LIMIT 1`,
		jid, right)
	if errors.Is(err, fact.ErrNotFound) {
		return "", nil
	}
	return to, err
}

// Transfer is one end of a journey that has not been seen to end.
type Transfer struct {
	JID      int64
	ID       TransferID
	Right    Right
	Qty      int64
	To       string
	SentWall int64 // sender's clock, ms UTC
}

// Underway lists what was sent and not received, in all journals folded here, the oldest first (RGT-3).
func Underway(r fact.Reader) ([]Transfer, error) {
	return fact.All(r, func(row fact.Row) (x Transfer, err error) {
		err = row.Scan(&x.JID, &x.ID, &x.Right, &x.Qty, &x.To, &x.SentWall)
		return x, err
	}, `
		SELECT
			s.jid,
			s.transfer,
			s.right,
			s.qty,
			s.peer,
			s.at
		FROM rights_transfer s
		WHERE s.direction = 'sent'
			AND NOT EXISTS (
				SELECT 1 FROM rights_transfer d
				WHERE d.transfer = s.transfer AND d.direction = 'received')
		ORDER BY s.at, s.transfer`)
}

// Sum is one right over all journals folded here.
type Sum struct {
	Right  Right
	Unit   Unit
	Issued int64
	Held   int64
	Way    int64 // sent and not received; below zero when received and never sent
	Spent  int64
	Lowest int64 // the smallest holding of any (journal, epoch)
}

// Whole reports whether the sum adds up: issued = held + on the way + spent, and no term negative (RGT-6).
func (s Sum) Whole() bool {
	return s.Issued == s.Held+s.Way+s.Spent && min(s.Issued, s.Held, s.Way, s.Spent, s.Lowest) >= 0
}

// Sums gives every right over all journals folded here, by name. It is the truth about the network only
// where all journals are folded: at the hub, as far as it has heard, and in the simulator.
func Sums(r fact.Reader) ([]Sum, error) {
	return fact.All(r, func(row fact.Row) (s Sum, err error) {
		err = row.Scan(&s.Right, &s.Unit, &s.Issued, &s.Held, &s.Spent, &s.Lowest, &s.Way)
		return s, err
	}, sumsQuery)
}

// sumsQuery reads the way from the transfers and not from the holdings, so that the equation is a test.
const sumsQuery = `
	WITH way AS (
		SELECT
			x.right AS right,
			SUM(CASE x.direction WHEN 'sent' THEN x.qty ELSE -x.qty END) AS qty
		FROM rights_transfer x
		WHERE NOT EXISTS (
			SELECT 1 FROM rights_transfer y
			WHERE y.transfer = x.transfer AND y.direction <> x.direction)
		GROUP BY x.right
	)
	SELECT
		h.right,
		MAX(h.unit),
		SUM(h.issued),
		SUM(h.issued + h.received + h.returned - h.sent - h.spent),
		SUM(h.spent - h.returned),
		MIN(h.issued + h.received + h.returned - h.sent - h.spent),
		COALESCE((SELECT w.qty FROM way w WHERE w.right = h.right), 0)
	FROM rights_holding h
	GROUP BY h.right
	ORDER BY h.right`

// Broken lists the rights whose sum does not add up; empty is well.
func Broken(r fact.Reader) ([]Sum, error) {
	sums, err := Sums(r)
	var broken []Sum
	for _, s := range sums {
		if !s.Whole() {
			broken = append(broken, s)
		}
	}
	return broken, err
}
