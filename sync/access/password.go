package access

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"

	"branchbook/sync/fact"
)

// Argon2id parameters: about 40 ms and 19 MiB on one core. They stand in each hash, so they may change.
const (
	argonMemory = 19 << 10 // KiB
	argonTime   = 2
	saltSize    = 16
	hashSize    = 32
)

// MinPassword is the least number of characters of a password.
const MinPassword = 8

// hashing bounds the hashes computed at once: signing in must not starve the desk.
var hashing = make(chan struct{}, 2)

// CheckPassword refuses a password that is too short or absurdly long.
func CheckPassword(field, password string) error {
	switch n := len([]rune(password)); {
	case n < MinPassword:
		return fact.Refuse("password_short", field, fmt.Sprintf("Use at least %d characters.", MinPassword),
			"least", fmt.Sprint(MinPassword))
	case n > 256:
		return fact.Refuse("password_long", field, "Use at most 256 characters.")
	}
	return nil
}

// HashPassword gives the PHC string to keep. It waits while others hash.
func HashPassword(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltSize)
	if _, err := rand.Read(salt); err != nil {
		return "", err
	}
	sum, err := derive(ctx, password, salt, argonMemory, argonTime)
	if err != nil {
		return "", err
	}
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=1$%s$%s", argon2.Version, argonMemory, argonTime, b64(salt),
		b64(sum)), nil
}

func derive(ctx context.Context, password string, salt []byte, memory, time uint32) ([]byte, error) {
	select {
	case hashing <- struct{}{}:
		defer func() { <-hashing }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return argon2.IDKey([]byte(password), salt, time, memory, 1, hashSize), nil
}

// nobody is a hash that no password has: comparing with it takes as long as with a real one.
const nobody = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// SamePassword reports whether a password has the kept hash. An empty hash is nobody's and takes as long.
func SamePassword(ctx context.Context, hash, password string) (bool, error) {
	if hash == "" {
		hash = nobody
	}
	var version int
	var memory, time uint32
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, fmt.Errorf("unknown password hash")
	}
	if _, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=1", &version, &memory, &time); err != nil {
		return false, fmt.Errorf("password hash: %w", err)
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false, fmt.Errorf("password hash: %w", err)
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil {
		return false, fmt.Errorf("password hash: %w", err)
	}
	sum, err := derive(ctx, password, salt, memory, time)
	return err == nil && subtle.ConstantTimeCompare(sum, want) == 1, err
}
