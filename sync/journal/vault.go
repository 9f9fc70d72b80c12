package journal

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"sync"

	"branchbook/sync/fact"
)

//go:embed vault/*.sql
var vaultMigrations embed.FS

// Vault is the node's vault.db: what must never be a fact. Keys of clients, credentials, the node's secrets.
// A key is durable before anything is sealed with it.
type Vault struct {
	db     *Side
	random io.Reader
	clock  fact.Clock

	mu    sync.Mutex
	spare []fact.Key
	batch int
	known map[fact.KeyID]fact.Key
}

// maxKnown bounds the keys kept in memory.
const maxKnown = 16384

// OpenVault opens or creates dir/vault.db.
func OpenVault(dir string, level Sync, clock fact.Clock, random io.Reader) (*Vault, error) {
	db, err := OpenSide(filepath.Join(dir, "vault.db"), vaultMigrations, "vault", level)
	if err != nil {
		return nil, fmt.Errorf("open vault: %w", err)
	}
	return &Vault{db: db, random: random, clock: clock, batch: 16, known: map[fact.KeyID]fact.Key{}}, nil
}

// Close closes the vault.
func (v *Vault) Close() error { return v.db.Close() }

// NewKey takes a key nobody has used. Keys are made ahead in growing batches; those left over when the
// process ends are never used.
func (v *Vault) NewKey() (fact.Key, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.spare) == 0 {
		if err := v.makeSpare(); err != nil {
			return fact.Key{}, fmt.Errorf("make keys: %w", err)
		}
	}
	k := v.spare[0]
	v.spare = v.spare[1:]
	return k, nil
}

func (v *Vault) makeSpare() error {
	now := v.clock.Now()
	fresh := make([]fact.Key, v.batch)
	for i := range fresh {
		fresh[i].ID = fact.KeyID(fact.NewID(now, v.random))
		if _, err := io.ReadFull(v.random, fresh[i].Secret[:]); err != nil {
			return err
		}
	}
	if err := v.put(fresh); err != nil {
		return err
	}
	v.spare = fresh
	v.batch = min(2*v.batch, 1024)
	return nil
}

func (v *Vault) put(keys []fact.Key) error {
	if len(keys) == 0 {
		return nil
	}
	return v.db.Write(func(t fact.Tables) error {
		for _, k := range keys {
			_, err := t.Exec(`INSERT INTO vault_key (id, secret, made) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
				k.ID, k.Secret[:], v.clock.Now().UnixMilli())
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Put stores keys that came from another node. A key that was destroyed here is refused for good.
func (v *Vault) Put(keys []fact.Key) error { return v.put(keys) }

// Key finds a key. Errors wrap [fact.ErrNoKey] or [fact.ErrErased].
func (v *Vault) Key(id fact.KeyID) (fact.Key, error) {
	if v == nil {
		return fact.Key{}, fact.ErrNoKey
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if k, ok := v.known[id]; ok {
		return k, nil
	}
	secret, err := readOne(v.db, fact.Value[[]byte], `SELECT secret FROM vault_key WHERE id = ?`, id)
	if errors.Is(err, fact.ErrNotFound) {
		return fact.Key{}, fact.ErrNoKey
	}
	if err != nil {
		return fact.Key{}, err
	}
	if len(secret) == 0 {
		return fact.Key{}, fact.ErrErased
	}
	k := fact.Key{ID: id}
	copy(k.Secret[:], secret)
	if len(v.known) >= maxKnown {
		clear(v.known)
	}
	v.known[id] = k
	return k, nil
}

// Open implements [fact.Opener].
func (v *Vault) Open(s fact.Sealed, field string) ([]byte, error) {
	if s == "" {
		return nil, nil
	}
	k, err := v.Key(s.KeyID())
	if err != nil {
		return nil, err
	}
	return s.Open(k, field)
}

// Destroy forgets a key for good: what it sealed can never be read here again, and the key is not taken back.
func (v *Vault) Destroy(id fact.KeyID) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.known, id)
	return v.db.Write(func(t fact.Tables) error {
		_, err := t.Exec(`INSERT INTO vault_key (id, secret, made) VALUES (?, x'', ?)
			ON CONFLICT (id) DO UPDATE SET secret = x''`, id, v.clock.Now().UnixMilli())
		return err
	})
}

// Secret reads one of the node's secrets by name, making it with fresh the first time.
func (v *Vault) Secret(name string, fresh func() ([]byte, error)) ([]byte, error) {
	s, err := readOne(v.db, fact.Value[[]byte], `SELECT value FROM vault_secret WHERE name = ?`, name)
	if err == nil || !errors.Is(err, fact.ErrNotFound) || fresh == nil {
		return s, err
	}
	if s, err = fresh(); err != nil {
		return nil, err
	}
	return s, v.SetSecret(name, s)
}

// SetSecret stores or replaces one of the node's secrets.
func (v *Vault) SetSecret(name string, value []byte) error {
	return v.db.Write(func(t fact.Tables) error {
		_, err := t.Exec(`INSERT INTO vault_secret (name, value) VALUES (?, ?)
			ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
		return err
	})
}

// RandomSecret makes n random bytes, for [Vault.Secret].
func (v *Vault) RandomSecret(n int) func() ([]byte, error) {
	return func() ([]byte, error) {
		b := make([]byte, n)
		_, err := io.ReadFull(v.random, b)
		return b, err
	}
}

// Credential is the stored hash of a person's password; [fact.ErrNotFound] when none was set.
func (v *Vault) Credential(user string) (string, error) {
	return readOne(v.db, fact.Text, `SELECT hash FROM vault_credential WHERE user = ?`, user)
}

// SetCredential stores the hash of a person's password.
func (v *Vault) SetCredential(user, hash string) error {
	return v.db.Write(func(t fact.Tables) error {
		_, err := t.Exec(`INSERT INTO vault_credential (user, hash, changed) VALUES (?, ?, ?)
			ON CONFLICT (user) DO UPDATE SET hash = excluded.hash, changed = excluded.changed`,
			user, hash, v.clock.Now().UnixMilli())
		return err
	})
}

// NotGiven filters ids to those a peer was not yet given, as far as this vault remembers.
func (v *Vault) NotGiven(peer string, ids []fact.KeyID) ([]fact.KeyID, error) {
	var out []fact.KeyID
	for _, id := range ids {
		_, err := readOne(v.db, fact.Int, `SELECT 1 FROM vault_given WHERE peer = ? AND id = ?`, peer, id)
		if errors.Is(err, fact.ErrNotFound) {
			out = append(out, id)
		} else if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Gave remembers that a peer has keys; it said so.
func (v *Vault) Gave(peer string, ids []fact.KeyID) error {
	if len(ids) == 0 {
		return nil
	}
	return v.db.Write(func(t fact.Tables) error {
		for _, id := range ids {
			if _, err := t.Exec(`INSERT INTO vault_given (peer, id) VALUES (?, ?) ON CONFLICT DO NOTHING`, peer, id); err != nil {
				return err
			}
		}
		return nil
	})
}
