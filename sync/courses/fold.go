package courses

import (
	_ "embed"
	"encoding/json"
	"errors"

	"branchbook/sync/fact"
	"branchbook/sync/ledger"
	"branchbook/sync/money"
)

//go:embed tables.sql
var tables string

// Schema is the tables of courses.
var Schema = fact.Schema{Name: "courses", SQL: tables}

// Kinds is what can happen to contracts and sessions.
func Kinds() []fact.Kind {
	return []fact.Kind{
		fact.Checked(fact.Of(1, foldSigned), checkSigned),
		fact.Checked(fact.Of(1, foldPaid), checkPaid),
		fact.Checked(fact.Of(1, foldFrozen), checkFrozen),
		fact.Checked(fact.Of(1, foldTerminated), checkTerminated),
		fact.Checked(fact.Of(1, foldHeld), func(r fact.Reader, p fact.Position, f SessionHeld) error {
			return fits(r, p, f.Change, true, Free, Held)
		}),
		fact.Checked(fact.Of(1, foldReleased), func(r fact.Reader, p fact.Position, f SessionReleased) error {
			return fits(r, p, f.Change, true, Held, Parked)
		}),
		fact.Checked(fact.Of(1, foldParked), func(r fact.Reader, p fact.Position, f SessionParked) error {
			return fits(r, p, f.Change, true, Held)
		}),
		fact.Checked(fact.Of(1, foldEarned), func(r fact.Reader, p fact.Position, f SessionEarned) error {
			return fits(r, p, f.Change, true, Held)
		}),
		fact.Checked(fact.Of(1, foldBurned), func(r fact.Reader, p fact.Position, f SessionBurned) error {
			return fits(r, p, f.Change, true, Held)
		}),
		fact.Checked(fact.Of(1, foldExpired), func(r fact.Reader, p fact.Position, f SessionExpired) error {
			return fits(r, p, f.Change, false, Free, Parked)
		}),
		fact.Checked(fact.Of(1, foldRefunded), func(r fact.Reader, p fact.Position, f SessionRefunded) error {
			return fits(r, p, f.Change, false, Free, Parked)
		}),
		fact.Checked(fact.Of(1, foldMoved), func(r fact.Reader, p fact.Position, f SessionMoved) error {
			return fits(r, p, f.Change, false, Free)
		}),
		fact.Checked(fact.Of(1, foldReversed), func(r fact.Reader, p fact.Position, f SessionReversed) error {
			return fits(r, p, f.Change, true, f.Was)
		}),
	}
}

func foldSigned(t fact.Tables, p fact.Position, f ContractSigned) error {
	terms, err := json.Marshal(f.Terms)
	if err != nil {
		return err
	}
	_, err = t.Exec(`
		INSERT INTO courses_contract (
			jid,
			contract,
			number,
			year,
			running,
			client,
			product,
			branch,
			signed_on,
			signed_at,
			price_minor,
			currency,
			terms,
			until,
			pen_node,
			pen_epoch
		) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`,
		p.JID, f.Contract, f.Number.Text, f.Number.Year, f.Number.Running, f.Client, f.Terms.Product,
		f.Branch, f.At.Business, f.At.UTC, f.Terms.PriceMinor, f.Terms.Currency, string(terms), f.Until,
		p.Node, p.Epoch)
	if err != nil {
		return err
	}
	sessions, err := insertSessions(t, p, f)
	if err != nil {
		return err
	}
	about := entry(f.Contract, f.Client, string(f.Terms.Product), f.Terms.Currency, f.At)
	if err := post(t, p, about, ledger.Receivable, ledger.ContractLiability, f.Terms.PriceMinor); err != nil {
		return err
	}
	return write(t, p, arrow{
		about: about, what: "signed", at: f.At, sessions: sessions, minor: f.Terms.PriceMinor,
	})
}

func insertSessions(t fact.Tables, p fact.Position, f ContractSigned) (sessions int, err error) {
	for i, units := range f.Units {
		for j, minor := range units {
			_, err := t.Exec(`
				INSERT INTO courses_session (
					jid,
					contract,
					item,
					n,
					state,
					minor,
					holder_node,
					holder_epoch
				) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
				ON CONFLICT DO NOTHING`,
				p.JID, f.Contract, i+1, j+1, Free, minor, p.Node, p.Epoch)
			if err != nil {
				return 0, err
			}
			sessions++
		}
	}
	return sessions, nil
}

