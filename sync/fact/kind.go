package fact

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Body is what a fact says. Each kind is one plain struct with value receivers:
//
//	func (VisitArrived) Kind() string           { return "booking.VisitArrived" }
//	func (f VisitArrived) Subjects() []string   { return []string{"visit:" + string(f.Visit)} }
type Body interface {
	Kind() string
	Subjects() []string
}

// Position is where a fact stands: which journal, which commit, said by whom.
type Position struct {
	JID     int64 // local number of the journal; the first column of every folded row's key
	Journal string
	Node    string
	Epoch   string
	Seq     int64
	Height  int64 // commits from the journal's genesis, over all epochs
	FactID  string
	At      HLC
	Wall    int64 // UTC milliseconds
	Actor   string
	Desk    string
	Command string
	Own     bool   // written by this node
	Opener  Opener // opens sealed fields; never nil
}

// Kind is one kind of fact at its newest version: how to read it, what it does to the tables, and how to ask
// whether it still fits when a restored box re-issues it.
type Kind struct {
	Name    string
	Version int
	decode  func([]byte) (Body, error)
	fold    func(Tables, Position, Body) error
	check   func(Reader, Position, Body) error
	upcast  map[int]func([]byte) ([]byte, error)
}

// Of declares the kind of fact B. The fold applies one fact to the tables of its own journal, deterministically
// and without failing on meaning: rules refuse, folds do not. An error from a fold is a defect, or a fact that
// no rule would have let through.
func Of[B Body](version int, fold func(Tables, Position, B) error) Kind {
	var zero B
	return Kind{
		Name: zero.Kind(), Version: version,
		decode: func(raw []byte) (Body, error) {
			var b B
			if err := Unmarshal(raw, &b); err != nil {
				return nil, fmt.Errorf("%w: body of %s: %w", ErrInvalid, zero.Kind(), err)
			}
			return b, nil
		},
		fold: func(t Tables, p Position, b Body) error { return fold(t, p, b.(B)) },
	}
}

// Checked adds the question asked when a fact is re-issued after a fork: does it still fit? It returns a
// *[Refusal] if not. A kind without one always fits.
func Checked[B Body](k Kind, check func(Reader, Position, B) error) Kind {
	k.check = func(r Reader, p Position, b Body) error { return check(r, p, b.(B)) }
	return k
}

// Upcast adds the way from version v to v+1 of the body.
func (k Kind) Upcast(v int, up func([]byte) ([]byte, error)) Kind {
	old := k.upcast
	k.upcast = map[int]func([]byte) ([]byte, error){v: up}
	for o, f := range old {
		k.upcast[o] = f
	}
	return k
}

// Decode reads a body of any version up to the kind's own.
func (k Kind) Decode(f Fact) (Body, error) {
	raw := []byte(f.Body)
	for v := f.V; v < k.Version; v++ {
		up, ok := k.upcast[v]
		if !ok {
			return nil, fmt.Errorf("%w: %s version %d cannot be read", ErrInvalid, k.Name, f.V)
		}
		var err error
		if raw, err = up(raw); err != nil {
			return nil, fmt.Errorf("%w: %s version %d: %w", ErrInvalid, k.Name, v, err)
		}
	}
	return k.decode(raw)
}

// Fold applies a decoded body.
func (k Kind) Fold(t Tables, p Position, b Body) error { return k.fold(t, p, b) }

// Check asks whether a body still fits; nil when the kind has no question.
func (k Kind) Check(r Reader, p Position, b Body) error {
	if k.check == nil {
		return nil
	}
	return k.check(r, p, b)
}

// New writes a body down as a fact of the kind's newest version.
func (k Kind) New(id string, b Body) (Fact, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(b); err != nil {
		return Fact{}, fmt.Errorf("encode %s: %w", k.Name, err)
	}
	raw := bytes.TrimSuffix(buf.Bytes(), []byte{'\n'})
	return Fact{ID: id, Kind: k.Name, V: k.Version, Subjects: b.Subjects(), Body: raw}, nil
}

// Schema is the tables of one domain folder. Every table is STRICT and every primary key begins with jid.
type Schema struct {
	Name string // the folder: "booking"
	SQL  string // CREATE TABLE, INDEX, TRIGGER statements
	// Opened lists tables that hold opened personal fields. They follow from facts and keys together, so
	// digests and comparisons leave them out.
	Opened []string
	// Local marks tables that only this side keeps (the hub's rollups); digests leave them out. Their names
	// begin with Name and an underscore.
	Local bool
}

// Definition is what a node's book is made of: all kinds, all tables, and the number of this way of folding.
// Two nodes compare digests only when their numbers are equal.
type Definition struct {
	Side    string // whose book it is: "branch" or "hub"; one does not open the other's
	Number  int
	Schemas []Schema
	Kinds   map[string]Kind
	Audits  []Audit
	// KeyCame writes the opened tables anew for everything that a key seals which came late. It is idempotent.
	KeyCame func(Tables, Opener, KeyID) error
}

// Audit is a question about the books that must always have the same answer ("postings sum to zero").
type Audit struct {
	Name string
	// Run returns a sentence for each place where the books do not hold, at most a few.
	Run func(Reader) ([]string, error)
}

// Define collects kinds; a name given twice is a programming error and panics.
func Define(number int, schemas []Schema, kinds ...[]Kind) Definition {
	d := Definition{Number: number, Schemas: schemas, Kinds: map[string]Kind{}}
	for _, group := range kinds {
		for _, k := range group {
			if _, twice := d.Kinds[k.Name]; twice {
				panic("fact: kind declared twice: " + k.Name)
			}
			d.Kinds[k.Name] = k
		}
	}
	return d
}
