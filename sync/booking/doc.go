// Package booking keeps visits: from the advance booking over arrival and treatment to what was performed, one
// document with one id (PRODUCT CAL-6).
//
// Its one idea is the cell. Time is cut into cells of five real minutes, numbered from 1970 in UTC; a block
// covers the cells of its service and of the buffers around it, and a practitioner has each cell once. That is
// a primary key, so no race can book anybody twice (CAL-10, RELIABILITY F30), and because cells count real
// minutes, the hour that happens twice has twice the room and the hour that never happens has none (F23).
//
// Rules refuse; folds do not. A rule sees a [Day], everything that stands on one date, as values. A fold that
// finds a cell taken (two incarnations of one box booked it) takes the next lane and marks the block.
//
// It does not know what a course is: a block covered by a session carries its name, and who says
// VisitCompleted says in the same commit what becomes of the session.
package booking
