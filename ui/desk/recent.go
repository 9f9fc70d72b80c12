package desk

import (
	g "github.com/maragudk/gomponents"
	h "github.com/maragudk/gomponents/html"

	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// Recent is what a person did last.
type Recent struct{ Deeds []Deed }

// Deed is one thing done: when and what, to what, and how it is taken back.
type Deed struct {
	Event                         kit.Event
	Visit, Client, Contract, Name string
	Undo                          *Undo
}

// RecentPage lists a person's own deeds, the newest first.
func RecentPage(a Around, v Recent) kit.Node {
	t := a.Text
	var events []kit.Event
	for _, d := range v.Deeds {
		e := d.Event
		e.Action = kit.Row(d.link(t), kit.If(d.Undo != nil, func() kit.Node { return UndoPart(t, *d.Undo) }))
		events = append(events, e)
	}
	return a.page(t.T("frame.recent"), "",
		kit.Heading(kit.Head{Title: t.T("frame.recent"), Beneath: a.Person,
			Back: kit.Crumb{Href: DayPath(""), Word: t.T("nav.calendar")}}),
		kit.If(len(events) == 0, func() kit.Node { return kit.Empty(t.T("recent.none"), nil) }),
		kit.If(len(events) > 0, func() kit.Node { return kit.History(t, events) }))
}

func (d Deed) link(t *text.Text) kit.Node {
	to, word := "", ""
	switch {
	case d.Visit != "":
		to, word = VisitPath(d.Visit), d.Name
	case d.Contract != "":
		to, word = ContractPath(d.Contract), t.T("contract.one")
	case d.Client != "":
		to, word = ClientPath(d.Client), t.T("client.one")
	}
	return kit.If(to != "", func() kit.Node { return h.A(h.Href(to), g.Text(word)) })
}

// keysOf are the keys in groups: a title, and pairs of keys and what they do.
func keysOf(t *text.Text) []kit.KeyGroup {
	return []kit.KeyGroup{
		{Title: t.T("keys.everywhere"), Keys: [][2]string{{"/", t.T("frame.search")}, {"?", t.T("frame.keys")},
			{"U", t.T("keys.undo")}, {"G C", t.T("nav.calendar")}, {"G L", t.T("nav.clients")}, {"G K", t.T("nav.contracts")},
			{"G S", t.T("nav.settings")}, {"G H", t.T("nav.sync")}}},
		{Title: t.T("nav.calendar"), Keys: [][2]string{{"T", t.T("day.today")}, {"J", t.T("day.next")}, {"K", t.T("day.previous")},
			{"D", t.T("day.view_day")}, {"W", t.T("day.view_week")}, {"L", t.T("day.view_list")}, {"C", t.T("visit.new")},
			{"← ↑ ↓ →", t.T("keys.walk")}, {"Home End", t.T("keys.ends")}, {"Enter", t.T("card.open")}}},
		{Title: t.T("keys.block"), Keys: [][2]string{{"S", t.T("keys.card")}, {"A", t.T("visit.do.arrival")},
			{"M", t.T("visit.do.place")}}},
		{Title: t.T("keys.moving"), Keys: [][2]string{{"↑ ↓", t.T("keys.quarter")}, {"Alt ↑ ↓", t.T("keys.five")},
			{"Shift ↑ ↓", t.T("keys.length")}, {"← →", t.T("keys.side")}, {"[ ]", t.T("keys.days")},
			{"Enter", t.T("keys.drop")}, {"Esc", t.T("keys.leave")}}},
	}
}

// KeysPage says which keys do what, with the switch for this screen.
func KeysPage(a Around) kit.Node {
	return a.page(a.Text.T("frame.keys"), "",
		kit.Heading(kit.Head{Title: a.Text.T("frame.keys"),
			Back: kit.Crumb{Href: DayPath(""), Word: a.Text.T("nav.calendar")}}), keys(a))
}

// KeysPart is the same for the dialog.
func KeysPart(a Around) kit.Node {
	return kit.Panel(h.H2(g.Text(a.Text.T("frame.keys"))), keys(a),
		kit.Actions(kit.ScriptButton(a.Text.T("card.close"), "close")))
}

func keys(a Around) kit.Node {
	t := a.Text
	word, to := t.T("keys.off"), "off"
	state := t.T("keys.are_on")
	if a.Mute {
		word, to, state = t.T("keys.on"), "on", t.T("keys.are_off")
	}
	return kit.Stack(kit.Keys(keysOf(t)),
		h.Form(h.Action(KeysPath), h.Method("get"), kit.Row(kit.Hidden("letters", to), kit.SmallButton("", word),
			kit.Soft(g.Text(state)))))
}
