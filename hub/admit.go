package hub

import (
	"context"
	"encoding/base64"
	"slices"

	"branchbook/sync/branches"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/link"
	"branchbook/sync/money"
)

// Admit lets a box speak for a branch from now on: a fact in the journal for all, a certificate, and a user on
// the wire. An earlier box of the branch is fenced in the same commit. Doing it twice under one command changes
// nothing. Refusals are those of [branches.Admit].
func (h *Hub) Admit(ctx context.Context, actor, command string, r link.Request) (link.Grant, error) {
	key, err := r.Key()
	if err != nil {
		return link.Grant{}, err
	}
	b64 := base64.RawURLEncoding.EncodeToString
	in := branches.BranchEnrolled{
		Node: branches.Node(r.Node), Code: r.Code, Name: r.Name, Currency: money.Currency(r.Currency), Zone: r.Zone,
		Box: r.Box, Key: b64(key), User: r.NKey, SealTo: b64(r.Seal[:]),
	}
	_, err = h.Book.Do(ctx, journal.Command{
		ID: command, Name: "branches.Admit", Actor: actor, Input: in,
		Decide: func(tx *journal.Tx) error {
			known, err := branches.Enrolments(tx, tx.JID())
			if err != nil {
				return err
			}
			fences, err := branches.Fences(tx, tx.JID())
			if err != nil {
				return err
			}
			bodies, err := branches.Admit(known, fences, in)
			tx.Say(bodies...)
			return err
		},
	})
	if err != nil {
		return link.Grant{}, err
	}
	if err := h.refreshMembers(ctx); err != nil {
		return link.Grant{}, err
	}
	g, err := h.authority.Approve(h.Random, r, h.Keys, h.Network, []string{h.Address()})
	g.Hub, g.Earlier = h.Node, h.Intake.Keys(r.Node)
	return g, err
}

// Fence ends a box's word for its branch: whatever it says is refused for good, with the reason.
func (h *Hub) Fence(ctx context.Context, actor, command, node, box, reason string) error {
	in := branches.BoxFenced{Node: branches.Node(node), Box: box, Reason: reason}
	_, err := h.Book.Do(ctx, journal.Command{
		ID: command, Name: "branches.Fence", Actor: actor, Input: in,
		Decide: func(tx *journal.Tx) error {
			if reason == "" {
				return fact.Refuse("reason_fence", "reason", "Say why, for those who look for this box later.")
			}
			tx.Say(in)
			return nil
		},
	})
	if err != nil {
		return err
	}
	return h.refreshMembers(ctx)
}

// Release ends a restored hub's waiting for a branch that a person has given up. The word stands in the journal for
// all, so that the next start knows it too. For a branch that is not waited for, and the second time, it changes
// nothing.
func (h *Hub) Release(ctx context.Context, actor, node string) error {
	if !slices.Contains(h.Intake.Awaited(), node) {
		return nil
	}
	in := branches.WaitEnded{Node: branches.Node(node), Epoch: h.Book.Head(h.Node).Epoch}
	_, err := h.Book.Do(ctx, journal.Command{
		ID: fact.DerivedID("release", node, in.Epoch), Name: "branches.Release", Actor: actor, Input: in,
		Decide: func(tx *journal.Tx) error {
			tx.Say(in)
			return nil
		},
	})
	if err == nil {
		h.Log.Warn("a person gave up waiting for a branch", "branch", node, "user", actor)
		h.Intake.Thaw(node)
	}
	return err
}

// refreshMembers lets the doors know who may speak now.
func (h *Hub) refreshMembers(ctx context.Context) error {
	if err := h.Intake.Load(ctx); err != nil {
		return err
	}
	if h.door == nil {
		return nil
	}
	members, err := h.members(ctx)
	if err != nil {
		return err
	}
	return h.door.SetMembers(members)
}
