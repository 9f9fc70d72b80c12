package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"branchbook/edge/desk"
	"branchbook/sync/catalogue"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/money"
	"branchbook/ui/kit"
	"branchbook/ui/text"

	pages "branchbook/ui/desk"
)

func listServices(t *text.Text, l desk.Lists) pages.SettingsList {
	v := pages.SettingsList{Columns: []kit.Column{{Head: t.T("service.category")}, {Head: t.T("service.who")},
		{Head: t.T("service.resources")}, {Head: t.T("visit.length"), Figure: true},
		{Head: t.T("service.price"), Figure: true}}}
	for _, x := range l.Services {
		v.Rows = append(v.Rows, pages.SettingsRow{ID: string(x.ID), Name: x.Name, Retired: x.Retired, Cells: []string{
			x.Category, doersOf(t, l, x), rooms(l, string(x.ID)),
			t.T("unit.minutes", "N", x.LengthMin), t.Money(money.Of(x.PriceMinor, x.Currency)),
		}})
	}
	return v
}

// doersOf names who does a service; everybody where that was never said.
func doersOf(t *text.Text, l desk.Lists, x catalogue.Service) string {
	var names []string
	for _, d := range x.By {
		if p := l.Practitioner(d.Practitioner); !p.Retired {
			names = append(names, p.Name())
		}
	}
	if len(x.By) == 0 {
		return t.T("service.everybody")
	}
	return join(names)
}

func showService(_ *site, _ *http.Request, v *pages.SettingForm, l desk.Lists) error {
	x := l.Service(v.ID)
	if x.ID == "" {
		return fact.ErrNotFound
	}
	values := map[string]string{
		"name": x.Name, "category": x.Category, "length": strconv.Itoa(x.LengthMin), "price": money.Of(x.PriceMinor, x.Currency).Plain(),
		"before": strconv.Itoa(x.BeforeMin), "after": strconv.Itoa(x.AfterMin), "retired": yes(x.Retired),
	}
	v.Needs = max(v.Needs, len(x.Resources)+1)
	for i, n := range x.Resources {
		suffix := "." + strconv.Itoa(i)
		values["resource"+suffix], values["qty"+suffix] = string(n.Resource), strconv.Itoa(n.Qty)
	}
	for _, p := range v.Practitioners {
		values["practitioner."+p.Value] = yes(len(x.By) == 0)
	}
	for _, d := range x.By {
		values["practitioner."+d.Practitioner] = "yes"
		if d.LengthMin > 0 {
			values["length."+d.Practitioner] = strconv.Itoa(d.LengthMin)
		}
		if d.PriceMinor != nil {
			values["price."+d.Practitioner] = money.Of(*d.PriceMinor, x.Currency).Plain()
		}
	}
	begin(v, x.Name, desk.Tag(x), values)
	return nil
}

func keepService(s *site, r *http.Request, id string, l desk.Lists) (journal.Outcome, error) {
	v, x := r.PostForm, l.Service(id)
	var no fact.Refusals
	x.ID, x.Name, x.Category = catalogue.ServiceID(id), v.Get("name"), v.Get("category")
	x.Currency, x.Retired = l.Branch.Currency, v.Get("retired") == "yes"
	x.LengthMin = minutes(v, "length", &no)
	x.BeforeMin, x.AfterMin = minutes(v, "before", &no), minutes(v, "after", &no)
	price, bad := amount(v.Get("price"), l.Branch.Currency, "price")
	no = append(no, bad...)
	x.PriceMinor = price.Minor()
	x.Resources = needs(v, &no)
	x.By = doers(v, l, &no)
	if len(no) > 0 {
		return journal.Outcome{}, no
	}
	out, err := s.desk.DefineService(r.Context(), by(r), desk.DefineService{Service: x, Seen: v.Get("seen")})
	return out, atFields(err, serviceField(x.By, v))
}

// serviceField gives the names that the form's fields have: "resources.0.qty" is "qty.0", a practitioner's length
// "length." and who that is.
func serviceField(by []catalogue.Doer, v url.Values) func(string) string {
	rows := resourceRows(v)
	return func(field string) string {
		field = strings.TrimSuffix(strings.TrimSuffix(field, "_min"), "_minor")
		parts := strings.Split(field, ".")
		if len(parts) != 3 {
			return field
		}
		n, _ := strconv.Atoi(parts[1])
		switch {
		case parts[0] == "resources" && n < len(rows):
			return parts[2] + "." + strconv.Itoa(rows[n])
		case parts[0] == "practitioners" && n < len(by):
			return parts[2] + "." + by[n].Practitioner
		}
		return field
	}
}

// maxNeeds is how many resources a form can bring.
const maxNeeds = 12

// resourceRows are the rows of the form in which a resource is chosen.
func resourceRows(v url.Values) (rows []int) {
	for i := range maxNeeds {
		if v.Get("resource."+strconv.Itoa(i)) != "" {
			rows = append(rows, i)
		}
	}
	return rows
}

// needs reads the resources of a service; one without a number is needed once.
func needs(v url.Values, no *fact.Refusals) (all []catalogue.Need) {
	for _, i := range resourceRows(v) {
		suffix := "." + strconv.Itoa(i)
		n := catalogue.Need{Resource: catalogue.ResourceID(v.Get("resource" + suffix)), Qty: 1}
		if v.Get("qty"+suffix) != "" {
			n.Qty = minutes(v, "qty"+suffix, no)
		}
		all = append(all, n)
	}
	return all
}

// doers are who is ticked, with what differs for them; everybody ticked alike, or nobody, means everybody.
func doers(v url.Values, l desk.Lists, no *fact.Refusals) []catalogue.Doer {
	all := practitionerOptions(l)
	var by []catalogue.Doer
	differs := false
	for _, p := range all {
		if v.Get("practitioner."+p.Value) != "yes" {
			continue
		}
		d := catalogue.Doer{Practitioner: p.Value, LengthMin: minutes(v, "length."+p.Value, no)}
		if typed := strings.TrimSpace(v.Get("price." + p.Value)); typed != "" {
			price, bad := amount(typed, l.Branch.Currency, "price."+p.Value)
			*no = append(*no, bad...)
			minor := price.Minor()
			d.PriceMinor = &minor
		}
		differs = differs || d.LengthMin != 0 || d.PriceMinor != nil
		by = append(by, d)
	}
	if len(by) == len(all) && !differs {
		return nil
	}
	return by
}
