package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"branchbook/edge/desk"
	"branchbook/sync/access"
	"branchbook/sync/booking"
	"branchbook/sync/catalogue"
	"branchbook/sync/clients"
	"branchbook/sync/courses"
	"branchbook/sync/fact"
	"branchbook/sync/money"
	"branchbook/sync/people"
	"branchbook/ui/kit"
	"branchbook/ui/text"

	pages "branchbook/ui/desk"
)

const pageSize = 50

// contracts is the list of contracts.
func (s *site) contracts(w http.ResponseWriter, r *http.Request) {
	a, _, _ := s.around(r)
	q := r.URL.Query()
	page, _ := strconv.Atoi(q.Get("page"))
	page = max(page, 0)
	rows, total, err := s.desk.Contracts(r.Context(), q.Get("q"), pageSize, page*pageSize)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	v := pages.Contracts{Query: q.Get("q"), Total: int(total)}
	for _, c := range rows {
		v.Rows = append(v.Rows, contractRow(a.Text, c.Contract, c.Client.Name))
	}
	address := func(n int) string {
		return pages.ContractsPath + "?" + url.Values{"q": {v.Query}, "page": {strconv.Itoa(n)}}.Encode()
	}
	if page > 0 {
		v.Earlier = address(page - 1)
	}
	if (page+1)*pageSize < v.Total {
		v.Later = address(page + 1)
	}
	s.show(w, r, http.StatusOK, pages.ContractsPage(a, v))
}

func contractRow(t *text.Text, c courses.Contract, client string) pages.ContractRow {
	cur := c.Terms.Currency
	return pages.ContractRow{
		ID: string(c.ID), Number: c.Number, Product: c.Terms.Name, Client: client, SignedOn: c.SignedOn,
		ValidTo: c.Until(),
		Used:    used(c), Booked: c.Count(0, courses.Held, courses.Parked), Left: c.Count(0, courses.Free, courses.Held,
			courses.Parked),
		Whole: c.Terms.Sessions(), LeftValue: money.Of(c.LeftMinor(), cur), Owed: money.Of(c.OwedMinor(), cur),
		State: contractState(t, c),
	}
}

func used(c courses.Contract) int { return c.Count(0, courses.Earned, courses.Burned) }

func contractState(t *text.Text, c courses.Contract) string {
	switch {
	case c.EndedOn != "":
		return t.T("contract.ended")
	case c.Count(0, courses.Free, courses.Held, courses.Parked) == 0:
		return t.T("contract.used_up")
	}
	return ""
}

// newContract is the form that signs a course with a client.
func (s *site) newContract(w http.ResponseWriter, r *http.Request) {
	a, _, now := s.around(r)
	f := s.form(a.Text, pages.ContractsPath).Begin("on", string(now.On)).Begin("client", r.URL.Query().Get("client")).
		Begin("visit", r.URL.Query().Get("visit"))
	s.signPage(w, r, http.StatusOK, a, f)
}

