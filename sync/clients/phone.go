package clients

import (
	"errors"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"
)

// ErrPhone means that a text is no telephone number.
var ErrPhone = errors.New("not a telephone number")

const maxPhone = 40 // characters

// Phone reads a telephone number as it is typed locally in a region (ISO 3166, "KZ"): "8 701 123-45-67",
// "０９０-1234-5678", or internationally with +. It returns E.164, which it reads back as the same. Without a
// region only the international form is understood. The length is checked against the country's plan, the
// prefix is not: plans gain prefixes.
func Phone(text, region string) (string, error) {
	number, err := readPhone(text, region)
	if err != nil {
		return "", err
	}
	// Surplus zeros in a local form can give digits that mean another number abroad.
	if again, err := readPhone(number, ""); err != nil || again != number {
		return "", ErrPhone
	}
	return number, nil
}

func readPhone(text, region string) (string, error) {
	if utf8.RuneCountInString(text) > maxPhone {
		return "", ErrPhone
	}
	number, err := phonenumbers.Parse(text, region)
	if err != nil || phonenumbers.IsPossibleNumberWithReason(number) != phonenumbers.IS_POSSIBLE {
		return "", ErrPhone
	}
	return phonenumbers.Format(number, phonenumbers.E164), nil
}
