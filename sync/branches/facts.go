package branches

import (
	"time"

	"branchbook/sync/money"
)

// Node is the identity of a branch, made at its first start.
type Node string

func (n Node) subjects() []string { return []string{"branch:" + string(n)} }

// Trade is what the house does; it chooses words and defaults, never rules.
type Trade string

// The trades.
const (
	Dental    Trade = "dental"
	Aesthetic Trade = "aesthetic"
	Salon     Trade = "salon"
	Other     Trade = "other"
)

// Settings is what a branch says about itself.
type Settings struct {
	Code         string         `json:"code"` // label in human numbers: "TYO1"
	Name         string         `json:"name"`
	Trade        Trade          `json:"trade"`
	Currency     money.Currency `json:"currency"`
	Zone         string         `json:"zone"`          // IANA name
	Language     string         `json:"language"`      // en, ja, ru, uk or kk
	StepMin      int            `json:"step_min"`      // calendar grid, one of [Steps]
	FirstWeekday time.Weekday   `json:"first_weekday"` // 0 is Sunday
}

// BranchOpened is the first thing a branch says.
type BranchOpened struct {
	Node Node `json:"node"`
	Settings
}

// Kind implements fact.Body.
func (BranchOpened) Kind() string { return "branches.BranchOpened" }

// Subjects implements fact.Body.
func (f BranchOpened) Subjects() []string { return f.Node.subjects() }

// BranchChanged gives all settings anew.
type BranchChanged struct {
	Node Node `json:"node"`
	Settings
}

// Kind implements fact.Body.
func (BranchChanged) Kind() string { return "branches.BranchChanged" }

// Subjects implements fact.Body.
func (f BranchChanged) Subjects() []string { return f.Node.subjects() }

// Enrolled is the branch's own word that it joined a network. Commits before it stay valid.
type Enrolled struct {
	Node    Node   `json:"node"`
	Network string `json:"network"`
	HubKey  string `json:"hub_key"` // public key whose signature is the hub
	Box     string `json:"box"`     // this machine
}

// Kind implements fact.Body.
func (Enrolled) Kind() string { return "branches.Enrolled" }

// Subjects implements fact.Body.
func (f Enrolled) Subjects() []string { return f.Node.subjects() }

// BranchEnrolled is the hub's word, in the journal for all branches, that a box speaks for a branch. A later
// one for the same branch replaces the box.
type BranchEnrolled struct {
	Node     Node           `json:"node"`
	Code     string         `json:"code"`
	Name     string         `json:"name"`
	Currency money.Currency `json:"currency"`
	Zone     string         `json:"zone"`
	Box      string         `json:"box"`
	Key      string         `json:"key"`            // public key that signs the branch's batches
	User     string         `json:"user,omitempty"` // public nkey of its user on the wire
	SealTo   string         `json:"seal_to"`        // public key that clients' keys are sealed to for it
}

// Kind implements fact.Body.
func (BranchEnrolled) Kind() string { return "branches.BranchEnrolled" }

// Subjects implements fact.Body.
func (f BranchEnrolled) Subjects() []string { return f.Node.subjects() }

// NetworkNamed is the hub's word, in the journal for all branches, how the network is called and which language
// headquarters speaks. A later one replaces it.
type NetworkNamed struct {
	Name     string `json:"name"`
	Language string `json:"language"` // one of [Languages]
}

// Kind implements fact.Body.
func (NetworkNamed) Kind() string { return "branches.NetworkNamed" }

// Subjects implements fact.Body.
func (NetworkNamed) Subjects() []string { return []string{"network"} }

// WaitEnded is the word of a person at a restored hub, in the journal for all, that a branch which was not heard
// from since is not waited for any more. It holds for one restore: the epoch that the hub began with it.
type WaitEnded struct {
	Node  Node   `json:"node"`
	Epoch string `json:"epoch"` // of the journal for all
}

// Kind implements fact.Body.
func (WaitEnded) Kind() string { return "branches.WaitEnded" }

// Subjects implements fact.Body.
func (f WaitEnded) Subjects() []string { return f.Node.subjects() }

// BoxFenced is the hub's word that a box no longer speaks for its branch.
type BoxFenced struct {
	Node   Node   `json:"node"`
	Box    string `json:"box"`
	Reason string `json:"reason"`
}

// Kind implements fact.Body.
func (BoxFenced) Kind() string { return "branches.BoxFenced" }

// Subjects implements fact.Body.
func (f BoxFenced) Subjects() []string { return f.Node.subjects() }
