package courses

import (
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"branchbook/sync/catalogue"
	"branchbook/sync/fact"
	"branchbook/sync/ledger"
	"branchbook/sync/money"
	"branchbook/sync/rights"
)

// Whatever the price and the items, the parts sum to the price and differ by the remainder only.
func TestUnitsSumToThePrice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := Terms{PriceMinor: money.Minor(rapid.Int64Range(0, 1e12).Draw(t, "price"))}
		for range rapid.IntRange(1, 5).Draw(t, "items") {
			terms.Items = append(terms.Items, Item{
				Sessions:  rapid.IntRange(1, 40).Draw(t, "sessions"),
				ListMinor: money.Minor(rapid.Int64Range(0, 1e9).Draw(t, "list")),
			})
		}
		var sum money.Minor
		for _, units := range terms.Units() {
			for i, unit := range units {
				sum += unit
				if last := i == len(units)-1; unit < units[0] || !last && unit != units[0] {
					t.Fatalf("units %v", units)
				}
			}
		}
		if sum != terms.PriceMinor {
			t.Fatalf("parts sum to %d, price %d", sum, terms.PriceMinor)
		}
	})
}

// Whatever the desk does in whatever order, accepted or refused: the sessions still sum to the price, the
// books, the running ledger and the sessions agree about what is left, and the rights add up.
func TestBooksSessionsAndRightsAgree(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		b := newBranch(t)
		price := money.Minor(rapid.IntRange(0, 100_003).Draw(rt, "price"))
		p := course(price, rapid.IntRange(1, 5).Draw(rt, "sessions"))
		p.Terms.Validity = catalogue.Validity{Since: catalogue.SinceSale, Months: 1}
		p.Terms.Notice = catalogue.Notice{Hours: 24}
		if rapid.Bool().Draw(rt, "returned by hand") {
			p.Terms.Cancel = catalogue.CancelOperator
		}
		b.do(Sign(signing(t, "k", p, "2024-05-01T10:00")))
		for i := range rapid.IntRange(1, 25).Draw(rt, "steps") {
			bodies, err := b.anyStep(rt, i)
			if err != nil && fact.AsRefusals(err) == nil {
				rt.Fatal(err)
			}
			if len(bodies) > 0 {
				b.do(bodies, nil)
			}
			b.agree(rt, p.PriceMinor)
		}
	})
}

// anyStep tries something, allowed or not.
func (b *branch) anyStep(rt *rapid.T, i int) ([]fact.Body, error) {
	c := b.load("k")
	ref := rapid.SampledFrom(c.Sessions).Draw(rt, "session").Ref
	day := fact.Date("2024-05-02").AddDays(rapid.IntRange(0, 40).Draw(rt, "day"))
	now := at(b.t, string(day)+"T10:00")
	switch rapid.IntRange(0, 10).Draw(rt, "what") {
	case 0, 1, 2:
		visit := "v" + strconv.Itoa(rapid.IntRange(0, i).Draw(rt, "visit"))
		return Hold(c, b.booking(visit, string(day)+"T12:00"), now, tokyo)
	case 3:
		return Earn(c, ref, now, tokyo)
	case 4:
		return Release(c, ref, now, "", tokyo)
	case 5:
		return Return(c, ref, now, "goodwill")
	case 6:
		return NoShow(c, ref, now, tokyo)
	case 7:
		return Reverse(c, ref, now, "mistake")
	case 8:
		return Expire(c, now, "never came", tokyo)
	case 9:
		due := money.Minor(rapid.IntRange(1, 50_000).Draw(rt, "pay"))
		return Pay(c, Payment{Means: ByCash, Minor: due, Currency: "JPY", At: now})
	}
	if i%7 == 0 {
		return Terminate(c, now, "moves abroad", tokyo)
	}
	return Move(c, ref, "osaka", rights.TransferID("t"+strconv.Itoa(i)), now, "", tokyo)
}

