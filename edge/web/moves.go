package web

import (
	"net/http"
	"net/url"

	"github.com/go-chi/chi/v5"

	"branchbook/edge/desk"
	"branchbook/sync/booking"
	"branchbook/sync/catalogue"
	"branchbook/sync/fact"
	"branchbook/sync/people"
)

// move gives a visit another time, day or practitioner; its further services keep their distance.
func (s *site) move(w http.ResponseWriter, r *http.Request) {
	id := booking.VisitID(chi.URLParam(r, "id"))
	page, err := s.desk.Visit(r.Context(), id)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	_ = r.ParseForm() // as in book
	in, no := moveVisit(r.PostForm, page)
	if len(no) > 0 {
		err = no
	} else {
		_, err = s.desk.Move(r.Context(), by(r), in)
	}
	if bad := refusals(err); bad != nil {
		s.visitPage(w, r, http.StatusUnprocessableEntity, "move", renamed(bad, moveField))
		return
	}
	s.stepped(w, r, "move", err)
}

func moveField(field string) string {
	if f := visitField(field); f != "practitioner.0" {
		return f
	}
	return "practitioner"
}

func moveVisit(v url.Values, p desk.VisitPage) (in desk.MoveVisit, no fact.Refusals) {
	in = desk.MoveVisit{Visit: p.Visit.ID, Seen: v.Get("seen"), Agreed: v.Get("agreed") == "yes",
		Overlap: v.Get("overlap") == "yes", Untimed: p.Visit.Untimed}
	on, err := fact.ParseDate(v.Get("on"))
	if err != nil {
		no = append(no, fact.Refuse("date", "on", "Give a date."))
	}
	in.On = on
	start, timed := at(v.Get("at"))
	if !timed && !(p.Visit.Untimed && v.Get("at") == "") {
		no = append(no, fact.Refuse("time", "at", "Give a time of day such as 14:05."))
	}
	if timed {
		in.Untimed = false
	}
	for i, b := range p.Visit.Blocks {
		price := b.PriceMinor
		one := desk.Block{
			Service: catalogue.ServiceID(b.Service), Practitioner: people.PractitionerID(b.Practitioner),
			StartMin: start, PriceMinor: &price,
		}
		if b.Timed() {
			one.LengthMin = int((b.End.UTC - b.Start.UTC) / 60_000)
			one.StartMin = start + b.Start.Min - p.Visit.Blocks[0].Start.Min
		}
		if i == 0 && v.Get("practitioner") != "" {
			one.Practitioner = people.PractitionerID(v.Get("practitioner"))
		}
		in.Blocks = append(in.Blocks, one)
	}
	return in, no
}
