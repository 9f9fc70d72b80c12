package booking

import (
	"errors"
	"fmt"

	"branchbook/sync/clients"
	"branchbook/sync/fact"
)

// checkBooked asks whether a visit booked in another incarnation still has its client and its time.
func checkBooked(r fact.Reader, p fact.Position, f VisitBooked) error {
	if _, twice, err := known(r, p.JID, f.Visit); err != nil {
		return err
	} else if twice {
		return fact.Refuse("visit_known", "visit", "This visit is already in the book.")
	}
	if _, err := clients.Of(r, p.JID, clients.ClientID(f.Client)); errors.Is(err, fact.ErrNotFound) {
		return fact.Refuse("client_unknown", "client", "This client is not in the book.")
	} else if err != nil {
		return err
	}
	return checkBlocks(r, p.JID, f.Visit, f.Blocks, nil)
}

func checkMoved(r fact.Reader, p fact.Position, f VisitMoved) error {
	v, err := mustKnow(r, p.JID, f.Visit)
	if err != nil {
		return err
	}
	if !v.Status.Open() {
		return fact.Refuse("not_open", "visit", "This visit has ended meanwhile.", "status", string(v.Status))
	}
	return checkBlocks(r, p.JID, f.Visit, f.Blocks, v.plain())
}

func checkRemarked(r fact.Reader, p fact.Position, f VisitRemarked) error {
	_, err := mustKnow(r, p.JID, f.Visit)
	return err
}

// checkStep makes the question of a change of status: is it still legal?
func checkStep[B fact.Body](to Status, step func(B) Step) func(fact.Reader, fact.Position, B) error {
	return func(r fact.Reader, p fact.Position, f B) error {
		v, err := mustKnow(r, p.JID, step(f).Visit)
		if err != nil {
			return err
		}
		return legal(v.Status, to)
	}
}

func checkReopened(r fact.Reader, p fact.Position, f VisitReopened) error {
	v, err := mustKnow(r, p.JID, f.Visit)
	if err != nil {
		return err
	}
	if v.Status != f.From {
		return fact.Refuse("status", "visit", "The visit has changed meanwhile.", "from", string(v.Status),
			"to", string(f.To))
	}
	if v.Status.Occupies() {
		return nil
	}
	return checkBlocks(r, p.JID, f.Visit, v.plain(), nil)
}

func mustKnow(r fact.Reader, jid int64, id VisitID) (Visit, error) {
	v, there, err := known(r, jid, id)
	if err == nil && !there {
		err = fact.Refuse("visit_unknown", "visit", "This visit is not in the book.")
	}
	return v, err
}

// checkBlocks asks whether the cells of blocks are free; own are blocks of the same visit that give way.
func checkBlocks(r fact.Reader, jid int64, visit VisitID, blocks, own []Block) error {
	var rs fact.Refusals
	for i, b := range blocks {
		if !b.Timed() {
			continue
		}
		field := fmt.Sprintf("blocks.%d.start", i)
		o, err := standing(r, jid, visit, b, own)
		if err != nil {
			return err
		}
		if o != nil {
			rs = append(rs, o.refuse(field, ""))
		}
	}
	return rs.Err()
}

func standing(r fact.Reader, jid int64, visit VisitID, b Block, own []Block) (*obstacle, error) {
	from, to := b.Cells()
	if b.Lane == 0 {
		taken, err := Occupied(r, jid, b.Practitioner, from, to)
		if err != nil {
			return nil, err
		}
		for c := from; c < to; c++ {
			if t, there := taken[c]; there && t != visit {
				return &obstacle{taken: &t}, nil
			}
		}
	}
	for _, n := range b.Needs {
		used, err := Used(r, jid, n.Resource, from, to)
		if err != nil {
			return nil, err
		}
		for c := from; c < to; c++ {
			if used[c]-ownUse(own, n.Resource, c)+n.Qty > n.Room {
				return &obstacle{resource: n.Resource}, nil
			}
		}
	}
	return nil, nil
}
