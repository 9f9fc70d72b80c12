package web

import (
	"cmp"
	"errors"
	"maps"
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
		Begin("client", q.Get("client")).Begin("rows", "1")
	if f.Value("on") == "" {
		f.Values.Set("on", string(now.On))
	}
	v, err := s.bookForm(r, a.Text, f, nil)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if q.Has("small") && access.IsPart(r) {
		s.smallBook(w, r, http.StatusOK, v)
		return
	}
	s.show(w, r, http.StatusOK, pages.BookPage(a, v))
}

// smallBook is the form for a place on the calendar.
func (s *site) smallBook(w http.ResponseWriter, r *http.Request, status int, v pages.BookForm) {
	a, _, _ := s.around(r)
	l, err := s.desk.Lists(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	f := v.Form
	when := a.Text.Head(fact.Date(f.Value("on"))) + " · " + f.Value("at")
	if who := l.Practitioner(f.Value("practitioner.0")).Name(); who != "" {
		when += " · " + who
	}
	s.show(w, r, status, pages.SmallBookPart(a.Text, pages.SmallBook{BookForm: v, When: when}))
}

// visitForm renders the booking form again: another row, a client picked, a new look at course and length.
func (s *site) visitForm(w http.ResponseWriter, r *http.Request) {
	a, _, _ := s.around(r)
	f := s.asked(a.Text, r, pages.VisitsPath, nil)
	rearrange(f.Values)
	v, err := s.bookForm(r, a.Text, f, nil)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.show(w, r, http.StatusOK, pages.BookPage(a, v))
}

// bookForm fills in what the form chooses from and what it says about client and course; p is the visit that is
// changed, nil for a new one.
func (s *site) bookForm(r *http.Request, t *text.Text, f kit.Form, p *desk.VisitPage) (pages.BookForm, error) {
	l, err := s.desk.Lists(r.Context())
	if err != nil {
		return pages.BookForm{}, err
	}
	_, _, now := s.around(r)
	v := pages.BookForm{
		Form: f, Query: f.Value("q"), NewClient: f.Value("new_family") != "" || f.Value("new_phone") != "",
		Sources: sources(t), Today: f.Value("on") == string(now.On),
	}
	fillRows(t, &v, l)
	if v.Query != "" {
		hits, err := s.desk.SearchClients(r.Context(), v.Query)
		if err != nil {
			return v, err
		}
		v.Found = clientHits(hits)
	}
	if err := s.clientOfForm(r, &v, l); err != nil {
		return v, err
	}
	v.New = newCourses(r, t, l, f, v.Rows)
	if !offered(v, f.Value("contract")) {
		v.Form.Values = maps.Clone(f.Values)
		v.Form.Values.Set("contract", bestChoice(v, p != nil))
	}
	return v, s.lookAhead(r, t, &v, l, p)
}

// clientOfForm is the client who is chosen already, with the contracts that could give sessions.
func (s *site) clientOfForm(r *http.Request, v *pages.BookForm, l desk.Lists) error {
	id := clients.ClientID(v.Form.Value("client"))
	if id == "" {
		return nil
	}
	page, err := s.desk.Client(r.Context(), id)
	if errors.Is(err, fact.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	v.Client = clientRef(page)
	v.Courses, err = s.courseChoices(r, v.Form, id, v.Rows, l)
	return err
}

// offered reports whether what was chosen before can still be chosen: another service may need another contract.
func offered(v pages.BookForm, chosen string) bool {
	return chosen == "none" || slices.ContainsFunc(v.Courses, func(c pages.CourseChoice) bool {
		return c.Contract == chosen && c.Why == ""
	}) || slices.ContainsFunc(v.New, func(c pages.NewCourse) bool { return newPrefix+c.Product == chosen })
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

// bestChoice is the contract to be used first (CRS-5); where none of several can be used the person chooses (CRS-6). A
// visit that is changed keeps what it has.
func bestChoice(v pages.BookForm, changed bool) string {
	if changed {
		return ""
	}
	for _, c := range v.Courses {
		if c.Why == "" {
			return c.Contract
		}
	}
	if len(v.Courses) == 0 && len(v.New) > 0 {
		return "none"
	}
	return ""
}

// fillRows is what the rows of services choose from; what is chosen already can stay though it was retired.
func fillRows(t *text.Text, v *pages.BookForm, l desk.Lists) {
	v.Rows, v.Currency = rowsOf(v.Form.Values), text.Symbol(l.Branch.Currency)
	var services, people []string
	for i := range v.Rows {
		service := v.Form.Value(cell("service", i))
		services, people = append(services, service), append(people, v.Form.Value(cell("practitioner", i)))
		v.Rooms = append(v.Rooms, rooms(l, service))
	}
	v.Services, v.Practitioners = serviceOptions(t, l, services...), practitionerOptions(l, people...)
}

// rooms names what a service takes besides a practitioner.
func rooms(l desk.Lists, service string) string {
	var names []string
	for _, need := range l.Service(service).Resources {
		for _, r := range l.Resources {
			if r.ID == need.Resource {
				names = append(names, r.Name)
			}
		}
	}
	return join(names)
}

func sources(t *text.Text) []kit.Option {
	var all []kit.Option
	for _, s := range []booking.Source{booking.Desk, booking.Phone, booking.WalkIn} {
		all = append(all, kit.Option{Value: string(s), Label: t.T("source." + string(s))})
	}
	return all
}

func serviceOptions(t *text.Text, l desk.Lists, kept ...string) []kit.Option {
	var all []kit.Option
	for _, s := range l.Services {
		if !s.Retired || slices.Contains(kept, string(s.ID)) {
			all = append(all, kit.Option{
				Value: string(s.ID), Label: s.Name,
				Note: t.T("unit.minutes", "N", s.LengthMin) + ", " + t.Money(money.Of(s.PriceMinor, s.Currency)),
			})
		}
	}
	return all
}

func practitionerOptions(l desk.Lists, kept ...string) []kit.Option {
	var all []kit.Option
	for _, p := range l.Practitioners {
		if !p.Retired || slices.Contains(kept, string(p.ID)) {
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
	compact(r.PostForm)
	a, b, now := s.around(r)
	in, bad := bookVisit(r.PostForm, b.Currency, now)
	var out journal.Outcome
	var err error
	if len(bad) > 0 {
		err = bad
	} else if err = s.covered(r, r.PostForm, in.Client, in.On, in.Blocks); err == nil {
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
	notice := a.Text.T("notice.booked")
	if in.Arrived {
		notice = a.Text.T("notice.arrival")
	}
	if in.Sign != nil {
		notice += " " + a.Text.T("notice.signed")
	}
	if access.IsPart(r) {
		s.bookedPart(w, r, booking.VisitID(out.Subject("visit:")), notice)
		return
	}
	s.done(w, r, pages.VisitPath(out.Subject("visit:")), notice)
}

// bookedPart answers the calendar.
func (s *site) bookedPart(w http.ResponseWriter, r *http.Request, id booking.VisitID, notice string) {
	p, err := s.desk.Visit(r.Context(), id)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	a, _, _ := s.around(r)
	words := p.Client.Name + ": " + notice
	if len(p.Sessions) > 0 {
		words += " " + p.Course + " · " + positionWords(a.Text, p.Position)
	}
	s.donePart(w, r, a, p, words)
}

func (s *site) bookAgain(w http.ResponseWriter, r *http.Request, no fact.Refusals, dup *desk.Duplicates) {
	a, _, _ := s.around(r)
	f := s.asked(a.Text, r, pages.VisitsPath, renamed(no, visitField))
	v, err := s.bookForm(r, a.Text, f, nil)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if dup != nil {
		v.Duplicates = duplicateHits(a.Text, dup)
	}
	v.Overlap = v.Overlap || mayOverlap(r, no)
	if access.IsPart(r) && r.PostForm.Has("small") {
		s.smallBook(w, r, http.StatusUnprocessableEntity, v)
		return
	}
	s.show(w, r, http.StatusUnprocessableEntity, pages.BookPage(a, v))
}

// mayOverlap reports whether a refusal can be overruled by this person: a manager may book over a taken time.
func mayOverlap(r *http.Request, no fact.Refusals) bool {
	p, _ := access.Who(r.Context())
	return p.User.Role.May(people.OverlapAllow) && (refusedFor(no, "slot_taken") || r.PostForm.Get("overlap") == "yes")
}

func refusedFor(no fact.Refusals, code string) bool {
	return slices.ContainsFunc(no, func(r *fact.Refusal) bool { return r.Code == code })
}

// bookVisit reads the form. What it cannot read is refused at its field. Somebody who stands at the desk without a
// booking walked in, and without a time begins now.
func bookVisit(v url.Values, cur money.Currency, now fact.Civil) (in desk.BookVisit, no fact.Refusals) {
	in.Arrived = v.Get("do") == "arrived"
	if in.Arrived && v.Get("at") == "" {
		v.Set("at", fact.Clock24(now.Min/booking.CellMin*booking.CellMin))
	}
	in.Client = clients.ClientID(v.Get("client"))
	in.Source = booking.Source(cmp.Or(v.Get("source"), string(booking.Desk)))
	if in.Arrived && in.Source == booking.Desk {
		in.Source = booking.WalkIn
	}
	in.Note, in.Untimed, in.Overlap = v.Get("note"), v.Get("untimed") == "yes", v.Get("overlap") == "yes"
	if in.Client == "" && (v.Get("new_family") != "" || v.Get("new_given") != "" || v.Get("new_phone") != "") {
		card := clients.Card{
			Family: v.Get("new_family"), Given: v.Get("new_given"), Phones: notEmpty(v.Get("new_phone")),
		}
		card.KanaFamily, card.KanaGiven = readKana(v.Get("new_kana"))
		in.NewClient = &desk.RegisterClient{Card: card, Anyway: v.Get("sure") == "yes"}
	}
	in.On, in.Blocks, no = readPlace(v, in.Untimed, cur)
	in.Sign = newCourse(v)
	if v.Get("asked") == "yes" && len(in.Blocks) > 0 {
		in.AskedFor = in.Blocks[0].Practitioner
	}
	return in, no
}

// readPlace reads where a visit shall stand: its day, and its services with their times.
func readPlace(v url.Values, untimed bool, cur money.Currency) (fact.Date, []desk.Block, fact.Refusals) {
	var no fact.Refusals
	on, err := fact.ParseDate(v.Get("on"))
	if err != nil {
		no = append(no, fact.Refuse("date", "on", "Give a date."))
	}
	start, ok := at(v.Get("at"))
	if !ok && !untimed {
		no = append(no, noTime("at"))
	}
	blocks, bad := readBlocks(v, start, cur)
	return on, blocks, append(no, bad...)
}

// covered gives the contract that the form names to the services that it is for; the others choose by themselves.
func (s *site) covered(
	r *http.Request, form url.Values, client clients.ClientID, on fact.Date, blocks []desk.Block,
) error {
	chosen := courses.ContractID(form.Get("contract"))
	if chosen == "" || chosen == "none" || strings.HasPrefix(string(chosen), newPrefix) || client == "" || !on.Valid() {
		return nil
	}
	for i, b := range blocks {
		choices, err := s.desk.Choices(r.Context(), client, b.Service, on)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(choices, func(c courses.Choice) bool { return c.Contract == chosen }) {
			blocks[i].Cover.Contract = chosen
		}
	}
	return nil
}

func notEmpty(texts ...string) []string {
	return slices.DeleteFunc(slices.Clone(texts), func(s string) bool { return strings.TrimSpace(s) == "" })
}