func foldPaid(t fact.Tables, p fact.Position, f ContractPaid) error {
	_, err := t.Exec(`
		UPDATE courses_contract
		SET paid_minor = paid_minor + ?
		WHERE jid = ? AND contract = ?`,
		f.Minor, p.JID, f.Contract)
	if err != nil {
		return err
	}
	about := entry(f.Contract, f.Client, string(f.Product), f.Currency, f.At)
	if err := post(t, p, about, f.Means.account(), ledger.Receivable, f.Minor); err != nil {
		return err
	}
	return write(t, p, arrow{about: about, what: "paid", at: f.At, received: f.Minor})
}

// account is where the money is; means of a newer build stand on the clearing account.
func (m Means) account() ledger.Account {
	switch m {
	case ByCash:
		return ledger.Cash
	case ByCard:
		return ledger.Card
	case ByTransfer:
		return ledger.BankTransfer
	}
	return ledger.Clearing
}

func foldFrozen(t fact.Tables, p fact.Position, f ContractFrozen) error {
	_, err := t.Exec(`
		INSERT INTO courses_freeze (jid, contract, from_on, to_on)
		VALUES (?, ?, ?, ?)
		ON CONFLICT (jid, contract, from_on) DO UPDATE SET to_on = excluded.to_on`,
		p.JID, f.Contract, f.From, f.To)
	if err != nil {
		return err
	}
	_, err = t.Exec(`
		UPDATE courses_contract
		SET frozen_days = frozen_days + ?
		WHERE jid = ? AND contract = ?`,
		f.To.Sub(f.From)+1, p.JID, f.Contract)
	if err != nil {
		return err
	}
	if err := settleEnd(t, p, f.Contract); err != nil {
		return err
	}
	return write(t, p, arrow{
		about: entry(f.Contract, f.Client, "", "", f.At), what: "frozen", at: f.At, reason: f.Reason,
	})
}

func foldTerminated(t fact.Tables, p fact.Position, f ContractTerminated) error {
	_, err := t.Exec(`
		UPDATE courses_contract
		SET ended_on = ?
		WHERE jid = ? AND contract = ?`,
		f.At.Business, p.JID, f.Contract)
	if err != nil {
		return err
	}
	return write(t, p, arrow{
		about: entry(f.Contract, f.Client, "", "", f.At), what: "terminated", at: f.At, reason: f.Reason,
	})
}

// settleEnd writes the first visit and the last day anew from the sessions that stand earned. The plus sign
// keeps the planner from walking the index by day for the minimum.
func settleEnd(t fact.Tables, p fact.Position, id ContractID) error {
	first, err := fact.One(t, fact.Value[fact.Date], `
		SELECT
			COALESCE(MIN(+visit_on), '')
		FROM courses_session
		WHERE jid = ? AND contract = ? AND state = 'earned'`,
		p.JID, id)
	if err != nil {
		return err
	}
	c, err := header(t, p.JID, id)
	if errors.Is(err, fact.ErrNotFound) {
		return nil // sold in another journal
	}
	if err != nil {
		return err
	}
	c.FirstOn = first
	_, err = t.Exec(`
		UPDATE courses_contract
		SET first_on = ?, until = ?
		WHERE jid = ? AND contract = ?`,
		first, c.Until(), p.JID, id)
	return err
}

func entry(c ContractID, client, product string, cur money.Currency, at fact.Civil) ledger.Entry {
	return ledger.Entry{
		Contract: string(c), Client: client, Product: product, Currency: cur, Business: at.Business,
	}
}

// post writes the pair; an amount of zero has none.
func post(
	t fact.Tables, p fact.Position, about ledger.Entry, debit, credit ledger.Account, m money.Minor,
) error {
	if m == 0 {
		return nil
	}
	return ledger.Post(t, p, ledger.Move(about, debit, credit, m)...)
}
