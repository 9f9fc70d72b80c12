package catalogue

import (
	"slices"
	"strconv"
	"strings"

	"branchbook/sync/fact"
	"branchbook/sync/money"
)

const (
	maxName     = 200
	maxLength   = 12 * 60 // minutes
	maxBuffer   = 4 * 60  // minutes
	maxCapacity = 1000
	maxSessions = 500 // in one course, so that its contract fits in one commit
	maxMonths   = 240
	maxDays     = 3660
	maxHours    = 14 * 24
	gridMin     = 5
)

// check collects refusals while a form is looked through.
type check struct{ no fact.Refusals }

func (c *check) refuse(wrong bool, code, field, sentence string, args ...string) {
	if wrong {
		c.no = append(c.no, fact.Refuse(code, field, sentence, args...))
	}
}

func (c *check) name(name string) {
	c.refuse(name == "", "name_missing", "name", "Type a name.")
	c.refuse(len([]rune(name)) > maxName, "name_long", "name", "Shorten the name to 200 characters.")
}

func (c *check) price(minor money.Minor, field string) {
	c.refuse(minor < 0 || minor > money.MaxMinor, "price_range", field, "Type a price of zero or more.")
}

func (c *check) currency(have, books money.Currency) {
	c.refuse(have != books, "currency_foreign", "currency",
		"Prices here are in "+string(books)+". Choose it.", "currency", string(books))
}

func (c *check) minutes(n, least, most int, field string) {
	c.refuse(n < least || n > most || n%gridMin != 0, "minutes_grid", field,
		"Type minutes in steps of 5, from "+strconv.Itoa(least)+" to "+strconv.Itoa(most)+".",
		"least", strconv.Itoa(least), "most", strconv.Itoa(most))
}

// DefineService decides a service's new state. Currency is that of the branch's books, resources are all that
// exist. Refusals name the form's fields; those of lists carry the place: "resources.0.qty".
func DefineService(in Service, books money.Currency, resources []Resource) ([]fact.Body, error) {
	in.Name, in.Category = tidy(in.Name), tidy(in.Category)
	var c check
	c.name(in.Name)
	c.minutes(in.LengthMin, gridMin, maxLength, "length_min")
	c.minutes(in.BeforeMin, 0, maxBuffer, "before_min")
	c.minutes(in.AfterMin, 0, maxBuffer, "after_min")
	c.price(in.PriceMinor, "price_minor")
	c.currency(in.Currency, books)
	c.needs(in.Resources, resources)
	c.doers(in.By)
	if err := c.no.Err(); err != nil {
		return nil, err
	}
	return []fact.Body{ServiceDefined{in}}, nil
}

func (c *check) needs(needs []Need, resources []Resource) {
	seen := map[ResourceID]bool{}
	for i, n := range needs {
		field := "resources." + strconv.Itoa(i)
		at := slices.IndexFunc(resources, func(r Resource) bool { return r.ID == n.Resource })
		c.refuse(at < 0, "resource_unknown", field+".resource", "Choose a resource from the list.")
		c.refuse(seen[n.Resource], "resource_twice", field+".resource", "This resource is listed twice.")
		c.refuse(n.Qty < 1, "qty_range", field+".qty", "Type how many are needed, 1 or more.")
		if at >= 0 && n.Qty > resources[at].Capacity {
			c.no = append(c.no, fact.Refuse("qty_capacity", field+".qty",
				"There are only "+strconv.Itoa(resources[at].Capacity)+" of this resource.",
				"capacity", strconv.Itoa(resources[at].Capacity)))
		}
		seen[n.Resource] = true
	}
}

func (c *check) doers(doers []Doer) {
	seen := map[string]bool{}
	for i, d := range doers {
		field := "practitioners." + strconv.Itoa(i)
		c.refuse(d.Practitioner == "", "practitioner_missing", field+".practitioner", "Choose a practitioner.")
		c.refuse(seen[d.Practitioner], "practitioner_twice", field+".practitioner",
			"This practitioner is listed twice.")
		if d.LengthMin != 0 {
			c.minutes(d.LengthMin, gridMin, maxLength, field+".length_min")
		}
		if d.PriceMinor != nil {
			c.price(*d.PriceMinor, field+".price_minor")
		}
		seen[d.Practitioner] = true
	}
}

// DefineResource decides a resource's new state.
func DefineResource(in Resource) ([]fact.Body, error) {
	in.Name = tidy(in.Name)
	var c check
	c.name(in.Name)
	c.refuse(in.Capacity < 1 || in.Capacity > maxCapacity, "capacity_range", "capacity",
		"Type how many visits it holds at once, 1 to 1000.")
	if err := c.no.Err(); err != nil {
		return nil, err
	}
	return []fact.Body{ResourceDefined{in}}, nil
}

// DefineProduct decides a course product's new state. Currency is that of the branch's books, services are all
// that exist. Refusals name the form's fields: "items.0.sessions", "terms.validity.months".
func DefineProduct(in Product, books money.Currency, services []Service) ([]fact.Body, error) {
	in.Name = tidy(in.Name)
	var c check
	c.name(in.Name)
	c.price(in.PriceMinor, "price_minor")
	c.currency(in.Currency, books)
	c.items(in.Items, services)
	c.terms(in.Terms)
	if err := c.no.Err(); err != nil {
		return nil, err
	}
	return []fact.Body{ProductDefined{in}}, nil
}

func (c *check) items(items []Item, services []Service) {
	c.refuse(len(items) == 0, "items_missing", "items", "Add at least one service to the course.")
	seen, sessions := map[ItemID]bool{}, 0
	for i, item := range items {
		field := "items." + strconv.Itoa(i)
		known := slices.ContainsFunc(services, func(s Service) bool { return s.ID == item.Service })
		c.refuse(item.ID == "" || seen[item.ID], "item_id", field+".item", "Each item needs an id of its own.")
		c.refuse(!known, "service_unknown", field+".service", "Choose a service from the list.")
		c.refuse(item.Sessions < 1 || item.Sessions > maxSessions, "sessions_range", field+".sessions",
			"Type the number of sessions, 1 to 500.")
		c.price(item.ListMinor, field+".list_minor")
		seen[item.ID] = true
		sessions += min(max(item.Sessions, 0), maxSessions+1)
	}
	c.refuse(sessions > maxSessions && len(items) > 1, "sessions_many", "items",
		"A course has at most 500 sessions in all.")
}

func tidy(s string) string { return strings.Join(strings.Fields(s), " ") }
