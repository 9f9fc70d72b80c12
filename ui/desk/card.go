package desk

import (
	g "github.com/maragudk/gomponents"
	h "github.com/maragudk/gomponents/html"

	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// CardPart is a visit in short, beside its block on the calendar: who and what, and what can be done without leaving
// the day. Owed is what the client still has to pay on contracts, in words; empty for nothing.
func CardPart(t *text.Text, v Visit, owed string) kit.Node {
	call, cancels := v.Do["cancellation"]
	delete(v.Do, "cancellation")
	return kit.Tight(
		kit.Apart(h.H2(h.A(h.Href(ClientPath(v.Client.ID)), lang(v.Client.Lang), g.Text(v.Client.Name))),
			v.Status.Chip(t)),
		kit.Row(phone(t, v.Client.Phone), kit.Soft(g.Text(v.Client.Number))),
		kit.Each(v.Blocks, func(b VisitBlock) kit.Node {
			return kit.Line3(span(b.From, b.To), b.Service, joined(b.Practitioner, b.Resource, b.Session))
		}),
		kit.If(v.Course != "", func() kit.Node { return h.A(h.Href(v.CourseTo), g.Text(v.Course)) }),
		kit.If(owed != "", func() kit.Node { return kit.Mark("wallet", t.T("card.owed", "Amount", owed)) }),
		kit.Each(v.Warnings, func(w string) kit.Node { return kit.Mark("triangle-alert", w) }),
		kit.If(v.Note != "", func() kit.Node { return kit.Mark("file-text", v.Note) }),
		kit.If(v.First, func() kit.Node { return kit.Mark("sparkles", t.T("visit.first")) }),
		v.steps(t),
		kit.If(cancels, func() kit.Node {
			v.Do = map[string]kit.Form{"cancellation": call}
			return v.cancel(t)
		}),
		kit.Row(kit.LinkButton(VisitPath(v.ID), t.T("card.open")),
			kit.If(len(v.History) > 0, func() kit.Node {
				last := v.History[0]
				return kit.Soft(kit.Stamp(t, last.At), g.Text(" "+joined(last.What, last.By)))
			})))
}

// SmallBook is the booking form for a place on the calendar: who and what; when and with whom are known (CAL-6).
type SmallBook struct {
	BookForm
	When string // day, time and practitioner in words
}

// SmallBookPart is shown in the dialog. "More" opens the whole form with all that was typed.
func SmallBookPart(t *text.Text, v SmallBook) kit.Node {
	f := v.Form
	kept := func(name string) kit.Node { return kit.Hidden(name, f.Value(name)) }
	return kit.Panel(h.H2(g.Text(t.T("visit.new"))), kit.Soft(g.Text(v.When)), f.Post(
		kit.Enter(), kit.Hidden("rows", "1"), kit.Hidden("small", "yes"), kept("on"), kept("at"), kept("practitioner.0"),
		kit.Hidden("source", f.Value("source")),
		h.Div(h.ID("at"), h.TabIndex("-1"), f.Fault("on"), f.Fault("at"), f.Fault("practitioner.0")),
		v.client(t),
		kit.BlockRow(
			f.Field(kit.Field{Name: "service.0", Kind: kit.Choose, Label: t.T("service.one"), Options: blank(t, v.Services)}),
			f.Field(kit.Field{Name: "length.0", Kind: kit.Whole, Label: t.T("visit.length"), Unit: t.T("unit.min"),
				Optional: true})),
		v.rail(t),
		f.Field(kit.Field{Name: "note", Label: t.T("visit.note"), Optional: true}),
		kit.Actions(kit.Submit(t.T("form.save")),
			kit.If(v.Today, func() kit.Node {
				return kit.Other(t.T("visit.save_arrived"), h.Name("do"), h.Value("arrived"))
			}),
			kit.Other(t.T("card.more"), v.again("again")...),
			kit.ScriptButton(t.T("card.close"), "close"))))
}
