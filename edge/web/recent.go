package web

import (
	"net/http"

	"branchbook/sync/access"
	"branchbook/sync/booking"
	"branchbook/ui/kit"

	pages "branchbook/ui/desk"
)

// recentDeeds is how far back the list goes.
const recentDeeds = 30

// recent is what this person did last, with the way back where there is one (CAL-16).
func (s *site) recent(w http.ResponseWriter, r *http.Request) {
	who, _ := access.Who(r.Context())
	deeds, err := s.desk.Recent(r.Context(), who.User.ID, recentDeeds)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	a, b, _ := s.around(r)
	v := pages.Recent{}
	undone := map[booking.VisitID]bool{}
	for _, deed := range deeds {
		one := kit.Event{At: in(deed.At, location(b)), What: a.Text.T("did." + deed.Name)}
		row := pages.Deed{Event: one, Client: deed.Client, Contract: deed.Contract}
		if p := deed.Visit; p != nil {
			row.Visit, row.Name = string(p.Visit.ID), p.Client.Name
			newest := len(p.History) > 0 && p.History[len(p.History)-1].At == deed.At.UnixMilli()
			if p.Undo != nil && !undone[p.Visit.ID] && newest {
				undo := s.undoOf(r, a, *p)
				undo.Form.Prefix = string(p.Visit.ID)
				row.Undo = &undo
			}
			undone[p.Visit.ID] = true
		}
		v.Deeds = append(v.Deeds, row)
	}
	s.show(w, r, http.StatusOK, pages.RecentPage(a, v))
}

// keysPage says which keys do what; the switch is kept for this screen.
func (s *site) keysPage(w http.ResponseWriter, r *http.Request) {
	a, _, _ := s.around(r)
	if q := r.URL.Query(); q.Has("letters") {
		d := deviceOf(r)
		d.Mute = q.Get("letters") == "off"
		s.keepDevice(w, d)
		http.Redirect(w, r, pages.KeysPath, http.StatusSeeOther)
		return
	}
	if access.IsPart(r) {
		s.show(w, r, http.StatusOK, pages.KeysPart(a))
		return
	}
	s.show(w, r, http.StatusOK, pages.KeysPage(a))
}
