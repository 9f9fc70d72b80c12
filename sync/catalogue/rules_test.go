package catalogue

import (
	"reflect"
	"testing"

	"branchbook/sync/fact"
	"branchbook/sync/money"
)

var (
	chair    = Resource{ID: "chair", Name: "Chair", Capacity: 2}
	dearer   = money.Minor(2_000_000)
	hygiene  = Service{ID: "hygiene", Name: "Hygiene", LengthMin: 60, PriceMinor: 1_500_000, Currency: "KZT"}
	whitened = Product{
		ID: "white", Name: "Whitening ×5", PriceMinor: 5_000_000, Currency: "KZT", Terms: DefaultTerms(),
		Items: []Item{{ID: "1", Service: "hygiene", Sessions: 5, ListMinor: 7_500_000}},
	}
)

func rate(text string) money.Rate {
	r, err := money.ParseRate(text)
	if err != nil {
		panic(err)
	}
	return r
}

// only fails unless the error is exactly one refusal of that code and field; no code means no refusal.
func only(t *testing.T, bodies []fact.Body, err error, code, field string) {
	t.Helper()
	no := fact.AsRefusals(err)
	if code == "" && (err != nil || len(bodies) != 1) {
		t.Errorf("refused: %v, %v", bodies, err)
	}
	if code != "" && (len(no) != 1 || no[0].Code != code || no[0].Field != field || len(bodies) != 0) {
		t.Errorf("want %s at %s: %v, %v", code, field, bodies, err)
	}
}

func TestDefineService(t *testing.T) {
	tests := []struct {
		code, field string
		change      func(*Service)
	}{
		{"", "", func(s *Service) {}},
		{"", "", func(s *Service) { s.Resources = []Need{{"chair", 2}} }},
		{"", "", func(s *Service) { s.By = []Doer{{"aliya", 45, &dearer}, {"ben", 0, nil}} }},
		{"name_missing", "name", func(s *Service) { s.Name = "  " }},
		{"minutes_grid", "length_min", func(s *Service) { s.LengthMin = 0 }},
		{"minutes_grid", "length_min", func(s *Service) { s.LengthMin = 61 }},
		{"minutes_grid", "before_min", func(s *Service) { s.BeforeMin = -5 }},
		{"minutes_grid", "after_min", func(s *Service) { s.AfterMin = 245 }},
		{"price_range", "price_minor", func(s *Service) { s.PriceMinor = -1 }},
		{"currency_foreign", "currency", func(s *Service) { s.Currency = "JPY" }},
		{"resource_unknown", "resources.0.resource", func(s *Service) { s.Resources = []Need{{"x", 1}} }},
		{"resource_twice", "resources.1.resource",
			func(s *Service) { s.Resources = []Need{{"chair", 1}, {"chair", 1}} }},
		{"qty_range", "resources.0.qty", func(s *Service) { s.Resources = []Need{{"chair", 0}} }},
		{"qty_capacity", "resources.0.qty", func(s *Service) { s.Resources = []Need{{"chair", 3}} }},
		{"practitioner_missing", "practitioners.0.practitioner", func(s *Service) { s.By = []Doer{{}} }},
		{"practitioner_twice", "practitioners.1.practitioner",
			func(s *Service) { s.By = []Doer{{"ben", 0, nil}, {"ben", 0, nil}} }},
		{"minutes_grid", "practitioners.0.length_min", func(s *Service) { s.By = []Doer{{"ben", 7, nil}} }},
	}
	for _, test := range tests {
		s := hygiene
		test.change(&s)
		bodies, err := DefineService(s, "KZT", []Resource{chair})
		only(t, bodies, err, test.code, test.field)
	}
}

func TestDefineResource(t *testing.T) {
	bodies, err := DefineResource(Resource{ID: "r", Name: " Room  1 ", Capacity: 1})
	want := []fact.Body{ResourceDefined{Resource{ID: "r", Name: "Room 1", Capacity: 1}}}
	if err != nil || !reflect.DeepEqual(bodies, want) {
		t.Errorf("%v, %v", bodies, err)
	}
	bodies, err = DefineResource(Resource{ID: "r", Name: "Room"})
	only(t, bodies, err, "capacity_range", "capacity")
}

