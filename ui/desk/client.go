package desk

import (
	g "github.com/maragudk/gomponents"
	h "github.com/maragudk/gomponents/html"

	"branchbook/sync/fact"
	"branchbook/sync/money"
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// ClientHit is a client found; Why says what a likely duplicate has in common (CLI-1).
type ClientHit struct {
	ID, Name, Lang, Kana, Number, Phone string
	Why                                 string
}

// Clients is the search: what was asked, who was found, and the way to more.
type Clients struct {
	Query          string
	Found          []ClientHit
	Total          int
	Earlier, Later string
}

// ClientsPage is the search with the frame.
func ClientsPage(a Around, v Clients) kit.Node {
	t := a.Text
	return a.page(t.T("nav.clients"), inClients,
		kit.Heading(kit.Head{Title: t.T("nav.clients"),
			Actions: []kit.Node{kit.MainLink(NewClientPath, "plus", t.T("client.new"))}}),
		h.Form(h.Action(ClientsPath), h.Method("get"), h.Role("search"), h.Aria("label", t.T("client.search")),
			searchField(t, v.Query)),
		h.Div(h.ID("found"), ClientsPart(t, v)))
}

func searchField(t *text.Text, query string) kit.Node {
	f := kit.Form{Text: t, Prefix: "list-"}.Begin("q", query)
	return f.Field(kit.Field{Name: "q", Kind: kit.Search, Label: t.T("client.search"),
		Hint: t.T("visit.find_hint"), Optional: true, Extra: []kit.Node{
			g.Attr("data-search"), g.Attr("hx-get", ClientsPath), g.Attr("hx-trigger",
				"search-go"), g.Attr("hx-target", "#found"),
		}})
}

// ClientsPart is the rows found; the last one creates who was not.
func ClientsPart(t *text.Text, v Clients) kit.Node {
	create := kit.If(v.Query != "", func() kit.Node {
		return kit.LinkButton(NewClientPath+"?name="+escaped(v.Query),
			t.T("client.create", "Name", v.Query))
	})
	if len(v.Found) == 0 {
		if v.Query == "" {
			return kit.Empty(t.T("client.nobody_yet"),
				kit.MainLink(NewClientPath, "plus", t.T("client.new")))
		}
		return kit.Empty(t.T("client.not_found", "Query", v.Query), create)
	}
	return kit.Stack(kit.Items(hits(t, v.Found)...), kit.Row(create),
		kit.Pages(t, v.Earlier, v.Later, t.N("client.count", v.Total)))
}

func hits(t *text.Text, found []ClientHit) []kit.Item {
	items := make([]kit.Item, len(found))
	for i, c := range found {
		items[i] = kit.Item{Href: ClientPath(c.ID), Title: c.Name, Lang: c.Lang,
			Beneath: joined(c.Kana, c.Number, c.Why), End: kit.Num(t.Phone(c.Phone))}
	}
	return items
}

// Client is a client's card (CLI-2) with what the desk asks of it.
type Client struct {
	ID, Name, Lang, Kana, Number   string
	Phones                         []string
	Mail, Birthday, Sex, Address   string
	Language, Groups, Tags, Source string
	Romaji, Payer, Home            string
	Notes                          string
	Warnings                       []string
	Consents                       []kit.Fact
	Relatives                      []Relative
	Contracts                      []ContractRow
	Visits                         []ClientVisit
	Debt                           money.Amount
	Sealed                         bool // the personal fields cannot be read here: no key, or erased
}

// Relative is a family link to another client.
type Relative struct{ Client, Name, Relation string }

// ClientVisit is a line of a client's visits.
type ClientVisit struct {
	Visit, Service, Practitioner string
	On                           fact.Date
	Clock                        string
	Status                       kit.Status
}

// ContractRow is a line of a list of contracts.
type ContractRow struct {
	ID, Number, Product, Client, Lang string
	SignedOn, ValidTo                 fact.Date
	Used, Booked, Left, Whole         int
	LeftValue, Owed                   money.Amount
	State                             string // in the reader's words
}

// ClientPage is a card with the frame.
func ClientPage(a Around, v Client) kit.Node {
	return a.page(v.Name, inClients, ClientPart(a.Text, v))
}

// ClientPart is a client's card.
func ClientPart(t *text.Text, v Client) kit.Node {
	return kit.Nodes(
		kit.Heading(kit.Head{
			Title: v.Name, Beneath: joined(v.Kana, v.Number), Back: kit.Crumb{Href: ClientsPath,
				Word: t.T("nav.clients")},
			Actions: []kit.Node{
				kit.LinkButton(ClientEditPath(v.ID),
					t.T("form.edit")), kit.LinkButton(SignPath(v.ID), t.T("contract.new")),
				kit.MainLink(BookPath("", "", "", v.ID), "plus", t.T("visit.new")),
			},
		}),
		kit.If(v.Sealed, func() kit.Node { return kit.Banner(kit.Warning, t.T("client.sealed")) }),
		kit.Each(v.Warnings, func(w string) kit.Node { return kit.Banner(kit.Warning, w) }),
		kit.Split(
			kit.Nodes(
				kit.Section(t.T("nav.contracts"), nil, contractsOf(t, v)),
				kit.Section(t.T("client.visits"), nil, visitsOf(t, v))),
			kit.Stack(kit.Facts(v.facts(t)...), kit.If(v.Notes != "",
				func() kit.Node { return kit.Para(v.Notes) }))))
}

func (v Client) facts(t *text.Text) []kit.Fact {
	phones := kit.Each(v.Phones, func(p string) kit.Node { return h.Div(phone(t, p)) })
	facts := []kit.Fact{}
	if len(v.Phones) > 0 {
		facts = append(facts, kit.Fact{Term: t.T("client.phone"), Node: phones})
	}
	if v.Debt.Minor() != 0 {
		facts = append(facts, kit.Fact{Term: t.T("client.debt"), What: t.Money(v.Debt)})
	}
	facts = append(facts,
		kit.Fact{Term: t.T("client.romaji"), What: v.Romaji}, kit.Fact{Term: t.T("client.mail"), What: v.Mail}, kit.Fact{Term: t.T("client.birthday"),
			What: v.Birthday},
		kit.Fact{Term: t.T("client.sex"), What: v.Sex}, kit.Fact{Term: t.T("client.address"),
			What: v.Address},
		kit.Fact{Term: t.T("client.language"),
			What: text.LangName(v.Language)}, kit.Fact{Term: t.T("client.groups"), What: v.Groups},
		kit.Fact{Term: t.T("client.tags"), What: v.Tags}, kit.Fact{Term: t.T("client.source"),
			What: v.Source}, kit.Fact{Term: t.T("client.payer"), What: v.Payer},
		kit.Fact{Term: t.T("client.home"), What: v.Home})
	for _, r := range v.Relatives {
		facts = append(facts, kit.Fact{Term: r.Relation, Node: h.A(h.Href(ClientPath(r.Client)), g.Text(r.Name))})
	}
	return append(facts, v.Consents...)
}

func contractsOf(t *text.Text, v Client) kit.Node {
	if len(v.Contracts) == 0 {
		return kit.Empty(t.T("contract.none_of_client"),
			kit.LinkButton(SignPath(v.ID), t.T("contract.new")))
	}
	return kit.Stack(contractTable(t, v.Contracts, false),
		kit.Row(kit.LinkButton(FiguresOf("client", v.ID), t.T("course.figures"))))
}

func visitsOf(t *text.Text, v Client) kit.Node {
	if len(v.Visits) == 0 {
		return kit.Empty(t.T("client.no_visits"),
			kit.LinkButton(BookPath("", "", "", v.ID), t.T("visit.new")))
	}
	items := make([]kit.Item, len(v.Visits))
	for i, x := range v.Visits {
		items[i] = kit.Item{Href: VisitPath(x.Visit), Title: joined(t.Date(x.On), x.Clock),
			Beneath: joined(x.Service, x.Practitioner), End: x.Status.Chip(t)}
	}
	return kit.Items(items...)
}