func (b *branch) agree(rt *rapid.T, price money.Minor) {
	c := b.load("k")
	var sum money.Minor
	for _, s := range c.Sessions {
		sum += s.Minor
	}
	liability, err := ledger.Liability(b.tables, 1, "k")
	if err != nil || sum != price || liability != c.LeftMinor() {
		rt.Fatalf("price %d, sessions %d, left %d, liability %d (%v)",
			price, sum, c.LeftMinor(), liability, err)
	}
	lines, err := History(b.tables, 1, "k")
	last := lines[len(lines)-1]
	open := c.Count(0, Free, Held, Parked)
	if err != nil || last.LeftMinor != liability || last.LeftSessions != open ||
		last.LeftFree != c.Count(0, Free) {
		rt.Fatalf("last line %+v, %d open, liability %d (%v)", last, open, liability, err)
	}
	x := b.totals("2024-12-31")
	taken := x.Earned.Minor + x.Burned.Minor + x.Expired.Minor
	parts := taken + x.Refunded.Minor + x.Moved.Minor + x.Left.Minor
	cash := x.Cash.Earned + x.Cash.Burned + x.Cash.Expired + x.Cash.Left
	if x.Sold.Minor != price || parts != price || x.Left.Sessions != int64(open) || cash != x.Cash.Received {
		rt.Fatalf("totals %+v", x)
	}
	held, err := rights.Held(b.tables, 1, rights.Session("k", 1), "e1")
	broken, err2 := rights.Broken(b.tables)
	if err != nil || err2 != nil || held.Here != int64(open) || len(broken) != 0 {
		rt.Fatalf("rights %+v for %d open sessions, broken %+v", held, open, broken)
	}
	if gaps, err := ledger.Unbalanced(b.tables); len(gaps) != 0 || err != nil {
		rt.Fatalf("unbalanced %+v (%v)", gaps, err)
	}
}

func TestAsOfBothBases(t *testing.T) {
	b := newBranch(t)
	b.do(Sign(signing(t, "k", course(100_000, 10), "2024-05-01T10:00")))
	pay := Payment{Means: ByCash, Minor: 25_000, Currency: "JPY", At: at(t, "2024-05-02T10:00")}
	b.do(Pay(b.load("k"), pay))
	b.visits("k", "2024-05-10", 3)
	b.sell("paid", course(50_000, 5), "2024-06-01T10:00")

	may := b.totals("2024-05-31")
	if may.Earned != (Part{3, 30_000}) || may.Left != (Part{7, 70_000}) ||
		may.Cash != (CashTotals{Received: 25_000, Earned: 25_000, Owed: 5_000}) {
		t.Errorf("end of May: %+v", may)
	}
	if early := b.totals("2024-05-10"); early.Earned.Sessions != 1 || early.Cash.Left != 15_000 {
		t.Errorf("10 May: %+v", early)
	}
	june := b.totals("2024-06-30")
	if june.Sold != (Part{15, 150_000}) || june.Cash.Left != 50_000 || june.Cash.Owed != 5_000 {
		t.Errorf("end of June, money of one contract never covers another: %+v", june)
	}
	for name, of := range map[string]Of{
		"contract": {Contract: "paid"}, "client": {Client: "yoko"}, "product": {Product: "other"},
	} {
		got, err := AsOf(b.tables, 1, of, "2024-12-31")
		if err != nil || (name == "contract") != (len(got) == 1 && got[0].Sold.Sessions == 5) {
			t.Errorf("by %s: %+v (%v)", name, got, err)
		}
	}
}

