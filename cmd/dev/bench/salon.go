package main

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"branchbook/cmd/internal/network"
	"branchbook/edge"
	"branchbook/edge/desk"
	"branchbook/sync/booking"
	"branchbook/sync/branches"
	"branchbook/sync/catalogue"
	"branchbook/sync/clients"
	"branchbook/sync/fact"
	"branchbook/sync/hours"
	"branchbook/sync/journal"
	"branchbook/sync/money"
	"branchbook/sync/people"
)

// A salon's day is the same at every size: 20 practitioners, 30 visits of half an hour each.
const (
	staff     = 20
	perPerson = 30
	perDay    = staff * perPerson
	slotMin   = 30
	opensMin  = 8 * 60
	salonZone = "Asia/Tokyo" // its clocks never change
	currency  = money.Currency("JPY")
	login     = "manager"
	password  = "correct horse battery"
)

// salon is a branch's closed folder: who works there, and which slot is free next. Slots are filled in order,
// from tomorrow on.
type salon struct {
	dir     string
	zone    *time.Location
	from    fact.Date
	staff   []people.PractitionerID
	service catalogue.ServiceID
	clients []clients.ClientID
	next    atomic.Int64
}

var wall = fact.ClockFunc(time.Now)

// openEdge opens a branch's folder as the program does.
func openEdge(dir string, level journal.Sync) (*edge.Edge, error) {
	return edge.Open(context.Background(), edge.Config{
		Dir: dir, Version: "bench", Clock: wall, Random: network.Random(), Sync: level,
	})
}

// small is the book that most measurements take a copy of.
func (l *lab) small() (*salon, error) {
	return share(l, "small", func(dir string) (*salon, error) { return newSalon(dir, l.o.clients, l.o.visits) })
}

// big is the book of a branch that has worked for years.
func (l *lab) big() (*salon, error) {
	return share(l, "big", func(dir string) (*salon, error) { return newSalon(dir, l.o.clients, l.o.growth) })
}

// newSalon opens a branch in dir, fills it and closes it.
func newSalon(dir string, clientCount, visits int) (s *salon, err error) {
	e, err := openEdge(dir, journal.Off)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	s = &salon{dir: dir}
	if s.zone, err = time.LoadLocation(salonZone); err != nil {
		return nil, err
	}
	s.from = fact.DateOf(time.Now().In(s.zone)).AddDays(1)
	if err := errors.Join(s.open(e), s.hire(e)); err != nil {
		return nil, err
	}
	return s, errors.Join(s.register(e, clientCount), s.fill(e.Book, visits))
}

func newBy() desk.By {
	return desk.By{User: "bench", Role: people.Manager, Desk: "front",
		Command: fact.NewID(time.Now(), network.Random())}
}

func (s *salon) open(e *edge.Edge) error {
	ctx := context.Background()
	_, err := e.Desk.OpenBranch(ctx, newBy(), desk.OpenBranch{
		Settings: branches.Settings{
			Code: "TYO1", Name: "Bench", Trade: branches.Salon, Currency: currency, Zone: salonZone, Language: "en",
			StepMin: 15,
		},
		Login: login, Name: "Manager", Password: password,
	})
	if err != nil {
		return err
	}
	opening := hours.OpeningSet{FromOn: s.from.AddDays(-1)}
	for i := range opening.Week {
		opening.Week[i] = []hours.Span{{From: opensMin, To: opensMin + perPerson*slotMin}}
	}
	_, err = e.Desk.SetOpening(ctx, newBy(), opening)
	return err
}

