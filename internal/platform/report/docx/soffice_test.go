package docx

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// soffice names LibreOffice; `make test` sets it. Without it the tests that need it are skipped and say so.
const soffice = "SAMPAN_TEST_SOFFICE"

// office is a LibreOffice with a home of its own, which works for root and for anybody.
type office struct{ program, home string }

func startOffice(t *testing.T) *office {
	t.Helper()
	program := os.Getenv(soffice)
	if program == "" {
		t.Skip("no LibreOffice: set " + soffice + ", or run `make test`, which finds one")
	}
	return &office{program, t.TempDir()}
}

// convert makes files of another format of all files, in one run.
func (o *office) convert(t *testing.T, format, to string, files []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	args := append([]string{
		"--headless", "--norestore", "--nologo", "-env:UserInstallation=file://" + o.home + "/profile",
		"--convert-to", format, "--outdir", to,
	}, files...)
	cmd := exec.CommandContext(ctx, o.program, args...)
	cmd.Env = append(os.Environ(), "HOME="+o.home, "SAL_USE_VCLPLUGIN=svp")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("LibreOffice: %v\n%s", err, out)
	}
}

// TestLibreOfficeReadsWhatWeWrite: documents with one construct each, in seven languages, are opened and written again
// by LibreOffice. The same changes by the same people and the same comments come back, and its own format, read here
// without our reader, tells the same.
func TestLibreOfficeReadsWhatWeWrite(t *testing.T) {
	o := startOffice(t)
	sent, word, flat := t.TempDir(), t.TempDir(), t.TempDir()
	var files []string
	docs := map[string]*Document{}
	for _, in := range corpusWords(t) {
		for name, construct := range constructs {
			d := construct(in)
			d.Properties.Language = in.lang
			name += "-" + in.lang
			docs[name] = d
			files = append(files, filepath.Join(sent, name+".docx"))
			if err := os.WriteFile(files[len(files)-1], write(t, d, nil), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	slices.Sort(files)
	o.convert(t, "docx:MS Word 2007 XML", word, files)
	o.convert(t, "fodt", flat, files)
	for name, d := range docs {
		t.Run(name, func(t *testing.T) {
			content, err := os.ReadFile(filepath.Join(word, name+".docx"))
			if err != nil {
				t.Fatal(err)
			}
			back := read(t, content)
			if diff := cmp.Diff(sorted(seen(t, d)), sorted(seen(t, back))); diff != "" {
				t.Errorf("changes:\n%s", diff)
			}
			if diff := cmp.Diff(flatRemarks(remarks(t, d)), flatRemarks(remarks(t, back))); diff != "" {
				t.Errorf("comments:\n%s", diff)
			}
			for which, pair := range map[string][2]*Document{"taken": {d.Accepted(), back.Accepted()}, "refused": {d.Rejected(), back.Rejected()}} {
				if diff := cmp.Diff(wordsAndLists(pair[0]), wordsAndLists(pair[1])); diff != "" {
					t.Errorf("text with changes %s:\n%s", which, diff)
				}
			}
			checkFlat(t, d, filepath.Join(flat, name+".fodt"))
		})
	}
}

// flatRemarks has answers beside what they answer: LibreOffice 7.4 does not write which is which.
func flatRemarks(list []remark) []remark {
	out := []remark{}
	for _, one := range list {
		replies := one.Replies
		one.Replies = nil
		out = append(out, one)
		for _, r := range replies {
			out = append(out, remark{r.Author, r.Text, one.About, one.Resolved, nil})
		}
	}
	slices.SortFunc(out, func(a, b remark) int { return strings.Compare(a.Text, b.Text) })
	return out
}

// wordsAndLists is each paragraph with its list and emphasis.
func wordsAndLists(d *Document) []string {
	var list []string
	var body []Block
	for _, b := range d.Body {
		if _, ok := b.(*Contents); !ok {
			body = append(body, b)
		}
	}
	eachParagraph(body, func(p *Paragraph) {
		line := p.Style + "|"
		if p.List != nil {
			line += fmt.Sprint(p.List.Level, p.List.Ordered, p.List.Number, "|")
		}
		for _, in := range p.Inlines {
			if r, ok := in.(*Run); ok && r.Text != "" {
				mark := ""
				if r.Look.Bold {
					mark = "**"
				}
				line += mark + r.Text + mark
			}
		}
		list = append(list, strings.ReplaceAll(line, "****", ""))
	})
	return list
}

// checkFlat compares the changes with those in LibreOffice's own flat format: for each person and kind, all words.
func checkFlat(t *testing.T, d *Document, file string) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	got, comments, err := flatChanges(content)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for _, c := range d.Changes() {
		kind := map[Kind]string{Insert: "insertion", MoveTo: "insertion", Delete: "deletion", MoveFrom: "deletion", Format: "format-change"}[c.Kind]
		if c.Target == TargetStyle {
			continue // it has no name for it
		}
		want[kind+" "+c.Author] += strings.NewReplacer("\t", "", "\n", "").Replace(c.Text)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("in its own format:\n%s", diff)
	}
	count := 0
	for _, c := range d.Comments {
		count += 1 + len(c.Replies)
	}
	if comments != count {
		t.Errorf("%d comments in its own format, want %d", comments, count)
	}
}

// flatReader reads tracked changes from a flat OpenDocument file.
type flatReader struct {
	words    map[string]string // by kind and author
	about    map[string]string // kind and author by id
	open     map[string]bool
	comments int

	region, kind                string
	author, date, note, started bool
}

func flatChanges(content []byte) (words map[string]string, comments int, err error) {
	f := flatReader{words: map[string]string{}, about: map[string]string{}, open: map[string]bool{}}
	d := xml.NewDecoder(bytes.NewReader(content))
	for {
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF):
			return f.words, f.comments, nil
		case err != nil:
			return nil, 0, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			f.begin(token)
		case xml.EndElement:
			f.end(token.Name.Local)
		case xml.CharData:
			f.text(string(token))
		}
	}
}

func (f *flatReader) begin(e xml.StartElement) {
	id := ""
	for _, a := range e.Attr {
		if a.Name.Local == "change-id" || a.Name.Local == "id" && e.Name.Local == "changed-region" {
			id = a.Value
		}
	}
	switch e.Name.Local {
	case "changed-region":
		f.region = id
	case "insertion", "deletion", "format-change":
		f.kind = e.Name.Local
	case "UnknownChange":
		f.kind = ""
	case "creator":
		f.author = f.region != ""
	case "date":
		f.date = true
	case "change-start":
		f.open[id], f.started = true, true
	case "change-end":
		delete(f.open, id)
	case "annotation":
		f.comments++
		f.note = true
	case "s": // a space at the beginning of a paragraph
		f.add(" ")
	}
}

func (f *flatReader) end(name string) {
	switch name {
	case "tracked-changes":
		f.region = ""
	case "creator":
		f.author = false
	case "date":
		f.date = false
	case "annotation":
		f.note = false
	}
}

func (f *flatReader) text(s string) {
	switch {
	case f.author && f.kind != "":
		f.about[f.region] = f.kind + " " + s
		f.words[f.about[f.region]] += ""
	case f.started && !f.date && !f.note && strings.TrimSpace(s) != "":
		f.add(s)
	}
}

func (f *flatReader) add(s string) {
	for id := range f.open {
		if f.about[id] != "" {
			f.words[f.about[id]] += s
		}
	}
}
