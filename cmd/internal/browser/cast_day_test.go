package browser

import (
	"context"

	"branchbook/edge/desk"
	"branchbook/sync/booking"
	"branchbook/sync/catalogue"
	"branchbook/sync/clients"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/money"
	"branchbook/sync/people"
)

func minor(n int64) money.Minor { return money.Minor(n) }

func (f *filler) visit(
	on fact.Date, who clients.ClientID, what catalogue.ServiceID, by people.PractitionerID, startMin int,
) booking.VisitID {
	out, err := f.d.Book(f.ctx, f.as(f.mai), desk.BookVisit{
		On: on, Client: who, Source: booking.Phone, Note: "by the window",
		Blocks: []desk.Block{{Service: what, Practitioner: by, StartMin: startMin}}})
	return booking.VisitID(f.made("visit:", out, err))
}

// visits fills today and a few days around it, at half past eight of today.
func (f *filler) visits() {
	f.done = f.visit(monday, f.hana, f.laser, f.sato, 9*60)
	f.other = f.visit(monday, f.ken, f.rub, f.ito, 9*60)
	f.visit(monday, f.yamada, f.facial, f.ito, 9*60+30)
	f.booked = f.visit(monday, f.yamada, f.laser, f.sato, 15*60)
	f.late = f.visit(monday, f.ken, f.rub, f.sato, 16*60)
	f.visit(monday, f.ken, f.facial, f.ito, 11*60)
	f.evening = f.visit(monday, f.hana, f.laser, f.ito, 17*60)
	gone := f.visit(monday, f.yamada, f.rub, f.ito, 18*60)
	_, err := f.d.Cancel(f.ctx, f.as(f.mai), desk.CancelVisit{Visit: gone, Reason: "illness"})
	f.made("", journal.Outcome{}, err)
	_, err = f.d.Book(f.ctx, f.as(f.mai), desk.BookVisit{On: monday, Untimed: true, Client: f.ken,
		Source: booking.Phone, Blocks: []desk.Block{{Service: f.rub, Practitioner: f.ito}}})
	f.made("", journal.Outcome{}, err)
}

// day does what has been done by twenty past ten: one visit is completed, one client did not come, one is there.
func (f *filler) day() {
	press := func(do func(context.Context, desk.By, booking.VisitID) (journal.Outcome, error), v booking.VisitID) {
		_, err := do(f.ctx, f.as(f.mai), v)
		f.made("", journal.Outcome{}, err)
	}
	press(f.d.Arrive, f.done)
	press(f.d.Start, f.done)
	_, err := f.d.Complete(f.ctx, f.as(f.mai), desk.CompleteVisit{Visit: f.done})
	f.made("", journal.Outcome{}, err)
	press(f.d.NoShow, f.other)
	press(f.d.Confirm, f.booked)
}
