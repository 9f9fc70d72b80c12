package demo

import (
	"fmt"
	"time"

	"branchbook/sync/branches"
	"branchbook/sync/clients"
	"branchbook/sync/hours"
	"branchbook/sync/money"
)

// password is the same for everybody here, and printed.
const password = "demo-password"

// house is one branch of the demonstration. Everybody in it is invented.
type house struct {
	folder   string
	settings branches.Settings
	manager  string // name
	desk     string // name of who sits at reception
	open     hours.Span
	lunch    string // reason of the break
	people   []person
	rooms    []room
	services []service
	together [][]int // services that are often booked in one visit, by index
	courses  []course
	away     []away
	special  []special
	families []name
	givens   []name
	notes    []string
	heard    []string // of the house, from whom
	counter  string   // what the desk's screen is called
	phone    string   // the first digits, E.164; four follow
	calls    int      // bookings on a usual day
	buys     int      // of a hundred visits, how many end with a course sold
}

// person is a practitioner.
type person struct {
	family, given, kana, title string
	from, to                   int // working hours, wall minutes
	off                        []time.Weekday
}

// room is a resource.
type room struct {
	name     string
	capacity int
}

// service is offered by everybody, or by those with the indices in by.
type service struct {
	category, name string
	min, after     int // minutes
	price          money.Minor
	room           int // 1-based; 0 for none
	often          int // weight among all that is booked
	by             []int
}

// course is a product of sessions of one service.
type course struct {
	name     string
	service  int // index
	sessions int
	price    money.Minor
	months   int // of validity
	every    int // days between visits
	notice   int // hours
}

// away is an absence. Days count from today; one without notice is said on the morning of its first day.
type away struct {
	person   int // index
	from, to int // days
	reason   string
	noticed  bool
}

// special is a date with other hours, or closed. It is not today.
type special struct {
	in     int // days from today
	spans  []hours.Span
	reason string
}

// name is part of a person's name, with its feminine form where it has one. A given name has one form and a sex.
type name struct {
	text, feminine string
	kana           string
	sex            clients.Sex
}

func (n name) of(sex clients.Sex) string {
	if sex == clients.Female && n.feminine != "" {
		return n.feminine
	}
	return n.text
}

func houses() []house { return []house{almaty(), tokyo(), kyiv()} }

// number is a telephone number. Neither country keeps numbers for fiction; the first digits are such as are given
// to nobody there.
func (h house) number(n int) string { return fmt.Sprintf("%s%04d", h.phone, n%10_000) }

// at is a wall time in minutes.
func at(hour, minute int) int { return hour*60 + minute }
