package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"branchbook/edge/desk"
	"branchbook/sync/catalogue"
	"branchbook/sync/fact"
	"branchbook/sync/hours"
	"branchbook/sync/journal"
	"branchbook/sync/money"
	"branchbook/sync/people"
	"branchbook/ui/kit"
	"branchbook/ui/text"

	pages "branchbook/ui/desk"
)

func listPractitioners(t *text.Text, l desk.Lists) pages.SettingsList {
	v := pages.SettingsList{Columns: []kit.Column{{Head: t.T("practitioner.title")}}}
	for _, x := range l.Practitioners {
		v.Rows = append(v.Rows, pages.SettingsRow{ID: string(x.ID), Name: x.Name(), Retired: x.Retired,
			Cells: []string{x.JobTitle}})
	}
	return v
}

// shifts is how many intervals of a day the form shows: work, a break, work.
const shifts = 2

func showPractitioner(_ *site, _ *http.Request, v *pages.SettingForm, l desk.Lists) error {
	x := l.Practitioner(v.ID)
	if x.ID == "" {
		return fact.ErrNotFound
	}
	values := map[string]string{
		"name": x.Name(), "title": x.JobTitle, "hidden": yes(x.Hidden), "retired": yes(x.Retired),
	}
	for _, service := range l.Services {
		_, _, able := catalogue.EffectiveFor(service, v.ID)
		values["service."+string(service.ID)] = yes(able)
	}
	begin(v, x.Name(), desk.Tag(x), values)
	return nil
}

// keepPractitioner keeps who somebody is, when a new one works, and what they do: commands whose ids derive from the
// form's, so that a resend changes nothing twice.
func keepPractitioner(s *site, r *http.Request, id string, l desk.Lists) (journal.Outcome, error) {
	v, who := r.PostForm, by(r)
	x := l.Practitioner(id)
	x.ID, x.JobTitle = people.PractitionerID(id), v.Get("title")
	x.Hidden, x.Retired = v.Get("hidden") == "yes", v.Get("retired") == "yes"
	if v.Get("name") != x.Name() {
		x.Shown = strings.TrimSpace(v.Get("name"))
		x.Family, x.Given, _ = strings.Cut(x.Shown, " ")
	}
	week, no := readWeek(v)
	if len(no) > 0 {
		return journal.Outcome{}, no
	}
	out, err := s.desk.DefinePractitioner(r.Context(), who, desk.DefinePractitioner{Practitioner: x,
		Seen: v.Get("seen")})
	if err != nil {
		return out, atFields(err, func(f string) string {
			return map[string]string{"family": "name", "shown": "name", "job_title": "title"}[f]
		})
	}
	if id == "" {
		id = out.Subject("practitioner:")
		if err := s.firstHours(r, id, week); err != nil {
			return out, err
		}
	}
	return out, s.keepAbilities(r, who, id, v, l)
}

// firstHours are the weekly hours of somebody new; later ones are kept by [site.keepPattern].
func (s *site) firstHours(r *http.Request, id string, week hours.Week) error {
	_, now, err := s.desk.Branch(r.Context())
	if err != nil || emptyWeek(week) {
		return err
	}
	who := by(r)
	who.Command = fact.DerivedID("pattern", who.Command)
	_, err = s.desk.SetPattern(r.Context(), who, hours.PatternSet{
		Practitioner: id, FromOn: now.On, Pattern: hours.Pattern{Rhythm: hours.Weekly, Weeks: []hours.Week{week}},
	})
	return err
}

func emptyWeek(w hours.Week) bool {
	return !slices.ContainsFunc(w[:], func(s hours.Shift) bool { return len(s.Work) > 0 })
}

// keepAbilities brings the services in line with what is ticked for a practitioner.
func (s *site) keepAbilities(r *http.Request, who desk.By, id string, v url.Values, l desk.Lists) error {
	form := who.Command
	all := practitionerOptions(l)
	for _, service := range l.Services {
		_, _, able := catalogue.EffectiveFor(service, id)
		want := v.Get("service."+string(service.ID)) == "yes"
		if service.Retired || able == want {
			continue
		}
		if len(service.By) == 0 {
			for _, p := range all {
				service.By = append(service.By, catalogue.Doer{Practitioner: p.Value})
			}
		}
		service.By = slices.DeleteFunc(service.By, func(d catalogue.Doer) bool { return d.Practitioner == id })
		if want {
			service.By = append(service.By, catalogue.Doer{Practitioner: id})
		}
		if len(service.By) == 0 {
			continue // nobody left would mean everybody; another practitioner must be ticked first
		}
		who.Command = fact.DerivedID("ability", form, string(service.ID))
		if _, err := s.desk.DefineService(r.Context(), who, desk.DefineService{Service: service}); err != nil {
			return err
		}
	}
	return nil
}

// readWeek reads hours by weekday: the fields from.D.N and to.D.N.
func readWeek(v url.Values) (week hours.Week, no fact.Refusals) {
	for day := range week {
		key := strconv.Itoa(day)
		spans, bad := readSpans(v, "from."+key, "to."+key)
		week[day].Work, no = spans, append(no, bad...)
	}
	return week, no
}

