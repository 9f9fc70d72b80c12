package booking

import "branchbook/sync/fact"

// Undo decides about taking one change back: a new change, never an erasure (PRODUCT CAL-16). d is the day on which
// the visit stood before it, today the day of the books, blocks what it comes back to with the sessions that it
// now holds. A time that somebody else has by now is refused; changed hours are not asked for.
func Undo(d Day, v Visit, e Edit, blocks []Block, today fact.Date, reason string) ([]fact.Body, error) {
	switch {
	case e.Before.Remarks != nil:
		return Remark(v, *e.Before.Remarks, e.Change)
	case e.Before.Status != "":
		if v.Status != e.After.Status {
			return nil, fact.Refuse("undo_late", "visit", "The visit has changed since; look at it again.")
		}
		return reopen(d, v, VisitReopened{To: e.Before.Status, On: today, Undoes: e.Change, Reason: reason})
	}
	if err := v.mustBeOpen(); err != nil {
		return nil, err
	}
	if err := d.stillFree(v, blocks).Err(); err != nil {
		return nil, err
	}
	return v.moved(Side{On: e.Before.On, Untimed: e.Before.Untimed, Blocks: blocks}, e.Change), nil
}
