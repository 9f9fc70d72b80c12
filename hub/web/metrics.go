package web

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"branchbook/hub"
)

// metricsOf measures the hub when it is asked to: one series a branch, named by its node.
func metricsOf(h *hub.Hub) http.Handler {
	reg := prometheus.NewRegistry()
	reg.MustRegister(collector{h})
	return promhttp.HandlerFor(reg, promhttp.HandlerOpts{})
}

type collector struct{ h *hub.Hub }

var (
	heardDesc = prometheus.NewDesc("branchbook_branch_heard_timestamp_seconds", "Last word of a branch.",
		[]string{"branch"}, nil)
	completeDesc = prometheus.NewDesc("branchbook_branch_complete_timestamp_seconds",
		"When headquarters last had everything of a branch.", []string{"branch"}, nil)
	backlogDesc = prometheus.NewDesc("branchbook_branch_backlog_commits", "Commits a branch said it has beyond ours.",
		[]string{"branch"}, nil)
	alarmsDesc = prometheus.NewDesc("branchbook_alarms", "Alarms since the start.", nil, nil)
)

// Describe implements [prometheus.Collector].
func (c collector) Describe(out chan<- *prometheus.Desc) {
	out <- heardDesc
	out <- completeDesc
	out <- backlogDesc
	out <- alarmsDesc
}

// Collect implements [prometheus.Collector].
func (c collector) Collect(out chan<- prometheus.Metric) {
	for node, k := range c.h.Contacts() {
		out <- prometheus.MustNewConstMetric(heardDesc, prometheus.GaugeValue, float64(k.HeardAt.Unix()), node)
		out <- prometheus.MustNewConstMetric(completeDesc, prometheus.GaugeValue, float64(k.CompleteAt.Unix()), node)
		out <- prometheus.MustNewConstMetric(backlogDesc, prometheus.GaugeValue, float64(k.Waiting()), node)
	}
	out <- prometheus.MustNewConstMetric(alarmsDesc, prometheus.GaugeValue, float64(len(c.h.Alarms())))
}
