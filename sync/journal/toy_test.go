package journal

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"io"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"branchbook/sync/fact"
)

// The toy domain: seats that can be taken once, and notes. Small enough to see every rule of the journal.

type SeatTaken struct {
	Seat string `json:"seat"`
	By   string `json:"by"`
}

func (SeatTaken) Kind() string         { return "toy.SeatTaken" }
func (s SeatTaken) Subjects() []string { return []string{"seat:" + s.Seat} }

type Noted struct {
	Subject string `json:"subject"`
	Text    string `json:"text"`
}

func (Noted) Kind() string         { return "toy.Noted" }
func (n Noted) Subjects() []string { return []string{n.Subject} }

var toySchema = fact.Schema{Name: "toy", SQL: `
CREATE TABLE toy_seat (jid INTEGER NOT NULL, seat TEXT NOT NULL, by TEXT NOT NULL, PRIMARY KEY (jid, seat)) STRICT;
CREATE TABLE toy_note (jid INTEGER NOT NULL, fact TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (jid, fact)) STRICT;`}

func foldSeat(t fact.Tables, p fact.Position, s SeatTaken) error {
	if s.Seat == "poison" && !p.Own {
		panic("poison")
	}
	_, err := t.Exec(`INSERT INTO toy_seat (jid, seat, by) VALUES (?, ?, ?)`, p.JID, s.Seat, s.By)
	return err
}

func seatFits(r fact.Reader, p fact.Position, s SeatTaken) error {
	by, err := fact.One(r, fact.Text, `SELECT by FROM toy_seat WHERE jid = ? AND seat = ?`, p.JID, s.Seat)
	if err == nil {
		return fact.Refuse("seat_taken", "seat", "The seat was taken by "+by+".")
	}
	return nil
}

func foldNote(t fact.Tables, p fact.Position, n Noted) error {
	_, err := t.Exec(`INSERT INTO toy_note (jid, fact, text) VALUES (?, ?, ?)`, p.JID, p.FactID, n.Text)
	return err
}

func toy(withNotes bool) fact.Definition {
	kinds := []fact.Kind{fact.Checked(fact.Of(1, foldSeat), seatFits)}
	if withNotes {
		kinds = append(kinds, fact.Of(1, foldNote))
	}
	return fact.Define(1, []fact.Schema{toySchema}, kinds)
}

type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(time.Millisecond)
	return c.now
}

type chacha struct {
	mu sync.Mutex
	r  *rand.ChaCha8
}

func (c *chacha) Read(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.r.Read(p)
}

var seeds byte

func random() io.Reader { seeds++; return &chacha{r: rand.NewChaCha8([32]byte{seeds})} }

// box is everything needed to open a toy node again and again.
type box struct {
	t    testing.TB
	o    Options
	key  ed25519.PrivateKey
	book *Book
}

func newBox(t *testing.T, node string) *box {
	t.Helper()
	x := &box{t: t}
	x.fill(node)
	t.Cleanup(func() { x.close() })
	return x
}

// fill makes the options of a new box and opens it.
func (x *box) fill(node string) {
	x.t.Helper()
	r := random()
	_, key, err := ed25519.GenerateKey(r)
	if err != nil {
		x.t.Fatal(err)
	}
	x.key = key
	x.o = Options{
		Dir: x.t.TempDir(), Node: node, Definition: toy(true), Signer: key, Random: r,
		Clock: &clock{now: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}, InputKey: []byte("k"), Sync: Off,
	}
	x.open()
}

func (x *box) open() {
	x.t.Helper()
	b, err := Open(context.Background(), x.o)
	if err != nil {
		x.t.Fatal(err)
	}
	x.book = b
}

func (x *box) close() {
	if x.book != nil {
		if err := x.book.Close(); err != nil {
			x.t.Error(err)
		}
		x.book = nil
	}
}

func (x *box) author() Author {
	return Author{Node: x.o.Node, Keys: []ed25519.PublicKey{x.key.Public().(ed25519.PublicKey)}}
}

func (x *box) seat(command, seat, by string) (Outcome, error) {
	return x.book.Do(context.Background(), Command{
		ID: command, Name: "toy.Take", Actor: by, Input: seat + by,
		Decide: func(tx *Tx) error {
			if err := seatFits(tx, fact.Position{JID: tx.JID()}, SeatTaken{Seat: seat}); err != nil {
				return err
			}
			tx.Say(SeatTaken{Seat: seat, By: by})
			return nil
		},
	})
}

func (x *box) mustSeat(seat string) Outcome {
	x.t.Helper()
	o, err := x.seat("cmd-"+seat+fmt.Sprint(x.book.Head(x.o.Node).Height), seat, "ann")
	if err != nil {
		x.t.Fatal(err)
	}
	return o
}

func (x *box) count(query string, args ...any) (n int64) {
	x.t.Helper()
	err := x.book.Read(context.Background(), func(v *View) (err error) {
		n, err = fact.One(v, fact.Int, query, args...)
		return
	})
	if err != nil {
		x.t.Fatal(err)
	}
	return n
}

func (x *box) verify() Report {
	x.t.Helper()
	rep, err := x.book.Verify(context.Background(), x.t.TempDir())
	if err != nil {
		x.t.Fatal(err)
	}
	return rep
}

func (x *box) sound() {
	x.t.Helper()
	if rep := x.verify(); len(rep.Problems) > 0 {
		x.t.Fatal(rep.Problems)
	}
}

// send carries everything that to lacks of from's own journal.
func send(t *testing.T, from, to *box) error {
	t.Helper()
	ctx := context.Background()
	for {
		b, err := from.book.Export(ctx, from.o.Node, to.book.Head(from.o.Node).Height, 3, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		if len(b.Commits) == 0 {
			return nil
		}
		if _, err := to.book.Receive(ctx, b, from.author()); err != nil {
			return err
		}
	}
}
