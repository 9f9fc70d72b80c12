package web

import (
	"context"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"branchbook/hub"
	"branchbook/sync/access"
	"branchbook/sync/branches"
	"branchbook/sync/chores"
	"branchbook/sync/journal"
	"branchbook/sync/link/wire"
)

// metricsOf measures the hub when it is asked to; the names are those of deploy/monitoring/alerts.yml. Nothing in
// it names a person.
func metricsOf(h *hub.Hub) http.Handler {
	reg := prometheus.NewRegistry()
	reg.MustRegister(collector{h})
	return promhttp.HandlerFor(reg, promhttp.HandlerOpts{})
}

type collector struct{ h *hub.Hub }

func desc(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("branchbook_"+name, help, labels, nil)
}

// The label branch is the branch's code.
var (
	heardDesc    = desc("branch_heard_timestamp_seconds", "Last word of a branch.", "branch")
	completeDesc = desc("branch_complete_timestamp_seconds", "When headquarters last had all of a branch.", "branch")
	backlogDesc  = desc("branch_backlog_commits", "Commits a branch said it has beyond ours.", "branch")
	storedDesc   = desc("branch_stored_commits", "Commits of a branch that are stored here.", "branch")
	heldDesc     = desc("branch_held_commits", "Commits stored and not understood yet.", "branch")
	skewDesc     = desc("branch_clock_skew_seconds", "A branch's clock minus ours.", "branch")
	equalDesc    = desc("branch_tables_equal_timestamp_seconds", "A branch's tables were last the same here.", "branch")
	differDesc   = desc("branch_tables_differ", "1 while a branch's tables are not the same here.", "branch")
	backupOfDesc = desc("branch_backup_timestamp_seconds", "Last proved backup of a branch, as it said.", "branch")
	verifyOfDesc = desc("branch_verify_timestamp_seconds", "A branch's books were last found sound, as it said.", "branch")
	freeOfDesc   = desc("branch_disk_free_bytes", "Free space where a branch's databases are, as it said.", "branch")
	backupDesc   = desc("backup_timestamp_seconds", "Last proved backup of headquarters.")
	verifyDesc   = desc("verify_timestamp_seconds", "Headquarters' books were last found sound.")
	alarmsDesc   = desc("alarms", "Alarms since the start.")
	freeDesc     = desc("disk_free_bytes", "Free space where the databases are.")
	sizeDesc     = desc("database_bytes", "Size of the book and its write-ahead log.")
)

// Describe implements [prometheus.Collector].
func (c collector) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		heardDesc, completeDesc, backlogDesc, storedDesc, heldDesc, skewDesc, alarmsDesc, freeDesc, sizeDesc,
		equalDesc, differDesc, backupOfDesc, verifyOfDesc, freeOfDesc, backupDesc, verifyDesc,
	} {
		out <- d
	}
}

// Collect implements [prometheus.Collector].
func (c collector) Collect(out chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	if own, err := c.h.Care.States(); err == nil {
		gauge(backupDesc, seconds(own[chores.Backup].GoodAt))
		gauge(verifyDesc, seconds(own[chores.Verify].GoodAt))
	}
	gauge(alarmsDesc, float64(len(c.h.Alarms())))
	gauge(freeDesc, float64(access.DiskFree(c.h.Dir)))
	gauge(sizeDesc, float64(access.BookSize(c.h.Dir)))
	codes, held, err := c.branches()
	if err != nil {
		out <- prometheus.NewInvalidMetric(heldDesc, err)
		return
	}
	contacts := c.h.Contacts()
	for node, code := range codes {
		k := contacts[node]
		gauge(storedDesc, float64(c.h.Book.Head(node).Height), code)
		gauge(heldDesc, float64(held[node]), code)
		gauge(heardDesc, seconds(k.HeardAt), code)
		gauge(completeDesc, seconds(k.CompleteAt), code)
		gauge(backlogDesc, float64(k.Waiting()), code)
		gauge(skewDesc, k.Skew.Seconds(), code)
		c.care(gauge, node, code)
	}
}

// care measures how a branch looks after itself; what it never did was long ago.
func (c collector) care(gauge func(*prometheus.Desc, float64, ...string), node, code string) {
	care, equalAt, differ := c.h.Contacts()[node].Care, time.Time{}, 0.0
	if last, ok := c.h.Comparison(node); ok && last.Equal {
		equalAt = time.UnixMilli(last.At)
	} else if ok {
		differ = 1
	}
	gauge(equalDesc, seconds(equalAt), code)
	gauge(differDesc, differ, code)
	if care == nil {
		care = &wire.Care{}
	}
	gauge(backupOfDesc, float64(care.BackupAt)/1000, code)
	gauge(verifyOfDesc, float64(care.VerifyAt)/1000, code)
	if care.Free > 0 {
		gauge(freeOfDesc, float64(care.Free), code)
	}
}

// branches are the codes of the enrolled branches and what is held of them, by node.
func (c collector) branches() (codes map[string]string, held map[string]int, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	codes = map[string]string{}
	err = c.h.Book.Read(ctx, func(v *journal.View) error {
		list, err := branches.Enrolments(v, v.JID())
		for _, e := range list {
			codes[string(e.Node)] = e.Code
		}
		if err != nil {
			return err
		}
		held, err = heldByJournal(v)
		return err
	})
	return codes, held, err
}

// seconds is an instant as Prometheus wants it; never is 0, which is long ago.
func seconds(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return float64(t.UnixMilli()) / 1000
}
