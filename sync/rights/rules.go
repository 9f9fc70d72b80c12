package rights

import (
	"strconv"

	"branchbook/sync/fact"
)

// Holder is who has a right, and in which incarnation of its database it got it.
type Holder struct{ Node, Epoch string }

// Place is where a decision is taken. Reconciled says that the node and the hub agree about everything the
// node did in earlier epochs; it is true for a node that never had another epoch, and for one that was never
// enrolled and a person confirmed (DESIGN "Rights").
type Place struct {
	Node       string
	Epoch      string
	Reconciled bool
}

// May refuses to spend what h holds unless h is this place: the code is right_elsewhere or
// right_unreconciled.
func (p Place) May(h Holder) error {
	if h.Node != p.Node {
		return elsewhere(h.Node)
	}
	if h.Epoch != p.Epoch && !p.Reconciled {
		return unreconciled()
	}
	return nil
}

// Holding is what one journal holds of one right.
type Holding struct {
	Right Right
	Unit  Unit
	Here  int64 // got in the present epoch: free to spend
	Older int64 // got in earlier epochs: free once the past is reconciled
	// At names the node to which the right last went, where nothing is held here.
	At string
}

// Total is everything held, whenever it was got.
func (h Holding) Total() int64 { return h.Here + h.Older }

// Check refuses to spend or send qty: right_not_held (not enough here, and where it went if that is known),
// or right_unreconciled (enough, but from an older epoch whose past is not reconciled).
func Check(h Holding, qty int64, reconciled bool) error {
	switch {
	case qty < 1:
		return fact.Refuse("right_quantity", "qty", "The quantity must be at least 1.")
	case h.Total() < qty && h.At != "":
		return elsewhere(h.At)
	case h.Total() < qty:
		return fact.Refuse("right_not_held", "",
			"Only "+strconv.FormatInt(h.Total(), 10)+" of this are held at this branch, "+
				strconv.FormatInt(qty, 10)+" are needed.",
			"held", strconv.FormatInt(h.Total(), 10), "needed", strconv.FormatInt(qty, 10))
	case h.Here < qty && !reconciled:
		return unreconciled()
	}
	return nil
}

func elsewhere(node string) error {
	return fact.Refuse("right_elsewhere", "",
		"This is held at another branch; ask for it while connected, or book it there.", "node", node)
}

func unreconciled() error {
	return fact.Refuse("right_unreconciled", "",
		"This box was restored and headquarters has not yet confirmed what it did before; "+
			"what it held then cannot be used until it has. Connect it, or register the service as a debt.")
}

// Issue begins a right at a node. A quantity below 1 is refused.
func Issue(right Right, unit Unit, qty int64, holder string) ([]fact.Body, error) {
	if qty < 1 {
		return nil, fact.Refuse("right_quantity", "qty", "The quantity must be at least 1.")
	}
	return []fact.Body{Issued{Right: right, Unit: unit, Qty: qty, Holder: holder}}, nil
}

// Send lets qty leave for another node under a transfer id of the sender's making. See [Check].
func Send(h Holding, transfer TransferID, qty int64, to string, reconciled bool) ([]fact.Body, error) {
	if err := Check(h, qty, reconciled); err != nil {
		return nil, err
	}
	return []fact.Body{Sent{Transfer: transfer, Right: h.Right, Unit: h.Unit, Qty: qty, To: to}}, nil
}

// Receive takes in what another node sent to this one; anything sent elsewhere is refused. That a transfer
// arrived before is no refusal: its fold changes nothing.
func Receive(s Sent, from, here string) ([]fact.Body, error) {
	if s.To != here {
		return nil, fact.Refuse("right_not_for_us", "", "This was sent to another branch.", "node", s.To)
	}
	return []fact.Body{
		Received{Transfer: s.Transfer, Right: s.Right, Unit: s.Unit, Qty: s.Qty, From: from},
	}, nil
}

// Spend uses up qty for a subject. See [Check].
func Spend(h Holding, qty int64, subject string, reconciled bool) ([]fact.Body, error) {
	if err := Check(h, qty, reconciled); err != nil {
		return nil, err
	}
	return []fact.Body{Spent{Right: h.Right, Qty: qty, For: subject}}, nil
}
