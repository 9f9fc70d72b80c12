package kit

import (
	"io"
	"strconv"
	"sync"

	g "github.com/maragudk/gomponents"
	h "github.com/maragudk/gomponents/html"

	"branchbook/sync/fact"
	"branchbook/ui/static"
	"branchbook/ui/text"
)

// Grid is a day of columns. From and To are wall minutes on whole cells; NowMin is where the red
// line stands, or negative. Step is the minutes between the thin lines (CAL-4), Zoom the pixels of
// five minutes.
type Grid struct {
	Text       *text.Text
	Label      string
	From, To   int
	Step, Zoom int
	NowMin     int
	Today      fact.Date // the only date whose columns have the red line; empty: all have it
	Moving     string    // how a block is moved with keys or finger, said when it begins
	Over       string    // that it would overlap so many visits, with a 0 for their number
	Card       string    // what a visit's card is called
	Columns    []GridColumn
}

// GridColumn is one practitioner's day. More, if it has an address, leads to what is not shown
// (cancelled visits). Key tells columns of the same practitioner apart; Href makes the name a link.
type GridColumn struct {
	ID, Name, Lang, Beneath string
	On                      fact.Date
	Key, Href               string
	Current                 bool // the one that matters now among several
	More                    Crumb
	Off                     []Off
	Gaps                    []Gap
	Blocks                  []Block
}

// Off is time that cannot be booked, with its reason. Kind is "closed", "break", "block" or
// "absence".
type Off struct {
	From, To     int
	Kind, Reason string
}

// Gap is time that can be booked: one link to the prefilled form.
type Gap struct {
	From, To int
	Href     string
}

// Block is one service of a visit at its place. Lanes is 2 where two blocks share the time by
// permission, Lane which of the two. Marks are small remarks ("4 of 10").
type Block struct {
	Visit, Href   string
	Client, Lang  string
	Service       string
	From, To      int
	Status        Status
	Marks         []BlockMark
	Lane, Lanes   int
	Past, Clashes bool
	// N is the block's place in its visit and Seen how the visit stands, for one that may go elsewhere; Seen is
	// empty for one that may not.
	N    int
	Seen string
	Col  string // the practitioner, for a block that stands in no column
}

// BlockMark is an icon and a word on a block.
type BlockMark struct{ Icon, Word string }

const cellMin = 5

// Day renders the grid. In reading order it is sections of links, each section one practitioner;
// the stylesheet makes columns of them. Repeated blocks are appended to one buffer, not built of
// nodes (PERFORMANCE goal 8).
func Day(d Grid) Node {
	look := "cal step" + strconv.Itoa(d.Step)
	if d.Zoom != 0 && d.Zoom != 8 {
		look += " zoom" + strconv.Itoa(d.Zoom)
	}
	words, rows := d.statusWords(), d.rows()
	return h.Div(h.Class(look), g.Attr("data-step", strconv.Itoa(d.Step)), g.Attr("data-moving", d.Moving),
		g.Attr("data-over", d.Over), g.Attr("data-card", d.Card), h.Role("region"),
		h.Aria("label", d.Label),
		h.TabIndex("0"), h.Div(h.Class("cal-in"), d.axis(rows),
			g.Group(g.Map(d.Columns, func(c GridColumn) Node { return d.column(c, words, rows) }))))
}

// Pin is a block on its way to another day: it waits beside the grid until it is put down. Home is where it came from.
func (d Grid) Pin(k Block, col, words, home, back string) Node {
	return h.Div(h.ID("pin"), h.Class("pin"), Icon("move"), h.Span(g.Text(words)),
		h.A(h.Class("button small"), h.Href(home), g.Attr("data-back"), g.Text(back)),
		h.Div(h.Class("pin-block"), g.NodeFunc(func(w io.Writer) error {
			return appended(w, func(b []byte) []byte {
				k.Col = col
				return d.appendBlock(b, &k, d.statusWords())
			})
		})))
}

func (d Grid) rows() string { return strconv.Itoa((d.To - d.From + cellMin - 1) / cellMin) }

func (d Grid) axis(rows string) Node {
	return h.Div(h.Class("cal-axis"), h.Aria("hidden", "true"), h.Div(h.Class("cal-head")),
		h.Div(h.Class("cal-rows n"+rows), g.NodeFunc(func(w io.Writer) error {
			return appended(w, func(b []byte) []byte {
				for m := (d.From + 59) / 60 * 60; m < d.To; m += 60 {
					b = add(d.appendPlace(add(b, `<time class="`), m, m+60), `">`)
					b = add(appendClock(b, m), `</time>`)
				}
				return d.appendNow(b)
			})
		})))
}

