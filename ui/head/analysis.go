package head

import (
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// Analysis is how the network's visits of a period fall on days and branches, and what a reminder does.
type Analysis struct {
	Period    Period
	Presets   []Preset
	Clients   int // in the whole network, whenever they came; one who comes to two branches counts once
	Days      []Share
	Branches  []Share // the largest first
	Reminders []Share // without, with
	Partial   []Lag
}

// Share is a number of visits and of the no-shows among them. Percent is "20.19", empty where there is no visit.
type Share struct {
	Name, Href      string
	Visits, NoShows int
	Percent         string
}

// AnalysisPage is the analysis with the frame.
func AnalysisPage(a Around, v Analysis) kit.Node {
	t := a.Text
	return a.page(t.T("head.analysis"), inAnalysis,
		kit.Heading(kit.Head{Title: t.T("head.analysis"), Beneath: periodWords(t, v.Period)}),
		periods(t, AnalysisPath, v.Period, v.Presets), AnalysisPart(t, v))
}

// AnalysisPart is the figures, the days as bars, and the tables.
func AnalysisPart(t *text.Text, v Analysis) kit.Node {
	warning := kit.If(len(v.Partial) > 0, func() kit.Node {
		return kit.Banner(kit.Warning, t.T("head.lacking", "Names", names(t, v.Partial)))
	})
	if len(v.Days) == 0 {
		return kit.Nodes(warning, kit.Empty(t.T("head.no_rows"), kit.LinkButton(DashboardPath, t.T("head.dashboard"))))
	}
	most := v.busiest()
	return kit.Nodes(warning,
		kit.Figures(
			kit.Figure{Name: t.T("analysis.days"), Value: t.Count(int64(len(v.Days)))},
			kit.Figure{Name: t.T("analysis.busiest"), Value: t.Count(int64(most.Visits)), AsOf: most.Name, Href: most.Href},
			kit.Figure{Name: t.T("analysis.clients"), Value: t.Count(int64(v.Clients)), AsOf: t.T("analysis.clients_about")}),
		kit.Section(t.T("analysis.by_day"), nil, kit.Bars(bars(t, v.Days)),
			kit.More(t.T("analysis.as_table"), false, shares(t, t.T("analysis.day"), v.Days))),
		kit.Section(t.T("analysis.by_branch"), nil, shares(t, t.T("head.branch"), v.Branches)),
		kit.Section(t.T("analysis.by_reminder"), nil, shares(t, t.T("analysis.reminder"), v.Reminders)))
}

func (v Analysis) busiest() Share {
	most := v.Days[0]
	for _, d := range v.Days {
		if d.Visits > most.Visits {
			most = d
		}
	}
	return most
}

func bars(t *text.Text, days []Share) []kit.Bar {
	all := make([]kit.Bar, len(days))
	for i, d := range days {
		all[i] = kit.Bar{Name: d.Name, Value: int64(d.Visits), Shown: t.Count(int64(d.Visits))}
	}
	return all
}

func shares(t *text.Text, name string, all []Share) kit.Node {
	table := kit.Table{Caption: name, Columns: []kit.Column{
		{Head: name}, {Head: t.T("figure.visits"), Figure: true}, {Head: t.T("figure.noshows"), Figure: true},
		{Head: t.T("analysis.share"), Figure: true},
	}}
	for _, s := range all {
		table.Rows = append(table.Rows, kit.Line{Cells: []kit.Cell{
			{Text: s.Name, Href: s.Href}, {Text: t.Count(int64(s.Visits))}, {Text: t.Count(int64(s.NoShows))},
			{Text: t.Percent(s.Percent)},
		}})
	}
	return kit.Tabled(table)
}
