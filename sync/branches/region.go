package branches

import "branchbook/sync/money"

// regionByCurrency holds the currencies that belong to one country of ours.
var regionByCurrency = map[money.Currency]string{
	"JPY": "JP", "KZT": "KZ", "UAH": "UA", "RUB": "RU", "BRL": "BR", "PLN": "PL", "GBP": "GB", "GEL": "GE",
	"KGS": "KG", "UZS": "UZ", "MDL": "MD", "AMD": "AM", "AZN": "AZ", "BYN": "BY", "CZK": "CZ", "TRY": "TR",
	"KRW": "KR", "USD": "US",
}

var regionByZone = map[string]string{
	"Europe/Berlin": "DE", "Europe/Vienna": "AT", "Europe/Paris": "FR", "Europe/Madrid": "ES",
	"Europe/Rome": "IT", "Europe/Amsterdam": "NL", "Europe/Brussels": "BE", "Europe/Lisbon": "PT",
	"Europe/Helsinki": "FI", "Europe/Tallinn": "EE", "Europe/Riga": "LV", "Europe/Vilnius": "LT",
	"Europe/Bratislava": "SK", "Europe/Ljubljana": "SI", "Europe/Athens": "GR", "Europe/Dublin": "IE",
}

// Region is the country (ISO 3166, two letters) in whose local form telephone numbers are typed at the branch;
// empty if it cannot be told, and then only international numbers are understood.
func (s Settings) Region() string {
	if region, ok := regionByCurrency[s.Currency]; ok {
		return region
	}
	return regionByZone[s.Zone]
}
