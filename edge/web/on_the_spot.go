package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"branchbook/edge/desk"
	"branchbook/sync/access"
	"branchbook/sync/catalogue"
	"branchbook/sync/money"
	"branchbook/sync/people"
	"branchbook/ui/kit"
	"branchbook/ui/text"

	pages "branchbook/ui/desk"
)

// newPrefix begins the value of a course that is signed with the visit.
const newPrefix = "new:"

// newCourse is the course that the form signs besides; nil for none. The price is the one that was shown.
func newCourse(v url.Values) *desk.NewCourse {
	product, is := strings.CutPrefix(v.Get("contract"), newPrefix)
	if !is {
		return nil
	}
	shown, err := strconv.ParseInt(v.Get("shown."+product), 10, 64)
	if err != nil {
		shown = -1 // nothing was shown: refused at its field
	}
	return &desk.NewCourse{Product: catalogue.ProductID(product), PriceMinor: money.Minor(shown)}
}

// newCourses are the courses on sale that include one of the services, for those who may sell.
func newCourses(r *http.Request, t *text.Text, l desk.Lists, f kit.Form, rows int) (all []pages.NewCourse) {
	if who, _ := access.Who(r.Context()); !who.User.Role.May(people.CourseSell) {
		return nil
	}
	var wanted []string
	for n := range rows {
		wanted = append(wanted, f.Value(cell("service", n)))
	}
	for _, p := range l.Products {
		gives := slices.ContainsFunc(p.Items, func(i catalogue.Item) bool {
			return slices.Contains(wanted, string(i.Service))
		})
		if gives && !p.Draft && !p.Retired {
			all = append(all, pages.NewCourse{Product: string(p.ID), Name: p.Name, About: productNote(t, l, p),
				Price: p.PriceMinor})
		}
	}
	return all
}
