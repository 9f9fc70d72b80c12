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

// BookForm books a visit (CAL-6), or with Visit set moves and changes one. Fields: client or
// new_family, new_given, new_kana, new_phone; on, at, untimed; service.N, practitioner.N,
// resource.N, length.N for each row; contract; asked; note; rows. The button "more" posts to
// VisitFormPath for one more row, "again" for a new look at course and length.
type BookForm struct {
	Form          kit.Form
	Visit         string
	Client        *ClientRef // picked already
	Query         string
	Found         []ClientHit // for the query
	NewClient     bool        // the fields of a new client are open
	Duplicates    []ClientHit // who the new client may already be
	Rows          int
	Services      []kit.Option
	Practitioners []kit.Option
	Resources     []kit.Option
	Courses       []CourseChoice
	Overlap       bool // a manager may book over the time that was refused
}

// ClientRef names a client.
type ClientRef struct{ ID, Name, Lang, Kana, Number, Phone string }

// CourseChoice is a contract that could give a session, or the reason why it cannot (CRS-5, CRS-6).
type CourseChoice struct {
	Contract, Number, Service string
	Left                      int
	ValidTo                   fact.Date
	Why                       string // empty: usable
}

// BookPage is the booking form with the frame.
func BookPage(a Around, v BookForm) kit.Node {
	title := a.Text.T("visit.new")
	back := kit.Crumb{Href: DayPath(fact.Date(v.Form.Value("on"))), Word: a.Text.T("nav.calendar")}
	if v.Visit != "" {
		title, back = a.Text.T("visit.change"), kit.Crumb{Href: VisitPath(v.Visit),
			Word: a.Text.T("visit.one")}
	}
	return a.page(title, inCalendar, kit.Heading(kit.Head{Title: title, Back: back}),
		BookPart(a.Text, v))
}

// BookPart is the booking form.
func BookPart(t *text.Text, v BookForm) kit.Node {
	f := v.Form
	return f.Post(
		kit.Hidden("rows", strconv.Itoa(max(1, v.Rows))),
		kit.Set(t.T("client.one"), v.client(t)),
		kit.Set(t.T("visit.when"), kit.Fields(
			f.Field(kit.Field{Name: "on", Kind: kit.Date, Label: t.T("visit.day")}),
			f.Field(kit.Field{Name: "at", Kind: kit.Clock, Label: t.T("visit.time"),
				Optional: f.Value("untimed") == "yes"}),
			f.Field(kit.Field{Name: "untimed", Kind: kit.Tick, Label: t.T("visit.untimed")}))),
		kit.Set(t.T("visit.services"), v.rows(t),
			kit.Row(kit.Other(t.T("visit.more_services"), again("more")...))),
		kit.If(v.Overlap, func() kit.Node {
			return f.Field(kit.Field{Name: "overlap", Kind: kit.Tick, Label: t.T("visit.overlap")})
		}),
		kit.If(len(v.Courses) > 0, func() kit.Node {
			return kit.Set(t.T("visit.course"),
				v.courses(t))
		}),
		kit.Set(t.T("visit.rest"),
			f.Field(kit.Field{Name: "source", Kind: kit.Choose, Label: t.T("visit.source"),
				Options: sources(t)}),
			f.Field(kit.Field{Name: "asked", Kind: kit.Tick, Label: t.T("visit.asked")}),
			f.Field(kit.Field{Name: "note", Kind: kit.LongText, Label: t.T("visit.note"),
				Optional: true})),
		kit.Actions(kit.Submit(t.T("form.save")), kit.Other(t.T("visit.check"), again("again")...)))
}

func sources(t *text.Text) []kit.Option {
	var all []kit.Option
	for _, s := range []string{"desk", "phone", "walk_in"} {
		all = append(all, kit.Option{Value: s, Label: t.T("source." + s)})
	}
	return all
}

// again makes a button ask for the form once more instead of saving it.
func again(name string) []kit.Node {
	return []kit.Node{h.Name("do"), h.Value(name), g.Attr("formaction", VisitFormPath),
		g.Attr("formnovalidate")}
}

func (v BookForm) client(t *text.Text) kit.Node {
	f := v.Form
	if v.Client != nil {
		return kit.Apart(
			h.Div(kit.Hidden("client", v.Client.ID),
				h.Strong(lang(v.Client.Lang), g.Text(v.Client.Name)), g.Text(" "),
				kit.Soft(g.Text(joined(v.Client.Kana, v.Client.Number, v.Client.Phone)))),
			kit.SmallButton("", t.T("visit.other_client"), again("other")...))
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
				kit.Soft(kit.Num(c.Phone))
		})
}

