package text

import (
	"slices"
	"strings"

	"branchbook/sync/fact"
	"branchbook/sync/money"
)

// sums are the values of refusals that are amounts, in the currency that comes along.
var sums = []string{"missing", "owed", "price"}

// Refusal is what stands in the way, said by its code, and by its state where the catalogue parts
// them. One that knows the next free time, even that there is none, says so behind. A code that no
// catalogue has, as from a newer program, is said by the refusal's own sentence.
func (t *Text) Refusal(r *fact.Refusal) string {
	data := t.values(r.Args)
	m, _ := t.find("refusal." + r.Code + "_" + r.Args["state"])
	if m == nil {
		m, _ = t.find("refusal." + r.Code)
	}
	if m == nil {
		return r.Sentence
	}
	said, whole := m.say(other, data)
	if !whole { // kept without its values, as of a displaced commit
		return t.unvalued(r)
	}
	said = strings.ReplaceAll(said, "..", ".") // behind a date that ends with a full stop
	next, asked := data["next"]
	switch {
	case asked && next != "":
		return said + t.gap() + t.T("next.free", "Next", next)
	case asked:
		return said + t.gap() + t.T("next.none")
	}
	return said
}

// Refused is a refusal of which only code and English sentence were kept.
func (t *Text) Refused(code, sentence string) string {
	return t.Refusal(&fact.Refusal{Code: code, Sentence: sentence})
}

func (t *Text) unvalued(r *fact.Refusal) string {
	if t.Lang == Langs[0] {
		return r.Sentence
	}
	return t.T("refusal.cannot_fold")
}

// values writes dates and amounts as the language does.
func (t *Text) values(args map[string]string) map[string]string {
	data := make(map[string]string, len(args))
	currency := money.Currency(args["currency"])
	for name, value := range args {
		data[name] = value
		if d := fact.Date(value); d.Valid() {
			data[name] = t.Date(d)
		}
		if slices.Contains(sums, name) && currency.Valid() {
			if a, err := money.Parse(value, currency); err == nil {
				data[name] = t.Money(a)
			}
		}
	}
	return data
}

// gap parts two sentences; Japanese needs none.
func (t *Text) gap() string {
	if t.Lang == "ja" {
		return ""
	}
	return " "
}
