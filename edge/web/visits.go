package web

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"branchbook/edge/desk"
	"branchbook/sync/access"
	"branchbook/sync/booking"
	"branchbook/sync/courses"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/money"
	"branchbook/sync/people"
	"branchbook/ui/kit"
	"branchbook/ui/text"

	pages "branchbook/ui/desk"
)

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
	v.OpenPanel = panel
	if f, may := v.Do[panel]; may {
		f.Values, f.Refusals = r.PostForm, no
		f.Command = r.PostFormValue("command")
		v.Do[panel] = f
	}
	if f, may := v.Do["completion"]; may {
		if panel != "completion" {
			f.Seen = page.Seen
		}
		v.Otherwise = completionForm(a.Text, f, page, v)
	}
	if err := s.sayFates(r, a.Text, &v, page); err != nil {
		s.fail(w, r, err)
		return
	}
	s.offerUndo(r, &v, page, panel, no)
	if !asksFirst(r, panel) {
		for _, refusal := range no {
			v.Warnings = append(v.Warnings, a.Text.Refusal(refusal))
		}
	}
	s.show(w, r, status, pages.VisitPage(a, v))
}

// asksFirst reports whether a refused change came from a form with fields, which says itself what is in the way.
func asksFirst(r *http.Request, panel string) bool {
	return panel == "cancellation" || panel == "completion" && r.PostForm.Has("rows") ||
		panel == "undo" && r.PostForm.Has("reason")
}

func (s *site) visitView(a pages.Around, p desk.VisitPage, zone *time.Location) pages.Visit {
	t, visit := a.Text, p.Visit
	v := pages.Visit{
		ID: string(visit.ID), Client: personRef(p.Client), Status: statusOfVisit(visit.Status), On: visit.On,
		Note: p.Note, Source: t.T("source." + string(visit.Source)),
		Asked: p.Lists.Practitioner(visit.AskedFor).Name(), Do: map[string]kit.Form{}, Reasons: reasons(t, p.Lists),
	}
	v.Warnings = notEmpty(p.Client.Warnings, p.Client.Allergies)
	cur := p.Lists.Branch.Currency
	sum := money.Minor(0)
	for n, b := range visit.Blocks {
		k := visitBlock(p.Lists, b.Service, b.Practitioner, b.PriceMinor)
		k.Resource, k.Mark = needed(p.Lists, b.Needs), overlapWords(t, b.Conflict)
		if b.Timed() {
			k.From, k.To = b.Start.Clock(), b.End.Clock()
			v.Clock = cmp.Or(v.Clock, k.From)
		}
		if state := sessionOf(p.Sessions, n); state != "" {
			k.Session = t.T("visit.session", "State", t.T("session."+state))
		} else {
			sum += b.PriceMinor
		}
		v.Blocks = append(v.Blocks, k)
	}
	v.Total = money.Of(sum, cur)
	if visit.Status == booking.Completed && !slices.Equal(visit.Performed, visit.AsBooked()) {
		v.Performed, v.Given = performedView(t, p)
	}
	if len(p.Sessions) > 0 {
		v.Course, v.CourseTo = p.Course, pages.ContractPath(string(p.Sessions[0].Ref.Contract))
		v.Course += " · " + positionWords(t, p.Position)
	}
	v.Owed = money.Of(p.Owed, cur)
	if visit.Status == booking.Completed {
		v.Earned = earned(p)
	}
	v.History = historyView(t, p, zone)
	s.actions(a, &v, p)
	return v
}

func visitBlock(l desk.Lists, service, practitioner string, price money.Minor) pages.VisitBlock {
	return pages.VisitBlock{Service: l.Service(service).Name, Practitioner: l.Practitioner(practitioner).Name(),
		Price: money.Of(price, l.Branch.Currency)}
}

// performedView is what was given, where that is not what was booked.
func performedView(t *text.Text, p desk.VisitPage) (blocks []pages.VisitBlock, total money.Amount) {
	sum := money.Minor(0)
	for _, g := range p.Visit.Performed {
		k := visitBlock(p.Lists, g.Service, g.Practitioner, g.PriceMinor)
		if g.Session != "" {
			k.Session = t.T("visit.session", "State", t.T("session.earned"))
		} else {
			sum += g.PriceMinor
		}
		blocks = append(blocks, k)
	}
	return blocks, money.Of(sum, p.Lists.Branch.Currency)
}

// needed names the rooms and devices of a block.
func needed(l desk.Lists, needs []booking.Need) string {
	var names []string
	for _, need := range needs {
		for _, r := range l.Resources {
			if string(r.ID) == need.Resource {
				names = append(names, r.Name)
			}
		}
	}
	return join(names)
}

