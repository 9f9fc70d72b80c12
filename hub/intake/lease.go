package intake

import (
	"slices"
	"time"

	"branchbook/sync/fact"
	"branchbook/sync/link/wire"
)

// lease is who speaks for a branch: one box, and of it one start of the program. Two machines may have the same
// box id when one is a copy of the other; their boots differ, and a boot that another one followed does not come
// back while that one is alive.
type lease struct {
	box    string
	boot   boot
	before []boot // earlier ones, the newest last
	heard  time.Time
}

// boot is one start of a branch's program and the newest hello that it said.
type boot struct {
	id    string
	round int64
}

// maxBoots bounds the earlier boots that are remembered.
const maxBoots = 32

// take gives the lease to who says hello, or says why not. A hello that was said before is a replay and changes
// nothing. The clock may have been put back meanwhile: a word from the future is old.
func (l *lease) take(h wire.Hello, now time.Time, live time.Duration) *fact.Refusal {
	at := slices.IndexFunc(l.before, func(b boot) bool { return b.id == h.Boot })
	replayed := h.Boot == l.boot.id && h.Round <= l.boot.round || at >= 0 && h.Round <= l.before[at].round
	alive := l.box != "" && now.Sub(l.heard).Abs() < live
	switch {
	case replayed:
		return fact.Refuse("replayed", "", "This was said before.")
	case alive && (l.box != h.Box || at >= 0):
		return fact.Refuse("two_boxes", "", "Another box speaks for this branch at this moment. "+
			"Switch one of them off; work done on either is kept.")
	}
	if h.Boot != l.boot.id {
		if at >= 0 {
			l.before = slices.Delete(l.before, at, at+1)
		}
		if l.boot.id != "" {
			l.before = append(l.before, l.boot)
		}
		l.before = l.before[max(0, len(l.before)-maxBoots):]
	}
	l.box, l.boot, l.heard = h.Box, boot{h.Boot, h.Round}, now
	return nil
}
