package desk

import (
	"strconv"

	"branchbook/ui/kit"
	"branchbook/ui/text"
)

// partsOfDay is how many parts of the day with a notice of their own the form shows.
const partsOfDay = 3

// productFields: name, price, draft, months, from ("sale", "visit" or "never"); service.N, sessions.N, list.N for
// each item; the terms of CRS-1.
func productFields(t *text.Text, v SettingForm) kit.Node {
	f := v.Form
	return kit.Nodes(kit.Fields(
		f.Field(kit.Field{Name: "name", Label: t.T("settings.name"), Whole: true, Focus: true}),
		f.Field(kit.Field{Name: "price", Kind: kit.Sum, Label: t.T("contract.price"),
			Unit: v.Currency}),
		f.Field(kit.Field{Name: "months", Kind: kit.Whole, Label: t.T("product.months"),
			Unit: t.T("unit.months"), Optional: true}),
		f.Field(kit.Field{Name: "from", Kind: kit.Choose, Label: t.T("product.valid_from"),
			Options: []kit.Option{
				{Value: "sale", Label: t.T("product.from_sale")}, {Value: "visit",
					Label: t.T("product.from_visit")}, {Value: "never", Label: t.T("product.no_end")},
			}}),
		f.Field(kit.Field{Name: "draft", Kind: kit.Tick, Label: t.T("product.draft"), Hint: t.T("product.draft_hint")})),
		kit.Set(t.T("product.items"), v.productItems(t)),
		kit.Set(t.T("product.when"), v.attendance(t)),
		kit.Set(t.T("product.parts"), kit.Para(t.T("product.parts_hint")), v.parts(t)),
		kit.Set(t.T("product.where"), v.reach(t)),
		kit.Set(t.T("product.end"), v.ending(t)))
}

func (v SettingForm) productItems(t *text.Text) kit.Node {
	f := v.Form
	var items []kit.Node
	for i := range max(1, v.Items) {
		n := "." + strconv.Itoa(i)
		items = append(items, kit.BlockRow(
			f.Field(kit.Field{Name: "service" + n, Kind: kit.Choose, Label: t.T("service.one"),
				Options: blank(t, v.Services)}),
			f.Field(kit.Field{Name: "sessions" + n, Kind: kit.Whole,
				Label: t.T("product.sessions")}),
			f.Field(kit.Field{Name: "list" + n, Kind: kit.Sum, Label: t.T("product.list_price"),
				Unit: v.Currency, Optional: true})))
	}
	return kit.Nodes(items...)
}

// attendance is what coming, staying away and cancelling do.
func (v SettingForm) attendance(t *text.Text) kit.Node {
	f := v.Form
	return kit.Fields(
		choice(t, f, "taken", "completed", "start"), choice(t, f, "no_show", "burns", "returns"),
		choice(t, f, "cancel", "returns", "operator"),
		f.Field(kit.Field{Name: "notice", Kind: kit.Whole, Label: t.T("product.notice"), Unit: t.T("unit.hours"),
			Hint: t.T("product.notice_hint"), Optional: true}))
}

// parts is the notice that differs by the visit's time of day.
func (v SettingForm) parts(t *text.Text) kit.Node {
	f := v.Form
	var rows []kit.Node
	for i := range partsOfDay {
		n := "." + strconv.Itoa(i)
		rows = append(rows, kit.Fields(
			f.Field(kit.Field{Name: "part_from" + n, Kind: kit.Clock, Label: t.T("hours.from"), Optional: true}),
			f.Field(kit.Field{Name: "part_to" + n, Kind: kit.Clock, Label: t.T("hours.to"), Optional: true}),
			f.Field(kit.Field{Name: "part_hours" + n, Kind: kit.Whole, Label: t.T("product.notice"), Unit: t.T("unit.hours"),
				Optional: true})))
	}
	return kit.Nodes(rows...)
}

func (v SettingForm) reach(t *text.Text) kit.Node {
	f := v.Form
	return kit.Fields(
		choice(t, f, "where", "branch", "group", "network"),
		f.Field(kit.Field{Name: "group", Label: t.T("product.group"), Optional: true}),
		f.Field(kit.Field{Name: "tax_rate", Label: t.T("product.tax_rate"), Unit: "%", Optional: true}),
		f.Field(kit.Field{Name: "transferable", Kind: kit.Tick, Label: t.T("product.transferable")}))
}

// ending is what becomes of a contract that rests, runs out or is ended.
func (v SettingForm) ending(t *text.Text) kit.Node {
	f := v.Form
	return kit.Fields(
		choice(t, f, "expiry", "owed", "income", "breakage"),
		f.Field(kit.Field{Name: "breakage", Label: t.T("product.breakage_rate"), Unit: "%", Optional: true}),
		f.Field(kit.Field{Name: "freeze_total", Kind: kit.Whole, Label: t.T("product.freeze_total"), Unit: t.T("unit.days"),
			Optional: true}),
		f.Field(kit.Field{Name: "freeze_once", Kind: kit.Whole, Label: t.T("product.freeze_once"), Unit: t.T("unit.days"),
			Optional: true}),
		choice(t, f, "refund", "full", "none", "less_fee", "less_percent", "jp_aesthetic", "jp_medical", "actual_costs"),
		f.Field(kit.Field{Name: "refund_fee", Kind: kit.Sum, Label: t.T("product.refund_fee"), Unit: v.Currency,
			Optional: true}),
		f.Field(kit.Field{Name: "refund_rate", Label: t.T("product.refund_rate"), Unit: "%", Optional: true}))
}

// choice is one of the terms, with its answers in words.
func choice(t *text.Text, f kit.Form, name string, values ...string) kit.Node {
	var all []kit.Option
	for _, v := range values {
		key := "product." + v
		if name == "refund" || name == "where" {
			key = "product." + name + "_" + v
		}
		all = append(all, kit.Option{Value: v, Label: t.T(key)})
	}
	return f.Field(kit.Field{Name: name, Kind: kit.Choose, Label: t.T("product." + name), Options: all,
		Whole: name == "expiry" || name == "refund"})
}
