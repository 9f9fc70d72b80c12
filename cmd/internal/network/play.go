package network

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"branchbook/sync/branches"
	"branchbook/sync/fact"
	"branchbook/sync/imports"
	"branchbook/sync/journal"
)

// Import is a file of appointments that is played into a network: one branch for each name in its branch
// column.
type Import struct {
	Rows     []imports.Row
	Mapping  imports.Mapping
	Start    func(part string, rows int) imports.ImportStarted
	Progress func(done, all int, name string)          // may be nil
	Between  func(ctx context.Context, done int) error // after each branch; may be nil
}

// Play opens a branch for each name, enrols it and brings its rows in, while the lines already carry what is
// there. A second run goes on where the first was broken off and changes nothing that was done.
func (n *Network) Play(ctx context.Context, in Import) error {
	byName := map[string][]imports.Row{}
	for _, r := range in.Rows {
		if r.Branch == "" && r.Refused != nil {
			continue // it was reported and belongs to nobody
		}
		if r.Branch == "" {
			return fmt.Errorf("line %d names no branch", r.Line)
		}
		byName[r.Branch] = append(byName[r.Branch], r)
	}
	var names []string
	for name := range byName {
		names = append(names, name)
	}
	slices.Sort(names)
	for i, name := range names {
		if in.Progress != nil {
			in.Progress(i, len(names), name)
		}
		if err := n.playOne(ctx, in, i, name, byName[name]); err != nil {
			return fmt.Errorf("branch %s: %w", name, err)
		}
		if in.Between != nil {
			if err := in.Between(ctx, i+1); err != nil {
				return err
			}
		}
	}
	return nil
}

func (n *Network) playOne(ctx context.Context, in Import, i int, name string, rows []imports.Row) error {
	folder := fmt.Sprintf("branch-%03d", i+1)
	at := slices.IndexFunc(n.Branches, func(b *Branch) bool { return b.Name == folder })
	if at < 0 {
		if _, err := n.Add(ctx, folder, nil); err != nil {
			return err
		}
		at = len(n.Branches) - 1
	}
	b := n.Branches[at]
	if _, _, err := b.Desk.Branch(ctx); errors.Is(err, fact.ErrNotFound) {
		if err := openBranch(ctx, b, in.Mapping, i, name); err != nil {
			return err
		}
	} else if err != nil {
		return err
	}
	if err := n.Enrol(ctx, b); err != nil {
		return err
	}
	_, err := b.Import(ctx, in.Start(name, len(rows)), rows, "import", nil)
	return err
}

// openBranch says what the branch is. Nobody can sign in there before `user add`.
func openBranch(ctx context.Context, b *Branch, m imports.Mapping, i int, name string) error {
	bodies, err := branches.Open(branches.Node(b.Node), branches.Settings{
		Code: fmt.Sprintf("B%03d", i+1), Name: name, Trade: branches.Other, Currency: m.Currency,
		Zone: m.Zone.String(), Language: "en", StepMin: 15,
	})
	if err != nil {
		return err
	}
	_, err = b.Book.Do(ctx, journal.Command{
		ID: fact.DerivedID("open", b.Node), Name: "branches.Open", Actor: "import", Input: name,
		Decide: func(tx *journal.Tx) error { tx.Say(bodies...); return nil },
	})
	return err
}
