package desk

import (
	"errors"
	"fmt"
	"slices"

	"branchbook/sync/booking"
	"branchbook/sync/catalogue"
	"branchbook/sync/courses"
	"branchbook/sync/fact"
)

// purse is a client's contracts while one command decides about several of their sessions; what was decided
// already counts for what comes next.
type purse struct {
	w         *work
	visit     booking.VisitID
	contracts []courses.Contract
	said      []fact.Body
}

func (w *work) purse(client string, visit booking.VisitID) (*purse, error) {
	p := &purse{w: w, visit: visit}
	var err error
	p.contracts, err = courses.ContractsOf(w, w.JID(), client)
	return p, err
}

// say keeps a rule's steps of a contract and counts them in.
func (p *purse) say(id courses.ContractID, steps []fact.Body, err error) error {
	if err != nil {
		return err
	}
	for i, c := range p.contracts {
		if c.ID == id {
			p.contracts[i] = c.After(steps)
		}
	}
	p.said = append(p.said, steps...)
	return nil
}

// of finds the session of a block of the visit in one of the states; nil where there is none.
func (p *purse) of(block int, states ...courses.State) (courses.Contract, *courses.Session) {
	for _, c := range p.contracts {
		for i, s := range c.Sessions {
			if s.Visit == string(p.visit) && s.Block == block && slices.Contains(states, s.State) {
				return c, &c.Sessions[i]
			}
		}
	}
	return courses.Contract{}, nil
}

// contract finds one by id. One of another client is looked up too, for the rule to refuse by name.
func (p *purse) contract(id courses.ContractID) (courses.Contract, error) {
	for _, c := range p.contracts {
		if c.ID == id {
			return c, nil
		}
	}
	c, err := courses.Load(p.w, p.w.JID(), id)
	if errors.Is(err, fact.ErrNotFound) {
		return c, fact.Refuse("contract_unknown", "contract", "Choose a contract from the list, or none.")
	}
	return c, err
}

// cover decides which sessions the blocks of a visit hold on a day, and notes them in the wishes. v is the visit
// as it stands, one without blocks when it is new. The steps of the sessions are said in the purse.
func (p *purse) cover(
	client string, v booking.Visit, on fact.Date, blocks []Block, wishes []booking.Wish, untimed bool,
) error {
	if client == "" || !on.Valid() {
		return nil // refused elsewhere
	}
	had, err := p.loosen(v, blocks, wishes)
	if err != nil {
		return err
	}
	var no fact.Refusals
	for i := range wishes {
		starts := fact.Civil{On: on, Business: on}
		if !untimed {
			if starts, err = fact.Resolve(on, wishes[i].StartMin, p.w.zone, wishes[i].Fold); err != nil {
				continue // refused by the rule about times
			}
		}
		want := courses.Booking{
			Visit: string(v.ID), Block: i, Client: client, Starts: starts,
			Service: catalogue.ServiceID(wishes[i].Service),
		}
		wishes[i].Session, err = p.coverBlock(want, blocks[i].Cover, had[i])
		if err := gather(&no, at(fmt.Sprintf("blocks.%d.session", i), err)); err != nil {
			return err
		}
	}
	return no.Err()
}

// former is what a block of a form was: booked already, and on which contract.
type former struct {
	booked   bool
	contract courses.ContractID
}

// loosen frees the sessions of blocks that go, become another service or change their place, before others hold, who
// may need these very sessions. It returns what each block of the form had before.
func (p *purse) loosen(v booking.Visit, blocks []Block, wishes []booking.Wish) ([]former, error) {
	had, stays := make([]former, len(wishes)), map[int]bool{}
	for i := range wishes {
		at := origin(v, blocks, i)
		if at < 0 || wishes[i].Service != v.Blocks[at].Service {
			continue
		}
		had[i].booked = true
		if _, s := p.of(at, courses.Held); s != nil {
			had[i].contract = s.Ref.Contract
		}
		stays[at] = stays[at] || at == i
	}
	for i := range v.Blocks {
		if stays[i] {
			continue
		}
		if err := p.drop(i); err != nil {
			return nil, err
		}
	}
	return had, nil
}

// coverBlock gives the name of the session that covers a block; empty for none.
func (p *purse) coverBlock(b courses.Booking, cover Cover, had former) (string, error) {
	if _, taken := p.of(b.Block, courses.Earned); taken != nil {
		return taken.Ref.String(), nil // taken at the visit's start: it stays so
	}
	c, held := p.of(b.Block, courses.Held)
	switch {
	case b.Service == "":
		return "", nil // refused elsewhere
	case cover.None:
		return "", p.drop(b.Block)
	case held != nil && (cover.Contract == "" || cover.Contract == c.ID):
		return p.hold(c, b)
	case held != nil:
		if err := p.drop(b.Block); err != nil {
			return "", err
		}
	case cover.Contract == "" && had.contract == "" && had.booked:
		return "", nil // it stood without a session before
	case cover.Contract == "":
		cover.Contract = had.contract // at another place among the blocks by now
	}
	if cover.Contract != "" {
		c, err := p.contract(cover.Contract)
		if err != nil {
			return "", err
		}
		return p.hold(c, b)
	}
	return p.best(b)
}

// best holds a session of the contract to be used first; none if no contract gives the service.
func (p *purse) best(b courses.Booking) (string, error) {
	choices := courses.Choose(p.contracts, courses.Ask{
		Client: b.Client, Service: b.Service, On: b.Starts.On, Place: p.w.place,
	})
	switch {
	case len(choices) == 0:
		return "", nil
	case choices[0].Refusal != nil:
		return "", choices[0].Refusal
	}
	c, err := p.contract(choices[0].Contract)
	if err != nil {
		return "", err
	}
	return p.hold(c, b)
}

func (p *purse) hold(c courses.Contract, b courses.Booking) (string, error) {
	steps, err := courses.Hold(c, b, p.w.now, p.w.place)
	if err := p.say(c.ID, steps, err); err != nil {
		return "", err
	}
	_, held := p.of(b.Block, courses.Held)
	return held.Ref.String(), nil
}

// drop makes the session that a block holds free again; it was taken off the booking.
func (p *purse) drop(block int) error {
	c, held := p.of(block, courses.Held)
	if held == nil {
		return nil
	}
	steps, err := courses.Return(c, held.Ref, p.w.now, "")
	return p.say(c.ID, steps, err)
}

// at moves refusals to a field of the form.
func at(field string, err error) error {
	for _, r := range fact.AsRefusals(err) {
		r.Field = field
	}
	return err
}
