package desk

import (
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// KeptPage shows a form that was sent by somebody who had been signed out.
func KeptPage(a Around, v kit.Kept) kit.Node {
	return a.page(a.Text.T("kept.title"), "", kit.KeptForm(a.Text, v))
}

// BranchForm says what a branch is. Fields: code, name, kind, currency, zone, language, step,
// first_weekday.
type BranchForm struct {
	Form       kit.Form
	Kinds      []kit.Option
	Currencies []kit.Option
	Zones      []kit.Option
	Fixed      bool // currency and zone can no longer change, since books are kept in them
}

// SetupBranchPage is the first of two steps on a fresh box.
func SetupBranchPage(t *text.Text, v BranchForm) kit.Node {
	return kit.Bare(t, t.T("setup.title"), true,
		kit.Heading(kit.Head{Title: t.T("setup.title"),
			Beneath: t.T("setup.step", "Step", "1", "Of", "2")}),
		kit.Para(t.T("setup.branch_about")), BranchFields(t, v, t.T("setup.next")))
}

// BranchFields is the form of a branch, in the set-up and in the settings.
func BranchFields(t *text.Text, v BranchForm, word string) kit.Node {
	f := v.Form
	return f.Post(kit.Fields(
		f.Field(kit.Field{Name: "name", Label: t.T("branch.name"), Whole: true, Focus: !v.Fixed}),
		f.Field(kit.Field{Name: "code", Label: t.T("branch.code"), Hint: t.T("branch.code_hint")}),
		f.Field(kit.Field{Name: "kind", Kind: kit.Choose, Label: t.T("branch.kind"),
			Options: v.Kinds}),
		f.Field(kit.Field{Name: "currency", Kind: kit.Choose, Label: t.T("branch.currency"),
			Options: v.Currencies}),
		f.Field(kit.Field{Name: "zone", Kind: kit.Choose, Label: t.T("branch.zone"),
			Options: v.Zones}),
		f.Field(kit.Field{Name: "language", Kind: kit.Choose, Label: t.T("branch.language"),
			Options: languages()}),
		f.Field(kit.Field{Name: "step", Kind: kit.Choose, Label: t.T("branch.step"),
			Options: steps(t)}),
		f.Field(kit.Field{Name: "first_weekday", Kind: kit.Choose,
			Label: t.T("branch.first_weekday"), Options: []kit.Option{
				{Value: "1", Label: t.Weekday(1)}, {Value: "0", Label: t.Weekday(0)}, {Value: "6",
					Label: t.Weekday(6)},
			}}),
	), kit.Actions(kit.Submit(word)))
}

func languages() []kit.Option {
	var all []kit.Option
	for _, lang := range text.Langs {
		all = append(all, kit.Option{Value: lang, Label: text.LangName(lang)})
	}
	return all
}

func steps(t *text.Text) []kit.Option {
	var all []kit.Option
	for _, s := range []string{"5", "10", "15", "20", "30", "60"} {
		all = append(all, kit.Option{Value: s, Label: t.T("unit.minutes", "N", s)})
	}
	return all
}

// SetupManagerPage is the second step: the first person who may sign in. Fields: name, login,
// password, again.
func SetupManagerPage(t *text.Text, f kit.Form) kit.Node {
	return kit.Bare(t, t.T("setup.title"), true,
		kit.Heading(kit.Head{Title: t.T("setup.manager"),
			Beneath: t.T("setup.step", "Step", "2", "Of", "2")}),
		kit.Para(t.T("setup.manager_about")), ManagerForm(t, f))
}

// ManagerForm is the form of SetupManagerPage; headquarters uses it too.
func ManagerForm(t *text.Text, f kit.Form) kit.Node {
	return f.Post(kit.Fields(
		f.Field(kit.Field{Name: "name", Label: t.T("user.name"), Auto: "name", Focus: true,
			Whole: true}),
		f.Field(kit.Field{Name: "login", Label: t.T("user.login"), Auto: "username", Whole: true}),
		f.Field(kit.Field{Name: "password", Kind: kit.Password, Label: t.T("user.password"),
			Hint: t.T("user.password_hint"), Auto: "new-password"}),
		f.Field(kit.Field{Name: "again", Kind: kit.Password, Label: t.T("user.again"),
			Auto: "new-password"}),
	), kit.Actions(kit.Submit(t.T("setup.finish"))))
}
