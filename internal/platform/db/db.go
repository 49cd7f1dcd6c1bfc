package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // registers the driver "pgx"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Engine is the kind of database.
type Engine string

// The two engines; a program holds to both with the same SQL.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// Queryer is what Read and Write hand out: a transaction. It ends with the function that it is handed to, and on SQLite
// has one connection: read rows to their end and close them before the next statement.
type Queryer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// DB is an open database: one writer and many readers on SQLite, a pool on PostgreSQL.
type DB struct {
	engine Engine
	read   *sql.DB
	write  *sql.DB
	file   string

	// Observe, when it is set before use, is told of each transaction: "read" or "write", "ok" or "failed", how long.
	Observe func(kind, outcome string, took time.Duration)

	commits *atomic.Int64 // of this process
	watch   *watch
	kept    keeper
}

// Tries is how often Write runs a transaction that the database refused for the sake of others, before it gives up.
const Tries = 12

// Open opens "postgres://…" or a path to a SQLite file (which is made when it is missing). It does not migrate.
func Open(ctx context.Context, address string) (*DB, error) {
	if strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://") {
		return openPostgres(ctx, address)
	}
	return openSQLite(ctx, address)
}

func openPostgres(ctx context.Context, address string) (*DB, error) {
	pool, err := sql.Open("pgx", address)
	if err != nil {
		return nil, errors.New("the database address cannot be read; write it as postgres://user@host:5432/name")
	}
	pool.SetMaxOpenConns(24)
	pool.SetMaxIdleConns(12)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	if err := pool.PingContext(ctx); err != nil {
		_ = pool.Close()
		return nil, fmt.Errorf("PostgreSQL does not answer: %w", err)
	}
	return newDB(Postgres, pool, pool, ""), nil
}

func openSQLite(ctx context.Context, path string) (*DB, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if err := keepToOneself(abs); err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	dsn := func(extra ...string) string {
		pragmas := append([]string{
			"_pragma=busy_timeout(10000)", "_pragma=foreign_keys(1)", "_pragma=temp_store(2)", "_pragma=synchronous(2)",
			"_pragma=cache_size(-16000)",
		}, extra...)
		return (&url.URL{Scheme: "file", Path: abs, RawQuery: strings.Join(pragmas, "&")}).String()
	}
	write, err := sql.Open("sqlite", dsn("_pragma=journal_mode(WAL)", "_txlock=immediate"))
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1)
	if err := write.PingContext(ctx); err != nil {
		_ = write.Close()
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	read, err := sql.Open("sqlite", dsn("_pragma=query_only(1)"))
	if err != nil {
		_ = write.Close()
		return nil, err
	}
	read.SetMaxOpenConns(9) // one of them watches
	read.SetMaxIdleConns(9)
	return newDB(SQLite, read, write, abs), nil
}

func newDB(engine Engine, read, write *sql.DB, file string) *DB {
	commits := new(atomic.Int64)
	if engine == SQLite {
		shared, _ := commitsOf.LoadOrStore(file, commits)
		commits, _ = shared.(*atomic.Int64)
	}
	return &DB{engine: engine, read: read, write: write, file: file, commits: commits, watch: &watch{engine: engine, pool: read, commits: commits}}
}

// keepToOneself makes the file, when it is missing, readable for the program's user alone; SQLite gives its companions
// (-wal, -shm) the same permissions. A file that is there is not touched: closing it would end the locks that this
// process holds on it.
func keepToOneself(file string) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}

// Engine says which engine it is.
func (d *DB) Engine() Engine { return d.engine }

// File is the path of the SQLite file, "" on PostgreSQL.
func (d *DB) File() string { return d.file }

// Pool is the pool that writes, for packages that bring their own transactions (migrations) and for tests.
func (d *DB) Pool() *sql.DB { return d.write }

// Close closes every connection.
func (d *DB) Close() error {
	d.watch.close()
	if d.read == d.write {
		return d.write.Close()
	}
	return errors.Join(d.read.Close(), d.write.Close())
}

// Ping says whether the database answers.
func (d *DB) Ping(ctx context.Context) error {
	var one int
	return d.read.QueryRowContext(ctx, "SELECT 1").Scan(&one)
}

// Write runs do in a transaction and commits it. When the database asks for another try, do is run again from the
// start; nothing of the try before has happened. An error of do rolls back and is returned as it is.
func (d *DB) Write(ctx context.Context, do func(q Queryer) error) (err error) {
	defer d.observed("write", time.Now(), &err)
	for try := range Tries {
		if try > 0 {
			pause(ctx, try)
		}
		if err = d.once(ctx, do); err == nil || !Retryable(err) || ctx.Err() != nil {
			return err
		}
	}
	return err
}

func (d *DB) observed(kind string, began time.Time, err *error) {
	if d.Observe == nil {
		return
	}
	outcome := "ok"
	if *err != nil {
		outcome = "failed"
	}
	d.Observe(kind, outcome, time.Since(began))
}

func (d *DB) once(ctx context.Context, do func(q Queryer) error) error {
	opts := &sql.TxOptions{}
	if d.engine == Postgres {
		opts.Isolation = sql.LevelReadCommitted
	}
	tx, err := d.write.BeginTx(ctx, opts)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if err := do(tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	d.commits.Add(1)
	return nil
}

func pause(ctx context.Context, try int) {
	wait := time.Duration(1<<min(try, 8)) * time.Millisecond
	wait += rand.N(wait) //nolint:gosec // spreads retries, guards nothing
	select {
	case <-ctx.Done():
	case <-time.After(wait):
	}
}

// Retryable says that the database refused a transaction for the sake of others: a serialisation failure, a deadlock, a
// busy or locked file.
func Retryable(err error) bool {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code == "40001" || pg.Code == "40P01" || pg.Code == "55P03"
	}
	if lite, ok := errors.AsType[*sqlite.Error](err); ok {
		code := lite.Code() & 0xff
		return code == sqlite3.SQLITE_BUSY || code == sqlite3.SQLITE_LOCKED
	}
	return false
}

// Duplicate says that a write broke a unique constraint.
func Duplicate(err error) bool {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code == "23505"
	}
	if lite, ok := errors.AsType[*sqlite.Error](err); ok {
		return lite.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || lite.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
	}
	return false
}

// ErrStale says that a root was not at the version that the writer had seen.
var ErrStale = errors.New("db: the record is not at this version")

// Lock takes the root of a write: it raises the version of the row from the one that the writer saw, which locks the
// row on both engines until the transaction ends. ErrStale when the row is gone or at another version.
// The table's name is the caller's constant.
func Lock(ctx context.Context, q Queryer, table, id string, version int64) error {
	res, err := q.ExecContext(ctx, "UPDATE "+table+" SET version = version + 1 WHERE id = $1 AND version = $2", id, version)
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err == nil && n != 1 {
		return ErrStale
	}
	return err
}
