package db

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// watch finds out whether anything was committed to the database, by whomever.
type watch struct {
	engine  Engine
	pool    *sql.DB
	commits *atomic.Int64

	mu     sync.Mutex
	looked time.Time // when the look began that found state
	at     int64     // commits then
	state  string
	seen   string // what the database answered then

	conn  *sql.Conn // on SQLite: the one that asks, whose answers can be compared
	ask   *sql.Stmt
	conns int
}

// Both questions are answered without reading a table. SQLite's number changes for a connection with every commit of
// another one, of this process or not; the watch's own connection never writes. PostgreSQL names which transactions are
// seen: the same name, the same rows.
const (
	askSQLite   = "PRAGMA data_version"
	askPostgres = "SELECT CAST(pg_current_snapshot() AS TEXT)"
)

// commitsOf counts the commits of this process to each SQLite file, however often it is open.
var commitsOf sync.Map

// quiet is how long SQLite is not asked again while this process commits nothing: what a command commits beside the server
// may be seen so much later.
const quiet = 10 * time.Millisecond

// lookTime is how long a look may wait for PostgreSQL.
const lookTime = 10 * time.Second

// State names what the database holds: while it is the same text, nothing was committed, here or by another process. On
// SQLite, which one process serves, the commit of another is seen within quiet.
// In a context of WithState it is the state at its beginning, or after the last commit of this process since.
func (d *DB) State(ctx context.Context) (string, error) {
	if known, ok := ctx.Value(stateKey{}).(knownState); ok && known.of == d && known.commits == d.commits.Load() {
		return known.state, nil
	}
	return d.watch.look()
}

type stateKey struct{}

type knownState struct {
	of      *DB
	commits int64
	state   string
}

// WithState looks at the database once for a whole request: what is read in the context is of the state that the request
// found, or later.
func (d *DB) WithState(ctx context.Context) (context.Context, string, error) {
	commits := d.commits.Load()
	state, err := d.watch.look()
	if err != nil {
		return ctx, "", err
	}
	return context.WithValue(ctx, stateKey{}, knownState{d, commits, state}), state, nil
}

// look asks the database, or takes the answer to a question that was asked after the call began.
func (w *watch) look() (string, error) {
	called := time.Now()
	w.mu.Lock()
	defer w.mu.Unlock()
	commits := w.commits.Load()
	if w.looked.After(called) || w.engine == SQLite && w.at == commits && called.Sub(w.looked) < quiet {
		return w.state, nil
	}
	began := time.Now()
	seen, err := w.answer()
	if err != nil {
		w.letGo()
		return "", fmt.Errorf("the database cannot be asked what it holds: %w", err)
	}
	w.looked, w.at = began, commits
	if seen != w.seen || w.state == "" {
		w.seen, w.state = seen, fmt.Sprintf("%d.%s", w.conns, seen)
	}
	return w.state, nil
}

func (w *watch) answer() (seen string, err error) {
	ctx, cancel := context.Background(), func() {}
	if w.engine == Postgres {
		ctx, cancel = context.WithTimeout(ctx, lookTime)
	}
	defer cancel()
	if w.engine == Postgres {
		return seen, w.pool.QueryRowContext(ctx, askPostgres).Scan(&seen)
	}
	if w.conn == nil {
		if err := w.connect(ctx); err != nil {
			return "", err
		}
	}
	err = w.ask.QueryRowContext(ctx).Scan(&seen)
	return seen, err
}

// connect takes a connection. Another connection may give a number that was given before, so it is counted.
func (w *watch) connect(ctx context.Context) (err error) {
	if w.conn, err = w.pool.Conn(ctx); err != nil {
		return err
	}
	w.conns++
	w.seen = ""
	w.ask, err = w.conn.PrepareContext(ctx, askSQLite)
	return err
}

func (w *watch) letGo() {
	if w.conn != nil {
		_ = w.conn.Close() // what was wrong with it is told already
	}
	w.conn, w.ask = nil, nil
}

func (w *watch) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.letGo()
}
