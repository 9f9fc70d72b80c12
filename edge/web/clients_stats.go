package web

import (
	"branchbook/edge/desk"
	"branchbook/sync/booking"
	"branchbook/sync/courses"
	"branchbook/sync/fact"
	"branchbook/sync/money"
	"branchbook/ui/text"

	pages "branchbook/ui/desk"
)

// statsView is what a client's visits came to (PRODUCT CAL-12). What was earned counts services and sessions used or
// lost, not what was paid beforehand.
func statsView(t *text.Text, p desk.ClientPage) pages.Stats {
	s := pages.Stats{Completed: p.Stats.Count[booking.Completed], Missed: p.Stats.Count[booking.NoShow],
		Cancelled: p.Stats.Count[booking.Cancelled], Last: p.Stats.Last, Next: p.Stats.Next}
	for _, n := range p.Stats.Count {
		s.Visits += n
	}
	sum := p.Stats.Revenue
	for _, c := range p.Contracts {
		sum += c.ValueOf(courses.Earned, courses.Burned)
	}
	s.Earned = money.Of(sum, p.Lists.Branch.Currency)
	s.Favourite = favourite(t, p)
	return s
}

// favourite is whom the client came to most, where that is more often than once.
func favourite(t *text.Text, p desk.ClientPage) string {
	times, most := map[string]int{}, ""
	for i := len(p.Visits) - 1; i >= 0; i-- {
		if x := p.Visits[i]; x.Status == booking.Completed && len(x.Blocks) > 0 {
			who := x.Blocks[0].Practitioner
			times[who]++
			if times[who] >= times[most] {
				most = who
			}
		}
	}
	if times[most] < 2 {
		return ""
	}
	return t.T("client.mostly", "Name", p.Lists.Practitioner(most).Name())
}

// nearDaysOfBirthday is how long before a birthday it is said.
const nearDaysOfBirthday = 7

// birthdayWords says that a birthday is near; "04-27" is one without a year.
func birthdayWords(t *text.Text, birthday string, today fact.Date) string {
	if len(birthday) < len("04-27") {
		return ""
	}
	for day := range nearDaysOfBirthday + 1 {
		on := today.AddDays(day)
		if string(on)[len("2006-"):] == birthday[len(birthday)-len("04-27"):] {
			return t.T("client.birthday_soon", "Date", t.Head(on))
		}
	}
	return ""
}
