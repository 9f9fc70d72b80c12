package courses

import (
	"cmp"
	"slices"
	"strconv"

	"branchbook/sync/catalogue"
	"branchbook/sync/fact"
	"branchbook/sync/money"
	"branchbook/sync/rights"
)

// Booking is a block of a visit that a session is wanted for.
type Booking struct {
	Visit   string
	Block   int
	Client  string
	Service catalogue.ServiceID
	Starts  fact.Civil // an untimed visit has a day and no zone
}

// Hold ties a session of the contract to a block of a visit (PRODUCT CRS-5, CRS-6). Where the block holds one
// already, the hold follows the visit to its new time or service; where nothing changed there is nothing to
// say. Codes: contract_other_client, contract_terminated, contract_service, contract_branch, contract_frozen,
// contract_expired, contract_used_up, contract_unpaid, right_elsewhere, right_unreconciled.
func Hold(c Contract, b Booking, at fact.Civil, place rights.Place) ([]fact.Body, error) {
	slot := SlotOf(b.Starts)
	held := c.HeldBy(b.Visit, b.Block)
	if held == nil || c.item(held.Ref).Service != b.Service {
		s, err := c.pick(b, slot.On, &place)
		if err != nil {
			return nil, err
		}
		bodies := []fact.Body{SessionHeld{c.change(*s, b, at), b.Starts}}
		if held != nil {
			off := SessionReleased{c.changed(*held, at, "")}
			bodies = append([]fact.Body{off}, bodies...)
		}
		return bodies, nil
	}
	if held.Slot == slot {
		return nil, nil
	}
	if err := c.open(b, slot.On, &place); err != nil {
		return nil, err
	}
	return []fact.Body{SessionHeld{c.change(*held, b, at), b.Starts}}, nil
}

// pick finds the session that a booking would hold, or says why there is none. Without a place it asks nothing
// about branches and rights.
func (c Contract) pick(b Booking, on fact.Date, place *rights.Place) (*Session, error) {
	if err := c.open(b, on, place); err != nil {
		return nil, err
	}
	var away error
	for i := range c.Sessions {
		s := &c.Sessions[i]
		if s.State != Free || c.item(s.Ref).Service != b.Service {
			continue
		}
		if place != nil {
			if err := place.May(s.Holder); err != nil {
				away = cmp.Or(away, err)
				continue
			}
		}
		return s, c.covered(*s)
	}
	if away != nil {
		return nil, away
	}
	return nil, c.usedUp()
}

// open refuses what no session of the contract can be used for, whichever it is.
func (c Contract) open(b Booking, on fact.Date, place *rights.Place) error {
	last := c.lastDayFor(on)
	freezing, frozen := c.frozenOn(on)
	switch {
	case b.Client != c.Client:
		return fact.Refuse("contract_other_client", "contract",
			"Contract "+c.Number+" belongs to another client. Choose one of this client's.", "number", c.Number)
	case c.EndedOn != "":
		return terminated(c)
	case !c.Terms.Gives(b.Service):
		return fact.Refuse("contract_service", "contract",
			"Contract "+c.Number+" does not include this service. Choose another contract, or none.",
			"number", c.Number)
	case place != nil && !c.Terms.Allows(c.Branch, place.Node):
		return fact.Refuse("contract_branch", "contract",
			"Contract "+c.Number+" can be used only where it was sold. Book there, or move the contract.",
			"number", c.Number, "branch", c.Branch)
	case frozen:
		return fact.Refuse("contract_frozen", "contract",
			"Contract "+c.Number+" is frozen until "+string(freezing.To)+". Choose a later day.",
			"number", c.Number, "until", string(freezing.To))
	case last != "" && on > last:
		return fact.Refuse("contract_expired", "contract",
			"Contract "+c.Number+" ends on "+string(last)+". Choose a day until then, or have its end changed.",
			"number", c.Number, "until", string(last))
	}
	return nil
}

func terminated(c Contract) error {
	return fact.Refuse("contract_terminated", "contract",
		"Contract "+c.Number+" was terminated on "+string(c.EndedOn)+". Sign a new one.",
		"number", c.Number, "on", string(c.EndedOn))
}

