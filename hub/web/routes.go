package web

import (
	"net/http"

	"branchbook/sync/access"
	"branchbook/sync/people"
	"branchbook/ui/head"
)

// routes is the route table of headquarters: everything that can be asked, and who may ask it.
func (s *site) routes() []access.Route {
	get, post := http.MethodGet, http.MethodPost
	branch, box, person := head.BranchesPath+"/{node}", head.EnrolPath+"/{id}", head.PeoplePath+"/{id}"
	return []access.Route{
		on(get, "/healthz", access.Public, s.healthz),
		on(get, "/readyz", access.Public, s.readyz),
		on(get, "/metrics", access.Public, s.metrics.ServeHTTP),

		on(get, head.SetupPath, access.Public, s.setupPage),
		on(post, head.SetupPath, access.Public, s.setup),
		on(get, head.SignInPath, access.Public, s.signInPage),
		on(post, head.SignInPath, access.Public, s.signIn),
		on(post, "/signout", access.Public, s.signOut),
		on(get, "/language", access.Public, s.chooseLanguage),

		on(get, head.KeptPath, people.NetworkView, s.keptPage),
		on(get, head.DashboardPath, people.NetworkView, s.dashboard),
		on(get, head.AnalysisPath, people.NetworkView, s.analysis),
		on(get, head.RowsPath, people.NetworkView, s.rows),
		on(get, head.RowsCSVPath, people.NetworkView, s.rowsCSV),
		on(get, head.VisitsPath+"/{node}/{id}", people.NetworkView, s.visit),
		on(get, head.ContractsPath+"/{node}/{id}", people.NetworkView, s.contract),
		on(get, head.StreamPath, people.NetworkView, s.stream.ServeHTTP),

		on(get, head.BranchesPath, people.NetworkView, s.branches),
		on(get, branch, people.NetworkView, s.branch),
		on(post, branch+"/fence", people.NetworkAdmit, s.fence),
		on(post, branch+"/release", people.NetworkAdmit, s.release),

		on(get, head.EnrolPath, people.NetworkAdmit, s.enrolment),
		on(post, head.EnrolPath, people.NetworkAdmit, s.newToken),
		on(post, box+"/confirmation", people.NetworkAdmit, s.decide(s.accept)),
		on(post, box+"/refusal", people.NetworkAdmit, s.decide(s.refuse)),

		// Who may let a branch in may let people in; a manager of some branch may neither.
		on(get, head.PeoplePath, people.NetworkAdmit, s.people),
		on(get, person, people.NetworkAdmit, s.personPage),
		on(post, person, people.NetworkAdmit, s.keepPerson),

		on(get, head.AlarmsPath, people.NetworkView, s.alarms),
	}
}

func on(method, path string, may people.Permission, h http.HandlerFunc) access.Route {
	return access.Route{Method: method, Path: path, Permission: may, Handler: h}
}

// healthz says that the process lives.
func (s *site) healthz(w http.ResponseWriter, _ *http.Request) {
	_, _ = w.Write([]byte("ok\n")) // the asker may be gone
}

// readyz says that figures can be read.
func (s *site) readyz(w http.ResponseWriter, r *http.Request) {
	if _, err := s.h.Opened(r.Context()); err != nil {
		s.log.Error("not ready", "error", err)
		http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
		return
	}
	_, _ = w.Write([]byte("ready\n"))
}
