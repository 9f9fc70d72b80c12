package ledger

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"branchbook/sync/fact"
	"branchbook/sync/journal/journaltest"
	"branchbook/sync/money"
)

var (
	yen    = Entry{Currency: "JPY", Business: "2024-05-10", Client: "hana", Contract: "k1"}
	hryv   = Entry{Currency: "UAH", Business: "2024-05-11", Client: "olena"}
	commit = fact.Position{JID: 1, Height: 7, FactID: "f1"}
)

func TestPostRefuses(t *testing.T) {
	mixed := append(Move(yen, Cash, Receivable, 100), hryv.On(Cash, 100), hryv.On(Receivable, -99))
	for name, c := range map[string]struct {
		entries []Entry
		want    error
	}{
		"nothing":            {nil, ErrEmpty},
		"one side":           {[]Entry{yen.On(Cash, 100)}, ErrUnbalanced},
		"the other side":     {[]Entry{yen.On(Cash, -100)}, ErrUnbalanced},
		"off by one":         {mixed, ErrUnbalanced},
		"two currencies":     {[]Entry{yen.On(Cash, 100), hryv.On(Receivable, -100)}, ErrUnbalanced},
		"no account":         {Move(yen, "", Receivable, 100), ErrEmpty},
		"no day":             {Move(Entry{Currency: "JPY"}, Cash, Receivable, 100), ErrEmpty},
		"zero on an account": {[]Entry{yen.On(Cash, 0), yen.On(Card, 0)}, ErrEmpty},
		"balanced":           {Move(yen, Cash, Receivable, 100), nil},
		"balanced in both":   {append(Move(yen, Cash, Card, 1), Move(hryv, Card, Cash, 2)...), nil},
	} {
		t.Run(name, func(t *testing.T) {
			tables := journaltest.Tables(t, Schema)
			if err := Post(tables, commit, c.entries...); !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
		})
	}
}

func TestPostingsAreAppendOnly(t *testing.T) {
	tables := journaltest.Tables(t, Schema)
	post(t, tables, commit, Move(yen, Cash, Receivable, 100)...)
	for _, statement := range []string{
		`UPDATE ledger_posting SET minor = minor + 1`,
		`DELETE FROM ledger_posting`,
		`INSERT OR REPLACE INTO ledger_posting SELECT * FROM ledger_posting`,
	} {
		if _, err := tables.Exec(statement); err == nil || !strings.Contains(err.Error(), "opposite") {
			t.Errorf("%s: %v", statement, err)
		}
	}
}

func TestEveryAccountIsAllowedByTheTable(t *testing.T) {
	tables := journaltest.Tables(t, Schema)
	for _, a := range Accounts() {
		post(t, tables, commit, Move(yen, a, Clearing, 1)...)
	}
	if err := Post(tables, commit, Move(yen, "slush", Cash, 1)...); err == nil {
		t.Error("an account outside the chart was posted to")
	}
}

