package demo

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"branchbook/cmd/internal/network"
	"branchbook/edge/desk"
	"branchbook/sync/booking"
	"branchbook/sync/catalogue"
	"branchbook/sync/clients"
	"branchbook/sync/courses"
	"branchbook/sync/fact"
	"branchbook/sync/hours"
	"branchbook/sync/money"
	"branchbook/sync/people"
)

// clock runs through the past while a history is written, a little with every look at it.
type clock struct {
	mu sync.Mutex
	at time.Time
}

// Now implements [fact.Clock].
func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(time.Millisecond)
	return c.at
}

// set moves the clock on; it never goes back.
func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.After(c.at) {
		c.at = t
	}
}

// writer writes the history of one branch through its desk.
type writer struct {
	ctx      context.Context
	b        *network.Branch
	h        house
	r        *rand.Rand
	clock    *clock
	zone     *time.Location
	by       desk.By
	services []catalogue.ServiceID
	staff    []people.PractitionerID
	products []catalogue.ProductID
	clients  []clients.ClientID
	commands int
}

// id is the next command id: the same history makes the same ones.
func (w *writer) next() desk.By {
	w.commands++
	by := w.by
	by.Command = fact.DerivedID("demo", w.h.folder, fmt.Sprint(w.commands))
	return by
}

// write opens the branch and lives through the days up to now, and books some of those to come.
func (w *writer) write(days, ahead int, now time.Time) error {
	var err error
	if w.zone, err = time.LoadLocation(w.h.settings.Zone); err != nil {
		return err
	}
	today := fact.DateOf(now.In(w.zone))
	first := today.AddDays(-days)
	w.clock.set(w.at(first.AddDays(-2), 8*60))
	if err := w.open(); err != nil {
		return fmt.Errorf("set up: %w", err)
	}
	for n := range days + 1 {
		on := first.AddDays(n)
		if err := w.live(on, today, ahead, now); err != nil {
			return fmt.Errorf("%s: %w", on, err)
		}
	}
	return nil
}

func (w *writer) at(on fact.Date, minute int) time.Time {
	c, err := fact.Resolve(on, minute, w.zone, 0)
	if err != nil { // the missing hour
		c, _ = fact.Resolve(on, minute+60, w.zone, 0)
	}
	return c.Time()
}

// open sets the branch up as a manager would.
func (w *writer) open() error {
	out, err := w.b.Desk.OpenBranch(w.ctx, w.next(), desk.OpenBranch{
		Settings: w.h.settings, Login: "manager", Name: w.h.manager, Password: password,
	})
	if err != nil {
		return err
	}
	w.by = desk.By{User: people.UserID(out.Subject("user:")), Role: people.Manager, Desk: "front"}
	_, err = w.b.Desk.DefineUser(w.ctx, w.next(), desk.DefineUser{
		User: people.User{Login: "desk", Name: "Reception", Role: people.Desk}, Password: password,
	})
	if err != nil {
		return err
	}
	var rooms []catalogue.ResourceID
	for _, x := range w.h.rooms {
		out, err := w.b.Desk.DefineResource(w.ctx, w.next(), desk.DefineResource{
			Resource: catalogue.Resource{Name: x.name, Capacity: x.capacity},
		})
		if err != nil {
			return err
		}
		rooms = append(rooms, catalogue.ResourceID(out.Subject("resource:")))
	}
	if err := w.hire(); err != nil {
		return err
	}
	return w.offer(rooms)
}

