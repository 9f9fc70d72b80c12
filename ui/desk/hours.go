package desk

import (
	h "github.com/maragudk/gomponents/html"

	"branchbook/sync/fact"
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// Hours is when the branch is open, what is different on single dates, and who is away (SCH-1).
type Hours struct {
	Week          kit.Form // fields: since; from.D.N and to.D.N for weekday D (0 is Sunday) and interval N
	Day           kit.Form // fields: on, holiday, from.N, to.N, reason
	Away          kit.Form // fields: practitioner, away_from, away_to, away_reason
	Shifts        int
	Days          []SpecialDay
	Absences      []Absence
	Practitioners []kit.Option
	Grey          []Untimed // booked visits that the last change left outside of working time
}

// SpecialDay is a date that differs from its weekday. Clear takes that back.
type SpecialDay struct {
	On            fact.Date
	Clock, Reason string // when it is open; empty: closed
	Clear         kit.Form
}

// Absence is a practitioner's days away. Clear takes it back.
type Absence struct {
	Who, Reason string
	From, To    fact.Date
	Clear       kit.Form
}

// HoursPage is the hours among the settings.
func HoursPage(a Around, v Hours) kit.Node {
	t := a.Text
	return a.page(t.T("settings.hours"), inSettings, settingsHead(t, OfHours), HoursPart(t, v))
}

// HoursPart is the hours, each kind with the form of a further entry.
func HoursPart(t *text.Text, v Hours) kit.Node {
	return kit.Nodes(
		greyVisits(t, v.Grey),
		v.Week.Post(
			week(t, v.Week, v.Shifts, t.T("hours.week")),
			kit.Fields(v.Week.Field(kit.Field{Name: "since", Kind: kit.Date, Label: t.T("hours.since")})),
			kit.Actions(kit.Submit(t.T("form.save")))),
		kit.Parts(kit.Part(t.T("hours.days"), v.days(t)), kit.Part(t.T("hours.absences"), v.absences(t))))
}

func (v Hours) days(t *text.Text) kit.Node {
	f := v.Day
	rows := kit.Table{Caption: t.T("hours.days"), Fold: true, Columns: []kit.Column{{Head: t.T("visit.day")},
		{Head: t.T("visit.reason")}, {Head: t.T("hours.open"), Figure: true}, {}}}
	for _, d := range v.Days {
		open := d.Clock
		if open == "" {
			open = t.T("off.closed")
		}
		rows.Rows = append(rows.Rows, kit.Line{Cells: []kit.Cell{{Node: kit.Dated(t, d.On)}, {Text: d.Reason},
			{Text: open}, {Node: d.Clear.Press(kit.SmallButton("", t.T("form.take_back")))}}})
	}
	return kit.Stack(
		kit.If(len(v.Days) > 0, func() kit.Node { return kit.Tabled(rows) }),
		kit.More(t.T("hours.new_day"), len(f.Refusals) > 0, f.Post(kit.Fields(
			f.Field(kit.Field{Name: "on", Kind: kit.Date, Label: t.T("visit.day")}),
			f.Field(kit.Field{Name: "reason", Label: t.T("visit.reason")}),
			f.Field(kit.Field{Name: "holiday", Kind: kit.Tick, Label: t.T("hours.holiday")})),
			kit.Hours(kit.HoursOf(t.T("hours.open"), pair(t, f, t.T("hours.open"), "from.0", "to.0"),
				pair(t, f, t.T("hours.open"), "from.1", "to.1"), kit.Soft(kit.Text(t.T("hours.closed_hint"))))),
			kit.Actions(kit.Submit(t.T("form.save"))))))
}

func (v Hours) absences(t *text.Text) kit.Node {
	f := v.Away
	rows := kit.Table{Caption: t.T("hours.absences"), Fold: true, Columns: []kit.Column{{Head: t.T("practitioner.one")},
		{Head: t.T("hours.from")}, {Head: t.T("hours.to")}, {Head: t.T("visit.reason")}, {}}}
	for _, a := range v.Absences {
		rows.Rows = append(rows.Rows, kit.Line{Cells: []kit.Cell{{Text: a.Who}, {Node: kit.Dated(t, a.From)},
			{Node: kit.Dated(t, a.To)}, {Text: a.Reason},
			{Node: h.Div(a.Clear.Press(kit.SmallButton("", t.T("form.take_back"))))}}})
	}
	return kit.Stack(
		kit.If(len(v.Absences) > 0, func() kit.Node { return kit.Tabled(rows) }),
		kit.More(t.T("hours.new_absence"), len(f.Refusals) > 0, f.Post(kit.Fields(
			f.Field(kit.Field{Name: "practitioner", Kind: kit.Choose, Label: t.T("practitioner.one"),
				Options: blank(t, v.Practitioners)}),
			f.Field(kit.Field{Name: "away_reason", Label: t.T("visit.reason")}),
			f.Field(kit.Field{Name: "away_from", Kind: kit.Date, Label: t.T("hours.first_day")}),
			f.Field(kit.Field{Name: "away_to", Kind: kit.Date, Label: t.T("hours.last_day")})),
			kit.Actions(kit.Submit(t.T("form.save"))))))
}
