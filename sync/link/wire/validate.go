package wire

import (
	"fmt"

	"branchbook/sync/fact"
)

// maxText bounds every name in a message, in bytes.
const maxText = 256

func bad(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrMessage}, args...)...)
}

func named(what, s string) error {
	if s == "" || len(s) > maxText {
		return bad("%s of %d bytes", what, len(s))
	}
	return nil
}

func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (h Head) validate() error {
	switch {
	case h.Height < 0 || h.Seq < 0 || h.Seq > h.Height || len(h.Epoch) > maxText:
		return bad("head at height %d, seq %d", h.Height, h.Seq)
	case (h.Height == 0) != h.Hash.IsZero() || (h.Height == 0) != (h.Epoch == ""):
		return bad("an empty journal has neither hash nor epoch, any other has both")
	}
	return named("journal", h.Journal)
}

func (w Watermark) validate() error {
	if w.Folded < 0 || w.Safe < 0 || w.Folded > w.Height || w.Safe > w.Height {
		return bad("folded %d and safe %d of %d", w.Folded, w.Safe, w.Height)
	}
	return w.Head.validate()
}

func heads[H interface{ validate() error }](list []H) error {
	if len(list) > MaxJournals {
		return bad("%d journals", len(list))
	}
	for _, h := range list {
		if err := h.validate(); err != nil {
			return err
		}
	}
	return nil
}

func versions(low, high int) error {
	if low < 1 || high < low {
		return bad("wire versions %d to %d", low, high)
	}
	return nil
}

func (h Hello) validate() error {
	if h.Round < 0 || len(h.App) > maxText || len(h.Hub) > maxText || len(h.Epochs) > MaxHeights {
		return bad("round %d, %d epochs", h.Round, len(h.Epochs))
	}
	return first(named("box", h.Box), named("boot", h.Boot), versions(h.WireMin, h.WireMax),
		h.Own.validate(), heads(h.Down), h.Digest.validate(), h.Care.validate())
}

func (s Status) validate() error {
	switch s.Decision {
	case DecidePush, DecideFetch, DecideFork:
	case DecideRefuse:
		if s.Refusal == nil || s.Refusal.Code == "" {
			return bad("refused without a reason")
		}
	default:
		return bad("decision %q", s.Decision)
	}
	if len(s.Lacks) > MaxKeys {
		return bad("%d keys", len(s.Lacks))
	}
	for _, id := range s.Lacks {
		if err := named("key", string(id)); err != nil {
			return err
		}
	}
	return first(named("incarnation", s.Incarnation), versions(s.WireMin, s.WireMax),
		s.Up.validate(), heads(s.Down), heads(s.Want), s.Compared.validate())
}

func (b Batch) validate() error {
	switch {
	case b.From < 1 || (b.From == 1) != b.Prev.IsZero():
		return bad("batch from height %d", b.From)
	case len(b.Commits) > MaxCommits || len(b.Keys) > MaxKeys || len(b.Seal) > maxText:
		return bad("%d commits, %d keys", len(b.Commits), len(b.Keys))
	}
	for _, c := range b.Commits {
		if len(c) == 0 || len(c) > fact.MaxCommit {
			return bad("commit of %d bytes", len(c))
		}
	}
	for _, k := range b.Keys {
		if k.ID == "" || len(k.ID) > maxText || len(k.Box) > maxText {
			return bad("key of %d bytes", len(k.Box))
		}
	}
	return named("journal", b.Journal)
}

func (p Pull) validate() error {
	if p.After < 0 || p.Commits < 1 || p.Commits > MaxCommits || p.Bytes < 1 || p.Bytes > MaxBody {
		return bad("pull after %d: %d commits, %d bytes", p.After, p.Commits, p.Bytes)
	}
	return named("journal", p.Journal)
}

func (p Probe) validate() error {
	if len(p.Heights) == 0 || len(p.Heights) > MaxHeights {
		return bad("%d heights", len(p.Heights))
	}
	for _, h := range p.Heights {
		if h < 1 {
			return bad("height %d", h)
		}
	}
	return named("journal", p.Journal)
}

func (h Hashes) validate() error {
	if len(h.Points) > MaxHeights {
		return bad("%d hashes", len(h.Points))
	}
	for _, p := range h.Points {
		if p.Height < 1 || p.Hash.IsZero() {
			return bad("hash at height %d", p.Height)
		}
	}
	return named("journal", h.Journal)
}

func (a Ask) validate() error {
	if !ValidName(a.Verb) || len(a.Body) == 0 {
		return bad("question %q", a.Verb)
	}
	return nil
}

func (a Answer) validate() error {
	if len(a.Body) == 0 {
		return bad("empty answer")
	}
	return nil
}

func (b Bye) validate() error {
	switch b.Reason {
	case ByeStop, ByeUpgrade, ByeLeave:
		return nil
	}
	return bad("reason %q", b.Reason)
}

func (r Refused) validate() error { return first(named("code", r.Code), named("sentence", r.Sentence)) }

func (f Failed) validate() error { return named("sentence", f.Sentence) }

func (Wake) validate() error { return nil }
