package rights

import (
	_ "embed"
	"fmt"

	"branchbook/sync/fact"
)

//go:embed tables.sql
var tables string

// Schema is the tables of rights.
var Schema = fact.Schema{Name: "rights", SQL: tables}

// Kinds is what can happen to rights.
func Kinds() []fact.Kind {
	sent := fact.Of(1, counted(func(f Sent) int64 { return f.Qty }, foldSent))
	spent := fact.Of(1, counted(func(f Spent) int64 { return f.Qty }, foldSpent))
	return []fact.Kind{
		fact.Of(1, counted(func(f Issued) int64 { return f.Qty }, foldIssued)),
		fact.Checked(sent, func(r fact.Reader, p fact.Position, f Sent) error {
			return fits(r, p, f.Right, f.Qty)
		}),
		fact.Of(1, counted(func(f Received) int64 { return f.Qty }, foldReceived)),
		fact.Checked(spent, func(r fact.Reader, p fact.Position, f Spent) error {
			return fits(r, p, f.Right, f.Qty)
		}),
		fact.Of(1, counted(func(f Returned) int64 { return f.Qty }, foldReturned)),
	}
}

// counted lets a fold see only quantities that a rule lets through: to spend less than nothing would be to issue.
func counted[B fact.Body](qty func(B) int64, fold func(fact.Tables, fact.Position, B) error) func(fact.Tables,
	fact.Position, B) error {
	return func(t fact.Tables, p fact.Position, f B) error {
		if n := qty(f); n < 1 {
			return fmt.Errorf("%s of %d", f.Kind(), n)
		}
		return fold(t, p, f)
	}
}

// fits asks whether a debit that is re-issued after a fork still finds its quantity. The past is being
// reconciled by that very step, so older epochs count.
func fits(r fact.Reader, p fact.Position, right Right, qty int64) error {
	h, err := Held(r, p.JID, right, p.Epoch)
	if err != nil {
		return err
	}
	return Check(h, qty, true)
}

func foldIssued(t fact.Tables, p fact.Position, f Issued) error {
	if err := open(t, p, f.Right, f.Unit); err != nil {
		return err
	}
	_, err := t.Exec(`
		UPDATE rights_holding
		SET issued = issued + ?
		WHERE jid = ? AND right = ? AND epoch = ?`,
		f.Qty, p.JID, f.Right, p.Epoch)
	return err
}

func foldReceived(t fact.Tables, p fact.Position, f Received) error {
	first, err := remember(t, p, "received", f.Transfer, f.Right, f.Qty, f.From)
	if err != nil || !first {
		return err
	}
	if err := open(t, p, f.Right, f.Unit); err != nil {
		return err
	}
	_, err = t.Exec(`
		UPDATE rights_holding
		SET received = received + ?
		WHERE jid = ? AND right = ? AND epoch = ?`,
		f.Qty, p.JID, f.Right, p.Epoch)
	return err
}

func foldSent(t fact.Tables, p fact.Position, f Sent) error {
	first, err := remember(t, p, "sent", f.Transfer, f.Right, f.Qty, f.To)
	if err != nil || !first {
		return err
	}
	return debit(t, p, f.Right, f.Unit, f.Qty, `
		UPDATE rights_holding
		SET sent = sent + ?
		WHERE jid = ? AND right = ? AND epoch = ?`)
}

func foldSpent(t fact.Tables, p fact.Position, f Spent) error {
	return debit(t, p, f.Right, "", f.Qty, `
		UPDATE rights_holding
		SET spent = spent + ?
		WHERE jid = ? AND right = ? AND epoch = ?`)
}

// foldReturned undoes spending in the oldest epoch first; what was never spent here goes to this epoch.
func foldReturned(t fact.Tables, p fact.Position, f Returned) error {
	shares, err := fact.All(t, scanShare, `
		SELECT
			epoch,
			spent - returned
		FROM rights_holding
		WHERE jid = ? AND right = ?
		ORDER BY since`,
		p.JID, f.Right)
	if err != nil {
		return err
	}
	return move(t, p, f.Right, "", f.Qty, shares, `
		UPDATE rights_holding
		SET returned = returned + ?
		WHERE jid = ? AND right = ? AND epoch = ?`)
}

// open makes the row of the commit's epoch where there is none.
func open(t fact.Tables, p fact.Position, right Right, unit Unit) error {
	_, err := t.Exec(`
		INSERT INTO rights_holding (jid, right, epoch, unit, since)
		VALUES (?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`,
		p.JID, right, p.Epoch, unit, p.Height)
	return err
}

// remember notes one end of a transfer and reports whether it was new.
func remember(
	t fact.Tables, p fact.Position, direction string, id TransferID, right Right, qty int64, peer string,
) (bool, error) {
	n, err := t.Exec(`
		INSERT INTO rights_transfer (jid, transfer, direction, right, qty, peer, epoch, at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`,
		p.JID, id, direction, right, qty, peer, p.Epoch, p.Wall)
	return n == 1, err
}

// share is how much one epoch's row can give or take back.
type share struct {
	epoch string
	room  int64
}

func scanShare(row fact.Row) (s share, err error) {
	err = row.Scan(&s.epoch, &s.room)
	return s, err
}

// debit takes qty from what is held: this epoch first, then older ones, the newest first.
func debit(t fact.Tables, p fact.Position, right Right, unit Unit, qty int64, update string) error {
	shares, err := fact.All(t, scanShare, `
		SELECT
			epoch,
			issued + received + returned - sent - spent
		FROM rights_holding
		WHERE jid = ? AND right = ?
		ORDER BY epoch = ? DESC, since DESC`,
		p.JID, right, p.Epoch)
	if err != nil {
		return err
	}
	return move(t, p, right, unit, qty, shares, update)
}

// move spreads qty over the shares in their order; a rest that fits nowhere goes to the commit's epoch.
func move(
	t fact.Tables, p fact.Position, right Right, unit Unit, qty int64, shares []share, update string,
) error {
	for _, s := range shares {
		part := min(qty, max(s.room, 0))
		if part == 0 {
			continue
		}
		if _, err := t.Exec(update, part, p.JID, right, s.epoch); err != nil {
			return err
		}
		qty -= part
	}
	if qty == 0 {
		return nil
	}
	if err := open(t, p, right, unit); err != nil {
		return err
	}
	_, err := t.Exec(update, qty, p.JID, right, p.Epoch)
	return err
}
