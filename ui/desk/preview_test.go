package desk

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"branchbook/sync/fact"
	"branchbook/sync/money"
	"branchbook/ui/kit"
	"branchbook/ui/static"
	"branchbook/ui/text"
)

// TestPreview writes every screen and the assets into the folder that BRANCHBOOK_PREVIEW names, to
// be looked at in a browser. Without it, it only renders them: no screen may fail, and none may
// show a raw key.
func TestPreview(t *testing.T) {
	folder := os.Getenv("BRANCHBOOK_PREVIEW")
	write := func(path string, b []byte) {
		if folder == "" {
			return
		}
		path = filepath.Join(folder, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, lang := range text.Langs {
		for name, page := range screens(text.For(lang)) {
			b, err := kit.Render(page)
			if err != nil {
				t.Fatalf("%s %s: %v", lang, name, err)
			}
			mustBeSafe(t, lang+" "+name, b)
			write(lang+"/"+name+".html", b)
		}
	}
	static.Each(write)
}

var noon = time.Date(2026, 11, 24, 13, 20, 0, 0, time.FixedZone("branch", 5*3600))

func around(t *text.Text, link kit.Link) Around {
	return Around{
		Text: t, Branch: cast(t, "Almaty Dental, Abay Avenue", "東京エステ 表参道店",
			"Стоматология на Абая"), Code: "ALA1", Today: "2026-11-24",
		Person: cast(t, "Dana Omarova", "佐藤 美咲", "Дана Омарова"), Manager: true, Link: link,
	}
}

func cast(t *text.Text, en, ja, ru string) string {
	switch t.Lang {
	case "ja":
		return ja
	case "en":
		return en
	}
	return ru
}

func amount(n int64) money.Amount { return money.Of(money.Minor(n), "JPY") }

func screens(t *text.Text) map[string]kit.Node {
	fine := around(t, kit.Link{State: kit.UpToDate, At: noon})
	alone := around(t, kit.Link{State: kit.Alone, Waiting: 12, At: noon.Add(-3 * time.Hour)})
	refusedForm := kit.Form{Text: t, Action: VisitsPath, Command: "c1"}.With(
		url.Values{"on": {"2026-11-24"}, "at": {"25:70"}, "service.0": {"s1"},
			"practitioner.0": {"p1"}},
		fact.Refusals{fact.Refuse("no_such_time", "at", "25:70 is not a time of day."),
			fact.Refuse("required", "client", "Fill this in.")})
	closed := dayView(t)
	closed.Closed, closed.NextOpen = cast(t, "Independence Day", "勤労感謝の日",
		"День независимости"), "2026-11-25"
	empty := dayView(t)
	for i := range empty.Grid.Columns {
		empty.Grid.Columns[i].Blocks = nil
	}
	empty.Untimed, empty.Ended = nil, nil
	return map[string]kit.Node{
		"signin": kit.SignInPage(t, kit.SignIn{House: fine.Branch, Form: kit.Form{Text: t, Action: SignInPath}}),
		"setup": SetupBranchPage(t, BranchForm{Form: kit.Form{Text: t, Action: SetupPath},
			Kinds: options("dental", "aesthetic"), Currencies: options("JPY",
				"KZT"), Zones: options("Asia/Almaty")}),
		"setup-manager": SetupManagerPage(t, kit.Form{Text: t, Action: SetupManagerPath}),
		"day":           DayPage(fine, dayView(t)),
		"day-alone":     DayPage(alone, dayView(t)),
		"day-closed":    DayPage(fine, closed),
		"day-empty":     DayPage(fine, empty),
		"book": BookPage(fine, bookView(t, kit.Form{Text: t, Action: VisitsPath,
			Command: "c1", Values: url.Values{"on": {"2026-11-24"}, "at": {"14:30"},
				"contract": {"k1"}}}, true)),
		"book-refused": BookPage(fine, bookView(t, refusedForm, false)),
		"visit":        VisitPage(fine, visitView(t)),
		"visit-change": BookPage(fine, changeView(t)),
		"visit-done":   VisitPage(fine, doneView(t)),
		"clients":      ClientsPage(fine, Clients{Query: "om", Found: found(t), Total: 3}),
		"clients-none": ClientsPage(fine, Clients{Query: "zzz"}),
		"client":       ClientPage(fine, clientView(t)),
		"client-form": ClientFormPage(fine, ClientForm{Form: kit.Form{Text: t,
			Action: ClientsPath}, Kana: true, Duplicates: found(t)[:1]}),
		"contracts": ContractsPage(fine, Contracts{Rows: clientView(t).Contracts, Total: 2}),
		"contract":  ContractPage(fine, contractView(t)),
		"figures": FiguresPage(fine, Figures{On: "2026-11-24", ByPrice: []FigureLine{{Word: t.T("course.sold")},
			{Word: t.T("course.left"), Left: true}}, Sessions: []FigureLine{{Value: "3"}, {Value: "3"}}}),
		"contract-sign": SignContractPage(fine,
			SignForm{Form: kit.Form{Text: t, Action: ContractsPath}.Begin("on", "2026-11-24"),
				Client: ref(t), Products: []kit.Option{{Value: "a", Label: "Ten hygiene visits",
					Note: "10 × · ¥100,000"}, {Value: "b", Label: "Five whitening", Note: "5 × · ¥80,000"}},
				Means: options("cash", "card"), Currency: "JPY"}),
		"settings": SettingsPage(fine, SettingsList{Of: Services,
			Columns: []kit.Column{{Head: t.T("visit.length"), Figure: true},
				{Head: t.T("service.price"), Figure: true}}, Rows: []SettingsRow{{ID: "1",
				Name: "Hygiene", Cells: []string{"60 min",
					"¥12,000"}}, {ID: "2", Name: "Whitening", Cells: []string{"90 min", "¥30,000"}, Retired: true}}}),
		"practitioner": SettingFormPage(fine,
			SettingForm{Form: kit.Form{Text: t}, Of: Practitioners,
				Services: options("Hygiene", "Whitening"), Shifts: 1}),
		"working": WorkingPage(fine, workingView(t)),
		"product": SettingFormPage(fine,
			SettingForm{Form: kit.Form{Text: t}, Of: Products, Services: options("Hygiene"),
				Items: 2, Currency: "¥"}),
		"sync":       SyncPage(fine, syncView(fine.Link)),
		"sync-alone": SyncPage(alone, syncView(alone.Link)),
		"conflict": ConflictPage(fine, Conflict{What: "Book", At: noon, By: "Dana",
			Kept: []kit.Fact{{Term: t.T("visit.time"),
				What: "14:00"}}, Asked: []kit.Fact{{Term: t.T("visit.time"), What: "15:00"}}, Href: "/visits/1",
			Afresh: NewVisitPath}),
		"fault": Fault(fine, 500, "7f3a-22c1"),
	}
}

func options(words ...string) []kit.Option {
	var all []kit.Option
	for _, w := range words {
		all = append(all, kit.Option{Value: w, Label: w})
	}
	return all
}

func ref(t *text.Text) *ClientRef {
	return &ClientRef{ID: "c1", Name: cast(t, "Aigerim Nurlanova", "山田 花子", "Нурланова Айгерим"),
		Kana: cast(t, "", "やまだ はなこ", ""), Number: "ALA1-00412", Phone: "+77012345678"}
}

func found(t *text.Text) []ClientHit {
	var all []ClientHit
	for i, name := range []string{ref(t).Name, cast(t, "Omar Bekov", "大村 健", "Беков Омар"),
		cast(t, "Olena Moroz", "小森 愛", "Мороз Елена")} {
		all = append(all, ClientHit{ID: fmt.Sprint(i), Name: name, Kana: ref(t).Kana,
			Number: fmt.Sprintf("ALA1-%05d", 412+i), Phone: "+77012345678"})
	}
	return all
}

func dayView(t *text.Text) Day {
	services := []string{cast(t, "Hygiene", "クリーニング", "Гигиена"),
		cast(t, "Consultation", "カウンセリング", "Консультация"), cast(t, "Whitening", "ホワイトニング",
			"Отбеливание")}
	names := []string{cast(t, "Timur Akhmetov", "田中 真由", "Ахметов Тимур"),
		cast(t, "Saule Ibraeva", "鈴木 彩", "Ибраева Сауле"), cast(t, "Ivan Petrenko", "高橋 玲奈",
			"Петренко Иван"), cast(t, "Madina Seit", "伊藤 恵", "Сеит Мадина"), cast(t, "Ruslan Kim", "渡辺 葵", "Ким Руслан")}
	clients := []string{ref(t).Name, found(t)[1].Name, found(t)[2].Name}
	statuses := []kit.Status{kit.Completed, kit.Completed, kit.NoShow, kit.Started, kit.Arrived,
		kit.Confirmed, kit.Booked, kit.Confirmed}
	v := Day{On: "2026-11-24", Head: barView(t),
		Grid: kit.Grid{From: 9 * 60, To: 20 * 60, Step: 15, NowMin: 13*60 + 20}}
	for i, name := range names {
		c := kit.GridColumn{ID: fmt.Sprint(i), Name: name, Beneath: services[i%3],
			Off: []kit.Off{{From: 13 * 60, To: 13*60 + 45, Kind: "break",
				Reason: cast(t, "Lunch", "昼休み",
					"Обед")}, {From: 19 * 60, To: 20 * 60, Kind: "closed", Reason: cast(t, "After hours", "時間外", "Не работает")}}}
		at := 9*60 + 15*(i%3)
		for n, s := range statuses {
			length := []int{60, 30, 45, 15, 90}[(n+i)%5]
			if at < 13*60+45 && at+length > 13*60 {
				at = 13*60 + 45
			}
			if at+length > 19*60 {
				break
			}
			b := kit.Block{Visit: fmt.Sprint(i, n/2), Href: VisitPath("1"),
				Client: clients[(n+i)%3], Service: services[(n+i)%3], From: at, To: at + length, Status: s,
				Past: at < 12*60}
			if n%3 == 0 {
				b.Marks = []kit.BlockMark{{Icon: "layers",
					Word: cast(t, "4 of 10", "4/10回", "4 из 10")}, {Icon: "globe", Word: cast(t,
					"online", "Web", "онлайн")}}
			}
			c.Blocks = append(c.Blocks, b)
			if n%2 == 1 {
				c.Gaps = append(c.Gaps, kit.Gap{From: at + length, To: at + length + 15,
					Href: BookPath(c.ID, v.On, fact.Clock24(at+length), "")})
				at += 15
			}
			at += length
		}
		v.Grid.Columns = append(v.Grid.Columns, c)
	}
	v.Grid.Columns[4].Gaps = append(v.Grid.Columns[4].Gaps,
		kit.Gap{From: 17 * 60, To: 19 * 60, Href: NewVisitPath})
	v.Untimed = []Untimed{{Visit: "9", Client: clients[1], Service: services[1],
		Status: kit.Booked}}
	v.Ended = []Untimed{{Visit: "8", Client: clients[2], Service: services[0], When: "10:00",
		Status: kit.Cancelled}}
	v.Figures = []DayFigure{{Word: t.T("figure.visits"), Value: "34"},
		{Word: t.T("figure.completed"), Value: "10"}}
	return v
}

// barView is the bar above a Tuesday in the middle of a month.
func barView(t *text.Text) CalendarBar {
	v := CalendarBar{Title: t.Full("2026-11-24"), On: "2026-11-24", Today: "2026-11-24", View: ByDay,
		Previous: DayPath("2026-11-23"), Next: DayPath("2026-11-25"), Step: 15, Zoom: 8,
		Staff: []StaffTick{{ID: "1", Name: "Timur Akhmetov", Shown: true}, {ID: "2", Name: "Saule Ibraeva"}}}
	v.Month = kit.Month{First: 1, Earlier: "?month=2026-10", Later: "?month=2026-12"}
	for on := fact.Date("2026-11-01"); on <= "2026-11-30"; on = on.AddDays(1) {
		v.Month.Days = append(v.Month.Days, kit.MonthDay{On: on, Href: DayPath(on), Visits: on.Day() % 7,
			Closed: on.Weekday() == 0, Today: on == v.On, Here: on == v.On})
	}
	return v
}

func bookView(t *text.Text, f kit.Form, picked bool) BookForm {
	v := BookForm{Form: f, Rows: 2, Services: []kit.Option{{Value: "s1", Label: cast(t, "Hygiene",
		"クリーニング", "Гигиена")}}, Practitioners: []kit.Option{{Value: "p1", Label: "Timur Akhmetov"}},
		Rooms: []string{"Chair 1"}, Currency: "¥", Sources: options("desk"), Today: true, Found: found(t), Courses: []CourseChoice{
			{Contract: "k1", Number: "ALA1-26-018", Service: cast(t, "Hygiene", "クリーニング", "Гигиена"),
				Left: 3, ValidTo: "2027-03-31"},
			{Contract: "k2", Number: "ALA1-25-007", Service: cast(t, "Hygiene", "クリーニング", "Гигиена"),
				Why: cast(t, "expired on Oct 1, 2026", "2026/10/01に期限切れ", "истёк 1 окт. 2026 г.")}}}
	if picked {
		v.Client = ref(t)
	}
	return v
}

func visitView(t *text.Text) Visit {
	form := func(what string) kit.Form {
		return kit.Form{Text: t, Action: VisitDoPath("1", what), Command: "c", Seen: "3"}
	}
	v := Visit{ID: "1", Client: *ref(t), Status: kit.Confirmed, On: "2026-11-24",
		Clock: "14:30–15:45", Total: amount(42000), First: true,
		Course: "ALA1-26-018 · 4/10", CourseTo: ContractPath("k1"), Note: cast(t,
			"Prefers the chair by the window.", "窓側の席を希望。", "Просит кресло у окна."),
		Warnings: []string{cast(t, "Allergy: lidocaine", "アレルギー: リドカイン",
			"Аллергия: лидокаин")}, Reasons: options("ill"), Edit: VisitEditPath("1"),
		Blocks: []VisitBlock{{Service: cast(t, "Hygiene", "クリーニング", "Гигиена"),
			Practitioner: "Timur Akhmetov", Resource: "Chair 1", From: "14:30", To: "15:15", Price: amount(12000),
			Session: cast(t, "session 4 of 10", "10回中4回目", "сеанс 4 из 10")},
			{Service: cast(t, "Whitening", "ホワイトニング", "Отбеливание"), Practitioner: "Saule Ibraeva",
				From: "15:15", To: "15:45", Price: amount(30000)}},
		History: []kit.Event{{At: noon, What: t.T("status.confirmed"), By: "Dana Omarova"},
			{At: noon.Add(-20 * time.Hour), What: t.T("visit.new"),
				By: "Dana Omarova"}}, Do: map[string]kit.Form{}}
	for _, what := range []string{"arrival", "no-show", "cancellation", "completion"} {
		v.Do[what] = form(what)
	}
	v.Otherwise = Completion{Form: form("completion"), Booked: v.Blocks, Rows: 1, Currency: "¥"}
	return v
}

// changeView is a visit being given to somebody else than the client asked for, over a taken time.
func changeView(t *text.Text) BookForm {
	f := kit.Form{Text: t, Action: VisitEditPath("1"), Command: "c1"}.With(
		url.Values{"on": {"2026-11-24"}, "at": {"14:30"}, "service.0": {"s1"}, "practitioner.0": {"p1"},
			"length.0": {"45"}, "price.0": {"12000"}, "asked": {"yes"}},
		fact.Refusals{fact.Refuse("asked_for", "agreed", "", "practitioner", "Saule Ibraeva"),
			fact.Refuse("slot_taken", "at", "", "by", "Dana", "client", "Omar Bekov", "at", "09:12", "next", "15:00")})
	v := bookView(t, f, true)
	v.Visit, v.Who, v.Asked, v.Ask, v.Overlap = "1", *ref(t), "Saule Ibraeva", true, true
	return v
}

// doneView is a visit of which less was given than booked, moved before, its end offered to be taken back.
func doneView(t *text.Text) Visit {
	v := visitView(t)
	v.Status, v.Edit, v.Do = kit.Completed, "", nil
	v.Performed, v.Given = v.Blocks[1:], amount(30000)
	undo := Undo{Form: kit.Form{Text: t, Action: VisitDoPath("1", "undo")}, Reason: true}
	v.History = append([]kit.Event{
		{At: noon, What: t.T("history.VisitCompleted"), By: "Dana Omarova", Desk: "10.0.0.12",
			Changes: []kit.Delta{{Term: t.T("visit.performed"), To: v.Performed[0].Service}}, Action: UndoPart(t, undo)},
		{At: noon, What: t.T("history.VisitMoved"), By: "Dana Omarova", Desk: "10.0.0.12", Undone: t.T("history.undone"),
			Changes: []kit.Delta{{Term: t.T("visit.time"), From: "10:00", To: "14:30"}}}}, v.History...)
	return v
}

func clientView(t *text.Text) Client {
	c := Client{ID: "c1", Name: ref(t).Name, Kana: ref(t).Kana, Number: ref(t).Number,
		Phones: []string{"+77012345678"}, Mail: "a@example.org", Birthday: t.Date("1990-05-02"), Language: t.Lang, Debt: amount(20000)}
	for i := range 2 {
		c.Contracts = append(c.Contracts, ContractRow{ID: "k1", Number: fmt.Sprintf("ALA1-26-%03d",
			18+i), Product: cast(t, "Ten hygiene visits", "クリーニング10回", "Гигиена, 10 визитов"), Client: c.Name,
			SignedOn: "2026-03-31", ValidTo: "2027-03-31", Used: 3, Booked: 1, Left: 7, Whole: 10,
			LeftValue: amount(70000), Owed: amount(20000)})
		c.Visits = append(c.Visits, ClientVisit{Visit: "1", Service: "Hygiene",
			Practitioner: "Timur Akhmetov", On: "2026-11-24", Clock: "14:30", Status: kit.Confirmed})
	}
	return c
}

func contractView(t *text.Text) Contract {
	pay := kit.Form{Text: t, Action: PaymentPath("k1")}.Begin("amount", "20000")
	v := Contract{ID: "k1", Number: "ALA1-26-018",
		Product: cast(t, "Ten hygiene visits", "クリーニング10回コース",
			"Гигиена, 10 визитов"), Client: *ref(t), SignedOn: "2026-03-31", ValidTo: "2027-03-31",
		Price: amount(100000), Paid: amount(80000), Owed: amount(20000), Earned: amount(30000),
		LeftValue: amount(70000), Used: 3, Booked: 1, Left: 7, Whole: 10, Payment: &pay, Means: options("cash", "card")}
	item := ContractItem{Service: cast(t, "Hygiene", "クリーニング", "Гигиена")}
	for n := range 10 {
		s := Session{N: n + 1, State: "free", Price: amount(10000)}
		if n < 3 {
			s.State = "earned"
		} else if n == 3 {
			s.State = "held"
		}
		item.Sessions = append(item.Sessions, s)
	}
	v.Items = []ContractItem{item}
	v.Ledger = []LedgerLine{{On: "2026-03-31", What: t.T("contract.sign"), By: "Dana Omarova",
		Sessions: 10, Balance: amount(100000)}}
	for n := range 3 {
		v.Ledger = append(v.Ledger, LedgerLine{On: fact.Date("2026-04-01").AddDays(n * 21),
			What: t.T("session.earned"), Href: VisitPath("1"), By: "Timur Akhmetov", Sessions: -1,
			Amount: amount(10000), Balance: amount(90000 - int64(n)*10000)})
	}
	return v
}

func syncView(link kit.Link) Sync {
	return Sync{Link: link, Now: noon, Enrolled: true, OldestAt: noon.Add(-3 * time.Hour),
		Heard: noon.Add(-3 * time.Hour), Watermark: noon.Add(-3 * time.Hour),
		Waiting: []Waiting{{"Visits", 9}, {"Payments", 3}}, Facts: []kit.Fact{{Term: "Version",
			What: "0.1"}}, Attention: []kit.Event{{At: noon.Add(-3 * time.Hour), What: "Line down"}}}
}

func workingView(t *text.Text) Working {
	v := Working{ID: "p1", Name: "Timur Akhmetov", Except: kit.Form{Text: t, Action: WorkingPath("p1")},
		Stands: []Stand{{Since: "2026-11-01", Rhythm: t.T("rhythm.monthly"), Hours: "09:00–18:00"}},
		Exceptions: []Exception{{On: "2026-12-01", What: t.T("exception.cancelled"), Reason: "Exam",
			Clear: kit.Form{Text: t}}},
		Rhythms: []kit.Tab{{Href: "?rhythm=monthly", Word: t.T("rhythm.monthly"), Here: true}}}
	v.Repeat = Repeat{Form: kit.Form{Text: t}.Begin("since", "2026-11-24"), Spans: 2, Breaks: 1, Monthly: true,
		Groups: []RepeatGroup{{Title: t.T("pattern.hours"), Rows: []RepeatRow{{Key: "0"}}}}, More: "?rows=2"}
	return v
}
