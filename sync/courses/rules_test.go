package courses

import (
	"testing"

	"branchbook/sync/catalogue"
	"branchbook/sync/fact"
	"branchbook/sync/ledger"
	"branchbook/sync/money"
	"branchbook/sync/rights"
)

func TestUnits(t *testing.T) {
	for _, c := range []struct {
		name  string
		price money.Minor
		items []Item
		want  [][]money.Minor
	}{
		{"even", 100_000, []Item{{facial, 10, 0}}, [][]money.Minor{repeat(10_000, 10)}},
		{"remainder last", 100_000, []Item{{facial, 7, 1}}, [][]money.Minor{append(repeat(14_285, 6), 14_290)}},
		{"by list price", 9_000, []Item{{facial, 2, 6_000}, {peel, 3, 4_000}},
			[][]money.Minor{{2_700, 2_700}, {1_200, 1_200, 1_200}}},
		{"no list price: sessions alike", 500, []Item{{facial, 2, 0}, {peel, 3, 0}},
			[][]money.Minor{{100, 100}, {100, 100, 100}}},
		{"a gift in the parcel", 100, []Item{{facial, 1, 500}, {peel, 1, 0}}, [][]money.Minor{{100}, {0}}},
		{"free of charge", 0, []Item{{facial, 2, 500}}, [][]money.Minor{{0, 0}}},
	} {
		got := Terms{PriceMinor: c.price, Items: c.items}.Units()
		for i := range c.want {
			for j := range c.want[i] {
				if len(got[i]) != len(c.want[i]) || got[i][j] != c.want[i][j] {
					t.Errorf("%s: %v, want %v", c.name, got, c.want)
				}
			}
		}
	}
}

func repeat(m money.Minor, n int) []money.Minor {
	parts := make([]money.Minor, n)
	for i := range parts {
		parts[i] = m
	}
	return parts
}

func TestSign(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Signing)
		code   string
	}{
		"as it is":           {func(*Signing) {}, ""},
		"free of charge":     {func(s *Signing) { s.Product.PriceMinor, s.PriceMinor = 0, 0 }, ""},
		"a draft":            {func(s *Signing) { s.Product.Draft = true }, "product_draft"},
		"no longer sold":     {func(s *Signing) { s.Product.Retired = true }, "product_retired"},
		"price has changed":  {func(s *Signing) { s.PriceMinor-- }, "product_price"},
		"negative price":     {func(s *Signing) { s.Product.PriceMinor, s.PriceMinor = -1, -1 }, "product_price"},
		"another currency":   {func(s *Signing) { s.Currency = "KZT" }, "product_currency"},
		"no such currency":   {func(s *Signing) { s.Currency, s.Product.Currency = "X", "X" }, "product_currency"},
		"nothing in it":      {func(s *Signing) { s.Product.Items = nil }, "product_sessions"},
		"zero sessions":      {func(s *Signing) { s.Product.Items[0].Sessions = 0 }, "product_sessions"},
		"too many sessions":  {func(s *Signing) { s.Product.Items[0].Sessions = 1001 }, "product_sessions"},
		"nobody to sign for": {func(s *Signing) { s.Client = "" }, "client_needed"},
	} {
		s := signing(t, "k", course(100_000, 10), "2024-05-01T10:00")
		c.change(&s)
		bodies, err := Sign(s)
		if code(err) != c.code {
			t.Errorf("%s: %v, want %q", name, err, c.code)
		}
		if err == nil && len(bodies) != 3 {
			t.Errorf("%s: %d facts, want the contract, its sessions' right and its pen", name, len(bodies))
		}
	}
}

