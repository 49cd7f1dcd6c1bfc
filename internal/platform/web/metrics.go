package web

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics counts what the program does, for its administrator: by route pattern and kind of job, never by person or
// address. The nil Metrics counts nothing.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	jobs     *prometheus.HistogramVec
	database *prometheus.HistogramVec
}

// NewMetrics makes a set of counters of its own.
func NewMetrics() *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "sampan_http_request_seconds", Help: "Requests by method, route and status.", Buckets: prometheus.DefBuckets,
		}, []string{"method", "route", "status"}),
		jobs: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "sampan_job_seconds", Help: "Jobs by kind and outcome.", Buckets: prometheus.ExponentialBuckets(0.01, 4, 8),
		}, []string{"kind", "outcome"}),
		database: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "sampan_db_transaction_seconds", Help: "Transactions by kind (read, write) and outcome.", Buckets: prometheus.ExponentialBuckets(0.0005, 4, 8),
		}, []string{"kind", "outcome"}),
	}
	m.registry.MustRegister(m.requests, m.jobs, m.database,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Handler answers /metrics. It belongs on a listener that only the machine itself reaches.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// Job counts a job that ran, under its kind and how it ended. A nil Metrics counts nothing.
func (m *Metrics) Job(kind, outcome string, took time.Duration) {
	if m != nil {
		m.jobs.WithLabelValues(kind, outcome).Observe(took.Seconds())
	}
}

// Transaction counts a transaction of the database, under "read" or "write" and how it ended. A nil Metrics counts nothing.
func (m *Metrics) Transaction(kind, outcome string, took time.Duration) {
	if m != nil {
		m.database.WithLabelValues(kind, outcome).Observe(took.Seconds())
	}
}

func (m *Metrics) request(method, route string, status int, took time.Duration) {
	if m != nil {
		m.requests.WithLabelValues(method, route, strconv.Itoa(status)).Observe(took.Seconds())
	}
}
