package catalogue

import "branchbook/sync/money"

// EffectiveFor is how long a service takes in minutes and what it costs with a practitioner, and whether that
// practitioner can do it at all.
func EffectiveFor(s Service, practitioner string) (lengthMin int, price money.Minor, ok bool) {
	if len(s.By) == 0 {
		return s.LengthMin, s.PriceMinor, true
	}
	for _, d := range s.By {
		if d.Practitioner != practitioner {
			continue
		}
		lengthMin, price = s.LengthMin, s.PriceMinor
		if d.LengthMin > 0 {
			lengthMin = d.LengthMin
		}
		if d.PriceMinor != nil {
			price = *d.PriceMinor
		}
		return lengthMin, price, true
	}
	return 0, 0, false
}
