package desk

import (
	"net/url"

	"branchbook/sync/fact"
)

// The addresses of the branch. Handlers route by them and screens link to them, so they stand once.
const (
	SignInPath        = "/signin"
	KeptPath          = "/signin/kept" // what was sent by somebody who had been signed out
	SetupPath         = "/setup"
	SetupManagerPath  = "/setup/manager"
	VisitsPath        = "/visits"
	NewVisitPath      = "/visits/new"
	VisitFormPath     = "/visits/form" // renders the booking form again: another row, a client picked
	ClientsPath       = "/clients"
	NewClientPath     = "/clients/new"
	ClientPickPath    = "/clients/pick"   // the rows to pick from, for a form
	LikelyPath        = "/clients/likely" // who may be the person on a card that is being typed
	ContractsPath     = "/contracts"
	NewContractPath   = "/contracts/new"
	SettingsPath      = "/settings"
	ServicesPath      = "/settings/services"
	PractitionersPath = "/settings/practitioners"
	ResourcesPath     = "/settings/resources"
	ProductsPath      = "/settings/products"
	UsersPath         = "/settings/users"
	BranchPath        = "/settings/branch"
	HoursPath         = "/settings/hours"
	ReasonsPath       = "/settings/reasons"
	SyncPath          = "/sync"
	BackupsPath       = "/sync/backups" // POST makes one now
	ChecksPath        = "/sync/checks"  // POST proves the books now
	TestsPath         = "/sync/tests"   // POST asks headquarters for a word
	DiagnosisPath     = "/sync/diagnosis"
	ChipPath          = "/sync/chip" // the state of the line, for the bar above every page
	EventsPath        = "/events"
	KeysPath          = "/keys"   // which keys do what
	RecentPath        = "/recent" // what this person did last
	EnrolPath         = "/sync/enrolment"
)

// DayPath is the calendar of a day; of today without one.
func DayPath(on fact.Date) string {
	if on == "" {
		return "/calendar"
	}
	return "/calendar/" + string(on)
}

// WeekPath is the week that a date is in: of one practitioner, or without one of everybody in sums.
func WeekPath(on fact.Date, practitioner string) string {
	return with("/calendar/week/"+string(on), "practitioner", practitioner)
}

// ListPath is a day as a list, of one practitioner and one status where they are given.
func ListPath(on fact.Date, practitioner, status string) string {
	return with("/calendar/list/"+string(on), "practitioner", practitioner, "status", status)
}

// PrintPath is a day to be printed, a page for each practitioner.
func PrintPath(on fact.Date) string { return "/calendar/print/" + string(on) }

// TakingsPath is the money of a day, or one part of it: a means of payment, or [Given].
func TakingsPath(on fact.Date, of string) string {
	return with("/calendar/takings/"+string(on), "of", of)
}

// with adds pairs of name and value to an address; empty values are left out.
func with(path string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// BookPath is the booking form with person, day and time filled in; empty ones are left open.
func BookPath(practitioner string, on fact.Date, clock, client string) string {
	return with(NewVisitPath, "practitioner", practitioner, "on", string(on), "at", clock, "client", client)
}

// VisitPath is a visit; VisitDoPath one of the things done to it: "confirmation", "arrival",
// "start", "completion", "cancellation", "no-show", "undo".
func VisitPath(id string) string { return VisitsPath + "/" + url.PathEscape(id) }

// VisitCardPath is a visit in short, for the calendar.
func VisitCardPath(id string) string { return VisitPath(id) + "/card" }

// VisitEditPath is the form that changes a visit.
func VisitEditPath(id string) string { return VisitPath(id) + "/edit" }

// VisitCoverPath is the same form with a contract chosen to give the session.
func VisitCoverPath(id, contract string) string {
	return VisitEditPath(id) + "?contract=" + url.QueryEscape(contract)
}

// VisitDoPath is where a change of a visit's state is posted.
func VisitDoPath(id, what string) string { return VisitPath(id) + "/" + what }

// ClientPath is a client's card; ClientEditPath the form that changes it.
func ClientPath(id string) string { return ClientsPath + "/" + url.PathEscape(id) }

// ClientTabPath is one of the tabs of a card; empty: its visits.
func ClientTabPath(id, tab string) string {
	if tab == "" {
		return ClientPath(id)
	}
	return ClientPath(id) + "?tab=" + tab
}

// ClientEditPath is the form of a client's card.
func ClientEditPath(id string) string { return ClientPath(id) + "/edit" }

// ContractPath is a contract with its ledger.
func ContractPath(id string) string { return ContractsPath + "/" + url.PathEscape(id) }

// LedgerOf names the line of a contract's ledger in which a visit was earned or lost.
func LedgerOf(visit string) string { return "of-" + visit }

// PaymentPath takes a payment of a contract.
func PaymentPath(contract string) string { return ContractPath(contract) + "/payment" }

// SignPath is the form that signs a contract with a client.
func SignPath(client string) string {
	return NewContractPath + "?client=" +
		url.QueryEscape(client)
}

// SignForPath is the same, from a visit that shall use the contract.
func SignForPath(client, visit string) string {
	return SignPath(client) + "&visit=" + url.QueryEscape(visit)
}

// ReturnPath gives a session back that waits for a person.
func ReturnPath(contract string) string { return ContractPath(contract) + "/return" }

// ItemPath is one entry of a settings list; "new" is the form of a further one.
func ItemPath(list, id string) string { return list + "/" + url.PathEscape(id) }
