package demo

import (
	"time"

	"branchbook/sync/branches"
	"branchbook/sync/clients"
	"branchbook/sync/hours"
)

// almaty is a dental clinic.
func almaty() house {
	return house{
		folder: "almaty",
		settings: branches.Settings{
			Code: "ALM1", Name: "Алмалы Стоматология", Trade: branches.Dental, Currency: "KZT",
			Zone: "Asia/Almaty", Language: "ru", StepMin: 15, FirstWeekday: time.Monday,
		},
		manager: "Айгүл Серікова", desk: "Жанна Пак", open: hours.Span{From: at(8, 0), To: at(20, 0)}, lunch: "обед",
		people: []person{
			{"Жұмабаев", "Ерлан", "", "Терапевт", at(8, 0), at(17, 0), weekdays(time.Sunday)},
			{"Қасымова", "Динара", "", "Ортодонт", at(10, 0), at(19, 0), weekdays(time.Monday)},
			{"Ким", "Виктория", "", "Гигиенист", at(9, 0), at(18, 0), weekdays(time.Sunday, time.Thursday)},
			{"Омаров", "Тимур", "", "Хирург", at(11, 0), at(20, 0), weekdays(time.Wednesday)},
			{"Лебедева", "Анна", "", "Терапевт", at(11, 0), at(20, 0), weekdays(time.Saturday)},
			{"Нұрпейіс", "Әлия", "", "Детский стоматолог", at(9, 0), at(18, 0), weekdays(time.Tuesday)},
		},
		rooms: []room{{"Рентген-кабинет", 1}, {"Лампа отбеливания", 1}, {"Хирургическая", 1}},
		services: []service{
			{"Приём", "Осмотр и консультация", 30, 5, 8_000_00, 0, 16, nil},
			{"Терапия", "Лечение кариеса", 60, 10, 28_000_00, 0, 20, []int{0, 4, 5}},
			{"Терапия", "Лечение канала", 90, 10, 55_000_00, 0, 8, []int{0, 4}},
			{"Терапия", "Реставрация зуба", 75, 10, 45_000_00, 0, 8, []int{0, 4}},
			{"Гигиена", "Профессиональная гигиена", 45, 5, 22_000_00, 0, 16, []int{2, 4}},
			{"Гигиена", "Отбеливание", 60, 10, 60_000_00, 2, 5, []int{2}},
			{"Хирургия", "Удаление зуба", 45, 15, 25_000_00, 3, 8, []int{3}},
			{"Хирургия", "Установка импланта", 90, 15, 190_000_00, 3, 3, []int{3}},
			{"Диагностика", "Рентген-снимок", 15, 0, 6_000_00, 1, 4, nil},
			{"Ортодонтия", "Установка брекетов", 90, 10, 180_000_00, 0, 2, []int{1}},
			{"Ортодонтия", "Коррекция брекетов", 30, 5, 15_000_00, 0, 2, []int{1}},
			{"Дети", "Приём ребёнка", 45, 10, 15_000_00, 0, 10, []int{5}},
		},
		together: [][]int{{0, 8}, {1, 8}, {6, 8}},
		courses: []course{
			{"Коррекция брекетов, 12 посещений", 10, 12, 150_000_00, 14, 14, 24},
			{"Гигиена, 4 посещения", 4, 4, 80_000_00, 12, 21, 3},
			{"Отбеливание, 3 сеанса", 5, 3, 150_000_00, 6, 10, 24},
		},
		away: []away{
			{1, -43, -36, "отпуск", true}, {4, -17, -16, "больничный", false}, {2, 5, 9, "отпуск", true},
		},
		special: []special{
			{-51, nil, "санитарный день"},
			{11, []hours.Span{{From: at(8, 0), To: at(15, 0)}}, "короткий день"},
		},
		families: []name{
			{text: "Ахметов", feminine: "Ахметова"}, {text: "Иванов", feminine: "Иванова"}, {text: "Сейітқали"},
			{text: "Ли"}, {text: "Нұрланов", feminine: "Нұрланова"}, {text: "Петров", feminine: "Петрова"},
			{text: "Беков", feminine: "Бекова"}, {text: "Тұрсын"}, {text: "Цой"}, {text: "Оспанов", feminine: "Оспанова"},
			{text: "Смагулов", feminine: "Смагулова"}, {text: "Орлов", feminine: "Орлова"}, {text: "Ғабит"},
			{text: "Жақсылық"}, {text: "Морозов", feminine: "Морозова"}, {text: "Қуатов", feminine: "Қуатова"},
			{text: "Шнайдер"}, {text: "Юсупов", feminine: "Юсупова"}, {text: "Есенов", feminine: "Есенова"},
			{text: "Волков", feminine: "Волкова"},
		},
		givens: given(
			[]string{"Алия", "Елена", "Айша", "Мадина", "Әсел", "Ольга", "Жанар", "Светлана", "Камила", "Гүлнар", "Дана"},
			[]string{"Нұрсұлтан", "Данияр", "Сергей", "Руслан", "Арман", "Игорь", "Бауыржан", "Алексей", "Ержан"}),
		notes: []string{"Боится уколов", "Просит звонить после обеда", "Приходит с ребёнком", "Оплачивает страховая"},
		heard: []string{"От знакомых", "Из интернета", "Вывеска"}, counter: "Ресепшн",
		phone: "+7709000", calls: 23, buys: 3,
	}
}

func weekdays(days ...time.Weekday) []time.Weekday { return days }

// given is names of women and of men.
func given(women, men []string) (all []name) {
	for _, n := range women {
		all = append(all, name{text: n, sex: clients.Female})
	}
	for _, n := range men {
		all = append(all, name{text: n, sex: clients.Male})
	}
	return all
}
