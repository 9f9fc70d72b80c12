package web

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"branchbook/edge/desk"
	"branchbook/sync/booking"
	"branchbook/sync/courses"
	"branchbook/sync/fact"
	"branchbook/sync/hours"
	"branchbook/sync/money"
	"branchbook/ui/kit"
	"branchbook/ui/text"

	pages "branchbook/ui/desk"
)

// day is the calendar of one date.
func (s *site) day(w http.ResponseWriter, r *http.Request) {
	on, err := fact.ParseDate(chi.URLParam(r, "on"))
	if err != nil {
		s.fail(w, r, fact.ErrNotFound)
		return
	}
	a, _, _ := s.around(r)
	s.again(w, r, a, func() (kit.Node, bool) {
		day, err := s.desk.Day(r.Context(), on)
		if err != nil {
			s.fail(w, r, err)
			return nil, false
		}
		return s.dayPage(w, r, a, day)
	})
}

// pinned is a visit that is to be put on a day; nil where it stands there already, or cannot go anywhere.
func (s *site) pinned(r *http.Request, t *text.Text, day desk.Day, id booking.VisitID) *pages.Pinned {
	p, err := s.desk.Visit(r.Context(), id)
	if err != nil || p.Visit.On == day.On || !p.Visit.Status.Open() || len(p.Visit.Blocks) == 0 || p.Visit.Untimed {
		return nil
	}
	first := p.Visit.Blocks[0]
	b := block(t, day, desk.DayBlock{Visit: p.Visit, Block: first, Client: p.Client,
		Service: serviceNames(p.Lists, p.Visit)})
	return &pages.Pinned{Block: b, Practitioner: first.Practitioner, From: p.Visit.On}
}

// staffTicks are those who have a column that day, and whether this screen shows it.
func staffTicks(all, shown []desk.Column) (ticks []pages.StaffTick) {
	for _, c := range all {
		ticks = append(ticks, pages.StaffTick{ID: string(c.Practitioner.ID), Name: c.Practitioner.Name(),
			Shown: slices.ContainsFunc(shown,
				func(s desk.Column) bool { return s.Practitioner.ID == c.Practitioner.ID })})
	}
	return ticks
}

func dayPath(on fact.Date) string {
	if on == "" {
		return ""
	}
	return pages.DayPath(on)
}

func dayView(t *text.Text, d desk.Day) pages.Day {
	v := pages.Day{On: d.On}
	if len(d.Opening) == 0 && len(d.Columns) == 0 && len(d.Untimed) == 0 {
		v.Closed, v.NextOpen = d.Reason, d.Next
		if v.Closed == "" {
			v.Closed = t.T("day.off")
		}
		if len(d.Lists.Practitioners) == 0 {
			v.Closed = ""
		}
	}
	from, to := bounds(d)
	v.Grid = kit.Grid{From: from, To: to, NowMin: -1}
	if d.On == d.Now.On {
		v.Grid.NowMin = d.Now.Min
	}
	for _, c := range d.Columns {
		v.Grid.Columns = append(v.Grid.Columns, column(t, d, c, from, to))
	}
	v.Untimed, v.Ended = besideTheGrid(d.Lists, d.Untimed), besideTheGrid(d.Lists, d.Ended)
	return v
}

// besideTheGrid is the visits that the columns do not show, the earliest first.
func besideTheGrid(l desk.Lists, visits []desk.Visit) (all []pages.Untimed) {
	for _, u := range visits {
		one := pages.Untimed{Visit: string(u.ID), Client: u.Client.Name, Service: serviceNames(l, u.Visit),
			Status: statusOfVisit(u.Status)}
		if len(u.Blocks) > 0 && u.Blocks[0].Timed() {
			one.When = u.Blocks[0].Start.Clock()
		}
		all = append(all, one)
	}
	slices.SortStableFunc(all, func(x, y pages.Untimed) int { return cmp.Compare(x.When, y.When) })
	return all
}

