package booking

import (
	"slices"

	"branchbook/sync/fact"
	"branchbook/sync/money"
)

// VisitID names a visit for ever, at every branch.
type VisitID string

// Status is where a visit stands (PRODUCT CAL-9).
type Status string

// The statuses.
const (
	Booked      Status = "booked"
	Confirmed   Status = "confirmed"
	Arrived     Status = "arrived"
	InTreatment Status = "in_treatment"
	Completed   Status = "completed"
	Cancelled   Status = "cancelled"
	NoShow      Status = "no_show"
)

// Statuses lists them in the order of a visit's life.
func Statuses() []Status {
	return []Status{Booked, Confirmed, Arrived, InTreatment, Completed, Cancelled, NoShow}
}

// Open reports whether the visit still waits for its end.
func (s Status) Open() bool {
	return s == Booked || s == Confirmed || s == Arrived || s == InTreatment
}

// Occupies reports whether the visit's blocks keep their time.
func (s Status) Occupies() bool { return s.Open() || s == Completed }

// Source is how a visit came about.
type Source string

// The sources.
const (
	Desk   Source = "desk"
	Phone  Source = "phone"
	WalkIn Source = "walk_in"
	Web    Source = "web"
	Import Source = "import"
)

// Need is a resource that a block uses, with the capacity it had when it was booked.
type Need struct {
	Resource string `json:"resource"`
	Qty      int    `json:"qty"`
	Room     int    `json:"room"`
}

// Block is one service of a visit. A block of an untimed visit has neither start nor end.
type Block struct {
	Service      string         `json:"service"`
	Practitioner string         `json:"practitioner,omitempty"`
	Start        fact.Civil     `json:"start,omitzero"`
	End          fact.Civil     `json:"end,omitzero"`
	BeforeMin    int            `json:"before_min,omitempty"` // buffer, real minutes
	AfterMin     int            `json:"after_min,omitempty"`
	Needs        []Need         `json:"needs,omitempty"`
	PriceMinor   money.Minor    `json:"price_minor"`
	Currency     money.Currency `json:"currency,omitempty"`
	Session      string         `json:"session,omitempty"` // "<contract>/<item>/<n>": what covers the price
	Lane         int            `json:"lane,omitempty"`    // above 0: a manager allowed the overlap
}

// Timed reports whether the block has an hour.
func (b Block) Timed() bool { return b.Start.On != "" }

// Performed is a service that was given, kept beside what was booked (PRODUCT CAL-22).
type Performed struct {
	Service      string         `json:"service"`
	Practitioner string         `json:"practitioner,omitempty"`
	PriceMinor   money.Minor    `json:"price_minor"`
	Currency     money.Currency `json:"currency,omitempty"`
	Session      string         `json:"session,omitempty"` // covered by it, so no revenue of its own
}

// VisitBooked is a new visit.
type VisitBooked struct {
	Visit    VisitID     `json:"visit"`
	Client   string      `json:"client"`
	On       fact.Date   `json:"on"` // business date
	Untimed  bool        `json:"untimed,omitempty"`
	Source   Source      `json:"source"`
	AskedFor string      `json:"asked_for,omitempty"` // the practitioner the client named
	Note     fact.Sealed `json:"note,omitempty"`      // field "visit.note"
	Blocks   []Block     `json:"blocks"`
}

// Kind implements fact.Body.
func (VisitBooked) Kind() string { return "booking.VisitBooked" }

// Subjects implements fact.Body.
func (f VisitBooked) Subjects() []string { return subjects(f.Visit, f.Client, f.Blocks) }

// VisitMoved gives all blocks anew: another time, length, practitioner, service or day.
type VisitMoved struct {
	Visit       VisitID   `json:"visit"`
	Client      string    `json:"client"`
	FromOn      fact.Date `json:"from_on"`
	From        []Block   `json:"from"`
	FromUntimed bool      `json:"from_untimed,omitempty"`
	On          fact.Date `json:"on"`
	Untimed     bool      `json:"untimed,omitempty"`
	Blocks      []Block   `json:"blocks"`
	Undoes      string    `json:"undoes,omitempty"` // the fact that it takes back
}

// Kind implements fact.Body.
func (VisitMoved) Kind() string { return "booking.VisitMoved" }

// Subjects implements fact.Body.
func (f VisitMoved) Subjects() []string {
	return subjects(f.Visit, f.Client, slices.Concat(f.From, f.Blocks))
}

