package people

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"

	"branchbook/sync/fact"
)

const maxName = 120

// loginForm is made when it is first asked: a program that only starts need not wait for all letters of the world.
var loginForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{M}\p{N}._@-]{1,63}$`)
})

// Login is the one written form of a login: full-width and capital letters and stray spaces make no other.
func Login(typed string) string { return strings.ToLower(norm.NFKC.String(strings.TrimSpace(typed))) }

// DefinePractitioner decides a practitioner's new state. Refusals name the form's fields.
func DefinePractitioner(in Practitioner) ([]fact.Body, error) {
	for _, s := range []*string{&in.Family, &in.Given, &in.Patronymic, &in.Kana, &in.Shown, &in.JobTitle} {
		*s = tidy(*s)
	}
	var no fact.Refusals
	if in.Name() == "" {
		no = append(no, fact.Refuse("name_missing", "family", "Type the family name or the given name."))
	}
	for _, f := range [][2]string{{"family", in.Family}, {"given", in.Given}, {"patronymic", in.Patronymic},
		{"kana", in.Kana}, {"shown", in.Shown}, {"job_title", in.JobTitle}} {
		no = append(no, short(f[0], f[1])...)
	}
	if err := no.Err(); err != nil {
		return nil, err
	}
	return []fact.Body{PractitionerDefined{in}}, nil
}

// DefineUser decides a user's new state. Others are all users there are, the user's own earlier state among
// them or not. The last user who may manage users stays one.
func DefineUser(in User, others []User, practitioners []Practitioner) ([]fact.Body, error) {
	in.Login, in.Name = Login(in.Login), tidy(in.Name)
	others = slices.DeleteFunc(slices.Clone(others), func(u User) bool { return u.ID == in.ID })
	var no fact.Refusals
	refuse := func(wrong bool, code, field, sentence string) {
		if wrong {
			no = append(no, fact.Refuse(code, field, sentence))
		}
	}
	refuse(!loginForm().MatchString(in.Login), "login_form", "login",
		"A login is 2 to 64 letters and digits without spaces; . _ @ - may stand between.")
	refuse(slices.ContainsFunc(others, func(u User) bool { return u.Login == in.Login }), "login_taken", "login",
		"Another user has this login. Choose another.")
	refuse(in.Name == "", "name_missing", "name", "Type the name that others see.")
	no = append(no, short("name", in.Name)...)
	refuse(!slices.Contains(Roles, in.Role), "role_unknown", "role", "Choose a role.")
	refuse(in.Practitioner != "" && !slices.ContainsFunc(practitioners, func(p Practitioner) bool {
		return p.ID == in.Practitioner
	}), "practitioner_unknown", "practitioner", "Choose a practitioner from the list, or none.")
	refuse(!slices.ContainsFunc(append(others, in), manages), "last_manager", "role",
		"Nobody would be left who may manage users. Make another person manager first.")
	if err := no.Err(); err != nil {
		return nil, err
	}
	return []fact.Body{UserDefined{in}}, nil
}

func manages(u User) bool { return !u.Disabled && u.Role.May(UsersManage) }

func short(field, text string) fact.Refusals {
	if len([]rune(text)) <= maxName {
		return nil
	}
	return fact.Refusals{fact.Refuse("text_long", field, "Shorten this to 120 characters.", "most", "120")}
}

func tidy(s string) string { return strings.Join(strings.Fields(s), " ") }
