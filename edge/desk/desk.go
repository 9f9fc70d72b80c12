// Package desk is what reception can do, and the pages it reads.
//
// Its one idea: one intent is one command of the journal. An intent reads what it needs inside the writer's
// transaction, asks the pure rules in sync/…, and says the facts they return; whatever is refused leaves nothing
// behind. So a double click, a lost answer and two desks on one slot are all decided in one place.
//
// Control flow lives here, decisions do not. It renders nothing, knows no HTTP and asks for no permission that a
// route could ask for: only where a rule depends on the role (booking over a taken slot) does it look at [By].
//
// An intent answers with the commit's [journal.Outcome]. Its errors are refusals (see [fact.AsRefusals]), a
// [*journal.Conflict] for a command id that stands for another input, a [*Stale] edit, [*Duplicates] of a new
// client, [fact.ErrNotFound] for an unknown id in the path, and what the machine got wrong.
package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"branchbook/sync/branches"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/people"
	"branchbook/sync/rights"
)

// Desk is the branch as reception sees it. Its methods are safe for concurrent use.
type Desk struct {
	Journal *journal.Book
	Vault   *journal.Vault // credentials; the journal holds it too, for sealed fields
	Clock   fact.Clock     // for reads and for what falls due; commands get the journal's instant

	zones sync.Map // IANA name → *time.Location
	days  days
}

// By is who asks, at which screen, under which command id. The id is made when the form is rendered; one effect
// for one id, for ever.
type By struct {
	User    people.UserID
	Role    people.Role
	Desk    string
	Command string
}

// Stale is an edit of something that changed since it was shown.
type Stale struct{ Subject string } // "visit:…"

// Error implements error.
func (s *Stale) Error() string {
	return "This was changed by somebody else meanwhile. Look at it again before changing it."
}

// Tag is a fingerprint of a state as it was read. A form carries it as Seen, so that an edit of something that
// changed meanwhile is noticed.
func Tag(state any) string {
	raw, err := json.Marshal(state)
	if err != nil {
		panic("desk: " + err.Error()) // states are plain structs
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:8])
}

// work is a command under way at an opened branch.
type work struct {
	*journal.Tx
	by     By
	branch branches.Branch
	zone   *time.Location
	now    fact.Civil
	place  rights.Place
	trial  bool // see [Ahead]
}

// do runs an intent as one command. Before the branch is opened it is [fact.ErrNotFound].
func (d *Desk) do(
	ctx context.Context, by By, name string, input any, decide func(*work) error,
) (journal.Outcome, error) {
	return d.Journal.Do(ctx, journal.Command{
		ID: by.Command, Name: name, Actor: string(by.User), Desk: by.Desk, Input: input,
		Decide: func(tx *journal.Tx) error {
			w, err := d.work(tx, by)
			if err != nil {
				return err
			}
			return decide(w)
		},
	})
}

func (d *Desk) work(tx *journal.Tx, by By) (*work, error) {
	branch, err := branches.Own(tx, tx.JID())
	if err != nil {
		return nil, fmt.Errorf("this branch: %w", err)
	}
	zone, err := d.zone(branch.Zone)
	if err != nil {
		return nil, err
	}
	reconciled, err := tx.Reconciled()
	if err != nil {
		return nil, err
	}
	return &work{
		Tx: tx, by: by, branch: branch, zone: zone, now: fact.CivilAt(tx.Now(), zone),
		place: rights.Place{Node: d.Journal.Node(), Epoch: tx.Epoch(), Reconciled: reconciled},
	}, nil
}

// zone loads a time zone once.
func (d *Desk) zone(name string) (*time.Location, error) {
	if z, ok := d.zones.Load(name); ok {
		return z.(*time.Location), nil
	}
	z, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("zone of the branch: %w", err)
	}
	d.zones.Store(name, z)
	return z, nil
}

// say passes a rule's answer on: its facts into the commit, its refusal to the caller.
func (w *work) say(bodies []fact.Body, err error) error {
	if err == nil {
		w.Say(bodies...)
	}
	return err
}

// fresh refuses an edit that was made while looking at another state than the present one, which find reads. An
// empty tag asks nothing: the thing is new, or a program edits and not a person.
func fresh[T any](subject, seen string, find func() (T, error)) error {
	if seen == "" {
		return nil
	}
	now, err := find()
	if err == nil && Tag(now) != seen {
		return &Stale{Subject: subject}
	}
	return err
}

// gather adds the refusals of one answer to those of others; what is no refusal comes back.
func gather(all *fact.Refusals, err error) error {
	rs := fact.AsRefusals(err)
	*all = append(*all, rs...)
	if rs != nil {
		return nil
	}
	return err
}
