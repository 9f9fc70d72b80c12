package web

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"branchbook/sync/fact"
	"branchbook/sync/hours"
	"branchbook/ui/text"

	pages "branchbook/ui/desk"
)

// rhythmOrder is how the rhythms are offered; rhythms says how many rows the form of each may have. A row is a
// week of alternating weeks, a day of a cycle, a day of the month.
var (
	rhythmOrder = []hours.Rhythm{hours.Weekly, hours.Alternating, hours.Cycle, hours.EvenOdd, hours.Monthly,
		hours.Never}
	rhythms = map[hours.Rhythm]struct{ least, begin, most int }{
		hours.Weekly: {1, 1, 1}, hours.Alternating: {2, 2, 8}, hours.Cycle: {1, 2, 31}, hours.EvenOdd: {2, 2, 2},
		hours.Monthly: {1, 3, 12}, hours.Never: {0, 0, 0},
	}
)

// maxSpans is how many intervals or breaks of one day a form can bring.
const maxSpans = 12

// fitting is a number of rows that the form of a rhythm may have.
func fitting(rhythm hours.Rhythm, rows int) int {
	size := rhythms[rhythm]
	if rows < size.least || rows > size.most {
		return size.begin
	}
	return rows
}

// layout is the rows of a rhythm's form.
func layout(t *text.Text, rhythm hours.Rhythm, rows int) pages.Repeat {
	v := pages.Repeat{About: t.T("pattern.about_" + string(rhythm)), Monthly: rhythm == hours.Monthly,
		Off: rhythm == hours.Cycle, None: rhythm == hours.Never}
	switch rhythm {
	case hours.Weekly, hours.Alternating:
		for w := range rows {
			v.Groups = append(v.Groups, weekGroup(t, rhythm, w))
		}
	case hours.Never:
	default:
		group := pages.RepeatGroup{Title: t.T("pattern.hours")}
		for i := range rows {
			group.Rows = append(group.Rows, pages.RepeatRow{Key: strconv.Itoa(i), Name: rowName(t, rhythm, i)})
		}
		v.Groups = append(v.Groups, group)
	}
	return v
}

func weekGroup(t *text.Text, rhythm hours.Rhythm, w int) pages.RepeatGroup {
	group := pages.RepeatGroup{Title: t.T("hours.week")}
	if rhythm == hours.Alternating {
		group.Title = t.T("pattern.week", "N", w+1)
	}
	for i := range 7 {
		day := time.Weekday((i + 1) % 7)
		group.Rows = append(group.Rows, pages.RepeatRow{Key: fmt.Sprintf("%d.%d", w, day), Name: t.Weekday(day)})
	}
	return group
}

func rowName(t *text.Text, rhythm hours.Rhythm, i int) string {
	switch {
	case rhythm == hours.EvenOdd && i == 0:
		return t.T("pattern.even")
	case rhythm == hours.EvenOdd:
		return t.T("pattern.odd")
	case rhythm == hours.Monthly:
		return ""
	}
	return t.T("pattern.day", "N", i+1)
}

// moreRows are the addresses of the same form with a row more and a row less.
func moreRows(path string, rhythm hours.Rhythm, rows int) (more, fewer string) {
	address := func(n int) string {
		return path + "?" + url.Values{"rhythm": {string(rhythm)}, "rows": {strconv.Itoa(n)}}.Encode()
	}
	if rows < rhythms[rhythm].most {
		more = address(rows + 1)
	}
	if rows > rhythms[rhythm].least {
		fewer = address(rows - 1)
	}
	return more, fewer
}

