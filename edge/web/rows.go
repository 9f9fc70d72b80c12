package web

import (
	"net/url"
	"strconv"
	"strings"

	"branchbook/edge/desk"
	"branchbook/sync/catalogue"
	"branchbook/sync/fact"
	"branchbook/sync/money"
	"branchbook/sync/people"
)

// A visit's form has a row for each service; the fields of a row bear its number. The time of the first row is the
// visit's, in the field "at".
var rowFields = []string{"service", "practitioner", "at", "length", "price", "was", "given"}

const maxServices = 24

func cell(field string, row int) string { return field + "." + strconv.Itoa(row) }

func rowsOf(v url.Values) int {
	n, err := strconv.Atoi(v.Get("rows"))
	if err != nil {
		return 1
	}
	return min(max(n, 1), maxServices)
}

// rearrange answers the buttons of a form that is not saved yet: one row more, one row less, another client.
func rearrange(v url.Values) {
	what, row, _ := strings.Cut(v.Get("do"), ".")
	switch what {
	case "more":
		v.Set("rows", strconv.Itoa(min(rowsOf(v)+1, maxServices)))
	case "drop":
		if n, err := strconv.Atoi(row); err == nil && n >= 0 && n < rowsOf(v) {
			drop(v, n)
		}
	case "other":
		v.Del("client")
	case "start":
		takeStart(v, row)
	}
}

// compact leaves out the rows that were opened and left empty, so that rows and services have the same numbers.
func compact(v url.Values) {
	for n := rowsOf(v) - 1; n > 0; n-- {
		if v.Get(cell("service", n)) == "" && v.Get(cell("practitioner", n)) == "" {
			drop(v, n)
		}
	}
}

// drop takes a row out; those behind it move up. A second row with a time of its own gives it to the visit.
func drop(v url.Values, n int) {
	rows := rowsOf(v)
	if own := v.Get(cell("at", 1)); n == 0 && own != "" {
		v.Set("at", own)
	}
	for i := n; i < rows; i++ {
		for _, field := range rowFields {
			if next := cell(field, i+1); i+1 < rows && v.Has(next) {
				v.Set(cell(field, i), v.Get(next))
			} else {
				v.Del(cell(field, i))
			}
		}
	}
	v.Del(cell("at", 0))
	v.Set("rows", strconv.Itoa(max(rows-1, 1)))
}

// readBlocks reads the rows of a visit's form; start is the visit's.
func readBlocks(v url.Values, start int, cur money.Currency) (blocks []desk.Block, no fact.Refusals) {
	for i := range rowsOf(v) {
		b, bad := readBlock(v, i, cur)
		if own := v.Get(cell("at", i)); i == 0 {
			b.StartMin = start
		} else if own == "" {
			b.Follows = true
		} else if minute, ok := at(own); ok {
			b.StartMin = minute
		} else {
			bad = append(bad, noTime(cell("at", i)))
		}
		blocks, no = append(blocks, b), append(no, bad...)
	}
	return blocks, no
}

func noTime(field string) *fact.Refusal {
	return fact.Refuse("time", field, "Give a time of day such as 14:05.")
}

func readBlock(v url.Values, i int, cur money.Currency) (b desk.Block, no fact.Refusals) {
	b = desk.Block{
		Service: catalogue.ServiceID(v.Get(cell("service", i))), Cover: desk.Cover{None: v.Get("contract") == "none"},
		Practitioner: people.PractitionerID(v.Get(cell("practitioner", i))),
	}
	if length := strings.TrimSpace(v.Get(cell("length", i))); length != "" {
		minutes, err := whole(length)
		if err != nil || minutes <= 0 {
			no = append(no, fact.Refuse("no_length", cell("length", i), "Give a length in minutes, such as 45."))
		}
		b.LengthMin = minutes
	}
	price, bad := readPrice(v, i, cur)
	b.PriceMinor, b.Was = price, -1
	if was, err := strconv.Atoi(v.Get(cell("was", i))); err == nil {
		b.Was = was
	}
	return b, append(no, bad...)
}

// readPrice is the price of a row; nil where it is left to the catalogue.
func readPrice(v url.Values, i int, cur money.Currency) (*money.Minor, fact.Refusals) {
	typed := v.Get(cell("price", i))
	if strings.TrimSpace(typed) == "" {
		return nil, nil
	}
	sum, bad := amount(typed, cur, cell("price", i))
	if bad != nil {
		return nil, bad
	}
	minor := sum.Minor()
	return &minor, nil
}

// visitField is the form's name of a field that a rule refused: "blocks.0.start" is "at".
func visitField(field string) string {
	parts := strings.Split(field, ".")
	if len(parts) != 3 || parts[0] != "blocks" {
		return clientOfVisit(field)
	}
	switch parts[2] {
	case "start", "resource":
		if parts[1] == "0" {
			return "at"
		}
		return "at." + parts[1]
	case "contract", "cover", "session":
		return "contract"
	}
	return parts[2] + "." + parts[1]
}

// clientOfVisit is the same of the fields of a client who is registered with the visit.
func clientOfVisit(field string) string {
	switch {
	case field == "family" || field == "given":
		return "new_" + field
	case strings.HasPrefix(field, "kana"):
		return "new_kana"
	case strings.HasPrefix(field, "phones"):
		return "new_phone"
	}
	return field
}
