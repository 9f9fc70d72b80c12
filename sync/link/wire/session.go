package wire

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"

	"branchbook/sync/fact"
)

// Branch is what the protocol needs of a branch's journals. [branchbook/sync/journal] provides it.
type Branch interface {
	// Hello says what the branch knows.
	Hello(ctx context.Context) (Hello, error)
	// Next takes note of a status (its watermarks, its decision) and says what to do about it. It is asked
	// again with the newest status after every step, until it answers StepRest.
	Next(ctx context.Context, s Status) (Step, error)
	// Export gives the commits of a journal after a height, and the keys they need sealed to the hub.
	Export(ctx context.Context, journal string, after int64, limit Limit) (Batch, error)
	// Receive takes what was pulled: an exact continuation durably, anything else not at all.
	Receive(ctx context.Context, b Batch) error
	// Probed takes the hashes asked for by StepProbe.
	Probed(ctx context.Context, h Hashes) error
}

// Do is what a branch does next.
type Do int

// The steps.
const (
	StepRest  Do = iota // nothing is left to do
	StepPush            // send the journal after the height
	StepPull            // fetch the journal after the height
	StepProbe           // ask for hashes at the heights
	StepHalt            // refused: say hello later, send nothing
)

// Step is one step with its arguments.
type Step struct {
	Do      Do
	Journal string
	After   int64
	Heights []int64
}

// ErrRefused wraps a refusal by the hub; errors.As finds the *fact.Refusal.
var ErrRefused = errors.New("headquarters refuses")

// ErrFailed is a failure at the hub.
var ErrFailed = errors.New("headquarters failed")

// Caller makes requests of a branch and reads the replies.
type Caller struct {
	Network string
	Node    string
	Key     ed25519.PrivateKey
	Hub     []ed25519.PublicKey // keys the hub may sign with; more than one while it changes them
	Random  io.Reader
}

// Ask seals a request; the nonce is needed to read its reply.
func (c *Caller) Ask(m Message) ([]byte, Nonce, error) {
	var nonce Nonce
	if _, err := io.ReadFull(c.Random, nonce[:]); err != nil {
		return nil, nonce, fmt.Errorf("nonce: %w", err)
	}
	kind, body, err := Encode(m)
	if err != nil {
		return nil, nonce, err
	}
	f := Frame{Route: Route{Network: c.Network, Node: c.Node}, Kind: kind, Nonce: nonce, Body: body}
	b, err := f.Seal(c.Key)
	return b, nonce, err
}

// Read opens what the hub sent: layout, route and signature.
func (c *Caller) Read(b []byte) (Message, Nonce, error) {
	p, err := Parse(b)
	if err != nil {
		return nil, Nonce{}, err
	}
	f, err := p.Open(Route{Network: c.Network, Node: c.Node, Down: true}, c.Hub...)
	if err != nil {
		return nil, Nonce{}, err
	}
	m, err := Decode(f.Kind, f.Body)
	return m, f.Nonce, err
}

// Reply reads the reply to the request with the nonce. Errors wrap [ErrRefused] and [ErrFailed] where the hub
// said so, else one of the frame's or message's errors.
func (c *Caller) Reply(b []byte, asked Nonce) (Message, error) {
	m, nonce, err := c.Read(b)
	if err != nil {
		return nil, err
	}
	if nonce != asked {
		return nil, fmt.Errorf("%w: reply to another request", ErrForeign)
	}
	switch m := m.(type) {
	case Refused:
		return nil, fmt.Errorf("%w: %w", ErrRefused, &m.Refusal)
	case Failed:
		return nil, fmt.Errorf("%w: %s", ErrFailed, m.Sentence)
	}
	return m, nil
}

// Session is one conversation from hello until nothing is left to do. It is a state machine: Start gives the
// first request, Take takes each reply and gives the next request. After any error, a lost reply included, the
// session is over and a new one begins with hello.
type Session struct {
	Caller *Caller
	Branch Branch
	Pace   *Pace

	Hello  Hello  // what was said
	Status Status // the newest
	Halted bool   // the hub refuses; Status.Refusal says why
	Moved  int    // commits sent and received

	nonce  Nonce
	step   Step
	pushed int // commits in the push under way
	steps  int
}

// MaxSteps bounds a conversation; a branch with more to do says hello again.
const MaxSteps = 10_000

