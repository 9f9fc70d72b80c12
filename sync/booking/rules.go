package booking

import (
	"errors"
	"fmt"

	"branchbook/sync/fact"
	"branchbook/sync/money"
)

// Wish is one service as the desk asks for it, with what the catalogue says about it.
type Wish struct {
	Service      string
	Practitioner string
	Unable       bool // the practitioner does not do this service
	StartMin     int  // wall minutes after midnight
	Fold         int  // 1: the second of an hour that happens twice
	LengthMin    int
	BeforeMin    int
	AfterMin     int
	Needs        []Need
	PriceMinor   money.Minor
	Currency     money.Currency
	Session      string
	Overlap      bool // a manager allows a second booking of the practitioner
}

// Booking is a new visit as the desk asks for it.
type Booking struct {
	Visit    VisitID
	Client   string
	Source   Source
	AskedFor string
	Note     fact.Sealed
	Untimed  bool // a day without an hour: times and practitioners of the wishes are not looked at
	Wishes   []Wish
}

// Book decides about a new visit on a day. Fields of refusals are "client", "source" and "blocks.<n>.<name>".
func Book(d Day, in Booking) ([]fact.Body, error) {
	var rs fact.Refusals
	if in.Client == "" {
		rs = append(rs, fact.Refuse("no_client", "client", "Choose the client."))
	}
	if !in.Source.known() {
		rs = append(rs, noSource())
	}
	blocks, more := d.place(in.Wishes, in.Untimed)
	if err := append(rs, more...).Err(); err != nil {
		return nil, err
	}
	return []fact.Body{VisitBooked{Visit: in.Visit, Client: in.Client, On: d.On, Untimed: in.Untimed,
		Source: in.Source, AskedFor: in.AskedFor, Note: in.Note, Blocks: blocks}}, nil
}

// Change is where a visit moves to: all its services anew.
type Change struct {
	Untimed bool
	Wishes  []Wish
	Agreed  bool // the client accepts another practitioner than the one asked for
}

// Move decides about other times, lengths, practitioners, services or another day; d is the day it moves to.
func Move(d Day, v Visit, to Change) ([]fact.Body, error) {
	if err := v.mustBeOpen(); err != nil {
		return nil, err
	}
	blocks, rs := d.Without(v).place(to.Wishes, to.Untimed)
	if !to.Agreed && v.has(v.AskedFor) && !serves(blocks, v.AskedFor) && len(rs) == 0 {
		rs = append(rs, fact.Refuse("asked_for", "agreed",
			"The client asked for this practitioner by name; confirm that another one is accepted.",
			"practitioner", v.AskedFor))
	}
	if err := rs.Err(); err != nil {
		return nil, err
	}
	return v.moved(Side{On: d.On, Untimed: to.Untimed, Blocks: blocks}, ""), nil
}

// moved says that the visit stands elsewhere; nothing where it stands there already.
func (v Visit) moved(to Side, undoes string) []fact.Body {
	from := v.plain()
	if to.On == v.On && to.Untimed == v.Untimed && text(to.Blocks) == text(from) {
		return nil
	}
	return []fact.Body{VisitMoved{Visit: v.ID, Client: v.Client, FromOn: v.On, From: from, FromUntimed: v.Untimed,
		On: to.On, Untimed: to.Untimed, Blocks: to.Blocks, Undoes: undoes}}
}

// Remarks are the visit's as they stand.
func (v Visit) Remarks() Remarks {
	return Remarks{Source: v.Source, AskedFor: v.AskedFor, Note: v.Note}
}

// Remark decides about other remarks; it has nothing to say where they are the same. Undoes is the fact that it
// takes back, if it does.
func Remark(v Visit, to Remarks, undoes string) ([]fact.Body, error) {
	if to == v.Remarks() {
		return nil, nil
	}
	if !to.Source.known() && to.Source != v.Source {
		return nil, noSource()
	}
	return []fact.Body{VisitRemarked{Visit: v.ID, Client: v.Client, From: v.Remarks(), To: to, Undoes: undoes}}, nil
}

func (s Source) known() bool { return s == Desk || s == Phone || s == WalkIn || s == Web }

func noSource() *fact.Refusal {
	return fact.Refuse("no_source", "source", "Say how the booking came: desk, phone, walk-in or web.")
}

func (v Visit) mustBeOpen() error {
	if v.Status.Open() {
		return nil
	}
	return fact.Refuse("not_open", "visit", "This visit has ended; reopen it to change it.",
		"status", string(v.Status))
}

