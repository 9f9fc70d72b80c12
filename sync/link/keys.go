package link

import (
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/nats-io/nkeys"
	"golang.org/x/crypto/curve25519"
)

// Keys are a node's keys, all derived from one secret seed of 32 bytes that the vault keeps:
//
//	Sign   Ed25519, the seed itself: frames, heads of journals and the TLS certificate
//	nkey   Ed25519, HKDF-SHA256(seed, "branchbook/nkey/1"): NATS lets the other side choose the bytes that this
//	       key signs, so it must be worth nothing elsewhere
//	Seal   X25519, HKDF-SHA256(seed, "branchbook/seal/1"): opens what is sealed to the node
type Keys struct {
	Sign        ed25519.PrivateKey
	SealPublic  *[32]byte
	SealPrivate *[32]byte

	nkey nkeys.KeyPair
}

// DeriveKeys derives a node's keys from its seed.
func DeriveKeys(seed []byte) (Keys, error) {
	if len(seed) != ed25519.SeedSize {
		return Keys{}, fmt.Errorf("a node's seed has %d bytes, not %d", ed25519.SeedSize, len(seed))
	}
	nkeySeed, err1 := hkdf.Key(sha256.New, seed, nil, "branchbook/nkey/1", ed25519.SeedSize)
	sealSeed, err2 := hkdf.Key(sha256.New, seed, nil, "branchbook/seal/1", curve25519.ScalarSize)
	if err := errors.Join(err1, err2); err != nil {
		return Keys{}, err
	}
	encoded, err := nkeys.EncodeSeed(nkeys.PrefixByteUser, nkeySeed)
	if err != nil {
		return Keys{}, err
	}
	pair, err := nkeys.FromSeed(encoded)
	if err != nil {
		return Keys{}, err
	}
	public, err := curve25519.X25519(sealSeed, curve25519.Basepoint)
	if err != nil {
		return Keys{}, err
	}
	k := Keys{Sign: ed25519.NewKeyFromSeed(seed), nkey: pair}
	k.SealPublic, k.SealPrivate = (*[32]byte)(public), (*[32]byte)(sealSeed)
	return k, nil
}

// Public is the key that others check the node's signatures with.
func (k Keys) Public() ed25519.PublicKey { return k.Sign.Public().(ed25519.PublicKey) }

// NKey is the public name of the node's NATS user ("U…").
func (k Keys) NKey() string {
	name, err := k.nkey.PublicKey()
	if err != nil {
		panic("link: " + err.Error()) // the pair was made from a seed
	}
	return name
}

func (k Keys) nkeySeed() string {
	seed, err := k.nkey.Seed()
	if err != nil {
		panic("link: " + err.Error())
	}
	return string(seed)
}
