package access

import (
	"time"

	"branchbook/sync/fact"
)

// LineChange is how a line to another node became at an instant.
type LineChange struct {
	At   time.Time
	Line string // a state of the line, or LineStarted
	Why  string // the error that was met, for the curious; may be empty
}

// LineStarted marks a start of the program: nothing is known of the line before it.
const LineStarted = "started"

// keptLines is how many changes of the line are remembered.
const keptLines = 50

// KeepLine remembers a change of the line and forgets the oldest beyond fifty.
func (l *Local) KeepLine(c LineChange) error {
	return l.side.Write(func(t fact.Tables) error {
		_, err := t.Exec(`INSERT INTO access_line (at, line, why) VALUES (?, ?, ?)`, milli(c.At), c.Line, c.Why)
		if err != nil {
			return err
		}
		_, err = t.Exec(`DELETE FROM access_line WHERE no <= (SELECT MAX(no) FROM access_line) - ?`, keptLines)
		return err
	})
}

// Lines reads the changes of the line that are remembered, the newest first.
func (l *Local) Lines() (all []LineChange, err error) {
	err = l.side.Read(func(r fact.Reader) error {
		all, err = fact.All(r, func(row fact.Row) (c LineChange, err error) {
			var at int64
			err = row.Scan(&at, &c.Line, &c.Why)
			c.At = instant(at)
			return c, err
		}, `SELECT at, line, why FROM access_line ORDER BY no DESC`)
		return err
	})
	return all, err
}
