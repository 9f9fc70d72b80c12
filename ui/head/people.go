package head

import (
	"net/url"

	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// PersonPath is a person of headquarters; "new" is one to be added.
func PersonPath(id string) string { return PeoplePath + "/" + url.PathEscape(id) }

// Person is somebody who may sign in at headquarters, or no longer.
type Person struct {
	ID, Name, Login, Role string // Role in words
	Disabled              bool
}

// PeoplePage is the list of people with the frame.
func PeoplePage(a Around, all []Person) kit.Node {
	t := a.Text
	return a.page(t.T("head.people"), inPeople, kit.Heading(kit.Head{
		Title: t.T("head.people"), Beneath: t.T("people.about"),
		Actions: []kit.Node{kit.MainLink(PersonPath("new"), "plus", t.T("settings.new_users"))},
	}), PeoplePart(t, all))
}

// PeoplePart is the list of people.
func PeoplePart(t *text.Text, all []Person) kit.Node {
	table := kit.Table{Caption: t.T("head.people"), Fold: true, Columns: []kit.Column{
		{Head: t.T("user.name")}, {Head: t.T("user.login")}, {Head: t.T("user.role")}, {Head: t.T("head.status")},
	}}
	for _, p := range all {
		status := t.T("people.may")
		if p.Disabled {
			status = t.T("people.may_not")
		}
		table.Rows = append(table.Rows, kit.Line{Quiet: p.Disabled, Cells: []kit.Cell{
			{Text: p.Name, Href: PersonPath(p.ID)}, {Text: p.Login}, {Text: p.Role}, {Text: status},
		}})
	}
	return kit.Tabled(table)
}

// PersonForm is a person to be added or changed. Fields: name, login, password, again, disabled.
type PersonForm struct {
	Form kit.Form
	Name string // empty: new
}

// PersonPage is the form with the frame.
func PersonPage(a Around, v PersonForm) kit.Node {
	t, title := a.Text, v.Name
	if title == "" {
		title = t.T("settings.new_users")
	}
	return a.page(title, inPeople, kit.Heading(kit.Head{
		Title: title, Back: kit.Crumb{Href: PeoplePath, Word: t.T("head.people")},
	}), PersonPart(t, v))
}

// PersonPart is the form of a person.
func PersonPart(t *text.Text, v PersonForm) kit.Node {
	f, known := v.Form, v.Name != ""
	hint := t.T("user.password_hint")
	if known {
		hint = t.T("people.password_hint")
	}
	return f.Post(kit.Fields(
		f.Field(kit.Field{Name: "name", Label: t.T("user.name"), Whole: true, Focus: !known}),
		f.Field(kit.Field{Name: "login", Label: t.T("user.login"), Whole: true}),
		f.Field(kit.Field{Name: "password", Kind: kit.Password, Label: t.T("user.password"), Hint: hint,
			Auto: "new-password", Optional: known}),
		f.Field(kit.Field{Name: "again", Kind: kit.Password, Label: t.T("user.again"), Auto: "new-password",
			Optional: known}),
		kit.If(known, func() kit.Node {
			return f.Field(kit.Field{Name: "disabled", Kind: kit.Tick, Label: t.T("people.disable")})
		})),
		kit.Actions(kit.Submit(t.T("form.save"))))
}
