package hub

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"

	"branchbook/sync/branches"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
)

// Applicant is a box that wants to speak for a branch.
type Applicant struct {
	branches.Settings
	Node   string
	Box    string
	Key    ed25519.PublicKey // signs its batches
	NKey   string            // its NATS user
	SealTo []byte            // X25519
}

// Admission is what an admitted box gets.
type Admission struct {
	Network     string
	Hub         string              // the hub's node id
	HubKeys     []ed25519.PublicKey //
	HubSealTo   []byte              // X25519
	Address     string              // of the leaf door
	Authority   []byte              // certificate, DER
	Certificate []byte              // the box's, DER
	Self        []ed25519.PublicKey // keys of the branch's earlier boxes
}

// Admit lets a box speak for a branch from now on: a fact in the journal for all, a certificate, and a user on
// the wire. An earlier box of the branch is fenced in the same commit. Doing it twice changes nothing.
func (h *Hub) Admit(ctx context.Context, actor string, a Applicant) (Admission, error) {
	b64 := base64.RawURLEncoding.EncodeToString
	in := branches.BranchEnrolled{
		Node: branches.Node(a.Node), Code: a.Code, Name: a.Name, Currency: a.Currency, Zone: a.Zone, Box: a.Box,
		Key: b64(a.Key), User: a.NKey, SealTo: b64(a.SealTo),
	}
	_, err := h.Book.Do(ctx, journal.Command{
		ID: fact.DerivedID("admit", a.Node, a.Box, in.Key), Name: "branches.Admit", Actor: actor, Input: in,
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
		return Admission{}, err
	}
	if err := h.refreshMembers(ctx); err != nil {
		return Admission{}, err
	}
	certificate, err := h.authority.IssueBranch(h.Random, a.Node, a.Key, h.Clock.Now())
	if err != nil {
		return Admission{}, err
	}
	return Admission{
		Network: h.Network, Hub: h.Node, HubKeys: []ed25519.PublicKey{h.Keys.Public()}, HubSealTo: h.Keys.SealPublic[:],
		Address: h.Address(), Authority: h.authority.Certificate.Raw, Certificate: certificate.Raw,
		Self: h.Intake.Keys(a.Node),
	}, nil
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
