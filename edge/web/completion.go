package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"branchbook/edge/desk"
	"branchbook/sync/booking"
	"branchbook/sync/catalogue"
	"branchbook/sync/fact"
	"branchbook/sync/money"
	"branchbook/sync/people"
	"branchbook/ui/kit"
	"branchbook/ui/text"

	pages "branchbook/ui/desk"
)

// complete ends a visit as booked, or with what the form says was given (PRODUCT CAL-22).
func (s *site) complete(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm() // as in book
	id := booking.VisitID(chi.URLParam(r, "id"))
	in := desk.CompleteVisit{Visit: id}
	form := r.PostForm.Has("rows")
	var rows []int
	if form {
		p, err := s.desk.Visit(r.Context(), id)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		if r.PostForm.Get("do") == "more" {
			r.PostForm.Set("rows", strconv.Itoa(rowsOf(r.PostForm)+1))
			s.visitPage(w, r, http.StatusOK, "completion", nil)
			return
		}
		var no fact.Refusals
		in.Seen = r.PostForm.Get("seen")
		if in.Performed, rows, no = readPerformed(r.PostForm, p); no != nil {
			s.visitPage(w, r, http.StatusUnprocessableEntity, "completion", no)
			return
		}
	}
	_, err := s.desk.Complete(r.Context(), by(r), in)
	if no := refusals(err); no != nil && form {
		name := func(field string) string { return performedField(field, rows) }
		s.visitPage(w, r, http.StatusUnprocessableEntity, "completion", renamed(no, name))
		return
	}
	s.stepped(w, r, "completion", err)
}

// readPerformed reads what was given; rows are the form's rows of it.
func readPerformed(v url.Values, p desk.VisitPage) (list []desk.Performed, rows []int, no fact.Refusals) {
	list = []desk.Performed{}
	booked := p.Visit.Blocks
	for i := range max(rowsOf(v), len(booked)) {
		one := desk.Performed{Service: catalogue.ServiceID(v.Get(cell("service", i))),
			Practitioner: people.PractitionerID(v.Get(cell("practitioner", i)))}
		given := one.Service != ""
		if i < len(booked) {
			one.Service, one.Block = catalogue.ServiceID(booked[i].Service), &i
			given = v.Get(cell("given", i)) == "yes"
		}
		if !given {
			continue
		}
		price, bad := readPrice(v, i, p.Lists.Branch.Currency)
		one.PriceMinor = price
		list, rows, no = append(list, one), append(rows, i), append(no, bad...)
	}
	return list, rows, no
}

// performedField is the form's name of a refused field: rows that were not given are not counted by the rules.
func performedField(field string, rows []int) string {
	parts := strings.Split(field, ".")
	if len(parts) != 3 || parts[0] != "performed" {
		return field
	}
	if n, err := strconv.Atoi(parts[1]); err == nil && n < len(rows) {
		return cell(parts[2], rows[n])
	}
	return field
}

// completionForm offers what was booked, all ticked, and one empty row.
func completionForm(t *text.Text, f kit.Form, p desk.VisitPage, v pages.Visit) pages.Completion {
	c := pages.Completion{Form: f, Booked: v.Blocks, Rows: 1, Currency: text.Symbol(p.Lists.Branch.Currency)}
	if f.Values.Has("rows") {
		c.Rows = max(1, rowsOf(f.Values)-len(v.Blocks))
	} else {
		c.Form = performedAsBooked(f, p)
	}
	var services, people []string
	for i := range len(v.Blocks) + c.Rows {
		services = append(services, f.Value(cell("service", i)))
		people = append(people, f.Value(cell("practitioner", i)))
	}
	for _, b := range p.Visit.Blocks {
		people = append(people, b.Practitioner)
	}
	c.Services = serviceOptions(t, p.Lists, services...)
	c.Practitioners = practitionerOptions(p.Lists, people...)
	return c
}

func performedAsBooked(f kit.Form, p desk.VisitPage) kit.Form {
	f.Values = url.Values{}
	for i, b := range p.Visit.Blocks {
		f.Values.Set(cell("given", i), "yes")
		f.Values.Set(cell("practitioner", i), b.Practitioner)
		f.Values.Set(cell("price", i), money.Of(b.PriceMinor, p.Lists.Branch.Currency).Plain())
	}
	if n := len(p.Visit.Blocks); n > 0 {
		f.Values.Set(cell("practitioner", n), p.Visit.Blocks[0].Practitioner)
	}
	return f
}
