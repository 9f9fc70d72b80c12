package web

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"branchbook/edge/desk"
	"branchbook/sync/catalogue"
	"branchbook/sync/courses"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/money"
	"branchbook/ui/kit"
	"branchbook/ui/text"

	pages "branchbook/ui/desk"
)

// contractActs are the decisions about a contract that a person may take, as far as they make sense now.
func (s *site) contractActs(
	t *text.Text, r *http.Request, p desk.ContractPage, today fact.Date, no fact.Refusals,
) (all []pages.ContractAct) {
	c := p.Contract
	add := func(what, about string, sessions []kit.Option) {
		f := s.form(t, pages.ContractActPath(string(c.ID), what))
		if no != nil && strings.HasSuffix(r.URL.Path, "/"+what) {
			f = s.asked(t, r, f.Action, no)
		}
		f.Prefix = what + "-"
		all = append(all, pages.ContractAct{What: what, About: about, Form: f, Sessions: sessions})
	}
	if c.EndedOn != "" {
		return nil
	}
	if taken := takenSessions(t, p); len(taken) > 0 {
		add("correction", t.T("act.correction_about"), taken)
	}
	left := c.Count(0, courses.Free, courses.Held, courses.Parked)
	if limit := c.Terms.Policy.Freeze; limit.TotalDays > c.FrozenDays && left > 0 {
		add("freezing", t.T("act.freezing_about", "Once", limit.OnceDays,
			"Left", limit.TotalDays-c.FrozenDays), nil)
	}
	sum := func(m money.Minor) string { return t.Money(money.Of(m, c.Terms.Currency)) }
	if until := c.Until(); until != "" && today > until && left > 0 {
		add("expiry", t.T("act.expiry_about", "Value", sum(c.ValueOf(courses.Free, courses.Parked))), nil)
	}
	if c.Terms.Policy.Refund.Policy == catalogue.RefundFull {
		value := c.LeftMinor()
		unpaid := min(c.OwedMinor(), value)
		add("termination", t.T("act.termination_about", "Paid", sum(c.PaidMinor), "Value", sum(value),
			"Unpaid", sum(unpaid), "Back", sum(value-unpaid)), nil)
	}
	return all
}

// sayEndings shows beforehand what ending a contract, or letting it expire, will write into its ledger.
func (s *site) sayEndings(r *http.Request, t *text.Text, v *pages.Contract, p desk.ContractPage) error {
	if len(v.Acts) == 0 {
		return nil
	}
	terminated, expired, err := s.desk.Endings(r.Context(), by(r), p.Contract.ID)
	for i := range v.Acts {
		rows := map[string][]desk.Ending{"termination": terminated, "expiry": expired}[v.Acts[i].What]
		for _, e := range rows {
			v.Acts[i].Rows = append(v.Acts[i].Rows, t.T("ledger.do."+e.What, "N", e.N)+" · "+
				t.Money(money.Of(e.Minor, p.Contract.Terms.Currency)))
		}
	}
	return err
}

// takenSessions are the sessions that were used or lost, which a person may correct.
func takenSessions(t *text.Text, p desk.ContractPage) (all []kit.Option) {
	for _, one := range p.Contract.Sessions {
		if one.State == courses.Earned || one.State == courses.Burned {
			item := p.Contract.Terms.Items[one.Ref.Item-1]
			name := p.Lists.Service(string(item.Service)).Name + " " + strconv.Itoa(one.Ref.N)
			note := join([]string{t.T("session." + string(one.State)), t.Money(money.Of(one.Minor, p.Contract.Terms.Currency))})
			all = append(all, kit.Option{Value: one.Ref.String(), Label: name, Note: note})
		}
	}
	return all
}

// decide carries out a decision about a contract.
func (s *site) decide(do func(*http.Request, courses.ContractID) (journal.Outcome, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm() // what cannot be read is missing, and refused at its field
		id := chi.URLParam(r, "id")
		_, err := do(r, courses.ContractID(id))
		switch no := refusals(err); {
		case no != nil:
			s.contractPage(w, r, http.StatusUnprocessableEntity, id, no)
		case err != nil:
			s.fail(w, r, err)
		default:
			s.done(w, r, pages.ContractPath(id), s.said(r, "notice.saved"))
		}
	}
}

