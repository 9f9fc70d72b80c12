package money

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/bojanz/currency"
)

// Minor is a number of minor units: yen, tiyn, kopecks, cents. As JSON it is a number.
type Minor int64

// MaxMinor bounds what a person may enter, either way from zero. It leaves room for thousands of such amounts
// in a sum, and every JSON reader holds it exactly.
const MaxMinor Minor = 1_000_000_000_000_000

// Currency is an ISO 4217 code in capitals: "JPY", "KZT", "UAH".
type Currency string

// Valid reports whether c is a currency in use.
func (c Currency) Valid() bool { return c != "" && currency.IsValid(string(c)) }

// Digits is how many decimals the currency has (JPY 0, UAH 2); 0 for an unknown one.
func (c Currency) Digits() int {
	digits, _ := currency.GetDigits(string(c))
	return int(digits)
}

var (
	// ErrCurrency means that amounts of two currencies met.
	ErrCurrency = errors.New("amounts of different currencies")
	// ErrOverflow means that a sum does not fit in 64 bits.
	ErrOverflow = errors.New("amount too large")
)

// Amount is minor units with their currency. The zero Amount is nothing in no currency and may be added to
// any other.
type Amount struct {
	minor    Minor
	currency Currency
}

// Of joins the two halves of an amount.
func Of(m Minor, c Currency) Amount { return Amount{minor: m, currency: c} }

// Minor is the number of minor units.
func (a Amount) Minor() Minor { return a.minor }

// Currency is the amount's currency; empty in the zero Amount.
func (a Amount) Currency() Currency { return a.currency }

// IsZero reports whether there is nothing, in whatever currency.
func (a Amount) IsZero() bool { return a.minor == 0 }

// Neg is the same amount the other way.
func (a Amount) Neg() Amount { return Amount{minor: -a.minor, currency: a.currency} }

// Add sums two amounts of one currency. Errors: [ErrCurrency], [ErrOverflow].
func (a Amount) Add(b Amount) (Amount, error) {
	c, err := common(a, b)
	if err != nil {
		return Amount{}, err
	}
	sum := a.minor + b.minor
	if (sum > a.minor) != (b.minor > 0) && b.minor != 0 {
		return Amount{}, ErrOverflow
	}
	return Amount{minor: sum, currency: c}, nil
}

// Sub takes b from a. Errors: [ErrCurrency], [ErrOverflow].
func (a Amount) Sub(b Amount) (Amount, error) {
	c, err := common(a, b)
	if err != nil {
		return Amount{}, err
	}
	rest := a.minor - b.minor
	if (rest < a.minor) != (b.minor > 0) && b.minor != 0 {
		return Amount{}, ErrOverflow
	}
	return Amount{minor: rest, currency: c}, nil
}

// Cmp is −1, 0 or 1 as a is less than, equal to or more than b. Error: [ErrCurrency].
func (a Amount) Cmp(b Amount) (int, error) {
	if _, err := common(a, b); err != nil {
		return 0, err
	}
	return cmp.Compare(a.minor, b.minor), nil
}

func common(a, b Amount) (Currency, error) {
	switch {
	case a.currency == b.currency, b == Amount{}:
		return a.currency, nil
	case a == Amount{}:
		return b.currency, nil
	}
	return "", fmt.Errorf("%w: %s and %s", ErrCurrency, a.currency, b.currency)
}

// Plain writes the amount for files and form fields: a point, no groups, all the currency's decimals and no
// currency ("1234.50"). [Parse] reads it back.
func (a Amount) Plain() string {
	digits := a.currency.Digits()
	text := strconv.FormatInt(int64(a.minor), 10)
	if digits == 0 {
		return text
	}
	sign := ""
	if a.minor < 0 {
		sign, text = "-", text[1:]
	}
	if short := digits + 1 - len(text); short > 0 {
		text = strings.Repeat("0", short) + text
	}
	point := len(text) - digits
	return sign + text[:point] + "." + text[point:]
}