func TestLinesAreNumberedOnWithinACommit(t *testing.T) {
	tables := journaltest.Tables(t, Schema)
	second := commit
	second.FactID = "f2"
	post(t, tables, commit, Move(yen, Cash, Receivable, 100)...)
	post(t, tables, second, Move(yen, Receivable, ContractLiability, 100)...)
	lines, err := Statement(tables, 1, Filter{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for i, l := range lines {
		if l.Line != int64(i)+1 || l.Height != 7 {
			t.Errorf("line %d at %d/%d", i+1, l.Height, l.Line)
		}
		got = append(got, l.Fact+" "+string(l.Account))
	}
	want := []string{"f1 cash", "f1 receivable", "f2 receivable", "f2 contract_liability"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestBalances(t *testing.T) {
	tables := journaltest.Tables(t, Schema)
	later, other := commit, commit
	later.Height, other.JID = 8, 2
	post(t, tables, commit, Move(yen, Receivable, ContractLiability, 45_000)...)
	post(t, tables, commit, Move(yen, Cash, Receivable, 30_000)...)
	post(t, tables, later, Move(hryv, Cash, Receivable, 500)...)
	post(t, tables, other, Move(yen, Cash, Receivable, 7)...)

	for _, c := range []struct {
		name     string
		from, to fact.Date
		want     []Total
	}{
		{"all", "", "2024-12-31", []Total{{Cash, "JPY", 30_000}, {Cash, "UAH", 500}}},
		{"first day", "2024-05-10", "2024-05-10", []Total{{Cash, "JPY", 30_000}}},
		{"second day", "2024-05-11", "2024-05-11", []Total{{Cash, "UAH", 500}}},
		{"before", "", "2024-05-09", nil},
	} {
		got, err := Balance(tables, 1, Cash, c.from, c.to)
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v, want %v (%v)", c.name, got, c.want, err)
		}
	}
	trial, err := Trial(tables, 1, "2024-05-10")
	want := []Total{{Cash, "JPY", 30_000}, {ContractLiability, "JPY", -45_000}, {Receivable, "JPY", 15_000}}
	if err != nil || !reflect.DeepEqual(trial, want) {
		t.Errorf("trial %v, want %v (%v)", trial, want, err)
	}
	liability, err := Liability(tables, 1, "k1")
	owed, err2 := Owed(tables, 1, "k1")
	if liability != 45_000 || owed != 15_000 || err != nil || err2 != nil {
		t.Error(liability, owed, err, err2)
	}
}

func TestStatementFilters(t *testing.T) {
	tables := journaltest.Tables(t, Schema)
	later := commit
	later.Height = 8
	post(t, tables, commit, Move(yen, Cash, Receivable, 100)...)
	post(t, tables, later, Move(hryv, Card, Receivable, 200)...)
	for name, c := range map[string]struct {
		filter Filter
		lines  int
	}{
		"everything":    {Filter{}, 4},
		"from":          {Filter{From: "2024-05-11"}, 2},
		"to":            {Filter{To: "2024-05-10"}, 2},
		"account":       {Filter{Account: Receivable}, 2},
		"client":        {Filter{Client: "hana"}, 2},
		"contract":      {Filter{Contract: "k1"}, 2},
		"other client":  {Filter{Client: "nobody"}, 0},
		"next page":     {Filter{After: 7}, 2},
		"first of them": {Filter{Limit: 1}, 1},
	} {
		lines, err := Statement(tables, 1, c.filter)
		if err != nil || len(lines) != c.lines {
			t.Errorf("%s: %d lines, want %d (%v)", name, len(lines), c.lines, err)
		}
	}
}

func TestUnbalancedFindsWhatPostWouldNotWrite(t *testing.T) {
	tables := journaltest.Tables(t, Schema)
	post(t, tables, commit, Move(yen, Cash, Receivable, 100)...)
	if gaps, err := Unbalanced(tables); len(gaps) != 0 || err != nil {
		t.Errorf("%v, %v", gaps, err)
	}
	if err := insert(tables, commit, 3, yen.On(Cash, 5)); err != nil {
		t.Fatal(err)
	}
	gaps, err := Unbalanced(tables)
	if err != nil || !reflect.DeepEqual(gaps, []Gap{{1, 7, "JPY", 5}}) {
		t.Errorf("%v, %v", gaps, err)
	}
}

func TestMove(t *testing.T) {
	if got := Move(yen, Cash, Card, 0); got != nil {
		t.Errorf("nothing moved is %v", got)
	}
	got := Move(yen, Cash, Card, -5)
	if got[0].Minor != -5 || got[1].Minor != money.Minor(5) {
		t.Errorf("%v", got)
	}
}

// The hot reads answer from an index alone.
func TestPlans(t *testing.T) {
	tables := journaltest.Tables(t, Schema)
	for query, index := range map[string]string{
		`SELECT SUM(minor) FROM ledger_posting WHERE jid = 1 AND contract = 'k' AND contract <> ''
			AND account = 'cash'`: "COVERING INDEX ledger_posting_contract",
		`SELECT account, currency, SUM(minor) FROM ledger_posting WHERE jid = 1
			AND business_on BETWEEN '2024' AND '2025' AND account = 'cash'
			GROUP BY currency`: "COVERING INDEX ledger_posting_period",
		`SELECT account, currency, SUM(minor) FROM ledger_posting WHERE jid = 1
			AND business_on <= '2025' GROUP BY account, currency`: "COVERING INDEX ledger_posting_period",
	} {
		steps, err := fact.All(tables, func(row fact.Row) (string, error) {
			var id, parent, unused int64
			var detail string
			err := row.Scan(&id, &parent, &unused, &detail)
			return detail, err
		}, "EXPLAIN QUERY PLAN "+query)
		if err != nil || !strings.Contains(strings.Join(steps, "\n"), index) {
			t.Errorf("%s\nplan: %v, want %s (%v)", query, steps, index, err)
		}
	}
}

func post(t testing.TB, tables fact.Tables, p fact.Position, entries ...Entry) {
	t.Helper()
	if err := Post(tables, p, entries...); err != nil {
		t.Fatal(err)
	}
}
