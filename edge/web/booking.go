package web

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"branchbook/edge/desk"
	"branchbook/sync/access"
	"branchbook/sync/booking"
	"branchbook/sync/catalogue"
	"branchbook/sync/clients"
	"branchbook/sync/courses"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/money"
	"branchbook/sync/people"
	"branchbook/ui/kit"
	"branchbook/ui/text"

	pages "branchbook/ui/desk"
)

// newVisit is the booking form, with what the calendar knows filled in.
func (s *site) newVisit(w http.ResponseWriter, r *http.Request) {
	a, _, now := s.around(r)
	q := r.URL.Query()
	f := s.form(a.Text, pages.VisitsPath)
	f = f.Begin("on", q.Get("on")).Begin("at", q.Get("at")).Begin("practitioner.0", q.Get("practitioner")).
		Begin("client", q.Get("client"))
	if f.Value("on") == "" {
		f.Values.Set("on", string(now.On))
	}
	v, err := s.bookForm(r, a.Text, f, 1)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.show(w, r, http.StatusOK, pages.BookPage(a, v))
}

// visitForm renders the booking form again: another row, a client picked, a new look at course and length.
func (s *site) visitForm(w http.ResponseWriter, r *http.Request) {
	a, _, _ := s.around(r)
	f := s.asked(a.Text, r, pages.VisitsPath, nil)
	rows := rowsOf(r.PostForm)
	switch r.PostForm.Get("do") {
	case "more":
		rows++
	case "other":
		f.Values.Del("client")
	}
	v, err := s.bookForm(r, a.Text, f, rows)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.show(w, r, http.StatusOK, pages.BookPage(a, v))
}

func rowsOf(v url.Values) int {
	n, err := strconv.Atoi(v.Get("rows"))
	if err != nil {
		return 1
	}
	return min(max(n, 1), 8)
}

// bookForm fills in what the form chooses from and what it says about client and course.
func (s *site) bookForm(r *http.Request, t *text.Text, f kit.Form, rows int) (pages.BookForm, error) {
	l, err := s.desk.Lists(r.Context())
	if err != nil {
		return pages.BookForm{}, err
	}
	v := pages.BookForm{
		Form: f, Rows: rows, Query: f.Value("q"), NewClient: f.Value("new_family") != "" || f.Value("new_phone") != "",
		Services: serviceOptions(t, l), Practitioners: practitionerOptions(l),
	}
	if v.Query != "" {
		hits, err := s.desk.SearchClients(r.Context(), v.Query)
		if err != nil {
			return v, err
		}
		v.Found = clientHits(hits)
	}
	id := clients.ClientID(f.Value("client"))
	if id == "" {
		return v, nil
	}
	page, err := s.desk.Client(r.Context(), id)
	if errors.Is(err, fact.ErrNotFound) {
		return v, nil
	}
	if err != nil {
		return v, err
	}
	v.Client = clientRef(page)
	v.Courses, err = s.courseChoices(r, f, id, rows, l)
	if f.Value("contract") == "" && len(v.Courses) > 0 {
		v.Form = f.Begin("contract", bestChoice(v.Courses))
	}
	return v, err
}

// courseChoices are the contracts that could give sessions for the services chosen, or why they cannot.
func (s *site) courseChoices(r *http.Request, f kit.Form, id clients.ClientID, rows int,
	l desk.Lists) ([]pages.CourseChoice, error) {
	var all []pages.CourseChoice
	on, err := fact.ParseDate(f.Value("on"))
	if err != nil {
		return nil, nil
	}
	for i := range rows {
		service := f.Value("service." + strconv.Itoa(i))
		if service == "" {
			continue
		}
		choices, err := s.desk.Choices(r.Context(), id, catalogue.ServiceID(service), on)
		if err != nil {
			return nil, err
		}
		for _, c := range choices {
			choice := pages.CourseChoice{
				Contract: string(c.Contract), Number: c.Number, Service: l.Service(service).Name, Left: c.Free,
				ValidTo: c.Until,
			}
			if c.Refusal != nil {
				choice.Why = f.Text.Refusal(c.Refusal)
			}
			if !slices.ContainsFunc(all, func(o pages.CourseChoice) bool { return o.Contract == choice.Contract }) {
				all = append(all, choice)
			}
		}
	}
	return all, nil
}

