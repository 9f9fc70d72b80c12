package web

import (
	"context"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"branchbook/edge"
	"branchbook/sync/access"
	"branchbook/sync/chores"
)

// metricsOf measures a branch when it is asked to. Nothing in it names a person.
func metricsOf(e *edge.Edge) http.Handler {
	reg := prometheus.NewRegistry()
	gauge := func(name, help string, value func() float64) {
		reg.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "branchbook_" + name, Help: help}, value))
	}
	standing := func(pick func(edge.Standing) float64) func() float64 {
		return func() float64 {
			ctx, cancel := context.WithTimeout(context.Background(), time.Second)
			defer cancel()
			st, err := e.Standing(ctx)
			if err != nil {
				return -1
			}
			return pick(st)
		}
	}
	gauge("commits", "Commits in the branch's own journal.",
		func() float64 { return float64(e.Book.Head(e.Node).Height) })
	gauge("waiting_commits", "Own commits that headquarters is not known to have.",
		standing(func(s edge.Standing) float64 { return float64(s.Waiting) }))
	gauge("link_up", "1 while headquarters answers.", standing(func(s edge.Standing) float64 {
		if s.Up {
			return 1
		}
		return 0
	}))
	gauge("hub_heard_timestamp_seconds", "Headquarters' last word.",
		standing(func(s edge.Standing) float64 { return float64(s.Heard.Unix()) }))
	job := func(name string) func() float64 {
		return func() float64 {
			states, err := e.Care.States()
			if at := states[name].GoodAt; err == nil && !at.IsZero() {
				return float64(at.Unix())
			}
			return 0
		}
	}
	gauge("backup_timestamp_seconds", "Last proved backup.", job(chores.Backup))
	gauge("verify_timestamp_seconds", "The books were last found sound.", job(chores.Verify))
	gauge("tables_equal_timestamp_seconds", "The tables were last the same at headquarters.", job(edge.Compare))
	gauge("disk_free_bytes", "Free space where the databases are.", func() float64 { return float64(access.DiskFree(e.Dir)) })
	gauge("database_bytes", "Size of the book and its write-ahead log.", func() float64 {
		return float64(access.BookSize(e.Dir))
	})
	return promhttp.HandlerFor(reg, promhttp.HandlerOpts{})
}
