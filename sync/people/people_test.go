package people

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"branchbook/sync/fact"
	"branchbook/sync/journal/journaltest"
)

var (
	aliya = Practitioner{ID: "aliya", Family: "Нурланова", Given: "Алия", JobTitle: "Hygienist"}
	boss  = User{ID: "boss", Login: "boss", Name: "Boss", Role: Manager}
	front = User{ID: "front", Login: "front", Name: "Front desk", Role: Desk}
)

func codes(err error) string {
	var all []string
	for _, r := range fact.AsRefusals(err) {
		all = append(all, r.Code+" "+r.Field)
	}
	return strings.Join(all, ", ")
}

func TestDefinePractitioner(t *testing.T) {
	typed := aliya
	typed.Family = "  Нурланова\u3000"
	got, err := DefinePractitioner(typed)
	if want := []fact.Body{PractitionerDefined{aliya}}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v, %v, want %v", got, err, want)
	}
	if _, err := DefinePractitioner(Practitioner{ID: "x", Kana: "ア"}); codes(err) != "name_missing family" {
		t.Error(err)
	}
	long := Practitioner{Given: "A", JobTitle: strings.Repeat("я", 121)}
	if _, err := DefinePractitioner(long); codes(err) != "text_long job_title" {
		t.Error(err)
	}
	if aliya.Name() != "Нурланова Алия" || (Practitioner{Family: "A", Shown: "Dr. B"}).Name() != "Dr. B" {
		t.Error("names")
	}
}

func TestDefineUser(t *testing.T) {
	tests := []struct {
		name   string
		in     User
		others []User
		want   string
	}{
		{"first manager", boss, nil, ""},
		{"desk beside a manager", front, []User{boss}, ""},
		{"unchanged", boss, []User{boss, front}, ""},
		{"practitioner", User{ID: "x", Login: "花子", Name: "X", Role: Desk, Practitioner: "aliya"}, []User{boss}, ""},
		{"full width is the same login", User{ID: "x", Login: " ＢＯＳＳ ", Name: "X", Role: Desk}, []User{boss},
			"login_taken login"},
		{"spaces", User{ID: "x", Login: "a b", Name: "X", Role: Desk}, []User{boss}, "login_form login"},
		{"role", User{ID: "x", Login: "xx", Name: "X", Role: "root"}, []User{boss}, "role_unknown role"},
		{"stranger", User{ID: "x", Login: "xx", Name: "X", Role: Desk, Practitioner: "?"}, []User{boss},
			"practitioner_unknown practitioner"},
		{"last manager becomes desk", User{ID: "boss", Login: "boss", Name: "B", Role: Desk}, []User{boss, front},
			"last_manager role"},
		{"last manager is disabled", User{ID: "boss", Login: "boss", Name: "B", Role: Manager, Disabled: true},
			[]User{boss}, "last_manager role"},
		{"nothing", User{ID: "x"}, []User{boss}, "login_form login, name_missing name, role_unknown role"},
	}
	for _, test := range tests {
		bodies, err := DefineUser(test.in, test.others, []Practitioner{aliya})
		if codes(err) != test.want || (test.want == "") != (len(bodies) == 1) {
			t.Errorf("%s: %v, %v, want %q", test.name, bodies, err, test.want)
		}
	}
}

func TestRolesGrow(t *testing.T) {
	for _, p := range Permissions() {
		if Desk.May(p) && !Manager.May(p) || Manager.May(p) && !Headquarters.May(p) || !Headquarters.May(p) {
			t.Errorf("%s is lost on the way up", p)
		}
		if Role("").May(p) || Role("root").May(p) {
			t.Errorf("an unknown role may %s", p)
		}
	}
	if Desk.May(UsersManage) || Desk.May(OverlapAllow) || Manager.May(NetworkAdmit) || Headquarters.May("x") {
		t.Error("a role may too much")
	}
}

func TestPeopleRows(t *testing.T) {
	tables := journaltest.Tables(t, Schema)
	p := fact.Position{JID: 1}
	hidden := aliya
	hidden.Hidden, hidden.Order = true, 1
	ben := Practitioner{ID: "ben", Given: "Ben"}
	journaltest.Fold(t, tables, p, Kinds(), PractitionerDefined{aliya}, PractitionerDefined{hidden},
		PractitionerDefined{ben}, UserDefined{front}, UserDefined{boss})
	if got, err := PractitionerOf(tables, 1, "aliya"); err != nil || got != hidden {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := Practitioners(tables, 1); err != nil || !reflect.DeepEqual(got, []Practitioner{ben, hidden}) {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := ByLogin(tables, 1, "Ｂoss "); err != nil || got != boss {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := UserOf(tables, 1, "front"); err != nil || got != front {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := Users(tables, 1); err != nil || !reflect.DeepEqual(got, []User{boss, front}) {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := ByLogin(tables, 2, "boss"); !errors.Is(err, fact.ErrNotFound) {
		t.Errorf("another journal: %v", err)
	}
}

func TestReissuedUserKeepsLoginsApart(t *testing.T) {
	tables := journaltest.Tables(t, Schema)
	p := fact.Position{JID: 1}
	journaltest.Fold(t, tables, p, Kinds(), UserDefined{boss})
	twin := boss
	twin.ID = "twin"
	for _, k := range Kinds() {
		if k.Name != "people.UserDefined" {
			continue
		}
		if err := k.Check(tables, p, UserDefined{twin}); codes(err) != "login_taken login" {
			t.Errorf("twin: %v", err)
		}
		if err := k.Check(tables, p, UserDefined{boss}); err != nil {
			t.Errorf("the same user: %v", err)
		}
	}
}
