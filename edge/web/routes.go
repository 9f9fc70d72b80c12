package web

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"branchbook/edge"
	"branchbook/sync/access"
	"branchbook/sync/chores"
	"branchbook/sync/people"

	pages "branchbook/ui/desk"
)

// routes is the route table of a branch: everything that can be asked, and who may ask it.
func (s *site) routes() []access.Route {
	get, post := http.MethodGet, http.MethodPost
	visit := pages.VisitsPath + "/{id}"
	table := []access.Route{
		on(get, "/healthz", access.Public, s.healthz),
		on(get, "/readyz", access.Public, s.readyz),
		on(get, "/metrics", access.Public, s.metrics.ServeHTTP),

		on(get, pages.SetupPath, access.Public, s.setupPage),
		on(post, pages.SetupPath, access.Public, s.setup),
		on(get, pages.SetupManagerPath, access.Public, s.setupManagerPage),
		on(post, pages.SetupManagerPath, access.Public, s.setupManager),
		on(get, pages.SignInPath, access.Public, s.signInPage),
		on(post, pages.SignInPath, access.Public, s.signIn),
		on(post, "/signout", access.Public, s.signOut),
		on(get, "/language", access.Public, s.chooseLanguage),

		on(get, pages.KeptPath, people.CalendarView, s.keptPage),
		on(get, "/", people.CalendarView, s.home),
		on(get, pages.DayPath(""), people.CalendarView, s.calendarForm),
		on(get, pages.WeekPath("{on}", ""), people.CalendarView, s.week),
		on(get, pages.ListPath("{on}", "", ""), people.CalendarView, s.list),
		on(get, pages.PrintPath("{on}"), people.CalendarView, s.daySheets),
		on(get, pages.TakingsPath("{on}", ""), people.ReportsView, s.takings),
		on(get, pages.DayPath("")+"/{on}", people.CalendarView, s.day),

		on(get, pages.NewVisitPath, people.CalendarBook, s.newVisit),
		on(post, pages.VisitFormPath, people.CalendarBook, s.visitForm),
		on(post, pages.VisitsPath, people.CalendarBook, s.book),
		on(get, visit, people.CalendarView, s.visit),
		on(get, visit+"/card", people.CalendarView, s.card),
		on(post, visit+"/confirmation", people.CalendarBook, s.step("confirmation", s.confirm)),
		on(post, visit+"/arrival", people.VisitComplete, s.step("arrival", s.arrive)),
		on(post, visit+"/start", people.VisitComplete, s.step("start", s.start)),
		on(post, visit+"/completion", people.VisitComplete, s.complete),
		on(post, visit+"/no-show", people.VisitComplete, s.calledOff("no-show", s.noShow)),
		on(post, visit+"/cancellation", people.CalendarBook, s.calledOff("cancellation", s.cancel)),
		on(post, visit+"/place", people.CalendarBook, s.place),
		on(post, visit+"/undo", people.CalendarBook, s.step("undo", s.undo)),
		on(get, visit+"/edit", people.CalendarBook, s.editVisit),
		on(post, visit+"/edit", people.CalendarBook, s.changeVisit),

		on(get, pages.RecentPath, people.CalendarView, s.recent),
		on(get, pages.KeysPath, people.CalendarView, s.keysPage),

		on(get, pages.ClientsPath, people.ClientView, s.clients),
		on(get, pages.ClientPickPath, people.ClientView, s.pickClients),
		on(get, pages.NewClientPath, people.ClientEdit, s.newClient),
		on(post, pages.LikelyPath, people.ClientEdit, s.likely),
		on(post, pages.ClientsPath, people.ClientEdit, s.register),
		on(get, pages.ClientsPath+"/{id}", people.ClientView, s.client),
		on(get, pages.ClientsPath+"/{id}/edit", people.ClientEdit, s.editClient),
		on(post, pages.ClientsPath+"/{id}/edit", people.ClientEdit, s.changeClient),

		on(get, pages.ContractsPath, people.CourseView, s.contracts),
		on(get, pages.FiguresPath, people.CourseView, s.figures),
		on(get, pages.NewContractPath, people.CourseSell, s.newContract),
		on(post, pages.ContractsPath, people.CourseSell, s.sign),
		on(get, pages.ContractsPath+"/{id}", people.CourseView, s.contract),
		on(get, pages.ContractsPath+"/{id}/ledger.csv", people.CourseView, s.ledgerSheet),
		on(post, pages.ContractsPath+"/{id}/payment", people.PayTake, s.pay),
		on(post, pages.ContractsPath+"/{id}/return", people.CourseReturn, s.giveBack),
		on(post, pages.ContractsPath+"/{id}/freezing", people.CourseAdjust, s.decide(s.freeze)),
		on(post, pages.ContractsPath+"/{id}/termination", people.CourseAdjust, s.decide(s.terminate)),
		on(post, pages.ContractsPath+"/{id}/expiry", people.CourseAdjust, s.decide(s.expire)),
		on(post, pages.ContractsPath+"/{id}/correction", people.CourseAdjust, s.decide(s.correct)),

		on(get, pages.EventsPath, people.CalendarView, s.stream.ServeHTTP),
		on(get, pages.SyncPath, people.SyncView, s.syncPage),
		on(get, pages.ChipPath, people.SyncView, s.chip),
		on(post, EnrolPath, people.SyncEnrol, s.enrol),
		on(post, pages.TestsPath, people.SyncView, s.testLine),
		on(get, pages.DiagnosisPath, people.SettingsEdit, s.diagnosis),
		on(post, pages.BackupsPath, people.SettingsEdit, s.ask(chores.Backup)),
		on(post, pages.ChecksPath, people.SettingsEdit, s.ask(chores.Verify, edge.Compare)),
	}
	return comeback(append(table, s.settingsRoutes()...))
}