func TestPay(t *testing.T) {
	running := Contract{Terms: Terms{PriceMinor: 100, Currency: "JPY"}, PaidMinor: 40}
	ended := running
	ended.EndedOn = "2024-05-01"
	for name, c := range map[string]struct {
		contract Contract
		payment  Payment
		code     string
	}{
		"in part":          {running, Payment{Means: ByCash, Minor: 1, Currency: "JPY"}, ""},
		"all that is owed": {running, Payment{Means: ByCard, Minor: 60, Currency: "JPY"}, ""},
		"too much":         {running, Payment{Means: ByCard, Minor: 61, Currency: "JPY"}, "amount_over"},
		"nothing":          {running, Payment{Means: ByCash, Currency: "JPY"}, "amount_positive"},
		"less":             {running, Payment{Means: ByCash, Minor: -1, Currency: "JPY"}, "amount_positive"},
		"other money":      {running, Payment{Means: ByCash, Minor: 1, Currency: "KZT"}, "amount_currency"},
		"by shells":        {running, Payment{Means: "shells", Minor: 1, Currency: "JPY"}, "means_unknown"},
		"after the end":    {ended, Payment{Means: ByCash, Minor: 1, Currency: "JPY"}, "contract_terminated"},
	} {
		if _, err := Pay(c.contract, c.payment); code(err) != c.code {
			t.Errorf("%s: %v, want %q", name, err, c.code)
		}
	}
}

func TestHold(t *testing.T) {
	const day = "2024-05-10T10:00"
	half := course(100_000, 2)
	half.Terms.Validity = catalogue.Validity{Since: catalogue.SinceSale, Months: 1}
	osaka := rights.Place{Node: "osaka", Epoch: "e9", Reconciled: true}
	restored := rights.Place{Node: "tokyo", Epoch: "e2"}
	for _, c := range []struct {
		name    string
		prepare func(*Contract)
		booking func(*Booking)
		place   rights.Place
		code    string
	}{
		{name: "fits", place: tokyo},
		{name: "on the last day", place: tokyo,
			booking: func(b *Booking) { b.Starts = at(t, "2024-06-01T23:00") }},
		{name: "a day late", place: tokyo, code: "contract_expired",
			booking: func(b *Booking) { b.Starts = at(t, "2024-06-02T00:00") }},
		{name: "somebody else's", place: tokyo, code: "contract_other_client",
			booking: func(b *Booking) { b.Client = "yoko" }},
		{name: "another service", place: tokyo, code: "contract_service",
			booking: func(b *Booking) { b.Service = peel }},
		{name: "terminated", place: tokyo, code: "contract_terminated",
			prepare: func(c *Contract) { c.EndedOn = "2024-05-02" }},
		{name: "frozen", place: tokyo, code: "contract_frozen",
			prepare: func(c *Contract) { c.Freezes = []Freezing{{"2024-05-10", "2024-05-10"}} }},
		{name: "frozen until the day before", place: tokyo,
			prepare: func(c *Contract) { c.Freezes = []Freezing{{"2024-05-01", "2024-05-09"}} }},
		{name: "all used", place: tokyo, code: "contract_used_up",
			prepare: func(c *Contract) { c.Sessions[0].State, c.Sessions[1].State = Earned, Held }},
		{name: "only parked ones", place: tokyo, code: "contract_parked",
			prepare: func(c *Contract) { c.Sessions[0].State, c.Sessions[1].State = Earned, Parked }},
		{name: "at another branch", place: osaka, code: "contract_branch"},
		{name: "in the network, held elsewhere", place: osaka, code: "right_elsewhere",
			prepare: func(c *Contract) { c.Terms.Policy.Usable.Where = catalogue.AtNetwork }},
		{name: "restored box", place: restored, code: "right_unreconciled"},
		{name: "restored box, session got since", place: restored,
			prepare: func(c *Contract) { c.Sessions[1].Holder.Epoch = "e2" }},
		{name: "paid only, not paid", place: tokyo, code: "contract_unpaid",
			prepare: func(c *Contract) { c.Terms.PaidOnly, c.PaidMinor = true, 49_999 }},
		{name: "paid only, one is paid", place: tokyo,
			prepare: func(c *Contract) { c.Terms.PaidOnly, c.PaidMinor = true, 50_000 }},
	} {
		b := newBranch(t)
		b.sell("k", half, "2024-05-01T10:00")
		contract, booking := b.load("k"), b.booking("v", day)
		if c.prepare != nil {
			c.prepare(&contract)
		}
		if c.booking != nil {
			c.booking(&booking)
		}
		bodies, err := Hold(contract, booking, at(t, day), c.place)
		if code(err) != c.code || err == nil && len(bodies) != 1 {
			t.Errorf("%s: %v, %v, want %q", c.name, bodies, err, c.code)
		}
	}
}

