package web

import (
	"net/http"
	"time"

	"branchbook/edge"
	"branchbook/sync/access"
	"branchbook/sync/chores"
	"branchbook/sync/people"

	pages "branchbook/ui/desk"
)

// careView is how the branch looks after itself. What is wrong with reading it is logged; the line is shown all the
// same.
func (s *site) careView(r *http.Request, a pages.Around, st edge.Standing, zone *time.Location) pages.Care {
	states, err := s.e.Care.States()
	if err != nil {
		s.log.Error("jobs", "ref", access.Reference(r.Context()), "error", err)
	}
	chore := func(name string) pages.Chore {
		j := states[name]
		return pages.Chore{GoodAt: in(j.GoodAt, zone), Running: j.Running, Problem: j.Problem}
	}
	v := pages.Care{
		Backup: chore(chores.Backup), Kept: len(s.e.Keep.Kept()), Verify: chore(chores.Verify),
		Free: access.DiskFree(s.e.Dir), Certificate: s.e.CertificateEnds(), HubAhead: st.HubAhead,
		SafeAt: in(st.SafeAt, zone),
	}
	if st.Enrolled {
		c := chore(edge.Compare)
		v.Compare = &c
	}
	if p, ok := access.Who(r.Context()); ok && p.User.Role.May(people.SettingsEdit) {
		backUp, check := s.form(a.Text, pages.BackupsPath), s.form(a.Text, pages.ChecksPath)
		v.BackUp, v.Check = &backUp, &check
	}
	return v
}

// ask has jobs of the night done now. Asking twice is asking once.
func (s *site) ask(jobs ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		a, _, _ := s.around(r)
		for _, name := range jobs {
			s.e.Care.Ask(name)
		}
		s.done(w, r, pages.SyncPath, a.Text.T("care.asked"))
	}
}
