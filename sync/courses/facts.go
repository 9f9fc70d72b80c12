package courses

import (
	"strconv"

	"branchbook/sync/catalogue"
	"branchbook/sync/fact"
	"branchbook/sync/money"
	"branchbook/sync/rights"
)

// ContractID names a contract in the whole network.
type ContractID string

// Ref names a session: the n-th (from 1) of an item (from 1) of a contract.
type Ref struct {
	Contract ContractID `json:"contract"`
	Item     int        `json:"item"`
	N        int        `json:"n"`
}

// String is "<contract>/<item>/<n>".
func (r Ref) String() string {
	return string(r.Contract) + "/" + strconv.Itoa(r.Item) + "/" + strconv.Itoa(r.N)
}

// Subject is the session as a subject of facts.
func (r Ref) Subject() string { return "session:" + r.String() }

// Right is the right that a session is one unit of.
func (r Ref) Right() rights.Right { return rights.Session(string(r.Contract), r.Item) }

// State is where a session stands; see the package comment.
type State string

// The states of a session.
const (
	Free     State = "free"
	Held     State = "held"
	Parked   State = "parked"
	Earned   State = "earned"
	Burned   State = "burned"
	Expired  State = "expired"
	Refunded State = "refunded"
	Moved    State = "moved"
)

// Open reports whether the session is still owed to the client.
func (s State) Open() bool { return s == Free || s == Held || s == Parked }

// Means is how a contract was paid.
type Means string

// Means of payment.
const (
	ByCash     Means = "cash"
	ByCard     Means = "card"
	ByTransfer Means = "transfer"
)

// ContractSigned begins a contract: terms frozen, sessions with their amounts.
type ContractSigned struct {
	Contract ContractID      `json:"contract"`
	Number   Number          `json:"number"`
	Client   string          `json:"client"`
	Branch   string          `json:"branch"` // the node that sold it
	Seller   string          `json:"seller,omitempty"`
	Terms    Terms           `json:"terms"`
	Units    [][]money.Minor `json:"units"` // amount of each session, by item
	At       fact.Civil      `json:"at"`
	Until    fact.Date       `json:"until,omitempty"` // last day, where it runs from the sale
}

// Number is a contract's number for people: the branch's code, the year and a running number.
type Number struct {
	Text    string `json:"text"` // "TYO1-2026-0042"
	Year    int    `json:"year"`
	Running int    `json:"running"`
}

// ContractPaid is money for a contract.
type ContractPaid struct {
	Contract ContractID          `json:"contract"`
	Client   string              `json:"client"`
	Product  catalogue.ProductID `json:"product"`
	Means    Means               `json:"means"`
	Minor    money.Minor         `json:"minor"`
	Currency money.Currency      `json:"currency"`
	At       fact.Civil          `json:"at"`
}

// ContractFrozen stops a contract from one day to another, both included, and moves its last day by as many.
type ContractFrozen struct {
	Contract ContractID `json:"contract"`
	Client   string     `json:"client"`
	From     fact.Date  `json:"from"`
	To       fact.Date  `json:"to"`
	At       fact.Civil `json:"at"`
	Reason   string     `json:"reason"`
}

// ContractTerminated ends a contract; what becomes of its sessions stands in facts beside it.
type ContractTerminated struct {
	Contract ContractID `json:"contract"`
	Client   string     `json:"client"`
	At       fact.Civil `json:"at"`
	Reason   string     `json:"reason"`
	Rules    string     `json:"rules,omitempty"` // refund rule set used
}

// Change is what every step of a session says: which, whose, for which visit, when, and why where a person
// decided. Who and at which desk stands in the commit.
type Change struct {
	Ref
	Client  string              `json:"client"`
	Product catalogue.ProductID `json:"product"`
	Service catalogue.ServiceID `json:"service"`
	Visit   string              `json:"visit,omitempty"`
	Block   int                 `json:"block,omitempty"` // of the visit
	At      fact.Civil          `json:"at"`
	Reason  string              `json:"reason,omitempty"`
}

