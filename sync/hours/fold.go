package hours

import (
	_ "embed"
	"encoding/json"

	"branchbook/sync/fact"
)

//go:embed tables.sql
var tables string

// Schema is this folder's tables.
var Schema = fact.Schema{Name: "hours", SQL: tables}

// Kinds are the facts of this folder. Each always fits: hours are what was said last.
func Kinds() []fact.Kind {
	return []fact.Kind{
		fact.Of(1, foldOpening), fact.Of(1, foldDay), fact.Of(1, foldPattern), fact.Of(1, foldException),
		fact.Of(1, foldExceptionCleared), fact.Of(1, foldAbsence), fact.Of(1, foldAbsenceCleared),
	}
}

func foldOpening(t fact.Tables, p fact.Position, f OpeningSet) error {
	_, err := t.Exec(`
		INSERT INTO hours_opening (jid, from_on, week) VALUES (?, ?, ?)
		ON CONFLICT (jid, from_on) DO UPDATE SET week = excluded.week`, p.JID, f.FromOn, text(f.Week))
	return err
}

func foldDay(t fact.Tables, p fact.Position, f DaySet) error {
	if f.Day != Holiday && f.Day != Special {
		_, err := t.Exec(`DELETE FROM hours_day WHERE jid = ? AND on_day = ?`, p.JID, f.On)
		return err
	}
	_, err := t.Exec(`
		INSERT INTO hours_day (jid, on_day, day, spans, reason) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (jid, on_day) DO UPDATE SET
			day = excluded.day, spans = excluded.spans, reason = excluded.reason`,
		p.JID, f.On, f.Day, text(spans(f.Spans)), f.Reason)
	return err
}

func foldPattern(t fact.Tables, p fact.Position, f PatternSet) error {
	_, err := t.Exec(`
		INSERT INTO hours_pattern (jid, practitioner, from_on, pattern) VALUES (?, ?, ?, ?)
		ON CONFLICT (jid, practitioner, from_on) DO UPDATE SET pattern = excluded.pattern`,
		p.JID, f.Practitioner, f.FromOn, text(f.Pattern))
	return err
}

func foldException(t fact.Tables, p fact.Position, f ExceptionSet) error {
	switch f.Change {
	case Changed, Moved, Cancelled, Blocked:
	default:
		return nil // no rule lets it through; it would change nothing on the day
	}
	_, err := t.Exec(`
		INSERT INTO hours_exception (jid, exception, practitioner, on_day, to_day, change, spans, reason)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (jid, exception) DO UPDATE SET
			practitioner = excluded.practitioner, on_day = excluded.on_day, to_day = excluded.to_day,
			change = excluded.change, spans = excluded.spans, reason = excluded.reason`,
		p.JID, f.Exception, f.Practitioner, f.On, f.ToOn, f.Change, text(spans(f.Spans)), f.Reason)
	return err
}

func foldExceptionCleared(t fact.Tables, p fact.Position, f ExceptionCleared) error {
	_, err := t.Exec(`DELETE FROM hours_exception WHERE jid = ? AND exception = ?`, p.JID, f.Exception)
	return err
}

func foldAbsence(t fact.Tables, p fact.Position, f AbsenceSet) error {
	_, err := t.Exec(`
		INSERT INTO hours_absence (jid, absence, practitioner, from_on, to_on, reason) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (jid, absence) DO UPDATE SET
			practitioner = excluded.practitioner, from_on = excluded.from_on, to_on = excluded.to_on,
			reason = excluded.reason`,
		p.JID, f.Absence, f.Practitioner, f.FromOn, f.ToOn, f.Reason)
	return err
}

func foldAbsenceCleared(t fact.Tables, p fact.Position, f AbsenceCleared) error {
	_, err := t.Exec(`DELETE FROM hours_absence WHERE jid = ? AND absence = ?`, p.JID, f.Absence)
	return err
}

// spans is never nil, so that it is never JSON null.
func spans(s []Span) []Span { return append([]Span{}, s...) }

// text is JSON of values that cannot fail to encode: structs of numbers and strings.
func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("hours: " + err.Error())
	}
	return string(b)
}
