package desk

import (
	"slices"
	"strconv"

	g "github.com/maragudk/gomponents"
	h "github.com/maragudk/gomponents/html"

	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// Completion is what a visit can be completed with when something else was given than was booked. Fields: given.N,
// practitioner.N and price.N for each booked service, and from there on service.N besides; rows. "more" asks for a
// further row.
type Completion struct {
	Form          kit.Form
	Booked        []VisitBlock
	Rows          int // of what was given besides
	Services      []kit.Option
	Practitioners []kit.Option
	Currency      string
}

// panels are the changes that ask for something first: what was given, or a reason.
func (v Visit) panels(t *text.Text) kit.Node {
	_, done := v.Do["completion"]
	_, cancel := v.Do["cancellation"]
	return kit.If(done || cancel, func() kit.Node {
		return kit.Section(t.T("visit.changes"), nil,
			kit.If(done, func() kit.Node { return v.otherwise(t) }), v.missed(t), v.cancel(t))
	})
}

func (v Visit) otherwise(t *text.Text) kit.Node {
	c := v.Otherwise
	f := c.Form
	f.Prefix = "done-"
	var rows []kit.Node
	for i, b := range c.Booked {
		rows = append(rows, c.given(t, f, i, b))
	}
	for i := range c.Rows {
		rows = append(rows, c.besides(t, f, len(c.Booked)+i))
	}
	return kit.More(t.T("visit.otherwise"), v.OpenPanel == "completion", f.Post(
		kit.Enter(), kit.Hidden("rows", strconv.Itoa(len(c.Booked)+c.Rows)),
		kit.Soft(g.Text(t.T("visit.otherwise_hint"))),
		h.Div(h.ID("done-performed"), h.TabIndex("-1"), f.Fault("performed")),
		kit.Stack(rows...),
		kit.Row(kit.Other(t.T("visit.more_services"), h.Name("do"), h.Value("more"), g.Attr("formnovalidate"))),
		kit.Actions(kit.Submit(t.T("visit.do.completion")))))
}

// given is a booked service: whether it was given, by whom and for how much.
func (c Completion) given(t *text.Text, f kit.Form, i int, b VisitBlock) kit.Node {
	n := "." + strconv.Itoa(i)
	return kit.BlockRow(
		f.Field(kit.Field{Name: "given" + n, Kind: kit.Tick, Label: b.Service, Hint: b.Session}),
		c.by(t, f, n),
		kit.If(b.Session == "", func() kit.Node { return c.price(t, f, n) }))
}

func (c Completion) besides(t *text.Text, f kit.Form, i int) kit.Node {
	n := "." + strconv.Itoa(i)
	return kit.BlockRow(
		f.Field(kit.Field{Name: "service" + n, Kind: kit.Choose, Label: t.T("visit.besides"),
			Options: blank(t, c.Services), Optional: true}),
		c.by(t, f, n), c.price(t, f, n))
}

func (c Completion) by(t *text.Text, f kit.Form, n string) kit.Node {
	return f.Field(kit.Field{Name: "practitioner" + n, Kind: kit.Choose, Label: t.T("practitioner.one"),
		Options: blank(t, c.Practitioners), Optional: true})
}

func (c Completion) price(t *text.Text, f kit.Form, n string) kit.Node {
	return f.Field(kit.Field{Name: "price" + n, Kind: kit.Sum, Label: t.T("service.price"), Unit: c.Currency,
		Optional: true})
}

// missed is a no-show that does something to the course.
func (v Visit) missed(t *text.Text) kit.Node {
	f, may := v.Do["no-show"]
	return kit.If(may && len(v.IfMissed) > 0, func() kit.Node {
		return kit.More(t.T("visit.do.no-show"), v.OpenPanel == "no-show", kit.Stack(
			kit.Terms(v.IfMissed), f.Press(kit.Submit(t.T("visit.do.no-show")))))
	})
}

func (v Visit) cancel(t *text.Text) kit.Node {
	f, may := v.Do["cancellation"]
	f.Prefix = "cancel-"
	return kit.If(may, func() kit.Node {
		return kit.More(t.T("visit.do.cancellation"), v.OpenPanel == "cancellation", f.Post(
			kit.If(len(v.IfCancelled) > 0, func() kit.Node {
				return kit.Terms(slices.Concat(v.IfCancelled, v.IfByHouse))
			}),
			f.Field(kit.Field{Name: "reason", Kind: kit.Choose, Label: t.T("visit.reason"),
				Options: blank(t, v.Reasons)}),
			f.Field(kit.Field{Name: "remark", Label: t.T("visit.remark"), Optional: true}),
			f.Field(kit.Field{Name: "house", Kind: kit.Tick, Label: t.T("visit.by_house")}),
			kit.Actions(kit.Submit(t.T("visit.do.cancellation")))))
	})
}

// Undo takes the newest change back (CAL-16): one press, or with Reason one that has to say why first.
type Undo struct {
	Form      kit.Form // its field change names what is taken back
	Reason    bool
	Forbidden bool // only a manager may
	Open      bool // it was refused
}

// UndoPart stands beside the change that it takes back.
func UndoPart(t *text.Text, u Undo) kit.Node {
	f := u.Form
	f.Prefix = "undo-"
	change := kit.Hidden("change", f.Value("change"))
	button := kit.SmallButton("history", t.T("visit.do.undo"))
	switch {
	case u.Forbidden:
		return kit.Soft(g.Text(t.T("visit.undo_manager")))
	case u.Reason:
		return kit.More(t.T("visit.do.undo"), u.Open, f.Post(change,
			f.Field(kit.Field{Name: "reason", Label: t.T("visit.reason")}), kit.Actions(button)))
	}
	return f.Press(kit.Nodes(change, button))
}
