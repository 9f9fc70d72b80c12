package web

import (
	"net/http"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"branchbook/edge/desk"
	"branchbook/sync/booking"
	"branchbook/sync/courses"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/money"
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
