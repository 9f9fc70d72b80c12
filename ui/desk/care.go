package desk

import (
	"time"

	"branchbook/sync/fact"
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// Care is how a branch looks after itself. Zero times are "never".
type Care struct {
	Backup      Chore
	Kept        int // backups
	Verify      Chore
	Compare     *Chore    // with headquarters; nil for a branch without
	Free        uint64    // bytes; 0 is unknown
	Certificate time.Time // the end of its life; zero without one
	HubAhead    time.Duration
	SafeAt      time.Time // up to when the branch's work is in a backup at headquarters

	BackUp, Check *kit.Form // only buttons; nil for who may not
}

// Chore is one thing that the branch does by itself at night.
type Chore struct {
	GoodAt  time.Time // when it last went well
	Running bool
	Problem string // for those who help; empty when it went well last
}

// failures are what went wrong, above everything else.
func (v Care) failures(t *text.Text) kit.Node {
	failed := func(c Chore, key string) kit.Node {
		return kit.If(c.Problem != "", func() kit.Node {
			return kit.Banner(kit.Stop, t.T(key), kit.Para(t.T("care.failed_about")), kit.Soft(kit.Text(c.Problem)))
		})
	}
	return kit.Nodes(failed(v.Backup, "care.failed_backup"), failed(v.Verify, "care.failed_verify"),
		kit.If(v.Compare != nil, func() kit.Node { return failed(*v.Compare, "care.failed_compare") }))
}

func (v Care) section(t *text.Text) kit.Node {
	facts := []kit.Fact{
		{Term: t.T("care.backup"), What: v.Backup.when(t)}, {Term: t.T("care.kept"), What: t.Count(int64(v.Kept))},
		{Term: t.T("care.verify"), What: v.Verify.when(t)},
	}
	if v.Compare != nil {
		safe := Chore{GoodAt: v.SafeAt}
		facts = append(facts, kit.Fact{Term: t.T("care.safe"), What: safe.when(t)},
			kit.Fact{Term: t.T("care.compare"), What: v.Compare.when(t)},
			kit.Fact{Term: t.T("care.clock"), What: t.Skew(v.HubAhead)})
	}
	facts = append(facts, kit.Fact{Term: t.T("care.free"), What: t.Gigabytes(v.Free)})
	if !v.Certificate.IsZero() {
		facts = append(facts, kit.Fact{Term: t.T("care.certificate"), What: t.Full(fact.DateOf(v.Certificate))})
	}
	return kit.Section(t.T("care.title"), nil, kit.Facts(facts...),
		kit.If(v.BackUp != nil && v.Check != nil, func() kit.Node {
			return kit.Row(v.BackUp.Press(kit.Other(t.T("care.back_up"))), v.Check.Press(kit.Other(t.T("care.check"))))
		}))
}

func (c Chore) when(t *text.Text) string {
	switch {
	case c.Running:
		return t.T("care.running")
	case c.GoodAt.IsZero():
		return t.T("care.never")
	}
	return t.Stamp(c.GoodAt)
}
