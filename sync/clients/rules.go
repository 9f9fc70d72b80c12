package clients

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

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
	no := append(fact.AsRefusals(err), checkConsents(in.Record.Consents, today)...)
	if no = append(no, checkLinks(in.Record.ID, card.FamilyLinks)...); len(no) > 0 {
		return Record{}, no
	}
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

// checkConsents wants of each what was asked, when, and which text was shown to who agreed.
func checkConsents(consents []Consent, today fact.Date) (no fact.Refusals) {
	for i, c := range consents {
		field := "consents." + strconv.Itoa(i)
		if c.Kind == "" {
			no = append(no, fact.Refuse("consent_kind", field+".kind", "Say what the client was asked."))
		}
		if !c.On.Valid() || c.On > today {
			no = append(no, fact.Refuse("consent_date", field+".on", "Give the day on which the client answered."))
		}
		if c.Given && strings.TrimSpace(c.Text) == "" {
			no = append(no, fact.Refuse("consent_text", field+".text", "Say which version of the text the client agreed to."))
		}
	}
	return no
}

func checkLinks(self ClientID, links []Link) (no fact.Refusals) {
	for i, l := range links {
		field := "family_links." + strconv.Itoa(i)
		if l.Client == self {
			no = append(no, fact.Refuse("link_self", field+".client", "Nobody is their own relative. Choose somebody else."))
		}
		if l.Relation == "" {
			no = append(no, fact.Refuse("link_relation", field+".relation", "Say how they are related, such as mother."))
		}
	}
	return no
}

func tidied(c Card) Card {
	for _, s := range []*string{&c.Family, &c.Given, &c.Patronymic, &c.KanaFamily, &c.KanaGiven, &c.Romaji,
		&c.Email, &c.Birthday, &c.Address, &c.Payer} {
		*s = strings.Join(strings.Fields(*s), " ")
	}
	c.Birthday = plainDate(c.Birthday)
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

var (
	yearFirst = regexp.MustCompile(`^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$`)
	dayFirst  = regexp.MustCompile(`^(\d{1,2})\.(\d{1,2})\.(\d{4})$`)
)

// plainDate writes a date as YYYY-MM-DD that was typed as people at the desk write it: 1990/5/31, 1990年5月31日,
// 31.05.1990. Anything else comes back as it was.
func plainDate(typed string) string {
	text := strings.ReplaceAll(norm.NFKC.String(typed), " ", "")
	if p := yearFirst.FindStringSubmatch(text); p != nil {
		return fmt.Sprintf("%s-%02s-%02s", p[1], p[2], p[3])
	}
	if p := dayFirst.FindStringSubmatch(text); p != nil {
		return fmt.Sprintf("%s-%02s-%02s", p[3], p[2], p[1])
	}
	return typed
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