func (s *site) freeze(r *http.Request, id courses.ContractID) (journal.Outcome, error) {
	v := r.PostForm
	return s.desk.Freeze(r.Context(), by(r), desk.FreezeContract{Contract: id, From: fact.Date(v.Get("from")),
		To: fact.Date(v.Get("to")), Reason: strings.TrimSpace(v.Get("reason"))})
}

func (s *site) terminate(r *http.Request, id courses.ContractID) (journal.Outcome, error) {
	return s.desk.Terminate(r.Context(), by(r),
		desk.EndContract{Contract: id, Reason: strings.TrimSpace(r.PostForm.Get("reason"))})
}

func (s *site) expire(r *http.Request, id courses.ContractID) (journal.Outcome, error) {
	return s.desk.Expire(r.Context(), by(r),
		desk.EndContract{Contract: id, Reason: strings.TrimSpace(r.PostForm.Get("reason"))})
}

func (s *site) correct(r *http.Request, id courses.ContractID) (journal.Outcome, error) {
	ref, ok := courses.ParseRef(r.PostForm.Get("session"))
	if !ok || ref.Contract != id {
		return journal.Outcome{}, fact.Refuse("session_unknown", "session", "This contract has no such session.")
	}
	return s.desk.Reverse(r.Context(), by(r),
		desk.CorrectSession{Session: ref, Reason: strings.TrimSpace(r.PostForm.Get("reason"))})
}

// figures is what became of the branch's courses, or of some of them, by the end of a day.
func (s *site) figures(w http.ResponseWriter, r *http.Request) {
	a, b, now := s.around(r)
	q := r.URL.Query()
	v := pages.Figures{On: now.On, Client: q.Get("client"), Contract: q.Get("contract"), Product: q.Get("product")}
	if on, err := fact.ParseDate(q.Get("on")); err == nil {
		v.On = on
	}
	l, err := s.desk.Lists(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	for _, p := range l.Products {
		v.Products = append(v.Products, kit.Option{Value: string(p.ID), Label: p.Name})
	}
	of := courses.Of{Contract: courses.ContractID(v.Contract), Client: v.Client,
		Product: catalogue.ProductID(v.Product)}
	all, err := s.desk.Totals(r.Context(), of, v.On)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	x := courses.Totals{Currency: b.Currency}
	if len(all) > 0 {
		x = all[0] // a branch has one currency for ever
	}
	fillFigures(a.Text, &v, x)
	v.Of = s.figuresOf(r, v)
	s.show(w, r, http.StatusOK, pages.FiguresPage(a, v))
}

// figuresOf is the number of the contract or the name of the client that figures are of.
func (s *site) figuresOf(r *http.Request, v pages.Figures) string {
	if p, err := s.desk.Contract(r.Context(), courses.ContractID(v.Contract)); v.Contract != "" && err == nil {
		return join([]string{p.Contract.Number, p.Client.Name})
	}
	return s.worded(r.Context(), pages.Around{}, desk.Lists{}, "client", v.Client)
}

func fillFigures(t *text.Text, v *pages.Figures, x courses.Totals) {
	sum := func(m money.Minor) string { return t.Money(money.Of(m, x.Currency)) }
	for _, p := range []struct {
		word string
		part courses.Part
	}{{"sold", x.Sold}, {"earned", x.Earned}, {"burned", x.Burned}, {"expired", x.Expired}, {"refunded", x.Refunded},
		{"moved", x.Moved}, {"left", x.Left}} {
		word, left := t.T("course."+p.word), p.word == "left"
		v.ByPrice = append(v.ByPrice, pages.FigureLine{Word: word, Value: sum(p.part.Minor), Left: left})
		v.Sessions = append(v.Sessions, pages.FigureLine{Word: word, Value: t.Count(p.part.Sessions), Left: left})
	}
	for _, p := range []struct {
		word  string
		minor money.Minor
	}{{"received", x.Cash.Received}, {"earned", x.Cash.Earned}, {"burned", x.Cash.Burned}, {"expired", x.Cash.Expired},
		{"owed_by_clients", x.Cash.Owed}, {"left", x.Cash.Left}} {
		v.ByMoney = append(v.ByMoney, pages.FigureLine{Word: t.T("course." + p.word), Value: sum(p.minor),
			Left: p.word == "left"})
	}
}
