package booking

import (
	_ "embed"
	"errors"

	"branchbook/sync/fact"
	"branchbook/sync/ledger"
)

//go:embed tables.sql
var tables string

// Schema is this folder's tables.
var Schema = fact.Schema{Name: "booking", SQL: tables}

// Kinds are the facts of this folder, each with the question whether it still fits after a fork.
func Kinds() []fact.Kind {
	return []fact.Kind{
		fact.Checked(fact.Of(1, foldBooked), checkBooked),
		fact.Checked(fact.Of(1, foldMoved), checkMoved),
		fact.Checked(fact.Of(1, foldRemarked), checkRemarked),
		fact.Checked(fact.Of(1, foldStep(Confirmed, VisitConfirmed.step)), checkStep(Confirmed, VisitConfirmed.step)),
		fact.Checked(fact.Of(1, foldStep(Arrived, VisitArrived.step)), checkStep(Arrived, VisitArrived.step)),
		fact.Checked(fact.Of(1, foldStep(InTreatment, VisitStarted.step)), checkStep(InTreatment, VisitStarted.step)),
		fact.Checked(fact.Of(1, foldCompleted), checkStep(Completed, VisitCompleted.step)),
		fact.Checked(fact.Of(1, foldCancelled), checkStep(Cancelled, VisitCancelled.step)),
		fact.Checked(fact.Of(1, foldStep(NoShow, VisitNoShow.step)), checkStep(NoShow, VisitNoShow.step)),
		fact.Checked(fact.Of(1, foldReopened), checkReopened),
		fact.Of(1, foldRecorded),
	}
}

func (f VisitConfirmed) step() Step { return f.Step }
func (f VisitArrived) step() Step   { return f.Step }
func (f VisitStarted) step() Step   { return f.Step }
func (f VisitCompleted) step() Step { return f.Step }
func (f VisitCancelled) step() Step { return f.Step }
func (f VisitNoShow) step() Step    { return f.Step }

func foldBooked(t fact.Tables, p fact.Position, f VisitBooked) error {
	row := VisitRecorded{Visit: f.Visit, Client: f.Client, On: f.On, Untimed: f.Untimed, Status: Booked,
		BookedAt: p.Wall, Blocks: f.Blocks}
	if isNew, err := insertVisit(t, p, row, f.Source, f.AskedFor, f.Note); err != nil || !isNew {
		return err
	}
	return noteChange(t, p, f.Visit, Edit{Kind: f.Kind(), After: Side{
		Status: Booked, On: f.On, Untimed: f.Untimed, Blocks: f.Blocks}})
}

func foldRecorded(t fact.Tables, p fact.Position, f VisitRecorded) error {
	_, err := insertVisit(t, p, f, Import, "", "")
	return err
}

// insertVisit writes a visit with its blocks, unless its id is known already.
func insertVisit(t fact.Tables, p fact.Position, f VisitRecorded, s Source, asked string, note fact.Sealed) (
	isNew bool, err error) {
	n, err := t.Exec(`
		INSERT INTO booking_visit (jid, visit, client, status, was, source, asked_for, note, business_on,
			untimed, reason, late, booked_at, booked_by, reminded, origin, external, extras, changed_at)
		VALUES (?, ?, ?, ?, '', ?, ?, ?, ?, ?, '', 0, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (jid, visit) DO NOTHING`,
		p.JID, f.Visit, f.Client, f.Status, s, asked, note, f.On,
		f.Untimed, f.BookedAt, p.Actor, f.Reminded, f.Origin, f.External, f.Extras, p.Wall)
	if err != nil || n == 0 {
		return false, err
	}
	return true, insertBlocks(t, p.JID, f.Visit, f.Blocks, f.Status.Occupies())
}

func foldMoved(t fact.Tables, p fact.Position, f VisitMoved) error {
	v, known, err := known(t, p.JID, f.Visit)
	if err != nil || !known {
		return err
	}
	if err := deleteBlocks(t, p.JID, v); err != nil {
		return err
	}
	_, err = t.Exec(`
		UPDATE booking_visit SET business_on = ?, untimed = ?, changed_at = ? WHERE jid = ? AND visit = ?`,
		f.On, f.Untimed, p.Wall, p.JID, f.Visit)
	if err != nil {
		return err
	}
	if err := insertBlocks(t, p.JID, f.Visit, f.Blocks, v.Status.Occupies()); err != nil {
		return err
	}
	return noteChange(t, p, f.Visit, Edit{Kind: f.Kind(), Undoes: f.Undoes,
		Before: Side{On: f.FromOn, Untimed: f.FromUntimed, Blocks: f.From},
		After:  Side{On: f.On, Untimed: f.Untimed, Blocks: f.Blocks}})
}

