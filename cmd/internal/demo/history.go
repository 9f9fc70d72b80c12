package demo

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"branchbook/cmd/internal/network"
	"branchbook/edge/desk"
	"branchbook/sync/booking"
	"branchbook/sync/catalogue"
	"branchbook/sync/clients"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/people"
)

// ahead is how many days in advance people book.
const ahead = 14

// cards is how many clients the branch brings from its paper cards.
const cards = 170

// writer writes the history of one branch through its desk. Nothing that it decides depends on an id, so that
// the same seed writes the same history.
type writer struct {
	ctx    context.Context
	b      *network.Branch
	h      house
	r      *rand.Rand
	clock  *clock
	agenda agenda
	zone   *time.Location
	first  fact.Date // of the history
	today  fact.Date

	manager, reception desk.By
	commands           int

	services []catalogue.ServiceID
	staff    []people.PractitionerID
	rooms    []catalogue.ResourceID
	products []catalogue.ProductID
	guests   []*guest
	visits   map[booking.VisitID]*visit
}

// guest is a client as the history knows one.
type guest struct {
	id     clients.ClientID
	busy   bool // has a visit to come
	course *bought
}

// write opens the branch and lives through the days up to now.
func (w *writer) write(days int, now time.Time) (err error) {
	if w.zone, err = time.LoadLocation(w.h.settings.Zone); err != nil {
		return err
	}
	w.visits = map[booking.VisitID]*visit{}
	w.today = fact.DateOf(now.In(w.zone))
	w.first = w.today.AddDays(-days)
	w.clock.set(w.instant(w.first.AddDays(-1), at(9, 0)))
	if err := w.open(); err != nil {
		return fmt.Errorf("set up: %w", err)
	}
	for range cards {
		if _, err := w.meet(); err != nil {
			return fmt.Errorf("set up: %w", err)
		}
	}
	w.agenda.add(w.instant(w.first, w.h.open.From), func() error { return w.day(w.first) })
	if err := w.agenda.live(w.clock, now); err != nil {
		return fmt.Errorf("at %s: %w", w.clock.Now().Format(time.RFC3339), err)
	}
	return w.greet(now)
}

// as is the next command of somebody. The same history makes the same command ids.
func (w *writer) as(by desk.By) desk.By {
	w.commands++
	by.Command = fact.DerivedID("demo", w.h.folder, strconv.Itoa(w.commands))
	return by
}

// instant is a wall time of the branch; the hour that a spring night leaves out is taken for the next.
func (w *writer) instant(on fact.Date, minute int) time.Time {
	c, err := fact.Resolve(on, minute, w.zone, 0)
	if err != nil {
		c, _ = fact.Resolve(on, minute+60, w.zone, 0)
	}
	return c.Time()
}

// now is the instant at which the clock stands.
func (w *writer) now() time.Time { return w.clock.Now() }

// between is an instant from…to at random, on a whole second.
func (w *writer) between(from, to time.Time) time.Time {
	return from.Add(time.Duration(w.r.Int64N(max(1, int64(to.Sub(from)/time.Second)))) * time.Second)
}

func (w *writer) minutes(from, to int) time.Duration {
	return time.Duration(from+w.r.IntN(to-from+1)) * time.Minute
}

func (w *writer) chance(percent int) bool { return w.r.IntN(100) < percent }

// day foresees who will call, and the next day. The house is known better from day to day.
func (w *writer) day(on fact.Date) error {
	opens, closes := w.instant(on, w.h.open.From), w.instant(on, w.h.open.To)
	known := 60 + 40*on.Sub(w.first)/w.today.Sub(w.first)
	for range w.h.calls*known/100 - 3 + w.r.IntN(7) {
		w.agenda.add(w.between(opens, closes.Add(-time.Hour)), w.call)
	}
	next := on.AddDays(1)
	w.agenda.add(w.instant(next, w.h.open.From), func() error { return w.day(next) })
	return nil
}

// call is somebody on the telephone, at the desk or on the website, who wants a visit.
func (w *writer) call() error {
	g, err := w.caller()
	if err != nil {
		return err
	}
	in := w.lead()
	source := []booking.Source{booking.Phone, booking.Phone, booking.Desk, booking.Web}[w.r.IntN(4)]
	if in == 0 && w.chance(40) {
		source = booking.WalkIn
	}
	return w.book(wish{
		guest: g, services: w.choose(), on: fact.DateOf(w.now().In(w.zone)).AddDays(in), source: source,
	})
}

