package text

import (
	"encoding/json"
	"os"
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
