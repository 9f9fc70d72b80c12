package access

import (
	"time"

	"branchbook/sync/fact"
)

// Job is how something that a node does by itself went when it was last done. Zero times are "never".
type Job struct {
	Name    string
	RanAt   time.Time
	GoodAt  time.Time // when it last went well
	Took    time.Duration
	Problem string // why it did not go well; empty when it did
}

// Jobs reads how the jobs of this node went, by name.
func (l *Local) Jobs() (map[string]Job, error) {
	jobs := map[string]Job{}
	err := l.side.Read(func(r fact.Reader) error {
		all, err := fact.All(r, func(row fact.Row) (j Job, err error) {
			var ran, good, took int64
			err = row.Scan(&j.Name, &ran, &good, &took, &j.Problem)
			j.RanAt, j.GoodAt, j.Took = instant(ran), instant(good), time.Duration(took)*time.Millisecond
			return j, err
		}, `SELECT name, ran_at, good_at, took_ms, problem FROM access_job ORDER BY name`)
		for _, j := range all {
			jobs[j.Name] = j
		}
		return err
	})
	return jobs, err
}

// KeepJob remembers how a job went.
func (l *Local) KeepJob(j Job) error {
	return l.side.Write(func(t fact.Tables) error {
		_, err := t.Exec(`INSERT INTO access_job (name, ran_at, good_at, took_ms, problem) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (name) DO UPDATE SET ran_at = excluded.ran_at, good_at = excluded.good_at,
				took_ms = excluded.took_ms, problem = excluded.problem`,
			j.Name, milli(j.RanAt), milli(j.GoodAt), j.Took.Milliseconds(), j.Problem)
		return err
	})
}

func milli(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}
