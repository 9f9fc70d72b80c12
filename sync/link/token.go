package link

import (
	"bytes"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
)

// Token lets one box enrol once. People carry it on paper or by telephone:
//
//	base32( version 1 ‖ secret[16] ‖ authority fingerprint[32] ‖ address ‖ check[3] )
//
// in groups of five, where address is host:port of the enrolment door and check the first three bytes of the
// SHA-256 of all before it. The hub keeps only [Token.Hash].
type Token struct {
	Secret    [16]byte
	Authority Fingerprint
	Address   string
}

// TokenHash is what the hub keeps of a token: the hex SHA-256 of its secret.
type TokenHash string

// ErrToken means that a typed token is not one.
var ErrToken = errors.New("this is not an enrolment code; check it letter by letter")

const (
	tokenVersion = 1
	tokenHead    = 1 + 16 + sha256.Size
	tokenCheck   = 3
	tokenMax     = 400 // letters, grouping included
)

var tokenLetters = base32.StdEncoding.WithPadding(base32.NoPadding)

// NewToken makes a token for the authority of a hub whose enrolment door is at address.
func NewToken(random io.Reader, authority Fingerprint, address string) (Token, error) {
	t := Token{Authority: authority, Address: address}
	if _, _, err := net.SplitHostPort(address); err != nil || len(address) > 128 {
		return t, fmt.Errorf("enrolment address %q: want host:port", address)
	}
	if _, err := io.ReadFull(random, t.Secret[:]); err != nil {
		return t, fmt.Errorf("token: %w", err)
	}
	return t, nil
}

// Hash is what may be stored.
func (t Token) Hash() TokenHash { return hashSecret(t.Secret[:]) }

func hashSecret(secret []byte) TokenHash {
	sum := sha256.Sum256(secret)
	return TokenHash(hex.EncodeToString(sum[:]))
}

// String is the token as people see it.
func (t Token) String() string {
	b := append([]byte{tokenVersion}, t.Secret[:]...)
	b = append(append(b, t.Authority[:]...), t.Address...)
	letters := tokenLetters.EncodeToString(append(b, check(b)...))
	var s strings.Builder
	for i := 0; i < len(letters); i += 5 {
		if i > 0 {
			s.WriteByte('-')
		}
		s.WriteString(letters[i:min(i+5, len(letters))])
	}
	return s.String()
}

func check(b []byte) []byte {
	sum := sha256.Sum256(b)
	return sum[:tokenCheck]
}

// ParseToken reads what a person typed: case, spaces and dashes do not matter, and 0, 1 and 8 are taken for
// the letters they look like. Errors are [ErrToken].
func ParseToken(s string) (Token, error) {
	var t Token
	if len(s) > tokenMax {
		return t, ErrToken
	}
	s = strings.NewReplacer("-", "", "\n", "", "\r", "", "\t", "", " ", "", "0", "O", "1", "I", "8", "B").
		Replace(strings.ToUpper(s))
	b, err := tokenLetters.DecodeString(s)
	if err != nil || len(b) <= tokenHead+tokenCheck || b[0] != tokenVersion {
		return t, ErrToken
	}
	body, sum := b[:len(b)-tokenCheck], b[len(b)-tokenCheck:]
	if !bytes.Equal(sum, check(body)) {
		return t, ErrToken
	}
	copy(t.Secret[:], body[1:])
	copy(t.Authority[:], body[17:])
	t.Address = string(body[tokenHead:])
	if _, _, err := net.SplitHostPort(t.Address); err != nil {
		return t, ErrToken
	}
	return t, nil
}