func TestHoldFollowsTheVisit(t *testing.T) {
	p := course(90_000, 3)
	p.Items = append(p.Items, catalogue.Item{ID: "j", Service: peel, Sessions: 1, ListMinor: 10_000})
	b := newBranch(t)
	b.sell("k", p, "2024-05-01T10:00")
	ref := b.book("k", "v1", "2024-05-10T10:00")
	booking := b.booking("v1", "2024-05-10T10:00")
	if again, err := Hold(b.load("k"), booking, booking.Starts, tokyo); again != nil || err != nil {
		t.Errorf("held twice: %v, %v", again, err)
	}
	if moved := b.book("k", "v1", "2024-05-11T12:00"); moved != ref {
		t.Errorf("the hold moved from %v to %v", ref, moved)
	}
	if s := b.load("k").Session(ref); s.Slot.On != "2024-05-11" || s.Slot.Min != 12*60 {
		t.Errorf("after moving: %+v", s)
	}
	booking.Service = peel
	b.do(Hold(b.load("k"), booking, booking.Starts, tokyo))
	if s := b.load("k").HeldBy("v1", 1); s.Item != 2 || b.load("k").Session(ref).State != Free {
		t.Errorf("after changing the service: %+v", s)
	}
}

func TestInTimeWithoutAnHour(t *testing.T) {
	p := course(100_000, 10)
	p.Terms.Notice = catalogue.Notice{Hours: 24}
	visit := Slot{On: "2024-05-10"}
	for cancelled, want := range map[string]bool{
		"2024-05-09T23:59": true, "2024-05-10T00:00": true, "2024-05-10T00:01": false,
	} {
		if got := TermsOf(p).InTime(visit, at(t, cancelled)); got != want {
			t.Errorf("%s: %v", cancelled, got)
		}
	}
}

func TestNoShow(t *testing.T) {
	for policy, want := range map[catalogue.NoShow]State{
		catalogue.NoShowBurns: Burned, catalogue.NoShowReturns: Free,
	} {
		p := course(100_000, 10)
		p.Terms.NoShow = policy
		b := newBranch(t)
		b.sell("k", p, "2024-05-01T10:00")
		ref := b.book("k", "v1", "2024-05-10T10:00")
		b.do(NoShow(b.load("k"), ref, at(t, "2024-05-10T11:00"), tokyo))
		if s := b.load("k").Session(ref); s.State != want {
			t.Errorf("%s: %s", policy, s.State)
		}
	}
}

func TestTakenAtStart(t *testing.T) {
	p := course(100_000, 10)
	b := newBranch(t)
	b.sell("k", p, "2024-05-01T10:00")
	ref := b.book("k", "v1", "2024-05-10T18:00")
	start := at(t, "2024-05-10T18:00")
	if bodies, err := Take(b.load("k"), ref, start, tokyo); bodies != nil || err != nil {
		t.Errorf("taken at the start by default: %v, %v", bodies, err)
	}

	p.Terms.Taken = catalogue.TakenAtStart
	b = newBranch(t)
	b.sell("k", p, "2024-05-01T10:00")
	ref = b.book("k", "v1", "2024-05-10T18:00")
	b.do(Take(b.load("k"), ref, start, tokyo))
	for name, again := range map[string]func() ([]fact.Body, error){
		"completed": func() ([]fact.Body, error) { return Earn(b.load("k"), ref, start, tokyo) },
		"no-show":   func() ([]fact.Body, error) { return NoShow(b.load("k"), ref, start, tokyo) },
	} {
		if bodies, err := again(); bodies != nil || err != nil {
			t.Errorf("taken, then %s: %v, %v", name, bodies, err)
		}
	}
}

