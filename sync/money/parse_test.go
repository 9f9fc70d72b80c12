package money

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"branchbook/sync/fact"
)

func TestParse(t *testing.T) {
	tests := []struct {
		text     string
		currency Currency
		want     Minor
	}{
		{"1234", "JPY", 1234},
		{"１２３４", "JPY", 1234},
		{"１，２３４", "JPY", 1234},
		{"1,234", "JPY", 1234},
		{"1.234", "JPY", 1234},
		{"1234.00", "JPY", 1234},
		{" 10 000 ", "KZT", 10_000_00},
		{"10\u00a0000", "KZT", 10_000_00},
		{"10\u202f000,5", "KZT", 10_000_50},
		{"10\u3000000", "KZT", 10_000_00},
		{"1,234.50", "UAH", 1234_50},
		{"1 234,50", "UAH", 1234_50},
		{"1.234,50", "UAH", 1234_50},
		{"1'234.50", "EUR", 1234_50},
		{"1’234’567.8", "EUR", 1234567_80},
		{"1.234.567", "EUR", 1234567_00},
		{"1234567,8", "EUR", 1234567_80},
		{"0.05", "EUR", 5},
		{"0,5", "EUR", 50},
		{"12.5000", "EUR", 12_50},
		{"1234.500", "EUR", 1234_50},
		{"-5", "EUR", -5_00},
		{"− 5", "EUR", -5_00},
		{"－５", "EUR", -5_00},
		{"+5", "EUR", 5_00},
		{"007", "EUR", 7_00},
		{"1.234", "KWD", 1234},
		{"10000000000000.00", "EUR", MaxMinor},
	}
	for _, test := range tests {
		got, err := Parse(test.text, test.currency)
		if err != nil || got != Of(test.want, test.currency) {
			t.Errorf("%q is %v, %v, want %d %s", test.text, got, err, test.want, test.currency)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	tests := []struct {
		text     string
		currency Currency
		code     string
	}{
		{"", "EUR", "amount_unreadable"},
		{"   ", "EUR", "amount_unreadable"},
		{"ten", "EUR", "amount_unreadable"},
		{"1e3", "EUR", "amount_unreadable"},
		{"1..2", "EUR", "amount_unreadable"},
		{".5", "EUR", "amount_unreadable"},
		{"5.", "EUR", "amount_unreadable"},
		{"--5", "EUR", "amount_unreadable"},
		{"1 2", "EUR", "amount_unreadable"},
		{"12 34", "EUR", "amount_unreadable"},
		{"1,23,456", "EUR", "amount_unreadable"},
		{"1.234 567", "EUR", "amount_unreadable"},
		{"1,234 567.89", "EUR", "amount_unreadable"},
		{"0.123.456", "EUR", "amount_unreadable"},
		{"1.2.3", "EUR", "amount_unreadable"},
		{"٣", "EUR", "amount_unreadable"},
		{"12.50", "JPY", "amount_decimals"},
		{"12,5", "JPY", "amount_decimals"},
		{"0.125", "EUR", "amount_decimals"},
		{"1,234.567", "EUR", "amount_decimals"},
		{"1234.567", "EUR", "amount_decimals"},
		{"10000000000000.01", "EUR", "amount_too_large"},
		{"99999999999999999999", "JPY", "amount_too_large"},
	}
	for _, test := range tests {
		got, err := Parse(test.text, test.currency)
		var no *fact.Refusal
		if !errors.As(err, &no) || no.Code != test.code || no.Sentence == "" {
			t.Errorf("%q is %v, %v, want %s", test.text, got, err, test.code)
		}
	}
}

func TestPlainIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom([]Currency{"JPY", "UAH", "KZT", "KWD"}).Draw(t, "currency")
		m := rapid.Int64Range(-int64(MaxMinor), int64(MaxMinor)).Draw(t, "minor")
		a := Of(Minor(m), c)
		if got, err := Parse(a.Plain(), c); err != nil || got != a {
			t.Fatalf("%q is %v, %v", a.Plain(), got, err)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"1,234.50", "1 234,50", "１２３４", "-5", "1.2.3", "", "'", "\u202f"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, c := range []Currency{"JPY", "EUR", "KWD", "", "???"} {
			a, err := Parse(text, c)
			if err != nil {
				var no *fact.Refusal
				if !errors.As(err, &no) {
					t.Fatalf("%q: %v is no refusal", text, err)
				}
				continue
			}
			if again, err := Parse(a.Plain(), c); err != nil || again != a {
				t.Fatalf("%q is %v, its plain form %q is %v, %v", text, a, a.Plain(), again, err)
			}
		}
	})
}

func FuzzParseRate(f *testing.F) {
	f.Add("7.5 %")
	f.Add("１０％")
	f.Add("1e9")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ParseRate(text)
		if err != nil {
			return
		}
		if again, err := ParseRate(r.String()); err != nil || again.String() != r.String() {
			t.Fatalf("%q is %v, read back %v, %v", text, r, again, err)
		}
	})
}
