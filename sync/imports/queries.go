package imports

import "branchbook/sync/fact"

// State is how far an import came.
type State struct {
	ID         ID
	Source     string
	File       string
	SHA256     string
	Part       string
	Rows       int
	StartedAt  int64 // UTC milliseconds
	FinishedAt int64 // UTC milliseconds; 0 is running
	Chunks     int
	LastLine   int // of the file; the import goes on after it
	Accepted   int
	Known      int
	Warned     int
	Refused    int
}

const stateColumns = `
	SELECT import, source, file, sha256, part, row_count, started_at, finished_at, chunks, last_line, accepted,
		known, warned, refused
	FROM imports_import `

// Of is one import; [fact.ErrNotFound] before it began.
func Of(r fact.Reader, jid int64, id ID) (State, error) {
	return fact.One(r, scanState, stateColumns+`WHERE jid = ? AND import = ?`, jid, id)
}

// Running is the imports that have not finished, oldest first.
func Running(r fact.Reader, jid int64) ([]State, error) {
	return fact.All(r, scanState, stateColumns+`
		WHERE jid = ? AND finished_at = 0
		ORDER BY started_at, import`, jid)
}

func scanState(row fact.Row) (s State, err error) {
	err = row.Scan(&s.ID, &s.Source, &s.File, &s.SHA256, &s.Part, &s.Rows, &s.StartedAt, &s.FinishedAt, &s.Chunks,
		&s.LastLine, &s.Accepted, &s.Known, &s.Warned, &s.Refused)
	return s, err
}

// Known reports whether a visit of another system is in the book already.
func Known(r fact.Reader, jid int64, source, external string) (bool, error) {
	n, err := fact.One(r, fact.Int, `
		SELECT COUNT(*) FROM imports_row
		WHERE jid = ? AND source = ? AND kind = 'visit' AND external = ?`, jid, source, external)
	return n > 0, err
}

// Problems is what was odd or refused in an import, by line.
func Problems(r fact.Reader, jid int64, id ID) ([]Mark, error) {
	return fact.All(r, func(row fact.Row) (m Mark, err error) {
		err = row.Scan(&m.Line, &m.Problem, &m.Column, &m.Refused)
		return m, err
	}, `
		SELECT line, problem, field, refused
		FROM imports_problem
		WHERE jid = ? AND import = ?
		ORDER BY line, problem, field`, jid, id)
}
