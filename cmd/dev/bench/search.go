package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"

	"branchbook/sync/book"
	"branchbook/sync/clients"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
)

// many is how many clients are searched.
const many = 100_000

var searches = []measure{
	{name: "search of 100,000 clients: two kanji", goal: "22: p99 ≤ 10 ms", run: searchFor("花子")},
	{name: "search of 100,000 clients: part of a Cyrillic name", goal: "22: p99 ≤ 10 ms", run: searchFor("ксан")},
	{name: "search of 100,000 clients: end of a telephone number", goal: "22: p99 ≤ 10 ms", run: searchFor("4321")},
	{name: "search of 100,000 clients: kana", goal: "22: p99 ≤ 10 ms", run: searchFor("さとう")},
	{name: "search of 100,000 clients: wrong layout", goal: "22: p99 ≤ 10 ms", run: searchFor("fktrc")},
	{name: "search of 100,000 clients: nobody", goal: "22: p99 ≤ 10 ms", run: searchFor("zzyzx")},
}

var families = []clients.Card{
	{Family: "佐藤", KanaFamily: "サトウ"}, {Family: "鈴木", KanaFamily: "スズキ"}, {Family: "髙橋", KanaFamily: "タカハシ"},
	{Family: "Иванов"}, {Family: "Алексеенко"}, {Family: "Қасымов"}, {Family: "Smith"}, {Family: "Ковальчук"},
}

var givens = []clients.Card{
	{Given: "花子", KanaGiven: "ハナコ"}, {Given: "太郎", KanaGiven: "タロウ"}, {Given: "Александра"}, {Given: "Мария"},
	{Given: "Айгерім"}, {Given: "Anna"}, {Given: "Олена"},
}

// crowd is the search tables with many clients in them.
func (l *lab) crowd() (string, error) {
	return share(l, "crowd", func(dir string) (string, error) {
		path := filepath.Join(dir, "book.db")
		t, err := journal.Scratch(path, []fact.Schema{clients.Schema})
		if err != nil {
			return "", err
		}
		defer t.Close()
		if err := execute(t, begin); err != nil {
			return "", err
		}
		for i := range many {
			if err := enter(t, i); err != nil {
				return "", err
			}
		}
		return path, execute(t, commit)
	})
}

// readable opens cards that were never sealed.
type readable struct{}

// Open implements [fact.Opener].
func (readable) Open(s fact.Sealed, _ string) ([]byte, error) { return []byte(s), nil }

// enter folds the i-th client into the tables.
func enter(t fact.Tables, i int) error {
	f, g := families[i%len(families)], givens[i/len(families)%len(givens)]
	card, err := json.Marshal(clients.Card{Family: f.Family, KanaFamily: f.KanaFamily, Given: g.Given,
		KanaGiven: g.KanaGiven, Phones: []string{fmt.Sprintf("+8190%08d", i*7919%100_000_000)}})
	if err != nil {
		return err
	}
	body := clients.ClientRegistered{Record: clients.Record{
		ID: clients.ClientID(fmt.Sprintf("c%06d", i)), Number: fmt.Sprintf("TYO1-%06d", i), Card: fact.Sealed(card),
	}}
	return book.Definition().Kinds[body.Kind()].Fold(t, fact.Position{JID: 1, Opener: readable{}}, body)
}

func searchFor(text string) func(*round) error {
	return func(r *round) error {
		path, err := r.crowd()
		if err != nil {
			return err
		}
		t, err := journal.Bare(path, journal.Full)
		if err != nil {
			return err
		}
		defer t.Close()
		return r.loop(1, func(int) error {
			_, err := clients.Search(t, 1, text, 20)
			return err
		})
	}
}
