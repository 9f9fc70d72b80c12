package demo

import (
	"context"
	"slices"
	"time"

	"branchbook/edge/desk"
	"branchbook/sync/booking"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
)

// wish is what somebody would like to book.
type wish struct {
	guest    *guest
	services []int
	on       fact.Date
	source   booking.Source
}

// visit is a visit as the history knows one.
type visit struct {
	id         booking.VisitID
	guest      *guest
	on         fact.Date
	blocks     []desk.Block
	start, end time.Time
	confirmed  bool
	ended      bool
	turn       int // raised when what was foreseen of it no longer holds
}

// tries is how many days in a row are looked at for a free time.
const tries = 4

// book finds a free time near the wished day and books it. Who finds none, or is refused, does without.
func (w *writer) book(x wish) error {
	for n := range tries {
		on := x.on.AddDays(n)
		blocks, start, err := w.find(on, x.services)
		if err != nil {
			return err
		}
		if blocks == nil {
			continue
		}
		out, err := w.b.Desk.Book(w.ctx, w.as(w.reception), desk.BookVisit{
			On: on, Client: x.guest.id, Source: x.source, Blocks: blocks,
		})
		if len(fact.AsRefusals(err)) > 0 {
			return nil
		}
		if err != nil {
			return err
		}
		v := &visit{id: booking.VisitID(out.Subject("visit:")), guest: x.guest}
		v.place(on, blocks, start, w.length(x.services))
		x.guest.busy = true
		w.visits[v.id] = v
		w.foresee(v)
		return nil
	}
	return nil
}

func (v *visit) place(on fact.Date, blocks []desk.Block, start time.Time, length time.Duration) {
	v.on, v.blocks, v.start, v.end = on, blocks, start, start.Add(length)
}

// find looks for a free time of a day for services one after another, with somebody who does them all; no blocks
// if there is none.
func (w *writer) find(on fact.Date, services []int) ([]desk.Block, time.Time, error) {
	able := w.able(on, services)
	w.r.Shuffle(len(able), func(i, j int) { able[i], able[j] = able[j], able[i] })
	soonest := w.now().Add(20 * time.Minute)
	for _, who := range able {
		blocks := w.blocks(who, services, 0)
		starts, err := w.b.Desk.Starts(w.ctx, on, blocks)
		if err != nil {
			return nil, time.Time{}, err
		}
		for len(starts) > 0 && starts[0].Time().Before(soonest) {
			starts = starts[1:]
		}
		if len(starts) > 0 {
			start := starts[w.r.IntN(len(starts))]
			return w.blocks(who, services, start.Min), start.Time(), nil
		}
	}
	return nil, time.Time{}, nil
}

// able is who does all of the services and does not have the day off.
func (w *writer) able(on fact.Date, services []int) (all []int) {
	for who, p := range w.h.people {
		can := !slices.Contains(p.off, on.Weekday())
		for _, s := range services {
			can = can && w.h.services[s].does(who)
		}
		if can {
			all = append(all, who)
		}
	}
	return all
}

// blocks is services with one practitioner from a minute of the day on, buffers between them.
func (w *writer) blocks(who int, services []int, minute int) (blocks []desk.Block) {
	for _, s := range services {
		blocks = append(blocks, desk.Block{Service: w.services[s], Practitioner: w.staff[who], StartMin: minute})
		minute += w.h.services[s].min + w.h.services[s].after
	}
	return blocks
}

// length is how long services take one after another, up to the end of the last.
func (w *writer) length(services []int) time.Duration {
	minutes := 0
	for _, s := range services {
		minutes += w.h.services[s].min + w.h.services[s].after
	}
	minutes -= w.h.services[services[len(services)-1]].after
	return time.Duration(minutes) * time.Minute
}

// later does something about a visit at an instant, unless the visit took another turn before.
func (w *writer) later(v *visit, when time.Time, do func() error) {
	turn := v.turn
	w.agenda.add(when, func() error {
		if v.turn != turn {
			return nil
		}
		return do()
	})
}

// press does one of the desk's intents that need nothing but the visit.
func (w *writer) press(
	v *visit, intent func(context.Context, desk.By, booking.VisitID) (journal.Outcome, error),
) func() error {
	return func() error {
		_, err := intent(w.ctx, w.as(w.reception), v.id)
		return err
	}
}

