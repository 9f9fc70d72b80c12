package web

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

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

// visit is one visit with what may be done to it.
func (s *site) visit(w http.ResponseWriter, r *http.Request) {
	s.visitPage(w, r, http.StatusOK, "", nil)
}

// visitPage shows a visit; panel and no are the form that was refused, and why.
func (s *site) visitPage(w http.ResponseWriter, r *http.Request, status int, panel string, no fact.Refusals) {
	page, err := s.desk.Visit(r.Context(), booking.VisitID(chi.URLParam(r, "id")))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	a, b, _ := s.around(r)
	v := s.visitView(a, page, location(b))
	if panel != "" {
		v.OpenPanel = panel
		f := v.Do[panel]
		f.Values, f.Refusals = r.PostForm, no
		f.Command = r.PostFormValue("command")
		if refusedFor(no, "asked_for") {
			f.Values.Set("offer", "agreed")
		}
		v.Moves.Overlap = mayOverlap(r, no)
		v.Do[panel] = f
		if panel != "move" && panel != "cancellation" && panel != "reopening" {
			for _, refusal := range no {
				v.Warnings = append(v.Warnings, a.Text.Refusal(refusal))
			}
		}
	}
	s.show(w, r, status, pages.VisitPage(a, v))
}

func (s *site) visitView(a pages.Around, p desk.VisitPage, zone *time.Location) pages.Visit {
	t, visit := a.Text, p.Visit
	v := pages.Visit{
		ID: string(visit.ID), Client: personRef(p.Client), Status: statusOfVisit(visit.Status), On: visit.On,
		Note:  p.Note,
		Asked: visit.AskedFor != "", Do: map[string]kit.Form{}, Reasons: reasons(t),
	}
	v.Warnings = notEmpty(p.Client.Warnings, p.Client.Allergies)
	sum := money.Minor(0)
	cur := p.Lists.Branch.Currency
	for n, b := range visit.Blocks {
		k := pages.VisitBlock{
			Service: p.Lists.Service(b.Service).Name, Practitioner: p.Lists.Practitioner(b.Practitioner).Name(),
			Price: money.Of(b.PriceMinor, cur),
		}
		if b.Timed() {
			k.From, k.To = b.Start.Clock(), b.End.Clock()
			if v.Clock == "" {
				v.Clock = k.From
			}
		}
		if ref := sessionOf(p.Sessions, n); ref != "" {
			k.Session = t.T("visit.session", "State", t.T("session."+ref))
		} else {
			sum += b.PriceMinor
		}
		v.Blocks = append(v.Blocks, k)
	}
	v.Total = money.Of(sum, cur)
	if len(p.Sessions) > 0 {
		v.Course, v.CourseTo = p.Course, pages.ContractPath(string(p.Sessions[0].Ref.Contract))
		v.Course += " · " + positionWords(t, p.Position)
	}
	for i := len(p.History) - 1; i >= 0; i-- {
		e := p.History[i]
		v.History = append(v.History, kit.Event{
			At: time.UnixMilli(e.At).In(zone), What: t.T("history." + strings.TrimPrefix(e.Kind,
				"booking.")), By: e.By, Reason: e.Reason,
		})
	}
	s.actions(t, &v, p)
	return v
}

func sessionOf(all []courses.Session, block int) string {
	for _, s := range all {
		if s.Block == block {
			return string(s.State)
		}
	}
	return ""
}

// actions are the forms of what may be done to the visit now.
func (s *site) actions(t *text.Text, v *pages.Visit, p desk.VisitPage) {
	id := string(p.Visit.ID)
	offer := func(what string, to booking.Status) {
		if booking.May(p.Visit.Status, to) {
			v.Do[what] = s.form(t, pages.VisitDoPath(id, what))
		}
	}
	offer("confirmation", booking.Confirmed)
	offer("arrival", booking.Arrived)
	offer("start", booking.InTreatment)
	offer("completion", booking.Completed)
	offer("no-show", booking.NoShow)
	offer("cancellation", booking.Cancelled)
	if p.Visit.Was != "" {
		v.Do["reopening"] = s.form(t, pages.VisitDoPath(id, "reopening"))
	}
	if p.Visit.Status.Open() {
		f := s.form(t, pages.VisitDoPath(id, "move")).Begin("on", string(p.Visit.On)).Begin("at", v.Clock)
		if len(p.Visit.Blocks) > 0 {
			f = f.Begin("practitioner", p.Visit.Blocks[0].Practitioner)
		}
		f.Seen = p.Seen
		v.Do["move"] = f
		v.Moves.Practitioners = practitionerOptions(p.Lists)
	}
}

var cancelReasons = []string{"client", "ill", "late", "house", "mistake", "other"}

func reasons(t *text.Text) []kit.Option {
	var all []kit.Option
	for _, code := range cancelReasons {
		all = append(all, kit.Option{Value: code, Label: t.T("reason." + code)})
	}
	return all
}

// step answers a change of status that needs one press.
func (s *site) step(what string, do func(r *http.Request, id booking.VisitID) (journal.Outcome,
	error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, err := do(r, booking.VisitID(chi.URLParam(r, "id")))
		s.stepped(w, r, what, err)
	}
}

func (s *site) stepped(w http.ResponseWriter, r *http.Request, what string, err error) {
	if no := refusals(err); no != nil {
		s.visitPage(w, r, http.StatusUnprocessableEntity, what, renamed(no, visitField))
		return
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.done(w, r, pages.VisitPath(chi.URLParam(r, "id")), s.said(r, "notice."+what))
}

// said is a notice in the reader's language.
func (s *site) said(r *http.Request, key string) string {
	a, _, _ := s.around(r)
	return a.Text.T(key)
}

func (s *site) confirm(r *http.Request, id booking.VisitID) (journal.Outcome, error) {
	return s.desk.Confirm(r.Context(), by(r), id)
}

func (s *site) arrive(r *http.Request, id booking.VisitID) (journal.Outcome, error) {
	return s.desk.Arrive(r.Context(), by(r), id)
}

func (s *site) start(r *http.Request, id booking.VisitID) (journal.Outcome, error) {
	return s.desk.Start(r.Context(), by(r), id)
}

func (s *site) complete(r *http.Request, id booking.VisitID) (journal.Outcome, error) {
	return s.desk.Complete(r.Context(), by(r), desk.CompleteVisit{Visit: id})
}

func (s *site) noShow(r *http.Request, id booking.VisitID) (journal.Outcome, error) {
	return s.desk.NoShow(r.Context(), by(r), id)
}

func (s *site) reopen(r *http.Request, id booking.VisitID) (journal.Outcome, error) {
	reason := r.PostFormValue("reason")
	if reason == "" {
		reason = "undo"
	}
	return s.desk.Reopen(r.Context(), by(r), desk.ReopenVisit{Visit: id, Reason: reason})
}

func (s *site) cancel(r *http.Request, id booking.VisitID) (journal.Outcome, error) {
	code := r.PostFormValue("reason")
	reason := code
	if remark := strings.TrimSpace(r.PostFormValue("remark")); remark != "" && code != "" {
		reason += ": " + remark
	}
	return s.desk.Cancel(r.Context(), by(r), desk.CancelVisit{Visit: id, Reason: reason, ByHouse: code == "house" ||
		r.PostFormValue("house") == "yes"})
}

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
