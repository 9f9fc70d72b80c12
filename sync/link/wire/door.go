package wire

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"

	"branchbook/sync/fact"
)

// Hub is what the protocol needs of the hub's journals. Every method may be called for different branches at
// once, and for one branch only one at a time. A *fact.Refusal returned as error reaches the branch as it is;
// any other error is answered with "failed" and told to the [Door]'s Alarm.
type Hub interface {
	// Answer decides about a hello; see the table in the package comment.
	Answer(ctx context.Context, node string, h Hello) (Status, error)
	// Push takes an exact continuation, durably, or not at all; the status says what is stored either way.
	Push(ctx context.Context, node string, b Batch) (Status, error)
	// Pull gives commits of a journal that this branch may have, with keys sealed to it.
	Pull(ctx context.Context, node string, p Pull) (Batch, error)
	// Probe gives hashes of a journal that this branch may have.
	Probe(ctx context.Context, node string, p Probe) (Hashes, error)
	// Ask answers a live question.
	Ask(ctx context.Context, node string, a Ask) (Answer, error)
	// Bye takes note that the branch stops on purpose.
	Bye(ctx context.Context, node string, b Bye) error
}

// Codes of what a door turns away.
const (
	CodeFrame     = "bad_frame"     // unreadable; not answered
	CodeForeign   = "wrong_node"    // says another node or network than the subject it came by
	CodeStranger  = "unknown_node"  // never enrolled, or revoked
	CodeSignature = "bad_signature" // not the node's key
	CodeMessage   = "bad_message"   // signed nonsense
	CodeFailed    = "failed"        // the hub's own trouble
)

// Door is the hub's end: it opens frames, asks the hub's journals, and seals the answers.
type Door struct {
	Network string
	Key     ed25519.PrivateKey
	Hub     Hub
	// Member gives the keys a node may sign with; none for a stranger or a revoked node. It is asked for every
	// frame, so that a revocation holds from the next one on.
	Member func(node string) []ed25519.PublicKey
	// Alarm hears of everything turned away; it must not block. May be nil.
	Alarm func(node, code string, err error)
}

// Serve answers one frame that came by the given node's subject. Nil means no answer: there is nobody to whom
// it could be said.
func (d *Door) Serve(ctx context.Context, node string, frame []byte) []byte {
	p, err := Parse(frame)
	if err != nil {
		d.alarm(node, CodeFrame, err)
		return nil
	}
	f, code, err := d.open(node, p)
	if err != nil {
		d.alarm(node, code, err)
		return d.seal(node, p.Nonce, Refused{refusal(code)})
	}
	m, err := Decode(f.Kind, f.Body)
	if err != nil {
		d.alarm(node, CodeMessage, err)
		return d.seal(node, p.Nonce, Refused{refusal(CodeMessage)})
	}
	return d.seal(node, p.Nonce, d.answer(ctx, node, m))
}

func (d *Door) open(node string, p Parcel) (Frame, string, error) {
	keys := d.Member(node)
	if len(keys) == 0 {
		return Frame{}, CodeStranger, fmt.Errorf("%w: %q is not a member", ErrForeign, node)
	}
	f, err := p.Open(Route{Network: d.Network, Node: node}, keys...)
	switch {
	case errors.Is(err, ErrForeign):
		return f, CodeForeign, err
	case errors.Is(err, ErrSignature):
		return f, CodeSignature, err
	}
	return f, CodeFrame, err
}

func (d *Door) answer(ctx context.Context, node string, m Message) Message {
	reply, err := d.guarded(ctx, node, m)
	var no *fact.Refusal
	switch {
	case err == nil:
		return reply
	case errors.Is(err, ErrMessage):
		d.alarm(node, CodeMessage, err)
		return Refused{refusal(CodeMessage)}
	case errors.As(err, &no):
		d.alarm(node, no.Code, err)
		return Refused{*no}
	}
	d.alarm(node, CodeFailed, err)
	return Failed{Sentence: "Headquarters could not do this now."}
}

// guarded turns a panic over one branch's message into that branch's trouble.
func (d *Door) guarded(ctx context.Context, node string, m Message) (reply Message, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("defect: %v", r)
		}
	}()
	return d.ask(ctx, node, m)
}

func (d *Door) ask(ctx context.Context, node string, m Message) (Message, error) {
	switch m := m.(type) {
	case Hello:
		return d.Hub.Answer(ctx, node, m)
	case Push:
		return d.Hub.Push(ctx, node, m.Batch)
	case Pull:
		return d.Hub.Pull(ctx, node, m)
	case Probe:
		return d.Hub.Probe(ctx, node, m)
	case Ask:
		return d.Hub.Ask(ctx, node, m)
	case Bye:
		return m, d.Hub.Bye(ctx, node, m)
	}
	return nil, fmt.Errorf("%w: a branch does not say %T", ErrMessage, m)
}

func (d *Door) seal(node string, nonce Nonce, m Message) []byte {
	kind, body, err := Encode(m)
	if err != nil {
		d.alarm(node, CodeFailed, err)
		return nil
	}
	f := Frame{Route: Route{Network: d.Network, Node: node, Down: true}, Kind: kind, Nonce: nonce, Body: body}
	b, err := f.Seal(d.Key)
	if err != nil {
		d.alarm(node, CodeFailed, err)
		return nil
	}
	return b
}

// Wake gives a frame that tells a branch of news.
func (d *Door) Wake(node string) []byte { return d.seal(node, Nonce{}, Wake{}) }

func (d *Door) alarm(node, code string, err error) {
	if d.Alarm != nil {
		d.Alarm(node, code, err)
	}
}

var sentences = map[string]string{
	CodeFrame:     "The message was damaged on its way.",
	CodeForeign:   "The message says another branch than the line it came by.",
	CodeStranger:  "This branch is not enrolled here, or it was revoked. Ask headquarters to enrol it.",
	CodeSignature: "The message was not signed with this branch's key. Enrol the branch again.",
	CodeMessage:   "The message could not be read. Update the older of the two programs.",
}

func refusal(code string) fact.Refusal { return *fact.Refuse(code, "", sentences[code]) }
