package text

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"branchbook/sync/fact"
	"branchbook/sync/money"
)

// testdata/intl.json is what Node's Intl (CLDR 48) writes for one day of every month, medium and
// full.
func TestDatesAreCLDRs(t *testing.T) {
	b, err := os.ReadFile("testdata/intl.json")
	if err != nil {
		t.Fatal(err)
	}
	var want map[string][2]string
	if err := json.Unmarshal(b, &want); err != nil {
		t.Fatal(err)
	}
	for k, w := range want {
		lang, day, _ := strings.Cut(k, " ")
		got := [2]string{For(lang).Date(fact.Date(day)), For(lang).Full(fact.Date(day))}
		if got != w {
			t.Errorf("%s: %q, want %q", k, got, w)
		}
	}
}

func TestHead(t *testing.T) {
	for lang, want := range map[string]string{
		"en": "Tue, Nov 24", "ja": "11月24日(火)", "ru": "вт, 24 нояб.", "uk": "вт, 24 лист.", "kk": "сс, 24 қар.",
	} {
		if got := For(lang).Head("2026-11-24"); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
}

func TestMoney(t *testing.T) {
	for _, c := range []struct {
		lang     string
		minor    money.Minor
		currency money.Currency
		want     string
	}{
		{"en", 1234, "JPY", "¥1,234"},
		{"ru", 1234, "JPY", "1 234 ¥"},
		{"ja", 123456700, "KZT", "₸1,234,567"},
		{"kk", 123456700, "KZT", "1 234 567 ₸"},
		{"kk", 123456750, "KZT", "1 234 567,50 ₸"},
		{"en", 123450, "UAH", "₴1,234.50"},
		{"uk", 123450, "UAH", "1 234,50 ₴"},
		{"ru", -123450, "RUB", "−1 234,50 ₽"},
		{"en", -1234, "JPY", "−¥1,234"},
		{"en", 1200, "CHF", "12.00 CHF"},
	} {
		got := strings.ReplaceAll(For(c.lang).Money(money.Of(c.minor, c.currency)), nbsp, " ")
		if got != c.want {
			t.Errorf("%s %d %s: %q, want %q", c.lang, c.minor, c.currency, got, c.want)
		}
	}
}

func TestPlurals(t *testing.T) {
	for n, want := range map[int]string{
		1: "Отправляем в центральный офис: 1 изменение", 3: "Отправляем в центральный офис: 3 изменения",
		12: "Отправляем в центральный офис: 12 изменений",
	} {
		if got := For("ru").N("link.sending", n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

func TestRefusalFallsBackToItsSentence(t *testing.T) {
	known := fact.Refuse("required", "name", "Fill this in.")
	if got := For("ja").Refusal(known); got == known.Sentence || got == "" {
		t.Errorf("a known code was not translated: %q", got)
	}
	foreign := fact.Refuse("no_such_code", "name", "The moon is full.")
	if got := For("ja").Refusal(foreign); got != foreign.Sentence {
		t.Errorf("%q, want the refusal's own sentence", got)
	}
}

// Every key that a screen says literally must stand in the English and the Japanese catalogue; the
// other languages may lack one until their translators come by, and no language may have a key that
// English lacks.
func TestNoKeyIsMissing(t *testing.T) {
	en := keys(t, "en")
	for key, where := range saidKeys(t) {
		if !strings.HasSuffix(key,
			"_") && !en[key] { // one that ends so is the beginning of several
			t.Errorf("%s says %q, which no catalogue has", where, key)
		}
	}
	ja := keys(t, "ja")
	for key := range en {
		if !ja[key] {
			t.Errorf("ja lacks %q", key)
		}
	}
	for _, lang := range Langs {
		for key := range keys(t, lang) {
			if !en[key] {
				t.Errorf("%s has %q, English has not", lang, key)
			}
		}
	}
}

func keys(t *testing.T, lang string) map[string]bool {
	b, err := os.ReadFile("catalogue/" + lang + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var messages map[string]json.RawMessage
	if err := json.Unmarshal(b, &messages); err != nil {
		t.Fatalf("%s: %v", lang, err)
	}
	set := map[string]bool{}
	for k := range messages {
		set[k] = true
	}
	return set
}

var said = regexp.MustCompile(`(?:\.[TN]|\b[tn])\("([a-z0-9_]+(?:\.[a-z0-9_-]+)+)"`)

func saidKeys(t *testing.T) map[string]string {
	found := map[string]string{}
	err := filepath.WalkDir("..", func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path,
			"_test.go") {
			return err
		}
		b, err := os.ReadFile(path)
		for _, m := range said.FindAllSubmatch(b, -1) {
			found[string(m[1])] = path
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
