package desk

import (
	"time"

	h "github.com/maragudk/gomponents/html"

	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// Sync is how the branch stands with headquarters. The zero Heard or Watermark is "never".
type Sync struct {
	Link      kit.Link
	Now       time.Time
	Waiting   []Waiting
	OldestAt  time.Time // of what waits
	Heard     time.Time // when headquarters last answered
	Since     time.Time // the line has been as it is since then
	Watermark time.Time // headquarters has everything up to then
	Line      string    // as it is, in the reader's words
	Held      int       // commits stored but not yet understood here
	Enrolled  bool
	Network   string
	Facts     []kit.Fact  // versions, journal, epoch: for those who help by telephone
	Attention []kit.Event // what needs a person
	Lines     []kit.Event // how the line changed, the newest first
	Care      Care
	Test      *kit.Form // only a button; nil without a headquarters
	Diagnosis bool      // the report for support may be fetched
	Join      *Join     // how to become a member; nil for who may not, and for members
	Apart     bool      // Join came back refused and stands outside of what is fetched again
}

// Join is the way into a network: the field for the one-time code, then the digits that both
// screens show. Field: token.
type Join struct {
	Form   kit.Form
	Digits string // empty: none under way
}

// Waiting is how many changes of one kind wait.
type Waiting struct {
	Kind  string // in the reader's words
	Count int
}

// SyncPage is the sync status with the frame.
func SyncPage(a Around, v Sync) kit.Node {
	return a.page(a.Text.T("nav.sync"), inSync,
		kit.Heading(kit.Head{Title: a.Text.T("sync.title")}),
		kit.If(v.Apart, func() kit.Node { return join(a.Text, v.Join) }), SyncPart(a.Text, v))
}

// SyncApart is the sync status without the way into a network.
const SyncApart = SyncPath + "?apart=yes"

// SyncPart is the sync status, fetched again when the line changes.
func SyncPart(t *text.Text, v Sync) kit.Node {
	if !v.Enrolled {
		if v.Apart {
			return kit.Live("sync", SyncApart, "link", v.Care.failures(t), v.Care.section(t), attention(t, v),
				technical(t, v))
		}
		return kit.Live("sync", SyncPath, "link", kit.Big(t.T("sync.single")), kit.Para(t.T("sync.single_about")),
			v.Care.failures(t), join(t, v.Join), v.Care.section(t), attention(t, v), technical(t, v))
	}
	return kit.Live("sync", SyncPath, "link",
		v.Care.failures(t),
		kit.Big(v.summary(t)),
		kit.Figures(
			kit.Figure{Name: t.T("sync.line"), Value: v.Line, AsOf: v.age(t, v.Since, "sync.since")},
			kit.Figure{Name: t.T("sync.waiting"), Value: t.Count(int64(v.Link.Waiting)),
				AsOf: v.age(t, v.OldestAt, "sync.oldest")},
			kit.Figure{Name: t.T("sync.heard"), Value: v.clock(t, v.Heard),
				AsOf: v.age(t, v.Heard, "sync.ago")},
			kit.Figure{Name: t.T("sync.watermark"), Value: v.clock(t, v.Watermark),
				AsOf: v.age(t, v.Watermark, "sync.ago")}),
		attention(t, v),
		kit.Section(t.T("sync.breaks"), nil, kit.Halves(
			kit.Tight(kit.Mark("cloud-off", t.T("sync.break_head")),
				kit.Para(t.T("sync.break_head_about"))),
			kit.Tight(kit.Mark("unplug", t.T("sync.break_screen")),
				kit.Para(t.T("sync.break_screen_about"))))),
		kit.If(len(v.Waiting) > 0, func() kit.Node {
			return kit.Section(t.T("sync.waiting"), nil,
				waiting(t, v.Waiting))
		}),
		kit.Halves(v.Care.section(t), lines(t, v)), technical(t, v))
}

func attention(t *text.Text, v Sync) kit.Node {
	return kit.If(len(v.Attention) > 0, func() kit.Node {
		return kit.Section(t.T("sync.attention"), nil, kit.History(t, v.Attention))
	})
}

// firstLines is how many changes of the line are seen at once.
const firstLines = 6

func lines(t *text.Text, v Sync) kit.Node {
	first := v.Lines[:min(firstLines, len(v.Lines))]
	rest := v.Lines[len(first):]
	return kit.Section(t.T("sync.log"), nil,
		kit.If(len(v.Lines) == 0, func() kit.Node { return kit.Soft(kit.Text(t.T("sync.no_lines"))) }),
		kit.If(len(first) > 0, func() kit.Node { return kit.History(t, first) }),
		kit.If(len(rest) > 0, func() kit.Node {
			return kit.More(t.T("sync.more_lines"), false, kit.History(t, rest))
		}),
		kit.If(v.Test != nil, func() kit.Node { return v.Test.Press(kit.Other(t.T("sync.test"))) }))
}

func join(t *text.Text, v *Join) kit.Node {
	return kit.If(v != nil, func() kit.Node {
		if v.Digits != "" {
			return kit.Section(t.T("enrol.join"), nil, kit.Big(v.Digits[:3]+" "+v.Digits[3:]),
				kit.Para(t.T("enrol.compare_here")))
		}
		return kit.Section(t.T("enrol.join"), nil, v.Form.Post(
			v.Form.Field(kit.Field{Name: "token", Kind: kit.LongText, Label: t.T("enrol.code"),
				Hint: t.T("enrol.token_hint")}),
			kit.Actions(kit.Submit(t.T("enrol.join")))))
	})
}

func (v Sync) summary(t *text.Text) string {
	if v.Watermark.IsZero() {
		return t.T("sync.nothing_yet")
	}
	return t.T("sync.has_everything", "At", v.clock(t, v.Watermark))
}

// clock is the time of day, with the date where it is not today's.
func (v Sync) clock(t *text.Text, at time.Time) string {
	switch {
	case at.IsZero():
		return "–"
	case at.Format(time.DateOnly) == v.Now.Format(time.DateOnly):
		return t.At(at)
	}
	return t.Stamp(at)
}

func (v Sync) age(t *text.Text, at time.Time, key string) string {
	if at.IsZero() {
		return ""
	}
	return t.T(key, "Span", t.Span(v.Now.Sub(at)))
}

func waiting(t *text.Text, kinds []Waiting) kit.Node {
	table := kit.Table{Caption: t.T("sync.waiting"),
		Columns: []kit.Column{{Head: t.T("ledger.what")}, {Head: t.T("sync.count"), Figure: true}}}
	for _, w := range kinds {
		table.Rows = append(table.Rows, kit.Line{Cells: []kit.Cell{{Text: w.Kind},
			{Text: t.Count(int64(w.Count))}}})
	}
	return kit.Tabled(table)
}

func technical(t *text.Text, v Sync) kit.Node {
	return kit.If(len(v.Facts) > 0, func() kit.Node {
		return kit.Section(t.T("sync.technical"), nil, h.Div(kit.Facts(v.Facts...)),
			kit.If(v.Diagnosis, func() kit.Node {
				return kit.Row(kit.LinkButton(DiagnosisPath, t.T("sync.diagnosis")))
			}))
	})
}
