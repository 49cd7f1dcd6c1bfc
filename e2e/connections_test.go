package e2e_test

import (
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"sampan/e2e/program"
	"sampan/internal/platform/db"
)

func TestOnlySoManyConnectionsAreHeldOpen(t *testing.T) {
	p := program.New(t, db.SQLite, "--max-connections", "2").Start()
	http.DefaultClient.CloseIdleConnections()
	var held []net.Conn
	for range 2 {
		c, err := net.Dial("tcp", strings.TrimPrefix(p.URL, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, c)
	}
	time.Sleep(300 * time.Millisecond) // until the program has taken both
	reader := &http.Client{Timeout: 2 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	if res, err := reader.Get(p.URL + "/healthz"); err == nil {
		_ = res.Body.Close()
		t.Error("a third connection is served beside two that say nothing")
	}
	for _, c := range held {
		_ = c.Close()
	}
	reader.Timeout = 10 * time.Second
	res, err := reader.Get(p.URL + "/healthz")
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("after they have gone nobody is served: %v", err)
	}
	_ = res.Body.Close()
}
