package text

import (
	"encoding/json"
	"fmt"
	"regexp"

	"golang.org/x/text/feature/plural"
)

// message is one text of a catalogue: sentences for each plural category that its language tells
// apart. Of several sentences the first is said for whose places there are values. In the file
// a message is an object by category; a string is one sentence, a list several, of "other".
type message map[string][]sentence

// other is the category that every message has.
const other = "other"

var categories = map[plural.Form]string{
	plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many",
	plural.Other: other,
}

// category is how the language counts n things, as CLDR says.
func (t *Text) category(n int) string {
	const enough = 10_000_000 // no language looks at more digits
	return categories[plural.Cardinal.MatchPlural(t.tag, max(n, -n)%enough, 0, 0, 0, 0)]
}

// say fills the form of a category; whole is false if a value that it needs was not brought at all.
func (m message) say(category string, values map[string]string) (said string, whole bool) {
	forms, ok := m[category]
	if !ok {
		forms = m[other]
	}
	for i, s := range forms {
		if s.worth(values) || i == len(forms)-1 {
			return s.fill(values)
		}
	}
	return "", false
}

// worth is whether every place would be filled with something.
func (s sentence) worth(values map[string]string) bool {
	for i := 1; i < len(s); i += 2 {
		if values[s[i]] == "" {
			return false
		}
	}
	return true
}

// sentence is literal text and the places between, by turns: literal, place, literal …
type sentence []string

var place = regexp.MustCompile(`\{\{\.(\w+)\}\}`)

// UnmarshalJSON reads a message as the catalogues have it.
func (m *message) UnmarshalJSON(raw []byte) (err error) {
	var one string
	var several []string
	forms := map[string]string{}
	switch raw[0] {
	case '"':
		err = json.Unmarshal(raw, &one)
		several = []string{one}
	case '[':
		err = json.Unmarshal(raw, &several)
	default:
		err = json.Unmarshal(raw, &forms)
	}
	*m = message{}
	for _, form := range several {
		(*m)[other] = append((*m)[other], parse(form))
	}
	for category, form := range forms {
		(*m)[category] = []sentence{parse(form)}
	}
	if err == nil && (*m)[other] == nil {
		err = fmt.Errorf("%s has no form %q", raw, other)
	}
	return err
}

func parse(form string) sentence {
	var s sentence
	end := 0
	for _, at := range place.FindAllStringSubmatchIndex(form, -1) {
		s = append(s, form[end:at[0]], form[at[2]:at[3]])
		end = at[1]
	}
	return append(s, form[end:])
}

// fill puts values into the places; whole is false where one is missing.
func (s sentence) fill(values map[string]string) (filled string, whole bool) {
	if len(s) == 1 {
		return s[0], true
	}
	out, whole := []byte(nil), true
	for i, part := range s {
		if i%2 == 1 {
			value, brought := values[part]
			part, whole = value, whole && brought
		}
		out = append(out, part...)
	}
	return string(out), whole
}