func (v BookForm) rows(t *text.Text) kit.Node {
	f := v.Form
	var rows []kit.Node
	for i := range max(1, v.Rows) {
		n := "." + strconv.Itoa(i)
		rows = append(rows, kit.BlockRow(
			f.Field(kit.Field{Name: "service" + n, Kind: kit.Choose, Label: t.T("service.one"),
				Options: blank(t, v.Services)}),
			f.Field(kit.Field{Name: "practitioner" + n, Kind: kit.Choose,
				Label: t.T("practitioner.one"), Options: blank(t, v.Practitioners)}),
			kit.If(len(v.Resources) > 0, func() kit.Node {
				return f.Field(kit.Field{Name: "resource" + n, Kind: kit.Choose,
					Label: t.T("resource.one"), Options: blank(t, v.Resources), Optional: true})
			}),
			f.Field(kit.Field{Name: "length" + n, Kind: kit.Whole, Label: t.T("visit.length"),
				Unit: t.T("unit.min"), Optional: true})))
	}
	return kit.Stack(rows...)
}

func blank(t *text.Text, options []kit.Option) []kit.Option {
	return append([]kit.Option{{Label: t.T("form.choose")}}, options...)
}

func (v BookForm) courses(t *text.Text) kit.Node {
	options := []kit.Option{}
	for _, c := range v.Courses {
		o := kit.Option{Value: c.Contract, Label: joined(c.Number, c.Service), Note: c.Why,
			Disabled: c.Why != ""}
		if c.Why == "" {
			o.Note = t.N("course.uses", c.Left)
			if c.ValidTo != "" {
				o.Note += ", " + t.T("course.valid_to", "Date", t.Date(c.ValidTo))
			}
		}
		options = append(options, o)
	}
	options = append(options, kit.Option{Value: "none", Label: t.T("course.none")})
	return v.Form.Field(kit.Field{Name: "contract", Kind: kit.Radio, Label: t.T("course.which"),
		Options: options})
}

// Visit is one visit as it stands, with what may be done to it now.
type Visit struct {
	ID        string
	Client    ClientRef
	Status    kit.Status
	On        fact.Date
	Clock     string // "14:05"; empty: untimed
	Blocks    []VisitBlock
	Total     money.Amount
	Note      string
	First     bool // of this client
	Asked     bool // the practitioner was asked for by name
	Course    string
	CourseTo  string // address of the contract
	Warnings  []string
	History   []kit.Event
	Do        map[string]kit.Form // what is possible now, by the names of VisitDoPath
	Reasons   []kit.Option        // for cancelling
	Moves     BookForm            // practitioners to move to; its Form is not used
	OpenPanel string              // the panel that a refusal came from
}

// VisitBlock is one service of a visit.
type VisitBlock struct {
	Service, Practitioner, Resource, From, To string
	Price                                     money.Amount
	Session                                   string // "session 4 of 10"; empty: none is held
}

// VisitPage is a visit with the frame.
func VisitPage(a Around, v Visit) kit.Node {
	return a.page(v.Client.Name, inCalendar, VisitPart(a.Text, v))
}

// VisitPart is a visit: what it is at the left, what can be done and what happened at the right.
func VisitPart(t *text.Text, v Visit) kit.Node {
	return kit.Nodes(
		kit.Heading(kit.Head{
			Title: v.Client.Name, Beneath: joined(t.Full(v.On), v.clock(t)),
			Back: kit.Crumb{Href: DayPath(v.On),
				Word: t.Head(v.On)}, Actions: []kit.Node{v.Status.Chip(t)},
		}),
		kit.Each(v.Warnings, func(w string) kit.Node { return kit.Banner(kit.Warning, w) }),
		kit.Split(
			kit.Nodes(v.steps(t), v.what(t), v.panels(t)),
			kit.Stack(v.facts(t), kit.Section(t.T("visit.history"), nil, kit.History(t,
				v.History)))))
}

func (v Visit) clock(t *text.Text) string {
	if v.Clock == "" {
		return t.T("visit.without_hour")
	}
	return v.Clock
}

// steps are the changes of state that need one press, the likeliest first and in ink.
func (v Visit) steps(t *text.Text) kit.Node {
	var buttons []kit.Node
	for _, what := range []string{"confirmation", "arrival", "start", "completion", "no-show"} {
		f, may := v.Do[what]
		if !may {
			continue
		}
		word := t.T("visit.do." + what)
		button := kit.Other(word)
		if what == v.likely() {
			button = kit.Submit(word)
		}
		buttons = append(buttons, f.Press(button))
	}
	return kit.If(len(buttons) > 0, func() kit.Node { return kit.Actions(buttons...) })
}

// likely is the next step of a visit that goes its usual way.
func (v Visit) likely() string {
	return map[kit.Status]string{
		kit.Booked: "confirmation", kit.Confirmed: "arrival", kit.Arrived: "start", kit.Started: "completion",
	}[v.Status]
}

