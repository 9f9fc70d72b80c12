// Package head is the HTML of headquarters' screens: the network's figures and their rows, branches
// and their lines, enrolment, alarms.
//
// Its one idea is that no figure stands without "complete up to": a view carries beside each number
// how far the branches behind it have been heard, and a total with a gap is marked partial, never
// silently shown. Amounts of different currencies stand side by side and are not added. Nothing
// here reads a database or a clock.
package head

import (
	"net/url"
	"time"

	"branchbook/sync/fact"
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// The addresses of headquarters.
const (
	SignInPath    = "/signin"
	KeptPath      = "/signin/kept"
	SetupPath     = "/setup"
	DashboardPath = "/"
	RowsPath      = "/rows"
	RowsCSVPath   = "/rows.csv"
	BranchesPath  = "/branches"
	EnrolPath     = "/enrolment"
	AlarmsPath    = "/alarms"
	AnalysisPath  = "/analysis"
	PeoplePath    = "/people"
	VisitsPath    = "/visits"
	ContractsPath = "/contracts"
	StreamPath    = "/events"
)

// BranchPath is one branch as headquarters knows it.
func BranchPath(node string) string { return BranchesPath + "/" + url.PathEscape(node) }

// VisitPath is a visit of a branch.
func VisitPath(node, visit string) string {
	return VisitsPath + "/" + url.PathEscape(node) + "/" + url.PathEscape(visit)
}

// ContractPath is a contract of a branch.
func ContractPath(node, contract string) string {
	return ContractsPath + "/" + url.PathEscape(node) + "/" + url.PathEscape(contract)
}

// Around is what every page of a signed-in person needs besides its own view.
type Around struct {
	Text    *text.Text
	Network string
	Today   fact.Date
	Person  string
	Alarms  int
	Notice  string
	Stream  string
}

// The places of the navigation.
const (
	inDashboard = "dashboard"
	inAnalysis  = "analysis"
	inBranches  = "branches"
	inEnrolment = "enrolment"
	inPeople    = "people"
	inAlarms    = "alarms"
)

func (a Around) page(title, here string, screen ...kit.Node) kit.Node {
	t := a.Text
	place := func(name, href, icon, word string) kit.Place {
		return kit.Place{Href: href, Icon: icon, Word: word, Here: name == here}
	}
	alarms := place(inAlarms, AlarmsPath, "bell", t.T("head.alarms"))
	alarms.Count = a.Alarms
	return kit.Page(kit.Frame{
		Text: t, Title: title, House: a.Network, Today: a.Today, Person: a.Person, Stream: a.Stream, Notice: a.Notice,
		Nav: []kit.Place{
			place(inDashboard, DashboardPath, "layout-dashboard", t.T("head.dashboard")),
			place(inAnalysis, AnalysisPath, "layers", t.T("head.analysis")),
			place(inBranches, BranchesPath, "building-2", t.T("head.branches")),
			place(inEnrolment, EnrolPath, "key-round", t.T("head.enrolment")),
			place(inPeople, PeoplePath, "users", t.T("head.people")), alarms,
		},
	}, screen...)
}

// Fault is the page of an error with the reference under which it was logged.
func Fault(a Around, status int, reference string) kit.Node {
	return a.page(a.Text.T("fault.title"), "", kit.Fault(a.Text, status, reference))
}

// Conflict is a form that was sent twice with different content: nothing was done again (409).
type Conflict struct {
	What   string // the deed in the reader's words
	At     time.Time
	Kept   []kit.Fact // what was saved the first time
	Asked  []kit.Fact // what came now
	Afresh string     // to a new form
}

// ConflictPage shows both; neither is preferred.
func ConflictPage(a Around, v Conflict) kit.Node {
	t := a.Text
	return a.page(t.T("conflict.title"), "", kit.Heading(kit.Head{Title: t.T("conflict.title")}),
		kit.Banner(kit.Stop, t.T("conflict.what", "What", v.What)),
		kit.Versus(
			kit.Stack(kit.Title(t.T("conflict.kept")), kit.Soft(kit.Stamp(t, v.At)), kit.Facts(v.Kept...)),
			kit.Stack(kit.Title(t.T("conflict.asked")), kit.Facts(v.Asked...))),
		kit.Actions(kit.LinkButton(v.Afresh, t.T("conflict.afresh"))))
}