// fromToday is a pattern as it goes on from today: alternating weeks begin with the present one, a cycle with the
// first day of its next round, so that keeping the form unchanged changes no day.
func fromToday(p hours.PatternSet, today fact.Date) hours.PatternSet {
	days := today.Sub(p.FromOn)
	if days <= 0 {
		return p
	}
	weeks, round := p.Pattern.Weeks, len(p.Pattern.Shifts)+p.Pattern.Off
	switch p.Pattern.Rhythm {
	case hours.Alternating:
		passed := mondayOf(today).Sub(mondayOf(p.FromOn)) / 7 % len(weeks)
		p.Pattern.Weeks = append(slices.Clone(weeks[passed:]), weeks[:passed]...)
	case hours.Cycle:
		p.FromOn = today.AddDays((round - days%round) % round)
		return p
	}
	p.FromOn = today
	return p
}

func mondayOf(on fact.Date) fact.Date { return on.AddDays(-(int(on.Weekday()) + 6) % 7) }

func patternRows(p hours.Pattern) int {
	return max(len(p.Weeks), len(p.Shifts), len(p.Days))
}

// most is how many intervals and breaks the fullest day of a pattern has.
func most(p hours.Pattern) (spans, breaks int) {
	eachShift(p, func(_ string, s hours.Shift) {
		spans, breaks = max(spans, len(s.Work)), max(breaks, len(s.Breaks))
	})
	return spans, breaks
}

// eachShift calls with every day of a pattern and its key in the form.
func eachShift(p hours.Pattern, do func(key string, s hours.Shift)) {
	for w, week := range p.Weeks {
		for day, s := range week {
			do(fmt.Sprintf("%d.%d", w, day), s)
		}
	}
	for i, s := range p.Shifts {
		do(strconv.Itoa(i), s)
	}
	for i, d := range p.Days {
		do(strconv.Itoa(i), d.Shift)
	}
}

// patternValues is a pattern in the fields of its form.
func patternValues(p hours.PatternSet) url.Values {
	v := url.Values{"since": {string(p.FromOn)}, "off": {strconv.Itoa(p.Pattern.Off)},
		"holidays": {yes(p.Pattern.Holidays)}}
	eachShift(p.Pattern, func(key string, s hours.Shift) {
		for n, span := range s.Work {
			suffix := "." + key + "." + strconv.Itoa(n)
			v.Set("from"+suffix, fact.Clock24(span.From))
			v.Set("to"+suffix, endClock(span.To))
		}
		for n, b := range s.Breaks {
			suffix := "." + key + "." + strconv.Itoa(n)
			v.Set("pause"+suffix, fact.Clock24(b.From))
			v.Set("until"+suffix, endClock(b.To))
			v.Set("why"+suffix, b.Reason)
		}
	})
	for i, d := range p.Pattern.Days {
		v.Set("nth."+strconv.Itoa(i), strconv.Itoa(d.Nth))
		v.Set("weekday."+strconv.Itoa(i), strconv.Itoa(int(d.Weekday)))
	}
	return v
}

// readPattern reads a form of repeating hours.
func readPattern(v url.Values) (p hours.Pattern, no fact.Refusals) {
	p = hours.Pattern{Rhythm: hours.Rhythm(v.Get("rhythm")), Holidays: v.Get("holidays") == "yes"}
	rows, _ := strconv.Atoi(v.Get("rows"))
	rows = min(max(rows, 0), rhythms[p.Rhythm].most)
	shift := func(key string) hours.Shift {
		s, bad := readShift(v, key)
		no = append(no, bad...)
		return s
	}
	switch p.Rhythm {
	case hours.Never:
		p.Holidays = false
	case hours.Weekly, hours.Alternating:
		for w := range rows {
			var week hours.Week
			for day := range week {
				week[day] = shift(fmt.Sprintf("%d.%d", w, day))
			}
			p.Weeks = append(p.Weeks, week)
		}
	case hours.Monthly:
		for i := range rows {
			day, said := readNth(v, strconv.Itoa(i), &no)
			day.Shift = shift(strconv.Itoa(i))
			if said || len(day.Shift.Work) > 0 {
				p.Days = append(p.Days, day)
			}
		}
	default:
		for i := range rows {
			p.Shifts = append(p.Shifts, shift(strconv.Itoa(i)))
		}
		if p.Rhythm == hours.Cycle {
			p.Off = minutes(v, "off", &no)
		}
	}
	if spans, _ := most(p); spans == 0 && p.Rhythm != hours.Never && len(no) == 0 {
		no = append(no, fact.Refuse("no_hours", firstField(p.Rhythm), "Give the hours of at least one day."))
	}
	return p, no
}

