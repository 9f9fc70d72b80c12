package kit

import (
	"maps"
	"net/url"
	"slices"

	"branchbook/ui/text"
)

// SignIn asks who is there. Fields: login, password, next, kept_to, kept.
type SignIn struct {
	House  string // where one signs in
	Form   Form
	Next   string     // where to go afterwards
	KeptTo string     // address of a form that was sent when its sender was no longer signed in
	Kept   url.Values // what it held; empty: there is none
}

// SignInPage stands alone: nobody is signed in yet.
func SignInPage(t *text.Text, v SignIn) Node {
	return Bare(t, t.T("signin.title"), false,
		Heading(Head{Title: t.T("signin.title"), Beneath: v.House}),
		If(len(v.Kept) > 0, func() Node { return Banner(Warning, t.T("signin.ended")) }),
		SignInForm(t, v))
}

// SignInForm is the form of SignInPage.
func SignInForm(t *text.Text, v SignIn) Node {
	return v.Form.Post(
		If(len(v.Kept) > 0, func() Node {
			return Nodes(Hidden("kept_to", v.KeptTo), Hidden("kept", v.Kept.Encode()))
		}),
		Hidden("next", v.Next),
		v.Form.Field(Field{Name: "login", Label: t.T("user.login"), Auto: "username", Focus: true}),
		v.Form.Field(Field{Name: "password", Kind: Password, Label: t.T("user.password"), Auto: "current-password"}),
		Actions(Submit(t.T("signin.go"))))
}

// Kept is a form that was sent by somebody who had been signed out: nothing of it has been done yet.
type Kept struct {
	To    string     // its address
	Form  url.Values // what it held
	Facts []Fact     // the same in words
	Leave string     // where to go without sending it
}

// KeptForm shows the form again, to be sent or left.
func KeptForm(t *text.Text, v Kept) Node {
	return Nodes(Heading(Head{Title: t.T("kept.title")}), Banner(Warning, t.T("kept.about")), Facts(v.Facts...),
		Form{Text: t, Action: v.To}.Post(
			Each(slices.Sorted(maps.Keys(v.Form)), func(name string) Node {
				return Each(v.Form[name], func(value string) Node { return Hidden(name, value) })
			}),
			Actions(Submit(t.T("kept.send")), LinkButton(v.Leave, t.T("kept.leave")))))
}
