package fact

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
)

// MaxCommit is the largest encoded commit in bytes. Larger work goes in many commits (see sync/imports).
const MaxCommit = 256 << 10

// WireVersion is the version of the envelope this build writes and the only one it reads.
const WireVersion = 1

// Hash names a commit and everything before it in its journal.
type Hash [sha256.Size]byte

// String is the lower-case hex form used in commits.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// IsZero reports whether h is the hash before a journal's first commit.
func (h Hash) IsZero() bool { return h == Hash{} }

// MarshalText implements [encoding.TextMarshaler].
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]; only 64 lower-case hex digits are a hash.
func (h *Hash) UnmarshalText(b []byte) error {
	if len(b) != 2*len(h) || bytes.ContainsAny(b, "ABCDEF") {
		return fmt.Errorf("a hash is %d lower-case hex digits", 2*len(h))
	}
	_, err := hex.Decode(h[:], b)
	return err
}

// Ref points at one commit of a journal.
type Ref struct {
	Epoch string `json:"epoch"`
	Seq   int64  `json:"seq"`
	Hash  Hash   `json:"hash"`
}

// Commit is the envelope: everything one command decided, at one node, as one step of that node's journal.
// The order of the fields is the order of the members in the encoding; golden files hold it.
type Commit struct {
	V       int    `json:"v"`
	Network string `json:"network"` // empty until the branch's own Enrolled fact
	Node    string `json:"node"`    // who decided
	Journal string `json:"journal"` // which chain it stands in
	Epoch   string `json:"epoch"`   // which incarnation of the author's database
	Seq     int64  `json:"seq"`     // 1, 2, 3 … within the epoch
	Prev    Hash   `json:"prev"`
	Parent  *Ref   `json:"parent,omitempty"` // first commit of a later epoch: where it grew from
	Origin  *Ref   `json:"origin,omitempty"` // a re-issued commit: the one that lost its place
	At      HLC    `json:"at"`
	Wall    int64  `json:"wall"` // author's clock, UTC milliseconds
	ClockOK bool   `json:"clock_ok"`
	Actor   string `json:"actor,omitempty"` // who pressed the button
	Desk    string `json:"desk,omitempty"`  // at which screen
	Command string `json:"command"`         // id made when the form was rendered
	Input   string `json:"input,omitempty"` // keyed hash of what was asked
	Name    string `json:"name"`            // the intent, for people: "booking.Book"
	Facts   []Fact `json:"facts"`
}

// Fact is one thing that happened.
type Fact struct {
	ID       string          `json:"id"`   // UUIDv7, the same wherever and however often it is written
	Kind     string          `json:"kind"` // "booking.VisitBooked"
	V        int             `json:"v"`
	Subjects []string        `json:"subjects,omitempty"` // "visit:…", "client:…": what it is about
	Body     json.RawMessage `json:"body"`
}

// ErrInvalid is the base of every error that means "these bytes are not a commit".
var ErrInvalid = errors.New("not a valid commit")

// Encode gives the author's bytes. It is called once in a commit's life, by its author.
func Encode(c Commit) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(c); err != nil {
		return nil, fmt.Errorf("encode commit: %w", err)
	}
	b := bytes.TrimSuffix(buf.Bytes(), []byte{'\n'})
	if len(b) > MaxCommit {
		return nil, fmt.Errorf("commit of %d bytes is larger than %d", len(b), MaxCommit)
	}
	return b, nil
}

// Decode reads bytes from anywhere, the wire included, and checks what a commit alone can show. Whether it
// continues a chain is the journal's question. Errors wrap [ErrInvalid].
func Decode(b []byte) (Commit, error) {
	var c Commit
	if len(b) > MaxCommit {
		return c, fmt.Errorf("%w: %d bytes", ErrInvalid, len(b))
	}
	if err := Unmarshal(b, &c); err != nil {
		return c, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	if err := c.Validate(); err != nil {
		return c, err
	}
	return c, nil
}

// Validate checks the members; see the package comment for the conditions.
func (c Commit) Validate() error {
	switch {
	case c.V != WireVersion:
		return fmt.Errorf("%w: envelope version %d", ErrInvalid, c.V)
	case c.Node == "" || c.Journal == "" || c.Epoch == "" || c.Command == "" || c.Name == "":
		return fmt.Errorf("%w: node, journal, epoch, command and name are required", ErrInvalid)
	case c.Seq < 1:
		return fmt.Errorf("%w: seq %d", ErrInvalid, c.Seq)
	case c.Parent != nil && (c.Seq != 1 || c.Parent.Hash != c.Prev):
		return fmt.Errorf("%w: a parent stands only in the first commit of an epoch and is its prev", ErrInvalid)
	case c.Seq == 1 && c.Parent == nil && !c.Prev.IsZero():
		return fmt.Errorf("%w: a journal's first epoch begins at nothing", ErrInvalid)
	case len(c.Facts) == 0:
		return fmt.Errorf("%w: no facts", ErrInvalid)
	}
	for i, f := range c.Facts {
		if f.ID == "" || f.Kind == "" || f.V < 1 || len(f.Body) == 0 {
			return fmt.Errorf("%w: fact %d lacks id, kind, version or body", ErrInvalid, i)
		}
	}
	return nil
}

// Chain gives the hash of a commit from its predecessor's hash and its own bytes.
func Chain(prev Hash, b []byte) Hash {
	h := sha256.New()
	h.Write(prev[:])
	h.Write(b)
	return Hash(h.Sum(nil))
}
