package account

import (
	"context"

	"sampan/internal/platform/db"
	"sampan/internal/platform/mail"
)

// letter writes to a person in their language: subject and text are account.mail.<name>.subject and .text. args go into
// both.
func (s *Service) letter(ctx context.Context, q db.Queryer, p *Person, to, name, key string, args ...any) error {
	loc := s.config.Catalogue.Locale(p.Lang)
	args = append(args, "site", s.config.Site, "address", s.config.Address+"/"+loc.Prefix(), "name", p.Name)
	base := "account.mail." + name
	return mail.Enqueue(ctx, q, key, mail.Message{
		To: to, Lang: loc.Lang(), Subject: loc.T(base+".subject", args...), Text: loc.T(base+".text", args...),
	})
}

// link is the address of a page of the person's language, for a letter.
func (s *Service) link(p *Person, path string) string {
	return s.config.Address + "/" + s.config.Catalogue.Locale(p.Lang).Prefix() + path
}