// overlapWords says that a block does not have its time for itself.
func overlapWords(t *text.Text, conflict string) string {
	switch conflict {
	case "":
		return ""
	case "allowed":
		return t.T("visit.overlapping")
	}
	return t.T("visit.colliding")
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
func (s *site) actions(a pages.Around, v *pages.Visit, p desk.VisitPage) {
	id, ahead := string(p.Visit.ID), p.Visit.On > a.Today
	offer := func(what string, to booking.Status) {
		onlyThen := to != booking.Confirmed && to != booking.Cancelled
		if booking.May(p.Visit.Status, to) && !(ahead && onlyThen) {
			v.Do[what] = s.form(a.Text, pages.VisitDoPath(id, what))
		}
	}
	offer("confirmation", booking.Confirmed)
	offer("arrival", booking.Arrived)
	offer("start", booking.InTreatment)
	offer("completion", booking.Completed)
	offer("no-show", booking.NoShow)
	offer("cancellation", booking.Cancelled)
	if p.Visit.Status.Open() {
		v.Edit = pages.VisitEditPath(id)
	}
}

// undoOf is the way back from a visit's newest change.
func (s *site) undoOf(r *http.Request, a pages.Around, p desk.VisitPage) pages.Undo {
	who, _ := access.Who(r.Context())
	return pages.Undo{
		Form:   s.form(a.Text, pages.VisitDoPath(string(p.Visit.ID), "undo")).Begin("change", p.Undo.Change),
		Reason: p.Undo.Reason, Forbidden: p.Undo.Settled && !who.User.Role.May(people.VisitReopen),
	}
}

// offerUndo sets the undo beside the change that it takes back.
func (s *site) offerUndo(r *http.Request, v *pages.Visit, p desk.VisitPage, panel string, no fact.Refusals) {
	if p.Undo == nil {
		return
	}
	a, _, _ := s.around(r)
	u := s.undoOf(r, a, p)
	if panel == "undo" {
		u.Open = true
		u.Form.Command = r.PostFormValue("command")
		u.Form = u.Form.With(r.PostForm, no)
	}
	for i, e := range p.History {
		if e.Change == p.Undo.Change {
			v.History[len(v.History)-1-i].Action = pages.UndoPart(a.Text, u)
		}
	}
}

// step answers a change of status that needs one press.
func (s *site) step(what string, do func(r *http.Request, id booking.VisitID) (journal.Outcome,
	error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, err := do(r, booking.VisitID(chi.URLParam(r, "id")))
		s.stepped(w, r, what, err)
	}
}

// calledOff answers a cancellation or a no-show, and says what became of the sessions that the visit held (CAL-20).
func (s *site) calledOff(what string, do func(r *http.Request, id booking.VisitID) (journal.Outcome,
	error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		id := booking.VisitID(chi.URLParam(r, "id"))
		before, err := s.desk.Visit(r.Context(), id)
		if err == nil {
			_, err = do(r, id)
		}
		if err != nil {
			s.stepped(w, r, what, err)
			return
		}
		after, err := s.desk.Visit(r.Context(), id)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		a, _, _ := s.around(r)
		words := append([]string{a.Text.T("notice." + what)}, sessionsMoved(a.Text, before, after)...)
		if access.IsPart(r) {
			s.donePart(w, r, a, after, after.Client.Name+": "+strings.Join(words, " "))
			return
		}
		s.done(w, r, pages.VisitPath(string(id)), strings.Join(words, " "))
	}
}

// sessionsMoved says where the sessions went that a visit held before.
func sessionsMoved(t *text.Text, before, after desk.VisitPage) (words []string) {
	count := func(p desk.VisitPage, state courses.State) (n int) {
		for _, one := range p.Sessions {
			if one.State == state {
				n++
			}
		}
		return n
	}
	burned, parked := count(after, courses.Burned), count(after, courses.Parked)
	for _, moved := range []struct {
		key string
		n   int
	}{{"burned", burned}, {"parked", parked}, {"freed", count(before, courses.Held) - burned - parked}} {
		if moved.n > 0 {
			words = append(words, t.N("notice.sessions_"+moved.key, moved.n))
		}
	}
	return words
}

func (s *site) stepped(w http.ResponseWriter, r *http.Request, what string, err error) {
	if access.IsPart(r) {
		s.steppedPart(w, r, what, err)
		return
	}
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

// steppedPart answers the calendar, which stays where it is.
func (s *site) steppedPart(w http.ResponseWriter, r *http.Request, what string, err error) {
	id := booking.VisitID(chi.URLParam(r, "id"))
	if no := refusals(err); no != nil {
		s.notDone(w, r, id, no)
		return
	}
	if err == nil {
		var page desk.VisitPage
		if page, err = s.desk.Visit(r.Context(), id); err == nil {
			a, _, _ := s.around(r)
			s.donePart(w, r, a, page, page.Client.Name+": "+a.Text.T("notice."+what))
			return
		}
	}
	s.fail(w, r, err)
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

func (s *site) noShow(r *http.Request, id booking.VisitID) (journal.Outcome, error) {
	return s.desk.NoShow(r.Context(), by(r), id)
}

func (s *site) undo(r *http.Request, id booking.VisitID) (journal.Outcome, error) {
	return s.desk.Undo(r.Context(), by(r), desk.UndoChange{
		Visit: id, Change: r.PostFormValue("change"), Reason: strings.TrimSpace(r.PostFormValue("reason")),
	})
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
