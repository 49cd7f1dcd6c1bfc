package e2e_test

import (
	"encoding/json"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"sampan/e2e/browser"
	"sampan/e2e/program"
)

func TestANewcomerFindsTheWay(t *testing.T) {
	each(t, func(t *testing.T, p *program.Program) {
		b := browser.New(t, p.URL)
		b.Open("/")
		if got := b.Path(); got != "/en" {
			t.Fatalf("an address without language led to %s", got)
		}
		b.Sees("Six governments, one plan of action against trafficking in persons", "29 October 2004", "The plan in force", "Nobody is ranked")
		b.Press("About the process")
		b.Sees("Regional consultative process on migration", "In our words, not the document’s", "The rule of the chair")
		b.Press("Members")
		b.Sees("Cambodia", "China", "Lao PDR", "Myanmar", "Thailand", "Viet Nam")
		b.Follow("/en/members/kh")
		b.Sees("National Committee for Counter Trafficking", "Agencies by sector", "Anti-Human Trafficking and Juvenile Protection Department")
		b.Press("Meetings")
		b.Sees("6th COMMIT Inter-Ministerial Meeting", "Hatched: years in which meetings must have been held")
		b.Follow("/en/meetings/som-11")
		b.Sees("Where sources differ", "Used on this site", "24 November 2016", "23–24 November 2016", "Annually rotating chair introduced")
		b.Press("Instruments")
		b.Follow("/en/instruments/mou-2004")
		b.Sees("29 October 2004", "The text was not found", "Prove it")
		b.FollowTo("/en/log/entries/")
		b.Sees("The content is the one that was entered.")
		b.Press("Plans")
		b.Follow("/en/plans/spa-4")
		b.Sees("Zero draft", "Record not found", "28–30 April 2015", "This is not the adopted text", "Paraphrase, not the adopted text")
		b.Open("/en/chair")
		b.Sees("Viet Nam", "No record found")
		b.Open("/en/log")
		b.Sees("What it does not prove", "sampan verify "+p.URL+"/log")
	})
}

func TestAnOfficerDraftsImportsAndPublishesAPlan(t *testing.T) {
	each(t, func(t *testing.T, p *program.Program) {
		b := signIn(t, p)
		beginPlan(b)
		addByForm(t, b)
		importWorkbook(t, b)
		b.Press("Publish")
		b.Sees("A published draft cannot be changed or taken back")
		b.Choose("audience", "public")
		b.Press("Publish draft 0")
		b.Sees("The draft was published.", "Draft 0")

		reader := browser.New(t, p.URL)
		reader.Open("/en/plans/spa-6")
		reader.Sees("COMMIT Sub-regional Plan of Action VI", "Shelters answer within a day", "Officers know the indicators")
		reader.Press("Draft 0")
		if got := reader.Path(); got != "/en/plans/spa-6/drafts/0" {
			t.Fatalf("the draft is at %s", got)
		}
		entry := reader.FollowTo("/en/log/entries/")
		reader.Sees("The content is the one that was entered.", entry)
		checkLog(t, p)
	})
}

// signIn opens a window, signs in as the officer of the secretariat and stands on the first page.
func signIn(t *testing.T, p *program.Program) *browser.Browser {
	t.Helper()
	b := browser.New(t, p.URL)
	b.Open("/en/sign-in")
	b.Fill("email", officer)
	b.Fill("password", p.Password())
	b.Press("Sign in")
	if got := b.Path(); got != "/en" {
		b.Sees("signed in") // tells what the page says instead
	}
	return b
}

// beginPlan begins SPA VI and its working draft.
func beginPlan(b *browser.Browser) {
	b.Open("/en/plans")
	b.Press("Begin a plan")
	b.Fill("title", "COMMIT Sub-regional Plan of Action VI")
	b.Press("Begin the plan")
	b.Sees("Give the plan a short name.", "Write small letters, figures and hyphens, as spa-6.")
	b.Fill("short", "SPA VI")
	b.Fill("slug", "spa-6")
	b.Fill("from.year", "2027")
	b.Fill("to.year", "2030")
	b.Choose("audience", "public")
	b.Press("Begin the plan")
	b.Sees("The plan and its working draft were begun.", "The draft is empty")
}

