package uplink

import (
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/link/wire"
)

// again is what is done about keys that did not open where they came. What was tried in vain is not tried again
// before the next start: it would not open any better.
type again struct {
	underway []fact.KeyID // went to the hub with the push under way
	vain     map[fact.KeyID]bool
	pulled   *journal.Wanted // the commit that is being pulled for its key
}

func (a *again) give(ids ...fact.KeyID) {
	if a.vain == nil {
		a.vain = map[fact.KeyID]bool{}
	}
	for _, id := range ids {
		a.vain[id] = true
	}
}

// heard learns from the status after a push which keys the hub lacks still.
func (a *again) heard(lacks []fact.KeyID) {
	for _, id := range lacks {
		for _, sent := range a.underway {
			if id == sent {
				a.give(id)
			}
		}
	}
	a.underway = nil
}

// owed is the keys that the hub lacks and that are here; the caller holds mu.
func (u *Uplink) owed() (ids []fact.KeyID) {
	for _, id := range u.last.Lacks {
		if _, err := u.Vault.Key(id); err == nil && !u.again.vain[id] {
			ids = append(ids, id)
		}
	}
	return ids
}

// fetchKeys pulls a commit anew whose key did not open here; the caller holds mu.
func (u *Uplink) fetchKeys() (wire.Step, error) {
	wanted, err := u.Vault.Wanted(u.Hub.Node)
	for _, w := range wanted {
		if !u.again.vain[w.Key] {
			u.again.pulled = &w
			return wire.Step{Do: wire.StepPull, Journal: w.Journal, After: w.Height - 1}, nil
		}
	}
	return wire.Step{}, err
}

// fetchedKeys reports whether a batch was pulled for its keys only; its commits are here.
func (u *Uplink) fetchedKeys(b journal.Batch) (bool, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	w := u.again.pulled
	u.again.pulled = nil
	if w == nil || w.Journal != b.Journal || w.Height != b.From {
		return false, nil
	}
	u.again.give(w.Key)
	still, err := u.Vault.Wanted(u.Hub.Node)
	for _, w := range still {
		if w.Journal == b.Journal && w.Height >= b.From && w.Height < b.From+int64(len(b.Commits)) {
			u.again.give(w.Key)
		}
	}
	return true, err
}
