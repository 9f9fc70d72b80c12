package ledger

import (
	"branchbook/sync/fact"
	"branchbook/sync/money"
)

// Total is the sum of an account in one currency; debit positive.
type Total struct {
	Account  Account
	Currency money.Currency
	Minor    money.Minor
}

func scanTotal(row fact.Row) (x Total, err error) {
	err = row.Scan(&x.Account, &x.Currency, &x.Minor)
	return x, err
}

// Balance sums an account over the business days from … to, both included, one total per currency. An empty
// from means since the beginning. No postings give no totals.
func Balance(r fact.Reader, jid int64, a Account, from, to fact.Date) ([]Total, error) {
	return fact.All(r, scanTotal, `
		SELECT
			account,
			currency,
			SUM(minor)
		FROM ledger_posting
		WHERE jid = ? AND business_on BETWEEN ? AND ? AND account = ?
		GROUP BY currency
		ORDER BY currency`,
		jid, from, to, a)
}

// Trial is the trial balance at the end of a business day: every account that was ever used, with its sum
// since the beginning. The sums of one currency add up to zero.
func Trial(r fact.Reader, jid int64, on fact.Date) ([]Total, error) {
	return fact.All(r, scanTotal, `
		SELECT
			account,
			currency,
			SUM(minor)
		FROM ledger_posting
		WHERE jid = ? AND business_on <= ?
		GROUP BY account, currency
		ORDER BY account, currency`,
		jid, on)
}

// Liability is what is still owed to the client of a contract in services, in minor units of the contract's
// currency; a positive number.
func Liability(r fact.Reader, jid int64, contract string) (money.Minor, error) {
	sum, err := contractSum(r, jid, contract, ContractLiability)
	return -sum, err
}

// Owed is what the client of a contract still has to pay, in minor units; a positive number.
func Owed(r fact.Reader, jid int64, contract string) (money.Minor, error) {
	return contractSum(r, jid, contract, Receivable)
}

func contractSum(r fact.Reader, jid int64, contract string, a Account) (money.Minor, error) {
	return fact.One(r, fact.Value[money.Minor], `
		SELECT
			COALESCE(SUM(minor), 0)
		FROM ledger_posting
		WHERE jid = ? AND contract = ? AND contract <> '' AND account = ?`,
		jid, contract, a)
}

// Line is a posting with its place in the journal.
type Line struct {
	Entry
	Height int64
	Line   int64
	Fact   string // id of the fact that posted it
}

// Filter chooses lines of a [Statement]; an empty member chooses everything. From and To are business days,
// both included.
type Filter struct {
	From, To fact.Date
	Account  Account
	Client   string
	Contract string
	Visit    string
	Product  string
	After    int64 // height: lines of later commits only
	Limit    int   // lines; 0 means all
}

// selectLine gives the columns that scanLine takes.
const selectLine = `
		SELECT
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
		FROM ledger_posting`

// Statement lists postings in the order of the journal.
func Statement(r fact.Reader, jid int64, f Filter) ([]Line, error) {
	if f.Limit == 0 {
		f.Limit = -1
	}
	return fact.All(r, scanLine, selectLine+`
		WHERE jid = ?1
			AND (?2 = '' OR business_on >= ?2)
			AND (?3 = '' OR business_on <= ?3)
			AND (?4 = '' OR account = ?4)
			AND (?5 = '' OR client = ?5)
			AND (?6 = '' OR contract = ?6)
			AND (?7 = '' OR visit = ?7)
			AND (?8 = '' OR product = ?8)
			AND height > ?9
		ORDER BY height, line
		LIMIT ?10`,
		jid, f.From, f.To, f.Account, f.Client, f.Contract, f.Visit, f.Product, f.After, f.Limit)
}

func scanLine(row fact.Row) (l Line, err error) {
	err = row.Scan(
		&l.Height, &l.Line, &l.Fact, &l.Business, &l.Account, &l.Minor, &l.Currency,
		&l.Client, &l.Contract, &l.Session, &l.Visit, &l.Product, &l.Service)
	return l, err
}

// Gap is a commit whose postings do not sum to zero.
type Gap struct {
	JID      int64
	Height   int64
	Currency money.Currency
	Minor    money.Minor
}

// Unbalanced looks through every journal for commits whose postings do not sum to zero; empty is well.
func Unbalanced(r fact.Reader) ([]Gap, error) {
	return fact.All(r, func(row fact.Row) (g Gap, err error) {
		err = row.Scan(&g.JID, &g.Height, &g.Currency, &g.Minor)
		return g, err
	}, `
		SELECT
			jid,
			height,
			currency,
			SUM(minor)
		FROM ledger_posting
		GROUP BY jid, height, currency
		HAVING SUM(minor) <> 0
		ORDER BY jid, height`)
}

// PostedOn sums each account over one business day, one total per currency; accounts that were not used have none.
func PostedOn(r fact.Reader, jid int64, on fact.Date) ([]Total, error) {
	return fact.All(r, scanTotal, `
		SELECT
			account,
			currency,
			SUM(minor)
		FROM ledger_posting INDEXED BY ledger_posting_period
		WHERE jid = ? AND business_on = ?
		GROUP BY account, currency
		ORDER BY account, currency`,
		jid, on)
}

// LinesOn lists the postings of one business day in the order of the journal.
func LinesOn(r fact.Reader, jid int64, on fact.Date) ([]Line, error) {
	return fact.All(r, scanLine, selectLine+`
		INDEXED BY ledger_posting_period
		WHERE jid = ? AND business_on = ?
		ORDER BY height, line`,
		jid, on)
}
