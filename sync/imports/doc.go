// Package imports brings in what another system knew: a file of rows, read by a mapping that a person wrote,
// in steps that can be stopped anywhere (PRODUCT IO-1).
//
// Its one idea is the row key. The ids of visits and clients are derived from the source and the id there, so
// they are the same in every branch and on every run, and a row that is in the book already is left alone: the
// same file twice changes nothing.
//
// An import is ImportStarted, then chunks of at most [MaxRows] rows, each one commit, then ImportFinished. How
// far it came is read from the journal, so after a crash it goes on with the next line.
//
// Nothing is mended on the way in. An odd value is kept as it is and reported with its line and the reason; only
// a row that cannot be read is refused. What is personal (the extras of a visit) is sealed with the client's
// key; reports name lines and columns, never values.
package imports
