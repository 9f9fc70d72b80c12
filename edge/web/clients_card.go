package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"branchbook/edge/desk"
	"branchbook/sync/clients"
	"branchbook/sync/fact"
	"branchbook/sync/money"
	"branchbook/ui/kit"
	"branchbook/ui/text"

	pages "branchbook/ui/desk"
)

// maxRows is how many telephones or relatives a form can bring.
const maxRows = 20

// consentKinds are what a client is asked for.
var consentKinds = []string{"personal_data", "messages", "photos"}

func clientView(t *text.Text, p desk.ClientPage) pages.Client {
	ref, card := clientRef(p), p.Card
	v := pages.Client{
		ID: ref.ID, Name: ref.Name, Kana: ref.Kana, Number: ref.Number, Phones: card.Phones, Mail: card.Email,
		Birthday: card.Birthday, Sex: sexWord(t, card.Sex), Address: card.Address, Language: p.Client.Language,
		Groups: join(p.Client.Groups), Tags: join(p.Client.Tags), Source: p.Client.Source, Notes: card.Notes,
		Warnings: notEmpty(card.Warnings, card.Allergies), Sealed: p.Sealed, Romaji: card.Romaji, Payer: card.Payer,
		Home: p.Client.Home,
	}
	for _, c := range p.Client.Consents {
		v.Consents = append(v.Consents, consentLine(t, c))
	}
	for _, l := range card.FamilyLinks {
		who := p.Relatives[string(l.Client)]
		v.Relatives = append(v.Relatives, pages.Relative{Client: string(l.Client), Name: who.Name,
			Relation: l.Relation})
	}
	owed := money.Minor(0)
	for _, c := range p.Contracts {
		v.Contracts = append(v.Contracts, contractRow(t, c, ""))
		if c.EndedOn == "" {
			owed += c.OwedMinor()
		}
	}
	v.Debt = money.Of(owed, p.Lists.Branch.Currency)
	v.Stats = statsView(t, p)
	v.First = v.Stats.Completed == 0
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
	case clients.OtherSex:
		return t.T("client.other_sex")
	}
	return ""
}

// consentLine says a consent: "Photos: agreed, Nov 24, 2026, text 2026-1".
func consentLine(t *text.Text, c clients.Consent) kit.Fact {
	term := t.T("consent." + c.Kind)
	answer := t.T("consent.refused")
	if c.Given {
		answer = t.T("consent.given")
	}
	text := c.Text
	if text != "" {
		text = t.T("consent.version", "Text", text)
	}
	return kit.Fact{Term: term, What: join([]string{answer, t.Date(c.On), text})}
}

// clientField gives the form's name of a field that a rule refused.
func clientField(v url.Values, consents []clients.Consent) func(string) string {
	return func(field string) string {
		list, rest, _ := strings.Cut(field, ".")
		i, what, _ := strings.Cut(rest, ".")
		n, _ := strconv.Atoi(i)
		switch {
		case list == "phones":
			return "phone." + strconv.Itoa(n)
		case list == "consents":
			if n < len(consents) {
				return map[string]string{"on": "consent_on.", "text": "consent_text."}[what] + consents[n].Kind
			}
		case list == "family_links":
			if rows := relativeRows(v); n < len(rows) {
				return map[string]string{"client": "relative.", "relation": "relation."}[what] + strconv.Itoa(rows[n])
			}
		case field == "email":
			return "mail"
		case strings.HasPrefix(field, "kana"):
			return "kana"
		}
		return field
	}
}

// cardOf is what the form says of the person, without the relatives.
func cardOf(v url.Values) clients.Card {
	card := clients.Card{
		Family: v.Get("family"), Given: v.Get("given"), Patronymic: v.Get("patronymic"), Romaji: v.Get("romaji"),
		Email: v.Get("mail"), Birthday: v.Get("birthday"), Sex: sexOf(v.Get("sex")), Address: v.Get("address"),
		Notes: v.Get("notes"), Warnings: v.Get("warnings"), Allergies: v.Get("allergies"), Payer: v.Get("payer"),
	}
	for i := range maxRows {
		card.Phones = append(card.Phones, v.Get("phone."+strconv.Itoa(i))) // empty ones are passed over by the rule
	}
	card.KanaFamily, card.KanaGiven = readKana(v.Get("kana"))
	return card
}

