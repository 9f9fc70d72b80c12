package money

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"branchbook/sync/fact"
)

// Parse reads an amount as people type and paste it: digits of any width, groups of three parted by spaces
// (also no-break, narrow and ideographic ones), apostrophes, commas or points, and a comma or a point before
// the decimals: "1234", "1,234.50", "1 234,50", "1.234,50", "１２３４", "-5".
//
// One comma or point with three digits behind it parts thousands, unless the currency itself has three
// decimals: "1.234" is one thousand two hundred and thirty-four yen, and 1.234 Kuwaiti dinars. Decimals beyond
// the currency's are accepted only as zeros.
//
// Every error is a [*fact.Refusal] without a field, which the caller names: amount_unreadable,
// amount_decimals, amount_too_large.
func Parse(text string, c Currency) (Amount, error) {
	sign, body := cutSign(plainText(text))
	whole, decimals, ok := readNumber(body, c.Digits())
	if !ok {
		return Amount{}, refuseUnreadable(c)
	}
	if extra := len(decimals) - c.Digits(); extra > 0 {
		if strings.Trim(decimals[c.Digits():], "0") != "" {
			return Amount{}, refuseDecimals(c)
		}
		decimals = decimals[:c.Digits()]
	}
	decimals += strings.Repeat("0", c.Digits()-len(decimals))
	n, err := strconv.ParseInt(whole+decimals, 10, 64)
	if err != nil || Minor(n) > MaxMinor {
		return Amount{}, fact.Refuse("amount_too_large", "",
			"This amount is too large. Check the number of zeros.")
	}
	return Of(sign*Minor(n), c), nil
}

// plainText narrows full-width characters and makes every kind of space the ordinary one.
func plainText(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == '’':
			return '\''
		case r == '−':
			return '-'
		}
		return r
	}, width.Narrow.String(text))
	return strings.TrimSpace(text)
}

func cutSign(text string) (Minor, string) {
	if rest, negative := strings.CutPrefix(text, "-"); negative {
		return -1, strings.TrimLeft(rest, " ")
	}
	return 1, strings.TrimPrefix(text, "+")
}

// readNumber parts a number into its whole digits and its decimals. Digits is the currency's number of
// decimals, which settles what a single separator before three digits means.
func readNumber(text string, digits int) (whole, decimals string, ok bool) {
	groups, separators, ok := tokens(text)
	if !ok {
		return "", "", false
	}
	last := len(separators) - 1
	if last >= 0 && isDecimal(groups, separators, digits) {
		decimals, groups, separators = groups[last+1], groups[:last+1], separators[:last]
	}
	if !grouped(groups, separators) {
		return "", "", false
	}
	return strings.Join(groups, ""), decimals, true
}

// tokens parts text into runs of digits and the single separators between them.
func tokens(text string) (groups []string, separators string, ok bool) {
	start := 0
	for i := 0; i <= len(text); i++ {
		if i < len(text) && text[i] >= '0' && text[i] <= '9' {
			continue
		}
		if i == start || i < len(text) && !strings.ContainsRune(" '.,", rune(text[i])) {
			return nil, "", false
		}
		groups = append(groups, text[start:i])
		if i < len(text) {
			separators += text[i : i+1]
		}
		start = i + 1
	}
	return groups, separators, true
}

// isDecimal decides whether the last separator stands before decimals: it is a comma or a point, no other
// separator is the same, and what follows cannot be a group.
func isDecimal(groups []string, separators string, digits int) bool {
	last := separators[len(separators)-1]
	if last != '.' && last != ',' || strings.Count(separators, string(last)) > 1 {
		return false
	}
	group := len(separators) == 1 && grouped(groups, separators)
	return !group || digits == 3
}

// grouped reports whether groups can be thousands: one to three digits and then threes, parted alike.
func grouped(groups []string, separators string) bool {
	if len(groups) == 1 {
		return true
	}
	if len(groups[0]) > 3 || groups[0][0] == '0' || strings.Trim(separators, separators[:1]) != "" {
		return false
	}
	for _, g := range groups[1:] {
		if len(g) != 3 {
			return false
		}
	}
	return true
}

func refuseUnreadable(c Currency) error {
	example := Of(123450, c).Plain()
	return fact.Refuse("amount_unreadable", "",
		"This is not an amount. Type digits only, such as "+example+".", "example", example)
}

func refuseDecimals(c Currency) error {
	digits, example := strconv.Itoa(c.Digits()), Of(123450, c).Plain()
	sentence := string(c) + " has at most " + digits + " decimals. Type it like " + example + "."
	if c.Digits() == 0 {
		digits, sentence = "", string(c)+" has no decimals. Type a whole number such as "+example+"."
	}
	return fact.Refuse("amount_decimals", "", sentence,
		"currency", string(c), "digits", digits, "example", example)
}
