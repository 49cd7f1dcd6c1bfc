package app

import (
	"io"
	"log/slog"
	"time"

	"sampan/internal/platform/installation"
)

// Version is the program's version; the build sets it.
var Version = "0.1.0-dev"

// Place says where an installation is. Every command takes it. The tags are read by the command line.
type Place struct {
	Data     string `help:"Data directory: database, files and keys." default:"./data" placeholder:"DIR" type:"path"`
	Database string `help:"PostgreSQL address, as postgres://user@host/name. Without it the database is SQLite in the data directory." placeholder:"URL"`
}

func (p Place) dir() installation.Directory { return installation.Directory(p.Data) }

func (p Place) address() string {
	if p.Database != "" {
		return p.Database
	}
	return p.dir().Database()
}

// Founding is what `sampan init` fixes for good.
type Founding struct {
	PublicAddress string `help:"Address that people will use, as https://commit.example. Links, passkeys and the log are bound to it." placeholder:"URL"`
	LogOrigin     string `help:"Name of the log in its checkpoints; the host of the public address and /log when not given." placeholder:"NAME"`
	Process       string `help:"Process to load: a pack that ships (commit, example) or a directory written in the pack format." default:"commit" placeholder:"PACK"`
}

// Serving is what `sampan serve` goes by and may be changed from one start to the next.
type Serving struct {
	Addr        string `help:"Address to listen on." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	MetricsAddr string `help:"Address for /metrics, on this machine only by default; 'off' for none." default:"127.0.0.1:9464" placeholder:"HOST:PORT"`
	BehindProxy bool   `help:"Readers' addresses come in X-Forwarded-For from a proxy that sets it. Only behind such a proxy."`
	TimeZone    string `help:"Time zone of dates on pages and of memberships." default:"Asia/Bangkok" placeholder:"ZONE"`
	Mail        string `help:"Mail server, as smtp://user:password@host:587 or smtps://…; without one, letters are written to the outbox folder of the data directory." placeholder:"URL"`
	MailFrom    string `help:"Sender of letters." default:"sampan@localhost" placeholder:"ADDRESS"`
	OIDC        OIDC   `embed:"" prefix:"oidc-"`
	// MaxConnections bounds what a crowd, or somebody who means harm, can make the program hold open.
	MaxConnections int `help:"Most connections that are open at once; whoever comes then waits. 0 for no bound." default:"4096" placeholder:"COUNT"`
}

// OIDC configures signing in through an OpenID Connect provider.
type OIDC struct {
	Issuer       string `help:"OpenID Connect provider, as https://login.example." placeholder:"URL"`
	ClientID     string `name:"client-id" help:"Client identifier at the provider." placeholder:"ID"`
	ClientSecret string `help:"Client secret at the provider." placeholder:"SECRET"`
	Name         string `help:"What the sign-in page calls the provider." placeholder:"NAME"`
}

// Outside is what the program has from outside: where it writes and what time it is.
type Outside struct {
	Out io.Writer // for people
	Log *slog.Logger
}

// stopTime is how long requests and jobs under way may take to end when the program is stopped.
const stopTime = 20 * time.Second
