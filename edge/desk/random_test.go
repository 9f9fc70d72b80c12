package desk

import (
	"context"
	"flag"
	"testing"
	"time"

	"pgregory.net/rapid"

	"branchbook/sync/booking"
	"branchbook/sync/catalogue"
	"branchbook/sync/clients"
	"branchbook/sync/courses"
	"branchbook/sync/fact"
	"branchbook/sync/hours"
)

// TestAnyDayAtTheDesk plays random intents. Whatever is asked, in whatever order, an answer is a commit or a
// refusal; afterwards the books balance, every session is somewhere, and the journal folds to the same tables.
func TestAnyDayAtTheDesk(t *testing.T) {
	if testing.Short() {
		t.Skip("verifies whole books")
	}
	fewer(t, "25") // each opens a book and verifies it
	rapid.Check(t, func(rt *rapid.T) {
		h := newHouse(t)
		p := &player{house: h, rt: rt}
		for range rapid.IntRange(5, 40).Draw(rt, "steps") {
			p.step()
		}
		for _, c := range p.contracts {
			if n := h.contract(c).Count(0, courses.Free, courses.Held, courses.Parked, courses.Earned, courses.Burned,
				courses.Refunded); n != 4 {
				rt.Fatalf("%d of 4 sessions: %s", n, h.states(c))
			}
		}
		h.sessionsOfVisits(p.visits)
		report, err := h.d.Journal.Verify(context.Background(), t.TempDir())
		if err != nil || len(report.Problems) > 0 {
			rt.Fatal(report.Problems, err)
		}
	})
}

// fewer runs a property less often than usual, unless somebody asked for a number.
func fewer(t *testing.T, checks string) {
	f := flag.Lookup("rapid.checks")
	if usual := f.Value.String(); usual == f.DefValue {
		t.Cleanup(func() { _ = f.Value.Set(usual) }) // it was its own value
		if err := f.Value.Set(checks); err != nil {
			t.Fatal(err)
		}
	}
}

// player does what a person might do next.
type player struct {
	*house
	rt        *rapid.T
	visits    []booking.VisitID
	contracts []courses.ContractID
}

func (p *player) step() {
	ctx := context.Background()
	what := rapid.SampledFrom([]string{"sign", "book", "book", "book", "move", "cancel", "arrive", "complete",
		"miss", "reopen", "undo", "undo", "undo", "later", "due", "return", "reverse", "terminate", "rename", "holiday"}).Draw(p.rt, "what")
	var err error
	switch what {
	case "later":
		p.clock.mu.Lock()
		p.clock.now = p.clock.now.Add(time.Duration(rapid.IntRange(1, 30).Draw(p.rt, "hours")) * time.Hour)
		p.clock.mu.Unlock()
	case "due":
		_, err = p.d.TakeDue(ctx)
	case "sign":
		err = p.sign(ctx)
	case "book":
		in := BookVisit{Client: p.hana, Source: booking.Desk, On: p.date(), Blocks: p.blocks(),
			Untimed: rapid.IntRange(0, 9).Draw(p.rt, "untimed") == 0}
		out, e := p.d.Book(ctx, p.mais(), in)
		if err = e; err == nil {
			p.visits = append(p.visits, booking.VisitID(out.Subject("visit:")))
		}
	case "return", "reverse", "terminate":
		err = p.byHand(ctx, what)
	case "rename":
		_, err = p.d.ChangeClient(ctx, p.mais(), ChangeClient{Client: p.hana, Card: clients.Card{
			Family: "Tanaka", Given: one(p.rt, "given", "Hana", "Hanako"), Phones: []string{"+81901234567"}}})
	case "holiday":
		_, err = p.d.SetDay(ctx, p.yukis(), hours.DaySet{On: p.date(), Day: one(p.rt, "kind", hours.Holiday, hours.Usual)})
	default:
		if len(p.visits) > 0 {
			err = p.onVisit(ctx, what, rapid.SampledFrom(p.visits).Draw(p.rt, "visit"))
		}
	}
	if err != nil && fact.AsRefusals(err) == nil {
		p.rt.Fatalf("%s: %v", what, err)
	}
	p.keptDays(what)
}