func firstField(rhythm hours.Rhythm) string {
	if rhythm == hours.Weekly || rhythm == hours.Alternating {
		return "from.0.1.0"
	}
	return "from.0.0"
}

func readNth(v url.Values, key string, no *fact.Refusals) (day hours.NthDay, said bool) {
	typed := v.Get("nth." + key)
	weekday, err := strconv.Atoi(v.Get("weekday." + key))
	if err != nil && typed != "" {
		*no = append(*no, fact.Refuse("nth", "weekday."+key, "Choose a weekday and first to fifth or last."))
	}
	day.Weekday = time.Weekday(weekday)
	day.Nth, _ = strconv.Atoi(typed) // 0 is refused by the rule
	return day, typed != ""
}

func readShift(v url.Values, key string) (s hours.Shift, no fact.Refusals) {
	s.Work, no = readSpans(v, "from."+key, "to."+key)
	breaks, bad := readSpans(v, "pause."+key, "until."+key)
	n := 0
	for _, b := range breaks {
		for v.Get(fmt.Sprintf("pause.%s.%d", key, n)) == "" && n < maxSpans {
			n++
		}
		s.Breaks = append(s.Breaks, hours.Pause{Span: b, Reason: v.Get(fmt.Sprintf("why.%s.%d", key, n))})
		n++
	}
	return s, append(no, bad...)
}

// readSpans reads the intervals of a day: the fields from.0 and to.0, from.1 and to.1 and so on. One that is left
// empty is not meant.
func readSpans(v url.Values, from, to string) (spans []hours.Span, no fact.Refusals) {
	for n := range maxSpans {
		suffix := "." + strconv.Itoa(n)
		begin, end := v.Get(from+suffix), v.Get(to+suffix)
		if begin == "" && end == "" {
			continue
		}
		a, ok1 := at(begin)
		b, ok2 := until(end)
		switch {
		case !ok1:
			no = append(no, fact.Refuse("time", from+suffix, "Give a time of day such as 09:00."))
		case !ok2:
			no = append(no, fact.Refuse("time", to+suffix, "Give a time of day such as 09:00."))
		case b <= a:
			no = append(no, fact.Refuse("end_before_start", to+suffix, "Give an end after the beginning.",
				"from", begin, "to", end))
		default:
			spans = append(spans, hours.Span{From: a, To: b})
		}
	}
	return spans, no
}

// patternField is the form's name of a field that a rule refused: "weeks.0.1.work.0" is "from.0.1.0".
func patternField(field string) string {
	list, rest, _ := strings.Cut(field, ".")
	switch {
	case field == "from_on":
		return "since"
	case list == "days" && !strings.Contains(rest, ".") && rest != "":
		return "nth." + rest
	case list != "weeks" && list != "shifts" && list != "days":
		return field
	case strings.Contains(rest, ".work."):
		return "from." + strings.Replace(rest, ".work", "", 1)
	case strings.Contains(rest, ".breaks."):
		return "pause." + strings.Replace(rest, ".breaks", "", 1)
	}
	return "since"
}

// patternWords says the hours of a pattern in one line: what most of its days have, and how many days these are.
func patternWords(t *text.Text, p hours.Pattern) string {
	var words []string
	eachShift(p, func(_ string, s hours.Shift) {
		if one := strings.Join(spanWords(s.Work), ", "); one != "" && !slices.Contains(words, one) {
			words = append(words, one)
		}
	})
	if p.Rhythm == hours.Cycle {
		words = append(words, t.T("pattern.on_off", "On", len(p.Shifts), "Off", p.Off))
	}
	return join(words)
}
