package demo

import (
	"slices"
	"time"

	"branchbook/edge/desk"
	"branchbook/sync/catalogue"
	"branchbook/sync/fact"
	"branchbook/sync/hours"
	"branchbook/sync/money"
	"branchbook/sync/people"
)

// open sets the branch up as a manager would, the day before its first.
func (w *writer) open() error {
	out, err := w.b.Desk.OpenBranch(w.ctx, w.as(desk.By{Desk: "office"}), desk.OpenBranch{
		Settings: w.h.settings, Login: "manager", Name: w.h.manager, Password: password,
	})
	if err != nil {
		return err
	}
	w.manager = desk.By{User: people.UserID(out.Subject("user:")), Role: people.Manager, Desk: "office"}
	out, err = w.b.Desk.DefineUser(w.ctx, w.as(w.manager), desk.DefineUser{
		User: people.User{Login: "desk", Name: w.h.desk, Role: people.Desk}, Password: password,
	})
	if err != nil {
		return err
	}
	w.reception = desk.By{User: people.UserID(out.Subject("user:")), Role: people.Desk, Desk: w.h.counter}
	for _, step := range []func() error{w.keepHours, w.hire, w.equip, w.offer, w.bundle, w.plan} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) keepHours() error {
	set := hours.OpeningSet{FromOn: w.first.AddDays(-1)}
	for day := range set.Week {
		set.Week[day] = []hours.Span{w.h.open}
	}
	_, err := w.b.Desk.SetOpening(w.ctx, w.as(w.manager), set)
	return err
}

func (w *writer) hire() error {
	for i, p := range w.h.people {
		out, err := w.b.Desk.DefinePractitioner(w.ctx, w.as(w.manager), desk.DefinePractitioner{
			Practitioner: people.Practitioner{
				Family: p.family, Given: p.given, Kana: p.kana, JobTitle: p.title, Order: i,
			},
		})
		if err != nil {
			return err
		}
		id := out.Subject("practitioner:")
		w.staff = append(w.staff, people.PractitionerID(id))
		_, err = w.b.Desk.SetPattern(w.ctx, w.as(w.manager), hours.PatternSet{
			Practitioner: id, FromOn: w.first.AddDays(-1),
			Pattern: hours.Pattern{Rhythm: hours.Weekly, Weeks: []hours.Week{w.week(p)}},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// week is a practitioner's: an hour of rest in the middle of every day that is not off.
func (w *writer) week(p person) (week hours.Week) {
	rest := (p.from + p.to) / 2 / 60 * 60
	for day := range week {
		if !slices.Contains(p.off, time.Weekday(day)) {
			week[day] = hours.Shift{
				Work:   []hours.Span{{From: p.from, To: p.to}},
				Breaks: []hours.Pause{{Span: hours.Span{From: rest, To: rest + 60}, Reason: w.h.lunch}},
			}
		}
	}
	return week
}

func (w *writer) equip() error {
	for _, x := range w.h.rooms {
		out, err := w.b.Desk.DefineResource(w.ctx, w.as(w.manager), desk.DefineResource{
			Resource: catalogue.Resource{Name: x.name, Capacity: x.capacity},
		})
		if err != nil {
			return err
		}
		w.rooms = append(w.rooms, catalogue.ResourceID(out.Subject("resource:")))
	}
	return nil
}

func (w *writer) offer() error {
	for i, x := range w.h.services {
		s := catalogue.Service{
			Name: x.name, Category: x.category, Order: i, LengthMin: x.min, AfterMin: x.after,
			PriceMinor: x.price, Currency: w.h.settings.Currency,
		}
		if x.room > 0 {
			s.Resources = []catalogue.Need{{Resource: w.rooms[x.room-1], Qty: 1}}
		}
		for _, who := range x.by {
			s.By = append(s.By, catalogue.Doer{Practitioner: string(w.staff[who])})
		}
		out, err := w.b.Desk.DefineService(w.ctx, w.as(w.manager), desk.DefineService{Service: s})
		if err != nil {
			return err
		}
		w.services = append(w.services, catalogue.ServiceID(out.Subject("service:")))
	}
	return nil
}

func (w *writer) bundle() error {
	for _, x := range w.h.courses {
		terms := catalogue.DefaultTerms()
		terms.Validity = catalogue.Validity{Since: catalogue.SinceSale, Months: x.months}
		terms.Notice.Hours = x.notice
		out, err := w.b.Desk.DefineProduct(w.ctx, w.as(w.manager), desk.DefineProduct{Product: catalogue.Product{
			Name: x.name, PriceMinor: x.price, Currency: w.h.settings.Currency, Terms: terms,
			Items: []catalogue.Item{{
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

// plan sets the days that differ, and foresees when each absence will be said.
func (w *writer) plan() error {
	for _, s := range w.h.special {
		on := w.today.AddDays(s.in)
		if on < w.first {
			continue
		}
		set := hours.DaySet{On: on, Day: hours.Special, Spans: s.spans, Reason: s.reason}
		if len(s.spans) == 0 {
			set.Day = hours.Holiday
		}
		if _, err := w.b.Desk.SetDay(w.ctx, w.as(w.manager), set); err != nil {
			return err
		}
	}
	for _, a := range w.h.away {
		from := w.today.AddDays(a.from)
		said := w.instant(from, w.h.open.From-30)
		if a.noticed {
			said = w.instant(max(w.first, from.AddDays(-21)), w.h.open.To)
		}
		if from >= w.first {
			w.agenda.add(said, func() error { return w.absent(a, from) })
		}
	}
	return nil
}

// absent takes a practitioner out for some days; the house cancels what was booked and calls the clients.
func (w *writer) absent(a away, from fact.Date) error {
	changed, err := w.b.Desk.Absent(w.ctx, w.as(w.manager), hours.AbsenceSet{
		Practitioner: string(w.staff[a.person]), FromOn: from, ToOn: w.today.AddDays(a.to), Reason: a.reason,
	})
	if err != nil {
		return err
	}
	for _, hit := range changed.Affected {
		v := w.visits[hit.Visit]
		if v == nil || v.ended || v.on < from || hit.Practitioner != string(w.staff[a.person]) {
			continue
		}
		if err := w.cancel(v, "house"); err != nil {
			return err
		}
	}
	return nil
}
