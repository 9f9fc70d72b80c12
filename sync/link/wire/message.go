package wire

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"

	"branchbook/sync/fact"
)

// Version of the conversation that this build speaks. Messages gain optional members within a version.
const Version = 1

// Bounds on lists, so that a signed but silly message costs little.
const (
	MaxCommits  = 2000
	MaxJournals = 64
	MaxHeights  = 64
	MaxKeys     = 5000
)

// ErrMessage is the base of every error that means "the body is not a message of its kind".
var ErrMessage = errors.New("not a valid message")

// Kind is the kind of a message, as it stands in the frame.
type Kind byte

// The kinds. Numbers are for ever.
const (
	KindHello   Kind = 1
	KindStatus  Kind = 2
	KindPush    Kind = 3
	KindPull    Kind = 4
	KindBatch   Kind = 5
	KindProbe   Kind = 6
	KindHashes  Kind = 7
	KindAsk     Kind = 8
	KindAnswer  Kind = 9
	KindBye     Kind = 10
	KindRefused Kind = 11
	KindFailed  Kind = 12
	KindWake    Kind = 13
)

func (k Kind) valid() bool { return k >= KindHello && k <= KindWake }

// Message is one of the structs of this file.
type Message interface {
	kind() Kind
	validate() error
}

// Head is the newest commit of one journal as one node knows it. Height counts commits from the journal's
// genesis over all its epochs; 0 with a zero hash is an empty journal.
type Head struct {
	Journal string    `json:"journal"`
	Epoch   string    `json:"epoch,omitempty"`
	Seq     int64     `json:"seq,omitempty"`
	Height  int64     `json:"height"`
	Hash    fact.Hash `json:"hash"`
}

// Watermark is how far the hub is with a journal: stored durably (Head), visible in reports (Folded), contained
// in a verified backup (Safe). Folded and Safe are heights.
type Watermark struct {
	Head
	Folded int64 `json:"folded"`
	Safe   int64 `json:"safe"`
}

// Hello is what a branch knows. It is the first message on every connection and after every error, and the
// heartbeat between.
type Hello struct {
	Box     string      `json:"box"`   // random id of the machine, kept outside the database
	Boot    string      `json:"boot"`  // random id of this start of the process
	Round   int64       `json:"round"` // hellos since Boot; an older number of the same boot is a replay
	App     string      `json:"app"`   // version, for people
	WireMin int         `json:"wire_min"`
	WireMax int         `json:"wire_max"`
	Fold    int         `json:"fold"`             // number of the way of folding; digests compare only when equal
	Kinds   fact.Hash   `json:"kinds"`            // of the sorted list of kinds and versions it understands
	Own     Head        `json:"own"`              // its own journal
	Epochs  []fact.Ref  `json:"epochs,omitempty"` // last commit of each earlier epoch of the own journal
	Down    []Watermark `json:"down,omitempty"`   // the hub's journals, as far as it has them
	Hub     string      `json:"hub,omitempty"`    // the hub's incarnation that it last spoke with
	Wall    int64       `json:"wall"`             // its clock, ms UTC
	Digest  *Digest     `json:"digest,omitempty"` // once a day, until the hub has compared it
	Care    *Care       `json:"care,omitempty"`
}

// Decision is what the hub makes of a hello; the table stands in the package comment.
type Decision string

// The decisions.
const (
	DecidePush   Decision = "push"
	DecideFetch  Decision = "fetch"
	DecideFork   Decision = "fork"
	DecideRefuse Decision = "refuse"
)

// Status answers hello and push.
type Status struct {
	Incarnation string        `json:"incarnation"` // of the hub's database; another one means it was restored
	App         string        `json:"app"`
	WireMin     int           `json:"wire_min"`
	WireMax     int           `json:"wire_max"`
	Fold        int           `json:"fold"`
	Kinds       fact.Hash     `json:"kinds"`
	Decision    Decision      `json:"decision"`
	Refusal     *fact.Refusal `json:"refusal,omitempty"`  // with DecideRefuse: code, and what to do
	Up          Watermark     `json:"up"`                 // the branch's own journal at the hub
	Down        []Head        `json:"down,omitempty"`     // the hub's journals for this branch
	Want        []Head        `json:"want,omitempty"`     // journals the hub lacks the end of, as far as it has them
	Wall        int64         `json:"wall"`               // its clock, ms UTC
	Compared    *Compared     `json:"compared,omitempty"` // the branch's last digest that could be compared
	Lacks       []fact.KeyID  `json:"lacks,omitempty"`    // keys that did not open; the branch sends them again
}

// Batch is a run of commits of one journal: the first stands at height From and continues Prev. As a push it
// goes up, as the answer to a pull it comes down; without commits it says that nothing follows From-1.
type Batch struct {
	Journal string      `json:"journal"`
	From    int64       `json:"from"`
	Prev    fact.Hash   `json:"prev"`
	Commits [][]byte    `json:"-"`
	Keys    []SealedKey `json:"keys,omitempty"` // that the commits need, for the receiver's eyes
	Seal    []byte      `json:"seal,omitempty"` // the author's signature over the last commit, see SignHead
}

// SealedKey is a person's key on its way, sealed to the receiver's X25519 key.
type SealedKey struct {
	ID  fact.KeyID `json:"id"`
	Box []byte     `json:"box"`
}

// Push carries a [Batch] to the hub. Without commits it carries the keys that a status said the hub lacks.
type Push struct{ Batch }

// Pull asks for commits of a journal after a height. The answer may hold fewer than the limits allow.
type Pull struct {
	Journal string `json:"journal"`
	After   int64  `json:"after"`
	Limit
}

