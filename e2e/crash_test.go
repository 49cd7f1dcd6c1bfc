package e2e_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"sampan/e2e/program"
	"sampan/internal/kernel"
	"sampan/internal/platform/db"
)

// What was acknowledged is there after a power cut at any moment, what was not is there whole or not at all, and what is
// sent again is taken once.
func TestNothingAcknowledgedIsLostWhenTheProgramIsKilled(t *testing.T) {
	for _, c := range []struct {
		engine      db.Engine
		kills, soak int
	}{{db.SQLite, 35, 400}, {db.Postgres, 15, 100}} {
		t.Run(string(c.engine), func(t *testing.T) {
			if soak() {
				c.kills = c.soak
			}
			killOften(t, program.New(t, c.engine), c.kills)
		})
	}
}

func killOften(t *testing.T, p *program.Program, kills int) {
	t.Helper()
	const seed = 20041029
	dice := rand.New(rand.NewPCG(seed, uint64(kills)))
	p.Start()
	newPlan(t, p, "entries")
	newPlan(t, p, "imports")
	founded, planned := logSize(t, p.Client()), &planner{}
	savers := []saver{&writer{name: "one"}, &writer{name: "two"}, &writer{name: "three"}, &importer{}, planned}
	var c *program.Client
	for n := range kills {
		if n%100 == 0 { // sessions outlive a kill, and not the day
			c = p.SignIn(officer)
			for _, s := range savers {
				s.use(c)
			}
		}
		saveUntilKilled(t, p, savers, time.Duration(20+dice.IntN(300))*time.Millisecond)
		p.Start()
		for _, s := range savers {
			s.finish(t)
			s.check(t, c)
		}
		if t.Failed() {
			t.Fatalf("after kill %d of %d (seed %d)", n+1, kills, seed)
		}
		if n%10 == 9 || n == kills-1 {
			inOrder(t, p, c)
		}
	}
	total := 0
	for _, s := range savers {
		if s.acknowledged() == 0 {
			t.Errorf("%T saved nothing: the test tried nothing", s)
		}
		total += s.acknowledged()
	}
	if grown := logSize(t, c) - founded; grown != planned.acknowledged() {
		t.Errorf("%d official acts made %d entries of the log", planned.acknowledged(), grown)
	}
	t.Logf("%d kills, %d saves acknowledged, %d entries in the log", kills, total, logSize(t, p.Client()))
}

// saveUntilKilled lets everyone save at once, and kills the program in the middle of it.
func saveUntilKilled(t *testing.T, p *program.Program, savers []saver, after time.Duration) {
	t.Helper()
	var saving sync.WaitGroup
	for _, s := range savers {
		saving.Go(func() {
			for s.save(t) {
			}
		})
	}
	time.Sleep(after)
	p.Kill()
	saving.Wait()
}

// inOrder checks the log against the stored acts, and that the draft is a valid text that can be exported.
func inOrder(t *testing.T, p *program.Program, c *program.Client) {
	t.Helper()
	if out, code := program.Run(t, append([]string{"verify"}, p.Place()...)...); code != 0 || !strings.Contains(out, "All is in order.") {
		t.Fatalf("exit code %d:\n%s", code, out)
	}
	for _, slug := range []string{"entries", "imports"} {
		working := readDraft(c, slug)
		seen := map[string]bool{"": true}
		for _, n := range working.Nodes {
			if !seen[n.Node.Parent] {
				t.Errorf("%s: entry %s stands before or without the one above", slug, n.Node.ID)
			}
			seen[n.Node.ID] = true
		}
		if a := c.Get("/en/plans/" + slug + "/draft.xlsx"); a.Status != http.StatusOK || !strings.HasPrefix(string(a.Body), "PK") {
			t.Errorf("%s cannot be exported: %d", slug, a.Status)
		}
	}
}

// node is an entry of a working draft as the API tells it.
type node struct {
	Node struct {
		ID     string                       `json:"id"`
		Parent string                       `json:"parent"`
		Text   map[string]map[string]string `json:"text"`
	} `json:"node"`
	Version int64 `json:"version"`
}