func (v Visit) has(practitioner string) bool {
	return practitioner != "" && serves(v.plain(), practitioner)
}

func serves(blocks []Block, practitioner string) bool {
	for _, b := range blocks {
		if b.Practitioner == practitioner {
			return true
		}
	}
	return false
}

// place finds room for each wish in order, or says for each what is in the way.
func (d Day) place(wishes []Wish, untimed bool) (blocks []Block, rs fact.Refusals) {
	if !d.On.Valid() {
		return nil, fact.Refusals{fact.Refuse("date", "on", "Give a date.")}
	}
	if len(wishes) == 0 {
		return nil, fact.Refusals{fact.Refuse("no_service", "blocks.0.service", "Choose at least one service.")}
	}
	for i, w := range wishes {
		field := func(name string) string { return fmt.Sprintf("blocks.%d.%s", i, name) }
		if bad := w.check(field, untimed); len(bad) > 0 {
			rs = append(rs, bad...)
			continue
		}
		if untimed {
			blocks = append(blocks, w.bare())
			continue
		}
		b, no := d.placeOne(w, field("start"), blocks)
		if no != nil {
			rs = append(rs, no)
			continue
		}
		blocks = append(blocks, b)
	}
	return blocks, rs
}

func (d Day) placeOne(w Wish, field string, own []Block) (Block, *fact.Refusal) {
	start, err := fact.Resolve(d.On, w.StartMin, d.Zone, w.Fold)
	if errors.Is(err, fact.ErrMissingHour) {
		return Block{}, fact.Refuse("missing_hour", field,
			"The clocks go forward over this time; choose an earlier or later one.", "at", fact.Clock24(w.StartMin))
	}
	if err != nil || start.UTC%cellMS != 0 {
		return Block{}, fact.Refuse("time", field, "Give a time of day in steps of five minutes.")
	}
	b := w.block(start, d)
	if n := len(d.Moments); n == 0 || b.End.UTC > (d.Moments[n-1].Cell+1).UTC() {
		return Block{}, fact.Refuse("over_midnight", field, "A service ends on the day on which it begins.")
	}
	if o := d.obstacle(b, own, w.Overlap); o != nil {
		return Block{}, o.refuse(field, d.nextFree(w, start.UTC, own))
	}
	if _, taken := d.taken(b, own); taken {
		b.Lane = 1
	}
	return b, nil
}

// check looks at what a wish alone can show.
func (w Wish) check(field func(string) string, untimed bool) (rs fact.Refusals) {
	no := func(wrong bool, code, name, sentence string) {
		if wrong {
			rs = append(rs, fact.Refuse(code, field(name), sentence))
		}
	}
	no(w.Service == "", "no_service", "service", "Choose a service.")
	no(w.PriceMinor < 0 || w.PriceMinor > money.MaxMinor, "price", "price", "Give a price of zero or more.")
	no(w.PriceMinor != 0 && !w.Currency.Valid(), "currency", "price", "Give the currency of the price.")
	if untimed {
		return rs
	}
	no(w.Practitioner == "", "no_practitioner", "practitioner", "Choose a practitioner.")
	no(w.Unable, "not_able", "practitioner", "This practitioner does not do this service; choose another.")
	no(w.LengthMin <= 0, "no_length", "length", "Give a length of at least five minutes.")
	no(w.LengthMin%CellMin != 0 || w.StartMin%CellMin != 0, "off_grid", "start",
		"Give start and length in steps of five minutes.")
	no(w.BeforeMin < 0 || w.AfterMin < 0 || w.BeforeMin%CellMin != 0 || w.AfterMin%CellMin != 0, "buffer", "length",
		"Give buffers in steps of five minutes.")
	no(w.LengthMin+w.BeforeMin+w.AfterMin > 24*60, "over_midnight", "length",
		"A service ends on the day on which it begins.")
	for _, n := range w.Needs {
		no(n.Resource == "" || n.Qty < 1, "resource", "resource", "Choose each resource with a number of at least one.")
	}
	return rs
}

func (w Wish) bare() Block {
	return Block{Service: w.Service, Practitioner: w.Practitioner, PriceMinor: w.PriceMinor, Currency: w.Currency,
		Session: w.Session}
}

// block is the wish at a start; its length is real minutes, whatever the clocks do meanwhile.
func (w Wish) block(start fact.Civil, d Day) Block {
	b := w.bare()
	b.BeforeMin, b.AfterMin, b.Needs = w.BeforeMin, w.AfterMin, w.Needs
	b.Start, b.End = start, d.civil(start.UTC+int64(w.LengthMin)*60_000)
	return b
}