func (v Visit) what(t *text.Text) kit.Node {
	rows := make([]kit.Line, len(v.Blocks))
	for i, b := range v.Blocks {
		rows[i] = kit.Line{Cells: []kit.Cell{
			{Text: b.Service, Quiet: b.Session}, {Text: joined(b.Practitioner,
				b.Resource)}, {Text: span(b.From, b.To)}, {Text: t.Money(b.Price)},
		}}
	}
	return kit.Section(t.T("visit.services"), nil, kit.Tabled(kit.Table{
		Caption: t.T("visit.services"), Fold: true, Rows: rows,
		Columns: []kit.Column{{Head: t.T("service.one")}, {Head: t.T("practitioner.one")},
			{Head: t.T("visit.time"), Figure: true}, {Head: t.T("service.price"), Figure: true}},
		Total: []kit.Cell{{Text: t.T("table.total")}, {}, {}, {Text: t.Money(v.Total)}},
	}), kit.If(v.Note != "", func() kit.Node { return kit.Para(v.Note) }))
}

func span(from, to string) string {
	if from == "" {
		return ""
	}
	return from + "–" + to
}

func (v Visit) facts(t *text.Text) kit.Node {
	course := kit.Text(v.Course)
	if v.CourseTo != "" {
		course = h.A(h.Href(v.CourseTo), g.Text(v.Course))
	}
	facts := []kit.Fact{
		{Term: t.T("client.one"), Node: h.A(h.Href(ClientPath(v.Client.ID)), lang(v.Client.Lang),
			g.Text(v.Client.Name))},
		{Term: t.T("client.number"), What: v.Client.Number},
		{Term: t.T("client.phone"), Node: phone(v.Client.Phone)},
	}
	if v.Course != "" {
		facts = append(facts, kit.Fact{Term: t.T("visit.course"), Node: course})
	}
	if v.First {
		facts = append(facts, kit.Fact{Term: t.T("visit.mark"), What: t.T("visit.first")})
	}
	if v.Asked {
		facts = append(facts, kit.Fact{Term: t.T("practitioner.one"), What: t.T("visit.asked")})
	}
	return kit.Facts(facts...)
}

func phone(number string) kit.Node {
	return kit.If(number != "", func() kit.Node {
		return h.A(h.Href("tel:"+number),
			kit.Num(number))
	})
}

func lang(code string) kit.Node {
	return kit.If(code != "",
		func() kit.Node { return h.Lang(code) })
}

// panels are the changes that ask for something first: another time, or a reason.
func (v Visit) panels(t *text.Text) kit.Node {
	return kit.Section(t.T("visit.changes"), nil, v.move(t), v.cancel(t), v.reopen(t))
}

func (v Visit) move(t *text.Text) kit.Node {
	f, may := v.Do["move"]
	f.Prefix = "move-"
	return kit.If(may, func() kit.Node {
		return kit.More(t.T("visit.do.move"), v.OpenPanel == "move", f.Post(kit.Fields(
			f.Field(kit.Field{Name: "on", Kind: kit.Date, Label: t.T("visit.day")}),
			f.Field(kit.Field{Name: "at", Kind: kit.Clock, Label: t.T("visit.time"),
				Optional: v.Clock == ""}),
			f.Field(kit.Field{Name: "practitioner", Kind: kit.Choose,
				Label: t.T("practitioner.one"), Options: v.Moves.Practitioners, Optional: true})),
			kit.If(f.Value("offer") == "agreed", func() kit.Node {
				return f.Field(kit.Field{Name: "agreed", Kind: kit.Tick, Label: t.T("visit.agreed")})
			}),
			kit.If(v.Moves.Overlap, func() kit.Node {
				return f.Field(kit.Field{Name: "overlap", Kind: kit.Tick, Label: t.T("visit.overlap")})
			}),
			kit.Actions(kit.Submit(t.T("visit.do.move")))))
	})
}

func (v Visit) cancel(t *text.Text) kit.Node {
	f, may := v.Do["cancellation"]
	f.Prefix = "cancel-"
	return kit.If(may, func() kit.Node {
		return kit.More(t.T("visit.do.cancellation"), v.OpenPanel == "cancellation", f.Post(
			f.Field(kit.Field{Name: "reason", Kind: kit.Choose, Label: t.T("visit.reason"),
				Options: blank(t, v.Reasons)}),
			f.Field(kit.Field{Name: "remark", Label: t.T("visit.remark"), Optional: true}),
			f.Field(kit.Field{Name: "house", Kind: kit.Tick, Label: t.T("visit.by_house")}),
			kit.Actions(kit.Submit(t.T("visit.do.cancellation")))))
	})
}

// reopen takes the last step back; where sessions were taken, the reason stays with them.
func (v Visit) reopen(t *text.Text) kit.Node {
	f, may := v.Do["reopening"]
	f.Prefix = "reopen-"
	return kit.If(may, func() kit.Node {
		return kit.More(t.T("visit.do.reopening"), v.OpenPanel == "reopening", f.Post(
			f.Field(kit.Field{Name: "reason", Label: t.T("visit.reason")}),
			kit.Actions(kit.Submit(t.T("visit.do.reopening")))))
	})
}
