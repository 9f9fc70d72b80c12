package text

import "github.com/nyaruka/phonenumbers"

// Phone writes a telephone number (E.164) in groups, internationally; Japanese readers have their own
// country's numbers as they say them. What is no such number passes through untouched.
func (t *Text) Phone(e164 string) string {
	number, err := phonenumbers.Parse(e164, "")
	if err != nil {
		return e164
	}
	if t.Lang == "ja" && number.GetCountryCode() == 81 {
		return phonenumbers.Format(number, phonenumbers.NATIONAL)
	}
	return phonenumbers.Format(number, phonenumbers.INTERNATIONAL)
}