// addByForm adds a pillar and two goals, the second with a wrong code at first.
func addByForm(t *testing.T, b *browser.Browser) {
	t.Helper()
	b.Press("Add: Pillar")
	b.Fill("code", "P1")
	b.Fill("text_en", "Protection")
	b.Press("Add to the draft")
	b.Sees("The entry was added.")
	pillar := b.Path()
	b.Press("Add: Goal")
	b.Fill("code", "1")
	b.Fill("text_en", "Victims are found and helped")
	b.Press("Add to the draft")
	b.Open(pillar)
	b.Press("Add: Goal")
	b.Fill("code", "1")
	b.Fill("text_en", "Help lasts")
	b.Press("Add to the draft")
	b.Sees("The code 1 is used twice.")
	if by := b.FaultOf("code"); !strings.HasPrefix(by, "The code 1 is used twice.") {
		t.Errorf("beside the field stands %q", by)
	}
	if kept := b.ValueOf("text_en"); kept != "Help lasts" {
		t.Errorf("the text that was typed became %q", kept)
	}
	b.Fill("code", "2")
	b.Press("Add to the draft")
	b.Sees("The entry was added.")
	b.Open("/en/plans/spa-6/draft")
	b.Sees("Protection", "Victims are found and helped", "Help lasts", "Entries: 3.")
}

// importWorkbook brings in the draft with two outcomes more, after a workbook with a fault.
func importWorkbook(t *testing.T, b *browser.Browser) {
	t.Helper()
	rows := [][]any{
		{"level", "code", "parent_code", "text_en", "text_km"},
		{"pillar", "P1", "", "Protection", "ការការពារ"},
		{"goal", "1", "P1", "Victims are found and helped"},
		{"outcome", "1.1", "1", "Officers know the indicators"},
		{"outcome", "1.2", "9", "Shelters answer within a day"},
		{"goal", "2", "P1", "Help lasts"},
	}
	b.Press("Import")
	b.Attach("file", workbook(t, rows))
	b.Press("Show what it would change")
	b.Sees("The file has one fault. Nothing was changed.", "Framework!C5", "The entry above is not in the plan: 9.")
	rows[4][2] = "1"
	b.Attach("file", workbook(t, rows))
	b.Press("Show what it would change")
	b.Sees("Nothing has changed yet.", "The draft would have 5 entries", "Officers know the indicators")
	b.Press("Import it")
	b.Sees("The file was imported.", "Shelters answer within a day", "Entries: 5.")
}

func workbook(t *testing.T, rows [][]any) string {
	t.Helper()
	book := excelize.NewFile()
	if err := book.SetSheetName("Sheet1", "Framework"); err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := book.SetSheetRow("Framework", at, &row); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(t.TempDir(), "plan.xlsx")
	if err := book.SaveAs(file); err != nil {
		t.Fatal(err)
	}
	return file
}

// checkLog keeps the log's checkpoint, does another act and checks that the log has only grown.
func checkLog(t *testing.T, p *program.Program) {
	t.Helper()
	kept := filepath.Join(t.TempDir(), "checkpoint.txt")
	if out, code := program.Run(t, "verify", p.URL, "--save", kept); code != 0 || !strings.Contains(out, "All is in order.") {
		t.Fatalf("exit code %d:\n%s", code, out)
	}
	c := p.SignIn(officer)
	a, err := c.Post("/en/plans/spa-6/draft", program.Form("audience", "members"))
	if err != nil || a.Status != http.StatusSeeOther {
		t.Fatalf("the next working draft: %d %v", a.Status, err)
	}
	before := logSize(t, c)
	a, err = c.Post("/en/plans/new", program.Form("title", "Another", "short", "SPA VII", "slug", "spa-7", "audience", "public"))
	if err != nil || a.Status != http.StatusSeeOther {
		t.Fatalf("another plan: %d %v\n%s", a.Status, err, a.Body)
	}
	if after := logSize(t, c); after <= before {
		t.Fatalf("the log had %d entries and has %d", before, after)
	}
	if out, code := program.Run(t, "verify", p.URL, "--since", kept); code != 0 || !strings.Contains(out, "All is in order.") {
		t.Fatalf("exit code %d:\n%s", code, out)
	}
}

// logSize is the number of entries that the log's checkpoint tells.
func logSize(t *testing.T, c *program.Client) int {
	t.Helper()
	lines := strings.Split(string(c.Get("/log/checkpoint").Body), "\n")
	var n int
	if len(lines) < 2 || json.Unmarshal([]byte(lines[1]), &n) != nil {
		t.Fatalf("the checkpoint is %q", lines)
	}
	return n
}