// column is one practitioner's day as a node that appends: head, then the day.
func (d Grid) column(c GridColumn, words map[Status]string, rows string) Node {
	return g.NodeFunc(func(w io.Writer) error {
		return appended(w, func(b []byte) []byte {
			b = appendHead(b, &c)
			b = appendAttr(add(b, `<div class="cal-rows n`, rows, `" data-col="`), "", c.ID)
			b = appendAttr(b, `" data-on="`, string(c.On))
			b = strconv.AppendInt(add(b, `" data-from="`), int64(d.From), 10)
			b = add(strconv.AppendInt(add(b, `" data-to="`), int64(d.To), 10), `">`)
			return add(d.appendColumn(b, &c, words), `</div></section>`)
		})
	})
}

// appendHead opens the section of a column, named by the person it belongs to.
func appendHead(b []byte, c *GridColumn) []byte {
	id := c.ID + c.Key
	b = appendAttr(b, `<section class="cal-col" aria-labelledby="col-`, id)
	if c.Current {
		b = add(b, `" data-today="`)
	}
	b = add(b, `"><header class="cal-head">`)
	if c.Href == "" {
		b = add(appendAttr(b, `<span class="initials" aria-hidden="true">`, Initials(c.Name)), `</span>`)
	}
	b = appendAttr(b, `<div><h2 id="col-`, id)
	if c.Lang != "" {
		b = appendAttr(b, `" lang="`, c.Lang)
	}
	b = add(b, `">`)
	if c.Href != "" {
		b = add(appendAttr(appendAttr(b, `<a href="`, c.Href), `">`, c.Name), `</a>`)
	} else {
		b = appendEscaped(b, c.Name)
	}
	b = add(appendAttr(b, `</h2><p>`, c.Beneath), `</p></div>`)
	if c.More.Href != "" {
		b = add(appendAttr(appendAttr(b, `<a href="`, c.More.Href), `">`, c.More.Word), `</a>`)
	}
	return add(b, `</header>`)
}

// appendColumn writes gaps and blocks in the order of time, so that reading and tabbing follow the
// day.
func (d Grid) appendColumn(b []byte, c *GridColumn, words map[Status]string) []byte {
	for _, off := range c.Off {
		b = d.appendOff(b, off)
	}
	free := d.Text.T("day.free")
	gaps := c.Gaps
	for i := range c.Blocks {
		for len(gaps) > 0 && gaps[0].From <= c.Blocks[i].From {
			b, gaps = d.appendGap(b, gaps[0], free), gaps[1:]
		}
		b = d.appendBlock(b, &c.Blocks[i], words)
	}
	for _, gap := range gaps {
		b = d.appendGap(b, gap, free)
	}
	if d.Today != "" && c.On != d.Today {
		return b
	}
	return d.appendNow(b)
}

func (d Grid) statusWords() map[Status]string {
	words := make(map[Status]string, len(statusIcons))
	for s := range statusIcons {
		words[s] = s.Word(d.Text)
	}
	return words
}

// appendPlace writes the classes that put something from one minute to another.
func (d Grid) appendPlace(b []byte, from, to int) []byte {
	first := max(0, min((from-d.From)/cellMin, static.Cells-1))
	last := max(first+1, min((to-d.From+cellMin-1)/cellMin, (d.To-d.From+cellMin-1)/cellMin))
	b = strconv.AppendInt(append(b, 't'), int64(first), 10)
	return strconv.AppendInt(append(b, " d"...), int64(last-first), 10)
}

// appendClock writes minutes after midnight as "14:05".
func appendClock(b []byte, minute int) []byte {
	h, m := minute/60, minute%60
	return append(b, byte('0'+h/10), byte('0'+h%10), ':', byte('0'+m/10), byte('0'+m%10))
}

func (d Grid) appendNow(b []byte) []byte {
	if d.NowMin < d.From || d.NowMin >= d.To {
		return b
	}
	cell := strconv.Itoa((d.NowMin - d.From) / cellMin)
	return add(b, `<div class="cal-now t`, cell, `" data-cell="`, cell, `"></div>`)
}

func (d Grid) appendOff(b []byte, o Off) []byte {
	if o.To <= d.From || o.From >= d.To {
		return b
	}
	b = d.appendPlace(add(b, `<div class="cal-off `), max(o.From, d.From), o.To)
	b = appendAttr(b, `" data-kind="`, o.Kind)
	return add(appendAttr(b, `"><span>`, o.Reason), `</span></div>`)
}

func (d Grid) appendGap(b []byte, gap Gap, free string) []byte {
	b = d.appendPlace(add(b, `<a class="cal-gap `), gap.From, gap.To)
	b = strconv.AppendInt(add(b, `" data-from="`), int64(gap.From), 10)
	b = appendAttr(appendAttr(b, `" href="`, gap.Href), `">`, free)
	b = add(appendClock(add(b, " "), gap.From), "–")
	return add(appendClock(b, gap.To), `</a>`)
}

