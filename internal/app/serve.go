package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/net/netutil"

	"sampan/internal/platform/doctor"
	"sampan/internal/platform/installation"
	"sampan/internal/platform/web"
)

// Serve answers requests and runs jobs until the context ends, then lets what is under way end. With demo, a place that
// holds nothing yet is first made into a demonstration with one account a role.
func Serve(ctx context.Context, p Place, f Founding, s Serving, demo bool, o Outside) (err error) {
	if !demo && p.Database == "" && !p.dir().Founded() {
		return installation.ErrNone
	}
	if err := p.dir().Make(); err != nil {
		return err
	}
	release := func() error { return nil }
	if p.Database == "" {
		if release, err = p.dir().Hold(); err != nil {
			return err
		}
	}
	defer func() { err = errors.Join(err, release()) }()
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", s.Addr)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w", s.Addr, err)
	}
	defer func() { _ = listener.Close() }()
	if s.MaxConnections > 0 {
		listener = netutil.LimitListener(listener, s.MaxConnections)
	}
	a, err := openOrFound(ctx, p, f, s, demo, listener, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	return a.serve(ctx, listener, s)
}

func openOrFound(ctx context.Context, p Place, f Founding, s Serving, demo bool, l net.Listener, o Outside) (*App, error) {
	a, err := Open(ctx, p, s, o)
	if !errors.Is(err, installation.ErrNone) || !demo {
		return a, err
	}
	if f.PublicAddress == "" {
		_, port, _ := net.SplitHostPort(l.Addr().String())
		f.PublicAddress = "http://localhost:" + port
	}
	id, process, err := f.decide(true)
	if err != nil {
		return nil, err
	}
	if err := initHeld(ctx, p, id, process, o); err != nil {
		return nil, err
	}
	return Open(ctx, p, s, o)
}

func (a *App) serve(ctx context.Context, listener net.Listener, s Serving) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	site, err := a.Site(ctx)
	if err != nil {
		return err
	}
	runner, err := a.jobs(s)
	if err != nil {
		return err
	}
	a.DB.Observe, runner.Observe = site.Metrics.Transaction, site.Metrics.Job
	came := &forwarding{dir: a.place.dir(), log: a.outside.Log, seen: doctor.Forwarded{BehindProxy: s.BehindProxy}}
	server := web.NewServer(came.watch(site.Handler()))
	metrics := a.serveMetrics(ctx, s, site)
	var jobs sync.WaitGroup
	jobs.Go(func() { runner.Run(ctx, 2) })
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	a.greet(ctx, listener)
	select {
	case err = <-failed:
	case <-ctx.Done():
		a.outside.Log.Info("stopping: requests and jobs under way are let end")
	}
	stop()
	return errors.Join(err, shut(server, metrics), wait(&jobs))
}

func shut(servers ...*http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	var errs []error
	for _, s := range servers {
		if s != nil {
			errs = append(errs, s.Shutdown(ctx))
		}
	}
	return errors.Join(errs...)
}

func wait(jobs *sync.WaitGroup) error {
	done := make(chan struct{})
	go func() { jobs.Wait(); close(done) }()
	select {
	case <-done:
		return nil
	case <-time.After(stopTime):
		return errors.New("a job under way did not end in time; it will be run again")
	}
}

// metricsConnections is more than a supervisor ever opens.
const metricsConnections = 32

// serveMetrics listens for the administrator's own machine. That the port is taken is no reason not to start.
func (a *App) serveMetrics(ctx context.Context, s Serving, site *Site) *http.Server {
	if s.MetricsAddr == "off" || s.MetricsAddr == "" {
		return nil
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", s.MetricsAddr)
	if err != nil {
		a.outside.Log.Warn("no metrics: the address cannot be listened on", slog.String("address", s.MetricsAddr), slog.Any("error", err))
		return nil
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", site.Metrics.Handler())
	server := web.NewServer(mux)
	go func() { _ = server.Serve(netutil.LimitListener(l, metricsConnections)) }()
	return server
}

// greet tells the person at the terminal where to go.
func (a *App) greet(ctx context.Context, l net.Listener) {
	fmt.Fprintf(a.outside.Out, "Sampan %s is ready at %s\n", Version, a.Identity.PublicAddress)
	if host := l.Addr().String(); !a.Identity.Demo {
		fmt.Fprintf(a.outside.Out, "listening on %s\n", host)
	}
	a.tellDemo(ctx)
}
