package demo

import (
	"time"

	"branchbook/sync/branches"
	"branchbook/sync/money"
)

// house is one branch of the demonstration. All names are invented.
type house struct {
	folder   string
	settings branches.Settings
	manager  string // name
	people   []person
	services []service
	rooms    []room
	courses  []course
	families []string
	givens   []string
	kana     map[string]string // of family names, where the house writes kanji
	phone    func(n int) string
}

type person struct {
	family, given, title string
	from, to             int // working hours, wall minutes
	off                  time.Weekday
}

type service struct {
	name  string
	min   int
	after int
	price money.Minor
	room  int // 1-based; 0 for none
}

type room struct {
	name     string
	capacity int
}

type course struct {
	name     string
	service  int // index
	sessions int
	price    money.Minor
	months   int
}

// password is the same for everybody here, and printed.
const password = "demo-password"

func houses() []house {
	return []house{almaty(), tokyo(), kyiv()}
}

func almaty() house {
	return house{
		folder: "almaty",
		settings: branches.Settings{
			Code: "ALM1", Name: "Алмалы Стоматология", Trade: branches.Dental, Currency: "KZT", Zone: "Asia/Almaty", Language: "ru",
			StepMin: 15, FirstWeekday: time.Monday,
		},
		manager: "Айгүл Серікова",
		people: []person{
			{"Жұмабаев", "Ерлан", "Стоматолог-терапевт", 540, 1080, time.Sunday}, {"Қасымова", "Динара", "Ортодонт",
				600, 1140, time.Monday},
			{"Ким", "Виктория", "Гигиенист", 540, 1020, time.Sunday}, {"Омаров", "Тимур", "Хирург", 660, 1200,
				time.Wednesday},
			{"Лебедева", "Анна", "Терапевт", 540, 1080, time.Saturday},
		},
		services: []service{
			{"Осмотр и консультация", 30, 5, 8_000_00, 0}, {"Лечение кариеса", 60, 10, 28_000_00, 0},
			{"Профессиональная гигиена", 45, 5, 22_000_00, 0}, {"Удаление зуба", 45, 15, 25_000_00, 0},
			{"Рентген-снимок", 15, 0, 6_000_00, 1}, {"Установка брекетов", 90, 10, 180_000_00, 0},
			{"Коррекция брекетов", 30, 5, 15_000_00, 0}, {"Отбеливание", 60, 10, 60_000_00, 2},
		},
		rooms: []room{{"Рентген-кабинет", 1}, {"Лампа отбеливания", 1}},
		courses: []course{{"Коррекция брекетов, 12 посещений", 6, 12, 150_000_00, 14},
			{"Гигиена, 4 раза в год", 2, 4, 80_000_00, 12}},
		families: []string{"Ахметов", "Иванова", "Сейітқали", "Ли", "Нұрланова", "Петров", "Бекова", "Тұрсын", "Цой",
			"Смагулова", "Орлова", "Ғабитов"},
		givens: []string{"Алия", "Нұрсұлтан", "Елена", "Данияр", "Айша", "Сергей", "Мадина", "Руслан", "Әсел",
			"Ольга"},
		phone: func(n int) string { return "+7701555" + digits(n, 4) },
	}
}

func tokyo() house {
	return house{
		folder: "tokyo",
		settings: branches.Settings{
			Code: "TYO1", Name: "青山ビューティクリニック", Trade: branches.Aesthetic, Currency: "JPY", Zone: "Asia/Tokyo", Language: "ja",
			StepMin: 15, FirstWeekday: time.Sunday,
		},
		manager: "森 美咲",
		people: []person{
			{"佐藤", "結衣", "看護師", 600, 1140, time.Tuesday}, {"伊藤", "さくら", "エステティシャン", 600, 1140, time.Wednesday},
			{"髙橋", "健", "医師", 660, 1200, time.Thursday}, {"渡辺", "葵", "看護師", 600, 1080, time.Sunday},
			{"小林", "陽菜", "エステティシャン", 720, 1200, time.Monday},
		},
		services: []service{
			{"カウンセリング", 30, 0, 0, 0}, {"医療レーザー脱毛", 60, 10, 18_000, 1}, {"フェイシャル", 75, 15, 12_000, 0},
			{"ホワイトニング", 45, 10, 15_000, 2}, {"ハーブピーリング", 60, 10, 14_000, 0}, {"痩身マシン", 45, 10, 16_000, 3},
		},
		rooms: []room{{"レーザー機", 1}, {"ホワイトニング機", 1}, {"痩身マシン", 1}},
		courses: []course{
			{"レーザー脱毛 10回", 1, 10, 100_000, 18}, {"フェイシャル 7回", 2, 7, 70_000, 12}, {"痩身 6回", 5, 6, 84_000, 8},
		},
		families: []string{"山田", "鈴木", "中村", "加藤", "吉田", "山本", "松本", "井上", "木村", "林", "清水", "斎藤"},
		givens:   []string{"花子", "陽子", "真由美", "太郎", "彩", "美穂", "翔", "優", "恵", "直樹"},
		kana: map[string]string{
			"山田": "ヤマダ", "鈴木": "スズキ", "中村": "ナカムラ", "加藤": "カトウ", "吉田": "ヨシダ", "山本": "ヤマモト", "松本": "マツモト",
			"井上": "イノウエ", "木村": "キムラ", "林": "ハヤシ", "清水": "シミズ", "斎藤": "サイトウ",
		},
		phone: func(n int) string { return "+81903000" + digits(n, 4) },
	}
}

func kyiv() house {
	return house{
		folder: "kyiv",
		settings: branches.Settings{
			Code: "KYV1", Name: "Салон «Липки»", Trade: branches.Salon, Currency: "UAH", Zone: "Europe/Kyiv", Language: "uk",
			StepMin: 15, FirstWeekday: time.Monday,
		},
		manager: "Оксана Мельник",
		people: []person{
			{"Ковальчук", "Ірина", "Перукар-стиліст", 540, 1140, time.Monday}, {"Бондар", "Марія", "Колорист", 600,
				1200, time.Tuesday},
			{"Шевчук", "Олег", "Барбер", 600, 1200, time.Sunday}, {"Ткаченко", "Юлія", "Майстер манікюру", 540, 1080,
				time.Wednesday},
			{"Грищенко", "Наталя", "Косметолог", 600, 1140, time.Sunday},
		},
		services: []service{
			{"Жіноча стрижка", 60, 0, 850_00, 0}, {"Чоловіча стрижка", 45, 0, 600_00, 0}, {"Фарбування", 120, 15,
				2_400_00, 0},
			{"Манікюр", 60, 0, 700_00, 0}, {"Масаж обличчя", 45, 10, 900_00, 1}, {"Догляд за волоссям", 45, 0,
				1_100_00, 0},
		},
		rooms:   []room{{"Кабінет косметолога", 1}},
		courses: []course{{"Масаж обличчя, 10 сеансів", 4, 10, 7_500_00, 10}, {"Манікюр, 5 разів", 3, 5, 3_000_00, 6}},
		families: []string{"Коваленко", "Бойко", "Кравченко", "Олійник", "Поліщук", "Савченко", "Руденко", "Марченко",
			"Лисенко", "Гончар"},
		givens: []string{"Олена", "Тетяна", "Андрій", "Софія", "Максим", "Катерина", "Дарина", "Ігор", "Анастасія",
			"Віктор"},
		phone: func(n int) string { return "+38050555" + digits(n, 4) },
	}
}

func digits(n, width int) string {
	s := ""
	for range width {
		s = string(rune('0'+n%10)) + s
		n /= 10
	}
	return s
}
