package imports

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"branchbook/sync/booking"
	"branchbook/sync/fact"
)

// ProblemKind is what is odd or wrong in a row.
type ProblemKind string

// What refuses a row, then what is only reported.
const (
	Unreadable    ProblemKind = "unreadable"     // quotes do not match
	FieldCount    ProblemKind = "field_count"    // more or fewer fields than the heading
	NotUTF8       ProblemKind = "not_utf8"       //
	TooLarge      ProblemKind = "too_large"      // beyond MaxRowBytes, or an id beyond 200 bytes
	MissingID     ProblemKind = "missing_id"     // of visit or client, or the name of the branch
	RepeatedID    ProblemKind = "repeated_id"    // of a visit, within the file
	NotADate      ProblemKind = "not_a_date"     // the day of the visit
	UnknownStatus ProblemKind = "unknown_status" // no status.<value> for it

	OutOfRange   ProblemKind = "out_of_range"   // kept as it is
	NotANumber   ProblemKind = "not_a_number"   // kept as text
	NotABool     ProblemKind = "not_a_bool"     // kept as text; a reminder counts as not sent
	NotAnInstant ProblemKind = "not_an_instant" // no time of booking is kept
	BookedLater  ProblemKind = "booked_later"   // booked after the day of the visit; kept
)

// MaxRowBytes is the most text that one row may bring.
const MaxRowBytes = 16 << 10

// maxName is the most bytes of an id or of a column's name.
const maxName = 200

// Problem is something that a person should know about a row.
type Problem struct {
	Kind   ProblemKind
	Column string // empty when it is the whole row
	Value  string // as in the file: personal, never stored
}

// Row is one appointment as read.
type Row struct {
	Line     int // where it begins; the heading is line 1
	Branch   string
	External string // id in the other system
	Client   string // id there
	On       fact.Date
	Status   booking.Status
	BookedAt int64 // UTC milliseconds; 0 unknown
	Reminded bool
	Extras   []Value
	Refused  *Problem // the row cannot come in; only Line, and Branch if it could be read, are to be trusted
	Warnings []Problem
}

// Value is an extra as it will be kept: bool, float64 or string.
type Value struct {
	Name  string
	Value any
}

// Reader reads appointments row by row.
type Reader struct {
	m        Mapping
	lines    lines
	column   map[string]int
	width    int
	unmapped []string
	seen     map[string]bool
}

// NewReader reads the heading of CSV in UTF-8, with or without a byte-order mark. A mapped column that is not
// there, or there twice, is an error.
func NewReader(r io.Reader, m Mapping) (*Reader, error) {
	buffered := bufio.NewReader(r)
	if mark, err := buffered.Peek(3); err == nil && string(mark) == "\ufeff" {
		_, _ = buffered.Discard(3)
	}
	from := lines{r: buffered}
	heading, _, p, err := from.record(0)
	if err == nil && p != nil {
		err = errors.New(string(p.Kind))
	}
	if err != nil {
		return nil, fmt.Errorf("read the heading: %w", err)
	}
	rr := &Reader{m: m, lines: from, column: map[string]int{}, width: len(heading), seen: map[string]bool{}}
	mapped := m.columns()
	for i, name := range heading {
		name = strings.TrimSpace(name)
		if _, twice := rr.column[name]; twice && slices.Contains(mapped, name) {
			return nil, fmt.Errorf("column %q stands in the heading twice", name)
		}
		rr.column[name] = i
		if !slices.Contains(mapped, name) {
			rr.unmapped = append(rr.unmapped, name)
		}
	}
	for _, name := range mapped {
		if _, ok := rr.column[name]; !ok {
			return nil, fmt.Errorf("there is no column %q", name)
		}
	}
	return rr, nil
}

// Unmapped is the columns that nothing will be read from.
func (r *Reader) Unmapped() []string { return r.unmapped }

// Next is the next row, refused or not; [io.EOF] after the last. Other errors come from the file itself.
func (r *Reader) Next() (Row, error) {
	fields, line, refused, err := r.lines.record(r.width)
	if err != nil {
		return Row{}, err
	}
	if refused != nil {
		return Row{Line: line, Refused: refused}, nil
	}
	row := Row{Line: line}
	row.Refused = r.read(&row, fields)
	if row.Refused == nil {
		r.seen[row.External] = true
	}
	return row, nil
}

