package wire

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"

	"golang.org/x/crypto/nacl/box"

	"branchbook/sync/fact"
)

// ErrKeyBox means that a sealed key is damaged or was sealed to somebody else.
var ErrKeyBox = errors.New("sealed key does not open")

// SealKey seals a person's key to the receiver's X25519 key (an anonymous NaCl box; who sent it is known from
// the frame's signature). Its plain text is keyid ‖ 0x00 ‖ secret, so that a key cannot be passed off as another.
func SealKey(random io.Reader, k fact.Key, to *[32]byte) (SealedKey, error) {
	plain := append([]byte(string(k.ID)+"\x00"), k.Secret[:]...)
	b, err := box.SealAnonymous(nil, plain, to, random)
	if err != nil {
		return SealedKey{}, fmt.Errorf("seal key: %w", err)
	}
	return SealedKey{ID: k.ID, Box: b}, nil
}

// OpenKey opens a key sealed to the pair. Errors are [ErrKeyBox].
func OpenKey(s SealedKey, public, private *[32]byte) (fact.Key, error) {
	k := fact.Key{ID: s.ID}
	plain, ok := box.OpenAnonymous(nil, s.Box, public, private)
	head := string(s.ID) + "\x00"
	if !ok || len(plain) != len(head)+len(k.Secret) || string(plain[:len(head)]) != head {
		return fact.Key{}, ErrKeyBox
	}
	copy(k.Secret[:], plain[len(head):])
	return k, nil
}

func headMessage(network string, h Head) []byte {
	return fmt.Appendf(nil, "branchbook/head/1\x00%s\x00%s\x00%d\x00%s", network, h.Journal, h.Height, h.Hash)
}

// SignHead is the author's signature over a head: with it a third node can give the journal back, and a hub
// that lost its database can tell its own history from an invention.
func SignHead(key ed25519.PrivateKey, network string, h Head) []byte {
	return ed25519.Sign(key, headMessage(network, h))
}

// VerifyHead checks a signature made by [SignHead].
func VerifyHead(key ed25519.PublicKey, network string, h Head, seal []byte) bool {
	return len(key) == ed25519.PublicKeySize && ed25519.Verify(key, headMessage(network, h), seal)
}