func TestReverseAndReopen(t *testing.T) {
	b := newBranch(t)
	b.sell("k", course(100_000, 10), "2024-05-01T10:00")
	ref := b.visit("k", "v1", "2024-05-10T10:00")
	now := at(t, "2024-05-11T10:00")
	if _, err := Reverse(b.load("k"), ref, now, ""); code(err) != "reason_needed" {
		t.Errorf("without a reason: %v", err)
	}
	b.do(Reverse(b.load("k"), ref, now, "wrong client"))
	b.expect("k", "2024-05-11", liabilityAndRevenue{100_000, 0})
	if _, err := Reverse(b.load("k"), ref, now, "again"); code(err) != "session_state" {
		t.Errorf("reversed twice: %v", err)
	}

	ref = b.book("k", "v2", "2024-05-12T10:00")
	b.do(NoShow(b.load("k"), ref, at(t, "2024-05-12T11:00"), tokyo))
	starts := at(t, "2024-05-12T10:00")
	b.do(Reopen(b.load("k"), ref, starts, at(t, "2024-05-12T12:00"), "came after all"))
	if held := b.load("k").HeldBy("v2", 1); held == nil || held.Ref != ref {
		t.Errorf("after reopening: %+v", held)
	}
	if burned := b.balance(ledger.RevenueBurned, "2024-12-31"); burned != 0 {
		t.Errorf("burned revenue left: %d", burned)
	}
}

func TestExpire(t *testing.T) {
	for _, c := range []struct {
		policy       catalogue.Expiry
		on, reason   string
		code         string
		breakageLeft money.Minor
	}{
		{catalogue.IncomeAtExpiry, "2024-06-01", "", "contract_runs", 0},
		{catalogue.IncomeAtExpiry, "2024-06-02", "", "", 90_000},
		{catalogue.StaysOwed, "2024-06-02", "", "reason_needed", 0},
		{catalogue.StaysOwed, "2024-06-02", "unreachable for a year", "", 90_000},
	} {
		p := course(100_000, 10)
		p.Terms.Validity = catalogue.Validity{Since: catalogue.SinceSale, Months: 1}
		p.Terms.Expiry = c.policy
		b := newBranch(t)
		b.sell("k", p, "2024-05-01T10:00")
		b.visits("k", "2024-05-10", 1)
		bodies, err := Expire(b.load("k"), at(t, c.on+"T10:00"), c.reason, tokyo)
		if code(err) != c.code {
			t.Errorf("%+v: %v", c, err)
		}
		if err == nil {
			b.do(bodies, nil)
		}
		if got := -b.balance(ledger.Breakage, "2024-12-31"); got != c.breakageLeft {
			t.Errorf("%+v: breakage %d", c, got)
		}
	}
}

func TestValidityFromTheFirstVisit(t *testing.T) {
	p := course(100_000, 10)
	p.Terms.Validity = catalogue.Validity{Since: catalogue.SinceFirstVisit, Months: 1}
	b := newBranch(t)
	b.sell("k", p, "2024-01-01T10:00")
	if until := b.load("k").Until(); until != "" {
		t.Errorf("before any visit it ends on %s", until)
	}
	ref := b.visit("k", "v1", "2024-05-10T10:00")
	if until := b.load("k").Until(); until != "2024-06-10" {
		t.Errorf("after the first visit it ends on %s", until)
	}
	_, err := Hold(b.load("k"), b.booking("v2", "2024-06-11T10:00"), at(t, "2024-05-10T12:00"), tokyo)
	if code(err) != "contract_expired" {
		t.Errorf("a day late: %v", err)
	}
	b.do(Reverse(b.load("k"), ref, at(t, "2024-05-11T10:00"), "wrong client"))
	if until := b.load("k").Until(); until != "" {
		t.Errorf("after the first visit was undone it ends on %s", until)
	}
	b.book("k", "v3", "2024-07-01T10:00")
	_, err = Hold(b.load("k"), b.booking("v4", "2024-08-02T10:00"), at(t, "2024-05-12T12:00"), tokyo)
	if code(err) != "contract_expired" {
		t.Errorf("a month after the first booking: %v", err)
	}
}

