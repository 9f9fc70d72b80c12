package imports

import (
	"encoding/json"
	"errors"
	"fmt"

	"branchbook/sync/booking"
	"branchbook/sync/clients"
	"branchbook/sync/fact"
)

// MaxRows is the most rows of one commit.
const MaxRows = 100

// A row costs its two facts with their envelopes, and its text sealed and encoded again. Four fifths of a
// commit leave room for the chunk's own fact.
const (
	rowBytes   = 1700
	chunkBytes = fact.MaxCommit / 5 * 4
)

// Chunk is rows that go into one commit.
type Chunk struct {
	Import ID
	Source string
	N      int // 1, 2, 3 …
	Rows   []Row
}

// Chunks cuts rows into commits; next is the number of the first. Rows before the import's last line are the
// caller's to leave out.
func Chunks(id ID, source string, next int, rows []Row) []Chunk {
	var all []Chunk
	size := 0
	for _, row := range rows {
		cost := row.cost()
		if n := len(all); n == 0 || len(all[n-1].Rows) == MaxRows || size+cost > chunkBytes {
			all = append(all, Chunk{Import: id, Source: source, N: next + n})
			size = 0
		}
		last := &all[len(all)-1]
		last.Rows = append(last.Rows, row)
		size += cost
	}
	return all
}

// CommandID is the id of the command that brings the chunk in, so that a chunk sent twice has one effect.
func (c Chunk) CommandID() string {
	return fact.DerivedID("import chunk", string(c.Import), fmt.Sprint(c.N))
}

// Sealer makes keys and seals with them: a command's transaction.
type Sealer interface {
	NewKey() (fact.Key, error)
	Seal(key fact.KeyID, field string, plain []byte) (fact.Sealed, error)
}

// ExtrasField is the name under which the extras of a visit are sealed.
const ExtrasField = "visit.extras"

// Begin decides about an import: nothing to say when it began earlier.
func Begin(r fact.Reader, jid int64, f ImportStarted) ([]fact.Body, error) {
	_, err := Of(r, jid, f.Import)
	if errors.Is(err, fact.ErrNotFound) {
		return []fact.Body{f}, nil
	}
	return nil, err
}

// Bring decides about one chunk: clients and visits that are not in the book yet, and the chunk's own fact. A
// chunk that does not continue the import is refused.
func Bring(r fact.Reader, jid int64, s Sealer, c Chunk) ([]fact.Body, error) {
	state, err := Of(r, jid, c.Import)
	if err != nil {
		return nil, err
	}
	if len(c.Rows) == 0 || c.N != state.Chunks+1 || c.Rows[0].Line <= state.LastLine || state.FinishedAt != 0 {
		return nil, fact.Refuse("not_next", "import",
			"This part does not continue the import; read its progress again.")
	}
	b := bringer{r: r, jid: jid, s: s, source: c.Source, keys: map[string]fact.KeyID{},
		chunk: ImportChunk{Import: c.Import, Source: c.Source, N: c.N, FirstLine: c.Rows[0].Line,
			LastLine: c.Rows[len(c.Rows)-1].Line}}
	for _, row := range c.Rows {
		if err := b.row(row); err != nil {
			return nil, fmt.Errorf("line %d: %w", row.Line, err)
		}
	}
	return append(b.bodies, b.chunk), nil
}

// End says that every row was dealt with; nothing when that was said before.
func End(r fact.Reader, jid int64, id ID) ([]fact.Body, error) {
	state, err := Of(r, jid, id)
	if err != nil || state.FinishedAt != 0 {
		return nil, err
	}
	return []fact.Body{ImportFinished{id}}, nil
}

// bringer turns rows into facts, one chunk long.
type bringer struct {
	r      fact.Reader
	jid    int64
	s      Sealer
	source string
	keys   map[string]fact.KeyID // of clients met in this chunk, by id there
	bodies []fact.Body
	chunk  ImportChunk
}

func (b *bringer) row(row Row) error {
	if p := row.Refused; p != nil {
		b.chunk.Refused++
		b.chunk.Problems = append(b.chunk.Problems, Mark{row.Line, p.Column, p.Kind, true})
		return nil
	}
	known, err := Known(b.r, b.jid, b.source, row.External)
	if err != nil {
		return err
	}
	if known {
		b.chunk.Known++
		return nil
	}
	key, err := b.client(row.Client)
	if err != nil {
		return err
	}
	if err := b.visit(row, key); err != nil {
		return err
	}
	b.chunk.Accepted++
	b.chunk.Visits = append(b.chunk.Visits, row.External)
	for _, w := range row.Warnings {
		b.chunk.Problems = append(b.chunk.Problems, Mark{row.Line, w.Column, w.Kind, false})
	}
	if len(row.Warnings) > 0 {
		b.chunk.Warned++
	}
	return nil
}

// client gives the key of a client, who is registered first if the book has none of that id. All that is known
// is the id in the other system: it becomes the number, the card stays empty.
func (b *bringer) client(external string) (fact.KeyID, error) {
	if key, met := b.keys[external]; met {
		return key, nil
	}
	id := ClientID(b.source, external)
	known, err := clients.Of(b.r, b.jid, id)
	switch {
	case err == nil:
		b.keys[external] = known.Key
		return known.Key, nil
	case !errors.Is(err, fact.ErrNotFound):
		return "", err
	}
	fresh, err := b.s.NewKey()
	if err != nil {
		return "", err
	}
	key := fresh.ID
	card, err := b.s.Seal(key, clients.CardField, []byte("{}"))
	if err != nil {
		return "", err
	}
	b.bodies = append(b.bodies, clients.ClientRegistered{Record: clients.Record{ID: id, Number: external, Key: key,
		Card: card, Source: b.source, External: &clients.External{Source: b.source, ID: external}}})
	b.keys[external] = key
	b.chunk.Clients = append(b.chunk.Clients, external)
	return key, nil
}

func (b *bringer) visit(row Row, key fact.KeyID) error {
	f := booking.VisitRecorded{Visit: VisitID(b.source, row.External), Client: string(ClientID(b.source, row.Client)),
		On: row.On, Untimed: true, Status: row.Status, Origin: b.source, External: row.External,
		BookedAt: row.BookedAt, Reminded: row.Reminded}
	if len(row.Extras) > 0 {
		plain, err := row.extras()
		if err != nil {
			return err
		}
		if f.Extras, err = b.s.Seal(key, ExtrasField, plain); err != nil {
			return err
		}
	}
	bodies, err := booking.Record(f)
	b.bodies = append(b.bodies, bodies...)
	return err
}

// cost is more bytes than the row takes in a commit.
func (row Row) cost() int {
	extras, _ := row.extras() // what cannot be encoded is an error when the row is brought in
	ids, _ := json.Marshal([]string{row.External, row.Client})
	cost := rowBytes + len(extras)*4/3 + 3*len(ids)
	for _, w := range row.Warnings {
		cost += 100 + 6*len(w.Column)
	}
	return cost
}

// extras is the row's extras as one JSON object.
func (row Row) extras() ([]byte, error) {
	object := make(map[string]any, len(row.Extras))
	for _, e := range row.Extras {
		object[e.Name] = e.Value
	}
	return json.Marshal(object)
}
