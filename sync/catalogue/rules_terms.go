package catalogue

import (
	"slices"
	"strconv"

	"branchbook/sync/money"
)

func (c *check) terms(t Terms) {
	c.validity(t.Validity)
	c.usable(t.Usable)
	c.oneOf(t.NoShow == NoShowBurns || t.NoShow == NoShowReturns, "no_show")
	c.oneOf(t.Cancel == CancelReturns || t.Cancel == CancelOperator, "cancel")
	c.oneOf(t.Taken == TakenCompleted || t.Taken == TakenAtStart, "taken")
	c.oneOf(slices.Contains([]Expiry{StaysOwed, IncomeAtExpiry, ByBreakage}, t.Expiry), "expiry")
	c.rate(t.TaxRate, "tax_rate")
	c.rate(t.Breakage, "breakage")
	c.refuse(t.Expiry == ByBreakage && t.Breakage.IsZero(), "breakage_missing", "terms.breakage",
		"Type the share of sessions that clients are expected never to use.")
	c.notice(t.Notice)
	c.freeze(t.Freeze)
	c.refund(t.Refund)
}

func (c *check) oneOf(known bool, field string) {
	c.refuse(!known, "choice_missing", "terms."+field, "Choose one of the answers.")
}

func (c *check) rate(r money.Rate, field string) {
	c.refuse(r.Above(100), "rate_range", "terms."+field, "Type a percentage from 0 to 100.")
}

func (c *check) validity(v Validity) {
	c.oneOf(slices.Contains([]Since{SinceSale, SinceFirstVisit, NoEnd}, v.Since), "validity.since")
	ends := v.Since != NoEnd
	c.refuse(ends && (v.Months < 1 || v.Months > maxMonths), "months_range", "terms.validity.months",
		"Type the validity in months, 1 to 240.")
	c.refuse(!ends && v.Months != 0, "months_surplus", "terms.validity.months",
		"Clear the months, or choose what they count from.")
}

func (c *check) usable(u Usable) {
	c.oneOf(slices.Contains([]Where{AtBranch, AtGroup, AtNetwork}, u.Where), "usable.where")
	c.refuse((u.Where == AtGroup) != (u.Group != ""), "group_missing", "terms.usable.group",
		"Name the group of branches exactly when the course is for a group.")
}

func (c *check) notice(n Notice) {
	c.hours(n.Hours, "terms.notice.hours")
	for i, rule := range n.Rules {
		field := "terms.notice.rules." + strconv.Itoa(i)
		c.refuse(rule.FromMin < 0 || rule.ToMin > 24*60 || rule.FromMin >= rule.ToMin, "part_of_day",
			field+".from_min", "The part of the day ends after it begins, and by midnight.")
		c.hours(rule.Hours, field+".hours")
	}
}

func (c *check) hours(n int, field string) {
	c.refuse(n < 0 || n > maxHours, "hours_range", field, "Type the notice in hours, 0 to 336.")
}

func (c *check) freeze(f Freeze) {
	c.refuse(f.TotalDays < 0 || f.TotalDays > maxDays, "days_range", "terms.freeze.total_days",
		"Type the days of freezing in all, 0 or more.")
	c.refuse(f.OnceDays < 0 || f.OnceDays > f.TotalDays, "days_once", "terms.freeze.once_days",
		"One freeze cannot be longer than all together.")
}

func (c *check) refund(r Refund) {
	policies := []RefundPolicy{RefundNone, RefundFull, RefundLessFee, RefundLessPercent, RefundJPAesthetic,
		RefundJPMedical, RefundActualCosts}
	c.oneOf(slices.Contains(policies, r.Policy), "refund.policy")
	c.price(r.FeeMinor, "terms.refund.fee_minor")
	c.rate(r.Rate, "refund.rate")
	c.refuse((r.Policy == RefundLessFee) != (r.FeeMinor != 0), "fee_missing", "terms.refund.fee_minor",
		"Type the fee exactly when the refund is less a fee.")
	c.refuse((r.Policy == RefundLessPercent) == r.Rate.IsZero(), "fee_rate_missing", "terms.refund.rate",
		"Type the percentage exactly when the refund is less a percentage.")
}
