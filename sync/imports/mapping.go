package imports

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"branchbook/sync/booking"
	"branchbook/sync/money"
)

// ExtraKind is how the values of an extra column are read.
type ExtraKind string

// The kinds of extras.
const (
	Bool   ExtraKind = "bool"   // 0/1, no/yes, false/true
	Number ExtraKind = "number" // within the range declared
	Words  ExtraKind = "text"
)

// Extra is a column that the book has no place for; it is kept with the visit, sealed.
type Extra struct {
	Name     string // in the book
	Column   string // in the file
	Kind     ExtraKind
	From, To float64 // of a number; what lies beyond is kept and reported
}

// DateForm is how civil dates are written in the file.
type DateForm string

// The forms of a date.
const (
	Plain    DateForm = "date"     // 2016-04-29
	Midnight DateForm = "midnight" // 2016-04-29T00:00:00Z; the zone means nothing
)

// Mapping says which column of a file of appointments is what. See [ParseMapping] for the file it comes from.
type Mapping struct {
	Source   string
	Zone     *time.Location
	Currency money.Currency
	VisitID  string // columns from here on
	ClientID string
	On       string
	OnForm   DateForm
	BookedAt string // optional, RFC 3339
	Status   string
	Statuses map[string]booking.Status // by value in the file
	Reminded string                    // optional
	Branch   string                    // optional
	Extras   []Extra
	Text     string // the file itself
}

// ParseMapping reads a mapping: lines of KEY = VALUE, blank ones and ones that begin with # aside. Every key is
// known and said once, or the error names its line. The keys:
//
//	source            name of the other system; part of every id derived
//	zone              IANA zone in which dates are meant
//	currency          ISO 4217
//	untimed           yes: days without hours (the only kind so far)
//	visit.id          column: id of the appointment there
//	client.id         column: id of the client there
//	on                column: day of the appointment
//	on.form           date (2016-04-29, the default) or midnight (2016-04-29T00:00:00Z)
//	booked_at         column: when it was booked, RFC 3339 (optional)
//	status            column
//	status.<value>    which status that value means
//	reminded          column: yes or no (optional)
//	branch            column: which branch the row belongs to (optional)
//	extra.<name>      bool <column> | text <column> | number <from>..<to> <column>
func ParseMapping(r io.Reader) (Mapping, error) {
	raw, err := io.ReadAll(io.LimitReader(r, 64<<10+1))
	if err != nil {
		return Mapping{}, err
	}
	if len(raw) > 64<<10 || !utf8.Valid(raw) {
		return Mapping{}, fmt.Errorf("a mapping is UTF-8 of at most 64 KiB")
	}
	m := Mapping{Statuses: map[string]booking.Status{}, OnForm: Plain, Text: string(raw)}
	seen := map[string]int{}
	lines := bufio.NewScanner(strings.NewReader(strings.TrimPrefix(m.Text, "\ufeff")))
	lines.Buffer(nil, 128<<10)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		if !ok || key == "" || value == "" || len(line) > maxName {
			return Mapping{}, fmt.Errorf("line %d: write KEY = VALUE in at most %d bytes", n, maxName)
		}
		if first, twice := seen[key]; twice {
			return Mapping{}, fmt.Errorf("line %d: %s was already given in line %d", n, key, first)
		}
		seen[key] = n
		if err := m.set(key, value); err != nil {
			return Mapping{}, fmt.Errorf("line %d: %w", n, err)
		}
	}
	return m, m.complete(seen)
}

func (m *Mapping) set(key, value string) (err error) {
	columns := map[string]*string{"visit.id": &m.VisitID, "client.id": &m.ClientID, "on": &m.On,
		"booked_at": &m.BookedAt, "status": &m.Status, "reminded": &m.Reminded, "branch": &m.Branch,
		"source": &m.Source}
	group, name, _ := strings.Cut(key, ".")
	switch {
	case columns[key] != nil:
		*columns[key] = value
	case group == "status" && name != "":
		err = m.setStatus(name, booking.Status(value))
	case group == "extra" && name != "":
		err = m.setExtra(name, value)
	case key == "zone":
		if m.Zone, err = time.LoadLocation(value); err != nil || value == "Local" {
			err = fmt.Errorf("%q is not a zone like America/Sao_Paulo", value)
		}
	case key == "currency":
		if m.Currency = money.Currency(value); !m.Currency.Valid() {
			err = fmt.Errorf("%q is not a currency like BRL", value)
		}
	case key == "on.form":
		if m.OnForm = DateForm(value); m.OnForm != Plain && m.OnForm != Midnight {
			err = fmt.Errorf("on.form is date or midnight, not %q", value)
		}
	case key == "untimed":
		if value != "yes" {
			err = fmt.Errorf("only untimed appointments can be imported: untimed = yes")
		}
	default:
		err = fmt.Errorf("unknown key %q", key)
	}
	return err
}

func (m *Mapping) setStatus(value string, status booking.Status) error {
	if !slices.Contains(booking.Statuses(), status) {
		return fmt.Errorf("%q is not one of the statuses %v", status, booking.Statuses())
	}
	m.Statuses[value] = status
	return nil
}

func (m *Mapping) setExtra(name, value string) error {
	kind, rest, _ := strings.Cut(value, " ")
	e := Extra{Name: name, Kind: ExtraKind(kind), Column: strings.TrimSpace(rest)}
	switch e.Kind {
	case Bool, Words:
	case Number:
		span, column, _ := strings.Cut(e.Column, " ")
		from, to, _ := strings.Cut(span, "..")
		var err1, err2 error
		e.From, err1 = strconv.ParseFloat(from, 64)
		e.To, err2 = strconv.ParseFloat(to, 64)
		if err1 != nil || err2 != nil || !(e.From <= e.To) || math.IsInf(e.From, 0) || math.IsInf(e.To, 0) {
			return fmt.Errorf("write number FROM..TO COLUMN, not %q", value)
		}
		e.Column = strings.TrimSpace(column)
	default:
		return fmt.Errorf("an extra is bool, number or text, not %q", kind)
	}
	if e.Column == "" {
		return fmt.Errorf("extra.%s names no column", name)
	}
	m.Extras = append(m.Extras, e)
	return nil
}

// complete names what is missing.
func (m *Mapping) complete(seen map[string]int) error {
	for _, key := range []string{"source", "zone", "currency", "untimed", "visit.id", "client.id", "on", "status"} {
		if seen[key] == 0 {
			return fmt.Errorf("%s is missing", key)
		}
	}
	if len(m.Statuses) == 0 {
		return fmt.Errorf("no status.<value> says what the values of column %s mean", m.Status)
	}
	return nil
}

// columns is every column that the mapping uses.
func (m *Mapping) columns() []string {
	all := []string{m.VisitID, m.ClientID, m.On, m.Status}
	for _, optional := range []string{m.BookedAt, m.Reminded, m.Branch} {
		if optional != "" {
			all = append(all, optional)
		}
	}
	for _, e := range m.Extras {
		all = append(all, e.Column)
	}
	return all
}
