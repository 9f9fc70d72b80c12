package people

import "slices"

// Role is what a user is trusted with.
type Role string

// The roles. Each may do all that the one before it may.
const (
	Desk         Role = "desk"
	Manager      Role = "manager"
	Headquarters Role = "headquarters"
)

// Roles are all roles, the least trusted first.
var Roles = []Role{Desk, Manager, Headquarters}

// Permission is one thing that a route can ask for.
type Permission string

// What a desk may do.
const (
	CalendarView  Permission = "calendar.view"
	CalendarBook  Permission = "calendar.book"  // book, move, confirm, cancel
	VisitComplete Permission = "visit.complete" // arrive, start, complete, no-show
	ClientView    Permission = "client.view"
	ClientEdit    Permission = "client.edit"
	CourseView    Permission = "course.view"
	CourseSell    Permission = "course.sell"
	PayTake       Permission = "pay.take"
	SyncView      Permission = "sync.view"
)

// What a manager may do besides.
const (
	VisitReopen  Permission = "visit.reopen"
	OverlapAllow Permission = "overlap.allow" // book a second visit over a first
	CourseAdjust Permission = "course.adjust" // amounts, deadlines, termination
	CourseReturn Permission = "course.return" // give back a session by hand
	SettingsEdit Permission = "settings.edit" // branch, catalogue, hours
	UsersManage  Permission = "users.manage"
	ReportsView  Permission = "reports.view"
	DataImport   Permission = "data.import"
	DataExport   Permission = "data.export"
	SyncEnrol    Permission = "sync.enrol" // join a network
)

// What headquarters may do besides.
const (
	NetworkView  Permission = "network.view"
	NetworkAdmit Permission = "network.admit" // tokens, enrolments, fences
)

var (
	deskMay = []Permission{CalendarView, CalendarBook, VisitComplete, ClientView, ClientEdit, CourseView,
		CourseSell, PayTake, SyncView}
	managerMay = append(slices.Clone(deskMay), VisitReopen, OverlapAllow, CourseAdjust, CourseReturn,
		SettingsEdit, UsersManage, ReportsView, DataImport, DataExport, SyncEnrol)
	headquartersMay = append(slices.Clone(managerMay), NetworkView, NetworkAdmit)
)

// Permissions are all there are.
func Permissions() []Permission { return slices.Clone(headquartersMay) }

// May reports whether a role has a permission. An unknown role may nothing.
func (r Role) May(p Permission) bool {
	switch r {
	case Desk:
		return slices.Contains(deskMay, p)
	case Manager:
		return slices.Contains(managerMay, p)
	case Headquarters:
		return slices.Contains(headquartersMay, p)
	}
	return false
}
