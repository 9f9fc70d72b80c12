package clients

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"branchbook/sync/fact"
)

const today = fact.Date("2026-11-24")

var aigul = Card{
	Family: "Құрманова", Given: "Айгүл", Patronymic: "Ермекқызы", Phones: []string{"+77011234567"},
	Email: "aigul@example.com", Birthday: "1990-02-28", Sex: Female, Allergies: "lidocaine",
}

func TestPhone(t *testing.T) {
	tests := []struct{ text, region, want string }{
		{"8 701 123-45-67", "KZ", "+77011234567"},
		{"87011234567", "RU", "+77011234567"},
		{"+7 (701) 123 45 67", "", "+77011234567"},
		{"8 (916) 123-45-67", "RU", "+79161234567"},
		{"090-1234-5678", "JP", "+819012345678"},
		{"０９０－１２３４－５６７８", "JP", "+819012345678"},
		{"03-1234-5678", "JP", "+81312345678"},
		{"044 123 45 67", "UA", "+380441234567"},
		{"0501234567", "UA", "+380501234567"},
		{"", "KZ", ""},
		{"12", "KZ", ""},
		{"call me", "KZ", ""},
		{"8 701 123", "KZ", ""},
		{"8 701 123-45-67", "", ""},
		{strings.Repeat("1", 200), "KZ", ""},
	}
	for _, test := range tests {
		got, err := Phone(test.text, test.region)
		if got != test.want || (err != nil) != (test.want == "") {
			t.Errorf("%q in %s is %q, %v, want %q", test.text, test.region, got, err, test.want)
		}
	}
}

