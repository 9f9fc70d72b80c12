package desk

import (
	"branchbook/sync/fact"
	"branchbook/sync/money"
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// Takings is the money of a day: what came in, and what was given. Of chooses one part: a means of payment, or [Given].
type Takings struct {
	On           fact.Date
	Of           string
	Sums         []TakingSum
	Money, Given []TakingRow
	Shown        money.Amount // of Money
	Worth        money.Amount // of Given
}

// Given is the part of a day's money that is no payment: what was given, at its price.
const Given = "given"

// TakingSum is one figure of the day and the part that it is made of.
type TakingSum struct {
	Of, Word string
	Amount   money.Amount
}

// TakingRow is a payment or something that was given. What does not apply is empty.
type TakingRow struct {
	At, By           string
	Client           ClientRef
	Means            string // in words
	Contract, Number string
	Visit, Service   string
	Amount           money.Amount
}

// TakingsPage lists a day's money with its sums; every sum leads to its lines.
func TakingsPage(a Around, v Takings) kit.Node {
	t := a.Text
	figures := make([]kit.Figure, len(v.Sums))
	for i, s := range v.Sums {
		value, after := t.Figure(s.Amount)
		figures[i] = kit.Figure{Name: s.Word, Value: value, Unit: text.Symbol(s.Amount.Currency()), After: after,
			Href: TakingsPath(v.On, s.Of), Here: s.Of == v.Of}
	}
	return a.page(t.T("takings.title"), inCalendar,
		kit.Heading(kit.Head{Title: t.T("takings.title"), Beneath: t.Full(v.On),
			Back: kit.Crumb{Href: DayPath(v.On), Word: t.Head(v.On)},
			Actions: []kit.Node{kit.Joined(
				kit.Step(TakingsPath(v.On.AddDays(-1), v.Of), "chevron-left", t.T("takings.before")),
				kit.Step(TakingsPath(v.On.AddDays(1), v.Of), "chevron-right", t.T("takings.after")))}}),
		kit.Figures(figures...),
		kit.If(v.Of != Given, func() kit.Node {
			return kit.Section(t.T("takings.received"), nil, v.received(t), kit.Soft(kit.Text(t.T("takings.no_till"))))
		}),
		kit.If(v.Of == "" || v.Of == Given, func() kit.Node {
			return kit.Section(t.T("takings.given"), nil, v.given(t), kit.Soft(kit.Text(t.T("takings.given_about"))))
		}))
}

func (v Takings) received(t *text.Text) kit.Node {
	if len(v.Money) == 0 {
		return kit.Para(t.T("takings.none"))
	}
	table := kit.Table{Caption: t.T("takings.received"), Fold: true, Columns: []kit.Column{{Head: t.T("visit.time")},
		{Head: t.T("client.one")}, {Head: t.T("contract.one")}, {Head: t.T("takings.means")}, {Head: t.T("takings.by")},
		{Head: t.T("takings.amount"), Figure: true}},
		Total: []kit.Cell{{Text: t.T("table.total")}, {}, {}, {}, {}, {Text: t.Money(v.Shown)}}}
	for _, r := range v.Money {
		table.Rows = append(table.Rows, kit.Line{Cells: []kit.Cell{{Text: r.At}, r.Client.cell(),
			linked(r.Number, r.Contract, ContractPath), {Text: r.Means}, {Text: r.By}, {Text: t.Money(r.Amount)}}})
	}
	return kit.Tabled(table)
}

func (v Takings) given(t *text.Text) kit.Node {
	if len(v.Given) == 0 {
		return kit.Para(t.T("takings.none_given"))
	}
	table := kit.Table{Caption: t.T("takings.given"), Fold: true, Columns: []kit.Column{{Head: t.T("service.one")},
		{Head: t.T("client.one")}, {Head: t.T("contract.one")}, {Head: t.T("takings.amount"), Figure: true}},
		Total: []kit.Cell{{Text: t.T("table.total")}, {}, {}, {Text: t.Money(v.Worth)}}}
	for _, r := range v.Given {
		table.Rows = append(table.Rows, kit.Line{Cells: []kit.Cell{linked(r.Service, r.Visit, VisitPath),
			r.Client.cell(), linked(r.Number, r.Contract, ContractPath), {Text: t.Money(r.Amount)}}})
	}
	return kit.Tabled(table)
}

// cell names a client in a table.
func (c ClientRef) cell() kit.Cell {
	return kit.Cell{Text: c.Name, Lang: c.Lang, Href: ClientPath(c.ID), Quiet: c.Number}
}

// linked is a text that leads to the thing with the id, if there is one.
func linked(words, id string, path func(string) string) kit.Cell {
	if id == "" {
		return kit.Cell{Text: words}
	}
	return kit.Cell{Text: words, Href: path(id)}
}
