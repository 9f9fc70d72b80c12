package desk

import (
	"strconv"

	g "github.com/maragudk/gomponents"
	h "github.com/maragudk/gomponents/html"

	"branchbook/sync/fact"
	"branchbook/sync/money"
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// BookForm books a visit (CAL-6), or with Visit set changes one. Fields: client or new_family, new_given, new_kana,
// new_phone; on, at, untimed; service.N, practitioner.N, at.N from the second row on, length.N, price.N, was.N for
// each row; contract, "new:PRODUCT" for one signed with the visit at the price in shown.PRODUCT; source; asked; note;
// rows. The button "more" asks for one more row, "drop.N" for one row less, "start.DAY.MINUTE" for another time, "again"
// for a new look at what saving would do, "arrived" books somebody who stands at the desk.
type BookForm struct {
	Form          kit.Form
	Visit         string
	Who           ClientRef  // whose visit is changed
	Client        *ClientRef // picked already
	Query         string
	Found         []ClientHit // for the query
	NewClient     bool        // the fields of a new client are open
	Duplicates    []ClientHit // who the new client may already be
	Rows          int
	Services      []kit.Option
	Practitioners []kit.Option
	Rooms         []string // which rooms the service of a row takes, by row
	Currency      string   // of the prices
	Courses       []CourseChoice
	New           []NewCourse // that could be signed with the visit (CRS-3)
	Ahead         Ahead
	Sources       []kit.Option
	Asked         string // whom the client named; empty: nobody yet
	Ask           bool   // that practitioner would lose the visit: the client has to agree
	Overlap       bool   // a manager may book over the time that was refused
	Today         bool   // the day is today: the client may be here already
}

// NewCourse is a course that could be signed with the visit, at the price that is shown (in minor units).
type NewCourse struct {
	Product, Name, About string
	Price                money.Minor
}

// ClientRef names a client.
type ClientRef struct{ ID, Name, Lang, Kana, Number, Phone string }

// CourseChoice is a contract that could give a session, or the reason why it cannot (CRS-5, CRS-6).
type CourseChoice struct {
	Contract, Number, Service string
	Left                      int
	ValidTo                   fact.Date
	Why                       string // empty: usable
	Uses                      string // which session the visit would use, if it would use one of these
}

// BookPage is the booking form with the frame.
func BookPage(a Around, v BookForm) kit.Node {
	head := kit.Head{Title: a.Text.T("visit.new"),
		Back: kit.Crumb{Href: DayPath(fact.Date(v.Form.Value("on"))), Word: a.Text.T("nav.calendar")}}
	if v.Visit != "" {
		head = kit.Head{Title: a.Text.T("visit.change"), Beneath: joined(v.Who.Name, v.Who.Number),
			Back: kit.Crumb{Href: VisitPath(v.Visit), Word: a.Text.T("visit.one")}}
	}
	return a.page(head.Title, inCalendar, kit.Heading(head), BookPart(a.Text, v))
}

// BookPart is the booking form: what is asked at the left, what saving it will do at the right.
func BookPart(t *text.Text, v BookForm) kit.Node {
	f := v.Form
	return h.Div(h.ID("booking"), f.PostBeside(
		kit.Nodes(
			kit.Enter(), kit.Hidden("rows", strconv.Itoa(max(1, v.Rows))),
			kit.If(v.Visit == "", func() kit.Node { return kit.Set(t.T("client.one"), v.client(t)) }),
			v.when(t),
			kit.Set(t.T("visit.services"), v.rows(t),
				kit.Row(kit.SmallButton("plus", t.T("visit.more_services"), v.again("more")...))),
			kit.Set(t.T("visit.rest"), kit.FieldRow(
				f.Field(kit.Field{Name: "source", Kind: kit.Choose, Label: t.T("visit.source"), Options: v.Sources}),
				f.Field(kit.Field{Name: "asked", Kind: kit.Tick, Label: v.askedWords(t)})),
				f.Field(kit.Field{Name: "note", Kind: kit.LongText, Label: t.T("visit.note"), Optional: true}))),
		v.rail(t),
		kit.Actions(kit.Submit(t.T("form.save")),
			kit.If(v.Today && v.Visit == "", func() kit.Node {
				return kit.Other(t.T("visit.save_arrived"), h.Name("do"), h.Value("arrived"))
			}),
			kit.Other(t.T("visit.check"), v.again("again")...))))
}

// when is the day and the hour.
func (v BookForm) when(t *text.Text) kit.Node {
	f := v.Form
	return kit.Set(t.T("visit.when"), kit.FieldRow(
		f.Field(kit.Field{Name: "on", Kind: kit.Date, Label: t.T("visit.day")}),
		f.Field(kit.Field{Name: "at", Kind: kit.Clock, Label: t.T("visit.time"), Optional: f.Value("untimed") == "yes"}),
		f.Field(kit.Field{Name: "untimed", Kind: kit.Tick, Label: t.T("visit.untimed")})))
}

func (v BookForm) askedWords(t *text.Text) string {
	if v.Asked == "" {
		return t.T("visit.asked")
	}
	return t.T("visit.asked") + ": " + v.Asked
}

// asksAt is where the form is asked for once more.
func (v BookForm) asksAt() string {
	if v.Visit != "" {
		return VisitEditPath(v.Visit)
	}
	return VisitFormPath
}

// again makes a button ask for the form once more instead of saving it; with script only the form changes, so that
// the place on the page stays.
func (v BookForm) again(what string) []kit.Node {
	return []kit.Node{h.Name("do"), h.Value(what), g.Attr("formaction", v.asksAt()), g.Attr("formnovalidate"),
		g.Attr("hx-post", v.asksAt()), g.Attr("hx-target", "#booking"), g.Attr("hx-select", "#booking"),
		g.Attr("hx-swap", "outerMorph")}
}

func (v BookForm) client(t *text.Text) kit.Node {
	f := v.Form
	if v.Client != nil {
		return kit.Apart(
			h.Div(kit.Hidden("client", v.Client.ID),
				h.Strong(lang(v.Client.Lang), g.Text(v.Client.Name)), g.Text(" "),
				kit.Soft(g.Text(joined(v.Client.Kana, v.Client.Number, t.Phone(v.Client.Phone))))),
			kit.SmallButton("", t.T("visit.other_client"), v.again("other")...))
	}
	return kit.Stack(
		f.Field(kit.Field{Name: "q", Kind: kit.Search, Label: t.T("visit.find_client"), Hint: t.T("visit.find_hint"),
			Optional: true, Whole: true, Extra: []kit.Node{
				g.Attr("data-search"), g.Attr("hx-get", ClientPickPath), g.Attr("hx-trigger",
					"search-go"), g.Attr("hx-target", "#pick"),
			}}),
		h.Div(h.ID("pick"), PickPart(t, f.Value("client"), v.Found)),
		kit.More(t.T("visit.new_client"), v.NewClient || len(v.Duplicates) > 0, kit.Stack(
			duplicates(t, v.Duplicates),
			sure(t, f, v.Duplicates),
			kit.Fields(
				f.Field(kit.Field{Name: "new_family", Label: t.T("client.family"), Optional: true}),
				f.Field(kit.Field{Name: "new_given", Label: t.T("client.given"), Optional: true}),
				f.Field(kit.Field{Name: "new_kana", Label: t.T("client.kana"), Optional: true}),
				f.Field(kit.Field{Name: "new_phone", Kind: kit.Phone, Label: t.T("client.phone"),
					Optional: true})))),
		h.Div(h.ID("client"), h.TabIndex("-1"), f.Fault("client")))
}

// PickPart is the rows to pick a client from; it is fetched while somebody types.
func PickPart(t *text.Text, picked string, found []ClientHit) kit.Node {
	return kit.Picks("client", t.T("visit.pick"), picked, found,
		func(c ClientHit) (string, kit.Node, kit.Node) {
			return c.ID, kit.Nodes(h.Span(lang(c.Lang), g.Text(c.Name)), g.Text(" "),
					kit.Soft(g.Text(joined(c.Kana, c.Number)))),
				kit.Soft(kit.Num(t.Phone(c.Phone)))
		})
}

func (v BookForm) rows(t *text.Text) kit.Node {
	var rows []kit.Node
	for i := range max(1, v.Rows) {
		rows = append(rows, v.row(t, i))
	}
	return kit.Stack(rows...)
}

func (v BookForm) row(t *text.Text, i int) kit.Node {
	f, n := v.Form, "."+strconv.Itoa(i)
	room := ""
	if i < len(v.Rooms) && v.Rooms[i] != "" {
		room = t.T("visit.room", "Name", v.Rooms[i])
	}
	return kit.BlockRow(
		f.Field(kit.Field{Name: "service" + n, Kind: kit.Choose, Label: t.T("service.one"), Hint: room,
			Options: blank(t, v.Services)}),
		f.Field(kit.Field{Name: "practitioner" + n, Kind: kit.Choose,
			Label: t.T("practitioner.one"), Options: blank(t, v.Practitioners)}),
		kit.If(i > 0, func() kit.Node {
			return f.Field(kit.Field{Name: "at" + n, Kind: kit.Clock, Label: t.T("visit.time"),
				Hint: t.T("visit.follows"), Optional: true})
		}),
		f.Field(kit.Field{Name: "length" + n, Kind: kit.Whole, Label: t.T("visit.length"),
			Unit: t.T("unit.min"), Usual: t.T("visit.usual")}),
		f.Field(kit.Field{Name: "price" + n, Kind: kit.Sum, Label: t.T("service.price"),
			Unit: v.Currency, Usual: t.T("visit.usual")}),
		kit.If(v.Visit != "", func() kit.Node { return kit.Hidden("was"+n, f.Value("was"+n)) }),
		kit.If(v.Rows > 1, func() kit.Node {
			return kit.Row(kit.SmallButton("x", t.T("visit.drop"), v.again("drop"+n)...))
		}))
}

func blank(t *text.Text, options []kit.Option) []kit.Option {
	return append([]kit.Option{{Label: t.T("form.choose")}}, options...)
}