func listProducts(t *text.Text, l desk.Lists) pages.SettingsList {
	v := pages.SettingsList{Columns: []kit.Column{{Head: t.T("product.items")},
		{Head: t.T("contract.price"), Figure: true}}}
	for _, x := range l.Products {
		v.Rows = append(v.Rows, pages.SettingsRow{ID: string(x.ID), Name: x.Name, Retired: x.Retired, Cells: []string{
			productNote(t, l, x), t.Money(money.Of(x.PriceMinor, x.Currency)),
		}})
	}
	return v
}

func productOf(l desk.Lists, id string) (catalogue.Product, bool) {
	i := slices.IndexFunc(l.Products, func(x catalogue.Product) bool { return string(x.ID) == id })
	if i < 0 {
		return catalogue.Product{Terms: catalogue.DefaultTerms()}, false
	}
	return l.Products[i], true
}

var sinceWords = map[catalogue.Since]string{
	catalogue.SinceSale: "sale", catalogue.SinceFirstVisit: "visit", catalogue.NoEnd: "never",
}

func showProduct(_ *site, _ *http.Request, v *pages.SettingForm, l desk.Lists) error {
	x, ok := productOf(l, v.ID)
	if !ok {
		return fact.ErrNotFound
	}
	values := map[string]string{
		"name": x.Name, "price": money.Of(x.PriceMinor, x.Currency).Plain(), "retired": yes(x.Retired),
		"from": sinceWords[x.Terms.Validity.Since],
	}
	terms := x.Terms
	values["no_show"], values["cancel"], values["taken"] = string(terms.NoShow), string(terms.Cancel), string(terms.Taken)
	values["notice"] = strconv.Itoa(terms.Notice.Hours)
	if x.Terms.Validity.Months > 0 {
		values["months"] = strconv.Itoa(x.Terms.Validity.Months)
	}
	v.Items = max(v.Items, len(x.Items))
	for i, item := range x.Items {
		n := "." + strconv.Itoa(i)
		values["service"+n], values["sessions"+n] = string(item.Service), strconv.Itoa(item.Sessions)
		values["list"+n] = money.Of(item.ListMinor, x.Currency).Plain()
	}
	begin(v, x.Name, desk.Tag(x), values)
	return nil
}

func keepProduct(s *site, r *http.Request, id string, l desk.Lists) (journal.Outcome, error) {
	v := r.PostForm
	x, _ := productOf(l, id)
	var no fact.Refusals
	x.ID, x.Name, x.Currency, x.Retired = catalogue.ProductID(id), v.Get("name"), l.Branch.Currency, v.Get("retired") == "yes"
	price, bad := amount(v.Get("price"), l.Branch.Currency, "price")
	no = append(no, bad...)
	x.PriceMinor = price.Minor()
	x.Terms.Validity = catalogue.Validity{Since: catalogue.NoEnd}
	for since, word := range sinceWords {
		if word == v.Get("from") {
			x.Terms.Validity.Since = since
		}
	}
	if x.Terms.Validity.Since != catalogue.NoEnd {
		x.Terms.Validity.Months = minutes(v, "months", &no)
	}
	x.Terms.NoShow = catalogue.NoShow(v.Get("no_show"))
	x.Terms.Cancel, x.Terms.Taken = catalogue.Cancel(v.Get("cancel")), catalogue.Taken(v.Get("taken"))
	x.Terms.Notice.Hours = minutes(v, "notice", &no)
	items, bad := readItems(v, l)
	no = append(no, bad...)
	x.Items = items
	if len(no) > 0 {
		return journal.Outcome{}, no
	}
	out, err := s.desk.DefineProduct(r.Context(), by(r), desk.DefineProduct{Product: x, Seen: v.Get("seen")})
	return out, atFields(err, productField)
}

// productField is the form's name of a field that a rule refused: "items.0.sessions" is "sessions.0".
func productField(field string) string {
	parts := strings.Split(field, ".")
	switch {
	case len(parts) == 3 && parts[0] == "items":
		return strings.TrimSuffix(parts[2], "_minor") + "." + parts[1]
	case field == "items":
		return "service.0"
	case strings.HasPrefix(field, "terms.validity"):
		return "months"
	case strings.HasPrefix(field, "terms."):
		return parts[1]
	}
	return strings.TrimSuffix(field, "_minor")
}

// readItems reads the rows of a course. A list price that is left out is that of the service.
func readItems(v url.Values, l desk.Lists) (items []catalogue.Item, no fact.Refusals) {
	for i := range 12 {
		n := "." + strconv.Itoa(i)
		service := v.Get("service" + n)
		if service == "" {
			continue
		}
		item := catalogue.Item{
			ID: catalogue.ItemID(strconv.Itoa(i + 1)), Service: catalogue.ServiceID(service), Sessions: minutes(v,
				"sessions"+n, &no),
		}
		item.ListMinor = l.Service(service).PriceMinor * money.Minor(item.Sessions)
		if typed := v.Get("list" + n); typed != "" {
			sum, bad := amount(typed, l.Branch.Currency, "list"+n)
			no = append(no, bad...)
			item.ListMinor = sum.Minor()
		}
		items = append(items, item)
	}
	return items, no
}
