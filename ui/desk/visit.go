package desk

import (
	g "github.com/maragudk/gomponents"
	h "github.com/maragudk/gomponents/html"

	"branchbook/sync/fact"
	"branchbook/sync/money"
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// Visit is one visit as it stands, with what may be done to it now.
type Visit struct {
	ID        string
	Client    ClientRef
	Status    kit.Status
	On        fact.Date
	Clock     string // "14:05"; empty: untimed
	Blocks    []VisitBlock
	Total     money.Amount
	Performed []VisitBlock // what was given, where that is not what was booked (CAL-22)
	Given     money.Amount // its total
	Note      string
	Source    string // how it came, in words
	First     bool   // of this client
	Asked     string // the practitioner whom the client named
	Course    string
	CourseTo  string // address of the contract
	Warnings  []string
	History   []kit.Event
	Do        map[string]kit.Form // what is possible now, by the names of VisitDoPath
	Edit      string              // address of the form that changes it; empty: it has ended
	Reasons   []kit.Option        // for cancelling
	Otherwise Completion          // of a visit that may be completed
	OpenPanel string              // the panel that a refusal came from
	Earned    money.Amount        // of a completed visit, its sessions included
	Owed      money.Amount        // by the client on contracts

	// What becomes of the course session if the client cancels now, the house does, or nobody comes.
	IfCancelled, IfByHouse, IfMissed []string
}

// VisitBlock is one service of a visit.
type VisitBlock struct {
	Service, Practitioner, Resource, From, To string
	Price                                     money.Amount
	Session                                   string // "session 4 of 10"; empty: none is held
	Mark                                      string // what is to be known of it
}

// VisitPage is a visit with the frame.
func VisitPage(a Around, v Visit) kit.Node {
	return a.page(v.Client.Name, inCalendar, VisitPart(a.Text, v))
}

// VisitPart is a visit: what it is and what can be done at the left, what happened at the right.
func VisitPart(t *text.Text, v Visit) kit.Node {
	marks := []kit.Node{v.Status.Chip(t)}
	if v.First {
		marks = append(marks, kit.Mark("sparkles", t.T("visit.first")))
	}
	return kit.Nodes(
		kit.Heading(kit.Head{
			Title: v.Client.Name, Beneath: joined(t.Full(v.On), v.clock(t)),
			Back: kit.Crumb{Href: DayPath(v.On), Word: t.Head(v.On)}, Actions: marks,
		}),
		kit.Each(v.Warnings, func(w string) kit.Node { return kit.Banner(kit.Warning, w) }),
		kit.Split(
			kit.Nodes(v.steps(t), v.what(t), kit.Parts(
				kit.Part(t.T("visit.money"), v.money(t), v.sign(t)), kit.Part(t.T("client.one"), v.facts(t)),
				kit.If(v.Note != "", func() kit.Node { return kit.Part(t.T("visit.note"), kit.Para(v.Note)) })),
				v.panels(t)),
			kit.Stack(kit.Section(t.T("visit.history"), nil, kit.History(t, v.History)))))
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
		if !may || what == "no-show" && len(v.IfMissed) > 0 {
			continue // a no-show that costs a session says so first
		}
		word := t.T("visit.do." + what)
		button := kit.Other(word)
		if what == v.likely() {
			button = kit.Submit(word)
		}
		buttons = append(buttons, f.Press(button))
	}
	if v.Edit != "" {
		buttons = append(buttons, kit.LinkButton(v.Edit, t.T("visit.do.change"), g.Attr("data-key", "m")))
		if v.Clock != "" {
			buttons = append(buttons, kit.LinkButton(DayPath(v.On)+"?move="+v.ID, t.T("visit.do.place")))
		}
	}
	return kit.If(len(buttons) > 0, func() kit.Node { return kit.Actions(buttons...) })
}

// likely is the next step of a visit that goes its usual way.
func (v Visit) likely() string {
	return map[kit.Status]string{
		kit.Booked: "confirmation", kit.Confirmed: "arrival", kit.Arrived: "start", kit.Started: "completion",
	}[v.Status]
}

