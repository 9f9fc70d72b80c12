package web

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"branchbook/edge/desk"
	"branchbook/sync/clients"
	"branchbook/sync/journal"
	"branchbook/ui/kit"
	"branchbook/ui/text"

	pages "branchbook/ui/desk"
)

func sortedKeys(v url.Values) []string { return slices.Sorted(maps.Keys(v)) }

// clients is the search. A number of a contract leads to the contract.
func (s *site) clients(w http.ResponseWriter, r *http.Request) {
	a, _, _ := s.around(r)
	v := pages.Clients{Query: r.URL.Query().Get("q")}
	hits, err := s.desk.SearchClients(r.Context(), v.Query)
	if v.Query == "" {
		hits, err = s.desk.NewestClients(r.Context(), 50)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	v.Found, v.Total = clientHits(hits), len(hits)
	if r.Header.Get("HX-Request") != "" {
		s.show(w, r, http.StatusOK, pages.ClientsPart(a.Text, v))
		return
	}
	s.show(w, r, http.StatusOK, pages.ClientsPage(a, v))
}

func clientHits(hits []clients.Hit) []pages.ClientHit {
	var all []pages.ClientHit
	for _, h := range hits {
		all = append(all, pages.ClientHit{ID: string(h.ID), Name: h.Name, Number: h.Number, Kana: h.Birthday})
	}
	return all
}

func duplicateHits(t *text.Text, d *desk.Duplicates) []pages.ClientHit {
	var all []pages.ClientHit
	for _, f := range d.Found {
		var why []string
		for _, reason := range f.Reasons {
			why = append(why, t.T("duplicate."+string(reason)))
		}
		all = append(all, pages.ClientHit{ID: string(f.ID), Name: f.Name, Number: f.Number, Why: join(why)})
	}
	return all
}

func clientRef(p desk.ClientPage) *pages.ClientRef {
	ref := &pages.ClientRef{ID: string(p.Client.ID), Name: p.Card.Name(), Number: p.Client.Number,
		Kana: strings.TrimSpace(p.Card.KanaFamily + " " + p.Card.KanaGiven)}
	if ref.Name == "" {
		ref.Name = p.Client.Number
	}
	if len(p.Card.Phones) > 0 {
		ref.Phone = p.Card.Phones[0]
	}
	return ref
}

func personRef(p desk.Person) pages.ClientRef {
	ref := pages.ClientRef{ID: string(p.ID), Name: p.Name, Number: p.Number}
	if len(p.Phones) > 0 {
		ref.Phone = p.Phones[0]
	}
	return ref
}

// client is a card with visits and contracts.
func (s *site) client(w http.ResponseWriter, r *http.Request) {
	p, err := s.desk.Client(r.Context(), clients.ClientID(chi.URLParam(r, "id")))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	a, b, _ := s.around(r)
	v := clientView(a.Text, p)
	v.Soon, v.Tab = birthdayWords(a.Text, p.Card.Birthday, a.Today), r.URL.Query().Get("tab")
	if v.Home == s.e.Node {
		v.Home = b.Name
	}
	if v.Tab == "changes" {
		if v.Changes, err = s.cardHistory(r, a.Text, p, location(b)); err != nil {
			s.fail(w, r, err)
			return
		}
	}
	s.show(w, r, http.StatusOK, pages.ClientPage(a, v))
}

// newClient is the form of a further client; what was searched for begins the name.
func (s *site) newClient(w http.ResponseWriter, r *http.Request) {
	a, b, now := s.around(r)
	f := consentDates(s.form(a.Text, pages.ClientsPath).Begin("family", r.URL.Query().Get("name")), now.On)
	s.show(w, r, http.StatusOK, pages.ClientFormPage(a, clientForm(f, "", b.Language)))
}

// clientForm asks for what the branch's language asks for, and for what the card has already.
func clientForm(f kit.Form, id, lang string) pages.ClientForm {
	slavic := lang == "ru" || lang == "uk" || lang == "kk"
	return pages.ClientForm{Form: f, ID: id, Kana: lang == "ja" || f.Value("kana") != "",
		Patronymic: slavic || f.Value("patronymic") != "", Phones: max(2, filled(f.Values, "phone.")+1),
		Relatives: max(1, filled(f.Values, "relative.")+1), Kinds: consentKinds}
}

// filled is how many rows of a form are used: one behind the last that is not empty.
func filled(v url.Values, field string) int {
	n := 0
	for i := range maxRows {
		if v.Get(field+strconv.Itoa(i)) != "" {
			n = i + 1
		}
	}
	return n
}

// likely warns of clients who may be the person on a card that is being typed (PRODUCT CLI-1).
func (s *site) likely(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm() // as in register
	found, err := s.desk.LikelyDuplicates(r.Context(), cardOf(r.PostForm), clients.ClientID(r.PostForm.Get("id")))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	a, _, _ := s.around(r)
	s.show(w, r, http.StatusOK, pages.LikelyPart(a.Text, duplicateHits(a.Text, &desk.Duplicates{Found: found})))
}

// register takes a new client down.
func (s *site) register(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm() // what cannot be read is missing, and refused at its field
	in, err := s.readCard(r, nil)
	var out journal.Outcome
	if err == nil {
		out, err = s.desk.Register(r.Context(), by(r), in)
	}
	s.kept(w, r, "", in, out, err)
}

// kept answers a form of a client's card; an empty id is a new one.
func (s *site) kept(
	w http.ResponseWriter, r *http.Request, id string, in desk.RegisterClient, out journal.Outcome, err error,
) {
	action := pages.ClientsPath
	if id != "" {
		action = pages.ClientEditPath(id)
	}
	var dup *desk.Duplicates
	no := refusals(err)
	if errors.As(err, &dup) || no != nil {
		a, b, _ := s.around(r)
		v := clientForm(s.asked(a.Text, r, action, renamed(no, clientField(r.PostForm, in.Consents))), id, b.Language)
		if dup != nil {
			v.Duplicates = duplicateHits(a.Text, dup)
		}
		s.show(w, r, http.StatusUnprocessableEntity, pages.ClientFormPage(a, v))
		return
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if id == "" {
		id = out.Subject("client:")
	}
	s.done(w, r, pages.ClientPath(id), s.said(r, "notice.saved"))
}

// editClient is the form of a card that there is.
func (s *site) editClient(w http.ResponseWriter, r *http.Request) {
	p, err := s.desk.Client(r.Context(), clients.ClientID(chi.URLParam(r, "id")))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	a, b, now := s.around(r)
	f := s.form(a.Text, pages.ClientEditPath(string(p.Client.ID)))
	f.Seen, f.Values = p.Seen, clientValues(p)
	f = consentDates(f, now.On)
	s.show(w, r, http.StatusOK, pages.ClientFormPage(a, clientForm(f, string(p.Client.ID), b.Language)))
}

// changeClient keeps a changed card.
func (s *site) changeClient(w http.ResponseWriter, r *http.Request) {
	id := clients.ClientID(chi.URLParam(r, "id"))
	p, err := s.desk.Client(r.Context(), id)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	_ = r.ParseForm() // as in register
	in, err := s.readCard(r, p.Client.Consents)
	var out journal.Outcome
	if err == nil {
		out, err = s.desk.ChangeClient(r.Context(), by(r), desk.ChangeClient{
			Client: id, Card: in.Card, Language: in.Language, Groups: in.Groups, Tags: in.Tags, Source: in.Source,
			Consents: in.Consents, Seen: r.PostFormValue("seen"), Anyway: in.Anyway,
		})
	}
	s.kept(w, r, string(id), in, out, err)
}
