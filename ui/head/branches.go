package head

import (
	"time"

	g "github.com/maragudk/gomponents"
	h "github.com/maragudk/gomponents/html"

	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// beat comes with the stream every few seconds: what ages by itself is fetched again with it.
const beat = "beat"

// Line is how a branch's line stands: "up", "down" or "never"; a fenced box is "fenced".
type Line string

// The states of a line as headquarters sees it.
const (
	Up     Line = "up"
	Down   Line = "down"
	Never  Line = "never"
	Fenced Line = "fenced"
)

var lineIcons = map[Line]string{Up: "link-2", Down: "link-2-off", Never: "hourglass", Fenced: "ban"}

func (l Line) mark(t *text.Text) kit.Node { return kit.Mark(lineIcons[l], t.T("line."+string(l))) }

// BranchState is a branch as headquarters hears it. Backlog is how many changes the branch said
// wait there; negative is unknown.
type BranchState struct {
	Node, Code, Name, Kind, Currency, Zone string
	Line                                   Line
	Heard                                  time.Time
	Backlog                                int
	Watermark                              time.Time
	Held                                   int    // stored and not understood yet
	Refusal                                string // code of what the branch was last answered, if that was no welcome
}

// BranchesPage is the list, worst first as given, with the frame.
func BranchesPage(a Around, now time.Time, all []BranchState) kit.Node {
	t := a.Text
	return a.page(t.T("head.branches"), inBranches, kit.Heading(kit.Head{
		Title: t.T("head.branches"), Actions: []kit.Node{kit.MainLink(EnrolPath, "plus",
			t.T("head.enrol"))},
	}), BranchesPart(t, now, all))
}

// BranchesPart is the list of branches, fetched again when a line changes.
func BranchesPart(t *text.Text, now time.Time, all []BranchState) kit.Node {
	if len(all) == 0 {
		return kit.Empty(t.T("head.no_branches"),
			kit.MainLink(EnrolPath, "plus", t.T("head.enrol_first")))
	}
	table := kit.Table{Caption: t.T("head.branches"), Fold: true, Columns: []kit.Column{
		{Head: t.T("head.branch")}, {Head: t.T("head.line")}, {Head: t.T("sync.heard"),
			Figure: true},
		{Head: t.T("head.backlog"), Figure: true}, {Head: t.T("head.complete_to"), Figure: true},
	}}
	for _, b := range all {
		table.Rows = append(table.Rows, kit.Line{Cells: []kit.Cell{
			{Text: b.Name, Href: BranchPath(b.Node), Quiet: b.Code + " · " + b.Currency},
			{Node: b.Line.mark(t), Quiet: b.remark(t)}, {Text: heard(t, now, b.Heard)},
			{Text: backlog(t, b.Backlog)}, {Node: kit.Stamp(t, b.Watermark)},
		}})
	}
	return kit.Live("branches", BranchesPath, beat, kit.Tabled(table))
}

// remark is what is odd about a branch besides its line.
func (b BranchState) remark(t *text.Text) string {
	switch {
	case b.Refusal != "":
		return t.T("alarm.refused", "Code", b.Refusal)
	case b.Held > 0:
		return t.N("head.held_short", b.Held)
	}
	return ""
}

func heard(t *text.Text, now, at time.Time) string {
	if at.IsZero() {
		return t.T("head.never")
	}
	return ago(t, now.Sub(at))
}

func backlog(t *text.Text, n int) string {
	if n < 0 {
		return t.T("head.unknown")
	}
	return t.Count(int64(n))
}

// Branch is one branch with what headquarters keeps of it.
type Branch struct {
	BranchState
	Facts  []kit.Fact // journal, epoch, numbers, versions
	Events []kit.Event
	Fence  *kit.Form // nil: may not be fenced. Field: reason
	// Release gives up waiting for the branch after headquarters was restored; nil: nobody waits.
	Release *kit.Form
}

// BranchPage is one branch with the frame.
func BranchPage(a Around, now time.Time, v Branch) kit.Node {
	t := a.Text
	return a.page(v.Name, inBranches, kit.Heading(kit.Head{
		Title: v.Name, Beneath: v.Code + " · " + v.Currency + " · " + v.Zone, Back: kit.Crumb{Href: BranchesPath,
			Word: t.T("head.branches")},
		Actions: []kit.Node{v.Line.mark(t)},
	}), BranchPart(t, now, v), v.doings(t))
}

// BranchPart is the state of one branch. What can be done with it stands outside the part that fetches itself
// again, where somebody may be typing.
func BranchPart(t *text.Text, now time.Time, v Branch) kit.Node {
	return kit.Live("branch", BranchPath(v.Node), beat, v.state(t, now))
}

func (v Branch) doings(t *text.Text) kit.Node {
	return kit.Nodes(
		kit.If(v.Release != nil, func() kit.Node {
			return kit.Banner(kit.Warning, t.T("alarm.awaited"), kit.Para(t.T("alarm.awaited_do")),
				v.Release.Press(kit.Other(t.T("head.release"))))
		}),
		kit.If(v.Fence != nil, func() kit.Node {
			return kit.More(t.T("head.fence"), len(v.Fence.Refusals) > 0, kit.Stack(
				kit.Para(t.T("head.fence_about")), v.Fence.Post(
					v.Fence.Field(kit.Field{Name: "reason", Label: t.T("visit.reason")}),
					kit.Actions(kit.Submit(t.T("head.fence"))))))
		}))
}

func (v Branch) state(t *text.Text, now time.Time) kit.Node {
	return kit.Nodes(
		kit.Figures(
			kit.Figure{Name: t.T("sync.heard"), Value: heard(t, now, v.Heard), AsOf: t.Stamp(v.Heard)},
			kit.Figure{Name: t.T("head.backlog"), Value: backlog(t, v.Backlog)},
			kit.Figure{Name: t.T("head.complete_to"), Value: clock(t, v.Watermark), AsOf: t.Date(dateOf(v.Watermark))}),
		kit.If(v.Held > 0, func() kit.Node { return kit.Banner(kit.Warning, t.N("head.held", v.Held)) }),
		kit.Split(kit.Section(t.T("head.events"), nil, kit.History(t, v.Events)), kit.Facts(v.Facts...)))
}

// Enrolment admits a new box. Token is shown once, right after it was made; Waiting are boxes that
// used one and now show six digits, the same as here.
type Enrolment struct {
	Address string   // of this page, with the code that was just made
	Make    kit.Form // only a button
	Token   string   // empty: none was just made
	Until   time.Time
	Waiting []WaitingBox
}

// WaitingBox is a box that asks to be let in.
type WaitingBox struct {
	Box, Name, Digits string
	Replaces          string // the branch, as it is known here, whose box is shut out; empty for a new branch
	Asked             time.Time
	Confirm, Refuse   kit.Form
}

// EnrolmentPage is enrolment with the frame.
func EnrolmentPage(a Around, v Enrolment) kit.Node {
	t := a.Text
	return a.page(t.T("head.enrolment"), inEnrolment,
		kit.Heading(kit.Head{Title: t.T("head.enrolment"),
			Beneath: t.T("enrol.about")}), EnrolmentPart(t, v))
}

// EnrolmentPart is the boxes that wait and the form that makes a token.
func EnrolmentPart(t *text.Text, v Enrolment) kit.Node {
	return kit.Live("enrolment", v.Address, beat,
		kit.Each(v.Waiting, func(w WaitingBox) kit.Node { return waitingBox(t, w) }),
		kit.If(v.Token != "", func() kit.Node {
			return kit.Panel(kit.Title(t.T("enrol.token")),
				kit.Para(t.T("enrol.token_once", "At", t.Stamp(v.Until))), kit.Code(v.Token))
		}),
		kit.Section(t.T("enrol.new"), nil, v.Make.Post(
			kit.Actions(kit.Submit(t.T("enrol.make"))))))
}

func waitingBox(t *text.Text, w WaitingBox) kit.Node {
	return kit.Panel(
		kit.Title(t.T("enrol.waiting", "Name",
			w.Name)),
		kit.If(w.Replaces != "", func() kit.Node {
			return kit.Banner(kit.Warning, t.T("enrol.replaces", "Name", w.Replaces))
		}),
		kit.Digits(w.Digits), kit.Para(t.T("enrol.compare")),
		kit.Row(w.Confirm.Press(kit.Submit(t.T("enrol.confirm"))),
			w.Refuse.Press(kit.Other(t.T("enrol.refuse"))),
			kit.Soft(kit.Stamp(t, w.Asked))))
}

// Alarm is something that a person must look at.
type Alarm struct {
	At             time.Time
	Branch, Href   string
	What, Do       string
	Settled        bool
	SettledByWords string
}

// AlarmsPage is the list of alarms with the frame.
func AlarmsPage(a Around, all []Alarm) kit.Node {
	t := a.Text
	return a.page(t.T("head.alarms"), inAlarms, kit.Heading(kit.Head{Title: t.T("head.alarms")}),
		AlarmsPart(t, all))
}

// AlarmsPart is the alarms, open ones first as given.
func AlarmsPart(t *text.Text, all []Alarm) kit.Node {
	if len(all) == 0 {
		return kit.Empty(t.T("alarm.none"), kit.LinkButton(BranchesPath, t.T("head.branches")))
	}
	return kit.Each(all, func(a Alarm) kit.Node {
		kind := kit.Stop
		if a.Settled {
			kind = kit.Done
		}
		return kit.Banner(kind, a.What, h.P(g.Text(a.Do)),
			h.P(kit.Soft(kit.Stamp(t, a.At), g.Text(" "+a.Branch+" "+a.SettledByWords)),
				g.Text(" "),
				kit.If(a.Href != "", func() kit.Node {
					return h.A(h.Href(a.Href),
						g.Text(t.T("conflict.open")))
				})))
	})
}
