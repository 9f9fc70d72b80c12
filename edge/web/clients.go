package web

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"branchbook/edge/desk"
	"branchbook/sync/clients"
	"branchbook/sync/journal"
	"branchbook/sync/money"
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
	a, _, _ := s.around(r)
	s.show(w, r, http.StatusOK, pages.ClientPage(a, clientView(a.Text, p)))
}

func clientView(t *text.Text, p desk.ClientPage) pages.Client {
	ref, card := clientRef(p), p.Card
	v := pages.Client{
		ID: ref.ID, Name: ref.Name, Kana: ref.Kana, Number: ref.Number, Phones: card.Phones, Mail: card.Email,
		Birthday: card.Birthday, Sex: sexWord(t, card.Sex), Address: card.Address, Language: p.Client.Language,
		Groups: join(p.Client.Groups), Tags: join(p.Client.Tags), Source: p.Client.Source, Notes: card.Notes,
		Warnings: notEmpty(card.Warnings, card.Allergies), Sealed: p.Sealed,
	}
	owed := money.Minor(0)
	for _, c := range p.Contracts {
		v.Contracts = append(v.Contracts, contractRow(t, c, ""))
		owed += c.OwedMinor()
	}
	v.Debt = money.Of(owed, p.Lists.Branch.Currency)
	for _, x := range p.Visits {
		line := pages.ClientVisit{Visit: string(x.ID), Service: serviceNames(p.Lists, x), On: x.On,
			Status: statusOfVisit(x.Status)}
		if len(x.Blocks) > 0 {
			line.Practitioner = p.Lists.Practitioner(x.Blocks[0].Practitioner).Name()
			if x.Blocks[0].Timed() {
				line.Clock = x.Blocks[0].Start.Clock()
			}
		}
		v.Visits = append(v.Visits, line)
	}
	return v
}

func sexWord(t *text.Text, s clients.Sex) string {
	switch s {
	case clients.Female:
		return t.T("client.female")
	case clients.Male:
		return t.T("client.male")
	}
	return ""
}

// newClient is the form of a further client; what was searched for begins the name.
func (s *site) newClient(w http.ResponseWriter, r *http.Request) {
	a, b, _ := s.around(r)
	f := s.form(a.Text, pages.ClientsPath).Begin("family", r.URL.Query().Get("name"))
	s.show(w, r, http.StatusOK, pages.ClientFormPage(a, clientForm(f, "", b.Language)))
}

func clientForm(f kit.Form, id, lang string) pages.ClientForm {
	return pages.ClientForm{Form: f, ID: id, Kana: lang == "ja", Patronymic: lang == "ru" || lang == "uk" ||
		lang == "kk"}
}

// register takes a new client down.
func (s *site) register(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm() // what cannot be read is missing, and refused at its field
	card, in := readCard(r.PostForm)
	in.Card = card
	out, err := s.desk.Register(r.Context(), by(r), in)
	s.kept(w, r, pages.ClientsPath, "", out, err)
}

// kept answers a form of a client's card.
func (s *site) kept(w http.ResponseWriter, r *http.Request, action, id string, out journal.Outcome, err error) {
	var dup *desk.Duplicates
	no := refusals(err)
	if errors.As(err, &dup) || no != nil {
		a, b, _ := s.around(r)
		v := clientForm(s.asked(a.Text, r, action, renamed(no, clientField)), id, b.Language)
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

func clientField(field string) string {
	switch field {
	case "phones.0", "phones":
		return "phone"
	case "phones.1":
		return "phone2"
	case "email":
		return "mail"
	}
	if strings.HasPrefix(field, "kana") {
		return "kana"
	}
	return field
}

func readCard(v url.Values) (clients.Card, desk.RegisterClient) {
	card := clients.Card{
		Family: v.Get("family"), Given: v.Get("given"), Patronymic: v.Get("patronymic"),
		Phones: notEmpty(v.Get("phone"), v.Get("phone2")), Email: v.Get("mail"), Birthday: v.Get("birthday"),
		Sex: sexOf(v.Get("sex")), Address: v.Get("address"), Notes: v.Get("notes"), Warnings: v.Get("warnings"),
	}
	card.KanaFamily, card.KanaGiven = readKana(v.Get("kana"))
	return card, desk.RegisterClient{
		Language: v.Get("language"), Groups: list(v.Get("groups")), Tags: list(v.Get("tags")), Source: v.Get("source"),
		Anyway: v.Get("sure") == "yes",
	}
}

// readKana parts a reading at its first space, a Japanese one too.
func readKana(typed string) (family, given string) {
	family, given, _ = strings.Cut(strings.Join(strings.Fields(typed), " "), " ")
	return family, given
}

func sexOf(word string) clients.Sex {
	switch word {
	case "female":
		return clients.Female
	case "male":
		return clients.Male
	}
	return ""
}

// list reads words set apart by commas, Japanese ones too.
func list(s string) []string {
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == '、' || r == ';' })
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return slices.DeleteFunc(parts, func(p string) bool { return p == "" })
}

// editClient is the form of a card that there is.
func (s *site) editClient(w http.ResponseWriter, r *http.Request) {
	p, err := s.desk.Client(r.Context(), clients.ClientID(chi.URLParam(r, "id")))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	a, b, _ := s.around(r)
	f := s.form(a.Text, pages.ClientEditPath(string(p.Client.ID)))
	f.Seen, f.Values = p.Seen, clientValues(p)
	s.show(w, r, http.StatusOK, pages.ClientFormPage(a, clientForm(f, string(p.Client.ID), b.Language)))
}

// clientValues is a card in the fields of its form.
func clientValues(p desk.ClientPage) url.Values {
	values := url.Values{}
	for field, value := range map[string]string{
		"family": p.Card.Family, "given": p.Card.Given, "patronymic": p.Card.Patronymic,
		"kana": strings.TrimSpace(p.Card.KanaFamily + " " +
			p.Card.KanaGiven), "mail": p.Card.Email, "birthday": p.Card.Birthday,
		"address": p.Card.Address, "notes": p.Card.Notes, "warnings": p.Card.Warnings, "language": p.Client.Language,
		"groups": join(p.Client.Groups), "tags": join(p.Client.Tags), "source": p.Client.Source,
		"sex": map[clients.Sex]string{clients.Female: "female", clients.Male: "male"}[p.Card.Sex],
	} {
		values.Set(field, value)
	}
	for i, phone := range p.Card.Phones[:min(2, len(p.Card.Phones))] {
		values.Set([]string{"phone", "phone2"}[i], phone)
	}
	return values
}

// changeClient keeps a changed card. What the form does not show stays as it was.
func (s *site) changeClient(w http.ResponseWriter, r *http.Request) {
	id := clients.ClientID(chi.URLParam(r, "id"))
	p, err := s.desk.Client(r.Context(), id)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	_ = r.ParseForm() // as in register
	card, in := readCard(r.PostForm)
	card.Romaji, card.Allergies = p.Card.Romaji, p.Card.Allergies
	card.Payer, card.FamilyLinks = p.Card.Payer, p.Card.FamilyLinks
	if len(p.Card.Phones) > 2 {
		card.Phones = append(card.Phones, p.Card.Phones[2:]...)
	}
	out, err := s.desk.ChangeClient(r.Context(), by(r), desk.ChangeClient{
		Client: id, Card: card, Language: in.Language, Groups: in.Groups, Tags: in.Tags, Source: in.Source,
		Consents: p.Client.Consents, Seen: r.PostFormValue("seen"),
	})
	s.kept(w, r, pages.ClientEditPath(string(id)), string(id), out, err)
}
