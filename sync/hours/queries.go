package hours

import (
	"encoding/json"
	"errors"
	"fmt"

	"branchbook/sync/fact"
)

// Worker is a practitioner and the whole of one day, white and grey.
type Worker struct {
	Practitioner string
	Day          []Interval
}

// Working is the practitioners with free working time on a date, by id.
func Working(r fact.Reader, jid int64, on fact.Date) ([]Worker, error) {
	people, err := fact.All(r, fact.Text, `
		SELECT practitioner FROM hours_pattern WHERE jid = ?1 AND from_on <= ?2
		UNION SELECT practitioner FROM hours_exception WHERE jid = ?1 AND (on_day = ?2 OR to_day = ?2)
		ORDER BY practitioner`, jid, on)
	if err != nil {
		return nil, err
	}
	house, err := HouseOn(r, jid, on)
	if err != nil {
		return nil, err
	}
	var all []Worker
	for _, who := range people {
		day, err := house.Of(r, who)
		if err != nil {
			return nil, err
		}
		if Works(day) {
			all = append(all, Worker{who, day})
		}
	}
	return all, nil
}

// Of is one day of one practitioner, whether they work or not.
func Of(r fact.Reader, jid int64, practitioner string, on fact.Date) ([]Interval, error) {
	house, err := HouseOn(r, jid, on)
	if err != nil {
		return nil, err
	}
	return house.Of(r, practitioner)
}

// House is what a date says of everybody: read once, it answers for one practitioner after another.
type House struct {
	jid int64
	in  Inputs // with everybody's exceptions and absences
}

// HouseOn reads a date.
func HouseOn(r fact.Reader, jid int64, on fact.Date) (h House, err error) {
	h.jid, h.in.On = jid, on
	if h.in.Opening, h.in.Day, err = branchDay(r, jid, on); err != nil {
		return h, err
	}
	if h.in.Exceptions, err = Exceptions(r, jid, on, on); err != nil {
		return h, err
	}
	h.in.Absences, err = Absences(r, jid, on, on)
	return h, err
}

// Of is the date of one practitioner, whether they work or not.
func (h House) Of(r fact.Reader, practitioner string) ([]Interval, error) {
	in := h.in
	in.Exceptions, in.Absences = nil, nil
	for _, e := range h.in.Exceptions {
		if e.Practitioner == practitioner {
			in.Exceptions = append(in.Exceptions, e)
		}
	}
	for _, a := range h.in.Absences {
		if a.Practitioner == practitioner {
			in.Absences = append(in.Absences, a)
		}
	}
	var err error
	in.Pattern, err = PatternOn(r, h.jid, practitioner, in.On)
	return Day(in), err
}

// OpeningOn is the branch's hours on a date; none with the reason when it is closed.
func OpeningOn(r fact.Reader, jid int64, on fact.Date) ([]Span, string, error) {
	opening, day, err := branchDay(r, jid, on)
	if err != nil {
		return nil, "", err
	}
	spans, reason := Opening(on, opening, day)
	return spans, reason, nil
}

// OpenDays is the dates from…to, both included, on which the branch is open.
func OpenDays(r fact.Reader, jid int64, from, to fact.Date) ([]fact.Date, error) {
	weeks, err := fact.All(r, scanOpening, `
		SELECT from_on, week FROM hours_opening
		WHERE jid = ? AND from_on <= ?
		ORDER BY from_on`, jid, to)
	if err != nil {
		return nil, err
	}
	days, err := fact.All(r, scanDay, `
		SELECT on_day, day, spans, reason FROM hours_day
		WHERE jid = ? AND on_day BETWEEN ? AND ?
		ORDER BY on_day`, jid, from, to)
	if err != nil {
		return nil, err
	}
	var open []fact.Date
	for on := from; on <= to; on = on.AddDays(1) {
		var week *OpeningSet
		for i := range weeks {
			if weeks[i].FromOn <= on {
				week = &weeks[i]
			}
		}
		var day *DaySet
		if len(days) > 0 && days[0].On == on {
			day, days = &days[0], days[1:]
		}
		if spans, _ := Opening(on, week, day); len(spans) > 0 {
			open = append(open, on)
		}
	}
	return open, nil
}

// NextOpen is the nearest open day after a date (or before it, when step is -1), within a year; "" if none.
func NextOpen(r fact.Reader, jid int64, on fact.Date, step int) (fact.Date, error) {
	for range 366 {
		on = on.AddDays(step)
		if spans, _, err := OpeningOn(r, jid, on); err != nil || len(spans) > 0 {
			return on, err
		}
	}
	return "", nil
}

