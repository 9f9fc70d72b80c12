package edge

import (
	"context"
	"fmt"

	"branchbook/sync/fact"
	"branchbook/sync/imports"
	"branchbook/sync/journal"
)

// Import brings rows of another system into the book, at most a hundred in a commit. An import that was broken
// off goes on where its last commit stopped; one that was finished changes nothing. progress may be nil.
func (e *Edge) Import(
	ctx context.Context, start imports.ImportStarted, rows []imports.Row, actor string, progress func(imports.State),
) (imports.State, error) {
	say := func(id, name string, input any, decide func(*journal.Tx) ([]fact.Body, error)) error {
		_, err := e.Book.Do(ctx, journal.Command{
			ID: id, Name: name, Actor: actor, Input: input,
			Decide: func(tx *journal.Tx) error {
				bodies, err := decide(tx)
				tx.Say(bodies...)
				return err
			},
		})
		return err
	}
	id := string(start.Import)
	err := say(fact.DerivedID("import", id), "imports.Begin", id, func(tx *journal.Tx) ([]fact.Body, error) {
		return imports.Begin(tx, tx.JID(), start)
	})
	if err != nil {
		return imports.State{}, err
	}
	state, err := e.importState(ctx, start.Import)
	if err != nil || state.FinishedAt != 0 {
		return state, err
	}
	for len(rows) > 0 && rows[0].Line <= state.LastLine {
		rows = rows[1:]
	}
	for _, c := range imports.Chunks(start.Import, start.Source, state.Chunks+1, rows) {
		err := say(c.CommandID(), "imports.Bring", c.N, func(tx *journal.Tx) ([]fact.Body, error) {
			return imports.Bring(tx, tx.JID(), tx, c)
		})
		if err != nil {
			return state, fmt.Errorf("import stopped at line %d: %w", c.Rows[0].Line, err)
		}
		if progress != nil {
			if state, err = e.importState(ctx, start.Import); err != nil {
				return state, err
			}
			progress(state)
		}
	}
	err = say(fact.DerivedID("import end", id), "imports.End", id, func(tx *journal.Tx) ([]fact.Body, error) {
		return imports.End(tx, tx.JID(), start.Import)
	})
	if err != nil {
		return state, err
	}
	return e.importState(ctx, start.Import)
}

func (e *Edge) importState(ctx context.Context, id imports.ID) (state imports.State, err error) {
	err = e.Book.Read(ctx, func(v *journal.View) error {
		state, err = imports.Of(v, v.JID(), id)
		return err
	})
	return state, err
}
