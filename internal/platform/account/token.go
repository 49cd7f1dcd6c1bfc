package account

import (
	"context"
	"time"
	"unicode/utf8"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/audit"
	"sampan/internal/platform/db"
)

// Token is an access token of a person's program.
type Token struct {
	ID      kernel.ID
	Person  kernel.ID
	Name    string // what its owner calls it
	Writes  bool
	Created time.Time
	Used    time.Time
	Ends    time.Time
}

// tokenPrefix lets scanners of source code recognise a token that was left there.
const tokenPrefix = "sampan_pat_"

// Bounds of a token's life and of how many a person has.
const (
	MaxTokenDays = 365
	maxTokens    = 20
)

// NewToken is what a person asks for.
type NewToken struct {
	Name   string
	Writes bool
	Days   int
}

// makeToken gives a new token, the only time that it can be seen.
func (s *Service) makeToken(ctx context.Context, id identity, n NewToken) (secret string, made Token, err error) {
	defer fault.In(&err, "account.makeToken")
	if err := s.recent(id); err != nil {
		return "", made, err
	}
	var faults fault.List
	if n.Name == "" || utf8.RuneCountInString(n.Name) > maxName {
		faults.Add("label", "account.token.name", "max", maxName)
	}
	if n.Days < 1 || n.Days > MaxTokenDays {
		faults.Add("days", "account.token.days", "max", MaxTokenDays)
	}
	if err := faults.Err(); err != nil {
		return "", made, err
	}
	secret = tokenPrefix + newSecret()
	now := s.clock.Now()
	made = Token{
		ID: kernel.NewPersonID(), Person: id.actor.ID, Name: n.Name, Writes: n.Writes, Created: now, Ends: now.AddDate(0, 0, n.Days),
	}
	err = s.db.Write(ctx, func(q db.Queryer) error {
		all, err := s.tokensOf(ctx, q, id.actor.ID)
		if err != nil {
			return err
		}
		if len(all) >= maxTokens {
			return fault.New(fault.Invalid, "account.token.many", "max", maxTokens)
		}
		if err := insertToken(ctx, q, hashed(secret), made); err != nil {
			return err
		}
		return audit.Note(ctx, q, id.actor.ID, "account.token_made", string(made.ID), "")
	})
	return secret, made, err
}

// endToken revokes one of the person's tokens.
func (s *Service) endToken(ctx context.Context, person, token kernel.ID) (err error) {
	defer fault.In(&err, "account.endToken")
	return s.db.Write(ctx, func(q db.Queryer) error {
		found, err := deleteToken(ctx, q, person, token)
		if err != nil {
			return err
		}
		if !found {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		return audit.Note(ctx, q, person, "account.token_ended", string(token), "")
	})
}
