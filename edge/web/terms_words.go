package web

import (
	"strconv"

	"branchbook/sync/catalogue"
	"branchbook/sync/courses"
	"branchbook/sync/fact"
	"branchbook/sync/money"
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// cancelWords are the terms about a visit that does not take place, for one that starts at a wall minute and holds a
// session of the given value.
func cancelWords(t *text.Text, terms courses.Terms, value money.Minor, startMin int) []string {
	worth := t.Money(money.Of(value, terms.Currency))
	if terms.Policy.Taken == catalogue.TakenAtStart {
		return append(inTimeWords(t, terms, startMin), t.T("terms.taken_start", "Value", worth))
	}
	missed := t.T("terms.missed_burns", "Value", worth)
	if terms.Policy.NoShow == catalogue.NoShowReturns {
		missed = t.T("terms.missed_returns")
	}
	return append(inTimeWords(t, terms, startMin), t.T("terms.late", "Value", worth), missed)
}

// inTimeWords say until when a visit is cancelled in time, and what that does.
func inTimeWords(t *text.Text, terms courses.Terms, startMin int) []string {
	key := "terms.in_time"
	hours := catalogue.LateNoticeHours(terms.Policy, startMin)
	if hours == 0 {
		key = "terms.before_start"
	}
	if terms.Policy.Cancel == catalogue.CancelOperator {
		key += "_asked"
	}
	return []string{t.T(key, "Hours", strconv.Itoa(hours))}
}

// termsInWords is what was agreed when a contract was signed, as the product's form asks for it.
func termsInWords(t *text.Text, terms courses.Terms) []kit.Fact {
	p := terms.Policy
	word := func(key string) string { return t.T("product." + key) }
	valid := word("no_end")
	if p.Validity.Since != catalogue.NoEnd {
		valid = strconv.Itoa(p.Validity.Months) + " " + t.T("unit.months") + ", " + word("from_"+sinceWords[p.Validity.Since])
	}
	facts := []kit.Fact{
		{Term: word("months"), What: valid}, {Term: word("where"), What: word("where_" + string(p.Usable.Where))},
		{Term: word("taken"), What: word(string(p.Taken))}, {Term: word("notice"), What: noticeWords(t, p.Notice)},
		{Term: word("cancel"), What: word(string(p.Cancel))}, {Term: word("no_show"), What: word(string(p.NoShow))},
		{Term: word("expiry"), What: word(string(p.Expiry))}, {Term: word("refund"), What: refundWords(t, terms)},
	}
	if p.Freeze.TotalDays > 0 {
		facts = append(facts, kit.Fact{Term: word("freeze_total"),
			What: strconv.Itoa(p.Freeze.TotalDays) + " " + t.T("unit.days")})
	}
	if p.Transferable {
		facts = append(facts, kit.Fact{Term: word("transferable"), What: "✓"})
	}
	return facts
}

// noticeWords says how long before a visit it has to be cancelled, and where that differs by the time of day.
func noticeWords(t *text.Text, n catalogue.Notice) string {
	hours := func(h int) string { return strconv.Itoa(h) + " " + t.T("unit.hours") }
	words := []string{hours(n.Hours)}
	for _, rule := range n.Rules {
		words = append(words, fact.Clock24(rule.FromMin)+"–"+endClock(rule.ToMin)+" "+hours(rule.Hours))
	}
	return join(words)
}

func refundWords(t *text.Text, terms courses.Terms) string {
	r := terms.Policy.Refund
	words := t.T("product.refund_" + string(r.Policy))
	switch r.Policy {
	case catalogue.RefundLessFee:
		words += " " + t.Money(money.Of(r.FeeMinor, terms.Currency))
	case catalogue.RefundLessPercent:
		words += " " + t.Percent(r.Rate.String())
	}
	return words
}
