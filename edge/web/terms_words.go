package web

import (
	"strconv"

	"branchbook/sync/catalogue"
	"branchbook/sync/courses"
	"branchbook/sync/money"
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
