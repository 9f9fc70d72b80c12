package desk

import (
	"context"
	"slices"

	"branchbook/sync/fact"
	"branchbook/sync/hours"
)

// HoursPage is when the branch is open and who is away, from today on.
type HoursPage struct {
	Week     *hours.OpeningSet // nil: never said, so open at any hour
	Days     []hours.DaySet
	Absences []hours.AbsenceSet
	Lists    Lists
}

// endless is a date that no absence reaches.
const endless fact.Date = "9999-12-31"

// Hours reads the branch's hours.
func (d *Desk) Hours(ctx context.Context) (page HoursPage, err error) {
	err = d.read(ctx, func(v *view) (err error) {
		if page.Week, err = hours.WeekOn(v, v.JID(), v.now.On); err != nil {
			return err
		}
		if page.Days, err = hours.DaysFrom(v, v.JID(), v.now.On); err != nil {
			return err
		}
		if page.Absences, err = hours.Absences(v, v.JID(), v.now.On, endless); err != nil {
			return err
		}
		page.Lists, err = v.lists()
		return err
	})
	return page, err
}

// PractitionerHours is when somebody works: the repeating hours that hold today and later ones, and what is
// different on single days.
type PractitionerHours struct {
	Patterns   []hours.PatternSet
	Exceptions []hours.ExceptionSet
	Lists      Lists
}

// PractitionerHours reads when a practitioner works, from today on.
func (d *Desk) PractitionerHours(ctx context.Context, practitioner string) (page PractitionerHours, err error) {
	err = d.read(ctx, func(v *view) (err error) {
		if page.Patterns, err = hours.PatternsFrom(v, v.JID(), practitioner, v.now.On); err != nil {
			return err
		}
		if page.Exceptions, err = hours.Exceptions(v, v.JID(), v.now.On, endless); err != nil {
			return err
		}
		page.Exceptions = slices.DeleteFunc(page.Exceptions,
			func(e hours.ExceptionSet) bool { return e.Practitioner != practitioner })
		page.Lists, err = v.lists()
		return err
	})
	return page, err
}