// read fills the row in; a problem it returns refuses the row.
func (r *Reader) read(row *Row, fields []string) *Problem {
	if len(fields) != r.width {
		return &Problem{Kind: FieldCount, Value: strconv.Itoa(len(fields))}
	}
	size := 0
	for _, f := range fields {
		size += len(f)
		if !utf8.ValidString(f) {
			return &Problem{Kind: NotUTF8}
		}
	}
	if size > MaxRowBytes {
		return &Problem{Kind: TooLarge}
	}
	get := func(column string) string { return strings.Clone(fields[r.column[column]]) }
	if r.m.Branch != "" {
		row.Branch = get(r.m.Branch)
	}
	if p := r.required(row, get); p != nil {
		return p
	}
	r.optional(row, get)
	for _, e := range r.m.Extras {
		v, odd := e.read(get(e.Column))
		row.Extras = append(row.Extras, Value{e.Name, v})
		if odd != "" {
			row.warn(odd, e.Column, get(e.Column))
		}
	}
	return nil
}

func (r *Reader) required(row *Row, get func(string) string) *Problem {
	row.External, row.Client = get(r.m.VisitID), get(r.m.ClientID)
	if strings.TrimSpace(row.External) == "" {
		return &Problem{Kind: MissingID, Column: r.m.VisitID}
	}
	if strings.TrimSpace(row.Client) == "" {
		return &Problem{Kind: MissingID, Column: r.m.ClientID}
	}
	if r.m.Branch != "" && strings.TrimSpace(row.Branch) == "" {
		return &Problem{Kind: MissingID, Column: r.m.Branch}
	}
	if len(row.External) > maxName || len(row.Client) > maxName {
		return &Problem{Kind: TooLarge}
	}
	if r.seen[row.External] {
		return &Problem{RepeatedID, r.m.VisitID, row.External}
	}
	text, ok := get(r.m.On), true
	day := text
	if r.m.OnForm == Midnight {
		day, ok = strings.CutSuffix(text, "T00:00:00Z")
	}
	var err error
	if row.On, err = fact.ParseDate(day); err != nil || !ok {
		return &Problem{NotADate, r.m.On, text}
	}
	if row.Status, ok = r.m.Statuses[get(r.m.Status)]; !ok {
		return &Problem{UnknownStatus, r.m.Status, get(r.m.Status)}
	}
	return nil
}

func (r *Reader) optional(row *Row, get func(string) string) {
	if r.m.Reminded != "" {
		yes, ok := parseBool(get(r.m.Reminded))
		if row.Reminded = yes; !ok {
			row.warn(NotABool, r.m.Reminded, get(r.m.Reminded))
		}
	}
	if r.m.BookedAt == "" {
		return
	}
	at, err := time.Parse(time.RFC3339, get(r.m.BookedAt))
	if err != nil {
		row.warn(NotAnInstant, r.m.BookedAt, get(r.m.BookedAt))
		return
	}
	row.BookedAt = at.UnixMilli()
	if fact.DateOf(at.In(r.m.Zone)) > row.On {
		row.warn(BookedLater, r.m.BookedAt, get(r.m.BookedAt))
	}
}

func (row *Row) warn(kind ProblemKind, column, value string) {
	row.Warnings = append(row.Warnings, Problem{kind, column, value})
}

// read is the value to keep and what is odd about it.
func (e Extra) read(text string) (v any, odd ProblemKind) {
	switch e.Kind {
	case Bool:
		if yes, ok := parseBool(text); ok {
			return yes, ""
		}
		return text, NotABool
	case Number:
		n, err := strconv.ParseFloat(text, 64)
		if err != nil || n != n || n-n != 0 { // not a number or infinite
			return text, NotANumber
		}
		if n < e.From || n > e.To {
			return n, OutOfRange
		}
		return n, ""
	default:
		return text, ""
	}
}

func parseBool(text string) (yes, ok bool) {
	switch strings.ToLower(text) {
	case "1", "yes", "true":
		return true, true
	case "0", "no", "false":
		return false, true
	}
	return false, false
}