// what is the services: once where everything went as booked, else what was booked and what was given.
func (v Visit) what(t *text.Text) kit.Node {
	if len(v.Performed) == 0 {
		return kit.Section(t.T("visit.services"), nil, services(t, t.T("visit.services"), v.Blocks, v.Total))
	}
	return kit.Nodes(
		kit.Section(t.T("visit.performed"), nil, services(t, t.T("visit.performed"), v.Performed, v.Given)),
		kit.Section(t.T("visit.as_booked"), nil, services(t, t.T("visit.as_booked"), v.Blocks, v.Total)))
}

func services(t *text.Text, caption string, blocks []VisitBlock, total money.Amount) kit.Node {
	rows := make([]kit.Line, len(blocks))
	for i, b := range blocks {
		rows[i] = kit.Line{Cells: []kit.Cell{
			{Text: b.Service, Quiet: joined(b.Session, b.Mark)}, {Text: joined(b.Practitioner, b.Resource)},
			{Text: span(b.From, b.To)}, {Text: b.price(t)},
		}}
	}
	table := kit.Table{
		Caption: caption, Fold: true, Rows: rows,
		Columns: []kit.Column{{Head: t.T("service.one")}, {Head: t.T("practitioner.one")},
			{Head: t.T("visit.time"), Figure: true}, {Head: t.T("service.price"), Figure: true}},
	}
	if len(blocks) > 1 {
		table.Total = []kit.Cell{{Text: t.T("table.total")}, {}, {}, {Text: t.Money(total)}}
	}
	return kit.Tabled(table)
}

// price is what the client pays for a block; a session that the course gives is paid with the course.
func (b VisitBlock) price(t *text.Text) string {
	if b.Session != "" {
		return t.T("visit.by_course")
	}
	return t.Money(b.Price)
}

func span(from, to string) string {
	if from == "" {
		return ""
	}
	return from + "–" + to
}

// facts are who it is for and how the visit came.
func (v Visit) facts(t *text.Text) kit.Node {
	return kit.Facts(
		kit.Fact{Term: t.T("client.name"), Node: h.A(h.Href(ClientPath(v.Client.ID)), lang(v.Client.Lang),
			g.Text(v.Client.Name))},
		kit.Fact{Term: t.T("client.number"), What: v.Client.Number},
		kit.Fact{Term: t.T("client.phone"), Node: phone(t, v.Client.Phone)},
		kit.Fact{Term: t.T("visit.asked"), What: v.Asked}, kit.Fact{Term: t.T("visit.source"), What: v.Source})
}

// money is what the visit costs or came to, and the course that covers it.
func (v Visit) money(t *text.Text) kit.Node {
	var facts []kit.Fact
	if v.Course != "" {
		facts = append(facts, kit.Fact{Term: t.T("visit.course"), Node: h.A(h.Href(v.CourseTo), g.Text(v.Course))})
	}
	if v.Status == kit.Completed {
		earned := kit.Num(t.Money(v.Earned))
		if v.Course != "" {
			earned = kit.Nodes(earned, g.Text(" · "), h.A(h.Href(v.CourseTo+"#"+LedgerOf(v.ID)), g.Text(t.T("contract.ledger"))))
		}
		facts = append(facts, kit.Fact{Term: t.T("contract.earned"), Node: earned})
	} else {
		facts = append(facts, kit.Fact{Term: t.T("ahead.to_pay"), Node: kit.Num(t.Money(v.Total))})
	}
	if v.Owed.Minor() > 0 {
		facts = append(facts, kit.Fact{Term: t.T("client.debt"), Node: h.A(h.Href(ClientPath(v.Client.ID)),
			kit.Num(t.Money(v.Owed)))})
	}
	return kit.Facts(facts...)
}

// sign leads from a visit that no course covers to a contract for it (CRS-3).
func (v Visit) sign(t *text.Text) kit.Node {
	return kit.If(v.Edit != "" && v.Course == "", func() kit.Node {
		return kit.Row(kit.LinkButton(SignForPath(v.Client.ID, v.ID), t.T("contract.new")))
	})
}

func phone(t *text.Text, number string) kit.Node {
	return kit.If(number != "", func() kit.Node {
		return h.A(h.Href("tel:"+number),
			kit.Num(t.Phone(number)))
	})
}

func lang(code string) kit.Node {
	return kit.If(code != "",
		func() kit.Node { return h.Lang(code) })
}