func TestMoneyOfAContractIsSpreadInOrder(t *testing.T) {
	worth := Totals{Earned: Part{1, 10}, Burned: Part{1, 20}, Expired: Part{1, 30}}
	for received, want := range map[money.Minor]CashTotals{
		100: {Received: 100, Earned: 10, Burned: 20, Expired: 30, Left: 40},
		25:  {Received: 25, Earned: 10, Burned: 15, Owed: 35},
		-5:  {Received: -5, Left: -5, Owed: 60}, // paid back before it was paid, by the business days
	} {
		got := CashTotals{Received: received}
		got.spread(worth)
		if got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
}

func TestCheckedAsksAgainAfterAFork(t *testing.T) {
	b := newBranch(t)
	b.sell("k", course(100_000, 10), "2024-05-01T10:00")
	now := at(t, "2024-05-02T10:00")
	signed, _ := Sign(signing(t, "k2", course(1, 1), "2024-05-01T10:00"))
	taken := signed[0].(ContractSigned)
	taken.Number.Text = "TYO1-k"
	held, _ := Hold(b.load("k"), b.booking("v1", "2024-05-10T10:00"), now, tokyo)
	paid := ContractPaid{"k", hana, "glow", ByCash, 1, "JPY", now}
	unknown := paid
	unknown.Contract = "gone"
	b.book("k", "other", "2024-05-09T10:00")
	earned, _ := Earn(b.load("k"), Ref{"k", 1, 1}, now, tokyo)
	foreign := earned[0].(SessionEarned)
	foreign.Visit = "v1"
	block := earned[0].(SessionEarned)
	block.Block = 2
	for _, c := range []struct {
		name string
		body fact.Body
		code string
	}{
		{"a new contract", signed[0], ""},
		{"a number given away", taken, "number_taken"},
		{"a session held by another visit meanwhile", held[0], "session_taken"},
		{"the session of its own visit", earned[0], ""},
		{"the session of another visit", foreign, "session_taken"},
		{"the session of another block", block, "session_taken"},
		{"money beyond the price", paid, "amount_over"},
		{"a contract never heard of", unknown, "contract_unknown"},
	} {
		for _, k := range Kinds() {
			if k.Name != c.body.Kind() {
				continue
			}
			if err := k.Check(b.tables, b.at, c.body); code(err) != c.code {
				t.Errorf("%s: %v, want %q", c.name, err, c.code)
			}
		}
	}
}

func TestHistoryIsAppendOnlyAndSaysWho(t *testing.T) {
	b := newBranch(t)
	b.sell("k", course(100_000, 10), "2024-05-01T10:00")
	ref := b.book("k", "v1", "2024-05-10T10:00")
	b.do(Return(b.load("k"), ref, at(t, "2024-05-02T10:00"), "doctor is ill"))
	lines, err := History(b.tables, 1, "k")
	if err != nil || len(lines) != 4 {
		t.Fatal(lines, err)
	}
	last := lines[3]
	if last.What != "released" || last.Actor != "yuki" || last.Desk != "front" || last.Node != "tokyo" ||
		last.Reason != "doctor is ill" || last.Visit != "v1" || last.No != 4 {
		t.Errorf("%+v", last)
	}
	for _, statement := range []string{`UPDATE courses_arrow SET minor = 0`, `DELETE FROM courses_arrow`} {
		if _, err := b.tables.Exec(statement); err == nil || !strings.Contains(err.Error(), "further lines") {
			t.Errorf("%s: %v", statement, err)
		}
	}
}

// The hot reads find their rows by an index.
func TestPlans(t *testing.T) {
	b := newBranch(t)
	for query, index := range map[string]string{
		selectSession + ` WHERE jid = 1 AND contract = 'k' ORDER BY item, n`:                              "PRIMARY KEY (jid=? AND contract=?)",
		selectSession + ` INDEXED BY courses_session_visit WHERE jid = 1 AND visit = 'v' AND visit <> ''`: "courses_session_visit (jid=? AND visit=?)",
		selectSession + ` INDEXED BY courses_session_day WHERE jid = 1 AND visit_on = 'd'`:                "courses_session_day (jid=? AND visit_on=?)",
		`SELECT contract FROM courses_contract WHERE jid = 1 AND client = 'c'
			ORDER BY signed_at DESC`: "courses_contract_client",
		`SELECT MAX(running) FROM courses_contract WHERE jid = 1 AND year = 2024`: "courses_contract_number",
	} {
		steps, err := fact.All(b.tables, func(row fact.Row) (detail string, err error) {
			var id, parent, unused int64
			err = row.Scan(&id, &parent, &unused, &detail)
			return detail, err
		}, "EXPLAIN QUERY PLAN "+query)
		if plan := strings.Join(steps, "\n"); err != nil || !strings.Contains(plan, index) {
			t.Errorf("%s\nplan: %s, want %s (%v)", query, plan, index, err)
		}
	}
}

func TestNextNumber(t *testing.T) {
	b := newBranch(t)
	for _, c := range []struct {
		on   fact.Date
		want string
	}{{"2024-05-01", "TYO1-2024-0002"}, {"2025-01-01", "TYO1-2025-0001"}} {
		if c.on.Year() == 2024 {
			b.sell("k", course(1, 1), "2024-05-01T10:00")
		}
		if n, err := NextNumber(b.tables, 1, "TYO1", c.on); n.Text != c.want || err != nil {
			t.Errorf("%s: %+v, %v", c.on, n, err)
		}
	}
}
