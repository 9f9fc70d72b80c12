package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/go-chi/chi/v5"

	"branchbook/edge/desk"
	"branchbook/sync/booking"
	"branchbook/sync/clients"
	"branchbook/sync/fact"
	"branchbook/sync/money"
	"branchbook/sync/people"
	"branchbook/ui/kit"

	pages "branchbook/ui/desk"
)

// editVisit is the form that changes a visit: where it stands, its services, and what is said of it.
func (s *site) editVisit(w http.ResponseWriter, r *http.Request) {
	p, err := s.desk.Visit(r.Context(), booking.VisitID(chi.URLParam(r, "id")))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	f := s.form(nil, pages.VisitEditPath(string(p.Visit.ID)))
	f.Seen, f.Values = p.Seen, visitValues(p)
	if contract := r.URL.Query().Get("contract"); contract != "" {
		f.Values.Set("contract", contract)
	}
	s.changeForm(w, r, http.StatusOK, f, p)
}

func (s *site) changeForm(w http.ResponseWriter, r *http.Request, status int, f kit.Form, p desk.VisitPage) {
	f.Values.Set("client", string(p.Client.ID))
	a, _, _ := s.around(r)
	f.Text = a.Text
	v, err := s.bookForm(r, a.Text, f, &p)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	v.Visit, v.Who = string(p.Visit.ID), personRef(p.Client)
	v.Asked = p.Lists.Practitioner(p.Visit.AskedFor).Name()
	v.Ask = v.Ask || refusedFor(f.Refusals, "asked_for") || f.Value("agreed") == "yes"
	v.Overlap = v.Overlap || mayOverlap(r, f.Refusals)
	own := kit.Option{Value: string(p.Visit.Source), Label: a.Text.T("source." + string(p.Visit.Source))}
	if !slices.Contains(v.Sources, own) {
		v.Sources = append(v.Sources, own)
	}
	s.show(w, r, status, pages.BookPage(a, v))
}

// changeVisit saves the form, or answers one of its buttons.
func (s *site) changeVisit(w http.ResponseWriter, r *http.Request) {
	p, err := s.desk.Visit(r.Context(), booking.VisitID(chi.URLParam(r, "id")))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	_ = r.ParseForm() // as in book
	a, b, _ := s.around(r)
	again := func(status int, no fact.Refusals) {
		s.changeForm(w, r, status, s.asked(a.Text, r, pages.VisitEditPath(string(p.Visit.ID)), no), p)
	}
	if r.PostForm.Get("do") != "" {
		rearrange(r.PostForm)
		again(http.StatusOK, nil)
		return
	}
	compact(r.PostForm)
	in, bad := moveVisit(r.PostForm, p, b.Currency)
	if len(bad) > 0 {
		err = bad
	} else if err = s.covered(r, r.PostForm, clients.ClientID(p.Visit.Client), in.On, in.Blocks); err == nil {
		_, err = s.desk.Move(r.Context(), by(r), in)
	}
	if no := refusals(err); no != nil {
		again(http.StatusUnprocessableEntity, renamed(no, visitField))
		return
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.done(w, r, pages.VisitPath(string(p.Visit.ID)), a.Text.T("notice.saved"))
}

func moveVisit(v url.Values, p desk.VisitPage, cur money.Currency) (in desk.MoveVisit, no fact.Refusals) {
	in = desk.MoveVisit{Visit: p.Visit.ID, Seen: v.Get("seen"), Agreed: v.Get("agreed") == "yes",
		Overlap: v.Get("overlap") == "yes"}
	// Who gives an hour to a visit that had none need not also say that it has one.
	in.Untimed = v.Get("untimed") == "yes" && !(p.Visit.Untimed && v.Get("at") != "")
	in.On, in.Blocks, no = readPlace(v, in.Untimed, cur)
	in.Sign = newCourse(v)
	for i := range in.Blocks {
		b := &in.Blocks[i]
		if n := b.Was - 1; n >= 0 && n < len(p.Visit.Blocks) && in.On == p.Visit.On &&
			b.StartMin == p.Visit.Blocks[n].Start.Min {
			b.Fold = p.Visit.Blocks[n].Start.Fold
		}
	}
	in.Remarks = &desk.Remarks{Source: booking.Source(v.Get("source")), Note: v.Get("note")}
	if v.Get("asked") == "yes" {
		in.Remarks.AskedFor = people.PractitionerID(p.Visit.AskedFor)
		if in.Remarks.AskedFor == "" && len(in.Blocks) > 0 {
			in.Remarks.AskedFor = in.Blocks[0].Practitioner
		}
	}
	return in, no
}

// visitValues is a visit in the fields of its form. A service that begins when the one before it is over has no
// time of its own, so that it goes along when the first is given another one.
func visitValues(p desk.VisitPage) url.Values {
	visit := p.Visit
	v := url.Values{"client": {string(p.Client.ID)}, "on": {string(visit.On)}, "note": {p.Note},
		"source": {string(visit.Source)}, "rows": {strconv.Itoa(len(visit.Blocks))}}
	tick := func(field string, on bool) {
		if on {
			v.Set(field, "yes")
		}
	}
	tick("asked", visit.AskedFor != "")
	tick("untimed", visit.Untimed)
	for i, b := range visit.Blocks {
		v.Set(cell("service", i), b.Service)
		v.Set(cell("practitioner", i), b.Practitioner)
		v.Set(cell("price", i), money.Of(b.PriceMinor, p.Lists.Branch.Currency).Plain())
		v.Set(cell("was", i), strconv.Itoa(i+1))
		if !b.Timed() {
			continue
		}
		v.Set(cell("length", i), strconv.Itoa(int(b.End.UTC-b.Start.UTC)/60_000))
		if i == 0 {
			v.Set("at", b.Start.Clock())
		} else if !follows(visit.Blocks[i-1], b) {
			v.Set(cell("at", i), b.Start.Clock())
		}
	}
	return v
}

// follows reports whether a service begins when the one before it is over.
func follows(last, b booking.Standing) bool {
	gap := 0
	if last.Practitioner == b.Practitioner {
		gap = last.AfterMin + b.BeforeMin
	}
	return b.Start.UTC == last.End.UTC+int64(gap)*60_000
}
