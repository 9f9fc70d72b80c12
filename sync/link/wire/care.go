package wire

import (
	"crypto/ed25519"
	"fmt"

	"branchbook/sync/fact"
)

// Digest is a branch's signed word of what its tables say, at one head of its own journal. The hub compares it with
// a digest of its own tables at the same head, if both fold in the same way.
type Digest struct {
	Head
	Way    string    `json:"way"`    // of folding, see journal.FoldName
	Tables fact.Hash `json:"tables"` // over the folded rows
	At     int64     `json:"at"`     // when it was made, ms UTC
	Seal   []byte    `json:"seal"`   // see SignDigest
}

// Compared is the hub's word about the last digest of a branch that it could compare.
type Compared struct {
	Head
	Said  int64 `json:"said"` // when the digest was made, as it says
	Equal bool  `json:"equal"`
	At    int64 `json:"at"` // when it was compared, ms UTC
}

// Care is how a branch looks after itself. Instants are ms UTC, 0 is never.
type Care struct {
	BackupAt int64    `json:"backup_at,omitempty"` // the last proved one
	VerifyAt int64    `json:"verify_at,omitempty"` // the books were last found sound
	Failed   []string `json:"failed,omitempty"`    // names of the jobs that failed when they were last done
	Free     uint64   `json:"free,omitempty"`      // bytes where its databases are
}

// maxFailed bounds the names in [Care].
const maxFailed = 16

// digestMessage is what the seal of a digest is over: everything but the seal.
func digestMessage(network string, d Digest) []byte {
	return fmt.Appendf(nil, "branchbook/digest/1\x00%s\x00%s\x00%s\x00%d\x00%d\x00%s\x00%s\x00%s\x00%d",
		network, d.Journal, d.Epoch, d.Seq, d.Height, d.Hash, d.Way, d.Tables, d.At)
}

// SignDigest is the branch's signature over its digest: what it once said of its books can be shown to it.
func SignDigest(key ed25519.PrivateKey, network string, d Digest) []byte {
	return ed25519.Sign(key, digestMessage(network, d))
}

// VerifyDigest checks a signature made by [SignDigest].
func VerifyDigest(key ed25519.PublicKey, network string, d Digest) bool {
	return len(key) == ed25519.PublicKeySize && ed25519.Verify(key, digestMessage(network, d), d.Seal)
}

func (d *Digest) validate() error {
	switch {
	case d == nil:
		return nil
	case d.Height < 1 || d.Tables.IsZero() || len(d.Seal) != ed25519.SignatureSize:
		return bad("digest at height %d", d.Height)
	}
	return first(named("way of folding", d.Way), d.Head.validate())
}

func (c *Compared) validate() error {
	switch {
	case c == nil:
		return nil
	case c.Height < 1:
		return bad("compared at height %d", c.Height)
	}
	return c.Head.validate()
}

func (c *Care) validate() error {
	if c == nil {
		return nil
	}
	if len(c.Failed) > maxFailed {
		return bad("%d failed jobs", len(c.Failed))
	}
	for _, name := range c.Failed {
		if err := named("job", name); err != nil {
			return err
		}
	}
	return nil
}