func TestDefineProduct(t *testing.T) {
	item := whitened.Items[0]
	tests := []struct {
		code, field string
		change      func(*Product)
	}{
		{"", "", func(p *Product) {}},
		{"", "", func(p *Product) { p.PriceMinor, p.Items[0].ListMinor = 0, 0 }},
		{"price_range", "price_minor", func(p *Product) { p.PriceMinor = -1 }},
		{"currency_foreign", "currency", func(p *Product) { p.Currency = "" }},
		{"items_missing", "items", func(p *Product) { p.Items = nil }},
		{"item_id", "items.1.item", func(p *Product) { p.Items = append(p.Items, item) }},
		{"service_unknown", "items.0.service", func(p *Product) { p.Items[0].Service = "?" }},
		{"sessions_range", "items.0.sessions", func(p *Product) { p.Items[0].Sessions = 0 }},
		{"sessions_range", "items.0.sessions", func(p *Product) { p.Items[0].Sessions = 501 }},
		{"sessions_many", "items", func(p *Product) {
			p.Items = append(p.Items, Item{ID: "2", Service: "hygiene", Sessions: 496})
		}},
		{"price_range", "items.0.list_minor", func(p *Product) { p.Items[0].ListMinor = -1 }},
	}
	for _, test := range tests {
		p := whitened
		p.Items = []Item{item}
		test.change(&p)
		bodies, err := DefineProduct(p, "KZT", []Service{hygiene})
		only(t, bodies, err, test.code, test.field)
	}
}

func TestTermsAreChecked(t *testing.T) {
	tests := []struct {
		code, field string
		change      func(*Terms)
	}{
		{"", "", func(t *Terms) { t.Validity = Validity{SinceSale, 12} }},
		{"", "", func(t *Terms) { t.Expiry, t.Breakage = ByBreakage, rate("2.5") }},
		{"", "", func(t *Terms) { t.Refund = Refund{Policy: RefundLessPercent, Rate: rate("10")} }},
		{"choice_missing", "terms.validity.since", func(t *Terms) { t.Validity = Validity{"", 1} }},
		{"months_range", "terms.validity.months", func(t *Terms) { t.Validity = Validity{SinceSale, 0} }},
		{"months_surplus", "terms.validity.months", func(t *Terms) { t.Validity = Validity{NoEnd, 3} }},
		{"group_missing", "terms.usable.group", func(t *Terms) { t.Usable = Usable{AtGroup, ""} }},
		{"group_missing", "terms.usable.group", func(t *Terms) { t.Usable = Usable{AtNetwork, "Kanto"} }},
		{"choice_missing", "terms.no_show", func(t *Terms) { t.NoShow = "forgives" }},
		{"choice_missing", "terms.cancel", func(t *Terms) { t.Cancel = "" }},
		{"choice_missing", "terms.taken", func(t *Terms) { t.Taken = "" }},
		{"choice_missing", "terms.expiry", func(t *Terms) { t.Expiry = "" }},
		{"breakage_missing", "terms.breakage", func(t *Terms) { t.Expiry = ByBreakage }},
		{"rate_range", "terms.tax_rate", func(t *Terms) { t.TaxRate = rate("100.1") }},
		{"hours_range", "terms.notice.hours", func(t *Terms) { t.Notice.Hours = -1 }},
		{"part_of_day", "terms.notice.rules.0.from_min",
			func(t *Terms) { t.Notice.Rules = []NoticeRule{{720, 720, 1}} }},
		{"days_once", "terms.freeze.once_days", func(t *Terms) { t.Freeze = Freeze{30, 31} }},
		{"choice_missing", "terms.refund.policy", func(t *Terms) { t.Refund.Policy = "some" }},
		{"fee_missing", "terms.refund.fee_minor", func(t *Terms) { t.Refund.Policy = RefundLessFee }},
		{"fee_rate_missing", "terms.refund.rate", func(t *Terms) { t.Refund.Rate = rate("5") }},
	}
	for _, test := range tests {
		p := whitened
		test.change(&p.Terms)
		bodies, err := DefineProduct(p, "KZT", []Service{hygiene})
		only(t, bodies, err, test.code, test.field)
	}
}

func TestEffectiveFor(t *testing.T) {
	listed := hygiene
	free := money.Minor(0)
	listed.By = []Doer{{"aliya", 45, &dearer}, {"ben", 0, nil}, {"intern", 90, &free}}
	tests := []struct {
		service      Service
		practitioner string
		length       int
		price        money.Minor
		ok           bool
	}{
		{hygiene, "anybody", 60, 1_500_000, true},
		{listed, "aliya", 45, 2_000_000, true},
		{listed, "ben", 60, 1_500_000, true},
		{listed, "intern", 90, 0, true},
		{listed, "stranger", 0, 0, false},
	}
	for _, test := range tests {
		length, price, ok := EffectiveFor(test.service, test.practitioner)
		if length != test.length || price != test.price || ok != test.ok {
			t.Errorf("%s: %d min, %d, %v", test.practitioner, length, price, ok)
		}
	}
}

func TestLateNoticeHours(t *testing.T) {
	terms := DefaultTerms()
	terms.Notice = Notice{Hours: 6, Rules: []NoticeRule{{0, 12 * 60, 12}, {18 * 60, 24 * 60, 3}}}
	for start, want := range map[int]int{0: 12, 719: 12, 720: 6, 1079: 6, 1080: 3, 1439: 3} {
		if got := LateNoticeHours(terms, start); got != want {
			t.Errorf("%s: %d h, want %d", fact.Clock24(start), got, want)
		}
	}
}