// bounds are the wall minutes that the calendar shows: all that is white or booked, on whole hours.
func bounds(d desk.Day) (from, to int) {
	from, to = 24*60, 0
	widen := func(a, b int) { from, to = min(from, a), max(to, b) }
	for _, c := range d.Columns {
		for _, i := range c.Hours {
			if i.State == hours.Free {
				widen(i.From, i.To)
			}
		}
		for _, b := range c.Blocks {
			widen(b.Block.Start.Min, endMin(b.Block))
		}
	}
	if from >= to {
		return 9 * 60, 18 * 60
	}
	return from / 60 * 60, min(24*60, (to+59)/60*60)
}

// endMin is where a block ends on its own day.
func endMin(b booking.Standing) int {
	if b.End.On != b.Start.On {
		return 24 * 60
	}
	return b.End.Min
}

func column(t *text.Text, d desk.Day, c desk.Column, from, to int) kit.GridColumn {
	g := kit.GridColumn{
		ID: string(c.Practitioner.ID), On: d.On, Name: c.Practitioner.Name(), Beneath: c.Practitioner.JobTitle,
	}
	busy := occupied(c)
	for i, b := range c.Blocks {
		k := block(t, d, b)
		if b.Block.Conflict != "" {
			k.Marks = append([]kit.BlockMark{overlapMark(t, c.Blocks, i)}, k.Marks...)
		}
		if word := astray(t, c, b); word != "" && b.Visit.Status.Open() {
			k.Marks = append([]kit.BlockMark{{Icon: "triangle-alert", Word: word}}, k.Marks...)
		}
		g.Blocks = append(g.Blocks, k)
	}
	lanes(g.Blocks)
	if n := endedWith(d, c); n > 0 {
		g.More = kit.Crumb{Href: pages.ListPath(d.On, g.ID, string(kit.Cancelled)), Word: t.N("day.n_cancelled", n)}
	}
	for _, i := range c.Hours {
		a, b := max(i.From, from), min(i.To, to)
		if a >= b {
			continue
		}
		if c.Practitioner.Retired && i.State == hours.Free {
			i.State, i.Reason = hours.Outside, t.T("settings.retired_practitioners")
		}
		if i.State != hours.Free {
			g.Off = append(g.Off, kit.Off{From: a, To: b, Kind: offKind(i.State), Reason: offReason(t, i)})
			continue
		}
		g.Gaps = append(g.Gaps, gaps(d, c, a, b, busy)...)
	}
	return g
}

// endedWith counts a practitioner's cancelled visits of the day.
func endedWith(d desk.Day, c desk.Column) (n int) {
	for _, v := range d.Ended {
		if v.Status == booking.Cancelled && slices.ContainsFunc(v.Blocks, func(b booking.Standing) bool {
			return b.Practitioner == string(c.Practitioner.ID)
		}) {
			n++
		}
	}
	return n
}

// astray says why a block cannot stay where it stands: a change of hours or of staff left it there (SCH-2).
func astray(t *text.Text, c desk.Column, b desk.DayBlock) string {
	switch {
	case c.Practitioner.Retired:
		return t.T("settings.retired_practitioners")
	case !desk.Works(c.Hours, b.Block.Start.Min, endMin(b.Block)):
		return t.T("off.outside")
	}
	return ""
}

// gaps are the free runs of a working interval, each with the address of the form that books it. What has
// passed is not offered.
func gaps(d desk.Day, c desk.Column, from, to int, busy []bool) []kit.Gap {
	var all []kit.Gap
	if d.On < d.Now.On {
		return nil
	}
	if d.On == d.Now.On {
		from = max(from, d.Now.Min/booking.CellMin*booking.CellMin)
	}
	start := -1
	for m := from; m <= to; m += booking.CellMin {
		free := m < to && !busy[m/booking.CellMin]
		switch {
		case free && start < 0:
			start = m
		case !free && start >= 0:
			all = append(all, kit.Gap{
				From: start, To: m,
				Href: pages.BookPath(string(c.Practitioner.ID), d.On, fact.Clock24(start), ""),
			})
			start = -1
		}
	}
	return all
}

