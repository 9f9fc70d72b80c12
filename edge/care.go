package edge

import (
	"context"
	"fmt"
	"sync"
	"time"

	"branchbook/sync/access"
	"branchbook/sync/book"
	"branchbook/sync/chores"
	"branchbook/sync/journal"
	"branchbook/sync/link"
	"branchbook/sync/link/wire"
)

// Compare is the job that compares the branch's tables with headquarters'.
const Compare = "compare"

// said is the digest that headquarters was told and has not compared yet.
type said struct {
	mu     sync.Mutex
	digest *wire.Digest
	answer chan wire.Compared
}

// openCare sets up what the branch does by itself at night.
func (e *Edge) openCare() {
	e.Keep = e.Chores.Keeper(e.Dir, e.Node, book.Definition(), e.Clock)
	e.Care = &chores.Runner{
		Jobs:  append(e.Keep.Jobs(), chores.Job{Name: Compare, Do: e.compare}),
		Local: e.Local, Clock: e.Clock, Quiet: e.Chores.At(), Zone: e.zone, Log: e.Log,
	}
}

// zone is the branch's; nil before it was opened.
func (e *Edge) zone(ctx context.Context) *time.Location {
	b, _, err := e.Desk.Branch(ctx)
	if err != nil {
		return nil
	}
	zone, err := time.LoadLocation(b.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// patience is how long headquarters may take to compare.
const patience = time.Minute

// compare tells headquarters the digest of the branch's tables and waits for its word. It needs a quiet moment: the
// line is up and headquarters has everything.
func (e *Edge) compare(ctx context.Context) error {
	st, err := e.Standing(ctx)
	if err != nil {
		return err
	}
	if !st.Up || st.Waiting > 0 {
		return chores.ErrLater
	}
	d, err := e.digest(ctx)
	if err != nil {
		return err
	}
	answer := make(chan wire.Compared, 1)
	e.keepSaid(&d, answer)
	defer e.keepSaid(nil, nil)
	e.sayHello()
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	select {
	case c := <-answer:
		if !c.Equal {
			return fmt.Errorf("headquarters' tables of this branch are not the same as here at commit %d", c.Height)
		}
		return nil
	case <-waiting.Done():
		return chores.ErrLater
	}
}

// digest is the branch's signed word of its tables now.
func (e *Edge) digest(ctx context.Context) (wire.Digest, error) {
	t, err := e.Book.DigestAt(ctx, e.Node)
	if err != nil {
		return wire.Digest{}, err
	}
	if t.Held > 0 || t.Head.Height == 0 {
		return wire.Digest{}, chores.ErrLater
	}
	d := wire.Digest{
		Head: wire.Head(t.Head), Way: journal.FoldName(book.Definition()), Tables: t.Tables,
		At: e.Clock.Now().UnixMilli(),
	}
	d.Seal = wire.SignDigest(e.Keys.Sign, e.network(), d)
	return d, nil
}

func (e *Edge) keepSaid(d *wire.Digest, answer chan wire.Compared) {
	e.said.mu.Lock()
	defer e.said.mu.Unlock()
	e.said.digest, e.said.answer = d, answer
}

// sayHello begins a conversation now.
func (e *Edge) sayHello() {
	e.mu.Lock()
	loop := e.loop
	e.mu.Unlock()
	if loop != nil {
		loop.Committed(e.Book.Head(e.Node).Height)
	}
}

// tellCare adds to a hello how the branch looks after itself, and the digest that is to be compared.
func (e *Edge) tellCare(h *wire.Hello) {
	e.said.mu.Lock()
	h.Digest = e.said.digest
	e.said.mu.Unlock()
	states, err := e.Care.States()
	if err != nil {
		e.Log.Error("jobs", "error", err)
		return
	}
	h.Care = &wire.Care{
		BackupAt: milli(states[chores.Backup].GoodAt), VerifyAt: milli(states[chores.Verify].GoodAt),
		Failed: chores.Failed(states), Free: access.DiskFree(e.Dir),
	}
}

// hearCompared takes headquarters' word about the digest that was said.
func (e *Edge) hearCompared(s wire.Status) {
	e.said.mu.Lock()
	defer e.said.mu.Unlock()
	d, c := e.said.digest, s.Compared
	if d == nil || c == nil || c.Head != d.Head || c.Said != d.At {
		return
	}
	e.said.answer <- *c
	e.said.digest = nil
}

func milli(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// CertificateEnds is the end of the life of this box's certificate; zero before enrolment.
func (e *Edge) CertificateEnds() time.Time {
	m := e.Membership()
	if m == nil {
		return time.Time{}
	}
	own, err := link.ParseCertificates(m.Certificate)
	if err != nil {
		return time.Time{}
	}
	return own[0].NotAfter
}
