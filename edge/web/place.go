package web

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/go-chi/chi/v5"

	"branchbook/edge/desk"
	"branchbook/sync/booking"
	"branchbook/sync/fact"
	"branchbook/sync/money"
	"branchbook/sync/people"

	pages "branchbook/ui/desk"
)

// place moves or stretches one block on its day, as the calendar's script asks. The answer is a part of a page: what
// was done with the way back, or why the block stays where it was.
func (s *site) place(w http.ResponseWriter, r *http.Request) {
	id := booking.VisitID(chi.URLParam(r, "id"))
	in, ok := placed(r)
	if !ok {
		s.fail(w, r, fact.ErrNotFound)
		return
	}
	in.Visit = id
	_, err := s.desk.Place(r.Context(), by(r), in)
	a, _, _ := s.around(r)
	var stale *desk.Stale
	no := refusals(err)
	switch {
	case errors.As(err, &stale):
		s.show(w, r, http.StatusConflict, pages.NotPlacedPart(a.Text, pages.NotPlaced{
			Visit: string(id), Sentences: []string{a.Text.T("conflict.stale_about")}}))
	case no != nil:
		v := pages.NotPlaced{Visit: string(id),
			Ask: slices.ContainsFunc(no, func(one *fact.Refusal) bool { return one.Code == "asked_for" })}
		for _, one := range no {
			v.Sentences = append(v.Sentences, a.Text.Refusal(one))
		}
		s.show(w, r, http.StatusUnprocessableEntity, pages.NotPlacedPart(a.Text, v))
	case err != nil:
		s.fail(w, r, err)
	default:
		s.placedPart(w, r, a, in)
	}
}

// placed reads what the script sends.
func placed(r *http.Request) (in desk.PlaceBlock, ok bool) {
	n, err := strconv.Atoi(r.PostFormValue("block"))
	length, wrong := strconv.Atoi(r.PostFormValue("length"))
	start, said := at(r.PostFormValue("at"))
	on, _ := fact.ParseDate(r.PostFormValue("on")) // without one it stays on its day
	return desk.PlaceBlock{
		On:    on,
		Block: n, Practitioner: people.PractitionerID(r.PostFormValue("practitioner")), StartMin: start,
		LengthMin: length, Agreed: r.PostFormValue("agreed") == "yes", Seen: r.PostFormValue("seen"),
	}, said && errors.Join(err, wrong) == nil
}

func (s *site) placedPart(w http.ResponseWriter, r *http.Request, a pages.Around, in desk.PlaceBlock) {
	p, err := s.desk.Visit(r.Context(), in.Visit)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	when := fact.Clock24(in.StartMin) + "–" + fact.Clock24(in.StartMin+in.LengthMin)
	if p.Visit.On != a.Today {
		when = a.Text.Head(p.Visit.On) + " " + when
	}
	s.donePart(w, r, a, p, a.Text.T("place.done", "Client", p.Client.Name, "At", when,
		"Who", p.Lists.Practitioner(string(in.Practitioner)).Name()))
}

// donePart says on the calendar what was done to a visit, with the way back.
func (s *site) donePart(w http.ResponseWriter, r *http.Request, a pages.Around, p desk.VisitPage, words string) {
	v := pages.Placed{Words: words, Visit: string(p.Visit.ID)}
	if p.Undo != nil {
		v.Undo = s.undoOf(r, a, p)
	}
	s.show(w, r, http.StatusOK, pages.PlacedPart(a.Text, v))
}

// notDone says in the dialog why nothing was done to a visit.
func (s *site) notDone(w http.ResponseWriter, r *http.Request, id booking.VisitID, no fact.Refusals) {
	a, _, _ := s.around(r)
	v := pages.NotPlaced{Visit: string(id), Undone: true}
	for _, one := range no {
		v.Sentences = append(v.Sentences, a.Text.Refusal(one))
	}
	s.show(w, r, http.StatusUnprocessableEntity, pages.NotPlacedPart(a.Text, v))
}

// card is a visit in short, beside its block.
func (s *site) card(w http.ResponseWriter, r *http.Request) {
	page, err := s.desk.Visit(r.Context(), booking.VisitID(chi.URLParam(r, "id")))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	owed, first, err := s.desk.Debts(r.Context(), page.Visit)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	a, b, _ := s.around(r)
	v := s.visitView(a, page, location(b))
	v.First = first
	words := ""
	if owed > 0 {
		words = a.Text.Money(money.Of(owed, b.Currency))
	}
	s.show(w, r, http.StatusOK, pages.CardPart(a.Text, v, words))
}
