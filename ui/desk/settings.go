package desk

import (
	"strconv"
	"time"

	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// Setting names one of the lists of the settings.
type Setting string

// The settings of a branch.
const (
	OfBranch      Setting = "branch"
	Services      Setting = "services"
	Practitioners Setting = "practitioners"
	Resources     Setting = "resources"
	Products      Setting = "products"
	Users         Setting = "users"
	OfHours       Setting = "hours"
	OfReasons     Setting = "reasons"
)

var settingPaths = []struct {
	of   Setting
	path string
}{
	{Services, ServicesPath}, {Practitioners, PractitionersPath}, {Resources,
		ResourcesPath}, {Products, ProductsPath},
	{OfHours, HoursPath}, {OfReasons, ReasonsPath}, {Users, UsersPath}, {OfBranch, BranchPath},
}

func (s Setting) path() string {
	for _, p := range settingPaths {
		if p.of == s {
			return p.path
		}
	}
	return SettingsPath
}

// SettingsList is one list: a row a thing, the first cell its name.
type SettingsList struct {
	Of      Setting
	Columns []kit.Column
	Rows    []SettingsRow
}

// SettingsRow is a thing kept in the settings. A retired one is shown last and quiet.
type SettingsRow struct {
	ID, Name string
	Cells    []string
	Retired  bool
}

// SettingsPage is one list with the frame.
func SettingsPage(a Around, v SettingsList) kit.Node {
	t := a.Text
	return a.page(t.T("settings."+string(v.Of)), inSettings, settingsHead(t, v.Of),
		SettingsPart(t, v))
}

func settingsHead(t *text.Text, here Setting) kit.Node {
	var tabs []kit.Tab
	for _, s := range settingPaths {
		tabs = append(tabs, kit.Tab{Href: s.path, Word: t.T("settings." + string(s.of)),
			Here: s.of == here})
	}
	return kit.Nodes(kit.Heading(kit.Head{Title: t.T("nav.settings")}),
		kit.Tabs(t.T("nav.settings"), tabs...))
}

// SettingsPart is the list and the way to a further entry.
func SettingsPart(t *text.Text, v SettingsList) kit.Node {
	add := kit.MainLink(ItemPath(v.Of.path(), "new"), "plus", t.T("settings.add"))
	if len(v.Rows) == 0 {
		return kit.Empty(t.T("settings.none_"+string(v.Of)), add)
	}
	table := kit.Table{Caption: t.T("settings." + string(v.Of)),
		Columns: append([]kit.Column{{Head: t.T("settings.name")}}, v.Columns...), Fold: true}
	for _, r := range v.Rows {
		line := kit.Line{Quiet: r.Retired, Cells: []kit.Cell{{Text: r.Name,
			Href: ItemPath(v.Of.path(), r.ID)}}}
		if r.Retired {
			line.Cells[0].Quiet = t.T("settings.retired_" + string(v.Of))
		}
		for _, c := range r.Cells {
			line.Cells = append(line.Cells, kit.Cell{Text: c})
		}
		table.Rows = append(table.Rows, line)
	}
	return kit.Stack(kit.Row(add), kit.Tabled(table))
}

// SettingForm is the form of one entry. What each list asks for is named with the function that
// renders it.
type SettingForm struct {
	Form          kit.Form
	Of            Setting
	ID            string // empty: a new one
	Name          string
	Services      []kit.Option
	Practitioners []kit.Option
	Resources     []kit.Option
	Languages     []kit.Option
	Currency      string
	Items         int // rows of a product
	Needs         int // rows of resources of a service
	Shifts        int // intervals a day of a practitioner
	Branch        BranchForm
}

// SettingFormPage is the form of one entry with the frame.
func SettingFormPage(a Around, v SettingForm) kit.Node {
	t := a.Text
	title := v.Name
	if v.ID == "" {
		title = t.T("settings.new_" + string(v.Of))
	}
	return a.page(title, inSettings, kit.Heading(kit.Head{Title: title,
		Back: kit.Crumb{Href: v.Of.path(), Word: t.T("settings." + string(v.Of))}}),
		SettingFormPart(t, v))
}

// BranchSettingsPage is what a branch is, kept among the lists.
func BranchSettingsPage(a Around, v BranchForm) kit.Node {
	t := a.Text
	return a.page(t.T("settings.branch"), inSettings, settingsHead(t, OfBranch),
		BranchFields(t, v, t.T("form.save")))
}

// SettingFormPart chooses the fields by the list.
func SettingFormPart(t *text.Text, v SettingForm) kit.Node {
	fields := map[Setting]func(*text.Text, SettingForm) kit.Node{
		Services: serviceFields, Practitioners: practitionerFields, Resources: resourceFields,
		Products: productFields, Users: userFields,
	}[v.Of]
	if fields == nil {
		return nil
	}
	return v.Form.Post(fields(t, v), kit.If(v.ID != "" && v.Of == Users, func() kit.Node {
		return v.Form.Field(kit.Field{Name: "disabled", Kind: kit.Tick, Label: t.T("user.disable")})
	}), kit.If(v.ID != "" && v.Of != Users, func() kit.Node {
		return v.Form.Field(kit.Field{Name: "retired", Kind: kit.Tick,
			Label: t.T("settings.retire_" + string(v.Of))})
	}), kit.Actions(kit.Submit(t.T("form.save"))))
}

// serviceFields: name, category, length, price, before, after; resource.N and qty.N for what it occupies;
// practitioner.<id> ticked for who can do it, with length.<id> and price.<id> where they differ.
func serviceFields(t *text.Text, v SettingForm) kit.Node {
	f := v.Form
	var needs []kit.Node
	for i := range v.Needs {
		n := "." + strconv.Itoa(i)
		needs = append(needs, kit.BlockRow(
			f.Field(kit.Field{Name: "resource" + n, Kind: kit.Choose, Label: t.T("resource.one"),
				Options: blank(t, v.Resources), Optional: true}),
			f.Field(kit.Field{Name: "qty" + n, Kind: kit.Whole, Label: t.T("resource.qty"), Optional: true})))
	}
	return kit.Nodes(kit.Fields(
		f.Field(kit.Field{Name: "name", Label: t.T("settings.name"), Whole: true, Focus: true}),
		f.Field(kit.Field{Name: "category", Label: t.T("service.category"), Optional: true}),
		f.Field(kit.Field{Name: "length", Kind: kit.Whole, Label: t.T("visit.length"),
			Unit: t.T("unit.min")}),
		f.Field(kit.Field{Name: "price", Kind: kit.Sum, Label: t.T("service.price"),
			Unit: v.Currency}),
		f.Field(kit.Field{Name: "before", Kind: kit.Whole, Label: t.T("service.before"),
			Unit: t.T("unit.min"), Optional: true}),
		f.Field(kit.Field{Name: "after", Kind: kit.Whole, Label: t.T("service.after"),
			Unit: t.T("unit.min"), Optional: true})),
		kit.If(len(v.Resources) > 0, func() kit.Node { return kit.Set(t.T("service.resources"), needs...) }),
		v.doers(t))
}

// doers is who can do a service, and what differs for them: a row each, under one head.
func (v SettingForm) doers(t *text.Text) kit.Node {
	f := v.Form
	return kit.If(len(v.Practitioners) > 0, func() kit.Node {
		return kit.Set(t.T("service.who"), kit.Soft(kit.Text(t.T("service.differs"))), kit.Tight(
			kit.TickRow(kit.Soft(kit.Text(t.T("practitioner.one"))), kit.Soft(kit.Text(t.T("visit.length"))),
				kit.Soft(kit.Text(t.T("service.price")))),
			kit.Each(v.Practitioners, func(p kit.Option) kit.Node {
				return kit.TickRow(
					f.Field(kit.Field{Name: "practitioner." + p.Value, Kind: kit.Tick, Label: p.Label}),
					f.Bare(kit.Field{Name: "length." + p.Value, Kind: kit.Whole, Unit: t.T("unit.min"),
						Label: p.Label + ": " + t.T("visit.length"), Usual: or(f.Value("length"), t.T("visit.usual"))}),
					f.Bare(kit.Field{Name: "price." + p.Value, Kind: kit.Sum, Unit: v.Currency,
						Label: p.Label + ": " + t.T("service.price"), Usual: or(f.Value("price"), t.T("visit.usual"))}))
			})))
	})
}

// or is the first of two words that is not empty.
func or(word, other string) string {
	if word == "" {
		return other
	}
	return word
}

func ticks(title string, f kit.Form, prefix string, options []kit.Option) kit.Node {
	return kit.If(len(options) > 0, func() kit.Node {
		return kit.Set(title, kit.Fields(kit.Each(options, func(o kit.Option) kit.Node {
			return f.Field(kit.Field{Name: prefix + o.Value, Kind: kit.Tick, Label: o.Label})
		})))
	})
}

// practitionerFields: name, title, order, hidden; from.D.N and to.D.N for weekday D (0 is
// Sunday) and interval N; service.<id> ticked for what they do.
func practitionerFields(t *text.Text, v SettingForm) kit.Node {
	f := v.Form
	return kit.Nodes(kit.Fields(
		f.Field(kit.Field{Name: "name", Label: t.T("settings.name"), Focus: true}),
		f.Field(kit.Field{Name: "title", Label: t.T("practitioner.title"), Optional: true}),
		f.Field(kit.Field{Name: "order", Kind: kit.Whole, Label: t.T("practitioner.order"),
			Hint: t.T("practitioner.order_hint"), Optional: true}),
		f.Field(kit.Field{Name: "hidden", Kind: kit.Tick, Label: t.T("practitioner.hidden")})),
		v.hours(t), ticks(t.T("practitioner.services"), f, "service.",
			v.Services))
}

// week is working time by weekday, Monday first.
func week(t *text.Text, f kit.Form, shifts int, title string) kit.Node {
	var days []kit.Node
	for _, day := range mondayFirst() {
		name := t.Weekday(day)
		var pairs []kit.Node
		for n := range shifts {
			suffix := "." + strconv.Itoa(int(day)) + "." + strconv.Itoa(n)
			pairs = append(pairs, pair(t, f, name, "from"+suffix, "to"+suffix))
		}
		days = append(days, kit.HoursOf(name, pairs...))
	}
	return kit.Set(title, kit.Hours(days...))
}

// hours is the working hours of somebody new; those of others have a page of their own.
func (v SettingForm) hours(t *text.Text) kit.Node {
	if v.ID == "" {
		return week(t, v.Form, max(1, v.Shifts), t.T("practitioner.hours"))
	}
	return kit.Row(kit.LinkButton(WorkingPath(v.ID), t.T("practitioner.hours")))
}

func mondayFirst() (days []time.Weekday) {
	for i := range 7 {
		days = append(days, time.Weekday((i+1)%7))
	}
	return days
}

func weekdays(t *text.Text) (all []kit.Option) {
	for _, day := range mondayFirst() {
		all = append(all, kit.Option{Value: strconv.Itoa(int(day)), Label: t.Weekday(day)})
	}
	return all
}

// resourceFields: name, capacity.
func resourceFields(t *text.Text, v SettingForm) kit.Node {
	f := v.Form
	return kit.Fields(
		f.Field(kit.Field{Name: "name", Label: t.T("settings.name"), Focus: true}),
		f.Field(kit.Field{Name: "capacity", Kind: kit.Whole, Label: t.T("resource.capacity"),
			Hint: t.T("resource.capacity_hint")}))
}

// userFields: name, login, role, password; disabled.
func userFields(t *text.Text, v SettingForm) kit.Node {
	f := v.Form
	return kit.Fields(
		f.Field(kit.Field{Name: "name", Label: t.T("user.name"), Focus: true}),
		f.Field(kit.Field{Name: "login", Label: t.T("user.login")}),
		f.Field(kit.Field{Name: "role", Kind: kit.Choose, Label: t.T("user.role"),
			Options: []kit.Option{
				{Value: "desk", Label: t.T("role.desk")}, {Value: "manager",
					Label: t.T("role.manager")}, {Value: "headquarters", Label: t.T("role.headquarters")},
			}}),
		f.Field(kit.Field{Name: "password", Kind: kit.Password, Label: t.T("user.password"),
			Hint: t.T("user.password_hint"), Auto: "new-password", Optional: v.ID != ""}))
}
