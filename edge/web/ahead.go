package web

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"branchbook/edge/desk"
	"branchbook/sync/booking"
	"branchbook/sync/clients"
	"branchbook/sync/courses"
	"branchbook/sync/fact"
	"branchbook/sync/hours"
	"branchbook/sync/money"
	"branchbook/ui/kit"
	"branchbook/ui/text"

	pages "branchbook/ui/desk"
)

// lookAhead says beside a visit's form what saving it would come to (rules before saving, not after). p is the visit
// that is changed; nil for a new one.
func (s *site) lookAhead(r *http.Request, t *text.Text, v *pages.BookForm, l desk.Lists, p *desk.VisitPage) error {
	form := maps.Clone(v.Form.Values)
	form.Del("do")
	compact(form)
	if _, err := fact.ParseDate(form.Get("on")); err != nil || form.Get("service.0") == "" {
		v.Ahead.Ask = true
		return nil
	}
	open := strings.TrimSpace(form.Get("at")) == "" && form.Get("untimed") != "yes"
	if open {
		form.Set("untimed", "yes") // what it costs and which course gives it is known without an hour too
	}
	ahead, on, blocks, bad, err := s.try(r, l, form, p)
	if err != nil {
		return err
	}
	no := append(bad, ahead.Refusals...)
	v.Ahead.In = standsInTheWay(t, no)
	v.Overlap, v.Ask = mayOverlap(r, no), refusedFor(no, "asked_for")
	if len(ahead.Wishes) > 0 {
		s.sayAhead(t, v, l, ahead, open)
	}
	if open || len(v.Ahead.In) > 0 || !ready(ahead.Wishes) {
		v.Ahead.Near, err = s.near(r.Context(), l, nearAsk{on, form.Get("at"), blocks, ahead})
		v.Ahead.NoneNear = err == nil && len(v.Ahead.Near) == 0 && ready(ahead.Wishes)
	}
	return err
}

// ready reports whether starts can be looked for: what is done, and by whom, is known.
func ready(wishes []booking.Wish) bool {
	return len(wishes) > 0 && !slices.ContainsFunc(wishes, func(w booking.Wish) bool {
		return w.Practitioner == "" || w.Unable || w.Service == ""
	})
}

func (s *site) try(r *http.Request, l desk.Lists, form url.Values, p *desk.VisitPage) (
	ahead desk.Ahead, on fact.Date, blocks []desk.Block, bad fact.Refusals, err error) {
	_, b, now := s.around(r)
	if p != nil {
		in, no := moveVisit(form, *p, b.Currency)
		if err = s.covered(r, form, clients.ClientID(p.Visit.Client), in.On, in.Blocks); err == nil {
			ahead, err = s.desk.TryMove(r.Context(), by(r), in)
		}
		return ahead, in.On, in.Blocks, no, refusedNot(err)
	}
	in, no := bookVisit(form, b.Currency, now)
	if err = s.covered(r, form, in.Client, in.On, in.Blocks); err == nil {
		ahead, err = s.desk.TryBook(r.Context(), by(r), in)
	}
	return ahead, in.On, in.Blocks, no, refusedNot(err)
}

// refusedNot passes over refusals: a form that is still being filled in is refused all the time.
func refusedNot(err error) error {
	if refusals(err) != nil {
		return nil
	}
	return err
}

// notYet are refusals that only say that something is not filled in yet.
var notYet = []string{"no_client", "client_needed", "no_practitioner", "no_service", "no_source", "asked_for"}

// standsInTheWay is what would be refused, each once.
func standsInTheWay(t *text.Text, no fact.Refusals) (words []string) {
	for _, r := range no {
		if r.Code == "no_length" && refusedFor(no, "not_able") {
			continue // who does not do a service has no length for it
		}
		if word := t.Refusal(r); !slices.Contains(notYet, r.Code) && !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return words
}

// sayAhead says when it would be, what it costs, what it takes, and which course gives it.
func (s *site) sayAhead(t *text.Text, v *pages.BookForm, l desk.Lists, a desk.Ahead, open bool) {
	first, last := a.Wishes[0], a.Wishes[len(a.Wishes)-1]
	if on := fact.Date(v.Form.Value("on")); len(v.Ahead.In) == 0 && !open && ready(a.Wishes) {
		v.Ahead.Free = t.T("ahead.free", "When", t.Head(on)+", "+
			fact.Clock24(first.StartMin)+"–"+fact.Clock24(last.StartMin+last.LengthMin))
		if v.Form.Value("untimed") == "yes" {
			v.Ahead.Free = t.T("ahead.untimed", "Day", t.Head(on))
		}
	}
	if who := l.Practitioner(first.Practitioner).Name(); who != "" && len(v.Ahead.In) > 0 {
		v.Ahead.Works = worksWords(t, who, a.Hours)
	}
	length, sum, needs := 0, money.Minor(0), []string{}
	for _, w := range a.Wishes {
		length += w.LengthMin
		if w.Session == "" {
			sum += w.PriceMinor
		}
		if names := needed(l, w.Needs); names != "" && !slices.Contains(needs, names) {
			needs = append(needs, names)
		}
		s.sayCourse(t, v, a, w)
	}
	if length == 0 {
		return
	}
	v.Ahead.Facts = []kit.Fact{
		{Term: t.T("visit.length"), What: t.T("unit.minutes", "N", length)},
		{Term: t.T("ahead.to_pay"), Node: kit.Num(t.Money(money.Of(sum, l.Branch.Currency)))},
		{Term: t.T("ahead.rooms"), What: join(needs)},
	}
}

// sayCourse says which session a service would hold, and what cancelling it would do.
func (s *site) sayCourse(t *text.Text, v *pages.BookForm, a desk.Ahead, w booking.Wish) {
	ref, held := courses.ParseRef(w.Session)
	if !held {
		return
	}
	for _, c := range a.Contracts {
		one := c.Session(ref)
		if one == nil {
			continue
		}
		s.sayUse(t, v, c, ref)
		for _, word := range cancelWords(t, c.Terms, one.Minor, w.StartMin) {
			if !slices.Contains(v.Ahead.Terms, word) {
				v.Ahead.Terms = append(v.Ahead.Terms, word)
			}
		}
	}
}

// sayUse says which session is used, beside the contract in the list; a course signed with the visit has no row there.
func (s *site) sayUse(t *text.Text, v *pages.BookForm, c courses.Contract, ref courses.Ref) {
	p := c.Position(ref)
	words := t.T("course.uses_nth", "N", p.Nth, "Whole", p.Of, "Left", c.Count(ref.Item, courses.Free))
	if until := c.Until(); until != "" {
		words += ", " + t.T("course.valid_to", "Date", t.Date(until))
	}
	for i := range v.Courses {
		if v.Courses[i].Contract == string(c.ID) {
			v.Courses[i].Uses = join(append(notEmpty(v.Courses[i].Uses), words))
			return
		}
	}
	v.Ahead.Course = append(v.Ahead.Course, join([]string{c.Terms.Name, words}))
}

// worksWords says when somebody works on a day.
func worksWords(t *text.Text, who string, day []hours.Interval) string {
	var spans []string
	for _, i := range day {
		if i.State == hours.Free {
			spans = append(spans, fact.Clock24(i.From)+"–"+fact.Clock24(i.To))
		}
	}
	if len(spans) == 0 {
		return t.T("ahead.off", "Name", who)
	}
	return t.T("ahead.works", "Name", who, "Hours", strings.Join(spans, ", "))
}