func TestTerminate(t *testing.T) {
	for _, c := range []struct {
		paid, refund, owed money.Minor
	}{
		{100_000, 70_000, 0}, // three of ten given
		{50_000, 20_000, 0},
		{30_000, 0, 0},
		{10_000, 0, 20_000}, // still owes for what was given
	} {
		b := newBranch(t)
		b.do(Sign(signing(t, "k", course(100_000, 10), "2024-05-01T10:00")))
		now := at(t, "2024-05-20T10:00")
		b.do(Pay(b.load("k"), Payment{Means: ByTransfer, Minor: c.paid, Currency: "JPY", At: now}))
		b.visits("k", "2024-05-10", 3)
		ref := b.book("k", "later", "2024-06-01T10:00")
		if _, err := Terminate(b.load("k"), now, "moves abroad", tokyo); code(err) != "contract_held" {
			t.Errorf("with a session held: %v", err)
		}
		b.do(Return(b.load("k"), ref, now, ""))
		b.do(Terminate(b.load("k"), now, "moves abroad", tokyo))
		b.expect("k", "2024-05-20", liabilityAndRevenue{0, 30_000})
		refund, owed := -b.balance(ledger.RefundsPayable, "2024-05-20"), b.balance(ledger.Receivable, "2024-05-20")
		if refund != c.refund || owed != c.owed {
			t.Errorf("paid %d: refund %d owed %d, want %d and %d", c.paid, refund, owed, c.refund, c.owed)
		}
		if _, err := Terminate(b.load("k"), now, "twice", tokyo); code(err) != "contract_terminated" {
			t.Errorf("terminated twice: %v", err)
		}
		if broken, err := rights.Broken(b.tables); len(broken) != 0 || err != nil {
			t.Errorf("rights: %+v, %v", broken, err)
		}
	}
}

func TestMove(t *testing.T) {
	b := newBranch(t)
	b.sell("k", course(100_000, 10), "2024-05-01T10:00")
	ref := Ref{"k", 1, 10}
	now := at(t, "2024-05-02T10:00")
	b.do(Move(b.load("k"), ref, "osaka", "t1", now, "client moves", tokyo))
	if got := -b.balance(ledger.BetweenBranches, "2024-05-02"); got != 10_000 {
		t.Errorf("between branches %d", got)
	}
	if _, err := Move(b.load("k"), ref, "kyiv", "t2", now, "", tokyo); code(err) != "session_state" {
		t.Errorf("moved twice: %v", err)
	}
	sums, err := rights.Sums(b.tables)
	if err != nil || sums[1].Held != 9 || sums[1].Way != 1 || !sums[1].Whole() {
		t.Errorf("%+v, %v", sums, err)
	}
}

func TestChoose(t *testing.T) {
	month := catalogue.Validity{Since: catalogue.SinceSale, Months: 1}
	year := catalogue.Validity{Since: catalogue.SinceSale, Months: 12}
	b := newBranch(t)
	for _, c := range []struct {
		id       ContractID
		when     string
		validity catalogue.Validity
	}{
		{"endless", "2024-01-01T10:00", catalogue.Validity{Since: catalogue.NoEnd}},
		{"younger", "2024-04-20T10:01", year},
		{"older", "2024-04-20T10:00", year},
		{"first", "2024-05-01T10:00", month},
		{"over", "2024-01-01T10:00", month},
	} {
		p := course(100_000, 10)
		p.Terms.Validity = c.validity
		b.sell(c.id, p, c.when)
	}
	choices, err := Usable(b.tables, 1, hana, facial, "2024-05-20")
	if err != nil {
		t.Fatal(err)
	}
	want := []ContractID{"first", "older", "younger", "endless", "over"}
	for i, c := range choices {
		if c.Contract != want[i] || (c.Refusal != nil) != (c.Contract == "over") {
			t.Errorf("%d: %s (%v), want %s", i, c.Contract, c.Refusal, want[i])
		}
	}
	if best := choices[0]; best.Session != (Ref{"first", 1, 1}) || best.Free != 10 || best.Minor != 10_000 {
		t.Errorf("best %+v", best)
	}
	if none, err := Usable(b.tables, 1, hana, peel, "2024-05-20"); len(none) != 0 || err != nil {
		t.Errorf("for a service that no contract gives: %v, %v", none, err)
	}
}