func (w *writer) hire() error {
	for i, p := range w.h.people {
		out, err := w.b.Desk.DefinePractitioner(w.ctx, w.next(), desk.DefinePractitioner{
			Practitioner: people.Practitioner{Family: p.family, Given: p.given, JobTitle: p.title, Order: i},
		})
		if err != nil {
			return err
		}
		id := out.Subject("practitioner:")
		w.staff = append(w.staff, people.PractitionerID(id))
		var week hours.Week
		for day := range week {
			if time.Weekday(day) == p.off {
				continue
			}
			lunch := (p.from + p.to) / 2 / 60 * 60
			week[day] = hours.Shift{
				Work:   []hours.Span{{From: p.from, To: p.to}},
				Breaks: []hours.Pause{{Span: hours.Span{From: lunch, To: lunch + 60}}},
			}
		}
		_, err = w.b.Desk.SetPattern(w.ctx, w.next(), hours.PatternSet{
			Practitioner: id, FromOn: fact.DateOf(w.clock.Now().In(w.zone)),
			Pattern: hours.Pattern{Rhythm: hours.Weekly, Weeks: []hours.Week{week}},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) offer(rooms []catalogue.ResourceID) error {
	cur := w.h.settings.Currency
	for _, x := range w.h.services {
		s := catalogue.Service{Name: x.name, LengthMin: x.min, AfterMin: x.after, PriceMinor: x.price, Currency: cur}
		if x.room > 0 {
			s.Resources = []catalogue.Need{{Resource: rooms[x.room-1], Qty: 1}}
		}
		out, err := w.b.Desk.DefineService(w.ctx, w.next(), desk.DefineService{Service: s})
		if err != nil {
			return err
		}
		w.services = append(w.services, catalogue.ServiceID(out.Subject("service:")))
	}
	for _, x := range w.h.courses {
		terms := catalogue.DefaultTerms()
		terms.Validity = catalogue.Validity{Since: catalogue.SinceSale, Months: x.months}
		terms.Notice.Hours = 3
		out, err := w.b.Desk.DefineProduct(w.ctx, w.next(), desk.DefineProduct{Product: catalogue.Product{
			Name: x.name, PriceMinor: x.price, Currency: cur, Terms: terms, Items: []catalogue.Item{{
				ID: "1", Service: w.services[x.service], Sessions: x.sessions,
				ListMinor: w.h.services[x.service].price * money.Minor(x.sessions),
			}},
		}})
		if err != nil {
			return err
		}
		w.products = append(w.products, catalogue.ProductID(out.Subject("product:")))
	}
	return nil
}

// live is one day: new clients and bookings in the morning, then the visits of the day one after the other.
func (w *writer) live(on, today fact.Date, ahead int, now time.Time) error {
	w.clock.set(w.at(on, 8*60+30))
	if on == today && now.Before(w.at(on, 8*60+30)) {
		w.clock.set(now)
	}
	for range 1 + w.r.IntN(3) {
		if err := w.meet(); err != nil {
			return err
		}
	}
	bookings := 26 + w.r.IntN(10)
	if on == today {
		bookings += 12 * ahead
	}
	for range bookings {
		if err := w.book(on, ahead); err != nil {
			return err
		}
	}
	return w.serve(on, today, now)
}

// meet takes a new client down, and sells every sixth a course.
func (w *writer) meet() error {
	n := len(w.clients)
	family, given := w.h.families[w.r.IntN(len(w.h.families))], w.h.givens[w.r.IntN(len(w.h.givens))]
	out, err := w.b.Desk.Register(w.ctx, w.next(), desk.RegisterClient{
		Card: clients.Card{
			Family: family, Given: given, KanaFamily: w.h.kana[family], Phones: []string{w.h.phone(n)},
		},
		Language: w.h.settings.Language, Source: []string{"friends", "web", "street"}[w.r.IntN(3)], Anyway: true,
	})
	if err != nil {
		return err
	}
	id := clients.ClientID(out.Subject("client:"))
	w.clients = append(w.clients, id)
	if w.r.IntN(6) != 0 {
		return nil
	}
	return w.sell(id)
}

func (w *writer) sell(client clients.ClientID) error {
	i := w.r.IntN(len(w.products))
	price := w.h.courses[i].price
	out, err := w.b.Desk.Sign(w.ctx, w.next(), desk.SignContract{Client: client, Product: w.products[i],
		PriceMinor: price})
	if err != nil {
		return err
	}
	paid := price
	if w.r.IntN(4) == 0 {
		paid = price / 2
	}
	_, err = w.b.Desk.Pay(w.ctx, w.next(), desk.PayContract{
		Contract: courses.ContractID(out.Subject("contract:")), Means: []courses.Means{courses.ByCard,
			courses.ByCash}[w.r.IntN(2)],
		Minor: paid,
	})
	return err
}

// book tries to make one visit some days ahead; a time that is taken or grey is simply not booked.
func (w *writer) book(on fact.Date, ahead int) error {
	who, what := w.r.IntN(len(w.staff)), w.r.IntN(len(w.services))
	p := w.h.people[who]
	start := p.from + w.r.IntN((p.to-p.from)/15)*15
	_, err := w.b.Desk.Book(w.ctx, w.next(), desk.BookVisit{
		On: on.AddDays(w.r.IntN(ahead + 1)), Client: w.clients[w.r.IntN(len(w.clients))],
		Source: []booking.Source{booking.Desk, booking.Phone, booking.Phone}[w.r.IntN(3)],
		Blocks: []desk.Block{{Service: w.services[what], Practitioner: w.staff[who], StartMin: start}},
	})
	if len(fact.AsRefusals(err)) > 0 {
		return nil
	}
	return err
}

// serve lives through the visits of a day in the order in which they begin.
func (w *writer) serve(on, today fact.Date, now time.Time) error {
	day, err := w.b.Desk.Day(w.ctx, on)
	if err != nil {
		return err
	}
	var list []desk.DayBlock
	for _, c := range day.Columns {
		list = append(list, c.Blocks...)
	}
	slices.SortFunc(list, func(a, b desk.DayBlock) int { return int(a.Block.Start.UTC - b.Block.Start.UTC) })
	for _, b := range list {
		if err := w.visit(b, on == today, now); err != nil && len(fact.AsRefusals(err)) == 0 {
			return err
		}
	}
	return nil
}

func (w *writer) visit(b desk.DayBlock, today bool, now time.Time) error {
	id, start, end := b.Visit.ID, b.Block.Start.Time(), b.Block.End.Time()
	luck := w.r.IntN(100)
	step := func(at time.Time, do func(desk.By) error) error {
		if today && at.After(now) {
			return errLater
		}
		w.clock.set(at)
		return do(w.next())
	}
	steps := []func() error{
		func() error {
			return step(start.Add(-2*time.Hour), func(by desk.By) error {
				return second(w.b.Desk.Confirm(w.ctx, by,
					id))
			})
		},
	}
	switch {
	case luck < 6:
		steps = append(steps, func() error {
			return step(start.Add(-time.Hour), func(by desk.By) error {
				return second(w.b.Desk.Cancel(w.ctx, by, desk.CancelVisit{Visit: id, Reason: "client"}))
			})
		})
	case luck < 13:
		steps = append(steps, func() error {
			return step(start.Add(30*time.Minute), func(by desk.By) error {
				return second(w.b.Desk.NoShow(w.ctx, by,
					id))
			})
		})
	default:
		steps = append(steps,
			func() error {
				return step(start.Add(-5*time.Minute), func(by desk.By) error {
					return second(w.b.Desk.Arrive(w.ctx,
						by, id))
				})
			},
			func() error {
				return step(start, func(by desk.By) error { return second(w.b.Desk.Start(w.ctx, by, id)) })
			},
			func() error {
				return step(end, func(by desk.By) error {
					return second(w.b.Desk.Complete(w.ctx, by, desk.CompleteVisit{Visit: id}))
				})
			})
	}
	for _, do := range steps {
		if err := do(); err != nil {
			if errors.Is(err, errLater) {
				return nil
			}
			return err
		}
	}
	return nil
}

// errLater ends a visit of today whose next step is still to come.
var errLater = errors.New("later")

func second[T any](_ T, err error) error { return err }
