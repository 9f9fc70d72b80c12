package edge

import (
	"context"
	"errors"
	"sync"
	"time"

	"branchbook/sync/access"
	"branchbook/sync/link"
)

// lineLog remembers the changes of the line, aside of whoever reports them: writing costs a flush.
type lineLog struct {
	changes chan access.LineChange
	group   sync.WaitGroup
}

// keepLines begins to remember how the line changes; [Edge.Connect] is one of the changes.
func (e *Edge) keepLines() {
	e.lines = &lineLog{changes: make(chan access.LineChange, 16)}
	e.lines.group.Go(func() {
		for c := range e.lines.changes {
			if err := e.Local.KeepLine(c); err != nil {
				e.Log.Error("remember a change of the line", "error", err)
			}
		}
	})
	var last link.Line // never heard: that is how every start begins
	e.OnLine(func(now link.State) {
		if now.Line != last && e.noteLine(now.Line.String(), now.LastError) {
			last = now.Line
		}
	})
}

// noteLine reports whether there was room: a line that flaps faster than the disk writes is noted when it rests.
func (e *Edge) noteLine(line, why string) bool {
	select {
	case e.lines.changes <- access.LineChange{At: e.Clock.Now(), Line: line, Why: why}:
		return true
	default:
		return false
	}
}

// end writes what has been noted. Nobody notes any more.
func (l *lineLog) end() {
	if l != nil {
		close(l.changes)
		l.group.Wait()
	}
}

// ErrSilent means that headquarters did not answer.
var ErrSilent = errors.New("headquarters did not answer")

// Ask says hello to headquarters and waits for its word: how long that took, or [ErrSilent] when ctx is done first.
func (e *Edge) Ask(ctx context.Context) (time.Duration, error) {
	state, _ := e.Line()
	asked, before := time.Now(), state.LastHeard
	heard := time.NewTicker(askEvery)
	defer heard.Stop()
	e.sayHello()
	for {
		select {
		case <-ctx.Done():
			return 0, ErrSilent
		case <-heard.C:
			if state, _ = e.Line(); state.LastHeard.After(before) {
				return time.Since(asked), nil
			}
		}
	}
}

const askEvery = 5 * time.Millisecond