func foldRemarked(t fact.Tables, p fact.Position, f VisitRemarked) error {
	n, err := t.Exec(`
		UPDATE booking_visit SET source = ?, asked_for = ?, note = ?, changed_at = ? WHERE jid = ? AND visit = ?`,
		f.To.Source, f.To.AskedFor, f.To.Note, p.Wall, p.JID, f.Visit)
	if err != nil || n == 0 {
		return err
	}
	return noteChange(t, p, f.Visit, Edit{Kind: f.Kind(), Undoes: f.Undoes,
		Before: Side{Remarks: &f.From}, After: Side{Remarks: &f.To}})
}

// foldStep makes the fold of a fact that only changes the status.
func foldStep[B fact.Body](to Status, step func(B) Step) func(fact.Tables, fact.Position, B) error {
	return func(t fact.Tables, p fact.Position, f B) error {
		_, err := setStatus(t, p, step(f), to, ending{}, Edit{Kind: f.Kind()})
		return err
	}
}

func foldCancelled(t fact.Tables, p fact.Position, f VisitCancelled) error {
	_, err := setStatus(t, p, f.Step, Cancelled, ending{f.Reason, f.Late}, Edit{Kind: f.Kind(), Reason: f.Reason})
	return err
}

func foldCompleted(t fact.Tables, p fact.Position, f VisitCompleted) error {
	changed, err := setStatus(t, p, f.Step, Completed, ending{},
		Edit{Kind: f.Kind(), After: Side{Performed: f.Performed}})
	if err != nil || !changed {
		return err
	}
	for i, s := range f.Performed {
		_, err := t.Exec(`
			INSERT INTO booking_performed (jid, visit, n, service, practitioner, price_minor, currency, session)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			p.JID, f.Visit, i, s.Service, s.Practitioner, s.PriceMinor, s.Currency, s.Session)
		if err != nil {
			return err
		}
	}
	return postRevenue(t, p, f.Step, f.On, f.Performed, 1)
}

func foldReopened(t fact.Tables, p fact.Position, f VisitReopened) error {
	changed, err := setStatus(t, p, f.Step, f.To, ending{},
		Edit{Kind: f.Kind(), Reason: f.Reason, Undoes: f.Undoes, Before: Side{Performed: f.Reversed}})
	if err != nil || !changed || f.From != Completed {
		return err
	}
	if _, err := t.Exec(`DELETE FROM booking_performed WHERE jid = ? AND visit = ?`, p.JID, f.Visit); err != nil {
		return err
	}
	return postRevenue(t, p, f.Step, f.On, f.Reversed, -1)
}

// postRevenue posts what no session covers: the client owes it, the branch earned it. Sign -1 is the opposite.
func postRevenue(t fact.Tables, p fact.Position, s Step, on fact.Date, given []Performed, sign int64) error {
	var entries []ledger.Entry
	for _, g := range given {
		if g.Session != "" || g.Currency == "" || on == "" {
			continue
		}
		about := ledger.Entry{Currency: g.Currency, Business: on, Client: s.Client, Visit: string(s.Visit),
			Service: g.Service}
		minor := g.PriceMinor
		if sign < 0 {
			minor = -minor
		}
		entries = append(entries, ledger.Move(about, ledger.Receivable, ledger.RevenueServices, minor)...)
	}
	if len(entries) == 0 {
		return nil
	}
	return ledger.Post(t, p, entries...)
}

// ending is why and how a visit was cancelled.
type ending struct {
	reason string
	late   bool
}

// setStatus moves a visit that is not there yet to a status and takes or frees its time; changed is false for
// an unknown visit and for one that has the status already. The edit is noted with the statuses filled in.
func setStatus(t fact.Tables, p fact.Position, s Step, to Status, end ending, e Edit) (changed bool, err error) {
	was, err := statusOf(t, p.JID, s.Visit)
	if err != nil || was == "" || was == to {
		return false, err
	}
	before := was // what an undo of this step returns to
	if e.Kind == (VisitReopened{}).Kind() {
		before = ""
	}
	_, err = t.Exec(`
		UPDATE booking_visit SET status = ?, was = ?, reason = ?, late = ?, changed_at = ?
		WHERE jid = ? AND visit = ?`,
		to, before, end.reason, end.late, p.Wall, p.JID, s.Visit)
	if err != nil {
		return false, err
	}
	if was.Occupies() != to.Occupies() {
		if err := takeOrFree(t, p.JID, s.Visit, to.Occupies()); err != nil {
			return false, err
		}
	}
	e.Before.Status, e.After.Status = s.From, to
	return true, noteChange(t, p, s.Visit, e)
}

// statusOf is empty for an unknown visit.
func statusOf(t fact.Tables, jid int64, id VisitID) (Status, error) {
	s, err := fact.One(t, fact.Value[Status], `SELECT status FROM booking_visit WHERE jid = ? AND visit = ?`, jid, id)
	if errors.Is(err, fact.ErrNotFound) {
		return "", nil
	}
	return s, err
}

// takeOrFree takes the time of a visit's blocks again, or gives it back.
func takeOrFree(t fact.Tables, jid int64, id VisitID, take bool) error {
	v, err := Find(t, jid, id)
	switch {
	case err != nil:
		return err
	case take:
		return retake(t, jid, v)
	}
	return free(t, jid, v)
}
