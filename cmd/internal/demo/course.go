package demo

import (
	"time"

	"branchbook/edge/desk"
	"branchbook/sync/booking"
	"branchbook/sync/courses"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/money"
)

// bought is a course under way.
type bought struct {
	course
	contract courses.ContractID
	left     int  // sessions
	ended    bool // by the client
}

// checkout is what a client does after a visit ended in one way or another: goes on with a course, ends it, or
// buys one.
func (w *writer) checkout(g *guest, out journal.Outcome) error {
	came := happened(out, booking.VisitCompleted{}.Kind()) > 0
	if c := g.course; c != nil {
		c.left -= happened(out, courses.SessionEarned{}.Kind()) + happened(out, courses.SessionBurned{}.Kind())
		switch {
		case c.left > 2 && w.chance(2):
			return w.terminate(g)
		case c.left > 0:
			w.goOn(g, came)
			return nil
		}
		g.course = nil
	}
	if came && w.chance(w.h.buys) {
		return w.sell(g)
	}
	return nil
}

// goOn books the next visit of a course: at once after one that took place, by telephone some days later else.
func (w *writer) goOn(g *guest, came bool) {
	c, when, source := g.course, w.now().Add(w.minutes(2, 6)), booking.Desk
	if !came {
		when, source = w.instant(w.todayThen().AddDays(1+w.r.IntN(3)), w.h.open.From+60), booking.Phone
	}
	w.agenda.add(when, func() error {
		if g.course != c || g.busy {
			return nil
		}
		in := c.every - 2 + w.r.IntN(5)
		if !came {
			in = 1 + w.r.IntN(6)
		}
		err := w.book(wish{guest: g, services: []int{c.service}, on: w.todayThen().AddDays(in), source: source})
		if err == nil && !g.busy { // nothing was free
			w.goOn(g, false)
		}
		return err
	})
}

// todayThen is the date at which the clock stands.
func (w *writer) todayThen() fact.Date { return fact.DateOf(w.now().In(w.zone)) }

// sell signs a contract, takes the money or its first part, and books the first session.
func (w *writer) sell(g *guest) error {
	i := w.r.IntN(len(w.products))
	x := w.h.courses[i]
	out, err := w.b.Desk.Sign(w.ctx, w.as(w.reception), desk.SignContract{
		Client: g.id, Product: w.products[i], PriceMinor: x.price,
	})
	if err != nil {
		return err
	}
	g.course = &bought{course: x, contract: courses.ContractID(out.Subject("contract:")), left: x.sessions}
	parts := []int{1, 1, 1, 2, 3}[w.r.IntN(5)]
	for n, minor := range money.SplitEven(x.price, parts) {
		w.payLater(g.course, minor, w.now().Add(time.Duration(n)*30*24*time.Hour+w.minutes(1, 3)))
	}
	w.goOn(g, true)
	return nil
}

func (w *writer) payLater(c *bought, minor money.Minor, when time.Time) {
	means := []courses.Means{courses.ByCard, courses.ByCard, courses.ByCash, courses.ByTransfer}[w.r.IntN(4)]
	w.agenda.add(when, func() error {
		if c.ended {
			return nil
		}
		_, err := w.b.Desk.Pay(w.ctx, w.as(w.reception), desk.PayContract{
			Contract: c.contract, Means: means, Minor: minor,
		})
		return err
	})
}

// terminate ends a course that the client no longer wants.
func (w *writer) terminate(g *guest) error {
	_, err := w.b.Desk.Terminate(w.ctx, w.as(w.manager), desk.EndContract{
		Contract: g.course.contract, Reason: "moves away",
	})
	g.course.ended, g.course = true, nil
	return err
}
