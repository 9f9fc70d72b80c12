package desk

import (
	g "github.com/maragudk/gomponents"
	h "github.com/maragudk/gomponents/html"

	"branchbook/sync/fact"
	"branchbook/sync/money"
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

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
	Soon                           string // that the birthday is near, in words
	First                          bool   // has not been here yet
	Stats                          Stats
	Changes                        []kit.Event // of the card, newest first; for its tab
	Tab                            string      // "", "contracts", "details", "changes"
	Sealed                         bool        // the personal fields cannot be read here: no key, or erased
}

// Stats is what a client's visits came to.
type Stats struct {
	Visits, Completed, Missed, Cancelled int
	Earned                               money.Amount
	Last, Next                           fact.Date
	Favourite                            string // who or what was chosen most; empty: nothing stands out
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

// ClientPart is a client's card: who it is and what to know at once, what came of the visits so far, and the rest by
// tabs.
func ClientPart(t *text.Text, v Client) kit.Node {
	return kit.Nodes(
		kit.Heading(kit.Head{
			Title: v.Name, Beneath: joined(v.Kana, v.Number, text.LangName(v.Language)),
			Back: kit.Crumb{Href: ClientsPath, Word: t.T("nav.clients")},
			Actions: []kit.Node{
				kit.LinkButton(ClientEditPath(v.ID), t.T("form.edit")),
				kit.LinkButton(SignPath(v.ID), t.T("contract.new")),
				kit.MainLink(BookPath("", "", "", v.ID), "plus", t.T("visit.new")),
			},
		}),
		kit.If(v.Sealed, func() kit.Node { return kit.Banner(kit.Warning, t.T("client.sealed")) }),
		kit.Each(v.Warnings, func(w string) kit.Node { return kit.Banner(kit.Warning, w) }),
		v.marks(t),
		kit.Figures(v.figures(t)...),
		kit.Split(
			kit.Nodes(kit.Tabs(t.T("client.one"), v.tabs(t)...), v.tab(t)),
			kit.Stack(v.contact(t),
				kit.If(v.Notes != "", func() kit.Node { return kit.Part(t.T("client.notes"), kit.Para(v.Notes)) }),
				v.running(t))))
}

// marks are what is to be known before anything else: how to call, what is owed, whether it is the first time.
func (v Client) marks(t *text.Text) kit.Node {
	var marks []kit.Node
	if len(v.Phones) > 0 {
		marks = append(marks, kit.Call(v.Phones[0], t.Phone(v.Phones[0])))
	}
	if v.Debt.Minor() > 0 {
		marks = append(marks, kit.Mark("wallet", t.T("client.debt")+" "+t.Money(v.Debt)))
	}
	if v.First {
		marks = append(marks, kit.Mark("sparkles", t.T("client.first")))
	}
	if v.Soon != "" {
		marks = append(marks, kit.Mark("bell", v.Soon))
	}
	return kit.If(len(marks) > 0, func() kit.Node { return kit.MarkRow(marks...) })
}

func (v Client) figures(t *text.Text) []kit.Figure {
	s := v.Stats
	value, after := t.Figure(s.Earned)
	day := func(d fact.Date) string {
		if d == "" {
			return "–"
		}
		return t.Date(d)
	}
	return []kit.Figure{
		{Name: t.T("client.visits"), Value: t.Count(int64(s.Visits)),
			AsOf: t.T("client.of_them", "Done", s.Completed, "Missed", s.Missed, "Cancelled", s.Cancelled)},
		{Name: t.T("client.earned"), Value: value, Unit: text.Symbol(s.Earned.Currency()), After: after},
		{Name: t.T("client.last"), Value: day(s.Last), Words: true, AsOf: s.Favourite},
		{Name: t.T("client.next"), Value: day(s.Next), Words: true},
	}
}

func (v Client) tabs(t *text.Text) (tabs []kit.Tab) {
	for _, tab := range []struct{ key, word string }{
		{"", t.T("client.visits")}, {"contracts", t.T("nav.contracts")}, {"details", t.T("client.details")},
		{"changes", t.T("visit.changes")},
	} {
		tabs = append(tabs, kit.Tab{Href: ClientTabPath(v.ID, tab.key), Word: tab.word, Here: tab.key == v.Tab})
	}
	return tabs
}

func (v Client) tab(t *text.Text) kit.Node {
	switch v.Tab {
	case "contracts":
		return contractsOf(t, v)
	case "changes":
		return kit.History(t, v.Changes)
	case "details":
		return kit.Facts(v.details(t)...)
	}
	return visitsOf(t, v)
}

// contact is how to reach the client, always in sight.
func (v Client) contact(t *text.Text) kit.Node {
	phones := kit.Each(v.Phones, func(p string) kit.Node { return h.Div(phone(t, p)) })
	facts := []kit.Fact{}
	if len(v.Phones) > 0 {
		facts = append(facts, kit.Fact{Term: t.T("client.phone"), Node: phones})
	}
	return kit.Facts(append(facts, kit.Fact{Term: t.T("client.mail"), What: v.Mail},
		kit.Fact{Term: t.T("client.birthday"), What: v.Birthday}, kit.Fact{Term: t.T("client.groups"), What: v.Groups},
		kit.Fact{Term: t.T("client.tags"), What: v.Tags})...)
}

// running are the contracts that still give sessions.
func (v Client) running(t *text.Text) kit.Node {
	var items []kit.Item
	for _, c := range v.Contracts {
		if c.State == "" {
			items = append(items, kit.Item{Href: ContractPath(c.ID), Title: c.Number, Beneath: c.Product,
				End: kit.Num(t.T("contract.of", "Left", c.Left, "Whole", c.Whole))})
		}
	}
	return kit.If(len(items) > 0, func() kit.Node {
		return kit.Section(t.T("contract.sessions_left"), nil, kit.Items(items...))
	})
}

// details are everything else that stands on the card.
func (v Client) details(t *text.Text) []kit.Fact {
	facts := []kit.Fact{
		{Term: t.T("client.romaji"), What: v.Romaji}, {Term: t.T("client.sex"), What: v.Sex},
		{Term: t.T("client.address"), What: v.Address}, {Term: t.T("client.source"), What: v.Source},
		{Term: t.T("client.payer"), What: v.Payer}, {Term: t.T("client.home"), What: v.Home},
	}
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
