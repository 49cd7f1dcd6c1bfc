package account_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"sampan/internal/kernel"
	"sampan/internal/platform/account"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
	"sampan/internal/platform/web"
)

// khmer is a long text with everything that a page could get wrong.
var khmer = strings.TrimSpace(strings.Repeat("ការការពារជនរងគ្រោះ <b>\"គ្រប់\"</b> & ប្រទេស។\n", 120))

// written is a form of the person with the text, and its submission.
func (b *browser) written(text string) url.Values {
	b.h.t.Helper()
	mark := b.get("/en/account").form("/en/account/profile").Get(web.WriterField)
	if mark == "" {
		b.h.t.Fatal("the forms of a page do not tell for whom they are")
	}
	return url.Values{"text": {text}, "submission": {string(kernel.NewID())}, web.WriterField: {mark}}
}

const probeText = "/en/probe/text"

func (b *browser) sendText(form url.Values) *page {
	b.h.t.Helper()
	return b.do(http.MethodPost, probeText, strings.NewReader(form.Encode()), "application/x-www-form-urlencoded")
}

// prove fills in a form that carries a kept one, as a browser without script does: with every field, as parts.
func (b *browser) prove(p *page, action string, fields ...string) *page {
	b.h.t.Helper()
	form := p.form(action)
	if form == nil {
		b.h.t.Fatalf("%s (%d) has no form to %s: %s", p.path, p.status, action, p.problems())
	}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return b.sendParts(action, form, "", "")
}

func (b *browser) sendParts(action string, form url.Values, file, content string) *page {
	b.h.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for name, values := range form {
		for _, value := range values {
			b.h.must(m.WriteField(name, value))
		}
	}
	if file != "" {
		part, err := m.CreateFormFile("file", file)
		b.h.must(err)
		_, err = io.WriteString(part, content)
		b.h.must(err)
	}
	b.h.must(m.Close())
	return b.do(http.MethodPost, action, &body, m.FormDataContentType())
}

// sendOn sends the kept form of a page on, unchanged.
func (b *browser) sendOn(p *page) *page {
	b.h.t.Helper()
	return b.fill(p, probeText)
}

// taken fails the test unless just these texts were officially written.
func (h *house) taken(texts ...string) {
	h.t.Helper()
	if fmt.Sprint(h.texts) != fmt.Sprint(texts) {
		h.t.Errorf("%d texts were taken, want %d: %.200v", len(h.texts), len(texts), h.texts)
	}
}

// notStored fails the test when a text lies in any table.
func (h *house) notStored(text string) {
	h.t.Helper()
	tables := "SELECT name FROM sqlite_master WHERE type = 'table'"
	if h.db.Engine() == db.Postgres {
		tables = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
	}
	ctx, seen := context.Background(), 0
	h.must(h.db.Read(ctx, func(q db.Queryer) error {
		names, err := stringsOf(q.QueryContext(ctx, tables))
		if err != nil {
			return err
		}
		for _, name := range names {
			cells, err := stringsOf(q.QueryContext(ctx, `SELECT * FROM "`+name+`"`))
			if err != nil {
				return err
			}
			seen += len(cells)
			if strings.Contains(strings.Join(cells, "\n"), text) {
				h.t.Errorf("table %s holds what was written", name)
			}
		}
		return nil
	}))
	if seen == 0 {
		h.t.Error("nothing was looked at")
	}
}

func stringsOf(rows *sql.Rows, err error) (all []string, _ error) {
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		cells, into := make([]sql.RawBytes, len(columns)), make([]any, len(columns))
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		for _, c := range cells {
			all = append(all, string(c))
		}
	}
	return all, rows.Err()
}

func TestWhatWasWrittenOutlivesAnExpiredProof(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.secrets = append(h.secrets, khmer[:30])
		b := h.person(ana, kernel.CSODelegate, "KH")
		form := b.written(khmer)
		h.clock.pass(time.Hour)
		p := b.sendText(form)
		p.want(t, http.StatusForbidden, "Confirm that it is you", "What you wrote is kept on this page", khmer[:60])
		if p.header.Get("Cache-Control") != "no-store" || p.path != probeText {
			t.Errorf("the page may be stored, or its address tells something: %s", p.path)
		}
		p = b.prove(p, "/en/account/verify", "password", "wrong password here")
		p.want(t, http.StatusUnprocessableEntity, "The password is not right")
		for range 6 {
			p = b.prove(p, "/en/account/verify", "password", "wrong password here")
		}
		p.want(t, http.StatusTooManyRequests, "too many tries")
		h.clock.pass(time.Hour)
		p = b.prove(p, "/en/account/verify", "password", good)
		p.want(t, http.StatusOK, "Your proof was accepted", "data-now")
		h.taken()
		h.notStored(khmer[:30])
		for range 2 {
			if done := b.sendOn(p); done.body != "published" {
				t.Fatalf("%d %s", done.status, done.problems())
			}
		}
		h.taken(khmer)
	})
}

