package e2e_test

import (
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"sampan/e2e/program"
	"sampan/internal/platform/db"
)

func TestTheMetricsTellOfRequestsJobsAndTransactions(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	_ = l.Close()
	p := program.New(t, db.SQLite, "--metrics-addr", addr).Start()
	res, err := http.Get(p.URL + "/en/members/kh")
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	want := []string{
		`sampan_http_request_seconds_count{method="GET",route="GET /members/{cc}",status="200"}`,
		`sampan_db_transaction_seconds_count{kind="read",outcome="ok"}`,
		`sampan_db_transaction_seconds_count{kind="write",outcome="ok"}`,
		`sampan_job_seconds_count{kind="account.tidy",outcome="ok"}`,
	}
	var missing []string
	for range 100 { // the jobs run beside
		missing = lacking(t, "http://"+addr+"/metrics", want)
		if len(missing) == 0 {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Errorf("the metrics lack %s", strings.Join(missing, "\n"))
}

// lacking lists what the page does not have.
func lacking(t *testing.T, address string, want []string) []string {
	t.Helper()
	res, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	var missing []string
	for _, w := range want {
		if !strings.Contains(string(body), w) {
			missing = append(missing, w)
		}
	}
	return missing
}
