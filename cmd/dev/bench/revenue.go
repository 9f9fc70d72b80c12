package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"branchbook/hub/report"
	"branchbook/sync/fact"
	"branchbook/sync/journal"
)

// The value of courses sold and not yet delivered, of 50 branches over five years: from the rollups, and from the
// postings.
const (
	sumPostings   = "deferred value: SUM over the postings, by branch"
	bookBranches  = 50
	bookDays      = 5 * 365
	sumsPerAnswer = 3 // a SUM takes so long that a few tell enough
)

var revenue = []measure{
	{name: sumPostings, unit: "ms p50", run: withPostings(sumOf(`
		SELECT jid, -SUM(minor) FROM ledger_posting
		WHERE account = 'contract_liability' AND business_on <= '2024-06-30'
		GROUP BY jid`, sumsPerAnswer))},
	{name: "deferred value: rollup, one branch, one month's end", baseline: sumPostings, unit: "ms p50",
		goal: "17: ≤ 1 ms, ≤ 0.001", run: withPostings(sumOf(`
		SELECT jid, -SUM(minor) FROM report_money_day
		WHERE jid = 7 AND account = 'contract_liability' AND business_on <= '2024-06-30'`, 100))},
	{name: "deferred value and revenue: the hub's dashboard, all branches", baseline: sumPostings, unit: "ms p50",
		run: withPostings(dashboard)},
}

func withPostings(ask func(*round, fact.Tables) error) func(*round) error {
	return func(r *round) error {
		path, err := r.postings()
		if err != nil {
			return err
		}
		t, err := journal.Bare(path, journal.Full)
		if err != nil {
			return err
		}
		return errors.Join(ask(r, t), t.Close())
	}
}

// postings fills the hub's ledger, and by its triggers the rollups, in even parts.
func (l *lab) postings() (path string, err error) {
	return share(l, "postings", func(dir string) (string, error) {
		path := filepath.Join(dir, "hub.db")
		t, err := journal.Scratch(path, hubBook().Schemas)
		if err != nil {
			return "", err
		}
		_, err = t.Exec(`
			WITH RECURSIVE line (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM line WHERE n + 1 < ?1)
			INSERT INTO ledger_posting (jid, height, line, fact, business_on, account, minor, currency, client,
				contract, session, visit, product, service)
			SELECT n / (?1 / ?2) % ?2 + 1, n, 1, printf('fact-%032d', n),
				date('2020-01-01', printf('+%d days', n % (?1 / ?2) * ?3 / (?1 / ?2))),
				CASE n % 2 WHEN 0 THEN 'contract_liability' ELSE 'revenue_sessions' END,
				CASE n % 2 WHEN 0 THEN -30000 ELSE 3000 END, 'JPY', printf('client-%030d', n / 10),
				printf('contract-%028d', n / 10), '', '', printf('product-%d', n % 7), 'service'
			FROM line`, l.o.postings, bookBranches, bookDays)
		return path, errors.Join(err, t.Close())
	})
}

// sumOf times a query of two numbers.
func sumOf(query string, times int) func(*round, fact.Tables) error {
	return func(r *round, t fact.Tables) error {
		scan := func(row fact.Row) (sum int64, err error) {
			var jid int64
			err = row.Scan(&jid, &sum)
			return sum, err
		}
		return r.repeat(times, func() error {
			sums, err := fact.All(t, scan, query)
			if err == nil && (len(sums) == 0 || sums[0] <= 0) {
				err = fmt.Errorf("the sums are %v: nothing was summed", sums)
			}
			return err
		})
	}
}

func dashboard(r *round, t fact.Tables) error {
	return r.repeat(10, func() error {
		_, err := report.ByBranch(t, report.Period{From: "2024-06-01", To: "2024-06-30"})
		return err
	})
}

// repeat reports how long op takes, which need not be run for a whole span.
func (r *round) repeat(times int, op func() error) error {
	var took []time.Duration
	for range times {
		began := time.Now()
		if err := op(); err != nil {
			return err
		}
		took = append(took, time.Since(began))
	}
	r.waits(took)
	return nil
}
