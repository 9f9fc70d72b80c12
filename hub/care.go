package hub

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"branchbook/sync/book"
	"branchbook/sync/journal"
	"branchbook/sync/link/wire"

	"branchbook/hub/report"
	"branchbook/sync/chores"
)

// openCare sets up what the hub does by itself at night, on the clock of its own machine.
func (h *Hub) openCare() {
	h.Keep = h.Chores.Keeper(h.Dir, h.Node, report.Extend(book.Definition()), h.Clock)
	h.Keep.Proved = h.keepSafe
	h.Care = &chores.Runner{
		Jobs: h.Keep.Jobs(), Local: h.Local, Clock: h.Clock, Quiet: h.Chores.At(), Log: h.Log,
		Zone: func(context.Context) *time.Location { return h.Clock.Now().Location() },
	}
}

// Comparison is the last digest of a branch that could be compared with the hub's own tables.
type Comparison struct {
	wire.Compared
	Said wire.Digest // the branch's signed word
	Ours string      // digest of the hub's tables, hex
}

const comparedNote = "compared:"

// weigh compares a branch's digest with the hub's own tables, in the background and one at a time: the branch hears
// of it with a later status. What cannot be compared now (the branch went on meanwhile, one side folds differently,
// something is held) is left; the branch says it again.
func (h *Hub) weigh(node string, d *wire.Digest) {
	if d == nil || !h.weighing.TryLock() {
		return
	}
	h.background.Go(func() {
		defer h.weighing.Unlock()
		if err := h.compare(h.closing, node, *d); err != nil && h.closing.Err() == nil {
			h.Log.Error("compare with a branch", "branch", node, "error", err)
		}
	})
}

func (h *Hub) compare(ctx context.Context, node string, d wire.Digest) error {
	if before, ok := h.Comparison(node); ok && before.Said.At == d.At && before.Head == d.Head {
		return nil
	}
	keys := h.Intake.Member(node)
	if len(keys) == 0 || d.Journal != node || !wire.VerifyDigest(keys[0], h.Network, d) {
		h.alarm(node, "bad_digest", errors.New("the digest of its tables is not signed by this branch"))
		return nil
	}
	if d.Way != journal.FoldName(book.Definition()) {
		return nil
	}
	ours, err := h.Book.DigestAt(ctx, node)
	if err != nil || wire.Head(ours.Head) != d.Head || ours.Held > 0 {
		return err
	}
	c := Comparison{Said: d, Ours: fmt.Sprintf("%x", ours.Tables[:])}
	c.Compared = wire.Compared{Head: d.Head, Said: d.At, Equal: ours.Tables == d.Tables, At: h.Clock.Now().UnixMilli()}
	if !c.Equal {
		h.Log.Error("the tables of a branch differ", "branch", node, "height", d.Height)
	}
	return h.keepComparison(node, c)
}

func (h *Hub) keepComparison(node string, c Comparison) error {
	raw, err := json.Marshal(c)
	if err != nil {
		return err
	}
	h.mu.Lock()
	h.compared[node] = c
	h.mu.Unlock()
	if h.door != nil {
		h.door.Wake(node)
	}
	return h.Local.Remember(comparedNote+node, string(raw))
}

// Comparison is how the last comparison with a branch ended; ok is false when there was none.
func (h *Hub) Comparison(node string) (c Comparison, ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c, ok = h.compared[node]
	return c, ok
}

// lastCompared is what a status tells a branch.
func (h *Hub) lastCompared(node string) *wire.Compared {
	c, ok := h.Comparison(node)
	if !ok {
		return nil
	}
	return &c.Compared
}

// recallComparisons reads what was remembered before the last stop.
func (h *Hub) recallComparisons() error {
	notes, err := h.Local.Notes(comparedNote)
	for node, raw := range notes {
		var c Comparison
		if json.Unmarshal([]byte(raw), &c) == nil {
			h.compared[node] = c
		}
	}
	return err
}

const safeNote = "safe:"

// keepSafe remembers up to where every journal stands in a proved backup: the branches hear of it with their next
// hello. What was in an older backup is in the newer one.
func (h *Hub) keepSafe(made chores.Made) error {
	for _, head := range made.Heads {
		if err := h.Local.Remember(safeNote+head.Journal, strconv.FormatInt(head.Height, 10)); err != nil {
			return err
		}
	}
	return nil
}

// safe is the height up to which a journal stands in a proved backup; 0 where none is known.
func (h *Hub) safe(journal string) int64 {
	value, err := h.Local.Note(safeNote + journal)
	if err != nil {
		return 0
	}
	height, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return 0
	}
	return height
}
