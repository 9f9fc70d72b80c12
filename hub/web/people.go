package web

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"branchbook/sync/fact"
	"branchbook/sync/people"
	"branchbook/ui/head"
)

// people lists who may sign in at headquarters.
func (s *site) people(w http.ResponseWriter, r *http.Request) {
	a := s.around(r)
	users, err := s.h.People(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	var all []head.Person
	for _, u := range users {
		all = append(all, head.Person{
			ID: string(u.ID), Name: u.Name, Login: u.Login, Role: a.Text.T("role." + string(u.Role)), Disabled: u.Disabled,
		})
	}
	s.show(w, r, http.StatusOK, head.PeoplePage(a, all))
}

// asNew stands in addresses for a person who is not there yet.
const asNew = "new"

// someone is the person an address names; a new one has no id.
func (s *site) someone(r *http.Request) (people.User, error) {
	id := chi.URLParam(r, "id")
	if id == asNew {
		return people.User{Role: people.Headquarters}, nil
	}
	users, err := s.h.People(r.Context())
	for _, u := range users {
		if string(u.ID) == id {
			return u, nil
		}
	}
	if err == nil {
		err = fact.ErrNotFound
	}
	return people.User{}, err
}

func (s *site) personPage(w http.ResponseWriter, r *http.Request) {
	a := s.around(r)
	u, err := s.someone(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	form := s.form(a.Text, r.URL.Path).Begin("name", u.Name).Begin("login", u.Login)
	if u.Disabled {
		form = form.Begin("disabled", "yes")
	}
	s.show(w, r, http.StatusOK, head.PersonPage(a, head.PersonForm{Form: form, Name: u.Name}))
}

// keepPerson adds or changes a person.
func (s *site) keepPerson(w http.ResponseWriter, r *http.Request) {
	u, err := s.someone(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	before := u.Name
	u.Name, u.Login, u.Disabled = r.PostFormValue("name"), r.PostFormValue("login"), r.PostFormValue("disabled") == "yes"
	no := twice(r)
	if no == nil {
		err = s.h.DefineUser(r.Context(), s.command(r), actor(r), u, r.PostFormValue("password"))
		no = fact.AsRefusals(err)
	}
	switch {
	case no != nil:
		a := s.around(r)
		form := s.asked(a.Text, r, r.URL.Path, no)
		s.show(w, r, http.StatusUnprocessableEntity, head.PersonPage(a, head.PersonForm{Form: form, Name: before}))
	case err != nil:
		s.fail(w, r, err)
	default:
		http.Redirect(w, r, head.PeoplePath, http.StatusSeeOther)
	}
}