// Remarks are what is said of a visit besides its services and their time.
type Remarks struct {
	Source   Source      `json:"source"`
	AskedFor string      `json:"asked_for,omitempty"`
	Note     fact.Sealed `json:"note,omitempty"` // field "visit.note"
}

// VisitRemarked says the remarks of a visit anew.
type VisitRemarked struct {
	Visit  VisitID `json:"visit"`
	Client string  `json:"client"`
	From   Remarks `json:"from"`
	To     Remarks `json:"to"`
	Undoes string  `json:"undoes,omitempty"` // the fact that it takes back
}

// Kind implements fact.Body.
func (VisitRemarked) Kind() string { return "booking.VisitRemarked" }

// Subjects implements fact.Body.
func (f VisitRemarked) Subjects() []string { return subjects(f.Visit, f.Client, nil) }

// Step is what every change of status says.
type Step struct {
	Visit  VisitID `json:"visit"`
	Client string  `json:"client"`
	From   Status  `json:"from"` // the status before
}

// Subjects implements fact.Body.
func (s Step) Subjects() []string { return subjects(s.Visit, s.Client, nil) }

// VisitConfirmed says that the client will come.
type VisitConfirmed struct{ Step }

// Kind implements fact.Body.
func (VisitConfirmed) Kind() string { return "booking.VisitConfirmed" }

// VisitArrived says that the client is in the house.
type VisitArrived struct{ Step }

// Kind implements fact.Body.
func (VisitArrived) Kind() string { return "booking.VisitArrived" }

// VisitStarted says that treatment began.
type VisitStarted struct{ Step }

// Kind implements fact.Body.
func (VisitStarted) Kind() string { return "booking.VisitStarted" }

// VisitCompleted says what was performed. Its fold posts the revenue of what no session covers.
type VisitCompleted struct {
	Step
	On        fact.Date   `json:"on"` // the day whose revenue it is
	Performed []Performed `json:"performed"`
}

// Kind implements fact.Body.
func (VisitCompleted) Kind() string { return "booking.VisitCompleted" }

// VisitCancelled frees the time.
type VisitCancelled struct {
	Step
	Reason string `json:"reason"` // from the branch's list
	Late   bool   `json:"late,omitempty"`
}

// Kind implements fact.Body.
func (VisitCancelled) Kind() string { return "booking.VisitCancelled" }

// VisitNoShow says that the client did not come; it frees the time.
type VisitNoShow struct{ Step }

// Kind implements fact.Body.
func (VisitNoShow) Kind() string { return "booking.VisitNoShow" }

// VisitReopened takes a change of status back. After completion it posts the opposite of the revenue.
type VisitReopened struct {
	Step
	To       Status      `json:"to"`
	On       fact.Date   `json:"on"` // the day on which the correction is made
	Reversed []Performed `json:"reversed,omitempty"`
	Undoes   string      `json:"undoes,omitempty"` // the fact that it takes back; empty: the last step
	Reason   string      `json:"reason,omitempty"`
}

// Kind implements fact.Body.
func (VisitReopened) Kind() string { return "booking.VisitReopened" }

// VisitRecorded is a visit that another system knew: past or future, often without an hour and without a
// practitioner, with the status it has there.
type VisitRecorded struct {
	Visit    VisitID     `json:"visit"`
	Client   string      `json:"client"`
	On       fact.Date   `json:"on"`
	Untimed  bool        `json:"untimed,omitempty"`
	Status   Status      `json:"status"`
	Origin   string      `json:"origin"`              // the other system
	External string      `json:"external"`            // its id there
	BookedAt int64       `json:"booked_at,omitempty"` // UTC milliseconds
	Reminded bool        `json:"reminded,omitempty"`
	Extras   fact.Sealed `json:"extras,omitempty"` // field "visit.extras", JSON
	Blocks   []Block     `json:"blocks,omitempty"`
}

// Kind implements fact.Body.
func (VisitRecorded) Kind() string { return "booking.VisitRecorded" }

// Subjects implements fact.Body.
func (f VisitRecorded) Subjects() []string { return subjects(f.Visit, f.Client, f.Blocks) }

// subjects are the visit, the client, and the practitioner-days that blocks touch, each once.
func subjects(visit VisitID, client string, blocks []Block) []string {
	all := []string{"visit:" + string(visit), "client:" + client}
	for _, b := range blocks {
		day := "day:" + b.Practitioner + "/" + string(b.Start.On)
		if b.Timed() && !slices.Contains(all, day) {
			all = append(all, day)
		}
	}
	return all
}
