package head

import (
	"net/url"
	"strings"
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
	AsOf     time.Time      // the figures are complete up to then; zero where a branch was never heard
}

// VisitFigures are the counts of visits. Percent is the share of no-shows among the visits that ended by coming
// or not coming, "20.19"; empty where there is none.
type VisitFigures struct {
	Visits, Completed, NoShows, Cancelled int
	Percent                               string
}

// CurrencySums are the amounts of all branches of one currency.
type CurrencySums struct {
	Currency                  money.Currency
	RevenueMinor, CourseMinor money.Minor
	Branches                  int
	AsOf                      time.Time // as in [Dashboard]
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

// Lag is a branch whose part in the figures is not complete. An importing one is heard well enough.
type Lag struct {
	Node, Name string
	Ago        time.Duration // negative: never heard
	Importing  bool
}

// DashboardPage is the dashboard with the frame.
func DashboardPage(a Around, v Dashboard) kit.Node {
	t := a.Text
	return a.page(t.T("head.dashboard"), inDashboard,
		kit.Heading(kit.Head{Title: t.T("head.dashboard"), Beneath: periodWords(t, v.Period)}),
		periods(t, DashboardPath, v.Period, v.Presets), DashboardPart(t, v))
}

func periodWords(t *text.Text, p Period) string {
	if p.From == p.To {
		return t.Full(p.From)
	}
	return t.Date(p.From) + " – " + t.Date(p.To)
}

// periods is the choice of a period: by name, or by two dates. It belongs to the pages at path.
func periods(t *text.Text, path string, chosen Period, presets []Preset) kit.Node {
	var tabs []kit.Tab
	for _, p := range presets {
		tabs = append(tabs, kit.Tab{
			Href: path + "?" + period(p.Period).Encode(), Word: p.Word, Here: p.Period == chosen,
		})
	}
	date := func(name, label string, d fact.Date) kit.Node {
		return kit.Labelled(name, label, h.Input(h.Type("date"), h.ID(name), h.Name(name), h.Value(string(d))))
	}
	return kit.Nodes(kit.Tabs(t.T("head.period"), tabs...),
		h.Form(h.Action(path), h.Method("get"), kit.DayBar(
			date("from", t.T("hours.from"), chosen.From), date("to", t.T("hours.to"), chosen.To),
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

// DashboardPart is the figures and the branches, fetched again when something arrived and with each beat: that a branch
// fell silent, or has sent its last, is no commit.
func DashboardPart(t *text.Text, v Dashboard) kit.Node {
	if len(v.Branches) == 0 {
		return kit.Empty(t.T("head.no_branches"),
			kit.MainLink(EnrolPath, "plus", t.T("head.enrol_first")))
	}
	return kit.Live("figures", DashboardPath+"?"+period(v.Period).Encode(), "figures "+beat,
		lagging(t, v), counts(t, v), sums(t, v), branches(t, v))
}

// lacking is how many branches the sentence about incomplete figures names.
const lacking = 6

func lagging(t *text.Text, v Dashboard) kit.Node {
	return kit.If(len(v.Lagging) > 0, func() kit.Node {
		return kit.Banner(kit.Warning, t.T("head.from", "Heard", v.Heard, "All", len(v.Branches)),
			kit.Para(t.T("head.lacking", "Names", names(t, v.Lagging))))
	})
}

// names says which branches lag and why, the worst first.
func names(t *text.Text, all []Lag) string {
	var said []string
	for _, l := range all[:min(lacking, len(all))] {
		said = append(said, l.Name+" ("+l.why(t)+")")
	}
	if more := len(all) - lacking; more > 0 {
		said = append(said, t.N("head.more", more))
	}
	return strings.Join(said, ", ")
}

func (l Lag) why(t *text.Text) string {
	switch {
	case l.Importing:
		return t.T("head.importing")
	case l.Ago < 0:
		return t.T("head.never")
	}
	return t.T("head.last_heard", "Ago", ago(t, l.Ago))
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
	figure := func(key string, n int, unit string) kit.Figure {
		return kit.Figure{Name: t.T("figure." + key), Value: t.Count(int64(n)), Unit: unit, After: true,
			Href: RowsOf(key, v.Period, "", ""), Partial: v.partial(t), AsOf: asOf(t, "", v.AsOf)}
	}
	return kit.Figures(figure("visits", v.Visits.Visits, ""), figure("completed", v.Visits.Completed, ""),
		figure("noshows", v.Visits.NoShows, t.Percent(v.Visits.Percent)), figure("cancelled", v.Visits.Cancelled, ""))
}

// sums sets the currencies side by side: a strip for what was earned, one for what is still owed in
// sessions.
func sums(t *text.Text, v Dashboard) kit.Node {
	strip := func(key string, minor func(CurrencySums) money.Minor) kit.Node {
		var figures []kit.Figure
		for _, s := range v.Sums {
			value, after := t.Figure(money.Of(minor(s), s.Currency))
			figures = append(figures, kit.Figure{
				Name: t.T("figure." + key), Value: value, Unit: text.Symbol(s.Currency), After: after,
				Href: RowsOf(key, v.Period, "", s.Currency), Partial: v.partialIn(t, s.Currency),
				AsOf: asOf(t, t.N("head.branches_of", s.Branches)+" · ", s.AsOf),
			})
		}
		return kit.If(len(figures) > 0, func() kit.Node { return kit.Figures(figures...) })
	}
	return kit.Nodes(
		strip("revenue", func(s CurrencySums) money.Minor { return s.RevenueMinor }),
		strip("course", func(s CurrencySums) money.Minor { return s.CourseMinor }))
}

// asOf says up to when all branches are complete, behind what stands before it; nothing where one was never heard.
func asOf(t *text.Text, before string, at time.Time) string {
	if at.IsZero() {
		return strings.TrimSuffix(before, " · ")
	}
	return before + t.T("head.as_of", "At", t.Stamp(at))
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
		{Head: t.T("head.branch")}, {Head: t.T("figure.visits"), Figure: true},
		{Head: t.T("figure.completed"), Figure: true}, {Head: t.T("figure.noshows"), Figure: true},
		{Head: t.T("figure.revenue"), Figure: true}, {Head: t.T("figure.course"), Figure: true},
		{Head: t.T("head.complete_to"), Figure: true},
	}}
	for _, b := range v.Branches {
		table.Rows = append(table.Rows, kit.Line{Cells: b.cells(t, v.Period)})
	}
	table.Total = v.total(t)
	return kit.Section(t.T("head.branches"), nil, kit.Tabled(table))
}

func (b BranchFigures) cells(t *text.Text, p Period) []kit.Cell {
	count := func(key string, n int) kit.Cell {
		return kit.Cell{Text: t.Count(int64(n)), Href: RowsOf(key, p, b.Node, "")}
	}
	noShows := count("noshows", b.NoShows)
	noShows.Quiet = t.Percent(b.Percent)
	return []kit.Cell{
		{Text: b.Name, Href: BranchPath(b.Node), Quiet: b.remark(t)}, count("visits", b.Visits),
		count("completed", b.Completed), noShows,
		{Text: t.Money(b.Revenue), Href: RowsOf("revenue", p, b.Node, "")},
		{Text: t.Money(b.Course), Href: RowsOf("course", p, b.Node, "")}, {Node: kit.Stamp(t, b.CompleteTo)},
	}
}

// total is the network's line: counts of all, amounts of each currency by itself.
func (v Dashboard) total(t *text.Text) []kit.Cell {
	amounts := func(of func(CurrencySums) money.Minor) kit.Cell {
		return kit.Cell{Node: kit.Each(v.Sums, func(s CurrencySums) kit.Node {
			return h.Div(g.Text(t.Money(money.Of(of(s), s.Currency))))
		})}
	}
	return []kit.Cell{
		{Text: t.T("head.network"), Quiet: v.partial(t)}, {Text: t.Count(int64(v.Visits.Visits))},
		{Text: t.Count(int64(v.Visits.Completed))},
		{Text: t.Count(int64(v.Visits.NoShows)), Quiet: t.Percent(v.Visits.Percent)},
		amounts(func(s CurrencySums) money.Minor { return s.RevenueMinor }),
		amounts(func(s CurrencySums) money.Minor { return s.CourseMinor }), {},
	}
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