// hire defines a service and everybody who gives it.
func (s *salon) hire(e *edge.Edge) error {
	ctx := context.Background()
	out, err := e.Desk.DefineService(ctx, newBy(), desk.DefineService{Service: catalogue.Service{
		Name: "Cut", LengthMin: slotMin, PriceMinor: 4400, Currency: currency,
	}})
	if err != nil {
		return err
	}
	s.service = catalogue.ServiceID(out.Subject("service:"))
	week := hours.Week{}
	for i := range week {
		week[i].Work = []hours.Span{{From: opensMin, To: opensMin + perPerson*slotMin}}
	}
	for i := range staff {
		out, err := e.Desk.DefinePractitioner(ctx, newBy(), desk.DefinePractitioner{
			Practitioner: people.Practitioner{Family: "Sato", Given: fmt.Sprint("No. ", i+1), Order: i},
		})
		if err != nil {
			return err
		}
		who := out.Subject("practitioner:")
		s.staff = append(s.staff, people.PractitionerID(who))
		_, err = e.Desk.SetPattern(ctx, newBy(), hours.PatternSet{
			Practitioner: who, FromOn: s.from.AddDays(-1),
			Pattern: hours.Pattern{Rhythm: hours.Weekly, Weeks: []hours.Week{week}},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *salon) register(e *edge.Edge, count int) error {
	for i := range count {
		out, err := e.Desk.Register(context.Background(), newBy(), desk.RegisterClient{Card: clients.Card{
			Family: fmt.Sprint("Tanaka ", i), Given: "Hana", Phones: []string{fmt.Sprintf("+8190%08d", i)},
		}, Anyway: true})
		if err != nil {
			return err
		}
		s.clients = append(s.clients, clients.ClientID(out.Subject("client:")))
	}
	return nil
}

// slot is the i-th place of the salon's calendar: day by day, hour by hour, person by person.
func (s *salon) slot(i int) (on fact.Date, minute int, who people.PractitionerID, client clients.ClientID) {
	at := i % perDay
	return s.from.AddDays(i / perDay), opensMin + slotMin*(at/staff), s.staff[at%staff], s.clients[i%len(s.clients)]
}

// form is what the desk sends to book the next free slot.
func (s *salon) form() desk.BookVisit {
	on, minute, who, client := s.slot(int(s.next.Add(1) - 1))
	return desk.BookVisit{On: on, Client: client, Source: booking.Phone,
		Blocks: []desk.Block{{Service: s.service, Practitioner: who, StartMin: minute}}}
}

// booked is the fact that booking the next free slot comes to.
func (s *salon) booked() (booking.VisitBooked, error) {
	on, minute, who, client := s.slot(int(s.next.Add(1) - 1))
	start, err := fact.Resolve(on, minute, s.zone, 0)
	if err != nil {
		return booking.VisitBooked{}, err
	}
	return booking.VisitBooked{
		Visit: booking.VisitID(newBy().Command), Client: string(client), On: on, Source: booking.Phone,
		Blocks: []booking.Block{{
			Service: string(s.service), Practitioner: string(who), PriceMinor: 4400, Currency: currency,
			Start: start, End: fact.CivilAt(start.Time().Add(slotMin*time.Minute), s.zone),
		}},
	}, nil
}

// fillCommit is how many visits share one commit while a book is filled; a commit has a largest size.
const fillCommit = 100

// fill books the next slots without asking the rules.
func (s *salon) fill(b *journal.Book, visits int) error {
	for visits > 0 {
		var bodies []fact.Body
		for range min(visits, fillCommit) {
			v, err := s.booked()
			if err != nil {
				return err
			}
			bodies = append(bodies, v)
		}
		visits -= len(bodies)
		if _, err := say(b, bodies...); err != nil {
			return err
		}
	}
	return nil
}

// say commits facts as one command.
func say(b *journal.Book, bodies ...fact.Body) (journal.Outcome, error) {
	return b.Do(context.Background(), journal.Command{
		ID: fact.NewID(time.Now(), network.Random()), Name: "bench.Say", Actor: "bench", Desk: "front",
		Decide: func(tx *journal.Tx) error {
			tx.Say(bodies...)
			return nil
		},
	})
}

// copied gives a round a copy of a salon. The shared one stays as it was made: what other rounds do is compared
// with it, commit by commit.
func (r *round) copied(find func(*lab) (*salon, error)) (*salon, error) {
	s, err := find(r.lab)
	if err != nil {
		return nil, err
	}
	return s.at(r.dir), copyNode(s.dir, r.dir)
}

// visit is [round.copied], open at synchronous=FULL.
func (r *round) visit(find func(*lab) (*salon, error)) (*salon, *edge.Edge, error) {
	s, err := r.copied(find)
	if err != nil {
		return nil, nil, err
	}
	e, err := openEdge(s.dir, journal.Full)
	return s, e, err
}

// at is the same salon in another folder, with slots of its own from here on.
func (s *salon) at(dir string) *salon {
	own := &salon{dir: dir, zone: s.zone, from: s.from, staff: s.staff, service: s.service, clients: s.clients}
	own.next.Store(s.next.Load())
	return own
}
