package mail

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Open gives the sender for an address: "smtp://user:password@host:587" (STARTTLS wherever the server offers it, and
// always before a password), "smtps://…" (TLS from the start), or "dir:PATH" for a folder of .eml files.
func Open(address, from, domain string) (Sender, error) {
	if dir, ok := cutPrefix(address, "dir:"); ok {
		return &Folder{Dir: dir, From: from, Domain: domain}, os.MkdirAll(dir, 0o700)
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return nil, errors.New("the mail address cannot be read; write it as smtp://user:password@host:587, smtps://… or dir:FOLDER")
	}
	return &SMTP{URL: u, From: from, Domain: domain}, nil
}

func cutPrefix(s, prefix string) (string, bool) {
	if len(s) > len(prefix) && s[:len(prefix)] == prefix {
		return s[len(prefix):], true
	}
	return s, false
}

// SMTP sends through a server, one connection a letter. Open makes it of an address.
type SMTP struct {
	URL    *url.URL // smtp or smtps, with user and password where the server asks for them
	From   string   // as "Sampan <record@commit.example>"
	Domain string   // right side of message identifiers
}

// Send implements Sender.
func (s *SMTP) Send(ctx context.Context, id string, m Message) error {
	msg, err := compose(s.From, s.Domain, id, m)
	if err != nil {
		return err
	}
	client, err := gomail.NewClient(s.URL.Hostname(), s.options()...)
	if err != nil {
		return fmt.Errorf("the mail server's address is not usable: %w", err)
	}
	if err := client.DialAndSendWithContext(ctx, msg); err != nil {
		return errors.New("the mail server did not take the letter: " + smtpReason(err))
	}
	return nil
}

func (s *SMTP) options() []gomail.Option {
	opts := []gomail.Option{gomail.WithTimeout(30 * time.Second), gomail.WithTLSPolicy(gomail.TLSOpportunistic)}
	if port, err := strconv.Atoi(s.URL.Port()); err == nil {
		opts = append(opts, gomail.WithPort(port))
	}
	if s.URL.Scheme == "smtps" {
		opts = append(opts, gomail.WithSSL())
	}
	if s.URL.User != nil {
		password, _ := s.URL.User.Password()
		opts = append(opts, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover),
			gomail.WithUsername(s.URL.User.Username()), gomail.WithPassword(password))
		if s.URL.Scheme == "smtp" {
			opts = append(opts, gomail.WithTLSPolicy(gomail.TLSMandatory))
		}
	}
	return opts
}

// smtpReason keeps of an error what holds no address of a person.
func smtpReason(err error) string {
	if refused, ok := errors.AsType[*gomail.SendError](err); ok {
		return refused.Reason.String()
	}
	return "no connection"
}

// Folder writes each letter as a file, named by its job, for installations without a mail server and for the demo.
type Folder struct {
	Dir    string
	From   string
	Domain string
}

// Send implements Sender.
func (f *Folder) Send(_ context.Context, id string, m Message) error {
	msg, err := compose(f.From, f.Domain, id, m)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if _, err := msg.WriteTo(&b); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(f.Dir, id+".eml"), b.Bytes(), 0o600)
}

func compose(from, domain, id string, m Message) (*gomail.Msg, error) {
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := msg.From(from); err != nil {
		return nil, errors.New("the sender's address is not usable")
	}
	if err := msg.To(m.To); err != nil {
		return nil, errors.New("the recipient's address is not usable")
	}
	msg.Subject(m.Subject)
	msg.SetDate()
	msg.SetMessageIDWithValue(id + "@" + domain)
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	if m.Lang != "" {
		msg.SetGenHeader("Content-Language", string(m.Lang))
	}
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	for _, a := range m.Attachments {
		if err := msg.AttachReader(a.Name, bytes.NewReader(a.Body), gomail.WithFileContentType(gomail.ContentType(a.MediaType))); err != nil {
			return nil, err
		}
	}
	return msg, nil
}