func TestPositions(t *testing.T) {
	b := newBranch(t)
	b.sell("k", course(50_000, 5), "2024-05-01T10:00")
	b.visits("k", "2024-05-02", 1)
	b.book("k", "late", "2024-05-20T10:00")
	b.book("k", "early", "2024-05-10T10:00")
	for on, want := range map[fact.Date]Position{
		"2024-05-02": {1, 5, 4}, "2024-05-10": {2, 5, 3}, "2024-05-20": {3, 5, 2},
	} {
		got, err := PositionsOn(b.tables, 1, on)
		if err != nil || len(got) != 1 {
			t.Fatal(got, err)
		}
		for key, p := range got {
			if p != want {
				t.Errorf("%v: %+v, want %+v", key, p, want)
			}
		}
	}
	for want, p := range map[string]Position{
		"last one": {10, 10, 0}, "1 left": {9, 10, 1}, "2 left": {8, 10, 2}, "4 of 10": {4, 10, 6},
	} {
		if p.String() != want {
			t.Errorf("%+v reads %q", p, p)
		}
	}
}

func TestExactlyAtTheLimitIsInTime(t *testing.T) {
	p := course(100_000, 10)
	p.Terms.Notice = catalogue.Notice{Hours: 3}
	visit := SlotOf(at(t, "2024-05-10T19:00"))
	for cancelled, want := range map[string]bool{
		"2024-05-10T15:59": true, "2024-05-10T16:00": true, "2024-05-10T16:01": false,
	} {
		if got := TermsOf(p).InTime(visit, at(t, cancelled)); got != want {
			t.Errorf("%s: %v", cancelled, got)
		}
	}
	now := at(t, "2024-05-10T19:00")
	if !TermsOf(course(1, 1)).InTime(visit, now) {
		t.Error("without notice, cancelling at the start is in time")
	}
}

func TestFreeze(t *testing.T) {
	p := course(100_000, 10)
	p.Terms.Freeze = catalogue.Freeze{TotalDays: 20, OnceDays: 14}
	for _, c := range []struct {
		name string
		days Freezing
		why  string
		code string
	}{
		{"as long as allowed", Freezing{"2024-06-01", "2024-06-14"}, "travel", ""},
		{"too long at once", Freezing{"2024-06-01", "2024-06-15"}, "travel", "freeze_limit"},
		{"one day", Freezing{"2024-06-01", "2024-06-01"}, "travel", ""},
		{"backwards", Freezing{"2024-06-02", "2024-06-01"}, "travel", "period_wrong"},
		{"no such day", Freezing{"2024-06-31", "2024-07-01"}, "travel", "period_wrong"},
		{"over a booked visit", Freezing{"2024-05-10", "2024-05-10"}, "travel", "contract_held"},
		{"without a reason", Freezing{"2024-06-01", "2024-06-02"}, "", "reason_needed"},
		{"frozen already", Freezing{"2024-04-30", "2024-05-02"}, "travel", "period_wrong"},
		{"too long in all", Freezing{"2024-06-01", "2024-06-14"}, "frozen before", "freeze_limit"},
	} {
		b := newBranch(t)
		b.sell("k", p, "2024-04-01T10:00")
		b.book("k", "v", "2024-05-10T10:00")
		now := at(t, "2024-04-02T10:00")
		b.do(Freeze(b.load("k"), Freezing{"2024-05-02", "2024-05-02"}, now, "ill"))
		if c.why == "frozen before" {
			b.do(Freeze(b.load("k"), Freezing{"2024-07-01", "2024-07-06"}, now, "ill"))
		}
		if _, err := Freeze(b.load("k"), c.days, now, c.why); code(err) != c.code {
			t.Errorf("%s: %v, want %q", c.name, err, c.code)
		}
	}
}
