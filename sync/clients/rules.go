package clients

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"branchbook/sync/fact"
)

const (
	maxLine  = 200
	maxText  = 4000
	maxList  = 20
	maxYears = 130
)

var emailForm = regexp.MustCompile(`^[^\s@<>"(),;:\\]+@[^\s@.,;]+(\.[^\s@.,;]+)+$`)

// Seal seals plain under the client's key for a named field; a command's transaction gives it.
type Seal func(field string, plain []byte) (fact.Sealed, error)

// Input is a client as the form has it. The record's Key and Card are filled in by the rule.
type Input struct {
	Record Record
	Card   Card   // telephone numbers as typed
	Region string // in whose local form they are typed, ISO 3166
}

// Register decides a new client. Id and number come from the caller, today is the branch's date. Refusals name
// the form's fields. The card is sealed only after it passed.
func Register(in Input, today fact.Date, seal Seal) ([]fact.Body, error) {
	record, err := decide(in, today, seal)
	if err != nil {
		return nil, err
	}
	return []fact.Body{ClientRegistered{record}}, nil
}

// Change decides a client's new state, as [Register] does; the caller seals with the key the client has.
func Change(in Input, today fact.Date, seal Seal) ([]fact.Body, error) {
	record, err := decide(in, today, seal)
	if err != nil {
		return nil, err
	}
	return []fact.Body{ClientChanged{record}}, nil
}

func decide(in Input, today fact.Date, seal Seal) (Record, error) {
	card, err := Check(in.Card, in.Region, today)
	if err != nil {
		return Record{}, err
	}
	plain, err := json.Marshal(card)
	if err != nil {
		return Record{}, fmt.Errorf("encode card: %w", err)
	}
	record := in.Record
	if record.Card, err = seal(CardField, plain); err != nil {
		return Record{}, err
	}
	record.Key = record.Card.KeyID()
	return record, nil
}

// Check tidies a card as typed and refuses what cannot be right. A name or a telephone number is required.
func Check(c Card, region string, today fact.Date) (Card, error) {
	c = tidied(c)
	no := c.lengths()
	c.Phones, no = phones(c.Phones, region, no)
	if joined("", c.Family, c.Given, c.KanaFamily, c.KanaGiven, c.Romaji) == "" && len(c.Phones) == 0 {
		no = append(no, fact.Refuse("name_or_phone", "family", "Type a name or a telephone number."))
	}
	if c.Email != "" && !emailForm.MatchString(c.Email) {
		no = append(no, fact.Refuse("email_form", "email", "Type an e-mail address such as name@example.com."))
	}
	if !slices.Contains([]Sex{"", Female, Male, OtherSex}, c.Sex) {
		no = append(no, fact.Refuse("sex_unknown", "sex", "Choose one of the answers or none."))
	}
	if r := checkBirthday(c.Birthday, today); r != nil {
		no = append(no, r)
	}
	return c, no.Err()
}

func tidied(c Card) Card {
	for _, s := range []*string{&c.Family, &c.Given, &c.Patronymic, &c.KanaFamily, &c.KanaGiven, &c.Romaji,
		&c.Email, &c.Birthday, &c.Address, &c.Payer} {
		*s = strings.Join(strings.Fields(*s), " ")
	}
	for _, s := range []*string{&c.Notes, &c.Warnings, &c.Allergies} {
		*s = strings.TrimSpace(*s)
	}
	return c
}

func (c Card) lengths() (no fact.Refusals) {
	check := func(most int, field, text string) {
		if len([]rune(text)) > most {
			no = append(no, fact.Refuse("text_long", field,
				"Shorten this to "+strconv.Itoa(most)+" characters.", "most", strconv.Itoa(most)))
		}
	}
	check(maxLine, "family", c.Family)
	check(maxLine, "given", c.Given)
	check(maxLine, "patronymic", c.Patronymic)
	check(maxLine, "kana_family", c.KanaFamily)
	check(maxLine, "kana_given", c.KanaGiven)
	check(maxLine, "romaji", c.Romaji)
	check(maxLine, "email", c.Email)
	check(maxLine, "payer", c.Payer)
	check(maxText, "address", c.Address)
	check(maxText, "notes", c.Notes)
	check(maxText, "warnings", c.Warnings)
	check(maxText, "allergies", c.Allergies)
	return no
}

// phones reads each number; empty lines of the form are left out, the same number is kept once.
func phones(typed []string, region string, no fact.Refusals) ([]string, fact.Refusals) {
	var read []string
	for i, text := range typed {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		number, err := Phone(text, region)
		if err != nil || len(read) == maxList {
			no = append(no, fact.Refuse("phone_form", "phones."+strconv.Itoa(i),
				"This is not a telephone number. Type it with the area code, or with + and the country code."))
			continue
		}
		if !slices.Contains(read, number) {
			read = append(read, number)
		}
	}
	return read, no
}

// checkBirthday accepts nothing, a full date that has come, and a day without a year.
func checkBirthday(text string, today fact.Date) *fact.Refusal {
	if text == "" {
		return nil
	}
	full := text
	if len(text) == len("01-02") {
		full = "2000-" + text // a leap year: 29 February is somebody's birthday
	}
	d, err := fact.ParseDate(full)
	switch {
	case err != nil:
		return fact.Refuse("birthday_form", "birthday", "Type a date that exists, such as 1990-05-31, or 05-31.")
	case full == text && d > today:
		return fact.Refuse("birthday_future", "birthday", "This birthday is still to come. Check the year.")
	case full == text && today.Year()-d.Year() > maxYears:
		return fact.Refuse("birthday_past", "birthday", "Nobody is that old. Check the year.")
	}
	return nil
}

func joined(by string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), by)
}
