package clients

import (
	"errors"

	"github.com/nyaruka/phonenumbers"
)

// ErrPhone means that a text is no telephone number.
var ErrPhone = errors.New("not a telephone number")

const maxPhone = 40

// Phone reads a telephone number as it is typed locally in a region (ISO 3166, "KZ"): "8 701 123-45-67",
// "０９０-1234-5678", or internationally with +. It returns E.164. Without a region only the international form
// is understood. The length is checked against the country's plan, the prefix is not: plans gain prefixes.
func Phone(text, region string) (string, error) {
	if len(text) > maxPhone*3 {
		return "", ErrPhone
	}
	number, err := phonenumbers.Parse(text, region)
	if err != nil || phonenumbers.IsPossibleNumberWithReason(number) != phonenumbers.IS_POSSIBLE {
		return "", ErrPhone
	}
	return phonenumbers.Format(number, phonenumbers.E164), nil
}
