package edge

import (
	"context"
	"time"

	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/link"
)

// Standing is how the branch stands with headquarters. Zero times are "never".
type Standing struct {
	Enrolled  bool
	Up        bool // headquarters answers
	Line      string
	Since     time.Time // the line is as it is since then
	Heard     time.Time // its last word
	Waiting   int64     // own commits that it is not known to have
	OldestAt  time.Time // the oldest of them
	Watermark time.Time // it has everything up to then
	Stored    int64     // height that it is known to have
	SafeAt    time.Time // a proved backup of its has everything up to then
	Refusal   *fact.Refusal
	HubAhead  time.Duration // its clock minus ours
	Network   string
}

// Standing reads how the branch stands with headquarters. Only what headquarters said it has counts as there.
func (e *Edge) Standing(ctx context.Context) (Standing, error) {
	state, enrolled := e.Line()
	m := e.Membership()
	out := Standing{Enrolled: enrolled, Line: state.Line.String(), Since: state.Since, Heard: state.LastHeard,
		Refusal: state.Refusal, HubAhead: state.HubAhead}
	if m == nil {
		return out, nil
	}
	out.Network = m.Network
	own := e.Book.Head(e.Node).Height
	err := e.Book.Read(ctx, func(v *journal.View) error {
		marks, err := journal.Marks(v, m.Hub)
		if err != nil {
			return err
		}
		for _, mark := range marks {
			if mark.Journal == e.Node {
				out.Stored = mark.Height
				if mark.Safe > 0 {
					if out.SafeAt, err = journal.WallAt(v, v.JID(), mark.Safe); err != nil {
						return err
					}
				}
				if mark.At.After(out.Heard) {
					out.Heard = mark.At
				}
			}
		}
		out.Waiting = max(0, own-out.Stored)
		if out.Waiting == 0 {
			out.Watermark = out.Heard
			return nil
		}
		if out.OldestAt, err = journal.WallAt(v, v.JID(), out.Stored+1); err != nil {
			return err
		}
		out.Watermark, err = journal.WallAt(v, v.JID(), out.Stored)
		return err
	})
	out.Up = state.Line == link.LineUp && state.Refusal == nil
	return out, err
}