// lead is how many days ahead somebody books: rather soon than late.
func (w *writer) lead() int {
	switch luck := w.r.IntN(100); {
	case luck < 15:
		return 0
	case luck < 48:
		return 1 + w.r.IntN(3)
	case luck < 78:
		return 4 + w.r.IntN(5)
	}
	return 9 + w.r.IntN(ahead-8)
}

// caller is a client without a visit to come, or somebody new.
func (w *writer) caller() (*guest, error) {
	if w.chance(5) {
		return w.meet()
	}
	for range 40 {
		g := w.guests[w.r.IntN(len(w.guests))]
		if !g.busy && g.course == nil {
			return g, nil
		}
	}
	return w.meet()
}

// choose is what somebody wants: mostly one service, by how often it is wanted.
func (w *writer) choose() []int {
	if w.chance(9) {
		return w.h.together[w.r.IntN(len(w.h.together))]
	}
	sum := 0
	for _, s := range w.h.services {
		sum += s.often
	}
	luck := w.r.IntN(sum)
	for i, s := range w.h.services {
		if luck -= s.often; luck < 0 {
			return []int{i}
		}
	}
	return []int{0}
}

// meet takes a new client down.
func (w *writer) meet() (*guest, error) {
	given := w.h.givens[w.r.IntN(len(w.h.givens))]
	family := w.h.families[w.r.IntN(len(w.h.families))]
	card := clients.Card{
		Family: family.of(given.sex), Given: given.text, KanaFamily: family.kana, KanaGiven: given.kana, Sex: given.sex,
		Phones: []string{w.h.number(len(w.guests))},
	}
	if w.chance(75) {
		card.Birthday = fmt.Sprintf("%d-%02d-%02d", 1950+w.r.IntN(56), 1+w.r.IntN(12), 1+w.r.IntN(28))
	}
	if w.chance(12) {
		card.Notes = w.h.notes[w.r.IntN(len(w.h.notes))]
	}
	out, err := w.b.Desk.Register(w.ctx, w.as(w.reception), desk.RegisterClient{
		Card: card, Language: w.h.settings.Language, Source: w.h.heard[w.r.IntN(len(w.h.heard))],
		Anyway: true,
	})
	if err != nil {
		return nil, err
	}
	g := &guest{id: clients.ClientID(out.Subject("client:"))}
	w.guests = append(w.guests, g)
	return g, nil
}

// greet makes sure that somebody is waiting and somebody in treatment when a branch is open: if nobody is by
// chance, the next clients of the day come early.
func (w *writer) greet(now time.Time) error {
	if now.Before(w.instant(w.today, w.h.open.From)) {
		return nil
	}
	day, err := w.b.Desk.Day(w.ctx, w.today)
	if err != nil {
		return err
	}
	var next []desk.DayBlock
	for _, c := range day.Columns {
		for _, b := range c.Blocks {
			soon := b.Block.Start.Time().Sub(now) < 90*time.Minute
			if b.N == 0 && soon && (b.Visit.Status == booking.Booked || b.Visit.Status == booking.Confirmed) {
				next = append(next, b)
			}
		}
	}
	slices.SortStableFunc(next, func(a, b desk.DayBlock) int {
		return cmp.Compare(a.Block.Start.UTC, b.Block.Start.UTC)
	})
	missing := []booking.Status{booking.InTreatment, booking.Arrived}
	missing = slices.DeleteFunc(missing, func(s booking.Status) bool { return day.Counts[s] > 0 })
	for i, status := range missing[:min(len(missing), len(next))] {
		do := w.b.Desk.Arrive
		if status == booking.InTreatment {
			do = w.b.Desk.Start
		}
		if _, err := do(w.ctx, w.as(w.reception), next[i].Visit.ID); err != nil {
			return err
		}
	}
	return nil
}

// happened counts the facts of a kind in a commit.
func happened(out journal.Outcome, kind string) (n int) {
	for _, f := range out.Facts {
		if f.Kind == kind {
			n++
		}
	}
	return n
}
