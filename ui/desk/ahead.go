package desk

import (
	"strconv"

	g "github.com/maragudk/gomponents"
	h "github.com/maragudk/gomponents/html"

	"branchbook/sync/fact"
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// Ahead is what saving a visit's form would come to, said before it is saved.
type Ahead struct {
	Ask      bool     // too little is filled in yet
	Free     string   // when the visit would be; empty: it cannot be, or no hour is chosen
	In       []string // what stands in the way
	Works    string   // when the practitioner works that day
	Near     []Start  // free starts to choose from
	NoneNear bool     // there is none for a while
	Facts    []kit.Fact
	Course   []string // which session is used of a course that is signed with the visit
	Terms    []string // what cancelling it would do
}

// Start is a free start; Who is whose it is, where nobody is chosen yet. Do is the button's value.
type Start struct {
	On             fact.Date
	Clock, Who, Do string
}

// rail is what saving will do. It looks again by itself whenever something changes; without script the button "again"
// does that.
func (v BookForm) rail(t *text.Text) kit.Node {
	a := v.Ahead
	return h.Div(h.ID("ahead"), g.Attr("hx-post", v.asksAt()), g.Attr("hx-vals", `{"do":"again"}`),
		g.Attr("hx-include", "closest form"), g.Attr("hx-trigger", "change from:'closest form'"),
		g.Attr("hx-select", "#ahead"), g.Attr("hx-target", "this"), g.Attr("hx-swap", "outerMorph"),
		kit.Stack(
			h.Div(h.Role("status"), kit.Tight(kit.Lead(t.T("ahead.title")),
				kit.If(a.Ask, func() kit.Node { return kit.Soft(g.Text(t.T("ahead.ask"))) }), v.verdict(t))),
			v.ticks(t), v.starts(t),
			kit.If(!a.Ask, func() kit.Node { return kit.Facts(a.Facts...) }),
			v.coursePart(t)))
}

// verdict is whether the time is free, and if not what is in the way.
func (v BookForm) verdict(t *text.Text) kit.Node {
	a := v.Ahead
	return kit.Nodes(
		kit.If(a.Free != "", func() kit.Node { return kit.Verdict(true, a.Free) }),
		kit.Each(a.In, func(why string) kit.Node { return kit.Verdict(false, why) }),
		kit.If(a.Works != "", func() kit.Node { return h.P(kit.Soft(g.Text(a.Works))) }))
}

// ticks are what overrules a refusal.
func (v BookForm) ticks(t *text.Text) kit.Node {
	f := v.Form
	return kit.Nodes(
		kit.If(v.Overlap, func() kit.Node {
			return f.Field(kit.Field{Name: "overlap", Kind: kit.Tick, Label: t.T("visit.overlap")})
		}),
		kit.If(v.Ask, func() kit.Node {
			return f.Field(kit.Field{Name: "agreed", Kind: kit.Tick, Label: t.T("visit.agreed")})
		}))
}

func (v BookForm) starts(t *text.Text) kit.Node {
	a := v.Ahead
	if len(a.Near) == 0 {
		return kit.If(a.NoneNear, func() kit.Node { return kit.Soft(g.Text(t.T("ahead.none_near"))) })
	}
	var buttons []kit.Node
	for _, s := range a.Near {
		word := joined(s.Clock, s.Who)
		if string(s.On) != v.Form.Value("on") {
			word = joined(t.Head(s.On), word)
		}
		buttons = append(buttons, kit.SmallButton("", word, v.again(s.Do)...))
	}
	return kit.Tight(kit.Title(t.T("ahead.near")), kit.Row(buttons...))
}

// coursePart is which contract gives the session, or why one does not (CRS-5, CRS-6), and which could be signed for it.
func (v BookForm) coursePart(t *text.Text) kit.Node {
	if len(v.Courses) == 0 && len(v.New) == 0 {
		return nil
	}
	var options []kit.Option
	asItIs := kit.Option{Label: t.T("course.as_is")}
	for _, c := range v.Courses {
		if v.Visit != "" && c.Why != "" && c.Uses != "" { // the session that the visit holds is no longer free
			asItIs.Note = joined(c.Number, c.Uses)
			continue
		}
		options = append(options, c.option(t))
	}
	if v.Visit != "" {
		options = append([]kit.Option{asItIs}, options...)
	}
	for _, c := range v.New {
		options = append(options, kit.Option{Value: "new:" + c.Product, Label: t.T("course.new", "Name", c.Name),
			Note: c.About})
	}
	options = append(options, kit.Option{Value: "none", Label: t.T("course.none")})
	return kit.Nodes(
		v.Form.Field(kit.Field{Name: "contract", Kind: kit.Radio, Label: t.T("course.which"), Options: options}),
		kit.Each(v.New, func(c NewCourse) kit.Node {
			return kit.Hidden("shown."+c.Product, strconv.FormatInt(int64(c.Price), 10))
		}),
		kit.Each(v.Ahead.Course, func(s string) kit.Node { return kit.Verdict(true, s) }),
		kit.If(len(v.Ahead.Terms) > 0, func() kit.Node { return kit.Terms(v.Ahead.Terms) }))
}

func (c CourseChoice) option(t *text.Text) kit.Option {
	o := kit.Option{Value: c.Contract, Label: joined(c.Number, c.Service), Note: c.Why, Disabled: c.Why != ""}
	if c.Uses != "" {
		o.Note = c.Uses
	} else if c.Why == "" {
		o.Note = t.N("course.uses", c.Left)
		if c.ValidTo != "" {
			o.Note += ", " + t.T("course.valid_to", "Date", t.Date(c.ValidTo))
		}
	}
	return o
}
