package booking

import (
	"encoding/json"
	"slices"

	"branchbook/sync/fact"
)

// Edit is one change of a visit (PRODUCT CAL-16).
type Edit struct {
	Change string // id of the fact
	Height int64  // of the commit: what was changed at once
	Kind   string // of the fact
	Before Side
	After  Side
	Reason string
	Undoes string // the change that this one takes back
	Actor  string
	Desk   string
	At     int64 // UTC milliseconds
}

// Side is a visit before or after a change, as far as the change touched it.
type Side struct {
	Status    Status      `json:"status,omitempty"`
	On        fact.Date   `json:"on,omitempty"`
	Untimed   bool        `json:"untimed,omitempty"`
	Blocks    []Block     `json:"blocks,omitempty"`
	Performed []Performed `json:"performed,omitempty"`
	Remarks   *Remarks    `json:"remarks,omitempty"`
}

// text is JSON of plain values, which cannot fail to encode.
func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("booking: " + err.Error())
	}
	return string(b)
}

// noteChange writes an edit down; what the position knows is not repeated in it.
func noteChange(t fact.Tables, p fact.Position, v VisitID, e Edit) error {
	_, err := t.Exec(`
		INSERT INTO booking_change (jid, visit, n, height, fact, kind, before, after, reason, undoes, actor, desk, at)
		VALUES (?1, ?2, (SELECT COUNT(*) FROM booking_change WHERE jid = ?1 AND visit = ?2),
			?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)`,
		p.JID, v, p.Height, p.FactID, e.Kind, text(e.Before), text(e.After), e.Reason, e.Undoes, p.Actor, p.Desk,
		p.Wall)
	return err
}

// History is every change of a visit, oldest first.
func History(r fact.Reader, jid int64, id VisitID) ([]Edit, error) {
	return fact.All(r, scanEdit, `
		SELECT fact, height, kind, before, after, reason, undoes, actor, desk, at
		FROM booking_change
		WHERE jid = ? AND visit = ?
		ORDER BY n`, jid, id)
}

func scanEdit(row fact.Row) (e Edit, err error) {
	var before, after string
	err = row.Scan(&e.Change, &e.Height, &e.Kind, &before, &after, &e.Reason, &e.Undoes, &e.Actor, &e.Desk, &e.At)
	if err != nil {
		return e, err
	}
	if err := json.Unmarshal([]byte(before), &e.Before); err != nil {
		return e, err
	}
	return e, json.Unmarshal([]byte(after), &e.After)
}

// Undone are the changes of a history that later ones took back.
func Undone(history []Edit) map[string]bool {
	undone := map[string]bool{}
	for i, e := range history {
		back := e.Undoes
		if back == "" && e.Kind == (VisitReopened{}).Kind() {
			back = lastStep(history[:i], undone)
		}
		if back != "" {
			undone[back] = true
		}
	}
	return undone
}

// lastStep is the newest change of status that still holds: what a reopening that names none takes back.
func lastStep(history []Edit, undone map[string]bool) string {
	for _, e := range slices.Backward(history) {
		if e.isStep() && !undone[e.Change] {
			return e.Change
		}
	}
	return ""
}

// isStep reports whether the change moved the visit on in its life.
func (e Edit) isStep() bool { return e.Before.Status != "" && !e.isUndo() }

func (e Edit) isUndo() bool { return e.Undoes != "" || e.Kind == (VisitReopened{}).Kind() }

// Last is what an undo takes back: the newest change that still holds, all of its commit, newest fact first.
// The booking itself is none: a visit that should not be is cancelled.
func Last(history []Edit) (last []Edit) {
	undone := Undone(history)
	for _, e := range slices.Backward(history) {
		if e.isUndo() || undone[e.Change] || e.Before.empty() {
			continue
		}
		if len(last) > 0 && last[0].Height != e.Height {
			break
		}
		last = append(last, e)
	}
	return last
}

func (s Side) empty() bool { return s.Status == "" && s.On == "" && s.Remarks == nil }
