package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"branchbook/edge/desk"
	"branchbook/sync/catalogue"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
	"branchbook/sync/money"
	"branchbook/ui/kit"
	"branchbook/ui/text"

	pages "branchbook/ui/desk"
)

func listProducts(t *text.Text, l desk.Lists) pages.SettingsList {
	v := pages.SettingsList{Columns: []kit.Column{{Head: t.T("product.items")},
		{Head: t.T("contract.price"), Figure: true}}}
	for _, x := range l.Products {
		v.Rows = append(v.Rows, pages.SettingsRow{ID: string(x.ID), Name: x.Name, Retired: x.Retired, Cells: []string{
			productNote(t, l, x), t.Money(money.Of(x.PriceMinor, x.Currency)),
		}})
	}
	return v
}

func productOf(l desk.Lists, id string) (catalogue.Product, bool) {
	i := slices.IndexFunc(l.Products, func(x catalogue.Product) bool { return string(x.ID) == id })
	if i < 0 {
		return catalogue.Product{Terms: catalogue.DefaultTerms()}, false
	}
	return l.Products[i], true
}

var sinceWords = map[catalogue.Since]string{
	catalogue.SinceSale: "sale", catalogue.SinceFirstVisit: "visit", catalogue.NoEnd: "never",
}

func showProduct(_ *site, _ *http.Request, v *pages.SettingForm, l desk.Lists) error {
	x, ok := productOf(l, v.ID)
	if !ok {
		return fact.ErrNotFound
	}
	values := termsValues(x.Terms, x.Currency)
	values["name"], values["price"] = x.Name, money.Of(x.PriceMinor, x.Currency).Plain()
	values["draft"], values["retired"] = yes(x.Draft), yes(x.Retired)
	v.Items = max(v.Items, len(x.Items)+1)
	for i, item := range x.Items {
		n := "." + strconv.Itoa(i)
		values["service"+n], values["sessions"+n] = string(item.Service), strconv.Itoa(item.Sessions)
		values["list"+n] = money.Of(item.ListMinor, x.Currency).Plain()
	}
	begin(v, x.Name, desk.Tag(x), values)
	return nil
}

func keepProduct(s *site, r *http.Request, id string, l desk.Lists) (journal.Outcome, error) {
	v := r.PostForm
	x, _ := productOf(l, id)
	var no fact.Refusals
	x.ID, x.Name, x.Currency = catalogue.ProductID(id), v.Get("name"), l.Branch.Currency
	x.Draft, x.Retired = v.Get("draft") == "yes", v.Get("retired") == "yes"
	price, bad := amount(v.Get("price"), l.Branch.Currency, "price")
	no = append(no, bad...)
	x.PriceMinor = price.Minor()
	x.Terms = readTerms(v, l.Branch.Currency, &no)
	items, bad := readItems(v, l)
	no = append(no, bad...)
	x.Items = items
	if len(no) > 0 {
		return journal.Outcome{}, no
	}
	out, err := s.desk.DefineProduct(r.Context(), by(r), desk.DefineProduct{Product: x, Seen: v.Get("seen")})
	return out, atFields(err, productField(v))
}

// maxItems is how many services a form of a course can bring.
const maxItems = 12

// itemRows are the rows of the form in which a service is chosen.
func itemRows(v url.Values) (rows []int) {
	for i := range maxItems {
		if v.Get("service."+strconv.Itoa(i)) != "" {
			rows = append(rows, i)
		}
	}
	return rows
}

// productField gives the form's name of a field that a rule refused: "items.0.sessions" is "sessions.0".
func productField(v url.Values) func(string) string {
	rows := itemRows(v)
	return func(field string) string {
		parts := strings.Split(field, ".")
		switch {
		case len(parts) == 3 && parts[0] == "items":
			if n, _ := strconv.Atoi(parts[1]); n < len(rows) {
				return strings.TrimPrefix(strings.TrimSuffix(parts[2], "_minor"), "item") + "." + strconv.Itoa(rows[n])
			}
		case field == "items":
			return "service.0"
		case parts[0] == "terms":
			return termsField(v, strings.Join(parts[1:], "."))
		}
		return strings.TrimSuffix(field, "_minor")
	}
}

// readItems reads the rows of a course. A list price that is left out is that of the service.
func readItems(v url.Values, l desk.Lists) (items []catalogue.Item, no fact.Refusals) {
	for _, i := range itemRows(v) {
		n := "." + strconv.Itoa(i)
		service := v.Get("service" + n)
		item := catalogue.Item{ID: catalogue.ItemID(strconv.Itoa(i + 1)), Service: catalogue.ServiceID(service),
			Sessions: minutes(v, "sessions"+n, &no)}
		item.ListMinor = l.Service(service).PriceMinor * money.Minor(max(0, item.Sessions))
		if typed := v.Get("list" + n); typed != "" {
			sum, bad := amount(typed, l.Branch.Currency, "list"+n)
			no = append(no, bad...)
			item.ListMinor = sum.Minor()
		}
		items = append(items, item)
	}
	return items, no
}
