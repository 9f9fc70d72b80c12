package demo

import (
	"time"

	"branchbook/sync/branches"
	"branchbook/sync/clients"
	"branchbook/sync/hours"
)

// tokyo is an aesthetic clinic; nearly everything there is a course.
func tokyo() house {
	return house{
		folder: "tokyo",
		settings: branches.Settings{
			Code: "TYO1", Name: "青山ビューティクリニック", Trade: branches.Aesthetic, Currency: "JPY",
			Zone: "Asia/Tokyo", Language: "ja", StepMin: 15, FirstWeekday: time.Sunday,
		},
		manager: "森 美咲", desk: "石井 千尋", open: hours.Span{From: at(9, 0), To: at(21, 0)}, lunch: "休憩",
		people: []person{
			{"佐藤", "結衣", "サトウ ユイ", "看護師", at(10, 0), at(19, 0), weekdays(time.Tuesday)},
			{"伊藤", "さくら", "イトウ サクラ", "エステティシャン", at(9, 0), at(18, 0), weekdays(time.Wednesday)},
			{"髙橋", "健", "タカハシ ケン", "医師", at(11, 0), at(20, 0), weekdays(time.Thursday)},
			{"渡辺", "葵", "ワタナベ アオイ", "看護師", at(9, 0), at(18, 0), weekdays(time.Sunday, time.Monday)},
			{"小林", "陽菜", "コバヤシ ヒナ", "エステティシャン", at(12, 0), at(21, 0), weekdays(time.Monday)},
			{"中島", "詩織", "ナカジマ シオリ", "看護師", at(12, 0), at(21, 0), weekdays(time.Friday)},
		},
		rooms: []room{{"レーザー機", 1}, {"ホワイトニング機", 1}, {"痩身マシン", 1}, {"カウンセリングルーム", 2}},
		services: []service{
			{"相談", "カウンセリング", 30, 0, 0, 4, 14, nil},
			{"相談", "医師診察", 30, 5, 5_500, 4, 8, []int{2}},
			{"脱毛", "医療レーザー脱毛", 45, 10, 18_000, 1, 8, []int{0, 2, 3, 5}},
			{"フェイシャル", "フェイシャル", 75, 15, 12_000, 0, 16, []int{1, 4}},
			{"フェイシャル", "ハーブピーリング", 60, 10, 14_000, 0, 12, []int{1, 4, 5}},
			{"フェイシャル", "毛穴洗浄", 45, 10, 9_800, 0, 12, []int{1, 3, 4}},
			{"注入", "ヒアルロン酸注入", 30, 10, 55_000, 0, 6, []int{2}},
			{"ボディ", "痩身マシン", 45, 10, 16_000, 3, 6, []int{1, 4}},
			{"歯", "ホワイトニング", 45, 10, 15_000, 2, 10, []int{0, 3, 5}},
		},
		together: [][]int{{5, 4}, {3, 7}},
		courses: []course{
			{"レーザー脱毛 10回", 2, 10, 100_000, 18, 12, 24}, {"フェイシャル 7回", 3, 7, 70_000, 12, 10, 24},
			{"痩身 6回", 7, 6, 84_000, 8, 7, 24}, {"ホワイトニング 5回", 8, 5, 60_000, 6, 10, 24},
		},
		away: []away{
			{3, -38, -34, "夏休み", true}, {1, -11, -11, "体調不良", false}, {2, 6, 7, "学会", true},
		},
		special: []special{
			{-46, nil, "設備点検"}, {9, []hours.Span{{From: at(12, 0), To: at(21, 0)}}, "午前研修"},
		},
		families: []name{
			{text: "山田", kana: "ヤマダ"}, {text: "鈴木", kana: "スズキ"}, {text: "中村", kana: "ナカムラ"},
			{text: "加藤", kana: "カトウ"}, {text: "吉田", kana: "ヨシダ"}, {text: "山本", kana: "ヤマモト"},
			{text: "松本", kana: "マツモト"}, {text: "井上", kana: "イノウエ"}, {text: "木村", kana: "キムラ"},
			{text: "林", kana: "ハヤシ"}, {text: "清水", kana: "シミズ"}, {text: "斎藤", kana: "サイトウ"},
			{text: "池田", kana: "イケダ"}, {text: "橋本", kana: "ハシモト"}, {text: "阿部", kana: "アベ"},
			{text: "森田", kana: "モリタ"}, {text: "藤原", kana: "フジワラ"}, {text: "岡崎", kana: "オカザキ"},
			{text: "長谷川", kana: "ハセガワ"}, {text: "東", kana: "アズマ"},
		},
		givens: tokyoGivens(),
		notes:  []string{"敏感肌", "電話は夕方以降", "担当者の指名あり", "駐車場利用"},
		heard:  []string{"ご友人の紹介", "ネット検索", "看板"}, counter: "受付",
		phone: "+81900000", calls: 15, buys: 12,
	}
}

func tokyoGivens() []name {
	all := []name{
		{text: "陽子", kana: "ヨウコ"}, {text: "真由美", kana: "マユミ"}, {text: "彩", kana: "アヤ"},
		{text: "美穂", kana: "ミホ"}, {text: "優", kana: "ユウ"}, {text: "恵", kana: "メグミ"},
		{text: "千夏", kana: "チナツ"}, {text: "奈緒", kana: "ナオ"}, {text: "里奈", kana: "リナ"},
		{text: "久美子", kana: "クミコ"}, {text: "麻衣", kana: "マイ"}, {text: "直樹", kana: "ナオキ"},
		{text: "翔", kana: "ショウ"}, {text: "大輔", kana: "ダイスケ"},
	}
	for i := range all {
		all[i].sex = clients.Female
		if i >= 11 {
			all[i].sex = clients.Male
		}
	}
	return all
}
