package e2e_test

import (
	"bytes"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"sampan/e2e/browser"
	"sampan/e2e/program"
	"sampan/internal/platform/account"
	"sampan/internal/platform/db"
	"sampan/internal/platform/web/webtest"
)

// khmer is a text of 5,000 characters, as a long entry of a plan.
var khmer = func() string {
	line := "ការការពារ និងជំនួយដល់ជនរងគ្រោះនៃអំពើជួញដូរមនុស្ស «នៅគ្រប់ប្រទេស» & <ទាំងអស់>។\n"
	return string([]rune(strings.Repeat(line, 5000/utf8.RuneCountInString(line)+1))[:4999]) + "។"
}()

// write puts a text into the field of that name as pasting does.
func write(b *browser.Browser, name, text string) {
	b.Fill(name, "")
	browser.Value[bool](b, fmt.Sprintf(`document.execCommand('insertText', false, %q)`, text))
}

// endSessions makes every session older than it may be.
func endSessions(t *testing.T, p *program.Program) {
	t.Helper()
	change(t, p, "UPDATE account_session SET used_at = used_at - $1", account.IdleLimit.Microseconds())
}

func change(t *testing.T, p *program.Program, query string, args ...any) {
	t.Helper()
	d, err := db.Open(t.Context(), p.Database())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	err = d.Write(t.Context(), func(q db.Queryer) error {
		_, err := q.ExecContext(t.Context(), query, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// nowhere fails the test when the text lies in a file of the data directory or in what the program has said.
func nowhere(t *testing.T, p *program.Program, text string) {
	t.Helper()
	if strings.Contains(p.Said(), text) {
		t.Error("the program's log holds what was written")
	}
	err := filepath.WalkDir(p.Data, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		if raw, err := os.ReadFile(path); err == nil && bytes.Contains(raw, []byte(text)) {
			t.Errorf("%s holds what was written", path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// reads fails the test unless the entry's Khmer text is what was written.
func reads(t *testing.T, p *program.Program, path string) {
	t.Helper()
	form := webtest.FormOf(string(p.SignIn(officer).Get(path).Body))
	if got := form.Get("text_km"); got != khmer {
		t.Errorf("%d characters are on record, want %d: %.80q", utf8.RuneCountInString(got), utf8.RuneCountInString(khmer), got)
	}
}

func TestALongTextOutlivesASessionThatEnded(t *testing.T) {
	each(t, func(t *testing.T, p *program.Program) {
		made := newPlan(t, p, "kept-here")
		b := signIn(t, p)
		b.Open(made.pillar)
		write(b, "text_km", khmer)
		endSessions(t, p)
		b.Press("Save")
		b.Sees("Sign in", "What you wrote is kept on this page")
		if found := b.Violations(); len(found) > 0 {
			t.Errorf("not for everybody: %+v", found)
		}
		nowhere(t, p, khmer[:300])
		b.Fill("email", officer)
		b.Fill("password", "not the password")
		b.Press("Sign in")
		b.Sees("E-mail or password is not right.", "What you wrote is kept on this page")
		b.Fill("password", p.Password())
		b.Press("Sign in")
		b.Arrives(made.pillar)
		b.Sees("Saved.")
		reads(t, p, made.pillar)
	})
}

func TestALongTextOutlivesASessionThatEndedWithoutScript(t *testing.T) {
	each(t, func(t *testing.T, p *program.Program) {
		made := newPlan(t, p, "kept-plainly")
		b := signIn(t, p)
		b.WithoutScripts()
		b.Open(made.pillar)
		write(b, "text_km", khmer)
		endSessions(t, p)
		b.Press("Save")
		b.Sees("What you wrote is kept on this page")
		b.Fill("email", officer)
		b.Fill("password", p.Password())
		b.Press("Sign in")
		b.Sees("Your proof was accepted", "Nothing was saved yet")
		b.Press("Send what you wrote")
		b.Sees("Saved.")
		reads(t, p, made.pillar)
	})
}

func TestALongTextIsSentOnAfterSigningInElsewhere(t *testing.T) {
	each(t, func(t *testing.T, p *program.Program) {
		made := newPlan(t, p, "kept-elsewhere")
		b := signIn(t, p)
		b.Open(made.pillar)
		write(b, "text_km", khmer)
		endSessions(t, p)
		b.Press("Save")
		other := b.Window()
		signInAs(other, focalPoint, p.Password())
		b.Press("Send what you wrote")
		b.Sees("This form was opened by another person", "What you wrote is kept on this page")
		signInAs(other, officer, p.Password())
		b.Press("Send what you wrote")
		b.Sees("Saved.")
		reads(t, p, made.pillar)
	})
}

func signInAs(b *browser.Browser, email, password string) {
	b.Open("/en/sign-in")
	b.Fill("email", email)
	b.Fill("password", password)
	b.Press("Sign in")
}

func TestALongReasonOutlivesAnExpiredProof(t *testing.T) {
	const page = "/en/meetings/som-11"
	for name, scripts := range map[string]bool{"with script": true, "without script": false} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, p *program.Program) {
				b := signIn(t, p)
				if !scripts {
					b.WithoutScripts()
				}
				b.Open(page + "/withdraw")
				write(b, "why", khmer)
				age(t, p, time.Hour)
				b.Press("Withdraw the record")
				b.Sees("Confirm that it is you", "What you wrote is kept on this page")
				nowhere(t, p, khmer[:300])
				b.Fill("password", p.Password())
				b.Press("Confirm")
				if scripts {
					b.Arrives("/en/meetings")
				} else {
					b.Press("Send what you wrote")
				}
				b.Open(page)
				b.Sees("This record was withdrawn on")
				if a := p.Client().Get(page); !strings.Contains(html.UnescapeString(string(a.Body)), khmer) {
					t.Errorf("the reason is not whole: %d", a.Status)
				}
			})
		})
	}
}
