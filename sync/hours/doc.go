// Package hours says when a branch is open and when each practitioner works there.
//
// Its one idea is that a day of a practitioner is worked out, never stored: opening hours, holidays and special
// days, the practitioner's pattern, exceptions and absences are each kept as they were said, and [Day] lays
// them over one another into intervals that cover the whole day, white ones and grey ones with the reason
// (PRODUCT CAL-5, SCH-1).
//
// It knows wall minutes only. Which real minutes those are on a day on which the clocks change is the question
// of [branchbook/sync/booking]; which visits a change of hours would touch is not asked here either.
package hours
