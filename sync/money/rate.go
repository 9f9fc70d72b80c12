package money

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"branchbook/sync/fact"
)

// Rate is a percentage: of tax, of a discount, of a fee. The zero Rate is 0 %. As JSON it is text, "7.5".
type Rate struct{ percent decimal.Decimal }

const (
	rateDecimals   = 4
	rateMaxPercent = 1000
	rateMaxLen     = 16
)

// ParseRate reads a percentage from 0 to 1000 with at most four decimals, with or without the sign: "10",
// "7.5 %", "7,5", "１０％". The error is a [*fact.Refusal] without a field: rate_unreadable.
func ParseRate(text string) (Rate, error) {
	body := strings.TrimSpace(strings.TrimSuffix(plainText(text), "%"))
	body = strings.Replace(body, ",", ".", 1)
	// Exponents and lengths that a person never types would cost memory.
	if len(body) > rateMaxLen || strings.Trim(body, "0123456789.") != "" {
		return Rate{}, refuseRate()
	}
	d, err := decimal.NewFromString(body)
	if err != nil || !d.Equal(d.Truncate(rateDecimals)) ||
		d.GreaterThan(decimal.NewFromInt(rateMaxPercent)) {
		return Rate{}, refuseRate()
	}
	return Rate{percent: d}, nil
}

func refuseRate() error {
	return fact.Refuse("rate_unreadable", "",
		"This is not a percentage. Type a number from 0 to 1000 such as 7.5.", "example", "7.5")
}

// String is the percentage without sign and trailing zeros: "7.5".
func (r Rate) String() string { return r.percent.String() }

// IsZero reports whether the rate is 0 %.
func (r Rate) IsZero() bool { return r.percent.IsZero() }

// MarshalText implements [encoding.TextMarshaler].
func (r Rate) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (r *Rate) UnmarshalText(b []byte) error {
	parsed, err := ParseRate(string(b))
	if err != nil {
		return fmt.Errorf("rate %q: %w", b, err)
	}
	*r = parsed
	return nil
}

// PercentHalfUp is rate per cent of m; half a unit goes away from zero, so that taking back rounds as giving.
func PercentHalfUp(m Minor, r Rate) Minor { return Minor(r.of(m).Round(0).IntPart()) }

// PercentDown is rate per cent of m; what is less than a unit is dropped.
func PercentDown(m Minor, r Rate) Minor { return Minor(r.of(m).Truncate(0).IntPart()) }

func (r Rate) of(m Minor) decimal.Decimal {
	return decimal.NewFromInt(int64(m)).Mul(r.percent).Shift(-2)
}

// Above reports whether the rate is more than so many whole per cent.
func (r Rate) Above(percent int64) bool { return r.percent.GreaterThan(decimal.NewFromInt(percent)) }