// words are its text.
func (n node) words() string { return n.Node.Text["en"]["text"] }

// draft is a working draft as the API tells it.
type draft struct {
	Nodes []node `json:"nodes"`
}

// readDraft gives the working draft of the plan.
func readDraft(c *program.Client, slug string) draft {
	return program.Read[draft](c, "/plans/"+slug+"/draft")
}

// saver is somebody who saves one thing after another and remembers what was acknowledged.
type saver interface {
	use(c *program.Client)
	save(t *testing.T) bool                // once; false when no answer came
	finish(t *testing.T)                   // sends again what got no answer
	check(t *testing.T, c *program.Client) // that all of it is there
	acknowledged() int
}

// sent is a request that is on its way. When no answer comes, it is sent again as it is.
type sent struct {
	method, path string
	submission   kernel.ID
	body         any
}

func (s *sent) try(c *program.Client) (program.Answer, error) {
	return c.API(s.method, s.path, s.submission, s.body)
}

// writer adds entries and changes them.
type writer struct {
	name   string
	client *program.Client
	known  []node // its entries as they were acknowledged
	count  int
	open   *sent
	target int // the entry that the open request changes; len(known) for a new one
	text   string
}

func (w *writer) use(c *program.Client) { w.client = c }
func (w *writer) acknowledged() int     { return w.count }

func (w *writer) save(t *testing.T) bool {
	if w.open == nil {
		w.begin()
	}
	a, err := w.open.try(w.client)
	if err != nil {
		return false
	}
	if a.Status == http.StatusServiceUnavailable || a.Status == http.StatusInternalServerError {
		return false // told that it was not saved, while the program went down
	}
	var saved node
	if err := json.Unmarshal(a.Body, &saved); err != nil || a.Status != http.StatusCreated && a.Status != http.StatusOK {
		t.Errorf("%s %s: %d %s", w.open.method, w.open.path, a.Status, a.Body)
		return false
	}
	if w.target == len(w.known) {
		w.known = append(w.known, node{})
	}
	w.known[w.target] = saved
	w.count++
	w.open = nil
	return true
}

// mostNodes is how many entries a writer makes before it only changes them.
const mostNodes = 150

// begin makes the next request: one in four adds, the others change.
func (w *writer) begin() {
	w.text = fmt.Sprintf("%s, save %d", w.name, w.count)
	body := map[string]any{"level": "pillar", "text": english(w.text)}
	w.open = &sent{method: http.MethodPost, path: "/plans/entries/draft/nodes", submission: kernel.NewID(), body: body}
	w.target = len(w.known)
	if full := len(w.known) == mostNodes; full || len(w.known) > 0 && w.count%4 != 0 {
		w.target = w.count % len(w.known)
		one := w.known[w.target]
		body["version"] = one.Version
		w.open.method, w.open.path = http.MethodPut, w.open.path+"/"+one.Node.ID
	}
}

func (w *writer) finish(t *testing.T) {
	t.Helper()
	if w.open != nil && !w.save(t) {
		t.Errorf("%s: what got no answer cannot be sent again", w.name)
	}
}

func (w *writer) check(t *testing.T, c *program.Client) {
	t.Helper()
	stored := map[string]node{}
	own := 0
	for _, n := range readDraft(c, "entries").Nodes {
		stored[n.Node.ID] = n
		if strings.HasPrefix(n.words(), w.name+", ") {
			own++
		}
	}
	for _, n := range w.known {
		got := stored[n.Node.ID]
		if got.Version != n.Version || got.words() != n.words() {
			t.Errorf("acknowledged %q, version %d; stored %q, version %d", n.words(), n.Version, got.words(), got.Version)
		}
	}
	if own != len(w.known) {
		t.Errorf("%s made %d entries, and %d are stored", w.name, len(w.known), own)
	}
}

// importer replaces the whole text of a draft again and again.
type importer struct {
	client    *program.Client
	count     int
	open      *sent
	confirmed int // the run that was acknowledged last
}

const importedNodes = 60

func (i *importer) use(c *program.Client) { i.client = c }
func (i *importer) acknowledged() int     { return i.count }

