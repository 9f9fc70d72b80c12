package head

import (
	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// KeptPage shows a form that was sent by somebody who had been signed out.
func KeptPage(a Around, v kit.Kept) kit.Node {
	return a.page(a.Text.T("kept.title"), "", kit.KeptForm(a.Text, v))
}

// SetupPage is the first run: the network's name and the first person. Fields: network, language,
// name, login, password, again.
func SetupPage(t *text.Text, f kit.Form) kit.Node {
	var languages []kit.Option
	for _, lang := range text.Langs {
		languages = append(languages, kit.Option{Value: lang, Label: text.LangName(lang)})
	}
	return kit.Bare(t, t.T("setup.network_title"), true,
		kit.Heading(kit.Head{Title: t.T("setup.network_title")}),
		kit.Para(t.T("setup.network_about")), f.Post(kit.Fields(
			f.Field(kit.Field{Name: "network", Label: t.T("setup.network"), Focus: true}),
			f.Field(kit.Field{Name: "language", Kind: kit.Choose, Label: t.T("branch.language"),
				Options: languages}),
			f.Field(kit.Field{Name: "name", Label: t.T("user.name"), Auto: "name"}),
			f.Field(kit.Field{Name: "login", Label: t.T("user.login"), Auto: "username"}),
			f.Field(kit.Field{Name: "password", Kind: kit.Password, Label: t.T("user.password"),
				Hint: t.T("user.password_hint"), Auto: "new-password"}),
			f.Field(kit.Field{Name: "again", Kind: kit.Password, Label: t.T("user.again"),
				Auto: "new-password"}),
		), kit.Actions(kit.Submit(t.T("setup.finish")))))
}