// Limit bounds a batch: it ends before the commit that would exceed it, but holds at least one.
type Limit struct {
	Commits int `json:"commits"`
	Bytes   int `json:"bytes"`
}

// Probe asks for the hashes of a journal at some heights, to find the last common commit.
type Probe struct {
	Journal string  `json:"journal"`
	Heights []int64 `json:"heights"`
}

// Hashes answers a probe; heights beyond the end are missing.
type Hashes struct {
	Journal string  `json:"journal"`
	Points  []Point `json:"points"`
}

// Point is the hash of a journal at a height.
type Point struct {
	Height int64     `json:"height"`
	Hash   fact.Hash `json:"hash"`
}

// Ask is a live question of a person at the branch; unlike a commit it is lost with the line.
type Ask struct {
	Verb string          `json:"verb"`
	Body json.RawMessage `json:"body"`
}

// Answer answers an [Ask].
type Answer struct {
	Body json.RawMessage `json:"body"`
}

// Bye says that a branch stops on purpose, so that nobody looks for a broken line. The hub echoes it.
type Bye struct {
	Reason ByeReason `json:"reason"`
}

// ByeReason is why a branch stops.
type ByeReason string

// The reasons.
const (
	ByeStop    ByeReason = "stop"    // switched off
	ByeUpgrade ByeReason = "upgrade" // back in a moment
	ByeLeave   ByeReason = "leave"   // leaves the network
)

// Refused is a no that a person must act on. Repeating the request does not help.
type Refused struct{ fact.Refusal }

// Failed is a no for reasons of the hub's own. The branch tries again later.
type Failed struct {
	Sentence string `json:"sentence"`
}

// Wake tells a branch that there is news for it.
type Wake struct{}

func (Hello) kind() Kind   { return KindHello }
func (Status) kind() Kind  { return KindStatus }
func (Push) kind() Kind    { return KindPush }
func (Pull) kind() Kind    { return KindPull }
func (Batch) kind() Kind   { return KindBatch }
func (Probe) kind() Kind   { return KindProbe }
func (Hashes) kind() Kind  { return KindHashes }
func (Ask) kind() Kind     { return KindAsk }
func (Answer) kind() Kind  { return KindAnswer }
func (Bye) kind() Kind     { return KindBye }
func (Refused) kind() Kind { return KindRefused }
func (Failed) kind() Kind  { return KindFailed }
func (Wake) kind() Kind    { return KindWake }

// Encode gives kind and body of a message. An error means that the caller's own values are out of bounds.
func Encode(m Message) (Kind, []byte, error) {
	if err := m.validate(); err != nil {
		return 0, nil, fmt.Errorf("encode %T: %w", m, err)
	}
	head, err := json.Marshal(m)
	if err != nil {
		return 0, nil, fmt.Errorf("encode %T: %w", m, err)
	}
	commits, isBatch := batched(m)
	if !isBatch {
		return m.kind(), head, nil
	}
	body := binary.AppendUvarint(nil, uint64(len(head)))
	body = append(body, head...)
	body = binary.AppendUvarint(body, uint64(len(commits)))
	for _, c := range commits {
		body = binary.AppendUvarint(body, uint64(len(c)))
		body = append(body, c...)
	}
	return m.kind(), body, nil
}

func batched(m Message) (commits [][]byte, ok bool) {
	switch b := m.(type) {
	case Batch:
		return b.Commits, true
	case Push:
		return b.Commits, true
	}
	return nil, false
}

// Decode reads a body of the given kind. Errors wrap [ErrMessage].
func Decode(k Kind, body []byte) (Message, error) {
	switch k {
	case KindHello:
		return decode[Hello](body)
	case KindStatus:
		return decode[Status](body)
	case KindPush:
		b, err := decodeBatch(body)
		return Push{b}, err
	case KindPull:
		return decode[Pull](body)
	case KindBatch:
		return decodeBatch(body)
	case KindProbe:
		return decode[Probe](body)
	case KindHashes:
		return decode[Hashes](body)
	case KindAsk:
		return decode[Ask](body)
	case KindAnswer:
		return decode[Answer](body)
	case KindBye:
		return decode[Bye](body)
	case KindRefused:
		return decode[Refused](body)
	case KindFailed:
		return decode[Failed](body)
	case KindWake:
		return decode[Wake](body)
	}
	return nil, fmt.Errorf("%w: kind %d", ErrMessage, k)
}

func decode[M Message](body []byte) (M, error) {
	var m M
	if err := fact.Unmarshal(body, &m); err != nil {
		return m, fmt.Errorf("%w: %w", ErrMessage, err)
	}
	return m, m.validate()
}

func decodeBatch(body []byte) (Batch, error) {
	var none Batch
	head, rest, err := cutBytes(body)
	if err != nil {
		return none, err
	}
	b, err := decode[Batch](head)
	if err != nil {
		return none, err
	}
	count, n := binary.Uvarint(rest)
	if n <= 0 || count > MaxCommits {
		return none, fmt.Errorf("%w: %d commits", ErrMessage, count)
	}
	rest = rest[n:]
	for range count {
		var c []byte
		if c, rest, err = cutBytes(rest); err != nil {
			return none, err
		}
		b.Commits = append(b.Commits, c)
	}
	if len(rest) != 0 {
		return none, fmt.Errorf("%w: %d bytes behind the last commit", ErrMessage, len(rest))
	}
	return b, b.validate()
}

func cutBytes(b []byte) (part, rest []byte, err error) {
	size, n := binary.Uvarint(b)
	if n <= 0 || size > uint64(len(b)-n) {
		return nil, nil, fmt.Errorf("%w: a part is longer than the whole", ErrMessage)
	}
	end := n + int(size)
	return b[n:end:end], b[end:], nil
}