// Start gives the hello.
func (s *Session) Start(ctx context.Context) ([]byte, error) {
	hello, err := s.Branch.Hello(ctx)
	if err != nil {
		return nil, fmt.Errorf("hello: %w", err)
	}
	s.Hello = hello
	return s.ask(hello)
}

func (s *Session) ask(m Message) ([]byte, error) {
	b, nonce, err := s.Caller.Ask(m)
	s.nonce = nonce
	return b, err
}

// Take takes a reply and gives the next request; nil when the conversation is over.
func (s *Session) Take(ctx context.Context, reply []byte) ([]byte, error) {
	m, err := s.Caller.Reply(reply, s.nonce)
	if err != nil {
		return nil, err
	}
	switch m := m.(type) {
	case Status:
		err = s.tookStatus(m)
	case Batch:
		err = s.tookBatch(ctx, m)
	case Hashes:
		err = s.tookHashes(ctx, m)
	default:
		err = fmt.Errorf("%w: a %T is no reply to this", ErrForeign, m)
	}
	if err != nil {
		return nil, err
	}
	return s.next(ctx)
}

func (s *Session) tookStatus(m Status) error {
	if s.step.Do != StepRest && s.step.Do != StepPush {
		return fmt.Errorf("%w: a status is no reply to this", ErrForeign)
	}
	if m.Up.Journal != s.Hello.Own.Journal {
		return fmt.Errorf("%w: status about journal %q", ErrForeign, m.Up.Journal)
	}
	s.Moved += s.pushed
	s.pushed, s.Status = 0, m
	return nil
}

func (s *Session) tookBatch(ctx context.Context, b Batch) error {
	if s.step.Do != StepPull || b.Journal != s.step.Journal || b.From != s.step.After+1 {
		return fmt.Errorf("%w: not the batch that was pulled", ErrForeign)
	}
	if len(b.Commits) == 0 {
		return fmt.Errorf("%w: nothing follows %d although status said so", ErrFailed, s.step.After)
	}
	if err := s.Branch.Receive(ctx, b); err != nil {
		return fmt.Errorf("receive %s from %d: %w", b.Journal, b.From, err)
	}
	s.Moved += len(b.Commits)
	return nil
}

func (s *Session) tookHashes(ctx context.Context, h Hashes) error {
	if s.step.Do != StepProbe || h.Journal != s.step.Journal {
		return fmt.Errorf("%w: not the hashes that were asked for", ErrForeign)
	}
	return s.Branch.Probed(ctx, h)
}

func (s *Session) next(ctx context.Context) ([]byte, error) {
	if s.steps++; s.steps > MaxSteps {
		return nil, nil
	}
	s.Halted = s.Status.Decision == DecideRefuse
	step, err := s.Branch.Next(ctx, s.Status)
	if err != nil {
		return nil, fmt.Errorf("after status: %w", err)
	}
	s.step = step
	switch {
	case step.Do == StepHalt:
		s.Halted = true
		return nil, nil
	case s.Halted || step.Do == StepRest:
		return nil, nil
	}
	return s.request(ctx, step)
}

func (s *Session) request(ctx context.Context, step Step) ([]byte, error) {
	switch step.Do {
	case StepPush:
		b, err := s.Branch.Export(ctx, step.Journal, step.After, s.Pace.Limit())
		if err != nil {
			return nil, fmt.Errorf("export %s after %d: %w", step.Journal, step.After, err)
		}
		if s.pushed = len(b.Commits); s.pushed == 0 && len(b.Keys) == 0 {
			return nil, fmt.Errorf("export %s after %d: nothing there", step.Journal, step.After)
		}
		return s.ask(Push{b})
	case StepPull:
		return s.ask(Pull{Journal: step.Journal, After: step.After, Limit: s.Pace.Limit()})
	case StepProbe:
		return s.ask(Probe{Journal: step.Journal, Heights: step.Heights})
	}
	return nil, fmt.Errorf("unknown step %d", step.Do)
}

// Waiting is the number of own commits that the hub is not known to have.
func (s *Session) Waiting() int64 { return max(0, s.Hello.Own.Height-s.Status.Up.Height) }

// Transport carries a request to the hub and brings its reply. An error or a timeout says nothing about what
// the hub did.
type Transport interface {
	Request(ctx context.Context, frame []byte) ([]byte, error)
}

// IsRefusal finds the hub's refusal in an error.
func IsRefusal(err error) (*fact.Refusal, bool) {
	var r *fact.Refusal
	ok := errors.Is(err, ErrRefused) && errors.As(err, &r)
	return r, ok
}
