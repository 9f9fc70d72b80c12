package head

import (
	"net/url"
	"time"

	g "github.com/maragudk/gomponents"
	h "github.com/maragudk/gomponents/html"

	"branchbook/sync/fact"
	"branchbook/sync/money"
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// Period is a span of business dates, both ends included.
type Period struct{ From, To fact.Date }

// Preset is a period with a name, to choose with one press.
type Preset struct {
	Word string
	Period
}

// Dashboard is the network over a period. A total with gaps is Partial: it says how many branches
// are behind.
type Dashboard struct {
	Period   Period
	Presets  []Preset
	Branches []BranchFigures
	Visits   VisitFigures   // of the whole network
	Sums     []CurrencySums // one a currency, never added
	Heard    int            // branches complete for the period
	Lagging  []Lag          // the others, worst first
	AsOf     time.Time      // the figures are complete up to then
}

// VisitFigures are the counts of visits.
type VisitFigures struct{ Visits, Completed, NoShows int }

// CurrencySums are the amounts of all branches of one currency.
type CurrencySums struct {
	Currency                  money.Currency
	RevenueMinor, CourseMinor money.Minor
	Branches                  int
}

// BranchFigures is one branch's row. CompleteTo is up to when headquarters has everything of it.
type BranchFigures struct {
	Node, Code, Name string
	VisitFigures
	Revenue, Course money.Amount
	CompleteTo      time.Time
	Partial         bool
	Importing       bool
}

// Lag is a branch that has not been heard of for a while.
type Lag struct {
	Node, Name string
	Ago        time.Duration // negative: never heard
}

// DashboardPage is the dashboard with the frame.
func DashboardPage(a Around, v Dashboard) kit.Node {
	t := a.Text
	return a.page(t.T("head.dashboard"), inDashboard,
		kit.Heading(kit.Head{Title: t.T("head.dashboard"),
			Beneath: periodWords(t, v.Period)}), Presets(t, v), DashboardPart(t, v))
}

func periodWords(t *text.Text, p Period) string {
	if p.From == p.To {
		return t.Full(p.From)
	}
	return t.Date(p.From) + " – " + t.Date(p.To)
}

// Presets is the choice of a period: by name, or by two dates.
func Presets(t *text.Text, v Dashboard) kit.Node {
	var tabs []kit.Tab
	for _, p := range v.Presets {
		tabs = append(tabs, kit.Tab{Href: DashboardPath + "?" + period(p.Period).Encode(),
			Word: p.Word, Here: p.Period == v.Period})
	}
	return kit.Nodes(kit.Tabs(t.T("head.period"), tabs...),
		h.FormEl(h.Action(DashboardPath), h.Method("get"), kit.DayBar(
			kit.Labelled("from", t.T("hours.from"),
				h.Input(h.Type("date"), h.ID("from"), h.Name("from"),
					h.Value(string(v.Period.From)))),
			kit.Labelled("to", t.T("hours.to"), h.Input(h.Type("date"), h.ID("to"), h.Name("to"),
				h.Value(string(v.Period.To)))),
			kit.Other(t.T("day.go")))))
}

func period(p Period) url.Values {
	return url.Values{"from": {string(p.From)}, "to": {string(p.To)}}
}

// RowsOf is the address of the rows behind a figure; an empty branch is the network. Currency parts
// the sums.
func RowsOf(figure string, p Period, branch string, currency money.Currency) string {
	q := period(p)
	q.Set("figure", figure)
	if branch != "" {
		q.Set("branch", branch)
	}
	if currency != "" {
		q.Set("currency", string(currency))
	}
	return RowsPath + "?" + q.Encode()
}

// DashboardPart is the figures and the branches, fetched again when something arrived.
func DashboardPart(t *text.Text, v Dashboard) kit.Node {
	if len(v.Branches) == 0 {
		return kit.Empty(t.T("head.no_branches"),
			kit.MainLink(EnrolPath, "plus", t.T("head.enrol_first")))
	}
	return kit.Live("figures", DashboardPath+"?"+period(v.Period).Encode(), "figures",
		lagging(t, v), counts(t, v), sums(t, v), branches(t, v))
}

func lagging(t *text.Text, v Dashboard) kit.Node {
	return kit.If(len(v.Lagging) > 0, func() kit.Node {
		worst := v.Lagging[0]
		return kit.Banner(kit.Warning, t.T("head.stale", "Heard", v.Heard, "All", len(v.Branches),
			"Worst", worst.Name, "Ago", ago(t, worst.Ago)))
	})
}

func ago(t *text.Text, d time.Duration) string {
	if d < 0 {
		return t.T("head.never")
	}
	return t.T("sync.ago", "Span", t.Span(d))
}

func (v Dashboard) partial(t *text.Text) string {
	if len(v.Lagging) == 0 {
		return ""
	}
	return t.T("head.partial", "Heard", v.Heard, "All", len(v.Branches))
}

func counts(t *text.Text, v Dashboard) kit.Node {
	figure := func(key string, n int) kit.Figure {
		f := kit.Figure{Name: t.T("figure." + key), Value: t.Count(int64(n)),
			Href: RowsOf(key, v.Period, "", ""), Partial: v.partial(t)}
		if !v.AsOf.IsZero() {
			f.AsOf = t.T("head.as_of", "At", t.Stamp(v.AsOf))
		}
		return f
	}
	return kit.Figures(figure("visits", v.Visits.Visits), figure("completed", v.Visits.Completed),
		figure("noshows", v.Visits.NoShows))
}

// sums sets the currencies side by side: a strip for what was earned, one for what is still owed in
// sessions.
func sums(t *text.Text, v Dashboard) kit.Node {
	strip := func(key string, minor func(CurrencySums) money.Minor) kit.Node {
		var figures []kit.Figure
		for _, s := range v.Sums {
			value, after := t.Figure(money.Of(minor(s), s.Currency))
			figures = append(figures, kit.Figure{
				Name: t.T("figure." +
					key), Value: value, Unit: text.Symbol(s.Currency), After: after,
				Href: RowsOf(key, v.Period, "", s.Currency), Partial: v.partialIn(t,
					s.Currency), AsOf: t.N("head.branches_of", s.Branches),
			})
		}
		return kit.If(len(figures) > 0, func() kit.Node { return kit.Figures(figures...) })
	}
	return kit.Nodes(
		strip("revenue", func(s CurrencySums) money.Minor { return s.RevenueMinor }),
		strip("course", func(s CurrencySums) money.Minor { return s.CourseMinor }))
}

// partialIn says so only where a branch of that currency is behind.
func (v Dashboard) partialIn(t *text.Text, c money.Currency) string {
	behind := map[string]bool{}
	for _, l := range v.Lagging {
		behind[l.Node] = true
	}
	all, heard := 0, 0
	for _, b := range v.Branches {
		if b.Revenue.Currency() != c {
			continue
		}
		all++
		if !behind[b.Node] {
			heard++
		}
	}
	if heard == all {
		return ""
	}
	return t.T("head.partial", "Heard", heard, "All", all)
}

func branches(t *text.Text, v Dashboard) kit.Node {
	table := kit.Table{Caption: t.T("head.branches"), Fold: true, Columns: []kit.Column{
		{Head: t.T("head.branch")}, {Head: t.T("figure.visits"),
			Figure: true}, {Head: t.T("figure.completed"), Figure: true},
		{Head: t.T("figure.noshows"), Figure: true}, {Head: t.T("figure.revenue"), Figure: true},
		{Head: t.T("figure.course"), Figure: true}, {Head: t.T("head.complete_to"), Figure: true},
	}}
	for _, b := range v.Branches {
		count := func(key string, n int) kit.Cell {
			return kit.Cell{Text: t.Count(int64(n)), Href: RowsOf(key, v.Period, b.Node, "")}
		}
		table.Rows = append(table.Rows, kit.Line{Cells: []kit.Cell{
			{Text: b.Name, Href: BranchPath(b.Node), Quiet: b.remark(t)}, count("visits",
				b.Visits), count("completed", b.Completed),
			count("noshows", b.NoShows), {Text: t.Money(b.Revenue),
				Href: RowsOf("revenue", v.Period, b.Node, "")},
			{Text: t.Money(b.Course), Href: RowsOf("course", v.Period, b.Node,
				"")}, {Node: kit.Stamp(t, b.CompleteTo)},
		}})
	}
	table.Total = []kit.Cell{{Text: t.T("head.network")}, {Text: t.Count(int64(v.Visits.Visits))},
		{Text: t.Count(int64(v.Visits.Completed))}, {Text: t.Count(int64(v.Visits.NoShows))}}
	for _, amount := range []func(CurrencySums) money.Minor{
		func(s CurrencySums) money.Minor { return s.RevenueMinor }, func(s CurrencySums) money.Minor { return s.CourseMinor },
	} {
		table.Total = append(table.Total, kit.Cell{Node: kit.Each(v.Sums,
			func(s CurrencySums) kit.Node {
				return h.Div(g.Text(t.Money(money.Of(amount(s), s.Currency))))
			})})
	}
	table.Total = append(table.Total, kit.Cell{Text: v.partial(t)})
	return kit.Section(t.T("head.branches"), nil, kit.Tabled(table))
}

func (b BranchFigures) remark(t *text.Text) string {
	switch {
	case b.Importing:
		return b.Code + " · " + t.T("head.importing")
	case b.Partial:
		return b.Code + " · " + t.T("head.partial_one")
	}
	return b.Code
}

// Rows is what a figure is made of.
type Rows struct {
	Figure   string // "visits", "completed", "noshows", "revenue", "course"
	Period   Period
	Branch   string // name; empty: the network
	Node     string
	Currency money.Currency
	Columns  []kit.Column
	Rows     []kit.Line
	Total    []kit.Cell
	Count    int
	Partial  string
	Earlier  string
	Later    string
	CSV      string
}

// RowsPage is the rows with the frame.
func RowsPage(a Around, v Rows) kit.Node {
	t := a.Text
	where := v.Branch
	if where == "" {
		where = t.T("head.network")
	}
	return a.page(t.T("figure."+v.Figure), inDashboard, kit.Heading(kit.Head{
		Title: t.T("figure." + v.Figure), Beneath: where + " · " + periodWords(t, v.Period),
		Back: kit.Crumb{Href: DashboardPath + "?" + period(v.Period).Encode(),
			Word: t.T("head.dashboard")},
		Actions: []kit.Node{kit.LinkButton(v.CSV, t.T("head.csv"), g.Attr("download"))},
	}), RowsPart(t, v))
}

// RowsPart is the table of rows and the way through it.
func RowsPart(t *text.Text, v Rows) kit.Node {
	if len(v.Rows) == 0 {
		return kit.Empty(t.T("head.no_rows"),
			kit.LinkButton(DashboardPath+"?"+period(v.Period).Encode(), t.T("head.dashboard")))
	}
	return kit.Stack(
		kit.If(v.Partial != "", func() kit.Node { return kit.Banner(kit.Warning, v.Partial) }),
		kit.Tabled(kit.Table{Caption: t.T("figure." + v.Figure), Columns: v.Columns, Rows: v.Rows,
			Total: v.Total, Fold: true}),
		kit.Pages(t, v.Earlier, v.Later, t.N("head.rows", v.Count)))
}
