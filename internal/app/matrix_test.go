package app_test

import (
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sampan/internal/kernel"
	"sampan/internal/platform/access"
	"sampan/internal/platform/api"
	"sampan/internal/process/plan"
)

var update = flag.Bool("update", false, "write the golden files anew")

// The columns of the matrix: the public, each role of the demonstration, and a focal point of another country than the
// one that the addresses are of (Cambodia).
var columns = []string{
	"", "administrator", "secretariat", "focal-point-kh", "focal-point-la", "implementer-kh", "front-line-kh", "case-manager-kh",
	"task-force-head-kh", "senior-official-kh", "cso-delegate", "youth-delegate", "observer",
}

// What an address answers a role. The content of an operation's request is judged for its form before the role is asked
// for: what it answers tells nothing but the form.
const (
	letIn   = "·"
	nothing = "?" // 404: an id of nothing was asked for, or this role may not know of it
	faulty  = "f" // 422: let in, or judged before the role
	signIn  = "s"
	denied  = "x"
)

// Every page and operation, asked for by every role. The golden file is the access policy as it works; a change in it is
// a change of who may do what and must be meant.
func TestAccessMatrix(t *testing.T) {
	b := setup(t)
	to := plan.To{Actor: kernel.System, Slug: "spa-4"}
	if _, err := b.app.Plans.Begin(t.Context(), to, kernel.SecretariatOnly); err != nil {
		t.Fatal(err)
	}
	readers := map[string]*reader{"": b.public()}
	for _, name := range columns[1:] {
		readers[name] = b.as(name)
	}
	var lines []string
	note := func(what string, action access.Action, ask func(r *reader) string) {
		row := ""
		for _, name := range columns {
			row += ask(readers[name])
		}
		lines = append(lines, fmt.Sprintf("%s  %-26s %s", row, action, what))
		open := strings.HasSuffix(string(action), ":read")
		if !open && !strings.HasPrefix(row, signIn) {
			t.Errorf("the public is not asked to sign in at %s", what)
		}
	}
	for _, route := range b.site.Router.Routes() {
		if route.Action == "" {
			lines = append(lines, fmt.Sprintf("%s  %-26s %s (%s)", strings.Repeat("-", len(columns)), "raw", route.Pattern, route.Why))
			continue
		}
		method, path, _ := strings.Cut(route.Pattern, " ")
		note(route.Pattern, route.Action, func(r *reader) string { return r.askPage(method, fill(path)) })
	}
	for _, op := range b.site.API.Operations() {
		note(op.Method+" "+api.Base+op.Path, op.Action, func(r *reader) string { return r.askOperation(op.Method, api.Base+fill(op.Path)) })
	}
	slices.Sort(lines)
	golden(t, "access.golden", head()+strings.Join(lines, "\n")+"\n")
}

func head() string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = fmt.Sprintf("%d %s", i+1, c)
	}
	names[0] = "1 the public"
	return fmt.Sprintf("columns: %s\n%s let in   %s asked to sign in   %s denied   %s nothing there   %s faulty request\n\n",
		strings.Join(names, ", "), letIn, signIn, denied, nothing, faulty)
}

// fill puts real addresses of Cambodia's and the region's records into a pattern, and ids that do not exist elsewhere.
func fill(path string) string {
	slug := "spa-4"
	for prefix, s := range map[string]string{"/meetings": "som-11", "/instruments": "mou-2004", "/bodies": "task-force-kh"} {
		if strings.HasPrefix(path, prefix) {
			slug = s
		}
	}
	none := string(kernel.ID("00000000-0000-7000-8000-000000000000"))
	return strings.NewReplacer("{$}", "", "{slug}", slug, "{cc}", "kh", "{n}", "0", "{number}", "1", "{index}", "0", "{kind}", "agency", "{rest...}", "",
		"{id}", none, "{node}", none, "{file}", none, "{seat}", none, "{holder}", none, "{token}", "no-such-token", "{name}", "none").Replace(path)
}

func (r *reader) askPage(method, path string) string {
	r.t.Helper()
	if strings.Contains(path, "{") {
		r.t.Fatalf("fill does not know the place in %s", path)
	}
	var res *http.Response
	if method == http.MethodGet {
		res, _ = r.get("/en" + strings.TrimSuffix(path, "/"))
	} else {
		res, _ = r.post("/en"+path, url.Values{})
		defer r.back(path)
	}
	to := res.Header.Get("Location")
	switch {
	case res.StatusCode == http.StatusSeeOther && strings.HasPrefix(to, "/en/sign-in?") && path != "/sign-in":
		return signIn
	case res.StatusCode == http.StatusUnauthorized:
		return signIn
	case res.StatusCode == http.StatusForbidden:
		return denied
	case res.StatusCode == http.StatusNotFound:
		return nothing
	case res.StatusCode == http.StatusUnprocessableEntity:
		return faulty
	case res.StatusCode >= http.StatusInternalServerError:
		r.t.Errorf("%s %s as %q: %d", method, path, r.email, res.StatusCode)
	}
	return letIn
}

// back signs the reader in again after an address that ends sessions.
func (r *reader) back(path string) {
	if r.email != "" && (strings.Contains(path, "sign-out") || strings.HasPrefix(path, "/account") || strings.HasPrefix(path, "/sign-in")) {
		if res, _ := r.get("/en/account"); res.StatusCode != http.StatusOK {
			r.signIn()
		}
	}
}

func (r *reader) askOperation(method, path string) string {
	r.t.Helper()
	req, err := http.NewRequest(method, r.server.URL+path, strings.NewReader("{}"))
	if err != nil {
		r.t.Fatal(err)
	}
	if method == http.MethodGet {
		req.Body = http.NoBody
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", string(kernel.NewID()))
	res, _ := r.send(req)
	switch {
	case res.StatusCode == http.StatusUnauthorized:
		return signIn
	case res.StatusCode == http.StatusForbidden:
		return denied
	case res.StatusCode == http.StatusNotFound:
		return nothing
	case res.StatusCode == http.StatusUnprocessableEntity:
		return faulty
	case res.StatusCode >= http.StatusInternalServerError:
		r.t.Errorf("%s %s as %q: %d", method, path, r.email, res.StatusCode)
	}
	return letIn
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s is not as it was (run with -update when the change is meant):\n%s", name, diff)
	}
}