func (p *player) onVisit(ctx context.Context, what string, v booking.VisitID) (err error) {
	switch what {
	case "move":
		_, err = p.d.Move(ctx, p.mais(), MoveVisit{Visit: v, On: p.date(), Blocks: p.moved()})
	case "cancel":
		_, err = p.d.Cancel(ctx, p.mais(), CancelVisit{v, "client asked", rapid.Bool().Draw(p.rt, "by house")})
	case "arrive":
		_, err = p.d.Arrive(ctx, p.mais(), v)
	case "complete":
		in := CompleteVisit{Visit: v}
		if rapid.Bool().Draw(p.rt, "otherwise") {
			n := rapid.IntRange(0, 2).Draw(p.rt, "block")
			in.Performed = []Performed{{Service: p.aService(), Block: &n}}
		}
		_, err = p.d.Complete(ctx, p.mais(), in)
	case "miss":
		_, err = p.d.NoShow(ctx, p.mais(), v)
	case "undo":
		if page := p.visit(v); page.Undo != nil {
			_, err = p.d.Undo(ctx, p.yukis(), UndoChange{v, page.Undo.Change, "a slip"})
		}
	case "reopen":
		_, err = p.d.Reopen(ctx, p.yukis(), ReopenVisit{v, "a slip"})
	}
	return err
}

// sign sells four sessions under random terms.
func (p *player) sign(ctx context.Context) error {
	product := p.facials(40_000, 4, func(t *catalogue.Terms) {
		t.Notice.Hours = rapid.IntRange(0, 24).Draw(p.rt, "notice")
		t.Cancel = one(p.rt, "cancel", catalogue.CancelReturns, catalogue.CancelOperator)
		t.NoShow = one(p.rt, "no-show", catalogue.NoShowBurns, catalogue.NoShowReturns)
		t.Taken = one(p.rt, "taken", catalogue.TakenCompleted, catalogue.TakenAtStart)
	})
	out, err := p.d.Sign(ctx, p.mais(), SignContract{Client: p.hana, Product: product, PriceMinor: 40_000})
	if err == nil {
		p.contracts = append(p.contracts, courses.ContractID(out.Subject("contract:")))
	}
	return err
}

func one[T any](rt *rapid.T, label string, of ...T) T { return rapid.SampledFrom(of).Draw(rt, label) }

func (p *player) byHand(ctx context.Context, what string) (err error) {
	if len(p.contracts) == 0 {
		return nil
	}
	c := rapid.SampledFrom(p.contracts).Draw(p.rt, "contract")
	in := CorrectSession{courses.Ref{Contract: c, Item: 1, N: rapid.IntRange(1, 4).Draw(p.rt, "n")}, "kindness"}
	switch what {
	case "return":
		_, err = p.d.ReturnParked(ctx, p.yukis(), in)
	case "reverse":
		_, err = p.d.Reverse(ctx, p.yukis(), in)
	case "terminate":
		_, err = p.d.Terminate(ctx, p.yukis(), EndContract{c, "moves away"})
	}
	return err
}

func (p *player) date() fact.Date {
	return fact.DateOf(p.clock.Now().Add(9 * time.Hour)).AddDays(rapid.IntRange(0, 2).Draw(p.rt, "day"))
}

func (p *player) aService() catalogue.ServiceID {
	return rapid.SampledFrom([]catalogue.ServiceID{p.facial, p.facial, p.rub}).Draw(p.rt, "service")
}

// moved are blocks that may have stood at other places before.
func (p *player) moved() []Block {
	blocks := p.blocks()
	for i := range blocks {
		blocks[i].Was = rapid.IntRange(-1, 3).Draw(p.rt, "was")
	}
	return blocks
}

func (p *player) blocks() (blocks []Block) {
	start := rapid.IntRange(9, 18).Draw(p.rt, "hour") * 60
	for range rapid.IntRange(1, 3).Draw(p.rt, "blocks") {
		b := Block{Service: p.aService(), Practitioner: p.sato, StartMin: start}
		if rapid.IntRange(0, 3).Draw(p.rt, "with Ito") == 0 {
			b.Practitioner = p.ito
		}
		switch rapid.IntRange(0, 5).Draw(p.rt, "cover") {
		case 0:
			b.Cover.None = true
		case 1:
			if len(p.contracts) > 0 {
				b.Cover.Contract = rapid.SampledFrom(p.contracts).Draw(p.rt, "contract")
			}
		}
		blocks, start = append(blocks, b), start+60
	}
	return blocks
}

// sessionsOfVisits asks whether visits and sessions agree: a visit that was ended without the client holds
// nothing, and what a completed one was paid with is what its performed services say.
func (h *house) sessionsOfVisits(visits []booking.VisitID) {
	h.t.Helper()
	for _, id := range visits {
		page := h.visit(id)
		seen := map[int]bool{}
		for _, s := range page.Sessions {
			if seen[s.Block] {
				h.t.Errorf("visit %s has two sessions for block %d", id, s.Block)
			}
			seen[s.Block] = true
			if s.State == courses.Held && !page.Visit.Status.Open() {
				h.t.Errorf("visit %s is %s and holds %s", id, page.Visit.Status, s.Ref)
			}
		}
	}
}
