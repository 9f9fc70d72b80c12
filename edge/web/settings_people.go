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
	"branchbook/sync/people"
	"branchbook/ui/kit"
	"branchbook/ui/text"

	pages "branchbook/ui/desk"
)

func listPractitioners(t *text.Text, l desk.Lists) pages.SettingsList {
	v := pages.SettingsList{Columns: []kit.Column{{Head: t.T("practitioner.title")},
		{Head: t.T("practitioner.services")}, {Head: t.T("nav.calendar")}}}
	for _, x := range l.Practitioners {
		shown := ""
		if x.Hidden {
			shown = t.T("practitioner.hidden")
		}
		v.Rows = append(v.Rows, pages.SettingsRow{ID: string(x.ID), Name: x.Name(), Retired: x.Retired,
			Cells: []string{x.JobTitle, servicesOf(t, l, string(x.ID)), shown}})
	}
	return v
}

// servicesOf names what somebody does; all of it where that is everything.
func servicesOf(t *text.Text, l desk.Lists, who string) string {
	var names []string
	all := 0
	for _, service := range l.Services {
		if service.Retired {
			continue
		}
		all++
		if _, _, able := catalogue.EffectiveFor(service, who); able {
			names = append(names, service.Name)
		}
	}
	if len(names) == all && all > 1 {
		return t.T("practitioner.everything")
	}
	return join(names)
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
	if x.Order != 0 {
		values["order"] = strconv.Itoa(x.Order)
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
	x.Order = minutes(v, "order", &no)
	if no = append(no, lastDoer(v, id, l)...); len(no) > 0 {
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

// lastDoer refuses to take from a practitioner what nobody else does: nobody left would mean everybody.
func lastDoer(v url.Values, id string, l desk.Lists) (no fact.Refusals) {
	for _, service := range l.Services {
		field := "service." + string(service.ID)
		if !service.Retired && len(service.By) == 1 && service.By[0].Practitioner == id && v.Get(field) != "yes" {
			no = append(no, fact.Refuse("service_last_doer", field, "Nobody else does this service. Tick another "+
				"practitioner for it first, or retire the service."))
		}
	}
	return no
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