// Value is the amount of the session that a step concerns.
type Value struct {
	Minor    money.Minor    `json:"minor"`
	Currency money.Currency `json:"currency"`
}

// SessionHeld ties a free session to a visit, or follows a visit that moved.
type SessionHeld struct {
	Change
	Starts fact.Civil `json:"starts"` // of the visit; an untimed one has no zone
}

// SessionReleased makes a held or parked session free again.
type SessionReleased struct{ Change }

// SessionParked takes a session off a visit cancelled in time, until a person returns it.
type SessionParked struct{ Change }

// SessionEarned recognises a session given.
type SessionEarned struct {
	Change
	Value
}

// SessionBurned recognises a session lost by no-show or late cancelling.
type SessionBurned struct {
	Change
	Value
}

// SessionExpired recognises a session lost by its last day.
type SessionExpired struct {
	Change
	Value
}

// SessionRefunded gives up a session against money. Unpaid is the part of its value that the client had not
// paid and now never will; the rest is payable to the client.
type SessionRefunded struct {
	Change
	Value
	Unpaid money.Minor `json:"unpaid,omitempty"`
}

// SessionMoved sends a session away with its value, under the transfer of its right.
type SessionMoved struct {
	Change
	Value
	To       string            `json:"to"` // node
	Transfer rights.TransferID `json:"transfer"`
}

// SessionReversed undoes an earning or a burning; the session is free again.
type SessionReversed struct {
	Change
	Value
	Was State `json:"was"` // earned or burned
}

// Kind implements [fact.Body].
func (ContractSigned) Kind() string { return "courses.ContractSigned" }

// Kind implements [fact.Body].
func (ContractPaid) Kind() string { return "courses.ContractPaid" }

// Kind implements [fact.Body].
func (ContractFrozen) Kind() string { return "courses.ContractFrozen" }

// Kind implements [fact.Body].
func (ContractTerminated) Kind() string { return "courses.ContractTerminated" }

// Kind implements [fact.Body].
func (SessionHeld) Kind() string { return "courses.SessionHeld" }

// Kind implements [fact.Body].
func (SessionReleased) Kind() string { return "courses.SessionReleased" }

// Kind implements [fact.Body].
func (SessionParked) Kind() string { return "courses.SessionParked" }

// Kind implements [fact.Body].
func (SessionEarned) Kind() string { return "courses.SessionEarned" }

// Kind implements [fact.Body].
func (SessionBurned) Kind() string { return "courses.SessionBurned" }

// Kind implements [fact.Body].
func (SessionExpired) Kind() string { return "courses.SessionExpired" }

// Kind implements [fact.Body].
func (SessionRefunded) Kind() string { return "courses.SessionRefunded" }

// Kind implements [fact.Body].
func (SessionMoved) Kind() string { return "courses.SessionMoved" }

// Kind implements [fact.Body].
func (SessionReversed) Kind() string { return "courses.SessionReversed" }

// Subjects implements [fact.Body].
func (f ContractSigned) Subjects() []string {
	return append(contractSubjects(f.Contract, f.Client), "product:"+string(f.Terms.Product))
}

// Subjects implements [fact.Body].
func (f ContractPaid) Subjects() []string { return contractSubjects(f.Contract, f.Client) }

// Subjects implements [fact.Body].
func (f ContractFrozen) Subjects() []string { return contractSubjects(f.Contract, f.Client) }

// Subjects implements [fact.Body].
func (f ContractTerminated) Subjects() []string { return contractSubjects(f.Contract, f.Client) }

// Subjects implements [fact.Body] for every step of a session.
func (c Change) Subjects() []string {
	subjects := append([]string{c.Subject()}, contractSubjects(c.Contract, c.Client)...)
	if c.Visit != "" {
		subjects = append(subjects, "visit:"+c.Visit)
	}
	return subjects
}

func contractSubjects(c ContractID, client string) []string {
	return []string{"contract:" + string(c), "client:" + client}
}