func TestWhatWasWrittenOutlivesAnExpiredSession(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		b := h.person(ana, kernel.FocalPoint, "KH")
		a, _ := b.setUpApp()
		form := b.written(khmer)
		h.clock.pass(account.IdleLimit)
		p := b.sendText(form)
		p.want(t, http.StatusUnauthorized, "What you wrote is kept on this page", khmer[:60])
		b.prove(p, "/en/sign-in", "email", ana, "password", "wrong password here").want(t, http.StatusUnprocessableEntity, "What you wrote is kept")
		second := b.prove(p, "/en/sign-in", "email", ana, "password", good)
		second.want(t, http.StatusOK, "Second step", "What you wrote is kept on this page")
		late := b.prove(second, "/en/sign-in/second", "code", "000000")
		late.want(t, http.StatusUnprocessableEntity, "This code is not right", "What you wrote is kept on this page")
		h.notStored(khmer[:30])
		t.Run("a second step that takes too long begins anew with the text", func(t *testing.T) {
			h.clock.pass(time.Hour)
			again := b.prove(second, "/en/sign-in/second", "code", a.code())
			again.want(t, http.StatusUnauthorized, "The second step took too long", "What you wrote is kept on this page")
			second = b.prove(again, "/en/sign-in", "email", ana, "password", good)
		})
		p = b.prove(second, "/en/sign-in/second", "code", a.code())
		p.want(t, http.StatusOK, "Your proof was accepted", "Name of ana")
		if done := b.sendOn(p); done.body != "published" {
			t.Fatalf("%d %s", done.status, done.problems())
		}
		h.taken(khmer)
	})
}

func TestWhoSignedInInAnotherWindowSendsWhatWasKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		b := h.person(ana, kernel.CSODelegate, "KH")
		form := b.written(khmer)
		h.clock.pass(account.IdleLimit)
		p := b.sendText(form)
		b.sendOn(p).want(t, http.StatusUnauthorized, "What you wrote is kept on this page")
		b.signIn(ana, good)
		if done := b.sendOn(p); done.body != "published" {
			t.Fatalf("%d %s", done.status, done.problems())
		}
		h.taken(khmer)
	})
}

func TestWhatWasWrittenIsSentByItsWriterOnly(t *testing.T) {
	const ben = "ben@ministry.example"
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		h.person(ben, kernel.CSODelegate, "KH")
		b := h.person(ana, kernel.CSODelegate, "KH")
		form := b.written(khmer)
		h.clock.pass(account.IdleLimit)
		kept := b.sendText(form)
		p := b.prove(kept, "/en/sign-in", "email", ben, "password", good)
		p.want(t, http.StatusUnauthorized, "This form was opened by another person", "What you wrote is kept on this page")
		b.sendOn(kept).want(t, http.StatusUnauthorized, "This form was opened by another person")
		h.taken()
		p = b.prove(p, "/en/sign-in", "email", ana, "password", good)
		p.want(t, http.StatusOK, "Your proof was accepted")
		b.sendOn(p)
		h.taken(khmer)
	})
}

func TestASessionThatEndsBeforeTheProofLosesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		b := h.person(ana, kernel.CSODelegate, "KH")
		form := b.written(khmer)
		h.clock.pass(time.Hour)
		p := b.sendText(form)
		h.clock.pass(account.IdleLimit)
		p = b.prove(p, "/en/account/verify", "password", good)
		p.want(t, http.StatusUnauthorized, "What you wrote is kept on this page")
		b.sendOn(b.prove(p, "/en/sign-in", "email", ana, "password", good))
		h.taken(khmer)
	})
}

func TestAFormWithAFileKeepsItsTextAndAsksForTheFile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		b := h.person(ana, kernel.CSODelegate, "KH")
		form := b.written(khmer)
		h.clock.pass(time.Hour)
		p := b.sendParts(probeText, form, "agreed.pdf", "the file")
		p.want(t, http.StatusForbidden, "The file agreed.pdf could not be kept")
		p = b.prove(p, "/en/account/verify", "password", good)
		p.want(t, http.StatusOK, "Choose this file again: agreed.pdf", `type="file"`, `enctype="multipart/form-data"`)
		if strings.Contains(p.body, "data-now") {
			t.Error("the form is sent on without its file")
		}
		b.sendParts(probeText, p.form(probeText), "agreed.pdf", "the file")
		h.taken(khmer + "agreed.pdf with the file")
	})
}

func TestPasswordsAndCodesAreNeverKept(t *testing.T) {
	h := newHouse(t, dbtest.Open(t, db.SQLite))
	b := h.person(ana, kernel.CSODelegate, "KH")
	pages := []*page{b.get("/en/account"), b.get("/en/account/verify"), h.browser().get("/en/sign-in")}
	pages = append(pages, b.submit("/en/account", "/en/account/second-factor"))
	for _, p := range pages {
		for _, name := range p.secretFields() {
			if !web.Secret(name) {
				t.Errorf("%s: the field %s would be kept", p.path, name)
			}
		}
	}
	if found := pages[0].secretFields(); len(found) < 3 {
		t.Errorf("the account page has only %v", found)
	}
	form := b.written("x")
	h.clock.pass(account.IdleLimit)
	form.Set("password", "my own password")
	form.Set("present", "my own password")
	p := b.sendText(form)
	if strings.Contains(p.body, "my own password") {
		t.Error("a password lies on the page")
	}
}
