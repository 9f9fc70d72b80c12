package fact

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/crypto/chacha20poly1305"
)

// KeyID names a person's key. The key itself is never a fact.
type KeyID string

// Key seals the personal fields of one client at one branch.
type Key struct {
	ID     KeyID
	Secret [chacha20poly1305.KeySize]byte
}

// Sealed is a personal field as it stands in facts and tables:
//
//	"s1." keyid "." base64url( nonce[24] ‖ XChaCha20-Poly1305 ciphertext )
//
// with keyid ‖ "/" ‖ field as associated data, so that a value moved to another field does not open. The empty
// string is an empty field.
type Sealed string

var (
	// ErrNoKey: the vault does not hold the key (yet).
	ErrNoKey = errors.New("the key of this field is not here")
	// ErrErased: the key was destroyed on request of the person.
	ErrErased = errors.New("erased")
	// ErrSealed: the field is damaged or was moved from elsewhere.
	ErrSealed = errors.New("sealed field does not open")
)

// Opener opens sealed fields with keys it holds. Errors wrap [ErrNoKey], [ErrErased] or [ErrSealed].
type Opener interface {
	Open(s Sealed, field string) ([]byte, error)
}

// Seal seals plain under the key for the named field ("client.card").
func Seal(random io.Reader, k Key, field string, plain []byte) (Sealed, error) {
	aead, err := chacha20poly1305.NewX(k.Secret[:])
	if err != nil {
		return "", err
	}
	nonce := make([]byte, aead.NonceSize(), aead.NonceSize()+len(plain)+aead.Overhead())
	if _, err := io.ReadFull(random, nonce); err != nil {
		return "", fmt.Errorf("seal: %w", err)
	}
	box := aead.Seal(nonce, nonce, plain, []byte(string(k.ID)+"/"+field))
	return Sealed("s1." + string(k.ID) + "." + base64.RawURLEncoding.EncodeToString(box)), nil
}

// KeyID is the key that opens s; empty for an empty field or nonsense.
func (s Sealed) KeyID() KeyID {
	parts := strings.SplitN(string(s), ".", 3)
	if len(parts) != 3 || parts[0] != "s1" {
		return ""
	}
	return KeyID(parts[1])
}

// Open opens s with its key.
func (s Sealed) Open(k Key, field string) ([]byte, error) {
	if s == "" {
		return nil, nil
	}
	parts := strings.SplitN(string(s), ".", 3)
	if len(parts) != 3 || parts[0] != "s1" || KeyID(parts[1]) != k.ID {
		return nil, ErrSealed
	}
	aead, err := chacha20poly1305.NewX(k.Secret[:])
	if err != nil {
		return nil, err
	}
	box, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil || len(box) < aead.NonceSize() {
		return nil, ErrSealed
	}
	plain, err := aead.Open(nil, box[:aead.NonceSize()], box[aead.NonceSize():], []byte(string(k.ID)+"/"+field))
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}

// NoKeys opens nothing: every field stays sealed.
type NoKeys struct{}

// Open implements [Opener].
func (NoKeys) Open(s Sealed, _ string) ([]byte, error) {
	if s == "" {
		return nil, nil
	}
	return nil, ErrNoKey
}
