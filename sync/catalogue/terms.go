package catalogue

import "branchbook/sync/money"

// Terms are what a client and the house agree on when a course is sold. A contract carries its own copy, so
// that a later change of the product touches nobody (PRODUCT CRS-2).
type Terms struct {
	Validity     Validity   `json:"validity"`
	Usable       Usable     `json:"usable"`
	Transferable bool       `json:"transferable,omitempty"`
	TaxRate      money.Rate `json:"tax_rate"`
	NoShow       NoShow     `json:"no_show"`
	Notice       Notice     `json:"notice"`
	Cancel       Cancel     `json:"cancel"`
	Taken        Taken      `json:"taken"`
	Expiry       Expiry     `json:"expiry"`
	Breakage     money.Rate `json:"breakage"` // expected share never used, for [ByBreakage]
	Freeze       Freeze     `json:"freeze"`
	Refund       Refund     `json:"refund"`
}

// Since is what a validity counts from.
type Since string

// What a validity counts from.
const (
	SinceSale       Since = "sale"
	SinceFirstVisit Since = "first_visit"
	NoEnd           Since = "none"
)

// Validity is how long a course can be used. Months is 0 exactly with [NoEnd].
type Validity struct {
	Since  Since `json:"since"`
	Months int   `json:"months,omitempty"`
}

// Where is how far a course reaches.
type Where string

// How far a course reaches.
const (
	AtBranch  Where = "branch"
	AtGroup   Where = "group"
	AtNetwork Where = "network"
)

// Usable is where a course can be used. Group is set exactly with [AtGroup].
type Usable struct {
	Where Where  `json:"where"`
	Group string `json:"group,omitempty"`
}

// NoShow is what becomes of the session of a client who did not come.
type NoShow string

// What becomes of the session of a client who did not come, or cancelled late.
const (
	NoShowBurns   NoShow = "burns"
	NoShowReturns NoShow = "returns"
)

// Notice is how many hours before a visit a cancellation still counts as timely. The first rule whose part of
// the day holds the visit's start decides, else the default.
type Notice struct {
	Hours int          `json:"hours"`
	Rules []NoticeRule `json:"rules,omitempty"`
}

// NoticeRule is the notice of visits that start in a part of the day, in wall minutes: FromMin ≤ start < ToMin.
type NoticeRule struct {
	FromMin int `json:"from_min"`
	ToMin   int `json:"to_min"` // up to 1440
	Hours   int `json:"hours"`
}

// LateNoticeHours is the notice in hours for a visit that starts at the given wall minute.
func LateNoticeHours(terms Terms, startMin int) int {
	for _, rule := range terms.Notice.Rules {
		if rule.FromMin <= startMin && startMin < rule.ToMin {
			return rule.Hours
		}
	}
	return terms.Notice.Hours
}

// Cancel is what a timely cancellation does.
type Cancel string

// What a timely cancellation does.
const (
	CancelReturns  Cancel = "returns"
	CancelOperator Cancel = "operator" // a person returns the session
)

// Taken is when a session is taken.
type Taken string

// When a session is taken.
const (
	TakenCompleted Taken = "completed"
	TakenAtStart   Taken = "start" // at the visit's start, whether or not the client came
)

// Expiry is what becomes of the value of sessions not used in time.
type Expiry string

// What becomes of the value of sessions not used in time.
const (
	StaysOwed      Expiry = "owed" // until a person decides
	IncomeAtExpiry Expiry = "income"
	ByBreakage     Expiry = "breakage" // income in proportion to expected breakage
)

// Freeze is for how many days a contract may rest; zero is not at all.
type Freeze struct {
	TotalDays int `json:"total_days"`
	OnceDays  int `json:"once_days"`
}

// RefundPolicy names the rule set of a termination (PRODUCT CRS-9).
type RefundPolicy string

// The rule sets of a termination.
const (
	RefundNone        RefundPolicy = "none"
	RefundFull        RefundPolicy = "full"
	RefundLessFee     RefundPolicy = "less_fee"
	RefundLessPercent RefundPolicy = "less_percent"
	RefundJPAesthetic RefundPolicy = "jp_aesthetic"
	RefundJPMedical   RefundPolicy = "jp_medical"
	RefundActualCosts RefundPolicy = "actual_costs"
)

// Refund is what a termination gives back. FeeMinor belongs to [RefundLessFee], Rate to [RefundLessPercent].
type Refund struct {
	Policy   RefundPolicy `json:"policy"`
	FeeMinor money.Minor  `json:"fee_minor,omitempty"`
	Rate     money.Rate   `json:"rate"`
}

// DefaultTerms are those of PRODUCT CRS-1: no end, the selling branch, a no-show burns, no notice, a timely
// cancellation returns the session, taken on completion, unused value stays owed, no freezing, full refund.
func DefaultTerms() Terms {
	return Terms{
		Validity: Validity{Since: NoEnd}, Usable: Usable{Where: AtBranch}, NoShow: NoShowBurns,
		Cancel: CancelReturns, Taken: TakenCompleted, Expiry: StaysOwed, Refund: Refund{Policy: RefundFull},
	}
}
