package desk

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"branchbook/sync/booking"
	"branchbook/sync/catalogue"
	"branchbook/sync/clients"
	"branchbook/sync/courses"
	"branchbook/sync/fact"
	"branchbook/sync/hours"
	"branchbook/sync/journal"
	"branchbook/sync/money"
	"branchbook/sync/people"
)

const monday = fact.Date("2024-05-06")

func TestBookSideBySide(t *testing.T) {
	h := newHouse(t)
	h.book(h.facialAt(monday, 12)) // Sato and the room, 12 to 13
	zero := money.Minor(-1)
	tests := []struct {
		name   string
		change func(*BookVisit)
		want   string
	}{
		{"free time", func(*BookVisit) {}, ""},
		{"two blocks, two practitioners", func(b *BookVisit) {
			b.Blocks = append(b.Blocks, Block{Service: h.rub, Practitioner: h.ito, StartMin: 11 * 60})
		}, ""},
		{"a day without an hour", func(b *BookVisit) { b.Untimed = true; b.Blocks[0].Practitioner = "" }, ""},
		{"a new client", func(b *BookVisit) {
			b.Client, b.NewClient = "", &RegisterClient{Card: clients.Card{Given: "Rin"}}
		}, ""},
		{"Sato is taken", func(b *BookVisit) { b.Blocks[0].Service, b.Blocks[0].StartMin = h.rub, 12*60+30 },
			"slot_taken@blocks.0.start"},
		{"the room is taken", func(b *BookVisit) { b.Blocks[0].Practitioner, b.Blocks[0].StartMin = h.ito, 12*60+30 },
			"resource_full@blocks.0.start"},
		{"Ito without the room", func(b *BookVisit) {
			b.Blocks[0] = Block{Service: h.rub, Practitioner: h.ito, StartMin: 12 * 60}
		}, ""},
		{"before opening", func(b *BookVisit) { b.Blocks[0].StartMin = 8 * 60 }, "grey_time@blocks.0.start"},
		{"nobody", func(b *BookVisit) { b.Client = "" }, "no_client@client"},
		{"an unknown client", func(b *BookVisit) { b.Client = "x" }, "no_client@client"},
		{"a new client without a name", func(b *BookVisit) { b.Client, b.NewClient = "", &RegisterClient{} },
			"name_or_phone@family"},
		{"an unknown service", func(b *BookVisit) { b.Blocks[0].Service = "x" }, "no_service@blocks.0.service"},
		{"an unknown practitioner", func(b *BookVisit) { b.Blocks[0].Practitioner = "x" },
			"not_able@blocks.0.practitioner"},
		{"a wrong price", func(b *BookVisit) { b.Blocks[0].PriceMinor = &zero }, "price@blocks.0.price"},
		{"no date", func(b *BookVisit) { b.On = "" }, "date@on"},
		{"a contract that is not there", func(b *BookVisit) { b.Blocks[0].Cover.Contract = "x" },
			"contract_unknown@blocks.0.session"},
		{"the desk may not book over", func(b *BookVisit) { b.Overlap = true }, "overlap_forbidden@overlap"},
		{"everything at once", func(b *BookVisit) { b.Client, b.Source, b.Blocks[0].StartMin = "", "", 8*60 },
			"no_client@client no_source@source grey_time@blocks.0.start"},
	}
	for i, test := range tests {
		in := h.facialAt(monday, 10)
		in.On = monday
		test.change(&in)
		out, err := h.d.Book(context.Background(), h.mais(), in)
		if codes(err) != test.want {
			t.Errorf("%s: %q, want %q", test.name, codes(err), test.want)
		}
		if err == nil { // leave the day as it was
			_, err := h.d.Cancel(context.Background(), h.mais(),
				CancelVisit{Visit: booking.VisitID(out.Subject("visit:")), Reason: "mistake"})
			h.must(err)
		} else if out.Height != 0 {
			t.Errorf("%s: refused and committed (%d)", test.name, i)
		}
	}
	h.sound()
}

