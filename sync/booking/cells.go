package booking

import (
	"cmp"

	"branchbook/sync/fact"
)

// insertBlocks writes the blocks of a visit and, when it occupies time, their cells.
func insertBlocks(t fact.Tables, jid int64, visit VisitID, blocks []Block, occupies bool) error {
	for n, b := range blocks {
		at := place{lane: b.Lane}
		if occupies {
			var err error
			if at, err = occupy(t, jid, visit, n, b); err != nil {
				return err
			}
		}
		if err := insertBlock(t, jid, visit, n, b, at); err != nil {
			return err
		}
	}
	return nil
}

func insertBlock(t fact.Tables, jid int64, visit VisitID, n int, b Block, at place) error {
	_, err := t.Exec(`
		INSERT INTO booking_block (jid, visit, n, service, practitioner, start_on, start_min, start_fold,
			start_utc, end_on, end_min, end_fold, end_utc, zone, before_min, after_min, price_minor, currency,
			session, asked_lane, lane, conflict)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		jid, visit, n, b.Service, b.Practitioner, b.Start.On, b.Start.Min, b.Start.Fold,
		b.Start.UTC, b.End.On, b.End.Min, b.End.Fold, b.End.UTC, b.Start.Zone, b.BeforeMin, b.AfterMin,
		b.PriceMinor, b.Currency, b.Session, b.Lane, at.lane, at.conflict)
	if err != nil {
		return err
	}
	for _, need := range b.Needs {
		_, err := t.Exec(`
			INSERT INTO booking_need (jid, visit, n, resource, qty, room) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (jid, visit, n, resource) DO NOTHING`,
			jid, visit, n, need.Resource, need.Qty, need.Room)
		if err != nil {
			return err
		}
	}
	return nil
}

// deleteBlocks frees a visit's time and forgets its blocks.
func deleteBlocks(t fact.Tables, jid int64, v Visit) error {
	if v.Status.Occupies() {
		if err := free(t, jid, v); err != nil {
			return err
		}
	}
	if _, err := t.Exec(`DELETE FROM booking_need WHERE jid = ? AND visit = ?`, jid, v.ID); err != nil {
		return err
	}
	_, err := t.Exec(`DELETE FROM booking_block WHERE jid = ? AND visit = ?`, jid, v.ID)
	return err
}

// retake takes the time of a visit that had given it back.
func retake(t fact.Tables, jid int64, v Visit) error {
	for n, b := range v.Blocks {
		if !b.Timed() {
			continue
		}
		at, err := occupy(t, jid, v.ID, n, b.Block)
		if err != nil {
			return err
		}
		_, err = t.Exec(`UPDATE booking_block SET lane = ?, conflict = ? WHERE jid = ? AND visit = ? AND n = ?`,
			at.lane, at.conflict, jid, v.ID, n)
		if err != nil {
			return err
		}
	}
	return nil
}

// place is where a block came to stand: its lane, and the mark when that is not what the rule had seen.
type place struct {
	lane     int
	conflict string
}

// occupy takes the cells of a block in the first lane, from the asked one on, that is free all along.
func occupy(t fact.Tables, jid int64, visit VisitID, n int, b Block) (place, error) {
	at := place{lane: b.Lane}
	if !b.Timed() {
		return at, nil
	}
	if at.lane > 0 {
		at.conflict = "allowed"
	}
	if b.Practitioner != "" {
		var err error
		if at.lane, err = firstLane(t, jid, b); err != nil {
			return at, err
		}
		if at.lane > 0 && b.Lane == 0 {
			at.conflict = "practitioner"
		}
		if err := takeCells(t, jid, visit, n, b, at.lane); err != nil {
			return at, err
		}
	}
	for _, need := range b.Needs {
		over, err := takeResource(t, jid, b, need)
		if err != nil {
			return at, err
		}
		if over {
			at.conflict = cmp.Or(at.conflict, "resource")
		}
	}
	return at, nil
}

func firstLane(t fact.Tables, jid int64, b Block) (int, error) {
	from, to := b.Cells()
	lanes, err := fact.All(t, fact.Value[int], `
		SELECT DISTINCT lane FROM booking_cell
		WHERE jid = ? AND practitioner = ? AND cell >= ? AND cell < ? AND lane >= ?
		ORDER BY lane`, jid, b.Practitioner, from, to, b.Lane)
	lane := b.Lane
	for _, used := range lanes {
		if used == lane {
			lane++
		}
	}
	return lane, err
}

func takeCells(t fact.Tables, jid int64, visit VisitID, n int, b Block, lane int) error {
	from, to := b.Cells()
	if from == to {
		return nil
	}
	_, err := t.Exec(`
		WITH RECURSIVE span (cell) AS (VALUES (?1) UNION ALL SELECT cell + 1 FROM span WHERE cell + 1 < ?2)
		INSERT INTO booking_cell (jid, practitioner, cell, lane, visit, n)
		SELECT ?3, ?4, cell, ?5, ?6, ?7 FROM span`,
		from, to, jid, b.Practitioner, lane, visit, n)
	return err
}

// takeResource counts a need in; over reports that there was no room and it had to be widened.
func takeResource(t fact.Tables, jid int64, b Block, need Need) (over bool, err error) {
	from, to := b.Cells()
	qty := max(need.Qty, 0)
	if from == to || qty == 0 {
		return false, nil
	}
	crowded, err := fact.One(t, fact.Int, `
		SELECT COUNT(*) FROM booking_resource_cell
		WHERE jid = ? AND resource = ? AND cell >= ? AND cell < ? AND used + ? > ?`,
		jid, need.Resource, from, to, qty, need.Room)
	if err != nil {
		return false, err
	}
	_, err = t.Exec(`
		WITH RECURSIVE span (cell) AS (VALUES (?1) UNION ALL SELECT cell + 1 FROM span WHERE cell + 1 < ?2)
		INSERT INTO booking_resource_cell (jid, resource, cell, used, room)
		SELECT ?3, ?4, cell, ?5, MAX(?5, ?6) FROM span WHERE TRUE
		ON CONFLICT (jid, resource, cell) DO UPDATE SET
			used = used + excluded.used, room = MAX(?6, used + excluded.used)`,
		from, to, jid, need.Resource, qty, need.Room)
	return crowded > 0 || qty > need.Room, err
}

// free gives back every cell of a visit.
func free(t fact.Tables, jid int64, v Visit) error {
	for _, b := range v.Blocks {
		if !b.Timed() {
			continue
		}
		from, to := b.Cells()
		_, err := t.Exec(`
			DELETE FROM booking_cell
			WHERE jid = ? AND practitioner = ? AND cell >= ? AND cell < ? AND visit = ?`,
			jid, b.Practitioner, from, to, v.ID)
		if err != nil {
			return err
		}
		for _, need := range b.Needs {
			if err := freeResource(t, jid, need, from, to); err != nil {
				return err
			}
		}
	}
	return nil
}

func freeResource(t fact.Tables, jid int64, need Need, from, to Cell) error {
	_, err := t.Exec(`
		UPDATE booking_resource_cell SET used = MAX(0, used - ?)
		WHERE jid = ? AND resource = ? AND cell >= ? AND cell < ?`,
		max(need.Qty, 0), jid, need.Resource, from, to)
	if err != nil {
		return err
	}
	_, err = t.Exec(`
		DELETE FROM booking_resource_cell
		WHERE jid = ? AND resource = ? AND cell >= ? AND cell < ? AND used = 0`,
		jid, need.Resource, from, to)
	return err
}
