package head

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"branchbook/sync/money"
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// TestPreview renders every screen of headquarters in every language, and writes them into the
// folder that BRANCHBOOK_PREVIEW names (ui/desk's test writes the assets there).
func TestPreview(t *testing.T) {
	folder := os.Getenv("BRANCHBOOK_PREVIEW")
	for _, lang := range text.Langs {
		for name, page := range screens(text.For(lang)) {
			b, err := kit.Render(page)
			if err != nil {
				t.Fatalf("%s %s: %v", lang, name, err)
			}
			if folder == "" {
				continue
			}
			if err := os.MkdirAll(filepath.Join(folder, lang), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(folder, lang, name+".html"), b,
				0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

var noon = time.Date(2026, 11, 24, 14, 2, 0, 0, time.UTC)

func screens(t *text.Text) map[string]kit.Node {
	around := Around{Text: t, Network: "Aurora", Today: "2026-11-24", Person: "Keiko Mori",
		Alarms: 1}
	form := kit.Form{Text: t, Action: EnrolPath, Command: "c"}
	states := []BranchState{
		{Node: "b", Code: "TYO1", Name: "東京エステ 表参道店", Currency: "JPY", Zone: "Asia/Tokyo",
			Line: Down, Heard: noon.Add(-3 * time.Hour), Backlog: 12, Watermark: noon.Add(-3 * time.Hour)},
		{Node: "a", Code: "ALA1", Name: "Almaty Dental", Currency: "KZT", Zone: "Asia/Almaty",
			Line: Up, Heard: noon, Watermark: noon},
		{Node: "c", Code: "KYV1", Name: "Салон на Подолі", Currency: "UAH", Zone: "Europe/Kyiv",
			Line: Never, Backlog: -1},
	}
	return map[string]kit.Node{
		"hub": DashboardPage(around, dashboard(t)),
		"hub-empty": DashboardPage(around, Dashboard{Period: Period{"2026-11-24",
			"2026-11-24"}}),
		"hub-rows": RowsPage(around, Rows{Figure: "visits", Period: Period{"2026-11-01",
			"2026-11-24"}, Columns: []kit.Column{{Head: "Date"}, {Head: "Branch"}},
			Rows: []kit.Line{{Cells: []kit.Cell{{Text: "Nov 24"}, {Text: "ALA1"}}}}, First: 1, Last: 1, CSV: RowsCSVPath}),
		"hub-branches": BranchesPage(around, noon, states),
		"hub-branch": BranchPage(around, noon,
			Branch{BranchState: states[0], Facts: []kit.Fact{{Term: "Epoch", What: "9f1c"}},
				Events: []kit.Event{{At: noon, What: "Line down"}}}),
		"hub-enrol": EnrolmentPage(around, Enrolment{Address: EnrolPath, Make: form, Token: "AEBAG-BAFAY-DQQCI-JBIFQ",
			Until: noon,
			Waiting: []WaitingBox{{Box: "b", Name: "KYV1", Digits: "482916", Asked: noon, Confirm: form,
				Refuse: form, Replaces: "KYV1 Salon Kyiv"}}}),
		"hub-alarms": AlarmsPage(around, []Alarm{{At: noon, Branch: "TYO1",
			What: "A batch was refused: its signature is not the branch’s.",
			Do:   "Ask the branch whether its box was replaced.", Href: BranchPath("b")}}),
		"hub-signin": kit.SignInPage(t, kit.SignIn{House: "Aurora", Form: form}),
		"hub-setup":  SetupPage(t, form),
		"demo": DemoPage(t, Demo{Hub: DemoPlace{"Headquarters", "Aurora",
			"http://127.0.0.1:8400", "hq", "hq-demo"}, Lines: []DemoLine{{DemoPlace: DemoPlace{"Almaty Dental",
			"ALA1 · KZT", "http://127.0.0.1:8401", "dana", "demo"}, Form: form},
			{DemoPlace: DemoPlace{"東京エステ", "TYO1 · JPY", "http://127.0.0.1:8402", "mori", "demo"}, Cut: true,
				Waiting: 12, Form: form}}}),
	}
}

func dashboard(t *text.Text) Dashboard {
	row := func(node, code, name string, n int, revenue, course money.Minor, c money.Currency,
		at time.Time) BranchFigures {
		return BranchFigures{Node: node, Code: code, Name: name,
			VisitFigures: VisitFigures{n, n - 30, 6, 4, "0.98"}, Revenue: money.Of(revenue,
				c), Course: money.Of(course, c), CompleteTo: at, Partial: at != noon}
	}
	return Dashboard{
		Period: Period{"2026-11-01", "2026-11-24"}, Heard: 2, AsOf: noon.Add(-3 * time.Hour),
		Presets: []Preset{{t.T("day.today"), Period{"2026-11-24", "2026-11-24"}},
			{t.Full("2026-11-01"), Period{"2026-11-01", "2026-11-24"}}},
		Branches: []BranchFigures{
			row("a", "ALA1", "Almaty Dental", 612, 1846000000, 512000000, "KZT", noon), row("b",
				"TYO1", "東京エステ 表参道店", 340, 8120000, 2410000, "JPY", noon.Add(-3*time.Hour)),
			row("c", "KYV1", "Салон на Подолі", 455, 98450050, 21000000, "UAH", noon),
		},
		Visits: VisitFigures{1407, 1317, 18, 12, "1.35"},
		Sums: []CurrencySums{{"KZT", 1846000000, 512000000, 1, noon}, {"JPY", 8120000, 2410000, 1, noon},
			{"UAH", 98450050, 21000000, 1, noon}},
		Lagging: []Lag{{"b", "東京エステ 表参道店", 3 * time.Hour, false}},
	}
}