func (c Contract) usedUp() error {
	if parked := c.Count(0, Parked); parked > 0 {
		return fact.Refuse("contract_parked", "contract",
			"Contract "+c.Number+" has no free session; "+strconv.Itoa(parked)+
				" of cancelled visits can be returned by hand.",
			"number", c.Number, "parked", strconv.Itoa(parked))
	}
	return fact.Refuse("contract_used_up", "contract",
		"All sessions of contract "+c.Number+" are used or booked. Sign a new one, or book without it.",
		"number", c.Number)
}

// covered refuses a session whose value is not paid yet, where the terms ask for that.
func (c Contract) covered(s Session) error {
	missing := c.ValueOf(Held, Earned, Burned) + s.Minor - c.PaidMinor
	if !c.Terms.PaidOnly || missing <= 0 {
		return nil
	}
	amount := money.Of(missing, c.Terms.Currency).Plain()
	return fact.Refuse("contract_unpaid", "contract",
		"Contract "+c.Number+" is used only as far as it is paid. Take "+amount+" more first.",
		"number", c.Number, "missing", amount, "currency", string(c.Terms.Currency))
}

// item is what a session is of; nothing where a foreign contract names more units than items.
func (c Contract) item(ref Ref) Item {
	if ref.Item < 1 || ref.Item > len(c.Terms.Items) {
		return Item{}
	}
	return c.Terms.Items[ref.Item-1]
}

// change says what every step of a session says, for a booking.
func (c Contract) change(s Session, b Booking, at fact.Civil) Change {
	return Change{
		Ref: s.Ref, Client: c.Client, Product: c.Terms.Product, Service: c.item(s.Ref).Service,
		Visit: b.Visit, Block: b.Block, At: at,
	}
}

// changed is the same for the visit that the session is tied to already.
func (c Contract) changed(s Session, at fact.Civil, reason string) Change {
	change := c.change(s, Booking{Visit: s.Visit, Block: s.Block}, at)
	change.Reason = reason
	return change
}

// Ask is what a session is wanted for. An empty place asks nothing about branches and rights.
type Ask struct {
	Client  string
	Service catalogue.ServiceID
	On      fact.Date
	Place   rights.Place
}

// Choice is a contract of the client that gives the service.
type Choice struct {
	Contract ContractID
	Number   string
	Name     string    // of the product
	Until    fact.Date // last day; empty for none, or none yet
	Free     int       // sessions of the service that no booking holds
	Session  Ref       // that would be held; zero when refused
	Minor    money.Minor
	Refusal  *fact.Refusal // why not; nil when usable

	signedAt int64
}

// Choose orders the contracts that give the service: usable ones first, among them the earliest end, then the
// oldest (PRODUCT CRS-5).
func Choose(contracts []Contract, ask Ask) []Choice {
	var choices []Choice
	for _, c := range contracts {
		if c.Terms.Gives(ask.Service) {
			choices = append(choices, c.choice(ask))
		}
	}
	slices.SortFunc(choices, func(a, b Choice) int {
		return cmp.Or(
			cmp.Compare(rank(a.Refusal != nil), rank(b.Refusal != nil)),
			cmp.Compare(rank(a.Until == ""), rank(b.Until == "")),
			cmp.Compare(a.Until, b.Until),
			cmp.Compare(a.signedAt, b.signedAt),
			cmp.Compare(a.Contract, b.Contract),
		)
	})
	return choices
}

func rank(last bool) int {
	if last {
		return 1
	}
	return 0
}

func (c Contract) choice(ask Ask) Choice {
	choice := Choice{
		Contract: c.ID, Number: c.Number, Name: c.Terms.Name, Until: c.Until(), signedAt: c.SignedAt,
	}
	for i, item := range c.Terms.Items {
		if item.Service == ask.Service {
			choice.Free += c.Count(i+1, Free)
		}
	}
	place := &ask.Place
	if ask.Place == (rights.Place{}) {
		place = nil
	}
	s, err := c.pick(Booking{Client: ask.Client, Service: ask.Service}, ask.On, place)
	if no := fact.AsRefusals(err); no != nil {
		choice.Refusal = no[0]
		return choice
	}
	choice.Session, choice.Minor = s.Ref, s.Minor
	return choice
}
