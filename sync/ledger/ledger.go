package ledger

import (
	_ "embed"
	"errors"
	"fmt"

	"branchbook/sync/fact"
	"branchbook/sync/money"
)

//go:embed tables.sql
var tables string

// Schema is the tables of the ledger.
var Schema = fact.Schema{Name: "ledger", SQL: tables}

// Account is a line of the chart of accounts, the same in every branch.
type Account string

// The chart of accounts. Assets and costs are positive when there is something, liabilities and revenue
// negative.
const (
	Cash              Account = "cash"
	Card              Account = "card"
	BankTransfer      Account = "transfer"
	Receivable        Account = "receivable"         // what clients owe
	ClientBalance     Account = "client_balance"     // money of clients kept here
	ContractLiability Account = "contract_liability" // courses sold and not yet given
	RevenueServices   Account = "revenue_services"
	RevenueSessions   Account = "revenue_sessions"
	RevenueBurned     Account = "revenue_burned" // sessions lost by no-show or late cancelling
	Breakage          Account = "breakage"       // sessions that expired
	Fees              Account = "fees"
	RefundsPayable    Account = "refunds_payable"
	BetweenBranches   Account = "between_branches" // zero over the network once all journals are in
	Clearing          Account = "clearing"         // means of payment not yet named
)

// Accounts lists the chart in the order of a trial balance.
func Accounts() []Account {
	return []Account{
		Cash, Card, BankTransfer, Clearing, Receivable, BetweenBranches,
		ClientBalance, ContractLiability, RefundsPayable,
		RevenueServices, RevenueSessions, RevenueBurned, Breakage, Fees,
	}
}

// Entry is one line: an amount on an account and what it is about. Names that do not apply stay empty.
type Entry struct {
	Account  Account
	Minor    money.Minor // debit positive, credit negative
	Currency money.Currency
	Business fact.Date // the day whose books it belongs to
	Client   string
	Contract string
	Session  string // "<contract>/<item>/<n>"
	Visit    string
	Product  string
	Service  string
}

// On is the same entry on another account and with another amount.
func (e Entry) On(a Account, m money.Minor) Entry {
	e.Account, e.Minor = a, m
	return e
}

// Move is the pair that takes an amount from the credited to the debited account; about says what it is
// about. An amount of zero gives no entries, a negative one the opposite pair.
func Move(about Entry, debit, credit Account, m money.Minor) []Entry {
	if m == 0 {
		return nil
	}
	return []Entry{about.On(debit, m), about.On(credit, -m)}
}

var (
	// ErrUnbalanced means that entries do not sum to zero in some currency.
	ErrUnbalanced = errors.New("entries do not balance")
	// ErrEmpty means that a money fact posted nothing, or an entry without account, currency or day.
	ErrEmpty = errors.New("nothing to post")
)

// Post writes the entries of one fact. Lines are numbered on within the commit, in the order of its facts.
// It refuses with [ErrEmpty] and [ErrUnbalanced], both defects of the fold that asks, never of the data.
func Post(t fact.Tables, p fact.Position, entries ...Entry) error {
	if err := check(entries); err != nil {
		return fmt.Errorf("post fact %s: %w", p.FactID, err)
	}
	line, err := fact.One(t, fact.Int, `
		SELECT
			COALESCE(MAX(line), 0)
		FROM ledger_posting
		WHERE jid = ? AND height = ?`,
		p.JID, p.Height)
	if err != nil {
		return err
	}
	for i, e := range entries {
		if err := insert(t, p, line+int64(i)+1, e); err != nil {
			return fmt.Errorf("post fact %s: %w", p.FactID, err)
		}
	}
	return nil
}

func check(entries []Entry) error {
	if len(entries) == 0 {
		return ErrEmpty
	}
	sums := map[money.Currency]money.Minor{}
	for _, e := range entries {
		if e.Account == "" || e.Currency == "" || e.Business == "" || e.Minor == 0 {
			return fmt.Errorf("%w: %+v", ErrEmpty, e)
		}
		sums[e.Currency] += e.Minor
	}
	for _, e := range entries {
		if sums[e.Currency] != 0 {
			return fmt.Errorf("%w: %d %s", ErrUnbalanced, sums[e.Currency], e.Currency)
		}
	}
	return nil
}

func insert(t fact.Tables, p fact.Position, line int64, e Entry) error {
	_, err := t.Exec(`
		INSERT INTO ledger_posting (
			jid,
			height,
			line,
			fact,
			business_on,
			account,
			minor,
			currency,
			client,
			contract,
			session,
			visit,
			product,
			service
		) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		p.JID, p.Height, line, p.FactID, e.Business, e.Account, e.Minor, e.Currency,
		e.Client, e.Contract, e.Session, e.Visit, e.Product, e.Service)
	return err
}
