package web

import (
	"net/http"
	"slices"

	"branchbook/edge/desk"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/people"
	"branchbook/ui/kit"
	"branchbook/ui/text"

	pages "branchbook/ui/desk"
)

func listUsers(t *text.Text, l desk.Lists) pages.SettingsList {
	v := pages.SettingsList{Columns: []kit.Column{{Head: t.T("user.login")}, {Head: t.T("user.role")}}}
	for _, x := range l.Users {
		v.Rows = append(v.Rows, pages.SettingsRow{
			ID: string(x.ID), Name: x.Name, Retired: x.Disabled, Cells: []string{x.Login,
				t.T("role." + string(x.Role))},
		})
	}
	return v
}

func userOf(l desk.Lists, id string) (people.User, bool) {
	i := slices.IndexFunc(l.Users, func(x people.User) bool { return string(x.ID) == id })
	if i < 0 {
		return people.User{}, false
	}
	return l.Users[i], true
}

func showUser(_ *site, _ *http.Request, v *pages.SettingForm, l desk.Lists) error {
	x, ok := userOf(l, v.ID)
	if !ok {
		return fact.ErrNotFound
	}
	begin(v, x.Name, desk.Tag(x), map[string]string{
		"name": x.Name, "login": x.Login, "role": string(x.Role), "disabled": yes(x.Disabled),
	})
	return nil
}

func keepUser(s *site, r *http.Request, id string, l desk.Lists) (journal.Outcome, error) {
	v := r.PostForm
	x, _ := userOf(l, id)
	x.ID, x.Name, x.Login, x.Role = people.UserID(id), v.Get("name"), v.Get("login"), people.Role(v.Get("role"))
	x.Disabled = v.Get("disabled") == "yes"
	if id == "" && v.Get("password") == "" {
		return journal.Outcome{}, fact.Refusals{fact.Refuse("required", "password", "Give a first password.")}
	}
	return s.desk.DefineUser(r.Context(), by(r), desk.DefineUser{User: x, Password: v.Get("password"),
		Seen: v.Get("seen")})
}