func (s *site) signPage(w http.ResponseWriter, r *http.Request, status int, a pages.Around, f kit.Form) {
	l, err := s.desk.Lists(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	v := pages.SignForm{Form: f, Currency: l.Branch.Currency, Means: means(a.Text)}
	for _, p := range l.Products {
		if !p.Draft && !p.Retired {
			v.Products = append(v.Products, kit.Option{Value: string(p.ID), Label: p.Name, Note: productNote(a.Text,
				l, p)})
			v.Shown = append(v.Shown, pages.Shown{Product: string(p.ID), Price: p.PriceMinor})
		}
	}
	if len(v.Products) == 1 {
		v.Form = f.Begin("product", v.Products[0].Value)
	}
	if q := f.Value("q"); q != "" && f.Value("client") == "" {
		hits, err := s.desk.SearchClients(r.Context(), q)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		v.Found = clientHits(hits)
	}
	if id := f.Value("client"); id != "" {
		page, err := s.desk.Client(r.Context(), clients.ClientID(id))
		if err == nil {
			v.Client = clientRef(page)
		} else if !errors.Is(err, fact.ErrNotFound) {
			s.fail(w, r, err)
			return
		}
	}
	s.show(w, r, status, pages.SignContractPage(a, v))
}

func productNote(t *text.Text, l desk.Lists, p catalogue.Product) string {
	var parts []string
	for _, i := range p.Items {
		parts = append(parts, t.N("product.times", i.Sessions, "Service", l.Service(string(i.Service)).Name))
	}
	parts = append(parts, t.Money(money.Of(p.PriceMinor, p.Currency)))
	if p.Terms.Validity.Months > 0 {
		parts = append(parts, strconv.Itoa(p.Terms.Validity.Months)+" "+t.T("unit.months"))
	}
	return join(parts)
}

func means(t *text.Text) []kit.Option {
	var all []kit.Option
	for _, m := range []courses.Means{courses.ByCash, courses.ByCard, courses.ByTransfer} {
		all = append(all, kit.Option{Value: string(m), Label: t.T("means." + string(m))})
	}
	return all
}

// sign makes a contract and, if money came with it, books that too. The payment is a command of its own whose
// id derives from the form's, so that a resend of the form pays nothing twice.
func (s *site) sign(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm() // what cannot be read is missing, and refused at its field
	a, _, _ := s.around(r)
	again := func(no fact.Refusals) {
		s.signPage(w, r, http.StatusUnprocessableEntity, a, s.asked(a.Text, r, pages.ContractsPath, no))
	}
	l, err := s.desk.Lists(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	in, paid, no := readSigning(r.PostForm, l)
	if no != nil {
		again(no)
		return
	}
	who := by(r)
	out, err := s.desk.Sign(r.Context(), who, in)
	if bad := refusals(err); bad != nil {
		again(bad)
		return
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	contract := out.Subject("contract:")
	if paid.Minor() > 0 {
		who.Command = fact.DerivedID("payment at signing", who.Command)
		_, err = s.desk.Pay(r.Context(), who, desk.PayContract{
			Contract: courses.ContractID(contract), Means: courses.Means(r.PostForm.Get("means")), Minor: paid.Minor(),
		})
		if bad := refusals(err); bad != nil {
			s.contractPage(w, r, http.StatusUnprocessableEntity, contract, bad)
			return
		}
		if err != nil {
			s.fail(w, r, err)
			return
		}
	}
	s.done(w, r, s.afterSigning(r, contract, in.Client), s.said(r, "notice.signed"))
}

// afterSigning is the contract, or the visit that it was signed for with the contract chosen: saving that form lets
// the visit use it (CRS-3).
func (s *site) afterSigning(r *http.Request, contract string, client clients.ClientID) string {
	p, err := s.desk.Visit(r.Context(), booking.VisitID(r.PostForm.Get("visit")))
	if err != nil || p.Visit.Client != string(client) || !p.Visit.Status.Open() {
		return pages.ContractPath(contract)
	}
	return pages.VisitCoverPath(string(p.Visit.ID), contract)
}

func readSigning(v url.Values, l desk.Lists) (in desk.SignContract, paid money.Amount, no fact.Refusals) {
	in = desk.SignContract{Client: clients.ClientID(v.Get("client")), Product: catalogue.ProductID(v.Get("product")),
		PaidOnly: v.Get("paid_only") == "yes"}
	cur := l.Branch.Currency
	if in.Client == "" {
		no = append(no, fact.Refuse("client_needed", "client", "Choose the client first."))
	}
	if in.Product == "" {
		no = append(no, fact.Refuse("product_unknown", "product", "Choose a course from the list."))
	}
	shown, err := strconv.ParseInt(v.Get("price."+v.Get("product")), 10, 64)
	if err != nil {
		shown = -1 // nothing was shown: refused at its field
	}
	in.PriceMinor = money.Minor(shown)
	paid = money.Of(0, cur)
	if text := v.Get("paid"); text != "" {
		sum, err := amount(text, cur, "paid")
		no = append(no, err...)
		paid = sum
		if sum.Minor() > in.PriceMinor && len(no) == 0 {
			no = append(no, fact.Refuse("amount_over_price", "paid", "This is more than the price."))
		}
	}
	return in, paid, no
}

// amount reads money at a field.
func amount(text string, cur money.Currency, field string) (money.Amount, fact.Refusals) {
	a, err := money.Parse(text, cur)
	return a, renamed(fact.AsRefusals(err), func(string) string { return field })
}

// contract is a contract with its running ledger.
func (s *site) contract(w http.ResponseWriter, r *http.Request) {
	s.contractPage(w, r, http.StatusOK, chi.URLParam(r, "id"), nil)
}

func (s *site) contractPage(w http.ResponseWriter, r *http.Request, status int, id string, no fact.Refusals) {
	p, err := s.desk.Contract(r.Context(), courses.ContractID(id))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	a, _, now := s.around(r)
	v := contractView(a.Text, p)
	s.sayLedger(a.Text, &v, p, r.URL.Query().Get("kind"))
	if p.Contract.OwedMinor() > 0 && p.Contract.EndedOn == "" {
		f := s.form(a.Text, pages.PaymentPath(id)).Begin("amount", v.Owed.Plain())
		if no != nil && (strings.HasSuffix(r.URL.Path, "/payment") || r.URL.Path == pages.ContractsPath) {
			f = s.asked(a.Text, r, pages.PaymentPath(id), no)
		}
		v.Payment, v.Means = &f, means(a.Text)
	}
	if who, _ := access.Who(r.Context()); who.User.Role.May(people.CourseReturn) {
		v.Parked = s.parked(a.Text, r, p, no)
	}
	if who, _ := access.Who(r.Context()); who.User.Role.May(people.CourseAdjust) {
		v.Acts = s.contractActs(a.Text, r, p, now.On, no)
	}
	if err := s.sayEndings(r, a.Text, &v, p); err != nil {
		s.fail(w, r, err)
		return
	}
	s.show(w, r, status, pages.ContractPage(a, v))
}

// parked is the sessions that a timely cancellation left to a person, each with the form that gives it back.
func (s *site) parked(t *text.Text, r *http.Request, p desk.ContractPage, no fact.Refusals) (all []pages.Parked) {
	for _, one := range p.Contract.Sessions {
		if one.State != courses.Parked {
			continue
		}
		ref := one.Ref.String()
		f := s.form(t, pages.ReturnPath(string(p.Contract.ID))).Begin("session", ref)
		if no != nil && r.URL.Path == f.Action && r.PostForm.Get("session") == ref {
			f = s.asked(t, r, f.Action, no)
		}
		f.Prefix = strings.NewReplacer("/", "-").Replace(ref) + "-"
		item := p.Contract.Terms.Items[one.Ref.Item-1]
		name := p.Lists.Service(string(item.Service)).Name + " " + strconv.Itoa(one.Ref.N)
		all = append(all, pages.Parked{Name: name, Form: f})
	}
	return all
}

// giveBack frees a session that waits for a decision.
func (s *site) giveBack(w http.ResponseWriter, r *http.Request) {
	id := chi.URLParam(r, "id")
	ref, ok := courses.ParseRef(r.PostFormValue("session"))
	if !ok || string(ref.Contract) != id {
		s.fail(w, r, fact.ErrNotFound)
		return
	}
	_, err := s.desk.ReturnParked(r.Context(), by(r),
		desk.CorrectSession{Session: ref, Reason: r.PostFormValue("reason")})
	switch no := refusals(err); {
	case no != nil:
		s.contractPage(w, r, http.StatusUnprocessableEntity, id, no)
	case err != nil:
		s.fail(w, r, err)
	default:
		s.done(w, r, pages.ContractPath(id), s.said(r, "notice.returned"))
	}
}

func contractView(t *text.Text, p desk.ContractPage) pages.Contract {
	c := p.Contract
	cur := c.Terms.Currency
	sum := func(m money.Minor) money.Amount { return money.Of(m, cur) }
	row := contractRow(t, c, p.Client.Name)
	v := pages.Contract{
		ID: row.ID, Number: row.Number, Product: row.Product, State: row.State, Client: personRef(p.Client),
		SignedOn: row.SignedOn,
		ValidTo:  row.ValidTo, Price: sum(c.Terms.PriceMinor), Paid: sum(c.PaidMinor), Owed: row.Owed,
		Earned: sum(c.ValueOf(courses.Earned,
			courses.Burned)), LeftValue: row.LeftValue, Used: row.Used, Booked: row.Booked,
		Left: row.Left, Whole: row.Whole, PaidOnly: c.Terms.PaidOnly,
	}
	for n, item := range c.Terms.Items {
		i := pages.ContractItem{Service: p.Lists.Service(string(item.Service)).Name}
		for _, one := range c.Sessions {
			if one.Ref.Item == n+1 {
				i.Sessions = append(i.Sessions, pages.Session{N: one.Ref.N, State: string(one.State),
					Price: sum(one.Minor)})
			}
		}
		v.Items = append(v.Items, i)
	}
	v.Terms = termsInWords(t, c.Terms)
	if c.EndedOn == "" && c.Terms.Policy.Refund.Policy == catalogue.RefundFull {
		v.BackToday = t.Money(sum(c.LeftMinor() - min(c.OwedMinor(), c.LeftMinor())))
	}
	return v
}

// pay takes money for a contract.
func (s *site) pay(w http.ResponseWriter, r *http.Request) {
	id := chi.URLParam(r, "id")
	_, b, _ := s.around(r)
	sum, no := amount(r.PostFormValue("amount"), b.Currency, "amount")
	if no == nil {
		_, err := s.desk.Pay(r.Context(), by(r), desk.PayContract{
			Contract: courses.ContractID(id), Means: courses.Means(r.PostFormValue("means")), Minor: sum.Minor(),
		})
		if no = refusals(err); no == nil && err != nil {
			s.fail(w, r, err)
			return
		}
	}
	if no != nil {
		s.contractPage(w, r, http.StatusUnprocessableEntity, id, no)
		return
	}
	s.done(w, r, pages.ContractPath(id), s.said(r, "notice.paid"))
}
