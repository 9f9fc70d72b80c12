package desk

import (
	"cmp"
	"context"
	"hash/fnv"
	"strconv"

	"branchbook/sync/booking"
	"branchbook/sync/catalogue"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/people"
)

// PlaceBlock puts one service of a visit elsewhere: what dragging, stretching and Move mode come to (PRODUCT CAL-8).
type PlaceBlock struct {
	Visit        booking.VisitID
	On           fact.Date // another day, to which all of the visit goes; empty: the same
	Block        int       // its place among the visit's blocks
	Practitioner people.PractitionerID
	StartMin     int // wall minutes after midnight
	LengthMin    int
	Agreed       bool   // the client accepts another practitioner than the one asked for
	Seen         string // [Standing] of the visit that the calendar showed; empty asks nothing
}

// Standing is a fingerprint of where and how a visit stands: what a calendar shows of it. It is cheaper than a [Tag],
// for a calendar has hundreds.
func Standing(v booking.Visit) string {
	said := strconv.AppendBool(nil, v.Untimed)
	said = append(append(said, v.On...), v.Status...)
	for _, b := range v.Blocks {
		said = append(append(append(said, '|'), b.Service...), b.Practitioner...)
		said = strconv.AppendInt(append(said, ' '), b.Start.UTC, 10)
		said = strconv.AppendInt(append(said, ' '), b.End.UTC, 10)
	}
	h := fnv.New64a()
	_, _ = h.Write(said) // never fails
	return strconv.FormatUint(h.Sum64(), 36)
}

// Place changes one block; the visit's others keep their times.
func (d *Desk) Place(ctx context.Context, by By, in PlaceBlock) (journal.Outcome, error) {
	return d.onVisit(ctx, by, "booking.Move", in.Visit, in, func(w *work, v booking.Visit) error {
		if in.Seen != "" && in.Seen != Standing(v) {
			return &Stale{Subject: "visit:" + string(v.ID)}
		}
		if v.Untimed || in.Block < 0 || in.Block >= len(v.Blocks) {
			return fact.ErrNotFound
		}
		_, bodies, err := w.move(v, MoveVisit{Visit: v.ID, On: cmp.Or(in.On, v.On), Blocks: in.among(v),
			Agreed: in.Agreed})
		return w.say(bodies, err)
	})
}

// among is the visit's blocks as a form would have them, with the one in its new place.
func (in PlaceBlock) among(v booking.Visit) []Block {
	blocks := make([]Block, len(v.Blocks))
	for i, b := range v.Blocks {
		blocks[i] = Block{Service: catalogue.ServiceID(b.Service), Practitioner: people.PractitionerID(b.Practitioner),
			StartMin: b.Start.Min, Fold: b.Start.Fold}
	}
	b := &blocks[in.Block]
	if b.StartMin != in.StartMin {
		b.StartMin, b.Fold = in.StartMin, 0
	}
	b.Practitioner, b.LengthMin = in.Practitioner, in.LengthMin
	return blocks
}