func TestCheckTidies(t *testing.T) {
	typed := aigul
	typed.Family, typed.Notes = " Құрманова\u3000", "\n two\nlines \n"
	typed.Phones = []string{"", "8 701 123 45 67", "+7 701 1234567"}
	want := aigul
	want.Notes = "two\nlines"
	if got, err := Check(typed, "KZ", today); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestCheck(t *testing.T) {
	tests := []struct {
		name string
		card Card
		want string
	}{
		{"only a phone", Card{Phones: []string{"87011234567"}}, ""},
		{"only kana", Card{KanaGiven: "ハナコ"}, ""},
		{"born today", Card{Given: "A", Birthday: string(today)}, ""},
		{"leap day without a year", Card{Given: "A", Birthday: "02-29"}, ""},
		{"nothing", Card{Notes: "who?", Patronymic: "Иванович"}, "name_or_phone family"},
		{"wrong phone only", Card{Phones: []string{"12"}}, "phone_form phones.0, name_or_phone family"},
		{"second phone", Card{Given: "A", Phones: []string{"87011234567", "12"}}, "phone_form phones.1"},
		{"e-mail", Card{Given: "A", Email: "a@b"}, "email_form email"},
		{"e-mail with a space", Card{Given: "A", Email: "a b@example.com"}, "email_form email"},
		{"born tomorrow", Card{Given: "A", Birthday: "2026-11-25"}, "birthday_future birthday"},
		{"born long ago", Card{Given: "A", Birthday: "1190-01-01"}, "birthday_past birthday"},
		{"no such day", Card{Given: "A", Birthday: "1990-02-29"}, "birthday_form birthday"},
		{"no such day without a year", Card{Given: "A", Birthday: "02-30"}, "birthday_form birthday"},
		{"no such day, other notation", Card{Given: "A", Birthday: "31.11.1990"}, "birthday_form birthday"},
		{"day or month first", Card{Given: "A", Birthday: "05/06/1990"}, "birthday_form birthday"},
		{"sex", Card{Given: "A", Sex: "female"}, "sex_unknown sex"},
		{"long name", Card{Given: strings.Repeat("я", 201)}, "text_long given"},
		{"long notes", Card{Given: "A", Notes: strings.Repeat("я", 4001)}, "text_long notes"},
	}
	for _, test := range tests {
		_, err := Check(test.card, "KZ", today)
		var all []string
		for _, r := range fact.AsRefusals(err) {
			all = append(all, r.Code+" "+r.Field)
		}
		if got := strings.Join(all, ", "); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestBirthdaysAsTyped(t *testing.T) {
	for typed, want := range map[string]string{
		"1990-05-31": "1990-05-31", "1990/5/31": "1990-05-31", "31.05.1990": "1990-05-31", "1.5.1990": "1990-05-01",
		"1990年5月31日": "1990-05-31", "１９９０．０５．３１": "1990-05-31", "05-31": "05-31", "": "",
	} {
		if got, err := Check(Card{Given: "A", Birthday: typed}, "JP", today); err != nil || got.Birthday != want {
			t.Errorf("%q is %q, %v, want %q", typed, got.Birthday, err, want)
		}
	}
}

func TestConsentsAndLinks(t *testing.T) {
	seal := func(string, []byte) (fact.Sealed, error) { return "s1.k1.AAAA", nil }
	for _, test := range []struct {
		consent Consent
		link    Link
		want    string
	}{
		{Consent{"photos", "2026-1", today, true}, Link{"c2", "mother"}, ""},
		{Consent{"photos", "", today, false}, Link{"c2", "mother"}, ""},
		{Consent{"photos", " ", today, true}, Link{"c2", "mother"}, "consent_text consents.0.text"},
		{Consent{"", "1", today, true}, Link{"c2", "mother"}, "consent_kind consents.0.kind"},
		{Consent{"photos", "1", "2026-11-25", true}, Link{"c2", "mother"}, "consent_date consents.0.on"},
		{Consent{"photos", "1", "yesterday", true}, Link{"c1", ""},
			"consent_date consents.0.on, link_self family_links.0.client, link_relation family_links.0.relation"},
	} {
		in := Input{Record: Record{ID: "c1", Consents: []Consent{test.consent}},
			Card: Card{Given: "A", FamilyLinks: []Link{test.link}}}
		_, err := Register(in, today, seal)
		var all []string
		for _, r := range fact.AsRefusals(err) {
			all = append(all, r.Code+" "+r.Field)
		}
		if got := strings.Join(all, ", "); got != test.want {
			t.Errorf("%+v: %q, want %q", test, got, test.want)
		}
	}
}

func TestRegisterSealsTheCheckedCard(t *testing.T) {
	typed := aigul
	typed.Phones = []string{"8 701 123 45 67"}
	in := Input{Record: Record{ID: "c1", Number: "ALA1-1", Tags: []string{"new"}}, Card: typed, Region: "KZ"}
	var sealed Card
	seal := func(field string, plain []byte) (fact.Sealed, error) {
		if field != CardField {
			t.Errorf("sealed as %q", field)
		}
		return "s1.k1.AAAA", json.Unmarshal(plain, &sealed)
	}
	want := in.Record
	want.Key, want.Card = "k1", "s1.k1.AAAA"
	got, err := Register(in, today, seal)
	if err != nil || !reflect.DeepEqual(got, []fact.Body{ClientRegistered{want}}) {
		t.Errorf("%+v, %v", got, err)
	}
	if !reflect.DeepEqual(sealed, aigul) {
		t.Errorf("sealed %+v", sealed)
	}
	if got, err := Change(in, today, seal); err != nil || !reflect.DeepEqual(got, []fact.Body{ClientChanged{want}}) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestRegisterSealsNothingWhenRefused(t *testing.T) {
	seal := func(string, []byte) (fact.Sealed, error) { return "", errors.New("sealed too early") }
	if _, err := Register(Input{}, today, seal); fact.AsRefusals(err) == nil {
		t.Errorf("%v", err)
	}
	in := Input{Card: Card{Given: "A"}}
	if _, err := Register(in, today, seal); err == nil || fact.AsRefusals(err) != nil {
		t.Errorf("a failing vault is no refusal: %v", err)
	}
}