func TestTheLoserIsToldByWhom(t *testing.T) {
	h := newHouse(t)
	h.book(h.facialAt(monday, 12))
	in := h.facialAt(monday, 12)
	in.Client = h.ken
	_, err := h.d.Book(context.Background(), h.yukis(), in)
	rs := fact.AsRefusals(err)
	if len(rs) != 1 || rs[0].Args["by"] != "Mai" || rs[0].Args["client"] != "Suzuki Hana" ||
		rs[0].Args["at"] != "08:00" || rs[0].Args["next"] != "13:00" ||
		rs[0].Sentence != "This time was taken by Mai for Suzuki Hana at 08:00. The next free start is 13:00." {
		t.Errorf("%+v", rs)
	}
	in.Blocks[0].Practitioner = h.ito
	_, err = h.d.Book(context.Background(), h.yukis(), in)
	if rs := fact.AsRefusals(err); len(rs) != 1 || !strings.HasPrefix(rs[0].Sentence, "Room 1 is not free") {
		t.Errorf("%+v", rs)
	}
	in.Blocks[0] = Block{Service: h.rub, Practitioner: h.sato, StartMin: 12 * 60}
	in.Overlap = true
	out, err := h.d.Book(context.Background(), h.yukis(), in)
	visit := h.visit(booking.VisitID(h.done("visit:", out, err)))
	if visit.Visit.Blocks[0].Conflict != "allowed" {
		t.Errorf("a manager's overlap is not marked: %+v", visit.Visit.Blocks)
	}
	h.sound()
}