// readCard reads the form of a card; consents are those given before. The error is refusals where relatives are not
// known.
func (s *site) readCard(r *http.Request, before []clients.Consent) (in desk.RegisterClient, err error) {
	v := r.PostForm
	in = desk.RegisterClient{
		Card: cardOf(v), Language: v.Get("language"), Groups: list(v.Get("groups")), Tags: list(v.Get("tags")),
		Source: v.Get("source"), Consents: readConsents(v, before), Anyway: v.Get("sure") == "yes",
	}
	var no fact.Refusals
	for n, i := range relativeRows(v) {
		row := strconv.Itoa(i)
		id, err := s.desk.ClientByNumber(r.Context(), v.Get("relative."+row))
		if errors.Is(err, fact.ErrNotFound) {
			no = append(no, fact.Refuse("relative_unknown", "family_links."+strconv.Itoa(n)+".client",
				"No client has this number."))
		} else if err != nil {
			return in, err
		}
		in.Card.FamilyLinks = append(in.Card.FamilyLinks,
			clients.Link{Client: id, Relation: strings.TrimSpace(v.Get("relation." + row))})
	}
	return in, no.Err()
}

// relativeRows are the rows of the form in which a relative is named.
func relativeRows(v url.Values) (rows []int) {
	for i := range maxRows {
		if strings.TrimSpace(v.Get("relative."+strconv.Itoa(i))) != "" {
			rows = append(rows, i)
		}
	}
	return rows
}

// answered are the kinds of consent that the form has an answer for.
func answered(v url.Values) (kinds []string) {
	for _, kind := range consentKinds {
		if v.Get("consent."+kind) != "" {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// readConsents adds the answers of the form to those before it. One that repeats the last of its kind is not a new
// answer.
func readConsents(v url.Values, before []clients.Consent) []clients.Consent {
	all := slices.Clone(before)
	for _, kind := range answered(v) {
		c := clients.Consent{Kind: kind, Text: strings.TrimSpace(v.Get("consent_text." + kind)),
			On: fact.Date(v.Get("consent_on." + kind)), Given: v.Get("consent."+kind) == "given"}
		if last := lastConsent(before, kind); last == nil || *last != c {
			all = append(all, c)
		}
	}
	return all
}

// consentDates lets the answers that are not given yet begin with today.
func consentDates(f kit.Form, today fact.Date) kit.Form {
	for _, kind := range consentKinds {
		f = f.Begin("consent_on."+kind, string(today))
	}
	return f
}

func lastConsent(all []clients.Consent, kind string) *clients.Consent {
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].Kind == kind {
			return &all[i]
		}
	}
	return nil
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
	case "other":
		return clients.OtherSex
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

// clientValues is a card in the fields of its form.
func clientValues(p desk.ClientPage) url.Values {
	values := url.Values{}
	for field, value := range map[string]string{
		"family": p.Card.Family, "given": p.Card.Given, "patronymic": p.Card.Patronymic,
		"kana": strings.TrimSpace(p.Card.KanaFamily + " " +
			p.Card.KanaGiven), "mail": p.Card.Email, "birthday": p.Card.Birthday,
		"address": p.Card.Address, "notes": p.Card.Notes, "warnings": p.Card.Warnings, "language": p.Client.Language,
		"groups": join(p.Client.Groups), "tags": join(p.Client.Tags), "source": p.Client.Source,
		"sex": map[clients.Sex]string{clients.Female: "female", clients.Male: "male",
			clients.OtherSex: "other"}[p.Card.Sex],
		"romaji": p.Card.Romaji, "allergies": p.Card.Allergies, "payer": p.Card.Payer,
	} {
		values.Set(field, value)
	}
	for i, phone := range p.Card.Phones {
		values.Set("phone."+strconv.Itoa(i), phone)
	}
	for i, l := range p.Card.FamilyLinks {
		values.Set("relative."+strconv.Itoa(i), p.Relatives[string(l.Client)].Number)
		values.Set("relation."+strconv.Itoa(i), l.Relation)
	}
	for _, kind := range consentKinds {
		if c := lastConsent(p.Client.Consents, kind); c != nil {
			values.Set("consent."+kind, map[bool]string{true: "given", false: "refused"}[c.Given])
			values.Set("consent_text."+kind, c.Text)
			values.Set("consent_on."+kind, string(c.On))
		}
	}
	return values
}
