package account

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"time"

	"sampan/internal/kernel"
	"sampan/internal/platform/act"
	"sampan/internal/platform/db"
	"sampan/internal/platform/i18n"
)

// Config is what accounts need to know of the installation. Walk, Catalogue, Key, Address and RPID must be given.
type Config struct {
	Walk      *act.Walk
	Catalogue *i18n.Catalogue
	Key       Key
	Address   string // the public address, as "https://commit.example"; links in letters begin with it
	RPID      string // the name that passkeys are bound to, as "commit.example"
	Site      string // what authenticator apps and passkeys call the installation
	Demo      bool   // the password alone counts as a proof
	OIDC      OIDC
	Zone      *time.Location // whose days memberships begin and end with; nil: UTC

	// Places names the countries, bodies and organisations that memberships are held for. nil: there are none.
	Places func(ctx context.Context, q db.Queryer) (Places, error)
	// ClientAddress is the reader's address behind trusted proxies. nil: the address of the connection.
	ClientAddress func(r *http.Request) string
	Log           *slog.Logger // nil: slog.Default
}

// Places are what memberships are held for.
type Places struct {
	Countries     []kernel.Country
	Bodies        []Place
	Organisations []Place
}

// Place is a body or an organisation.
type Place struct {
	ID      kernel.ID
	Country kernel.Country // "" for regional ones
	Name    kernel.Text
}

// country says that the process has the country.
func (p Places) country(c kernel.Country) bool { return slices.Contains(p.Countries, c) }

// has says that the identifier is one of the places; "" is none and always right.
func has(places []Place, id kernel.ID) bool {
	return id == "" || slices.ContainsFunc(places, func(p Place) bool { return p.ID == id })
}

// Service is the accounts of an installation.
type Service struct {
	config   Config
	walk     *act.Walk
	db       *db.DB
	clock    kernel.Clock
	key      Key
	hash     *hasher
	passkeys *passkeys
	oidc     *provider // nil when none is configured
	secure   bool      // the public address is https
	log      *slog.Logger
}

// New makes the service. Passwords are hashed at most two at once for each processor.
func New(c Config) (*Service, error) {
	u, err := url.Parse(c.Address)
	if err != nil || u.Host == "" || u.Path != "" {
		return nil, errors.New("account: the public address must be like https://commit.example")
	}
	if c.Zone == nil {
		c.Zone = time.UTC
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Site == "" {
		c.Site = "Sampan"
	}
	s := &Service{
		config: c, walk: c.Walk, db: c.Walk.DB, clock: c.Walk.Clock, key: c.Key, hash: newHasher(usual, 2*runtime.GOMAXPROCS(0)),
		secure: strings.EqualFold(u.Scheme, "https"), log: c.Log,
	}
	if s.passkeys, err = newPasskeys(c); err != nil {
		return nil, fmt.Errorf("account: passkeys: %w", err)
	}
	if c.OIDC.Issuer != "" {
		s.oidc = newProvider(c.OIDC, c.Address)
	}
	return s, nil
}

// today is the present day where the installation is.
func (s *Service) today() time.Time { return s.clock.Now().In(s.config.Zone) }

func (s *Service) places(ctx context.Context, q db.Queryer) (Places, error) {
	if s.config.Places == nil {
		return Places{}, nil
	}
	return s.config.Places(ctx, q)
}

func (s *Service) addressOf(r *http.Request) string {
	if s.config.ClientAddress != nil {
		return network(s.config.ClientAddress(r))
	}
	return network(r.RemoteAddr)
}
