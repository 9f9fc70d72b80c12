package desk

import (
	"strconv"

	g "github.com/maragudk/gomponents"
	h "github.com/maragudk/gomponents/html"

	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// ClientForm registers a client or changes a card. Fields: family, given, patronymic, kana, romaji, phone.N, mail,
// birthday, sex, address, language, groups, tags, source, notes, warnings, allergies, payer; relative.N and
// relation.N; consent.K, consent_on.K and consent_text.K for each kind; sure, once duplicates were shown.
type ClientForm struct {
	Form       kit.Form
	ID         string // empty: a new client
	Kana       bool   // the branch writes names in kanji and asks how they are read
	Patronymic bool
	Phones     int // rows
	Relatives  int // rows
	Kinds      []string
	Duplicates []ClientHit
}

// ClientFormPage is the form with the frame.
func ClientFormPage(a Around, v ClientForm) kit.Node {
	t := a.Text
	title, back := t.T("client.new"), kit.Crumb{Href: ClientsPath, Word: t.T("nav.clients")}
	if v.ID != "" {
		title, back = t.T("client.change"), kit.Crumb{Href: ClientPath(v.ID),
			Word: t.T("client.one")}
	}
	return a.page(title, inClients, kit.Heading(kit.Head{Title: title, Back: back}),
		ClientFormPart(t, v))
}

// ClientFormPart is the form of a card.
func ClientFormPart(t *text.Text, v ClientForm) kit.Node {
	f := v.Form
	return f.Post(
		kit.If(v.ID != "", func() kit.Node { return kit.Hidden("id", v.ID) }),
		h.Div(h.ID("likely"), h.Aria("live", "polite"), LikelyPart(t, v.Duplicates)),
		sure(t, f, v.Duplicates),
		kit.Set(t.T("client.name"), kit.Fields(v.names(t)...)),
		kit.Set(t.T("client.reach"), kit.Fields(v.reach(t)...)),
		kit.Set(t.T("client.about"), kit.Fields(v.about(t)...)),
		kit.Set(t.T("client.relatives"), kit.Para(t.T("client.relatives_hint")), v.relatives(t)),
		kit.Set(t.T("client.consents"), v.consents(t)),
		kit.Actions(kit.Submit(t.T("form.save"))))
}

// asks are the attributes of a field that tells one person from another: what is typed is looked for at once.
func asks() []kit.Node {
	return []kit.Node{g.Attr("data-search"), g.Attr("hx-post", LikelyPath), g.Attr("hx-trigger", "search-go"),
		g.Attr("hx-target", "#likely"), g.Attr("hx-include", "closest form")}
}

func (v ClientForm) names(t *text.Text) []kit.Node {
	f := v.Form
	return []kit.Node{
		f.Field(kit.Field{Name: "family", Label: t.T("client.family"), Focus: true, Extra: asks()}),
		f.Field(kit.Field{Name: "given", Label: t.T("client.given"), Optional: true, Extra: asks()}),
		kit.If(v.Patronymic, func() kit.Node {
			return f.Field(kit.Field{Name: "patronymic", Label: t.T("client.patronymic"), Optional: true})
		}),
		kit.If(v.Kana, func() kit.Node {
			return f.Field(kit.Field{Name: "kana", Label: t.T("client.kana"), Optional: true, Lang: "ja", Extra: asks()})
		}),
		f.Field(kit.Field{Name: "romaji", Label: t.T("client.romaji"), Optional: true}),
	}
}

func (v ClientForm) reach(t *text.Text) (fields []kit.Node) {
	f := v.Form
	for i := range max(1, v.Phones) {
		label := t.T("client.phone")
		if i > 0 {
			label = t.T("client.phone2")
		}
		fields = append(fields, f.Field(kit.Field{Name: "phone." + strconv.Itoa(i), Kind: kit.Phone, Label: label,
			Optional: true, Extra: asks()}))
	}
	return append(fields,
		f.Field(kit.Field{Name: "mail", Kind: kit.Mail, Label: t.T("client.mail"), Optional: true}),
		f.Field(kit.Field{Name: "language", Kind: kit.Choose, Label: t.T("client.language"),
			Options: blank(t, languages()), Optional: true}),
		f.Field(kit.Field{Name: "address", Label: t.T("client.address"), Optional: true, Whole: true}))
}

func (v ClientForm) about(t *text.Text) []kit.Node {
	f := v.Form
	line := func(name, hint string, whole bool) kit.Node {
		return f.Field(kit.Field{Name: name, Label: t.T("client." + name), Hint: hint, Optional: true, Whole: whole})
	}
	return []kit.Node{
		f.Field(kit.Field{Name: "birthday", Label: t.T("client.birthday"), Hint: t.T("client.birthday_hint"),
			Optional: true, Extra: asks()}),
		f.Field(kit.Field{Name: "sex", Kind: kit.Choose, Label: t.T("client.sex"), Optional: true,
			Options: blank(t, []kit.Option{{Value: "female", Label: t.T("client.female")},
				{Value: "male", Label: t.T("client.male")}, {Value: "other", Label: t.T("client.other_sex")}})}),
		line("groups", t.T("form.commas"), false), line("tags", t.T("form.commas"), false),
		line("source", "", false), line("payer", t.T("client.payer_hint"), false),
		line("allergies", "", true), line("warnings", t.T("client.warnings_hint"), true),
		f.Field(kit.Field{Name: "notes", Kind: kit.LongText, Label: t.T("client.notes"), Optional: true}),
	}
}

func (v ClientForm) relatives(t *text.Text) kit.Node {
	f := v.Form
	var rows []kit.Node
	for i := range max(1, v.Relatives) {
		n := "." + strconv.Itoa(i)
		rows = append(rows, kit.Fields(
			f.Field(kit.Field{Name: "relative" + n, Label: t.T("client.relative"), Optional: true}),
			f.Field(kit.Field{Name: "relation" + n, Label: t.T("client.relation"), Optional: true})))
	}
	return kit.Nodes(rows...)
}

// consents is what the client was asked, each with the answer, the day and the version of the text.
func (v ClientForm) consents(t *text.Text) kit.Node {
	f := v.Form
	return kit.Each(v.Kinds, func(kind string) kit.Node {
		return kit.BlockRow(
			f.Field(kit.Field{Name: "consent." + kind, Kind: kit.Choose, Label: t.T("consent." + kind), Optional: true,
				Options: []kit.Option{{Label: t.T("consent.not_asked")}, {Value: "given", Label: t.T("consent.given")},
					{Value: "refused", Label: t.T("consent.refused")}}}),
			f.Field(kit.Field{Name: "consent_on." + kind, Kind: kit.Date, Label: t.T("consent.on"), Optional: true}),
			f.Field(kit.Field{Name: "consent_text." + kind, Label: t.T("consent.text"), Optional: true}))
	})
}

// LikelyPart warns of clients who may be the person on the card, while it is typed.
func LikelyPart(t *text.Text, found []ClientHit) kit.Node { return duplicates(t, found) }

// duplicates warns; it forbids nothing.
func duplicates(t *text.Text, found []ClientHit) kit.Node {
	return kit.If(len(found) > 0, func() kit.Node {
		return kit.Banner(kit.Warning, t.N("client.duplicates", len(found)),
			kit.Items(hits(t, found)...))
	})
}

// sure is the choice to register all the same.
func sure(t *text.Text, f kit.Form, found []ClientHit) kit.Node {
	return kit.If(len(found) > 0, func() kit.Node {
		return f.Field(kit.Field{Name: "sure", Kind: kit.Tick, Label: t.T("client.sure")})
	})
}