func english(s string) any {
	return map[string]any{"en": map[string]string{"text": s, "state": "authoritative"}}
}

// document is a plan of which every entry names the run.
func document(run int) []byte {
	nodes := make([]map[string]any, importedNodes)
	for n := range nodes {
		nodes[n] = map[string]any{"id": fmt.Sprintf("n%d", n), "level": "pillar", "code": fmt.Sprintf("P%d", n+1), "text": english(fmt.Sprintf("run %d", run))}
	}
	raw, err := json.Marshal(map[string]any{"format": "sampan.plan/1", "kind": "working", "plan": "imports", "nodes": nodes})
	if err != nil {
		panic(err)
	}
	return raw
}

func (i *importer) save(t *testing.T) bool {
	if i.open == nil {
		first := &sent{http.MethodPost, "/plans/imports/draft/imports", kernel.NewID(), document(i.confirmed + 1)}
		a, err := first.try(i.client)
		if err != nil {
			return false
		}
		var preview struct{ ID string }
		if json.Unmarshal(a.Body, &preview) != nil || a.Status != http.StatusCreated {
			t.Errorf("preview: %d %s", a.Status, a.Body)
			return false
		}
		i.open = &sent{http.MethodPost, first.path + "/" + preview.ID, kernel.NewID(), nil}
	}
	a, err := i.open.try(i.client)
	if err != nil {
		return false
	}
	if a.Status != http.StatusOK {
		t.Errorf("import: %d %s", a.Status, a.Body)
		return false
	}
	i.confirmed, i.open = i.confirmed+1, nil
	i.count++
	return true
}

func (i *importer) finish(t *testing.T) {
	t.Helper()
	if i.open != nil && !i.save(t) {
		t.Error("an import that got no answer cannot be sent again")
	}
}

func (i *importer) check(t *testing.T, c *program.Client) {
	t.Helper()
	nodes := readDraft(c, "imports").Nodes
	if i.confirmed == 0 {
		return
	}
	if len(nodes) != importedNodes {
		t.Errorf("the import has %d entries, not %d", len(nodes), importedNodes)
	}
	for _, n := range nodes {
		if got, want := n.words(), fmt.Sprintf("run %d", i.confirmed); got != want {
			t.Errorf("an entry of the import is of %q, not of %q", got, want)
			return
		}
	}
}

var begunPlan = regexp.MustCompile(`"slug":"plan-\d+"`)

// planner begins plans, each an official act with its entry in the log.
type planner struct {
	client *program.Client
	begun  []string
	open   *sent
}

func (n *planner) use(c *program.Client) { n.client = c }
func (n *planner) acknowledged() int     { return len(n.begun) }

func (n *planner) save(t *testing.T) bool {
	time.Sleep(10 * time.Millisecond) // plans are few
	slug := fmt.Sprintf("plan-%d", len(n.begun))
	if n.open == nil {
		n.open = &sent{http.MethodPost, "/plans", kernel.NewID(), map[string]any{
			"slug": slug, "title": english("A plan"), "short": english("Plan"), "audience": map[string]string{"kind": "public"},
		}}
	}
	a, err := n.open.try(n.client)
	if err != nil {
		return false
	}
	if a.Status != http.StatusCreated {
		t.Errorf("plan: %d %s", a.Status, a.Body)
		return false
	}
	n.begun, n.open = append(n.begun, slug), nil
	return true
}

func (n *planner) finish(t *testing.T) {
	t.Helper()
	if n.open != nil && !n.save(t) {
		t.Error("a plan that got no answer cannot be begun again")
	}
}

func (n *planner) check(t *testing.T, c *program.Client) {
	t.Helper()
	listed := map[string]int{}
	for _, slug := range begunPlan.FindAllString(string(c.Get("/api/v1/plans").Body), -1) {
		listed[slug]++
	}
	for _, slug := range n.begun {
		if times := listed[`"slug":"`+slug+`"`]; times != 1 {
			t.Errorf("%s was acknowledged and stands in the list %d times", slug, times)
		}
	}
	if len(listed) != len(n.begun) {
		t.Errorf("%d plans were begun, and %d are stored", len(n.begun), len(listed))
	}
}
