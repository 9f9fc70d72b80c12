package web

import (
	"net/url"
	"strconv"
	"strings"

	"branchbook/sync/catalogue"
	"branchbook/sync/fact"
	"branchbook/sync/money"
)

// termsValues is the terms of a course in the fields of its form (PRODUCT CRS-1).
func termsValues(t catalogue.Terms, cur money.Currency) map[string]string {
	values := map[string]string{
		"from": sinceWords[t.Validity.Since], "months": figure(t.Validity.Months),
		"where": string(t.Usable.Where), "group": t.Usable.Group, "transferable": yes(t.Transferable),
		"tax_rate": percent(t.TaxRate), "no_show": string(t.NoShow), "cancel": string(t.Cancel),
		"taken": string(t.Taken), "notice": strconv.Itoa(t.Notice.Hours), "expiry": string(t.Expiry),
		"breakage": percent(t.Breakage), "freeze_total": figure(t.Freeze.TotalDays),
		"freeze_once": figure(t.Freeze.OnceDays), "refund": string(t.Refund.Policy), "refund_rate": percent(t.Refund.Rate),
	}
	if t.Refund.FeeMinor != 0 {
		values["refund_fee"] = money.Of(t.Refund.FeeMinor, cur).Plain()
	}
	for i, rule := range t.Notice.Rules {
		n := "." + strconv.Itoa(i)
		values["part_from"+n], values["part_to"+n] = fact.Clock24(rule.FromMin), endClock(rule.ToMin)
		values["part_hours"+n] = strconv.Itoa(rule.Hours)
	}
	return values
}

// figure writes a number for a field that is empty at zero.
func figure(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func percent(r money.Rate) string {
	if r.IsZero() {
		return ""
	}
	return r.String()
}

// readTerms reads the terms of a course.
func readTerms(v url.Values, cur money.Currency, no *fact.Refusals) catalogue.Terms {
	t := catalogue.Terms{
		Validity: catalogue.Validity{Since: sinceOf(v.Get("from"))},
		Usable:   catalogue.Usable{Where: catalogue.Where(v.Get("where"))}, Transferable: v.Get("transferable") == "yes",
		TaxRate: rate(v, "tax_rate", no), NoShow: catalogue.NoShow(v.Get("no_show")),
		Notice: readNotice(v, no), Cancel: catalogue.Cancel(v.Get("cancel")), Taken: catalogue.Taken(v.Get("taken")),
		Expiry: catalogue.Expiry(v.Get("expiry")), Breakage: rate(v, "breakage", no),
		Freeze: catalogue.Freeze{TotalDays: minutes(v, "freeze_total", no), OnceDays: minutes(v, "freeze_once", no)},
		Refund: catalogue.Refund{Policy: catalogue.RefundPolicy(v.Get("refund")), Rate: rate(v, "refund_rate", no)},
	}
	if t.Validity.Since != catalogue.NoEnd {
		t.Validity.Months = minutes(v, "months", no)
	}
	if t.Usable.Where == catalogue.AtGroup {
		t.Usable.Group = strings.TrimSpace(v.Get("group"))
	}
	if t.Freeze.OnceDays == 0 {
		t.Freeze.OnceDays = t.Freeze.TotalDays // said once is said of both
	}
	if typed := v.Get("refund_fee"); typed != "" {
		fee, bad := amount(typed, cur, "refund_fee")
		*no = append(*no, bad...)
		t.Refund.FeeMinor = fee.Minor()
	}
	return t
}

func sinceOf(word string) catalogue.Since {
	for since, w := range sinceWords {
		if w == word {
			return since
		}
	}
	return catalogue.NoEnd
}

// rate reads a percentage; nothing typed is none.
func rate(v url.Values, field string, no *fact.Refusals) (r money.Rate) {
	typed := strings.TrimSpace(v.Get(field))
	if typed == "" {
		return r
	}
	r, err := money.ParseRate(typed)
	*no = append(*no, renamed(fact.AsRefusals(err), func(string) string { return field })...)
	return r
}

// maxParts is how many parts of the day with a notice of their own a form can bring.
const maxParts = 6

// partRows are the rows of the form in which a part of the day is given.
func partRows(v url.Values) (rows []int) {
	for i := range maxParts {
		n := "." + strconv.Itoa(i)
		if v.Get("part_from"+n) != "" || v.Get("part_to"+n) != "" {
			rows = append(rows, i)
		}
	}
	return rows
}

func readNotice(v url.Values, no *fact.Refusals) catalogue.Notice {
	n := catalogue.Notice{Hours: minutes(v, "notice", no)}
	for _, i := range partRows(v) {
		suffix := "." + strconv.Itoa(i)
		from, ok1 := at(v.Get("part_from" + suffix))
		to, ok2 := until(v.Get("part_to" + suffix))
		for field, ok := range map[string]bool{"part_from": ok1, "part_to": ok2} {
			if !ok {
				*no = append(*no, fact.Refuse("time", field+suffix, "Give a time of day such as 09:00."))
			}
		}
		n.Rules = append(n.Rules, catalogue.NoticeRule{FromMin: from, ToMin: to, Hours: minutes(v, "part_hours"+suffix, no)})
	}
	return n
}

// termsField is the form's name of a term that a rule refused.
func termsField(v url.Values, field string) string {
	if row, ok := strings.CutPrefix(field, "notice.rules."); ok {
		i, what, _ := strings.Cut(row, ".")
		n, _ := strconv.Atoi(i)
		if rows := partRows(v); n < len(rows) {
			return "part_" + strings.TrimSuffix(what, "_min") + "." + strconv.Itoa(rows[n])
		}
	}
	if name, ok := map[string]string{
		"validity.since": "from", "validity.months": "months", "usable.where": "where", "usable.group": "group",
		"notice.hours": "notice", "freeze.total_days": "freeze_total", "freeze.once_days": "freeze_once",
		"refund.policy": "refund", "refund.fee_minor": "refund_fee", "refund.rate": "refund_rate",
	}[field]; ok {
		return name
	}
	return field
}