// comeback lets somebody who reloads the answer to a form, or changes its language, come to the page that has the
// form: the address of what is only posted to leads to the nearest one above it that can be looked at.
func comeback(table []access.Route) []access.Route {
	shown := map[string]bool{}
	for _, t := range table {
		shown[t.Path] = shown[t.Path] || t.Method == http.MethodGet
	}
	for _, t := range slices.Clone(table) {
		if !shown[t.Path] && t.Path != "/signout" { // from which there is nothing to come back to
			table = append(table, on(http.MethodGet, t.Path, t.Permission, upFrom(t.Path, shown)))
		}
	}
	return table
}

// upFrom leads to the page above a form's address; a visit that is not booked yet has none but its form.
func upFrom(path string, shown map[string]bool) http.HandlerFunc {
	up := 0
	for above := path; above != "" && !shown[above]; up++ {
		above = above[:strings.LastIndexByte(above, '/')]
	}
	return func(w http.ResponseWriter, r *http.Request) {
		to := r.URL.EscapedPath()
		for range up {
			to = to[:strings.LastIndexByte(to, '/')]
		}
		http.Redirect(w, r, cmp.Or(to, pages.NewVisitPath), http.StatusSeeOther)
	}
}

func (s *site) settingsRoutes() []access.Route {
	get, post := http.MethodGet, http.MethodPost
	table := []access.Route{
		on(get, pages.SettingsPath, people.SettingsEdit, s.settings),
		on(get, pages.BranchPath, people.SettingsEdit, s.branchPage),
		on(post, pages.BranchPath, people.SettingsEdit, s.keepBranch),
		on(get, pages.ReasonsPath, people.SettingsEdit, s.reasonsPage),
		on(post, pages.ReasonsPath, people.SettingsEdit, s.keepReasons),
		on(get, pages.HoursPath, people.SettingsEdit, s.hours),
		on(post, pages.HoursPath, people.SettingsEdit, s.keepHours),
		on(post, specialDaysPath, people.SettingsEdit, s.keepDay),
		on(post, specialDaysPath+"/{on}/clearing", people.SettingsEdit, s.clearDay),
		on(post, absencesPath, people.SettingsEdit, s.keepAbsence),
		on(post, absencesPath+"/{id}/{on}/clearing", people.SettingsEdit, s.clearAbsence),

		on(get, workingPath, people.SettingsEdit, s.working),
		on(post, workingPath, people.SettingsEdit, s.keepPattern),
		on(post, exceptionsPath, people.SettingsEdit, s.keepException),
		on(post, exceptionsPath+"/{exception}/{on}/clearing", people.SettingsEdit, s.clearException),
	}
	for _, th := range things() {
		may := people.SettingsEdit
		if th.of == pages.Users {
			may = people.UsersManage
		}
		table = append(table,
			on(get, th.path, may, s.settingsList(th)),
			on(get, th.path+"/{id}", may, s.settingForm(th)),
			on(post, th.path+"/{id}", may, s.settingKeep(th)))
	}
	return table
}

func on(method, path string, may people.Permission, h http.HandlerFunc) access.Route {
	return access.Route{Method: method, Path: path, Permission: may, Handler: h}
}

// healthz says that the process lives.
func (s *site) healthz(w http.ResponseWriter, _ *http.Request) {
	_, _ = w.Write([]byte("ok\n")) // the asker may be gone
}

// readyz says that the desk can work. A branch without a line to headquarters is ready.
func (s *site) readyz(w http.ResponseWriter, r *http.Request) {
	if _, err := s.e.Standing(r.Context()); err != nil {
		s.log.Error("not ready", "error", err)
		http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
		return
	}
	_, _ = w.Write([]byte("ready\n"))
}
