package web

import (
	"net/http"

	"branchbook/sync/access"
	"branchbook/sync/people"

	pages "branchbook/ui/desk"
)

// routes is the route table of a branch: everything that can be asked, and who may ask it.
func (s *site) routes() []access.Route {
	get, post := http.MethodGet, http.MethodPost
	visit := pages.VisitPath("{id}")[:len(pages.VisitsPath)] + "/{id}"
	table := []access.Route{
		{get, "/healthz", access.Public, s.healthz},
		{get, "/readyz", access.Public, s.readyz},
		{get, "/metrics", access.Public, s.metrics.ServeHTTP},

		{get, pages.SetupPath, access.Public, s.setupPage},
		{post, pages.SetupPath, access.Public, s.setup},
		{get, pages.SetupManagerPath, access.Public, s.setupManagerPage},
		{post, pages.SetupManagerPath, access.Public, s.setupManager},
		{get, pages.SignInPath, access.Public, s.signInPage},
		{post, pages.SignInPath, access.Public, s.signIn},
		{post, "/signout", access.Public, s.signOut},
		{get, "/language", access.Public, s.chooseLanguage},

		{get, "/", people.CalendarView, s.home},
		{get, pages.DayPath(""), people.CalendarView, s.dayForm},
		{get, pages.DayPath("") + "/{on}", people.CalendarView, s.day},

		{get, pages.NewVisitPath, people.CalendarBook, s.newVisit},
		{post, pages.VisitFormPath, people.CalendarBook, s.visitForm},
		{post, pages.VisitsPath, people.CalendarBook, s.book},
		{get, visit, people.CalendarView, s.visit},
		{post, visit + "/confirmation", people.CalendarBook, s.step("confirmation", s.confirm)},
		{post, visit + "/arrival", people.VisitComplete, s.step("arrival", s.arrive)},
		{post, visit + "/start", people.VisitComplete, s.step("start", s.start)},
		{post, visit + "/completion", people.VisitComplete, s.step("completion", s.complete)},
		{post, visit + "/no-show", people.VisitComplete, s.step("no-show", s.noShow)},
		{post, visit + "/cancellation", people.CalendarBook, s.step("cancellation", s.cancel)},
		{post, visit + "/reopening", people.VisitReopen, s.step("reopening", s.reopen)},
		{post, visit + "/move", people.CalendarBook, s.move},

		{get, pages.ClientsPath, people.ClientView, s.clients},
		{get, pages.ClientPickPath, people.ClientView, s.pickClients},
		{get, pages.NewClientPath, people.ClientEdit, s.newClient},
		{post, pages.ClientsPath, people.ClientEdit, s.register},
		{get, pages.ClientsPath + "/{id}", people.ClientView, s.client},
		{get, pages.ClientsPath + "/{id}/edit", people.ClientEdit, s.editClient},
		{post, pages.ClientsPath + "/{id}/edit", people.ClientEdit, s.changeClient},

		{get, pages.ContractsPath, people.CourseView, s.contracts},
		{get, pages.NewContractPath, people.CourseSell, s.newContract},
		{post, pages.ContractsPath, people.CourseSell, s.sign},
		{get, pages.ContractsPath + "/{id}", people.CourseView, s.contract},
		{post, pages.ContractsPath + "/{id}/payment", people.PayTake, s.pay},

		{get, pages.SettingsPath, people.SettingsEdit, s.settings},
		{get, pages.BranchPath, people.SettingsEdit, s.branchPage},
		{post, pages.BranchPath, people.SettingsEdit, s.keepBranch},

		{get, pages.SyncPath, people.SyncView, s.syncPage},
		{post, EnrolPath, people.SyncEnrol, s.enrol},
	}
	for _, th := range things() {
		may := people.SettingsEdit
		if th.of == pages.Users {
			may = people.UsersManage
		}
		table = append(table,
			access.Route{Method: get, Path: th.path, Permission: may, Handler: s.settingsList(th)},
			access.Route{Method: get, Path: th.path + "/{id}", Permission: may, Handler: s.settingForm(th)},
			access.Route{Method: post, Path: th.path + "/{id}", Permission: may, Handler: s.settingKeep(th)})
	}
	return table
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
