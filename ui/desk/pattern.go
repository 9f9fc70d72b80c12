package desk

import (
	"net/url"
	"strconv"

	"branchbook/sync/fact"
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// Working is when a practitioner works: the repeating hours, and what is different on single days (SCH-1).
type Working struct {
	ID, Name   string
	Stands     []Stand   // what holds now and later
	Rhythms    []kit.Tab // the ways in which hours repeat
	Repeat     Repeat
	Exceptions []Exception
	Except     kit.Form  // fields: on, change, to_on, from.x.N, to.x.N, why
	Grey       []Untimed // booked visits that the last change left outside of working time
}

// Stand is repeating hours that hold from a date on.
type Stand struct {
	Since  fact.Date
	Rhythm string // in the reader's words
	Hours  string
}

// Repeat is the form of repeating hours. Fields: since, rhythm, rows, off, holidays; for the row K and the N-th
// interval from.K.N and to.K.N, for the N-th break pause.K.N, until.K.N and why.K.N; nth.K and weekday.K in a month.
type Repeat struct {
	Form          kit.Form
	About         string // how the rows count
	Groups        []RepeatGroup
	Spans, Breaks int
	Monthly, Off  bool
	None          bool   // works no more: there are no rows
	More, Fewer   string // addresses of the form with a row more or less; empty where there is none
}

// RepeatGroup is rows of repeating hours under one head.
type RepeatGroup struct {
	Title string
	Rows  []RepeatRow
}

// RepeatRow is the hours of one day of a rhythm.
type RepeatRow struct{ Key, Name string }

// Exception is a day that differs from the repeating hours. Clear takes it back.
type Exception struct {
	On           fact.Date
	What, Reason string
	Clear        kit.Form
}

// WorkingPath is when a practitioner works.
func WorkingPath(practitioner string) string {
	return PractitionersPath + "/" + url.PathEscape(practitioner) + "/hours"
}

// WorkingPage is when a practitioner works, with the frame.
func WorkingPage(a Around, v Working) kit.Node {
	t := a.Text
	return a.page(v.Name, inSettings, kit.Heading(kit.Head{Title: v.Name, Beneath: t.T("practitioner.hours"),
		Back: kit.Crumb{Href: ItemPath(PractitionersPath, v.ID), Word: v.Name}}), WorkingPart(t, v))
}

// WorkingPart is the repeating hours and the single days.
func WorkingPart(t *text.Text, v Working) kit.Node {
	return kit.Nodes(
		greyVisits(t, v.Grey),
		kit.Section(t.T("pattern.repeating"), nil, v.stands(t), kit.Tabs(t.T("pattern.rhythm"), v.Rhythms...),
			v.Repeat.form(t)),
		kit.Section(t.T("pattern.exceptions"), nil, v.exceptions(t)))
}

func greyVisits(t *text.Text, grey []Untimed) kit.Node {
	return kit.If(len(grey) > 0, func() kit.Node {
		return kit.Banner(kit.Warning, t.N("hours.grey", len(grey)), visitItems(t, grey))
	})
}

func (v Working) stands(t *text.Text) kit.Node {
	return kit.If(len(v.Stands) > 0, func() kit.Node {
		rows := kit.Table{Caption: t.T("pattern.repeating"), Fold: true, Columns: []kit.Column{
			{Head: t.T("hours.since")}, {Head: t.T("pattern.rhythm")}, {Head: t.T("pattern.hours")}}}
		for _, s := range v.Stands {
			rows.Rows = append(rows.Rows, kit.Line{Cells: []kit.Cell{{Node: kit.Dated(t, s.Since)}, {Text: s.Rhythm},
				{Text: s.Hours}}})
		}
		return kit.Tabled(rows)
	})
}

func (v Repeat) form(t *text.Text) kit.Node {
	f := v.Form
	return f.Post(
		kit.Hidden("rhythm", f.Value("rhythm")), kit.Hidden("rows", f.Value("rows")),
		kit.If(v.About != "", func() kit.Node { return kit.Para(v.About) }),
		kit.Fields(f.Field(kit.Field{Name: "since", Kind: kit.Date, Label: t.T("hours.since")}),
			kit.If(v.Off, func() kit.Node {
				return f.Field(kit.Field{Name: "off", Kind: kit.Whole, Label: t.T("pattern.off"), Unit: t.T("unit.days")})
			})),
		kit.Each(v.Groups, func(g RepeatGroup) kit.Node {
			return kit.Set(g.Title, kit.Hours(kit.Each(g.Rows, func(r RepeatRow) kit.Node { return v.row(t, r) })))
		}),
		kit.Row(kit.If(v.More != "", func() kit.Node { return kit.LinkButton(v.More, t.T("pattern.more")) }),
			kit.If(v.Fewer != "", func() kit.Node { return kit.LinkButton(v.Fewer, t.T("pattern.fewer")) })),
		kit.If(!v.None, func() kit.Node {
			return f.Field(kit.Field{Name: "holidays", Kind: kit.Tick, Label: t.T("pattern.holidays")})
		}),
		kit.Actions(kit.Submit(t.T("form.save"))))
}

func (v Repeat) row(t *text.Text, r RepeatRow) kit.Node {
	inside := []kit.Node{}
	if v.Monthly {
		inside = append(inside, v.nthDay(t, r))
	}
	for n := range v.Spans {
		inside = append(inside, pair(t, v.Form, r.Name, "from."+r.Key+"."+strconv.Itoa(n), "to."+r.Key+"."+strconv.Itoa(n)))
	}
	for n := range v.Breaks {
		suffix := "." + r.Key + "." + strconv.Itoa(n)
		inside = append(inside, kit.Pause(t.T("pattern.break"),
			pair(t, v.Form, joined(r.Name, t.T("pattern.break")), "pause"+suffix, "until"+suffix),
			v.Form.Bare(kit.Field{Name: "why" + suffix, Label: joined(r.Name, t.T("pattern.break_why")), Optional: true})))
	}
	return kit.HoursOf(r.Name, inside...)
}

func pair(t *text.Text, f kit.Form, of, from, to string) kit.Node {
	return kit.From(
		f.Bare(kit.Field{Name: from, Kind: kit.Clock, Label: joined(of, t.T("hours.from")), Optional: true}),
		f.Bare(kit.Field{Name: to, Kind: kit.Clock, Label: joined(of, t.T("hours.to")), Optional: true}))
}

// nthDay chooses "the second" and "Saturday".
func (v Repeat) nthDay(t *text.Text, r RepeatRow) kit.Node {
	var nth []kit.Option
	for _, n := range []string{"1", "2", "3", "4", "5", "-1"} {
		nth = append(nth, kit.Option{Value: n, Label: t.T("pattern.nth." + n)})
	}
	return kit.Pair(
		v.Form.Bare(kit.Field{Name: "nth." + r.Key, Kind: kit.Choose, Label: joined(r.Name, t.T("pattern.nth")),
			Options: blank(t, nth), Optional: true}),
		v.Form.Bare(kit.Field{Name: "weekday." + r.Key, Kind: kit.Choose, Label: joined(r.Name, t.T("pattern.weekday")),
			Options: weekdays(t), Optional: true}))
}

func (v Working) exceptions(t *text.Text) kit.Node {
	f := v.Except
	rows := kit.Table{Caption: t.T("pattern.exceptions"), Fold: true, Columns: []kit.Column{{Head: t.T("visit.day")},
		{Head: t.T("pattern.change")}, {Head: t.T("visit.reason")}, {}}}
	for _, e := range v.Exceptions {
		rows.Rows = append(rows.Rows, kit.Line{Cells: []kit.Cell{{Node: kit.Dated(t, e.On)}, {Text: e.What},
			{Text: e.Reason}, {Node: e.Clear.Press(kit.SmallButton("", t.T("form.take_back")))}}})
	}
	var changes []kit.Option
	for _, c := range []string{"changed", "moved", "cancelled", "blocked"} {
		changes = append(changes, kit.Option{Value: c, Label: t.T("exception." + c)})
	}
	return kit.Stack(
		kit.If(len(v.Exceptions) > 0, func() kit.Node { return kit.Tabled(rows) }),
		kit.More(t.T("pattern.new_exception"), len(f.Refusals) > 0, f.Post(kit.Fields(
			f.Field(kit.Field{Name: "on", Kind: kit.Date, Label: t.T("visit.day")}),
			f.Field(kit.Field{Name: "change", Kind: kit.Choose, Label: t.T("pattern.change"), Options: blank(t, changes)}),
			f.Field(kit.Field{Name: "to_on", Kind: kit.Date, Label: t.T("exception.to_on"), Optional: true}),
			f.Field(kit.Field{Name: "why", Label: t.T("visit.reason"), Optional: true})),
			kit.Hours(kit.HoursOf(t.T("exception.hours"), pair(t, f, t.T("exception.hours"), "from.x.0", "to.x.0"),
				pair(t, f, t.T("exception.hours"), "from.x.1", "to.x.1"))),
			kit.Actions(kit.Submit(t.T("form.save"))))))
}
