package link

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"sync"
	"time"

	"branchbook/sync/fact"
	"branchbook/sync/link/wire"
)

// LoopOptions is what the branch's loop needs. Edge stays the caller's to close, after the loop has stopped.
type LoopOptions struct {
	Edge      *Edge
	Branch    wire.Branch
	Confirmed wire.Watermark // what the branch knew the hub to have when it was last switched on
	Own       int64          // height of its own journal
	Now       func() time.Time
	Changed   func(State) // hears of every change of the state; must not block; may be nil
	Log       *slog.Logger
}

// State is what the status page shows. "Headquarters has it" may be said only of what Confirmed covers.
type State struct {
	Line      Line
	Since     time.Time      // when the line became so
	LastHeard time.Time      // the hub's last word; zero for none since the start
	Confirmed wire.Watermark // of the branch's own journal at the hub
	Waiting   int64          // own commits that the hub is not known to have
	LastError string         // for the curious; empty after a success
	Refusal   *fact.Refusal  // the hub wants a person to act
	Backoff   time.Duration  // until the next attempt; 0 when nothing is wrong
	HubAhead  time.Duration  // the hub's clock minus ours, at the last word
	HubApp    string         // its version
}

// Loop keeps a branch in conversation with the hub: at once after a commit or a wake, as a heartbeat otherwise,
// and after a failure later and later.
type Loop struct {
	o      LoopOptions
	t      Timing
	caller *wire.Caller
	pace   wire.Pace
	commit chan struct{}
	cancel context.CancelFunc
	group  sync.WaitGroup

	backoff  time.Duration // the loop's own, as are the three below
	born     time.Time     // of the embedded server
	hungUp   time.Time
	attempts bool // the line was connected when last looked at

	mu    sync.Mutex
	own   int64
	state State
}

// StartLoop begins the conversation.
func StartLoop(o LoopOptions) *Loop {
	e := o.Edge.o
	l := &Loop{o: o, t: e.Timing, commit: make(chan struct{}, 1), born: o.Now(), own: o.Own}
	l.caller = &wire.Caller{Network: e.Network, Node: e.Node, Key: e.Keys.Sign, Hub: e.Hub, Random: rand.Reader}
	l.state = State{Since: o.Now(), Confirmed: o.Confirmed, Waiting: max(0, o.Own-o.Confirmed.Height)}
	var ctx context.Context
	ctx, l.cancel = context.WithCancel(context.Background())
	l.group.Go(func() { l.run(ctx) })
	return l
}

// Committed tells the loop that the branch's own journal has grown to a height. It never blocks.
func (l *Loop) Committed(height int64) {
	l.update(func(s *State) { l.own = max(l.own, height) })
	select {
	case l.commit <- struct{}{}:
	default:
	}
}

// State is the state now.
func (l *Loop) State() State {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.state
}

func (l *Loop) update(change func(*State)) {
	l.mu.Lock()
	old := l.state
	change(&l.state)
	l.state.Waiting = max(0, l.own-l.state.Confirmed.Height)
	if l.state.Line != old.Line {
		l.state.Since = l.o.Now()
	}
	now := l.state
	l.mu.Unlock()
	if now != old && l.o.Changed != nil {
		l.o.Changed(now)
	}
}

func (l *Loop) run(ctx context.Context) {
	for ctx.Err() == nil {
		l.attempts = l.o.Edge.Line() == LineSilent
		if !l.attempts {
			l.update(func(s *State) { s.Line = l.o.Edge.Line() })
			l.wait(ctx, l.t.Heartbeat, nil)
			continue
		}
		err := l.converse(ctx)
		if ctx.Err() != nil {
			return
		}
		l.settle(err)
		if err == nil {
			l.wait(ctx, spread(l.t.Heartbeat), l.commit)
		} else {
			l.wait(ctx, spread(l.backoff), nil)
		}
	}
}

// converse is one session, from hello until nothing is left to do.
func (l *Loop) converse(ctx context.Context) error {
	s := &wire.Session{Caller: l.caller, Branch: l.o.Branch, Pace: &l.pace}
	frame, err := s.Start(ctx)
	for err == nil && frame != nil {
		frame, err = l.exchange(ctx, s, frame)
	}
	return err
}

func (l *Loop) exchange(ctx context.Context, s *wire.Session, frame []byte) ([]byte, error) {
	limited, cancel := context.WithTimeout(ctx, l.t.Timeout)
	defer cancel()
	start := l.o.Now()
	reply, err := l.o.Edge.Request(limited, frame)
	if err != nil {
		if errors.Is(err, context.DeadlineExceeded) {
			l.pace.TimedOut()
		}
		return nil, err
	}
	l.pace.Took(l.o.Now().Sub(start))
	next, err := s.Take(ctx, reply)
	if err != nil && !heard(err) {
		return nil, err
	}
	l.note(s)
	return next, err
}

// heard reports whether an error came after the hub's own, authentic word.
func heard(err error) bool {
	for _, not := range []error{wire.ErrFrame, wire.ErrSignature, wire.ErrForeign, wire.ErrMessage} {
		if errors.Is(err, not) {
			return false
		}
	}
	return true
}

