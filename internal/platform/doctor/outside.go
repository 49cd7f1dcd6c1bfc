package doctor

import (
	"net"
	"net/url"
	"strings"

	"sampan/internal/platform/mail"
)

// address looks how the installation is reached, and that a demonstration, whose accounts everybody knows, is reached
// from this machine only.
func (p *patient) address() {
	u, err := url.Parse(p.id.PublicAddress)
	here := err == nil && local(u.Hostname()) && p.listensHere()
	switch {
	case p.id.Demo && !here:
		p.say(Fail, "doctor.address.demo", "address", p.id.PublicAddress)
	case p.id.Demo:
		p.say(OK, "doctor.address.demo_here", "address", p.id.PublicAddress)
	case !p.id.Secure():
		p.say(Warn, "doctor.address.insecure", "address", p.id.PublicAddress)
	default:
		p.say(OK, "doctor.address.ok", "address", p.id.PublicAddress)
	}
}

func (p *patient) listensHere() bool {
	if p.Listen == "" {
		return true
	}
	host, _, err := net.SplitHostPort(p.Listen)
	return err == nil && local(host)
}

func local(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || ip != nil && ip.IsLoopback()
}

// mail looks whether letters can leave. It sends none.
func (p *patient) mail() {
	switch {
	case p.Mail == "" || strings.HasPrefix(p.Mail, "dir:"):
		p.say(Warn, "doctor.mail.none", "folder", p.Dir.Outbox())
	case !readable(p.Mail):
		p.say(Fail, "doctor.mail.unreadable")
	default:
		p.say(OK, "doctor.mail.ok")
	}
}

func readable(address string) bool {
	_, err := mail.Open(address, "sampan@localhost", "localhost")
	return err == nil
}
