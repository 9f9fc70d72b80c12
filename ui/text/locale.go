package text

import (
	"strconv"
	"strings"
	"time"

	"branchbook/sync/fact"
	"branchbook/sync/money"
)

// nbsp parts groups of digits and keeps a number with its unit; the narrow one is missing from the
// printers' fonts.
const nbsp = "\u00a0"

// locale is what CLDR 48 says about a language, with the deviations that UI.md marks. In the
// patterns E is the weekday, d the day, M the month's name, m its number of two digits, y the year;
// upper case E is the long weekday in full and the short one in head.
type locale struct {
	months, shortMonths [12]string
	days, shortDays     [7]string // from Sunday
	head, medium, full  string
	monthYear           string
	group, point        string
	symbolFirst         bool
}

var locales = map[string]locale{
	"en": {
		months:      words12("January February March April May June July August September October November December"),
		shortMonths: words12("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"),
		days:        words7("Sunday Monday Tuesday Wednesday Thursday Friday Saturday"),
		shortDays:   words7("Sun Mon Tue Wed Thu Fri Sat"),
		head:        "E, M d", medium: "M d, y", full: "E, M d, y", monthYear: "M y",
		group: ",", point: ".", symbolFirst: true,
	},
	"ja": {
		months:      words12("1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月"),
		shortMonths: words12("1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月"),
		days:        words7("日曜日 月曜日 火曜日 水曜日 木曜日 金曜日 土曜日"),
		shortDays:   words7("日 月 火 水 木 金 土"),
		head:        "Md日(E)", medium: "y/m/z", full: "y年Md日E", monthYear: "y年M",
		group: ",", point: ".", symbolFirst: true,
	},
	"ru": {
		months:      words12("января февраля марта апреля мая июня июля августа сентября октября ноября декабря"),
		shortMonths: words12("янв. февр. мар. апр. мая июн. июл. авг. сент. окт. нояб. дек."),
		days:        words7("воскресенье понедельник вторник среда четверг пятница суббота"),
		shortDays:   words7("вс пн вт ср чт пт сб"),
		head:        "E, d M", medium: "d M y г.", full: "E, d M y г.", monthYear: "m.y",
		group: nbsp, point: ",",
	},
	"uk": {
		months:      words12("січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня"),
		shortMonths: words12("січ. лют. бер. квіт. трав. черв. лип. серп. вер. жовт. лист. груд."),
		days:        words7("неділя понеділок вівторок середа четвер пʼятниця субота"),
		shortDays:   words7("нд пн вт ср чт пт сб"),
		head:        "E, d M", medium: "d M y р.", full: "E, d M y р.", monthYear: "m.y",
		group: nbsp, point: ",",
	},
	"kk": {
		months:      words12("қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан"),
		shortMonths: words12("қаң. ақп. нау. сәу. мам. мау. шіл. там. қыр. қаз. қар. жел."),
		days:        words7("жексенбі дүйсенбі сейсенбі сәрсенбі бейсенбі жұма сенбі"),
		shortDays:   words7("жс дс сс ср бс жм сб"),
		head:        "E, d M", medium: "y ж. z M", full: "y ж. d M, E", monthYear: "m.y",
		group: nbsp, point: ",",
	},
}

func words12(s string) (w [12]string) { copy(w[:], strings.Fields(s)); return w }
func words7(s string) (w [7]string)   { copy(w[:], strings.Fields(s)); return w }

func (l locale) write(pattern string, d fact.Date, months [12]string, days [7]string) string {
	var out strings.Builder
	month := int(d.Month())
	for _, c := range pattern {
		switch c {
		case 'E':
			out.WriteString(days[d.Weekday()])
		case 'd':
			out.WriteString(strconv.Itoa(d.Day()))
		case 'M':
			out.WriteString(months[month-1])
		case 'm':
			out.WriteString(twoDigits(month))
		case 'z':
			out.WriteString(twoDigits(d.Day()))
		case 'y':
			out.WriteString(strconv.Itoa(d.Year()))
		default:
			out.WriteRune(c)
		}
	}
	return out.String()
}

