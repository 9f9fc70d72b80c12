package sim

import (
	"encoding/json"
	"maps"
	"slices"

	"branchbook/sync/fact"
	"branchbook/sync/journal"
)

// place names a command in a journal.
type place struct{ journal, command string }

// index is what the oracle knows of one box's disk. It is copied when the disk is.
type index struct {
	heads   map[string]journal.Head
	said    map[place]*entry  // commits in journals
	kept    map[place]bool    // commits kept as evidence, which is a durable copy too
	applied map[string]string // fact id → "<journal> <height>"
}

func newIndex() *index {
	return &index{
		heads: map[string]journal.Head{}, said: map[place]*entry{}, kept: map[place]bool{},
		applied: map[string]string{},
	}
}

func (x *index) clone() *index {
	return &index{maps.Clone(x.heads), maps.Clone(x.said), maps.Clone(x.kept), maps.Clone(x.applied)}
}

func (x *index) head(name string) journal.Head { return x.heads[name] }

// has reports whether the disk holds a command in any form.
func (x *index) has(p place) bool { return x.said[p] != nil || x.kept[p] }

// entry is what matters of a commit. Entries are shared by all indexes.
type entry struct {
	fact.Commit
	ids    []string // of its facts
	inside []string // of the facts that a displaced commit keeps
	keys   []fact.KeyID
}

func newEntry(raw []byte) (*entry, error) {
	c, err := fact.Decode(raw)
	if err != nil {
		return nil, err
	}
	e := &entry{Commit: c, keys: journal.KeysIn([][]byte{raw})}
	for _, f := range c.Facts {
		e.ids = append(e.ids, f.ID)
		if f.Kind != (journal.Displaced{}).Kind() {
			continue
		}
		var d journal.Displaced
		if err := json.Unmarshal(f.Body, &d); err != nil {
			return nil, err
		}
		for _, inner := range d.Facts {
			e.inside = append(e.inside, inner.ID)
		}
	}
	return e, nil
}

// answers reports whether the commit holds the facts of an answer, in force or displaced.
func (e *entry) answers(ids []string) bool {
	return slices.Equal(e.ids, ids) || slices.Equal(e.inside, ids)
}

// follows reports whether e may stand behind the head.
func (e *entry) follows(h journal.Head) bool {
	switch {
	case e.Prev != h.Hash:
		return false
	case e.Seq == 1:
		return (e.Parent == nil) == (h.Height == 0) && e.Epoch != h.Epoch
	}
	return e.Epoch == h.Epoch && e.Seq == h.Seq+1
}

func factIDs(facts []fact.Fact) []string {
	ids := make([]string, len(facts))
	for i, f := range facts {
		ids[i] = f.ID
	}
	return ids
}