// bestChoice is the contract to be used first (CRS-5); where none can be used the person chooses (CRS-6).
func bestChoice(all []pages.CourseChoice) string {
	for _, c := range all {
		if c.Why == "" {
			return c.Contract
		}
	}
	return ""
}

func serviceOptions(t *text.Text, l desk.Lists) []kit.Option {
	var all []kit.Option
	for _, s := range l.Services {
		if !s.Retired {
			all = append(all, kit.Option{
				Value: string(s.ID), Label: s.Name,
				Note: t.T("unit.minutes", "N", s.LengthMin) + ", " + t.Money(money.Of(s.PriceMinor, s.Currency)),
			})
		}
	}
	return all
}

func practitionerOptions(l desk.Lists) []kit.Option {
	var all []kit.Option
	for _, p := range l.Practitioners {
		if !p.Retired {
			all = append(all, kit.Option{Value: string(p.ID), Label: p.Name()})
		}
	}
	return all
}

// pickClients is the rows to pick from while somebody types.
func (s *site) pickClients(w http.ResponseWriter, r *http.Request) {
	a, _, _ := s.around(r)
	hits, err := s.desk.SearchClients(r.Context(), r.URL.Query().Get("q"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.show(w, r, http.StatusOK, pages.PickPart(a.Text, "", clientHits(hits)))
}

// book makes a visit. A form that was refused comes back with everything that was typed.
func (s *site) book(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm() // what cannot be read is missing, and refused at its field
	in, bad := bookVisit(r.PostForm)
	var out journal.Outcome
	var err error
	if len(bad) > 0 {
		err = bad
	} else if err = s.covered(r, &in); err == nil {
		out, err = s.desk.Book(r.Context(), by(r), in)
	}
	var dup *desk.Duplicates
	no := refusals(err)
	if errors.As(err, &dup) || no != nil {
		s.bookAgain(w, r, no, dup)
		return
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.done(w, r, pages.VisitPath(out.Subject("visit:")), s.said(r, "notice.booked"))
}

func (s *site) bookAgain(w http.ResponseWriter, r *http.Request, no fact.Refusals, dup *desk.Duplicates) {
	a, _, _ := s.around(r)
	f := s.asked(a.Text, r, pages.VisitsPath, renamed(no, visitField))
	v, err := s.bookForm(r, a.Text, f, rowsOf(r.PostForm))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if dup != nil {
		v.Duplicates = duplicateHits(a.Text, dup)
	}
	v.Overlap = mayOverlap(r, no)
	s.show(w, r, http.StatusUnprocessableEntity, pages.BookPage(a, v))
}

// mayOverlap reports whether a refusal can be overruled by this person: a manager may book over a taken time.
func mayOverlap(r *http.Request, no fact.Refusals) bool {
	p, _ := access.Who(r.Context())
	return refusedFor(no, "slot_taken") && p.User.Role.May(people.OverlapAllow)
}

func refusedFor(no fact.Refusals, code string) bool {
	return slices.ContainsFunc(no, func(r *fact.Refusal) bool { return r.Code == code })
}

// visitField is the form's name of a field that a rule refused: "blocks.0.start" is "at".
func visitField(field string) string {
	parts := strings.Split(field, ".")
	switch {
	case len(parts) == 3 && parts[0] == "blocks" && parts[2] == "start":
		return "at"
	case len(parts) == 3 && parts[0] == "blocks" && parts[2] == "resource":
		return "at"
	case len(parts) == 3 && parts[0] == "blocks" && slices.Contains([]string{"contract", "cover", "session"}, parts[2]):
		return "contract"
	case len(parts) == 3 && parts[0] == "blocks" && parts[2] == "price":
		return "service." + parts[1]
	case len(parts) == 3 && parts[0] == "blocks":
		return parts[2] + "." + parts[1]
	case field == "family" || field == "given":
		return "new_" + field
	case strings.HasPrefix(field, "kana"):
		return "new_kana"
	case strings.HasPrefix(field, "phones"):
		return "new_phone"
	}
	return field
}

// bookVisit reads the form. What it cannot read is refused at its field.
func bookVisit(v url.Values) (in desk.BookVisit, no fact.Refusals) {
	in.Client = clients.ClientID(v.Get("client"))
	in.Source = booking.Source(cmp.Or(v.Get("source"), string(booking.Desk)))
	in.Note, in.Untimed, in.Overlap = v.Get("note"), v.Get("untimed") == "yes", v.Get("overlap") == "yes"
	if in.Client == "" && (v.Get("new_family") != "" || v.Get("new_given") != "" || v.Get("new_phone") != "") {
		card := clients.Card{
			Family: v.Get("new_family"), Given: v.Get("new_given"), Phones: notEmpty(v.Get("new_phone")),
		}
		card.KanaFamily, card.KanaGiven = readKana(v.Get("new_kana"))
		in.NewClient = &desk.RegisterClient{Card: card, Anyway: v.Get("sure") == "yes"}
	}
	on, err := fact.ParseDate(v.Get("on"))
	if err != nil {
		no = append(no, fact.Refuse("date", "on", "Give a date."))
	}
	in.On = on
	start, ok := at(v.Get("at"))
	if !ok && !in.Untimed {
		no = append(no, fact.Refuse("time", "at", "Give a time of day such as 14:05."))
	}
	for i := range rowsOf(v) {
		b, bad := readBlock(v, i, start)
		no = append(no, bad...)
		if b.Service == "" && i > 0 && b.Practitioner == "" {
			continue // a row that was opened and left
		}
		in.Blocks = append(in.Blocks, b)
	}
	if v.Get("asked") == "yes" && len(in.Blocks) > 0 {
		in.AskedFor = in.Blocks[0].Practitioner
	}
	return in, no
}

func readBlock(v url.Values, i, start int) (b desk.Block, no fact.Refusals) {
	n := "." + strconv.Itoa(i)
	b = desk.Block{
		Service: catalogue.ServiceID(v.Get("service" + n)), Practitioner: people.PractitionerID(v.Get("practitioner" +
			n)),
		StartMin: start,
	}
	if length := strings.TrimSpace(v.Get("length" + n)); length != "" {
		minutes, err := strconv.Atoi(length)
		if err != nil || minutes <= 0 {
			no = append(no, fact.Refuse("no_length", "length"+n, "Give a length in minutes, such as 45."))
		}
		b.LengthMin = minutes
	}
	b.Cover.None = v.Get("contract") == "none"
	return b, no
}

// covered gives the contract that the form names to the services that it is for; the others choose by themselves.
func (s *site) covered(r *http.Request, in *desk.BookVisit) error {
	chosen := courses.ContractID(r.PostForm.Get("contract"))
	if chosen == "" || chosen == "none" || in.Client == "" || !in.On.Valid() {
		return nil
	}
	for i, b := range in.Blocks {
		choices, err := s.desk.Choices(r.Context(), in.Client, b.Service, in.On)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(choices, func(c courses.Choice) bool { return c.Contract == chosen }) {
			in.Blocks[i].Cover.Contract = chosen
		}
	}
	return nil
}

func notEmpty(texts ...string) []string {
	return slices.DeleteFunc(slices.Clone(texts), func(s string) bool { return strings.TrimSpace(s) == "" })
}
