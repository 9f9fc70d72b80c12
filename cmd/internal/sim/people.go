package sim

import (
	"errors"
	"fmt"

	"branchbook/edge/desk"
	"branchbook/sync/booking"
	"branchbook/sync/branches"
	"branchbook/sync/catalogue"
	"branchbook/sync/clients"
	"branchbook/sync/courses"
	"branchbook/sync/fact"
	"branchbook/sync/hours"
	"branchbook/sync/journal"
	"branchbook/sync/people"
)

// form is an intent with everything a person chose, so that it can be sent again.
type form struct {
	id   string
	name string
	send func(d *desk.Desk, by desk.By) (journal.Outcome, error)
}

// submit sends a form at a box; an answer that does not come is asked for again later.
func (b *box) submit(f form) {
	command := plantCommand(b.w, f.id)
	out, err := f.send(b.desk, desk.By{User: "anna", Role: people.Manager, Desk: "front", Command: command})
	if b.dead {
		b.survived()
		b.again(f)
		return
	}
	if !b.answered(f, out, err) {
		return
	}
	switch {
	case b.w.chance(b.w.plan.rate[Impatience]*0.3) && b.w.work:
		b.w.res.Faults[Impatience]++
		b.again(f)
	case b.w.chance(b.w.plan.rate[Crash]*0.02) && b.w.work:
		b.w.happened(Crash, b.name+" after the commit")
		b.die(b.w.between(10*second, 20*minute))
		b.again(f)
	}
	if b.up() && b.talk == nil {
		b.nextTalk(b.w.between(second, minute))
	}
}

// again sends the same form once more, after a while, at the same box.
func (b *box) again(f form) {
	b.w.at(b.w.between(100, 40*minute), func() {
		if b.up() && !b.off && b.w.work {
			b.submit(f)
		}
	})
}

// answered tells the oracle what a person was answered. It reports whether something was saved.
func (b *box) answered(f form, out journal.Outcome, err error) bool {
	var stale *desk.Stale
	var known *desk.Duplicates
	var conflict *journal.Conflict
	switch {
	case err == nil && out.Height > 0:
		b.w.say("did %s %s %s %d %s", b.name, f.name, out.Epoch, out.Seq, f.id)
		b.w.oracle.acknowledged(b, f, out)
		b.w.oracle.observe(b)
		return true
	case err == nil:
		return false
	case fact.AsRefusals(err) != nil, errors.As(err, &stale), errors.As(err, &known), errors.Is(err, fact.ErrNotFound):
		b.w.res.Refused++
		b.w.say("refused %s %s: %v", b.name, f.name, err)
	case errors.As(err, &conflict):
		b.w.broken("I2", "%s: %s of the same form conflicts with itself", b.name, f.name)
	default:
		b.w.broken("I0", "%s: %s fails: %v", b.name, f.name, err)
	}
	return false
}

func (b *box) form(name string, send func(d *desk.Desk, by desk.By) (journal.Outcome, error)) form {
	return form{id: b.newID(), name: name, send: send}
}

// zones in which branches stand; two of them change their clocks during a run.
var zones = []string{"Europe/Kyiv", "Asia/Tokyo", "Asia/Almaty", "America/Sao_Paulo", "Europe/Berlin"}