func (l *Loop) note(s *wire.Session) {
	now := l.o.Now()
	l.update(func(state *State) {
		state.LastHeard, state.Line = now, LineUp
		if s.Status.Incarnation == "" {
			return // a refusal before the first status
		}
		l.own = max(l.own, s.Hello.Own.Height)
		state.Confirmed = s.Status.Up
		state.Refusal = s.Status.Refusal
		state.HubApp = s.Status.App
		state.HubAhead = time.UnixMilli(s.Status.Wall).Sub(now).Truncate(time.Second)
	})
}

// settle draws the conclusions from a session's end.
func (l *Loop) settle(err error) {
	if err == nil {
		l.backoff = 0
		l.update(func(s *State) { s.LastError, s.Backoff = "", 0 })
		return
	}
	l.backoff = min(max(2*l.backoff, l.t.BackoffMin), l.t.BackoffMax)
	l.o.Log.Debug("conversation ended", "error", err, "backoff", l.backoff)
	l.update(func(s *State) {
		s.LastError, s.Backoff = err.Error(), l.backoff
		if refusal, ok := wire.IsRefusal(err); ok {
			s.Refusal = refusal
		}
		switch {
		case !heard(err):
			s.Line = LineForeign
		case l.o.Edge.Line() != LineSilent:
			s.Line = l.o.Edge.Line()
		case l.o.Now().Sub(s.LastHeard) > l.t.Heartbeat:
			s.Line = LineSilent
		}
	})
}

// wait sleeps until there is reason to talk: the time is over, a wake, a commit (where the caller listens for
// it: during a backoff a commit is no reason), or a line that came up. The watchdog looks meanwhile.
func (l *Loop) wait(ctx context.Context, d time.Duration, commit <-chan struct{}) {
	end := time.NewTimer(d)
	defer end.Stop()
	look := time.NewTicker(l.t.Look)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-end.C:
			return
		case <-l.o.Edge.wake:
			return
		case <-commit:
			return
		case <-look.C:
			if l.lineCameUp() {
				return
			}
			l.watch()
		}
	}
}

func (l *Loop) lineCameUp() bool {
	line := l.o.Edge.Line()
	connected := line == LineSilent
	cameUp := connected && !l.attempts
	l.attempts = connected
	if !connected {
		l.update(func(s *State) { s.Line = line })
	}
	return cameUp
}

// watch ends a silence: first the connection is torn down, then the embedded server is replaced.
func (l *Loop) watch() {
	now := l.o.Now()
	since := l.State().LastHeard
	if quiet := now.Sub(latest(since, l.born)); quiet > l.t.Restart {
		l.o.Log.Warn("headquarters is silent; the embedded server is restarted", "quiet", quiet)
		if err := l.o.Edge.Restart(); err != nil {
			l.o.Log.Error("restart the link", "error", err)
		}
		l.born, l.hungUp = now, now
		return
	}
	if quiet := now.Sub(latest(since, l.born, l.hungUp)); quiet > l.t.Silence && l.attempts {
		l.o.Log.Debug("headquarters is silent; the connection is torn down", "quiet", quiet)
		l.o.Edge.Hangup()
		l.hungUp = now
	}
}

func latest(times ...time.Time) time.Time {
	var newest time.Time
	for _, t := range times {
		if t.After(newest) {
			newest = t
		}
	}
	return newest
}

// spread is d, give or take a fifth, so that branches do not fall into step.
func spread(d time.Duration) time.Duration {
	return d*4/5 + time.Duration(mathrand.Int64N(int64(d)*2/5+1))
}

// Ask asks the hub a live question. Errors wrap [wire.ErrRefused] where the answer is no; any other error means
// that the answer is not known.
func (l *Loop) Ask(ctx context.Context, verb string, body json.RawMessage) (json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, l.t.Timeout)
	defer cancel()
	m, err := l.say(ctx, askSubject(l.caller.Network, l.caller.Node, verb), wire.Ask{Verb: verb, Body: body})
	if err != nil {
		return nil, fmt.Errorf("ask %s: %w", verb, err)
	}
	answer, ok := m.(wire.Answer)
	if !ok {
		return nil, fmt.Errorf("ask %s: %w: answered by %T", verb, wire.ErrForeign, m)
	}
	return answer.Body, nil
}

func (l *Loop) say(ctx context.Context, subject string, m wire.Message) (wire.Message, error) {
	frame, nonce, err := l.caller.Ask(m)
	if err != nil {
		return nil, err
	}
	reply, err := l.o.Edge.request(ctx, subject, frame)
	if err != nil {
		return nil, err
	}
	return l.caller.Reply(reply, nonce)
}

// byeWait is how long a stopping branch waits for its farewell to be heard.
const byeWait = 2 * time.Second

// Stop ends the conversation and, where the line allows it, says why.
func (l *Loop) Stop(ctx context.Context, reason wire.ByeReason) {
	l.cancel()
	l.group.Wait()
	if l.o.Edge.Line() != LineSilent {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, byeWait)
	defer cancel()
	if _, err := l.say(ctx, upSubject(l.caller.Network, l.caller.Node), wire.Bye{Reason: reason}); err != nil {
		l.o.Log.Debug("bye", "error", err)
	}
}
