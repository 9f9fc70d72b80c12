package fact

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"time"

	"github.com/google/uuid"
)

// NewID makes a UUIDv7 from an instant and a source of randomness. Inside a command use the transaction's ID
// method, so that a simulated run can be repeated.
func NewID(now time.Time, random io.Reader) string {
	var u uuid.UUID
	if _, err := io.ReadFull(random, u[6:]); err != nil {
		panic("fact: no randomness: " + err.Error())
	}
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(now.UnixMilli()))
	copy(u[:6], ms[2:])
	u[6] = u[6]&0x0f | 0x70
	u[8] = u[8]&0x3f | 0x80
	return u.String()
}

// DerivedID makes the same id (a UUIDv8) from the same parts, everywhere: the id of what an import brought
// in, or of the answer to a foreign fact.
func DerivedID(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	var u uuid.UUID
	copy(u[:], h.Sum(nil))
	u[6] = u[6]&0x0f | 0x80
	u[8] = u[8]&0x3f | 0x80
	return u.String()
}

// ValidID reports whether s is a UUID in its usual lower-case form.
func ValidID(s string) bool {
	u, err := uuid.Parse(s)
	return err == nil && u.String() == s
}
