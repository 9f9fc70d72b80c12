package desk

import (
	"strconv"

	g "github.com/maragudk/gomponents"
	h "github.com/maragudk/gomponents/html"

	"branchbook/sync/fact"
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// Week is seven days: of one practitioner as columns with blocks, or of everybody in sums (CAL-3).
type Week struct {
	Bar  CalendarBar
	Days []fact.Date
	Who  string    // whose week it is; empty: everybody's
	Rows []WeekRow // everybody's
	Grid kit.Grid  // one practitioner's; the columns are days
	// Closed says, for each of the days, why the branch is closed; empty: it is open.
	Closed []string
	Staff  []kit.Option // whose week can be chosen
}

// WeekRow is one practitioner's week in sums.
type WeekRow struct {
	ID, Name, Beneath string
	Days              []WeekCell // one for each of the week's days
}

// WeekCell is one practitioner's day in sums.
type WeekCell struct {
	Works   bool
	Visits  int
	WorkMin int
	BusyMin int // of the working time
	FreeMin int // of what is still to come
}

// WeekPage is a week with the frame.
func WeekPage(a Around, v Week) kit.Node {
	f := a.frame(v.Bar.Title, inCalendar)
	f.Wide = true
	return kit.Page(f, CalendarHead(a.Text, v.Bar), WeekPart(a.Text, v))
}

// WeekPart is the week itself, fetched again whenever something changed.
func WeekPart(t *text.Text, v Week) kit.Node {
	return kit.Live("week", WeekPath(v.Bar.On, v.Bar.Practitioner), "day", v.body(t))
}

func (v Week) body(t *text.Text) kit.Node {
	if v.Who != "" {
		v.Grid.Text, v.Grid.Label, v.Grid.Moving = t, v.Bar.Title+" · "+v.Who, t.T("place.how")
		v.Grid.Over, v.Grid.Card = t.N("place.over", 0), t.T("card.title")
		return kit.Nodes(v.choice(t), kit.Day(v.Grid))
	}
	if len(v.Rows) == 0 {
		return kit.Empty(t.T("day.nobody"), kit.LinkButton(PractitionersPath, t.T("day.set_hours")))
	}
	return kit.Nodes(v.choice(t), v.summary(t))
}

// choice is whose week is shown.
func (v Week) choice(t *text.Text) kit.Node {
	all := append([]kit.Option{{Label: t.T("week.all")}}, v.Staff...)
	return h.Form(h.Action(WeekPath(v.Bar.On, "")), h.Method("get"), kit.Row(
		kit.Labelled("practitioner", t.T("practitioner.one"),
			kit.Select("practitioner", v.Bar.Practitioner, all, g.Attr("data-go"))),
		kit.Scriptless(kit.SmallButton("", t.T("day.go")))))
}

// summary is staff × days: how many visits, how much time is free, how full the day is.
func (v Week) summary(t *text.Text) kit.Node {
	table := kit.Table{Caption: v.Bar.Title, Even: true, Columns: []kit.Column{{Head: t.T("practitioner.one")}}}
	for i, on := range v.Days {
		col := kit.Column{Head: t.Head(on), Href: DayPath(on), Strong: on == v.Bar.Today}
		if v.Closed[i] != "" {
			col.Quiet = v.Closed[i]
		}
		table.Columns = append(table.Columns, col)
	}
	table.Columns = append(table.Columns, kit.Column{Head: t.T("week.whole")})
	sums := make([]WeekCell, len(v.Days)+1)
	for _, row := range v.Rows {
		cells := []kit.Cell{{Text: row.Name, Href: WeekPath(v.Bar.On, row.ID), Quiet: row.Beneath}}
		whole := WeekCell{}
		for i, c := range row.Days {
			cells = append(cells, kit.Cell{Node: c.node(t, DayPath(v.Days[i]))})
			whole.add(c)
			sums[i].add(c)
		}
		sums[len(v.Days)].add(whole)
		table.Rows = append(table.Rows, kit.Line{Cells: append(cells, kit.Cell{Node: whole.node(t,
			WeekPath(v.Bar.On, row.ID))})})
	}
	table.Total = []kit.Cell{{Text: t.T("week.everybody")}}
	for i, c := range sums {
		to := WeekPath(v.Bar.On, "")
		if i < len(v.Days) {
			to = DayPath(v.Days[i])
		}
		table.Total = append(table.Total, kit.Cell{Node: c.node(t, to)})
	}
	return kit.Tabled(table)
}

func (c *WeekCell) add(o WeekCell) {
	c.Works = c.Works || o.Works
	c.Visits += o.Visits
	c.WorkMin += o.WorkMin
	c.BusyMin += o.BusyMin
	c.FreeMin += o.FreeMin
}

func (c WeekCell) node(t *text.Text, to string) kit.Node {
	if !c.Works && c.Visits == 0 {
		return kit.Soft(g.Text("–"))
	}
	f := kit.Fill{Href: to, Count: t.Count(int64(c.Visits)), CountSaid: t.N("day.n_visits", c.Visits)}
	if c.WorkMin > 0 {
		f.Percent = min(100, 100*c.BusyMin/c.WorkMin)
		f.Share = t.Percent(strconv.Itoa(f.Percent))
		f.ShareSaid = t.T("week.load", "Percent", strconv.Itoa(f.Percent))
	}
	if c.FreeMin > 0 {
		f.Beneath = t.T("week.free", "Hours", t.Hours(c.FreeMin))
	}
	return f.Node()
}
