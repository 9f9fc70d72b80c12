package clients

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"testing"

	"branchbook/sync/fact"
	"branchbook/sync/journal/journaltest"
)

// vault is an Opener with one key that can be taken away.
type vault struct {
	key fact.Key
	err error
}

func (v *vault) Open(s fact.Sealed, field string) ([]byte, error) {
	if v.err != nil {
		return nil, v.err
	}
	return s.Open(v.key, field)
}

var open = &vault{key: fact.Key{ID: "k1", Secret: [32]byte{1}}}

func record(t *testing.T, id ClientID, number string, card Card) Record {
	t.Helper()
	plain, err := json.Marshal(card)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := fact.Seal(bytes.NewReader(make([]byte, 24)), open.key, CardField, plain)
	if err != nil {
		t.Fatal(err)
	}
	return Record{ID: id, Number: number, Key: "k1", Card: sealed}
}

var cast = map[ClientID]Card{
	"aigul": aigul,
	"hanako": {Family: "髙橋", Given: "花子", KanaFamily: "タカハシ", KanaGiven: "ハナコ", Romaji: "Takahashi Hanako",
		Phones: []string{"+819012345678"}, Birthday: "1985-07-01"},
	"rei":    {Family: "鈴木", Given: "怜", KanaFamily: "スズキ", KanaGiven: "レイ"},
	"yulia":  {Family: "Щербакова", Given: "Юлия", Birthday: "07-01"},
	"oconor": {Family: "O'Connor", Given: "Sean", Phones: []string{"+77011234567", "+353871234567"}},
	"ivanov": {Family: "Иванов", Given: "Пётр", Patronymic: "Сергеевич", Birthday: "1970-01-02"},
}

func filled(t *testing.T) fact.Tables {
	tables := journaltest.Tables(t, Schema)
	p := fact.Position{JID: 1, Opener: open, Wall: 77}
	for i, id := range []ClientID{"aigul", "hanako", "yulia", "oconor", "ivanov", "rei"} {
		number := "TYO1-00010" + string(rune('0'+i))
		journaltest.Fold(t, tables, p, Kinds(), ClientRegistered{record(t, id, number, cast[id])})
	}
	return tables
}

func TestSearch(t *testing.T) {
	tables := filled(t)
	tests := []struct {
		text string
		want []ClientID
	}{
		{"курманова", []ClientID{"aigul"}},
		{"айгул курм", []ClientID{"aigul"}},
		{"Айгүл Құрманова", []ClientID{"aigul"}},
		{"高橋", []ClientID{"hanako"}},
		{"ﾊﾅｺ", []ClientID{"hanako"}},
		{"たか", []ClientID{"hanako"}},
		{"hanako", []ClientID{"hanako"}},
		{"suzuki re", []ClientID{"rei"}},
		{"oconnor", []ClientID{"oconor"}},
		{"o’con", []ClientID{"oconor"}},
		{"Yuliya Shch", []ClientID{"yulia"}},
		{"бакова", []ClientID{"yulia"}},
		{"петр сергеевич", []ClientID{"ivanov"}},
		{"bdfyjd", []ClientID{"ivanov"}},
		{"3456", []ClientID{"aigul", "oconor", "hanako"}},
		{"8 701 123-45-67", []ClientID{"aigul", "oconor"}},
		{"090-1234", []ClientID{"hanako"}},
		{"tyo1 000103", []ClientID{"oconor"}},
		{"000104", []ClientID{"ivanov"}},
		{"%", nil},
		{"", nil},
		{"nobody", nil},
	}
	for _, test := range tests {
		hits, err := Search(tables, 1, test.text, 10)
		var got []ClientID
		for _, h := range hits {
			got = append(got, h.ID)
		}
		slices.Sort(got)
		slices.Sort(test.want)
		if err != nil || !slices.Equal(got, test.want) {
			t.Errorf("%q finds %v, %v, want %v", test.text, got, err, test.want)
		}
	}
	if hits, err := Search(tables, 1, "tyo1", 2); err != nil || len(hits) != 2 {
		t.Errorf("limit 2: %v, %v", hits, err)
	}
	if hits, err := Search(tables, 2, "tyo1", 2); err != nil || len(hits) != 0 {
		t.Errorf("another journal: %v, %v", hits, err)
	}
}

func TestSearchPutsBeginningsFirst(t *testing.T) {
	tables := journaltest.Tables(t, Schema)
	p := fact.Position{JID: 1, Opener: open}
	journaltest.Fold(t, tables, p, Kinds(),
		ClientRegistered{record(t, "a", "1", Card{Family: "Annan", Given: "Bo"})},
		ClientRegistered{record(t, "b", "2", Card{Family: "Nanni", Given: "Cy"})})
	hits, err := Search(tables, 1, "nan", 10)
	if err != nil || len(hits) != 2 || hits[0].ID != "b" || hits[1].Name != "Annan Bo" {
		t.Errorf("%+v, %v", hits, err)
	}
}

