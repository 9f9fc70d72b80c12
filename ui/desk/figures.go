package desk

import (
	"net/url"

	"branchbook/sync/fact"
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// FiguresPath is what became of the courses by the end of a day.
const FiguresPath = "/contracts/figures"

// Figures is what became of the branch's courses, or of some of them, by the end of a day (CRS-11).
type Figures struct {
	On               fact.Date
	Client, Contract string // ids; empty: of all
	Of               string // whose they are, in words; empty: of the branch
	Product          string // id; empty: of all
	Products         []kit.Option
	ByPrice, ByMoney []FigureLine
	Sessions         []FigureLine // beside ByPrice
}

// FigureLine is one kind of change with what it comes to.
type FigureLine struct {
	Word, Value string
	Left        bool // what remains of the others
}

// FiguresOf is the address of the figures of a client or a contract.
func FiguresOf(key, id string) string { return FiguresPath + "?" + url.Values{key: {id}}.Encode() }

// FiguresPage is the figures with the frame.
func FiguresPage(a Around, v Figures) kit.Node {
	t := a.Text
	return a.page(t.T("course.figures"), inContracts, kit.Heading(kit.Head{Title: t.T("course.figures"), Beneath: v.Of,
		Back: kit.Crumb{Href: ContractsPath, Word: t.T("nav.contracts")}}), FiguresPart(t, v))
}

// FiguresPart is the day and the product to choose, and three tables of the same changes.
func FiguresPart(t *text.Text, v Figures) kit.Node {
	f := kit.Form{Text: t}.Begin("on", string(v.On)).Begin("product", v.Product)
	all := append([]kit.Option{{Label: t.T("course.all_products")}}, v.Products...)
	return kit.Nodes(
		kit.Asking(FiguresPath, kit.If(v.Client != "", func() kit.Node { return kit.Hidden("client", v.Client) }),
			kit.If(v.Contract != "", func() kit.Node { return kit.Hidden("contract", v.Contract) }),
			kit.Fields(f.Field(kit.Field{Name: "on", Kind: kit.Date, Label: t.T("course.by_end_of")}),
				f.Field(kit.Field{Name: "product", Kind: kit.Choose, Label: t.T("product.one"), Options: all, Optional: true})),
			kit.Actions(kit.Submit(t.T("course.show")))),
		kit.Section(t.T("course.by_price"), nil, figureTable(t, t.T("course.by_price"), v.ByPrice, v.Sessions)),
		kit.Section(t.T("course.by_money"), nil, figureTable(t, t.T("course.by_money"), v.ByMoney, nil)))
}

// figureTable is what happened and what it comes to; sessions are shown beside it where they are counted.
func figureTable(t *text.Text, caption string, lines, sessions []FigureLine) kit.Node {
	table := kit.Table{Caption: caption, Columns: []kit.Column{{Head: t.T("ledger.what")}}}
	if sessions != nil {
		table.Columns = append(table.Columns, kit.Column{Head: t.T("ledger.sessions"), Figure: true})
	}
	table.Columns = append(table.Columns, kit.Column{Head: t.T("contract.amount"), Figure: true})
	for i, l := range lines {
		cells := []kit.Cell{{Text: l.Word}}
		if sessions != nil {
			cells = append(cells, kit.Cell{Text: sessions[i].Value})
		}
		cells = append(cells, kit.Cell{Text: l.Value})
		if l.Left {
			table.Total = cells
			continue
		}
		table.Rows = append(table.Rows, kit.Line{Cells: cells})
	}
	return kit.Tabled(table)
}
