package money

import (
	"encoding/json"
	"errors"
	"math"
	"testing"
)

func TestCurrency(t *testing.T) {
	digits := map[Currency]int{
		"JPY": 0, "KZT": 2, "UAH": 2, "RUB": 2, "EUR": 2, "USD": 2, "BRL": 2, "GBP": 2, "PLN": 2, "GEL": 2,
		"KRW": 0, "KWD": 3,
	}
	for c, want := range digits {
		if !c.Valid() || c.Digits() != want {
			t.Errorf("%s: valid %v, %d digits, want %d", c, c.Valid(), c.Digits(), want)
		}
	}
	for _, c := range []Currency{"", "jpy", "XXY", "YEN"} {
		if c.Valid() {
			t.Errorf("%q is valid", c)
		}
	}
}

func TestArithmetic(t *testing.T) {
	yen := func(m Minor) Amount { return Of(m, "JPY") }
	sum, err := yen(70).Add(yen(30))
	if err != nil || sum != yen(100) {
		t.Errorf("70 + 30 = %v, %v", sum, err)
	}
	rest, err := yen(70).Sub(yen(100))
	if err != nil || rest != yen(-30) || rest.Neg() != yen(30) {
		t.Errorf("70 - 100 = %v, %v", rest, err)
	}
	if sum, err := (Amount{}).Add(yen(5)); err != nil || sum != yen(5) {
		t.Errorf("nothing + 5 = %v, %v", sum, err)
	}
	if order, err := yen(1).Cmp(yen(2)); err != nil || order != -1 {
		t.Errorf("1 <=> 2 = %d, %v", order, err)
	}
	if !yen(0).IsZero() || yen(1).IsZero() {
		t.Error("IsZero")
	}
}

func TestArithmeticRefuses(t *testing.T) {
	lowest, highest := Of(math.MinInt64, "JPY"), Of(math.MaxInt64, "JPY")
	one, euro := Of(1, "JPY"), Of(1, "EUR")
	tests := []struct {
		name string
		do   func() (Amount, error)
		want error
	}{
		{"yen and euro", func() (Amount, error) { return one.Add(euro) }, ErrCurrency},
		{"yen less euro", func() (Amount, error) { return one.Sub(euro) }, ErrCurrency},
		{"above", func() (Amount, error) { return highest.Add(one) }, ErrOverflow},
		{"below", func() (Amount, error) { return lowest.Sub(one) }, ErrOverflow},
		{"below by adding", func() (Amount, error) { return lowest.Add(one.Neg()) }, ErrOverflow},
	}
	for _, test := range tests {
		if got, err := test.do(); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, %v, want %v", test.name, got, err, test.want)
		}
	}
	if _, err := one.Cmp(euro); !errors.Is(err, ErrCurrency) {
		t.Errorf("yen <=> euro: %v", err)
	}
}

func TestPlain(t *testing.T) {
	tests := []struct {
		amount Amount
		want   string
	}{
		{Of(1234, "JPY"), "1234"},
		{Of(-1234, "JPY"), "-1234"},
		{Of(123450, "UAH"), "1234.50"},
		{Of(5, "UAH"), "0.05"},
		{Of(-5, "UAH"), "-0.05"},
		{Of(-150, "UAH"), "-1.50"},
		{Of(0, "EUR"), "0.00"},
		{Of(1234, "KWD"), "1.234"},
		{Of(math.MinInt64, "EUR"), "-92233720368547758.08"},
	}
	for _, test := range tests {
		if got := test.amount.Plain(); got != test.want {
			t.Errorf("%v is written %q, want %q", test.amount, got, test.want)
		}
	}
}

func TestMinorIsANumber(t *testing.T) {
	got, err := json.Marshal(struct {
		Price Minor `json:"price"`
	}{14290})
	if err != nil || string(got) != `{"price":14290}` {
		t.Errorf("%s, %v", got, err)
	}
}
