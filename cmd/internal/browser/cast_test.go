package browser

import (
	"context"
	"fmt"

	"branchbook/cmd/internal/network"
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

// cast is who and what the branch in Tokyo has: Sato, Ito and Kobayashi give facials, lasers and massages; Hana has
// a course of lasers, paid in part; Mai sits at the desk and Yuki manages. Everybody is invented.
type cast struct {
	yuki, mai           desk.By
	sato, ito           people.PractitionerID
	room                catalogue.ResourceID
	facial, rub, laser  catalogue.ServiceID
	course              catalogue.ProductID
	hana, ken, yamada   clients.ClientID
	contract            courses.ContractID
	booked, done, other booking.VisitID
	late, evening       booking.VisitID // for those who move them
	forms               int
}

// filler writes what the branch has, and stops at the first error.
type filler struct {
	*cast
	ctx context.Context
	d   *desk.Desk
	err error
}

// as is the next form of somebody.
func (f *filler) as(by desk.By) desk.By {
	f.forms++
	by.Command = fact.DerivedID("pages", fmt.Sprint(f.forms))
	return by
}

// made is the id in an outcome.
func (f *filler) made(kind string, out journal.Outcome, err error) string {
	if f.err == nil && err != nil {
		f.err = fmt.Errorf("%s %w", kind, err)
	}
	return out.Subject(kind)
}

func settings(code, name string) branches.Settings {
	return branches.Settings{Code: code, Name: name, Trade: branches.Aesthetic, Currency: "JPY", Zone: "Asia/Tokyo",
		Language: "en", StepMin: 15}
}

func (h *house) unfurnished(ctx context.Context, b *network.Branch) error {
	_, err := b.Desk.OpenBranch(ctx, desk.By{Command: fact.DerivedID("pages", "empty")}, desk.OpenBranch{
		Settings: settings("TYO2", "Nothing yet"), Login: "yuki", Name: "Yuki Mori", Password: password})
	return err
}

// furnish fills the branch and joins it to the network.
func (h *house) furnish(ctx context.Context, b *network.Branch) error {
	h.tokyo = b
	f := &filler{cast: &h.cast, ctx: ctx, d: b.Desk}
	f.people()
	f.offer()
	f.guests()
	f.visits()
	h.clock.set(10, 20)
	f.day()
	if f.err != nil {
		return f.err
	}
	return h.n.Enrol(ctx, b)
}

func (f *filler) people() {
	out, err := f.d.OpenBranch(f.ctx, f.as(desk.By{}), desk.OpenBranch{
		Settings: settings("TYO1", "Aoyama Beauty"), Login: "yuki", Name: "Yuki Mori", Password: password})
	f.yuki = desk.By{User: people.UserID(f.made("user:", out, err)), Role: people.Manager, Desk: "office"}
	out, err = f.d.DefineUser(f.ctx, f.as(f.yuki), desk.DefineUser{
		User: people.User{Login: "mai", Name: "Mai Ishii", Role: people.Desk}, Password: password})
	f.mai = desk.By{User: people.UserID(f.made("user:", out, err)), Role: people.Desk, Desk: "front"}
	open := hours.OpeningSet{FromOn: "2025-01-01"}
	for day := range open.Week {
		open.Week[day] = []hours.Span{{From: 9 * 60, To: 20 * 60}}
	}
	_, err = f.d.SetOpening(f.ctx, f.as(f.yuki), open)
	f.made("", journal.Outcome{}, err)
	f.sato = f.practitioner("佐藤", "結衣", "サトウ ユイ", 9, 18)
	f.ito = f.practitioner("Ito", "Sakura", "", 9, 20)
	f.practitioner("Kobayashi", "Haruna", "", 11, 20)
}

func (f *filler) practitioner(family, given, kana string, from, to int) people.PractitionerID {
	out, err := f.d.DefinePractitioner(f.ctx, f.as(f.yuki), desk.DefinePractitioner{
		Practitioner: people.Practitioner{Family: family, Given: given, Kana: kana, JobTitle: "Aesthetician"}})
	id := f.made("practitioner:", out, err)
	var week hours.Week
	for day := range week {
		week[day] = hours.Shift{Work: []hours.Span{{From: from * 60, To: to * 60}},
			Breaks: []hours.Pause{{Span: hours.Span{From: 13 * 60, To: 14 * 60}, Reason: "Lunch"}}}
	}
	_, err = f.d.SetPattern(f.ctx, f.as(f.yuki), hours.PatternSet{Practitioner: id, FromOn: "2025-01-01",
		Pattern: hours.Pattern{Rhythm: hours.Weekly, Weeks: []hours.Week{week}}})
	f.made("", journal.Outcome{}, err)
	return people.PractitionerID(id)
}

func (f *filler) offer() {
	out, err := f.d.DefineResource(f.ctx, f.as(f.yuki), desk.DefineResource{
		Resource: catalogue.Resource{Name: "Laser", Capacity: 1}})
	f.room = catalogue.ResourceID(f.made("resource:", out, err))
	service := func(name string, minutes int, price int64, needs ...catalogue.Need) catalogue.ServiceID {
		out, err := f.d.DefineService(f.ctx, f.as(f.yuki), desk.DefineService{Service: catalogue.Service{
			Name: name, LengthMin: minutes, PriceMinor: minor(price), Currency: "JPY", Resources: needs}})
		return catalogue.ServiceID(f.made("service:", out, err))
	}
	f.facial = service("Facial", 60, 12_000)
	f.rub = service("Massage", 30, 4_000)
	f.laser = service("Laser hair removal", 45, 18_000, catalogue.Need{Resource: f.room, Qty: 1})
	out, err = f.d.DefineProduct(f.ctx, f.as(f.yuki), desk.DefineProduct{Product: catalogue.Product{
		Name: "10 lasers", PriceMinor: 100_000, Currency: "JPY", Terms: catalogue.DefaultTerms(),
		Items: []catalogue.Item{{ID: "1", Service: f.laser, Sessions: 10, ListMinor: 180_000}}}})
	f.course = catalogue.ProductID(f.made("product:", out, err))
}

func (f *filler) client(family, given, kana, phone string) clients.ClientID {
	out, err := f.d.Register(f.ctx, f.as(f.mai), desk.RegisterClient{Card: clients.Card{
		Family: family, Given: given, KanaFamily: kana, Phones: []string{phone}}})
	return clients.ClientID(f.made("client:", out, err))
}

func (f *filler) guests() {
	f.hana = f.client("Suzuki", "Hana", "", "+819000000001")
	f.ken = f.client("Tanaka", "Ken", "", "+819000000002")
	f.yamada = f.client("山田", "花子", "ヤマダ", "+819000000003")
	out, err := f.d.Sign(f.ctx, f.as(f.mai), desk.SignContract{Client: f.hana, Product: f.course, PriceMinor: 100_000})
	f.contract = courses.ContractID(f.made("contract:", out, err))
	_, err = f.d.Pay(f.ctx, f.as(f.mai), desk.PayContract{Contract: f.contract, Means: courses.ByCash, Minor: 40_000})
	f.made("", journal.Outcome{}, err)
}
