package journal

import (
	"bytes"
	"context"
	"fmt"

	"branchbook/sync/fact"
)

// Wanted is a key that a commit needs and that did not open here when it came.
type Wanted struct {
	Key     fact.KeyID
	Journal string // of the commit
	Height  int64
}

// MaxWanted is how many wanted keys are asked for at a time.
const MaxWanted = 500

// TakeKeys stores the keys that came with a batch, and opens with them what waited for them. Keys that came but did
// not open are wanted from now on where a commit of the batch needs them; the first time that is recorded for people
// to see. Nothing else waits for a key: a missing one holds personal fields only.
func (b *Book) TakeKeys(ctx context.Context, peer string, batch Batch, keys []fact.Key, shut []fact.KeyID) error {
	v := b.o.Vault
	if err := v.Put(keys); err != nil {
		return err
	}
	awaited, err := v.awaited(peer, keys)
	if err != nil {
		return err
	}
	if err := b.openFields(ctx, awaited); err != nil {
		return err
	}
	if err := v.settled(awaited); err != nil {
		return err
	}
	fresh, err := v.want(peer, needing(batch, shut))
	if err != nil || fresh == 0 {
		return err
	}
	return b.NoteRefused(ctx, peer, "bad_key", fmt.Sprintf("%d keys of clients do not open here", fresh))
}

// needing finds the first commit of a batch that needs each of the keys; a key that none needs is left out.
func needing(batch Batch, ids []fact.KeyID) (all []Wanted) {
	for _, id := range ids {
		for i, raw := range batch.Commits {
			if bytes.Contains(raw, []byte(`"s1.`+string(id)+`.`)) {
				all = append(all, Wanted{Key: id, Journal: batch.Journal, Height: batch.From + int64(i)})
				break
			}
		}
	}
	return all
}

// openFields writes anew what the tables say of personal fields under keys that have come.
func (b *Book) openFields(ctx context.Context, ids []fact.KeyID) error {
	if len(ids) == 0 || b.o.Definition.KeyCame == nil {
		return nil
	}
	err := b.submit(ctx, func() error {
		for _, id := range ids {
			if err := b.o.Definition.KeyCame(b.w, b.o.Vault, id); err != nil {
				return fmt.Errorf("open fields: %w", err)
			}
		}
		return nil
	})
	if err == nil {
		b.tell(Change{})
	}
	return err
}

// Wanted lists keys that a peer should send again, at most [MaxWanted].
func (v *Vault) Wanted(peer string) ([]Wanted, error) {
	var all []Wanted
	err := v.db.Read(func(r fact.Reader) (err error) {
		all, err = fact.All(r, func(row fact.Row) (w Wanted, err error) {
			err = row.Scan(&w.Key, &w.Journal, &w.Height)
			return
		}, `SELECT id, journal, height FROM vault_wanted WHERE peer = ? ORDER BY id LIMIT ?`, peer, MaxWanted)
		return err
	})
	return all, err
}

// want remembers keys that are not here and were not destroyed here. It reports how many were not wanted before.
func (v *Vault) want(peer string, all []Wanted) (fresh int64, err error) {
	if len(all) == 0 {
		return 0, nil
	}
	err = v.db.Write(func(t fact.Tables) error {
		for _, w := range all {
			n, err := t.Exec(`INSERT INTO vault_wanted (id, peer, journal, height)
				SELECT ?1, ?2, ?3, ?4 WHERE NOT EXISTS (SELECT 1 FROM vault_key WHERE id = ?1)
				ON CONFLICT DO NOTHING`, w.Key, peer, w.Journal, w.Height)
			if err != nil {
				return err
			}
			fresh += n
		}
		return nil
	})
	return fresh, err
}

// awaited is those of the keys that were wanted.
func (v *Vault) awaited(peer string, keys []fact.Key) (ids []fact.KeyID, err error) {
	all, err := v.Wanted(peer)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	for _, k := range keys {
		_, err := readOne(v.db, fact.Int, `SELECT 1 FROM vault_wanted WHERE id = ? LIMIT 1`, k.ID)
		if err == nil {
			ids = append(ids, k.ID)
		}
	}
	return ids, nil
}

// settled forgets that keys were wanted.
func (v *Vault) settled(ids []fact.KeyID) error {
	if len(ids) == 0 {
		return nil
	}
	return v.db.Write(func(t fact.Tables) error {
		for _, id := range ids {
			if _, err := t.Exec(`DELETE FROM vault_wanted WHERE id = ?`, id); err != nil {
				return err
			}
		}
		return nil
	})
}
