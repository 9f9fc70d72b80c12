package desk

import (
	"context"

	"branchbook/sync/branches"
	"branchbook/sync/journal"
)

// ListReasons is the branch's list of reasons for cancelling anew.
type ListReasons struct {
	Reasons []string
	Seen    string // tag of the list that the form showed
}

// ListReasons changes the list; nothing is said where nothing differs.
func (d *Desk) ListReasons(ctx context.Context, by By, in ListReasons) (journal.Outcome, error) {
	return d.do(ctx, by, "branches.ListReasons", in, func(w *work) error {
		before, err := branches.Reasons(w, w.JID())
		if err != nil {
			return err
		}
		found := func() ([]string, error) { return before, nil }
		if err := fresh("reasons:"+string(w.branch.Node), in.Seen, found); err != nil {
			return err
		}
		return w.say(branches.ListReasons(w.branch.Node, before, in.Reasons))
	})
}