func block(t *text.Text, d desk.Day, b desk.DayBlock) kit.Block {
	k := kit.Block{
		Visit: string(b.Visit.ID), Href: pages.VisitPath(string(b.Visit.ID)), Client: b.Client.Name, Service: b.Service,
		From: b.Block.Start.Min, To: endMin(b.Block), Status: statusOfVisit(b.Visit.Status), Lanes: 1,
		Past: b.Block.End.UTC < d.Now.UTC, Clashes: b.Block.Conflict != "",
	}
	if b.Visit.Status.Open() && b.Block.End.On == b.Block.Start.On {
		k.N, k.Seen = b.N, desk.Standing(b.Visit)
	}
	if b.Position != nil {
		k.Marks = append(k.Marks, kit.BlockMark{Icon: "layers", Word: positionWords(t, *b.Position)})
	}
	if b.First {
		k.Marks = append(k.Marks, kit.BlockMark{Icon: "sparkles", Word: t.T("visit.first")})
	}
	if b.Owed > 0 {
		k.Marks = append(k.Marks, kit.BlockMark{Icon: "wallet", Word: t.T("card.owed_short",
			"Amount", t.Money(money.Of(b.Owed, d.Lists.Branch.Currency)))})
	}
	if b.Client.Warnings != "" || b.Client.Allergies != "" {
		k.Marks = append(k.Marks, kit.BlockMark{Icon: "triangle-alert", Word: t.T("client.warnings")})
	}
	if b.Visit.Source == booking.Web {
		k.Marks = append(k.Marks, kit.BlockMark{Icon: "globe", Word: t.T("source.web")})
	}
	if b.Visit.AskedFor != "" && b.Visit.AskedFor == b.Block.Practitioner {
		k.Marks = append(k.Marks, kit.BlockMark{Icon: "user", Word: t.T("visit.asked")})
	}
	if b.Noted {
		k.Marks = append(k.Marks, kit.BlockMark{Icon: "file-text", Word: t.T("visit.note")})
	}
	return k
}

// overlapMark names the visit that shares a block's time, whether a manager allowed it or two incarnations of the box
// booked it.
func overlapMark(t *text.Text, column []desk.DayBlock, i int) kit.BlockMark {
	own := column[i].Block
	for n, other := range column {
		from, to := other.Block.Cells()
		first, last := own.Cells()
		if n != i && from < last && first < to {
			return kit.BlockMark{Icon: "triangle-alert",
				Word: t.T("visit.overlaps", "Client", other.Client.Name, "At", other.Block.Start.Clock())}
		}
	}
	return kit.BlockMark{Icon: "triangle-alert", Word: overlapWords(t, own.Conflict)}
}

// positionWords says a place in a course as CAL-12 wants it: how many are left where few are.
func positionWords(t *text.Text, p courses.Position) string {
	switch p.Left {
	case 0:
		return t.T("course.last")
	case 1, 2:
		return t.N("course.few_left", p.Left)
	}
	return t.T("course.position", "N", p.Nth, "Whole", p.Of)
}

// lanes sets blocks side by side where a manager allowed them to overlap.
func lanes(blocks []kit.Block) {
	for i := range blocks {
		for j := range i {
			if blocks[j].To > blocks[i].From && blocks[i].To > blocks[j].From {
				blocks[i].Lanes, blocks[j].Lanes = 2, 2
				blocks[i].Lane = 1 - blocks[j].Lane
			}
		}
	}
}

func offKind(s hours.State) string {
	switch s {
	case hours.Break:
		return "break"
	case hours.Blocking:
		return "block"
	case hours.Absent, hours.CalledOff:
		return "absence"
	}
	return "closed"
}

func offReason(t *text.Text, i hours.Interval) string {
	if i.Reason != "" {
		return i.Reason
	}
	switch i.State {
	case hours.Outside:
		return ""
	}
	return t.T("off." + offKind(i.State))
}

// statusOfVisit is a status in the words of the pages.
func statusOfVisit(s booking.Status) kit.Status {
	switch s {
	case booking.InTreatment:
		return kit.Started
	case booking.NoShow:
		return kit.NoShow
	}
	return kit.Status(s)
}

func serviceNames(l desk.Lists, v booking.Visit) string {
	var names []string
	for _, b := range v.Blocks {
		if name := l.Service(b.Service).Name; name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return join(names)
}

func join(parts []string) string {
	out := ""
	for _, p := range parts {
		if p == "" {
			continue
		}
		if out != "" {
			out += ", "
		}
		out += p
	}
	return out
}