// furnish opens a branch: settings, hours, a room, services and a course.
func (b *box) furnish(code, zone string) {
	say := func(bodies ...fact.Body) func(*desk.Desk, desk.By) (journal.Outcome, error) {
		return func(d *desk.Desk, by desk.By) (journal.Outcome, error) {
			return d.Journal.Do(b.w.ctx, journal.Command{
				ID: by.Command, Name: "sim.Furnish", Input: by.Command,
				Decide: func(tx *journal.Tx) error { tx.Say(bodies...); return nil },
			})
		}
	}
	all := []fact.Body{
		branches.BranchOpened{Node: branches.Node(b.node), Settings: branches.Settings{
			Code: code, Name: code, Trade: branches.Salon, Currency: "EUR", Zone: zone, Language: "en", StepMin: 15,
		}},
		branches.Enrolled{Node: branches.Node(b.node), Network: network, Box: b.book.Box()},
		catalogue.ResourceDefined{Resource: catalogue.Resource{ID: "chair", Name: "Chair", Capacity: 1}},
	}
	var week hours.Week
	opening := hours.OpeningSet{FromOn: "2020-01-01"}
	for i := range week {
		opening.Week[i] = []hours.Span{{From: 9 * 60, To: 19 * 60}}
		week[i] = hours.Shift{Work: []hours.Span{{From: 9 * 60, To: 19 * 60}}}
	}
	all = append(all, opening)
	for _, who := range practitioners {
		all = append(all, people.PractitionerDefined{Practitioner: people.Practitioner{ID: who, Shown: string(who)}},
			hours.PatternSet{Practitioner: string(who), FromOn: "2020-01-01",
				Pattern: hours.Pattern{Rhythm: hours.Weekly, Weeks: []hours.Week{week}, Holidays: true}})
	}
	all = append(all, goods()...)
	b.submit(b.form("furnish", say(all...)))
	for range 6 {
		b.register()
	}
}

var practitioners = []people.PractitionerID{"olga", "yuki"}

// goods are what a branch sells: facials, peels that need the chair, and a course of four facials.
func goods() []fact.Body {
	return []fact.Body{
		catalogue.ServiceDefined{Service: catalogue.Service{
			ID: "facial", Name: "Facial", LengthMin: 60, PriceMinor: 5000, Currency: "EUR"}},
		catalogue.ServiceDefined{Service: catalogue.Service{
			ID: "peel", Name: "Peel", LengthMin: 30, AfterMin: 15, PriceMinor: 3000, Currency: "EUR",
			Resources: []catalogue.Need{{Resource: "chair", Qty: 1}}}},
		catalogue.ProductDefined{Product: catalogue.Product{
			ID: "glow", Name: "Glow", PriceMinor: 19_999, Currency: "EUR", Terms: catalogue.DefaultTerms(),
			Items: []catalogue.Item{{ID: "i", Service: "facial", Sessions: 4, ListMinor: 20_000}}}},
	}
}

// workday keeps people at a box coming: in opening hours something every few minutes.
func (b *box) workday() {
	b.w.at(b.w.between(2*minute, 24*minute), func() {
		if b.desc.gone(b) {
			return
		}
		if b.w.work && b.up() && !b.off && b.desc.open(b.w.now) {
			b.act()
		}
		b.workday()
	})
}

// act is one thing that somebody at a desk does.
func (b *box) act() {
	today := fact.CivilAt(b.clock().Now(), b.desc.zone).On
	switch n := b.w.r.IntN(100); {
	case n < 42:
		b.bookVisit(today)
	case n < 50:
		b.moveVisit(today)
	case n < 56:
		b.onVisit(today, "cancel", func(v booking.Visit, d *desk.Desk, by desk.By) (journal.Outcome, error) {
			return d.Cancel(b.w.ctx, by, desk.CancelVisit{Visit: v.ID, Reason: "client"})
		})
	case n < 76:
		b.onVisit(today, "complete", func(v booking.Visit, d *desk.Desk, by desk.By) (journal.Outcome, error) {
			return d.Complete(b.w.ctx, by, desk.CompleteVisit{Visit: v.ID})
		})
	case n < 81:
		b.onVisit(today, "no-show", func(v booking.Visit, d *desk.Desk, by desk.By) (journal.Outcome, error) {
			return d.NoShow(b.w.ctx, by, v.ID)
		})
	case n < 86:
		b.onVisit(today, "reopen", func(v booking.Visit, d *desk.Desk, by desk.By) (journal.Outcome, error) {
			return d.Reopen(b.w.ctx, by, desk.ReopenVisit{Visit: v.ID, Reason: "mistake"})
		})
	case n < 93:
		b.sign()
	case n < 97:
		b.pay()
	default:
		b.register()
	}
}