// appendBlock writes one block. Visible text and an unseen suffix name it; an aria-label would
// contradict what is seen. Short blocks drop lines by their size, never the name.
func (d Grid) appendBlock(b []byte, k *Block, words map[Status]string) []byte {
	b = add(d.appendPlace(add(b, `<a class="block `), k.From, k.To), k.lane())
	b = appendAttr(b, `" draggable="false" href="`, k.Href)
	b = appendAttr(b, `" data-visit="`, k.Visit)
	b = k.appendPlace(add(b, `" data-status="`, string(k.Status)))
	if lines := (k.To - k.From) / 15; lines <= 2 {
		b = add(b, `" data-size="`, strconv.Itoa(max(1, lines)))
	}
	if k.Past {
		b = add(b, `" data-past="`)
	}
	if k.Clashes {
		b = add(b, `" data-conflict="`)
	}
	b = add(appendIcon(add(b, `"><b>`), statusIcons[k.Status]), `<span`)
	if k.Lang != "" {
		b = add(appendAttr(b, ` lang="`, k.Lang), `"`)
	}
	b = add(appendAttr(b, `>`, k.Client), `</span><time>`)
	b = add(appendClock(b, k.From), `</time></b>`)
	b = appendMarks(add(appendAttr(b, `<i>`, k.Service), `</i>`), k.Marks)
	b = appendClock(add(b, `<span class="unseen">–`), k.To)
	return add(appendAttr(b, ", ", words[k.Status]), `</span></a>`)
}

// appendPlace writes what moving needs to know, for a block that may go elsewhere.
func (k *Block) appendPlace(b []byte) []byte {
	if k.Seen == "" {
		return b
	}
	b = strconv.AppendInt(add(b, `" data-n="`), int64(k.N), 10)
	if k.Col != "" {
		b = appendAttr(b, `" data-col="`, k.Col)
	}
	b = add(b, `" data-seen="`, k.Seen)
	b = strconv.AppendInt(add(b, `" data-from="`), int64(k.From), 10)
	return strconv.AppendInt(add(b, `" data-to="`), int64(k.To), 10)
}

func (k *Block) lane() string {
	switch {
	case k.Lanes < 2:
		return ""
	case k.Lane == 0:
		return " half"
	}
	return " lane2"
}

func appendMarks(b []byte, marks []BlockMark) []byte {
	if len(marks) == 0 {
		return b
	}
	b = add(b, `<em>`)
	for _, m := range marks {
		b = add(appendEscaped(appendIcon(add(b, `<span>`), m.Icon), m.Word), `</span>`)
	}
	return add(b, `</em>`)
}

var sprite = sync.OnceValue(func() string { return static.URL("icons.svg") })

func appendIcon(b []byte, name string) []byte {
	if name == "" {
		return b
	}
	return add(b,
		`<svg class="icon" aria-hidden="true" focusable="false"><use href="`, sprite(), "#", name, `"></use></svg>`)
}

// add appends markup as it is.
func add(b []byte, markup ...string) []byte {
	for _, m := range markup {
		b = append(b, m...)
	}
	return b
}

// appendAttr appends markup as it is and then a value, escaped.
func appendAttr(b []byte, markup, value string) []byte {
	return appendEscaped(append(b, markup...), value)
}

// appendEscaped writes text so that it is text everywhere, in elements and in quoted attributes.
func appendEscaped(b []byte, s string) []byte {
	from := 0
	for i := 0; i < len(s); i++ {
		var to string
		switch s[i] {
		case '&':
			to = "&amp;"
		case '<':
			to = "&lt;"
		case '>':
			to = "&gt;"
		case '"':
			to = "&#34;"
		case '\'':
			to = "&#39;"
		default:
			continue
		}
		b = append(append(b, s[from:i]...), to...)
		from = i + 1
	}
	return append(b, s[from:]...)
}

var scratch = sync.Pool{New: func() any { b := make([]byte, 0, 32<<10); return &b }}

// appended writes what fill appends to a pooled buffer, in one call.
func appended(w io.Writer, fill func([]byte) []byte) error {
	p := scratch.Get().(*[]byte)
	defer scratch.Put(p)
	*p = fill((*p)[:0])
	_, err := w.Write(*p)
	return err
}

// DayBar is the bar above a calendar, DayFigures the line of numbers beneath it.
func DayBar(nodes ...Node) Node { return h.Header(h.Class("dayhead"), g.Group(nodes)) }

// DayFigures is a line of small figures.
func DayFigures(nodes ...Node) Node { return class("daybar", nodes) }

// Unlabelled is a control whose label only screen readers see, because its value says what it is.
func Unlabelled(id, label string, control Node) Node {
	return g.Group([]Node{h.Label(h.Class("unseen"), h.For(id), g.Text(label)), control})
}

// Labelled is a small control with its label before it.
func Labelled(id, label string, control Node) Node {
	return h.Div(h.Class("row"), h.Label(h.Class("small"), h.For(id), g.Text(label)), control)
}

// Scriptless is what only a page without script needs, such as the button of a form that otherwise
// sends itself.
func Scriptless(node Node) Node { return h.Span(h.Class("scriptless"), node) }