func TestManyDesksOneSlot(t *testing.T) {
	h := newHouse(t)
	var wg sync.WaitGroup
	var mu sync.Mutex
	won, told := 0, 0
	for i := range 12 {
		by, in := h.mais(), h.facialAt(monday, 12)
		if i%2 == 0 {
			by, in.Client = h.yukis(), h.ken
		}
		wg.Go(func() {
			_, err := h.d.Book(context.Background(), by, in)
			mu.Lock()
			defer mu.Unlock()
			rs := fact.AsRefusals(err)
			switch {
			case err == nil:
				won++
			case len(rs) == 1 && rs[0].Code == "slot_taken" && (rs[0].Args["by"] == "Mai" || rs[0].Args["by"] == "Yuki"):
				told++
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if won != 1 || told != 11 {
		t.Errorf("%d won, %d were told", won, told)
	}
	h.sound()
}

func TestOneFormOneEffect(t *testing.T) {
	h := newHouse(t)
	c := h.sell(h.facials(100_000, 10, nil), 100_000)
	ctx, by, in := context.Background(), h.mais(), h.facialAt(monday, 12)
	first, err := h.d.Book(ctx, by, in)
	h.must(err)
	again, err := h.d.Book(ctx, by, in)
	if err != nil || !again.Repeated || again.Height != first.Height {
		t.Errorf("clicked twice: %+v, %v", again, err)
	}
	var conflict *journal.Conflict
	if _, err := h.d.Book(ctx, by, h.facialAt(monday, 15)); !errors.As(err, &conflict) ||
		conflict.Earlier.Height != first.Height {
		t.Errorf("same form, other values: %v", err)
	}
	if got := h.states(c); got != "9 1 0 0 0" {
		t.Errorf("sessions %s", got)
	}
	h.sound()
}

func TestSessionsFollowTheVisit(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	old := h.sell(h.facials(100_000, 10, func(terms *catalogue.Terms) {
		terms.Validity = catalogue.Validity{Since: catalogue.SinceSale, Months: 6}
	}), 100_000)
	soon := h.sell(h.facials(20_000, 2, func(terms *catalogue.Terms) {
		terms.Validity = catalogue.Validity{Since: catalogue.SinceSale, Months: 1}
	}), 20_000)
	expect := func(what, ofSoon, ofOld string) {
		t.Helper()
		if a, b := h.states(soon), h.states(old); a != ofSoon || b != ofOld {
			t.Errorf("%s: %s and %s, want %s and %s", what, a, b, ofSoon, ofOld)
		}
	}
	in := h.facialAt(monday, 10)
	in.Blocks = append(in.Blocks, Block{Service: h.rub, Practitioner: h.sato, StartMin: 11 * 60},
		Block{Service: h.facial, Practitioner: h.sato, StartMin: 12 * 60})
	visit := h.book(in)
	expect("earliest end first, two facials", "0 2 0 0 0", "10 0 0 0 0")

	// Only the last facial stays, now at another hour.
	_, err := h.d.Move(ctx, h.mais(), MoveVisit{Visit: visit, On: monday, Blocks: []Block{
		{Service: h.facial, Practitioner: h.sato, StartMin: 15 * 60}}})
	h.must(err)
	expect("left out blocks give back", "1 1 0 0 0", "10 0 0 0 0")

	to := MoveVisit{Visit: visit, On: "2024-07-01", Blocks: []Block{
		{Service: h.facial, Practitioner: h.sato, StartMin: 15 * 60}}}
	if _, err := h.d.Move(ctx, h.mais(), to); codes(err) != "contract_expired@blocks.0.session" {
		t.Error("beyond its last day:", err)
	}
	to.Blocks[0].Cover.Contract = old
	_, err = h.d.Move(ctx, h.mais(), to)
	h.must(err)
	expect("the desk chose another contract", "2 0 0 0 0", "9 1 0 0 0")
	to.On, to.Blocks[0].Cover = "2024-07-02", Cover{None: true}
	_, err = h.d.Move(ctx, h.mais(), to)
	h.must(err)
	expect("the desk chose none", "2 0 0 0 0", "10 0 0 0 0")
	to.On, to.Blocks[0].Cover = "2024-07-03", Cover{}
	_, err = h.d.Move(ctx, h.mais(), to)
	h.must(err)
	expect("without a session it stays", "2 0 0 0 0", "10 0 0 0 0")
	h.sound()
}

// A visit that swaps its services needs at the first block what the second gives up.
func TestBlocksSwapSessions(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	out, err := h.d.DefineProduct(ctx, h.yukis(), DefineProduct{Product: catalogue.Product{
		Name: "Pair", PriceMinor: 14_000, Currency: "JPY", Terms: catalogue.DefaultTerms(),
		Items: []catalogue.Item{{Service: h.facial, Sessions: 1, ListMinor: 10_000},
			{Service: h.rub, Sessions: 1, ListMinor: 4_000}}}})
	c := h.sell(catalogue.ProductID(h.done("product:", out, err)), 14_000)
	in := h.facialAt(monday, 10)
	in.Blocks = append(in.Blocks, Block{Service: h.rub, Practitioner: h.sato, StartMin: 11 * 60})
	visit := h.book(in)
	_, err = h.d.Move(ctx, h.mais(), MoveVisit{Visit: visit, On: monday, Blocks: []Block{
		{Service: h.rub, Practitioner: h.sato, StartMin: 10 * 60},
		{Service: h.facial, Practitioner: h.sato, StartMin: 11 * 60}}})
	if err != nil || h.states(c) != "0 2 0 0 0" {
		t.Errorf("%v, %s", err, h.states(c))
	}
	h.sound()
}

func TestStaleEdits(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	visit := h.book(h.facialAt(monday, 12))
	seen := h.visit(visit).Seen
	move := func(hour int, seen string) error {
		_, err := h.d.Move(ctx, h.mais(), MoveVisit{Visit: visit, On: monday, Seen: seen, Blocks: []Block{
			{Service: h.facial, Practitioner: h.sato, StartMin: hour * 60}}})
		return err
	}
	h.must(move(14, seen))
	var stale *Stale
	if err := move(15, seen); !errors.As(err, &stale) || stale.Subject != "visit:"+string(visit) {
		t.Error("moved from an old page:", err)
	}
	h.must(move(15, h.visit(visit).Seen))

	page, err := h.d.Client(ctx, h.hana)
	h.must(err)
	change := ChangeClient{Client: h.hana, Card: page.Card, Seen: page.Seen}
	change.Card.Notes = "prefers mornings"
	h.book(h.facialAt("2024-05-07", 12)) // a booking is no change of the card
	_, err = h.d.ChangeClient(ctx, h.mais(), change)
	h.must(err)
	if _, err := h.d.ChangeClient(ctx, h.yukis(), change); !errors.As(err, &stale) {
		t.Error("changed from an old page:", err)
	}
	lists, err := h.d.Lists(ctx)
	h.must(err)
	service := lists.Service(string(h.rub))
	seen, service.PriceMinor = Tag(service), 5_000
	_, err = h.d.DefineService(ctx, h.yukis(), DefineService{Service: service, Seen: seen})
	h.must(err)
	_, err = h.d.DefineService(ctx, h.yukis(), DefineService{Service: service, Seen: seen})
	if !errors.As(err, &stale) {
		t.Error("defined from an old page:", err)
	}
	h.sound()
}

func TestTheDay(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	h.sell(h.facials(100_000, 10, nil), 100_000)
	h.book(h.facialAt(monday, 12))
	walkIn := h.facialAt(monday, 10)
	walkIn.Untimed, walkIn.Client, walkIn.Note = true, h.ken, "by phone"
	note := h.visit(h.book(walkIn))
	if note.Note != "by phone" || note.Client.Name != "Suzuki Ken" || len(note.History) != 1 ||
		note.History[0].By != "Mai" {
		t.Errorf("%+v", note)
	}
	day, err := h.d.Day(ctx, monday)
	h.must(err)
	if len(day.Columns) != 2 || len(day.Untimed) != 1 || day.Untimed[0].Client.Name != "Suzuki Ken" ||
		day.Next != "2024-05-07" || day.Counts[booking.Booked] != 2 {
		t.Fatalf("%+v", day)
	}
	var blocks []DayBlock
	for _, c := range day.Columns {
		blocks = append(blocks, c.Blocks...)
	}
	if len(blocks) != 1 || blocks[0].Client.Name != "Suzuki Hana" || blocks[0].Service != "Facial" ||
		blocks[0].Position == nil || blocks[0].Position.String() != "1 of 10" {
		t.Errorf("%+v", blocks)
	}
	starts, err := h.d.Starts(ctx, monday, []Block{{Service: h.facial, Practitioner: h.sato}})
	if err != nil || len(starts) == 0 || starts[0].Clock() != "09:00" {
		t.Errorf("%v, %v", starts, err)
	}
	for _, s := range starts {
		if s.Min > 11*60 && s.Min < 13*60 {
			t.Error("a facial fits at", s.Clock())
		}
	}
}

func TestAbsenceListsItsVisits(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	visit := h.book(h.facialAt(monday, 12))
	out, err := h.d.Absent(ctx, h.yukis(), hours.AbsenceSet{
		Practitioner: string(h.sato), FromOn: monday, ToOn: monday, Reason: "ill"})
	if err != nil || len(out.Affected) != 1 || out.Affected[0].Visit != visit {
		t.Fatalf("%+v, %v", out.Affected, err)
	}
	if _, err := h.d.Book(ctx, h.mais(), h.facialAt(monday, 15)); codes(err) != "grey_time@blocks.0.start" {
		t.Error(err)
	}
	absence := ""
	h.must(h.d.read(ctx, func(v *view) error {
		all, err := hours.Absences(v, v.JID(), monday, monday)
		absence = all[0].Absence
		return err
	}))
	cleared, err := h.d.ClearAbsence(ctx, h.yukis(), absence, monday)
	if err != nil || len(cleared.Affected) != 0 {
		t.Errorf("%+v, %v", cleared, err)
	}
	if _, err := h.d.ClearAbsence(ctx, h.yukis(), "x", monday); !errors.Is(err, fact.ErrNotFound) {
		t.Error(err)
	}
	h.book(h.facialAt(monday, 15))
	h.sound()
}

func TestTakenAtStart(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	c := h.sell(h.facials(100_000, 10, func(terms *catalogue.Terms) { terms.Taken = catalogue.TakenAtStart }), 100_000)
	visit := h.book(h.facialAt(monday, 18))
	round := func(at string, want int) {
		t.Helper()
		h.at(at)
		if taken, err := h.d.TakeDue(ctx); err != nil || taken != want {
			t.Errorf("at %s: %d taken, %v, want %d", at, taken, err, want)
		}
	}
	round("2024-05-06T17:59", 0)
	round("2024-05-06T18:00", 1)
	round("2024-05-06T18:01", 0)
	page := h.visit(visit)
	if page.Visit.Status != booking.Booked || len(page.Sessions) != 1 || page.Sessions[0].State != courses.Earned {
		t.Errorf("%+v", page)
	}
	_, err := h.d.NoShow(ctx, h.mais(), visit)
	h.must(err)
	if got := h.states(c); got != "9 0 0 1 0" {
		t.Error("taken whether or not the client came:", got)
	}
	_, err = h.d.Reopen(ctx, h.yukis(), ReopenVisit{Visit: visit, Reason: "came late"})
	h.must(err)
	if got := h.states(c); got != "9 0 0 1 0" {
		t.Error("a visit that begins again does not give it back:", got)
	}
	h.complete(visit)
	if got := h.states(c); got != "9 0 0 1 0" {
		t.Error("and taken once:", got)
	}
	h.sound()
}

// By of a role that the table of roles does not know may nothing of its own.
func TestOverlapNeedsARole(t *testing.T) {
	h := newHouse(t)
	in := h.facialAt(monday, 12)
	in.Overlap = true
	for role, want := range map[people.Role]string{
		people.Manager: "", people.Desk: "overlap_forbidden@overlap", "": "overlap_forbidden@overlap"} {
		_, err := h.d.Book(context.Background(), h.by(h.mai, role), in)
		if codes(err) != want {
			t.Errorf("%q: %v", role, err)
		}
	}
}