func (b *box) register() {
	card := clients.Card{Family: fmt.Sprintf("Client %d", b.w.r.IntN(1_000_000))}
	b.submit(b.form("register", func(d *desk.Desk, by desk.By) (journal.Outcome, error) {
		return d.Register(b.w.ctx, by, desk.RegisterClient{Card: card, Anyway: true})
	}))
}

// pickClient is one of the branch's clients; empty when there is none.
func (b *box) pickClient() clients.ClientID {
	return clients.ClientID(b.pickText(`SELECT client FROM clients_client WHERE jid = 1 ORDER BY client`))
}

// pickText draws one of the rows of a query with one column.
func (b *box) pickText(query string, args ...any) (text string) {
	b.read(func(v *journal.View) error {
		all, err := fact.All(v, fact.Text, query, args...)
		if len(all) > 0 {
			text = all[b.w.r.IntN(len(all))]
		}
		return err
	})
	return text
}

// wish is a block as a person asks for it: a service, somebody, some quarter of an hour.
func (b *box) wish() desk.Block {
	service := []catalogue.ServiceID{"facial", "peel"}[b.w.r.IntN(2)]
	return desk.Block{
		Service: service, Practitioner: practitioners[b.w.r.IntN(len(practitioners))],
		StartMin: 8*60 + 15*b.w.r.IntN(44),
	}
}

func (b *box) bookVisit(today fact.Date) {
	in := desk.BookVisit{
		On: today.AddDays(b.w.r.IntN(3)), Client: b.pickClient(), Source: booking.Desk, Blocks: []desk.Block{b.wish()},
		Note: "window seat",
	}
	b.sendBooking("book", in)
	if b.w.chance(0.15) && b.up() { // another desk wants the very same time
		in.Client = b.pickClient()
		b.sendBooking("book too", in)
	}
}

func (b *box) sendBooking(name string, in desk.BookVisit) {
	b.submit(b.form(name, func(d *desk.Desk, by desk.By) (journal.Outcome, error) {
		return d.Book(b.w.ctx, by, in)
	}))
}

func (b *box) moveVisit(today fact.Date) {
	to := b.wish()
	on := today.AddDays(b.w.r.IntN(3))
	b.onVisit(today, "move", func(v booking.Visit, d *desk.Desk, by desk.By) (journal.Outcome, error) {
		return d.Move(b.w.ctx, by, desk.MoveVisit{Visit: v.ID, On: on, Blocks: []desk.Block{to}, Agreed: true})
	})
}

// onVisit does something with one of today's visits, allowed or not.
func (b *box) onVisit(
	today fact.Date, name string, do func(booking.Visit, *desk.Desk, desk.By) (journal.Outcome, error),
) {
	var all []booking.Visit
	b.read(func(v *journal.View) (err error) {
		all, err = booking.VisitsOn(v, v.JID(), today)
		return err
	})
	if len(all) == 0 {
		return
	}
	v := all[b.w.r.IntN(len(all))]
	b.submit(b.form(name, func(d *desk.Desk, by desk.By) (journal.Outcome, error) { return do(v, d, by) }))
}

func (b *box) sign() {
	in := desk.SignContract{Client: b.pickClient(), Product: "glow", PriceMinor: 19_999}
	b.submit(b.form("sign", func(d *desk.Desk, by desk.By) (journal.Outcome, error) {
		return d.Sign(b.w.ctx, by, in)
	}))
}

func (b *box) pay() {
	contract := b.pickText(`SELECT contract FROM courses_contract WHERE jid = 1 ORDER BY contract`)
	in := desk.PayContract{Contract: courses.ContractID(contract), Means: courses.ByCash, Minor: 5000}
	b.submit(b.form("pay", func(d *desk.Desk, by desk.By) (journal.Outcome, error) {
		return d.Pay(b.w.ctx, by, in)
	}))
}
