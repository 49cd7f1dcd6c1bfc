// Package installation says who this installation is: its public address, the names that passkeys and the log are bound
// to, its node id, and the data directory with its keys. All of it is fixed once, by Create.
//
// What is where, and how it changes later, is told in docs/installation.md.
package installation

import (
	"context"
	"database/sql"
	"errors"
	"net"
	"net/url"
	"strings"
	"time"

	"sampan/internal/kernel"
	"sampan/internal/platform/db"
)

// Identity is what is fixed at the start. RPID and LogOrigin change only by ceremony.
type Identity struct {
	PublicAddress string // as "https://commit.example", without a slash at the end
	RPID          string // passkey relying party: the host of the public address
	LogOrigin     string // first line of every checkpoint
	NodeID        string // owner of every act done here
	Process       string // slug of the process that was loaded
	Demo          bool
	CreatedAt     time.Time
}

// ErrNone is for a database that no identity has been fixed in.
var ErrNone = errors.New("there is no installation in this database yet: run `sampan init` first")

// Options are what Create goes by. Only PublicAddress must be given.
type Options struct {
	PublicAddress string
	LogOrigin     string // "" for host/log of the public address
	Process       string
	Demo          bool
}

// New makes an identity from the options. The public address must be https, or http on this very machine.
func New(o Options, now time.Time) (Identity, error) {
	u, err := url.Parse(strings.TrimRight(o.PublicAddress, "/"))
	if err != nil || u.Hostname() == "" || u.Path != "" || u.RawQuery != "" || u.User != nil {
		return Identity{}, errors.New("the public address cannot be used; write it as https://commit.example, without a path")
	}
	if net.ParseIP(u.Hostname()) != nil {
		return Identity{}, errors.New("the public address must have a name, not numbers, for passkeys are bound to it; on this machine write http://localhost:8080")
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !local(u.Hostname())) {
		return Identity{}, errors.New("the public address must begin with https://; plain http is for localhost alone")
	}
	id := Identity{
		PublicAddress: u.String(), RPID: u.Hostname(), LogOrigin: o.LogOrigin, NodeID: string(kernel.NewPersonID()),
		Process: o.Process, Demo: o.Demo, CreatedAt: now,
	}
	if id.LogOrigin == "" {
		id.LogOrigin = u.Host + "/log"
	}
	if strings.ContainsAny(id.LogOrigin, " +\n\t") {
		return Identity{}, errors.New("the log's origin may hold no spaces and no plus sign; write it as commit.example/log")
	}
	return id, nil
}

func local(host string) bool {
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}

// Secure says that the public address is https.
func (id Identity) Secure() bool { return strings.HasPrefix(id.PublicAddress, "https://") }

// Save fixes the identity. A database holds one.
func Save(ctx context.Context, q db.Queryer, id Identity) error {
	_, err := q.ExecContext(ctx, `
		INSERT INTO installation (id, public_address, rp_id, log_origin, node_id, process, demo, created_at)
		VALUES ('this', $1, $2, $3, $4, $5, $6, $7)`,
		id.PublicAddress, id.RPID, id.LogOrigin, id.NodeID, id.Process, id.Demo, kernel.Micros(id.CreatedAt))
	return err
}

// Load gives the identity, ErrNone when there is none.
func Load(ctx context.Context, q db.Queryer) (Identity, error) {
	var id Identity
	var at int64
	err := q.QueryRowContext(ctx, `
		SELECT public_address, rp_id, log_origin, node_id, process, demo, created_at
		FROM installation
		WHERE id = 'this'`).Scan(&id.PublicAddress, &id.RPID, &id.LogOrigin, &id.NodeID, &id.Process, &id.Demo, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return Identity{}, ErrNone
	}
	id.CreatedAt = kernel.FromMicros(at)
	return id, err
}
