package mail_test

import (
	"context"
	"io"
	"log/slog"
	"net"
	netmail "net/mail"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"sampan/internal/kernel"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
	"sampan/internal/platform/job"
	"sampan/internal/platform/mail"
)

// server is a real SMTP server on the loopback that keeps what it is given.
type server struct {
	mu     sync.Mutex
	got    []string
	refuse bool
}

func (s *server) NewSession(*smtp.Conn) (smtp.Session, error) { return s, nil }
func (s *server) Mail(string, *smtp.MailOptions) error        { return nil }
func (s *server) Rcpt(string, *smtp.RcptOptions) error        { return nil }
func (s *server) Reset()                                      {}
func (s *server) Logout() error                               { return nil }
func (s *server) Data(r io.Reader) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refuse {
		s.refuse = false
		return &smtp.SMTPError{Code: 451, Message: "try again, secretariat@example.org"}
	}
	b, err := io.ReadAll(r)
	s.got = append(s.got, string(b))
	return err
}

func start(t *testing.T) (*server, string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &server{}
	srv := smtp.NewServer(s)
	srv.Domain = "localhost"
	go func() { _ = srv.Serve(l) }()
	t.Cleanup(func() { _ = srv.Close() })
	return s, "smtp://" + l.Addr().String()
}

var letter = mail.Message{
	To: "officer@example.org", Lang: "km", Subject: "ការអញ្ជើញ", Text: "សួស្តី\nhttp://localhost:8080/",
	Attachments: []mail.Attachment{{Name: "checkpoint.txt", MediaType: "text/plain", Body: []byte("7\n")}},
}

func TestALetterInTheQueueReachesTheServer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s, address := start(t)
		s.refuse = true
		sender, err := mail.Open(address, "sampan@example.org", "example.org")
		if err != nil {
			t.Fatal(err)
		}
		clock := &kernel.FixedClock{At: time.Now().Add(time.Minute)}
		r := job.NewRunner(d, clock, slog.New(slog.DiscardHandler))
		r.Handle(mail.Kind, mail.Worker(sender))
		err = d.Write(ctx, func(q db.Queryer) error {
			if err := mail.Enqueue(ctx, q, "k", letter); err != nil {
				return err
			}
			return mail.Enqueue(ctx, q, "k", letter)
		})
		if err != nil {
			t.Fatal(err)
		}
		for range 4 {
			if _, err := r.RunOne(ctx); err != nil {
				t.Fatal(err)
			}
			clock.At = clock.At.Add(time.Hour)
		}
		if len(s.got) != 1 {
			t.Fatalf("the server took %d letters", len(s.got))
		}
		check(t, s.got[0])
	})
}

func TestAFolderTakesLettersWhereThereIsNoServer(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "outbox")
	sender, err := mail.Open("dir:"+dir, "sampan@example.org", "example.org")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := sender.Send(context.Background(), "1", letter); err != nil {
			t.Fatal(err)
		}
	}
	raw, err := os.ReadFile(filepath.Join(dir, "1.eml"))
	if err != nil {
		t.Fatal(err)
	}
	check(t, string(raw))
}

func check(t *testing.T, raw string) {
	t.Helper()
	m, err := netmail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	for h, want := range map[string]string{"Content-Language": "km", "Auto-Submitted": "auto-generated"} {
		if m.Header.Get(h) != want {
			t.Errorf("%s: %q", h, m.Header.Get(h))
		}
	}
	if !strings.Contains(raw, "checkpoint.txt") || !strings.HasSuffix(m.Header.Get("Message-Id"), "@example.org>") {
		t.Errorf("the letter lacks its parts:\n%s", raw)
	}
}

func TestAddress(t *testing.T) {
	for in, want := range map[string]string{
		"a@Example.ORG": "a@example.org", " a@b.org ": "a@b.org", "no": "", "A <a@b.org>": "", "a@b.org, c@d.org": "", "a@b.org\nBcc: x@y": "",
		`"a b"@c.org`: "", `"a@b.org,c"@d.org`: "", `"a"@b.org`: "a@b.org",
	} {
		if got, _ := mail.Address(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}

func TestWhatTheServerSaysIsNotToldOn(t *testing.T) {
	s, address := start(t)
	s.refuse = true
	sender, err := mail.Open(address, "sampan@example.org", "example.org")
	if err != nil {
		t.Fatal(err)
	}
	err = sender.Send(context.Background(), "1", letter)
	if err == nil || strings.Contains(err.Error(), "@") {
		t.Fatalf("got %v", err)
	}
}