// Absences is the absences that touch from…to, both included, by first day.
func Absences(r fact.Reader, jid int64, from, to fact.Date) ([]AbsenceSet, error) {
	return fact.All(r, scanAbsence, `
		SELECT absence, practitioner, from_on, to_on, reason
		FROM hours_absence
		WHERE jid = ? AND to_on >= ? AND from_on <= ?
		ORDER BY from_on, absence`, jid, from, to)
}

// Exceptions is the exceptions that touch from…to, both included, by day.
func Exceptions(r fact.Reader, jid int64, from, to fact.Date) ([]ExceptionSet, error) {
	return fact.All(r, scanException, `
		SELECT exception, practitioner, on_day, to_day, change, spans, reason
		FROM hours_exception
		WHERE jid = ?1 AND (on_day BETWEEN ?2 AND ?3 OR to_day BETWEEN ?2 AND ?3)
		ORDER BY on_day, exception`, jid, from, to)
}

func branchDay(r fact.Reader, jid int64, on fact.Date) (*OpeningSet, *DaySet, error) {
	opening, err := found(fact.One(r, scanOpening, `
		SELECT from_on, week FROM hours_opening
		WHERE jid = ? AND from_on <= ?
		ORDER BY from_on DESC LIMIT 1`, jid, on))
	if err != nil {
		return nil, nil, err
	}
	day, err := found(fact.One(r, scanDay,
		`SELECT on_day, day, spans, reason FROM hours_day WHERE jid = ? AND on_day = ?`, jid, on))
	return opening, day, err
}

func scanOpening(row fact.Row) (f OpeningSet, err error) {
	var week string
	if err = row.Scan(&f.FromOn, &week); err == nil {
		err = read(week, &f.Week)
	}
	return f, err
}

func scanDay(row fact.Row) (f DaySet, err error) {
	var spans string
	if err = row.Scan(&f.On, &f.Day, &spans, &f.Reason); err == nil {
		err = read(spans, &f.Spans)
	}
	return f, err
}

// WeekOn is the branch's opening hours that hold on a date; nil if none were ever said.
func WeekOn(r fact.Reader, jid int64, on fact.Date) (*OpeningSet, error) {
	opening, _, err := branchDay(r, jid, on)
	return opening, err
}

// DaysFrom is the dates from one on that differ from their weekday, in order.
func DaysFrom(r fact.Reader, jid int64, from fact.Date) ([]DaySet, error) {
	return fact.All(r, scanDay, `
		SELECT on_day, day, spans, reason FROM hours_day
		WHERE jid = ? AND on_day >= ? AND day <> 'usual'
		ORDER BY on_day`, jid, from)
}

// PatternOn is the repeating hours of a practitioner that hold on a date; nil if there are none.
func PatternOn(r fact.Reader, jid int64, practitioner string, on fact.Date) (*PatternSet, error) {
	return found(fact.One(r, scanPattern, `
		SELECT practitioner, from_on, pattern FROM hours_pattern
		WHERE jid = ? AND practitioner = ? AND from_on <= ?
		ORDER BY from_on DESC LIMIT 1`, jid, practitioner, on))
}

// PatternsFrom are the repeating hours of a practitioner that hold on a date and those that follow, in order.
func PatternsFrom(r fact.Reader, jid int64, practitioner string, on fact.Date) ([]PatternSet, error) {
	return fact.All(r, scanPattern, `
		SELECT practitioner, from_on, pattern FROM hours_pattern
		WHERE jid = ?1 AND practitioner = ?2 AND from_on >= COALESCE((
			SELECT MAX(from_on) FROM hours_pattern
			WHERE jid = ?1 AND practitioner = ?2 AND from_on <= ?3), '')
		ORDER BY from_on`, jid, practitioner, on)
}

func scanPattern(row fact.Row) (f PatternSet, err error) {
	var pattern string
	if err = row.Scan(&f.Practitioner, &f.FromOn, &pattern); err == nil {
		err = read(pattern, &f.Pattern)
	}
	return f, err
}

func scanAbsence(row fact.Row) (a AbsenceSet, err error) {
	err = row.Scan(&a.Absence, &a.Practitioner, &a.FromOn, &a.ToOn, &a.Reason)
	return a, err
}

func scanException(row fact.Row) (e ExceptionSet, err error) {
	var spans string
	err = row.Scan(&e.Exception, &e.Practitioner, &e.On, &e.ToOn, &e.Change, &spans, &e.Reason)
	if err == nil {
		err = read(spans, &e.Spans)
	}
	return e, err
}

// found turns "no such row" into nil.
func found[T any](v T, err error) (*T, error) {
	if errors.Is(err, fact.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &v, nil
}

func read(text string, into any) error {
	if err := json.Unmarshal([]byte(text), into); err != nil {
		return fmt.Errorf("stored hours: %w", err)
	}
	return nil
}
