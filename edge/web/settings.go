package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"branchbook/edge/desk"
	"branchbook/sync/catalogue"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/ui/kit"
	"branchbook/ui/text"

	pages "branchbook/ui/desk"
)

// thing is one list of the settings: how it is listed, shown in a form, and kept.
type thing struct {
	of   pages.Setting
	path string
	list func(*text.Text, desk.Lists) pages.SettingsList
	show func(*site, *http.Request, *pages.SettingForm, desk.Lists) error // fills the form of a known entry
	keep func(*site, *http.Request, string, desk.Lists) (journal.Outcome, error)
}

func things() []thing {
	return []thing{
		{pages.Services, pages.ServicesPath, listServices, showService, keepService},
		{pages.Practitioners, pages.PractitionersPath, listPractitioners, showPractitioner, keepPractitioner},
		{pages.Resources, pages.ResourcesPath, listResources, showResource, keepResource},
		{pages.Products, pages.ProductsPath, listProducts, showProduct, keepProduct},
		{pages.Users, pages.UsersPath, listUsers, showUser, keepUser},
	}
}

func (s *site) settings(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, pages.ServicesPath, http.StatusSeeOther)
}

func (s *site) settingsList(th thing) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		l, err := s.desk.Lists(r.Context())
		if err != nil {
			s.fail(w, r, err)
			return
		}
		a, _, _ := s.around(r)
		v := th.list(a.Text, l)
		v.Of = th.of
		slices.SortStableFunc(v.Rows, func(x, y pages.SettingsRow) int { return rank(x.Retired) - rank(y.Retired) })
		s.show(w, r, http.StatusOK, pages.SettingsPage(a, v))
	}
}

func rank(last bool) int {
	if last {
		return 1
	}
	return 0
}

// settingForm is the form of one entry, or of a new one.
func (s *site) settingForm(th thing) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { s.settingPage(w, r, th, http.StatusOK, nil) }
}

func (s *site) settingPage(w http.ResponseWriter, r *http.Request, th thing, status int, no fact.Refusals) {
	l, err := s.desk.Lists(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	a, _, _ := s.around(r)
	id := chi.URLParam(r, "id")
	v := pages.SettingForm{
		Of: th.of, Currency: text.Symbol(l.Branch.Currency), Services: namesOf(l.Services),
		Practitioners: practitionerOptions(l),
		Items:         3, Needs: 2, Shifts: shifts, Form: s.form(a.Text, pages.ItemPath(th.path, id)),
	}
	for _, x := range l.Resources {
		if !x.Retired {
			v.Resources = append(v.Resources, kit.Option{Value: string(x.ID), Label: x.Name})
		}
	}
	if id == "new" {
		everybody(&v, l)
	} else {
		v.ID = id
		if err := th.show(s, r, &v, l); err != nil {
			s.fail(w, r, err)
			return
		}
	}
	if no != nil {
		seen := v.Form.Seen
		v.Form = s.asked(a.Text, r, v.Form.Action, no)
		if v.Form.Seen == "" {
			v.Form.Seen = seen
		}
	}
	s.show(w, r, status, pages.SettingFormPage(a, v))
}

// everybody ticks, in the form of something new, what holds for everybody as long as nothing else is said.
func everybody(v *pages.SettingForm, l desk.Lists) {
	for _, p := range v.Practitioners {
		v.Form = v.Form.Begin("practitioner."+p.Value, "yes")
	}
	for _, x := range l.Services {
		v.Form = v.Form.Begin("service."+string(x.ID), yes(len(x.By) == 0))
	}
}

func namesOf(services []catalogue.Service) []kit.Option {
	var all []kit.Option
	for _, x := range services {
		if !x.Retired {
			all = append(all, kit.Option{Value: string(x.ID), Label: x.Name})
		}
	}
	return all
}

// settingKeep keeps an entry.
func (s *site) settingKeep(th thing) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm() // what cannot be read is missing, and refused at its field
		l, err := s.desk.Lists(r.Context())
		if err != nil {
			s.fail(w, r, err)
			return
		}
		id := chi.URLParam(r, "id")
		if id == "new" {
			id = ""
		}
		_, err = th.keep(s, r, id, l)
		if no := refusals(err); no != nil {
			s.settingPage(w, r, th, http.StatusUnprocessableEntity, no)
			return
		}
		if err != nil {
			s.fail(w, r, err)
			return
		}
		notice, err := s.keptNotice(r, th, id)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		s.done(w, r, th.path, notice)
	}
}

// keptNotice says that an entry is kept, and of somebody who has left how many visits that leaves to be moved (SCH-2).
func (s *site) keptNotice(r *http.Request, th thing, id string) (string, error) {
	if th.of == pages.Practitioners && r.PostForm.Get("retired") == "yes" {
		ahead, err := s.desk.Ahead(r.Context(), id)
		if a, _, _ := s.around(r); err != nil || ahead > 0 {
			return a.Text.N("notice.left_with_bookings", ahead), err
		}
	}
	return s.said(r, "notice.saved"), nil
}

// begin fills a form with the values of what is being edited.
func begin(v *pages.SettingForm, name, seen string, values map[string]string) {
	v.Name, v.Form.Seen = name, seen
	for field, value := range values {
		v.Form = v.Form.Begin(field, value)
	}
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

// minutes reads a whole number; nothing typed is zero.
func minutes(v url.Values, field string, no *fact.Refusals) int {
	typed := strings.TrimSpace(v.Get(field))
	if typed == "" {
		return 0
	}
	n, err := whole(typed)
	if err != nil {
		*no = append(*no, fact.Refuse("whole_number", field, "Give a whole number, such as 30."))
	}
	return n
}

// atFields gives the refusals in an error the names that the form's fields have.
func atFields(err error, names func(string) string) error {
	if no := refusals(err); no != nil {
		return renamed(no, names)
	}
	return err
}

func listResources(t *text.Text, l desk.Lists) pages.SettingsList {
	v := pages.SettingsList{Columns: []kit.Column{{Head: t.T("resource.capacity"), Figure: true}}}
	for _, x := range l.Resources {
		v.Rows = append(v.Rows, pages.SettingsRow{
			ID: string(x.ID), Name: x.Name, Retired: x.Retired, Cells: []string{t.Count(int64(x.Capacity))},
		})
	}
	return v
}

func resourceOf(l desk.Lists, id string) (catalogue.Resource, bool) {
	i := slices.IndexFunc(l.Resources, func(x catalogue.Resource) bool { return string(x.ID) == id })
	if i < 0 {
		return catalogue.Resource{}, false
	}
	return l.Resources[i], true
}

func showResource(_ *site, _ *http.Request, v *pages.SettingForm, l desk.Lists) error {
	x, ok := resourceOf(l, v.ID)
	if !ok {
		return fact.ErrNotFound
	}
	begin(v, x.Name, desk.Tag(x), map[string]string{
		"name": x.Name, "capacity": strconv.Itoa(x.Capacity), "retired": yes(x.Retired),
	})
	return nil
}

func keepResource(s *site, r *http.Request, id string, _ desk.Lists) (journal.Outcome, error) {
	v := r.PostForm
	var no fact.Refusals
	x := catalogue.Resource{
		ID: catalogue.ResourceID(id), Name: v.Get("name"), Capacity: minutes(v, "capacity",
			&no), Retired: v.Get("retired") == "yes",
	}
	if len(no) > 0 {
		return journal.Outcome{}, no
	}
	return s.desk.DefineResource(r.Context(), by(r), desk.DefineResource{Resource: x, Seen: v.Get("seen")})
}