func TestDuplicates(t *testing.T) {
	tables := filled(t)
	tests := []struct {
		name   string
		card   Card
		except ClientID
		want   map[ClientID][]Reason
	}{
		{"phone", Card{Given: "X", Phones: []string{"+77011234567"}}, "",
			map[ClientID][]Reason{"aigul": {SamePhone}, "oconor": {SamePhone}}},
		{"spacing and turned", Card{Family: "Sean", Given: "OConnor"}, "", map[ClientID][]Reason{"oconor": {SameName}}},
		{"kana", Card{KanaFamily: "たかはし", KanaGiven: "はなこ"}, "", map[ClientID][]Reason{"hanako": {SameName}}},
		{"transliteration", Card{Family: "Scherbakova", Given: "Julia"}, "",
			map[ClientID][]Reason{"yulia": {SameName}}},
		{"a slip and the birthday", Card{Family: "Щербокова", Given: "Юлия", Birthday: "07-01"}, "",
			map[ClientID][]Reason{"yulia": {SameBirthday}}},
		{"a slip alone", Card{Family: "Щербокова", Given: "Юлия"}, "", nil},
		{"birthday alone", Card{Family: "Браун", Given: "Ян", Birthday: "1970-01-02"}, "", nil},
		{"herself", aigul, "aigul", map[ClientID][]Reason{"oconor": {SamePhone}}},
	}
	for _, test := range tests {
		found, err := Duplicates(tables, 1, test.card, test.except)
		var got map[ClientID][]Reason
		for _, d := range found {
			if got == nil {
				got = map[ClientID][]Reason{}
			}
			got[d.ID] = d.Reasons
		}
		if err != nil || !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: %v, %v, want %v", test.name, got, err, test.want)
		}
	}
	found, err := Duplicates(tables, 1, aigul, "")
	if err != nil || len(found) != 2 || found[0].ID != "aigul" || len(found[0].Reasons) != 3 {
		t.Errorf("most reasons first: %+v, %v", found, err)
	}
}

func TestCardsOpenAndCloseWithTheirKey(t *testing.T) {
	tables := journaltest.Tables(t, Schema)
	p := fact.Position{JID: 1, Opener: fact.NoKeys{}}
	journaltest.Fold(t, tables, p, Kinds(), ClientRegistered{record(t, "aigul", "ALA1-7", aigul)})
	finds := func(text string, want int) {
		t.Helper()
		if hits, err := Search(tables, 1, text, 9); err != nil || len(hits) != want {
			t.Errorf("%q finds %v, %v, want %d", text, hits, err, want)
		}
	}
	name := func(want string) {
		t.Helper()
		if got, err := NameOf(tables, 1, "aigul"); err != nil || got != want {
			t.Errorf("name %q, %v, want %q", got, err, want)
		}
	}
	finds("ala1", 1)
	finds("айгул", 0)
	name("ALA1-7")
	for range 2 {
		if err := Reopen(tables, 1, open, "aigul"); err != nil {
			t.Fatal(err)
		}
		finds("айгул", 1)
		finds("1234567", 1)
		name("Құрманова Айгүл Ермекқызы")
	}
	if err := Reopen(tables, 1, &vault{err: fact.ErrErased}, "aigul"); err != nil {
		t.Fatal(err)
	}
	finds("айгул", 0)
	finds("1234567", 0)
	if err := Reopen(tables, 1, open, "nobody"); !errors.Is(err, fact.ErrNotFound) {
		t.Errorf("nobody: %v", err)
	}
	if err := Reopen(tables, 1, &vault{err: errors.New("disk")}, "aigul"); err == nil {
		t.Error("a failing vault went unnoticed")
	}
}

func TestClientRow(t *testing.T) {
	tables := journaltest.Tables(t, Schema)
	want := record(t, "aigul", "ALA1-7", aigul)
	want.Language, want.Source, want.Home = "kk", "passing by", "n1"
	want.Groups, want.Tags = []string{"VIP"}, []string{"a", "b"}
	want.Consents = []Consent{{Kind: "messages", Text: "1", On: today, Given: true}}
	want.External = &External{Source: "noshow2016", ID: "29872499824296"}
	first := record(t, "aigul", "ALA1-7", Card{Given: "Aigul"})
	journaltest.Fold(t, tables, fact.Position{JID: 1, Opener: open, Wall: 5}, Kinds(), ClientRegistered{first})
	journaltest.Fold(t, tables, fact.Position{JID: 1, Opener: open, Wall: 9}, Kinds(), ClientChanged{want})
	got, err := Of(tables, 1, "aigul")
	if err != nil || !reflect.DeepEqual(got, Client{Record: want, RegisteredAt: 5}) {
		t.Errorf("%+v, %v, want %+v", got, err, want)
	}
	if card, err := Open(open, got.Record); err != nil || !reflect.DeepEqual(card, aigul) {
		t.Errorf("%+v, %v", card, err)
	}
	if got, err := ByExternal(tables, 1, *want.External); err != nil || got.ID != "aigul" {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := ByExternal(tables, 1, External{"noshow2016", "1"}); !errors.Is(err, fact.ErrNotFound) {
		t.Errorf("another id: %v", err)
	}
}
