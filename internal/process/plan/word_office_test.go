package plan

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sampan/internal/platform/report/docx"
)

// soffice names LibreOffice; `make test` sets it. Without it the tests that need it are skipped and say so.
const soffice = "SAMPAN_TEST_SOFFICE"

// throughOffice opens files in LibreOffice and saves them again, in one run.
func throughOffice(t *testing.T, files map[string][]byte) map[string][]byte {
	t.Helper()
	program := os.Getenv(soffice)
	if program == "" {
		t.Skip("no LibreOffice: set " + soffice + ", or run `make test`, which finds one")
	}
	home, sent, back := t.TempDir(), t.TempDir(), t.TempDir()
	args := []string{
		"--headless", "--norestore", "--nologo", "-env:UserInstallation=file://" + home + "/profile",
		"--convert-to", "docx:MS Word 2007 XML", "--outdir", back,
	}
	for name, content := range files {
		path := filepath.Join(sent, name+".docx")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, path)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env = append(os.Environ(), "HOME="+home, "SAL_USE_VCLPLUGIN=svp")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("LibreOffice: %v\n%s", err, out)
	}
	out := map[string][]byte{}
	for name := range files {
		content, err := os.ReadFile(filepath.Join(back, name+".docx"))
		if err != nil {
			t.Fatal(err)
		}
		out[name] = content
	}
	return out
}

// officeTree is a plan for LibreOffice: a pillar of it, the whole when there is time.
func officeTree(seed uint64) Tree {
	if os.Getenv("SAMPAN_SOAK") != "" {
		return spaTree(seed)
	}
	return spaPart(seed, 1)
}

func TestLibreOfficeSavesOurFileAndNothingIsProposed(t *testing.T) {
	tree := officeTree(2)
	files := map[string][]byte{}
	for _, lang := range sevenLanguages {
		files[string(lang)] = wordBytes(t, copyOf(t, tree, lang, "").document())
	}
	files["beside"] = wordBytes(t, copyOf(t, tree, "en", "my").document())
	for name, content := range throughOffice(t, files) {
		t.Run(name, func(t *testing.T) { wantNone(t, readBack(t, content, tree), len(tree.Nodes)) })
	}
}

// What people changed in a file is proposed all the same when LibreOffice has saved it in between.
func TestLibreOfficeKeepsWhatIsProposed(t *testing.T) {
	tree := officeTree(3)
	files, want := map[string][]byte{}, map[string][]string{}
	for _, lang := range sevenLanguages {
		h := newHand(t, tree, lang)
		var nodes []string
		for i := range 5 {
			nodes = append(nodes, simpleNode(t, tree, "activity", i))
		}
		h.insert(nodes[0], " One more.", "Sok")
		h.insert(nodes[0], " Two more.", "Malee")
		h.strike(nodes[1], "Sok")
		h.insert(nodes[2], " Silently.", "")
		p := h.last(nodes[3])
		p.Inlines = append([]docx.Inline{&docx.Anchor{Kind: docx.CommentStart, ID: 1}}, append(p.Inlines, &docx.Anchor{Kind: docx.CommentEnd, ID: 1})...)
		h.d.Comments = []*docx.Comment{{ID: 1, Author: "Malee", Date: edited, Body: []*docx.Paragraph{{Inlines: []docx.Inline{&docx.Run{Text: "Why?"}}}}}}
		h.erase(nodes[4], "Vanna", "")
		files[string(lang)] = wordBytes(t, h.d)
		want[string(lang)] = inShort(readBack(t, files[string(lang)], tree))
		if len(want[string(lang)]) != 6 {
			t.Errorf("%s: %q", lang, want[string(lang)])
		}
	}
	for name, content := range throughOffice(t, files) {
		t.Run(name, func(t *testing.T) {
			if got := inShort(readBack(t, content, tree)); !slices.Equal(got, want[name]) {
				t.Errorf("got  %q\nwant %q", got, want[name])
			}
		})
	}
}

// LibreOffice shows the same redline: with its reading of the changes taken the later draft, with them refused the earlier.
func TestLibreOfficeHasTheSameRedline(t *testing.T) {
	files, docs := map[string][]byte{}, map[string]*docx.Document{}
	for i, lang := range sevenLanguages {
		from := spaPart(uint64(i+30), 1)
		docs[string(lang)] = redlined(t, from, redraft(t, from, lang, uint64(i+40)), lang)
		files[string(lang)] = wordBytes(t, docs[string(lang)])
	}
	for name, content := range throughOffice(t, files) {
		t.Run(name, func(t *testing.T) {
			back, err := docx.Read(content)
			if err != nil {
				t.Fatal(err)
			}
			for which, pair := range map[string][2]*docx.Document{
				"taken": {docs[name].Accepted(), back.Accepted()}, "refused": {docs[name].Rejected(), back.Rejected()},
			} {
				if diff := cmp.Diff(linesOf(pair[0]), linesOf(pair[1])); diff != "" {
					t.Errorf("%s:\n%s", which, diff[:min(len(diff), 2000)])
				}
			}
		})
	}
}

// linesOf are the words of each paragraph with their look. LibreOffice gives a paragraph beside one that came or went the
// style of that one now and then, in its own window too; nothing else is left out.
func linesOf(d *docx.Document) []string {
	lines := paragraphsOf(d)
	for i, line := range lines {
		_, lines[i], _ = strings.Cut(line, "|")
		lines[i] = strings.TrimLeft(lines[i], ">")
	}
	return lines
}
