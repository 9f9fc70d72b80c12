package desk

import (
	"net/url"
	"strconv"

	g "github.com/maragudk/gomponents"
	h "github.com/maragudk/gomponents/html"

	"branchbook/sync/fact"
	"branchbook/sync/money"
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

func escaped(s string) string { return url.QueryEscape(s) }

// Contracts is the list of a branch's contracts.
type Contracts struct {
	Query          string
	Rows           []ContractRow
	Total          int
	Earlier, Later string
}

// ContractsPage is the list with the frame.
func ContractsPage(a Around, v Contracts) kit.Node {
	t := a.Text
	return a.page(t.T("nav.contracts"), inContracts, kit.Heading(kit.Head{
		Title: t.T("nav.contracts"), Actions: []kit.Node{kit.LinkButton(FiguresPath, t.T("course.figures")),
			kit.MainLink(NewContractPath, "plus", t.T("contract.new"))},
	}), ContractsPart(t, v))
}

// ContractsPart is the list of contracts.
func ContractsPart(t *text.Text, v Contracts) kit.Node {
	if len(v.Rows) == 0 {
		return kit.Empty(t.T("contract.none"),
			kit.MainLink(NewContractPath, "plus", t.T("contract.new")))
	}
	return kit.Stack(contractTable(t, v.Rows, true),
		kit.Pages(t, v.Earlier, v.Later, t.N("contract.count", v.Total)))
}

func contractTable(t *text.Text, contracts []ContractRow, withClient bool) kit.Node {
	table := kit.Table{Caption: t.T("nav.contracts"), Fold: true, Columns: []kit.Column{
		{Head: t.T("contract.number")}, {Head: t.T("contract.valid_to")}, {Head: t.T("contract.sessions_left"),
			Figure: true},
		{Head: t.T("contract.left_value"), Figure: true}, {Head: t.T("contract.owed"),
			Figure: true},
	}}
	for _, c := range contracts {
		quiet := joined(c.Product, c.State)
		if withClient {
			quiet = joined(c.Client, quiet)
		}
		table.Rows = append(table.Rows, kit.Line{Cells: []kit.Cell{
			{Text: c.Number, Href: ContractPath(c.ID),
				Quiet: quiet}, {Node: kit.Dated(t, c.ValidTo)},
			{Text: t.T("contract.of", "Left", c.Left, "Whole",
				c.Whole)}, {Text: t.Money(c.LeftValue)}, {Text: t.Money(c.Owed)},
		}})
	}
	return kit.Tabled(table)
}

// SignForm signs a contract (CRS-2, CRS-3). Fields: client, product, paid, means, paid_only, price.<product> with the
// price that was shown, and visit, if the contract is for one that is booked.
type SignForm struct {
	Form     kit.Form
	Client   *ClientRef
	Found    []ClientHit
	Products []kit.Option // Note says sessions, price and validity
	Shown    []Shown
	Means    []kit.Option
	Currency money.Currency
}

// Shown is the price of a product as the form shows it, in minor units.
type Shown struct {
	Product string
	Price   money.Minor
}

// SignContractPage is the form with the frame.
func SignContractPage(a Around, v SignForm) kit.Node {
	t := a.Text
	back := kit.Crumb{Href: ContractsPath, Word: t.T("nav.contracts")}
	if v.Client != nil {
		back = kit.Crumb{Href: ClientPath(v.Client.ID), Word: v.Client.Name}
	}
	if visit := v.Form.Value("visit"); visit != "" {
		back = kit.Crumb{Href: VisitPath(visit), Word: t.T("visit.one")}
	}
	return a.page(t.T("contract.new"), inContracts,
		kit.Heading(kit.Head{Title: t.T("contract.new"), Back: back}), SignContractPart(t, v))
}

// SignContractPart is the form that signs a contract.
func SignContractPart(t *text.Text, v SignForm) kit.Node {
	f := v.Form
	return f.Post(
		kit.If(f.Value("visit") != "", func() kit.Node { return kit.Hidden("visit", f.Value("visit")) }),
		kit.Set(t.T("client.one"), v.client(t)),
		kit.Set(t.T("contract.terms"),
			f.Field(kit.Field{Name: "product", Kind: kit.Radio, Label: t.T("product.one"),
				Hint: t.T("contract.frozen"), Options: v.Products}), f.Fault("price"),
			kit.Each(v.Shown, func(s Shown) kit.Node {
				return kit.Hidden("price."+s.Product, strconv.FormatInt(int64(s.Price), 10))
			})),
		kit.Set(t.T("contract.payment"), kit.Fields(
			f.Field(kit.Field{Name: "paid", Kind: kit.Sum, Label: t.T("contract.paid_now"),
				Unit: text.Symbol(v.Currency), Optional: true}),
			f.Field(kit.Field{Name: "means", Kind: kit.Choose, Label: t.T("contract.means"),
				Options: v.Means, Optional: true}),
			f.Field(kit.Field{Name: "paid_only", Kind: kit.Tick, Label: t.T("contract.paid_only")}))),
		kit.Actions(kit.Submit(t.T("contract.sign"))))
}

func (v SignForm) client(t *text.Text) kit.Node {
	if v.Client != nil {
		return h.P(kit.Hidden("client", v.Client.ID),
			h.Strong(lang(v.Client.Lang), g.Text(v.Client.Name)), g.Text(" "),
			kit.Soft(g.Text(joined(v.Client.Kana, v.Client.Number))))
	}
	return kit.Stack(v.Form.Field(kit.Field{
		Name: "q", Kind: kit.Search, Label: t.T("visit.find_client"), Hint: t.T("visit.find_hint"), Optional: true, Extra: []kit.Node{
			g.Attr("data-search"), g.Attr("hx-get", ClientPickPath), g.Attr("hx-trigger",
				"search-go"), g.Attr("hx-target", "#pick"),
		},
	}), h.Div(h.ID("pick"), PickPart(t, v.Form.Value("client"), v.Found)),
		h.Div(h.ID("client"), h.TabIndex("-1"), v.Form.Fault("client")))
}

// Contract is a signed contract with its running ledger (CRS-4, CRS-11).
type Contract struct {
	ID, Number, Product       string
	State                     string // in the reader's words
	Client                    ClientRef
	SignedOn, ValidTo         fact.Date
	Price, Paid, Owed         money.Amount
	Earned, LeftValue         money.Amount
	Used, Booked, Left, Whole int
	PaidOnly                  bool // sessions only as far as they are paid (CRS-10)
	Items                     []ContractItem
	Terms                     []kit.Fact // in words, as they were when it was signed
	BackToday                 string     // what ending it today pays back; empty: no rule says
	Ledger                    []LedgerLine
	Kinds                     []kit.Tab // of the ledger's lines
	Sheet                     string    // address of what is shown as a file
	Payment                   *kit.Form // nil: nothing is owed. Fields: amount, means
	Means                     []kit.Option
	Parked                    []Parked
	Acts                      []ContractAct // for those who may decide
}

// Parked is a session that a timely cancellation left to a person. Fields: session, reason.
type Parked struct {
	Name string // "Laser 3"
	Form kit.Form
}

// ContractItem is one service of a contract with its sessions in order.
type ContractItem struct {
	Service  string
	Sessions []Session
}

// Session is one session: its number, state ("free", "held", "earned", "burned", "expired",
// "refunded", "moved") and unit price.
type Session struct {
	N     int
	State string
	Price money.Amount
}

// ContractPage is a contract with the frame.
func ContractPage(a Around, v Contract) kit.Node {
	return a.page(v.Number, inContracts, ContractPart(a.Text, v))
}

// ContractPart is a contract: figures, sessions, running ledger, and at the right its terms and a
// payment.
func ContractPart(t *text.Text, v Contract) kit.Node {
	return kit.Nodes(
		kit.Heading(kit.Head{
			Title: v.Product, Beneath: joined(v.Number, v.Client.Name,
				v.State), Back: kit.Crumb{Href: ClientPath(v.Client.ID), Word: v.Client.Name},
			Actions: []kit.Node{kit.MainLink(BookPath("", "", "", v.Client.ID), "plus",
				t.T("visit.new"))},
		}),
		kit.Figures(v.figures(t)...),
		kit.Portions(v.Used, v.Booked, v.Whole),
		kit.Split(
			kit.Nodes(kit.Each(v.Items, func(i ContractItem) kit.Node { return sessions(t, i) }), v.parked(t),
				v.ledger(t),
				kit.Section(t.T("contract.terms"), nil, kit.Soft(g.Text(t.T("contract.frozen"))), kit.Facts(v.Terms...))),
			kit.Stack(kit.Facts(
				kit.Fact{Term: t.T("client.one"), Node: h.A(h.Href(ClientPath(v.Client.ID)),
					lang(v.Client.Lang), g.Text(v.Client.Name))},
				kit.Fact{Term: t.T("contract.signed_on"), Node: kit.Dated(t, v.SignedOn)},
				kit.Fact{Term: t.T("contract.valid_to"), Node: kit.Dated(t, v.ValidTo)},
				kit.Fact{Term: t.T("contract.price"), Node: kit.Num(t.Money(v.Price))},
				kit.Fact{Term: t.T("contract.paid"), Node: kit.Num(t.Money(v.Paid))},
				kit.Fact{Term: t.T("contract.owed"),
					Node: kit.Num(t.Money(v.Owed))},
				kit.Fact{Term: t.T("contract.back_today"), What: v.BackToday}),
				kit.If(v.PaidOnly, func() kit.Node { return kit.Soft(kit.Text(t.T("contract.paid_only"))) }),
				v.payment(t),
				v.acts(t))))
}

func (v Contract) figures(t *text.Text) []kit.Figure {
	money := func(name string, a money.Amount) kit.Figure {
		value, after := t.Figure(a)
		return kit.Figure{Name: name, Value: value, Unit: text.Symbol(a.Currency()), After: after}
	}
	return []kit.Figure{
		{Name: t.T("contract.sessions_left"), Value: t.Count(int64(v.Left)),
			Unit: t.T("contract.out_of", "Whole",
				v.Whole), After: true, AsOf: t.T("contract.used_booked", "Used", v.Used, "Booked", v.Booked)},
		money(t.T("contract.left_value"), v.LeftValue), money(t.T("contract.earned"),
			v.Earned), money(t.T("contract.owed"), v.Owed),
	}
}

func sessions(t *text.Text, i ContractItem) kit.Node {
	units := make([]kit.Unit, len(i.Sessions))
	for n, s := range i.Sessions {
		units[n] = kit.Unit{Label: strconv.Itoa(s.N), State: s.State,
			Word: joined(t.T("session."+s.State), t.Money(s.Price))}
	}
	return kit.Section(i.Service, nil, kit.Units(units))
}

func (v Contract) payment(t *text.Text) kit.Node {
	return kit.If(v.Payment != nil, func() kit.Node {
		f := *v.Payment
		return kit.Section(t.T("contract.take_payment"), nil, f.Post(
			f.Field(kit.Field{Name: "amount", Kind: kit.Sum, Label: t.T("contract.amount"),
				Unit: text.Symbol(v.Owed.Currency())}),
			f.Field(kit.Field{Name: "means", Kind: kit.Choose, Label: t.T("contract.means"),
				Options: v.Means}),
			kit.Actions(kit.Submit(t.T("contract.pay")))))
	})
}

// parked is the sessions that wait for a decision, for those who may decide.
func (v Contract) parked(t *text.Text) kit.Node {
	return kit.If(len(v.Parked) > 0, func() kit.Node {
		return kit.Section(t.T("contract.parked"), nil, kit.Para(t.T("contract.parked_about")),
			kit.Each(v.Parked, func(p Parked) kit.Node {
				return p.Form.Post(
					kit.Hidden("session", p.Form.Value("session")),
					p.Form.Field(kit.Field{Name: "reason", Label: t.T("contract.why") + " · " + p.Name}),
					kit.Actions(kit.Submit(t.T("contract.return"))))
			}))
	})
}