// foresee decides what will become of a visit: of a hundred some 6 move, 6 are cancelled in time, 3 late, 8 do
// not come, and the others are completed.
func (w *writer) foresee(v *visit) {
	now := w.now()
	if eve := w.instant(v.on.AddDays(-1), at(10, 0)); !v.confirmed && eve.After(now) && w.chance(85) {
		w.later(v, w.between(eve, eve.Add(7*time.Hour)), func() error {
			v.confirmed = true
			return w.press(v, w.b.Desk.Confirm)()
		})
	}
	ample := v.start.Sub(now) > 30*time.Hour
	switch luck := w.r.IntN(100); {
	case luck < 6 && ample:
		w.later(v, w.between(now.Add(time.Hour), v.start.Add(-26*time.Hour)), func() error { return w.move(v) })
	case luck < 12 && ample:
		w.later(v, w.between(now.Add(time.Hour), v.start.Add(-26*time.Hour)),
			func() error { return w.cancel(v, []string{"client", "client", "ill", "mistake"}[w.r.IntN(4)]) })
	case luck >= 12 && luck < 15:
		w.later(v, v.start.Add(-w.minutes(5, 100)), func() error { return w.cancel(v, "late") })
	case luck >= 15 && luck < 23:
		last := w.instant(v.on, v.blocks[len(v.blocks)-1].StartMin) // nobody is missed before it
		w.later(v, last.Add(w.minutes(10, 25)), func() error { return w.miss(v) })
	default:
		w.come(v, v.start.Add(-w.minutes(2, 14)))
	}
}

// come foresees a visit that takes place.
func (w *writer) come(v *visit, arrival time.Time) {
	if w.chance(10) {
		arrival = v.start.Add(w.minutes(1, 8))
	}
	begin := v.start
	if !arrival.Before(begin) {
		begin = arrival.Add(time.Minute)
	}
	w.later(v, arrival, w.press(v, w.b.Desk.Arrive))
	w.later(v, begin, w.press(v, w.b.Desk.Start))
	w.later(v, v.end.Add(-w.minutes(0, 4)), func() error { return w.complete(v) })
}

func (w *writer) complete(v *visit) error {
	out, err := w.b.Desk.Complete(w.ctx, w.as(w.reception), desk.CompleteVisit{Visit: v.id})
	if err != nil {
		return err
	}
	return w.end(v, out)
}

// miss is a no-show; now and then the client comes running after all.
func (w *writer) miss(v *visit) error {
	out, err := w.b.Desk.NoShow(w.ctx, w.as(w.reception), v.id)
	if err != nil {
		return err
	}
	if v.end.Sub(w.now()) < 20*time.Minute || !w.chance(12) {
		return w.end(v, out)
	}
	reopened := w.now().Add(w.minutes(2, 6))
	w.later(v, reopened, func() error {
		_, err := w.b.Desk.Reopen(w.ctx, w.as(w.reception), desk.ReopenVisit{Visit: v.id, Reason: "late"})
		if len(fact.AsRefusals(err)) > 0 { // the time was given to somebody else
			return w.end(v, out)
		}
		w.later(v, reopened.Add(time.Minute), w.press(v, w.b.Desk.Arrive))
		w.later(v, reopened.Add(2*time.Minute), w.press(v, w.b.Desk.Start))
		w.later(v, v.end, func() error { return w.complete(v) })
		return err
	})
	return nil
}

func (w *writer) cancel(v *visit, reason string) error {
	out, err := w.b.Desk.Cancel(w.ctx, w.as(w.reception), desk.CancelVisit{
		Visit: v.id, Reason: reason, ByHouse: reason == "house",
	})
	if err != nil {
		return err
	}
	return w.end(v, out)
}

// move takes a visit to another time, with whoever is free then; who finds none comes as booked.
func (w *writer) move(v *visit) error {
	services := w.indices(v.blocks)
	on := v.on.AddDays(w.r.IntN(4))
	blocks, start, err := w.find(on, services)
	if err != nil {
		return err
	}
	v.turn++
	if blocks != nil {
		_, err = w.b.Desk.Move(w.ctx, w.as(w.reception), desk.MoveVisit{
			Visit: v.id, On: on, Blocks: blocks, Agreed: true,
		})
		switch {
		case err == nil:
			v.place(on, blocks, start, w.length(services))
		case len(fact.AsRefusals(err)) == 0:
			return err
		}
	}
	w.come(v, v.start.Add(-w.minutes(2, 14)))
	return nil
}

func (w *writer) indices(blocks []desk.Block) (services []int) {
	for _, b := range blocks {
		for i, id := range w.services {
			if id == b.Service {
				services = append(services, i)
			}
		}
	}
	return services
}

// end closes a visit for the history: the client may call again, and goes on with a course.
func (w *writer) end(v *visit, out journal.Outcome) error {
	v.ended, v.guest.busy = true, false
	v.turn++
	delete(w.visits, v.id)
	return w.checkout(v.guest, out)
}

func (s service) does(who int) bool { return len(s.by) == 0 || slices.Contains(s.by, who) }