func twoDigits(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// Head is a date for the head of a column: "Tue, Nov 24". A value that is no date is empty, here
// and below.
func (t *Text) Head(d fact.Date) string {
	return t.date(t.locale.head, d, t.locale.shortMonths, t.locale.shortDays)
}

// Date is a date among other words: "Nov 24, 2026".
func (t *Text) Date(d fact.Date) string {
	return t.date(t.locale.medium, d, t.locale.shortMonths, t.locale.shortDays)
}

// Full is a date that stands alone: "Tuesday, November 24, 2026".
func (t *Text) Full(d fact.Date) string {
	return t.date(t.locale.full, d, t.locale.months, t.locale.days)
}

// Weekday is the long name of a day of the week; 0 is Sunday.
func (t *Text) Weekday(day time.Weekday) string { return t.locale.days[day] }

func (t *Text) date(pattern string, d fact.Date, months [12]string, days [7]string) string {
	if !d.Valid() {
		return ""
	}
	return t.locale.write(pattern, d, months, days)
}

// At is the time of day of an instant in its own location, "14:05"; the zero instant is empty.
func (t *Text) At(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.Format("15:04")
}

// Stamp is date and time of an instant in its own location; the zero instant is empty.
func (t *Text) Stamp(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return t.Date(fact.DateOf(at)) + " " + t.At(at)
}

// Span is a length of time in its largest unit: "3 h", "12 min", "2 d". It says how old something
// is, so it is rounded down.
func (t *Text) Span(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return t.N("span.days", int(d.Hours()/24))
	case d >= time.Hour:
		return t.N("span.hours", int(d.Hours()))
	case d >= time.Minute:
		return t.N("span.minutes", int(d.Minutes()))
	}
	return t.N("span.seconds", int(d.Seconds()))
}

// Skew is how far a clock is before or behind another one.
func (t *Text) Skew(d time.Duration) string {
	switch d = d.Round(time.Second); {
	case d > 0:
		return "+" + t.Span(d)
	case d < 0:
		return "−" + t.Span(-d)
	}
	return t.Span(0)
}

// Gigabytes is the size of a disk; empty for 0, which is unknown.
func (t *Text) Gigabytes(bytes uint64) string {
	const giga, half = 1_000_000_000, 500_000_000
	if bytes == 0 {
		return ""
	}
	return t.T("care.gigabytes", "N", t.Count(int64((bytes+half)/giga)))
}

// Count is a whole number in groups of three, its minus a real one (U+2212).
func (t *Text) Count(n int64) string {
	if n < 0 {
		return "−" + groups(strconv.FormatUint(uint64(-n), 10), t.locale.group)
	}
	return groups(strconv.FormatInt(n, 10), t.locale.group)
}

func groups(digits, by string) string {
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + by + digits[i:]
	}
	return digits
}

// Percent is a share as people read it, from its plain form "20.19"; empty stays empty.
func (t *Text) Percent(plain string) string {
	if plain == "" {
		return ""
	}
	gap := nbsp
	if t.locale.point == "." {
		gap = ""
	}
	return strings.Replace(plain, ".", t.locale.point, 1) + gap + "%"
}

var symbols = map[money.Currency]string{
	"JPY": "¥", "KZT": "₸", "UAH": "₴", "RUB": "₽", "EUR": "€", "USD": "$", "GBP": "£", "BRL": "R$", "KRW": "₩",
}

// Money is an amount as the language writes it, with the narrow sign of its currency; the code
// where it has none. Tiyn that are zero are left out, since no till has seen one.
func (t *Text) Money(a money.Amount) string {
	figure, sign := t.Figure(a)
	symbol := Symbol(a.Currency())
	minus := ""
	if strings.HasPrefix(figure, "−") {
		minus, figure = "−", strings.TrimPrefix(figure, "−")
	}
	if sign || len(symbol) == 3 && symbol == string(a.Currency()) {
		return minus + figure + nbsp + symbol
	}
	return minus + symbol + figure
}

// Figure is the number of an amount without its currency, and whether the currency stands behind
// it.
func (t *Text) Figure(a money.Amount) (figure string, after bool) {
	whole, decimals, _ := strings.Cut(strings.TrimPrefix(a.Plain(), "-"), ".")
	figure = groups(whole, t.locale.group)
	if decimals != "" && (a.Currency() != "KZT" || strings.Trim(decimals, "0") != "") {
		figure += t.locale.point + decimals
	}
	if a.Minor() < 0 {
		figure = "−" + figure
	}
	return figure, !t.locale.symbolFirst
}

// Symbol is the narrow sign of a currency, or its code.
func Symbol(c money.Currency) string {
	if s := symbols[c]; s != "" {
		return s
	}
	return string(c)
}

// LangName is the name of a language in itself.
func LangName(lang string) string {
	return map[string]string{"en": "English", "ja": "日本語", "ru": "Русский", "uk": "Українська",
		"kk": "Қазақша"}[lang]
}

// MonthYear is the month that a date is in: "November 2026".
func (t *Text) MonthYear(d fact.Date) string {
	return t.date(t.locale.monthYear, d, t.locale.months, t.locale.days)
}

// WeekdayShort is a weekday for the head of a narrow column; 0 is Sunday.
func (t *Text) WeekdayShort(day int) string { return t.locale.shortDays[day] }

// Hours is a length of time in hours and minutes: "7:30".
func (t *Text) Hours(minutes int) string {
	return strconv.Itoa(minutes/60) + ":" + twoDigits(minutes%60)
}
