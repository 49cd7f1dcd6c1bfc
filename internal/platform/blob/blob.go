// Package blob keeps files that people bring, under the SHA-256 of their bytes, in a folder of the data directory.
//
// Enter with Store.Put and Store.Open. A file is typed by what it holds, never by its name; it is on the disk, whole and
// synced, before the transaction that speaks of it commits. A file that no transaction came to speak of is removed by
// Sweep.
package blob

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"slices"
	"time"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/db"
)

// Info describes a file that is kept.
type Info struct {
	SHA256    string `json:"sha256"` // 64 hexadecimal digits
	Size      int64  `json:"size"`   // bytes
	MediaType string `json:"media_type"`
}

// Store is a folder of files. It never reaches outside its folder.
type Store struct {
	root *os.Root
}

// Open opens the folder, making it when it is missing.
func Open(dir string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &Store{root}, nil
}

// Close lets go of the folder.
func (s *Store) Close() error { return s.root.Close() }

// Staged is a file that has been received and checked, and waits for the transaction that speaks of it.
type Staged struct {
	Info

	store *Store
	temp  string
}

// Stage receives at most limit bytes and checks that what they hold is of an allowed media type (all known types when
// none is named). It touches no database, so a slow sender holds up nobody. End with Keep or Discard.
func (s *Store) Stage(r io.Reader, limit int64, allow ...string) (_ *Staged, err error) {
	st := &Staged{store: s, temp: "incoming-" + string(kernel.NewPersonID())}
	f, err := s.root.OpenFile(st.temp, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	defer func() {
		err = errors.Join(err, f.Close())
		if err != nil {
			st.Discard()
		}
	}()
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(f, sum), io.LimitReader(r, limit+1))
	switch {
	case err != nil:
		return nil, err
	case n > limit:
		return nil, fault.New(fault.TooLarge, "blob.too_large", "limit", limit)
	case n == 0:
		return nil, fault.New(fault.Invalid, "blob.empty")
	}
	if st.Info, err = describe(f, n, sum, allow); err != nil {
		return nil, err
	}
	return st, f.Sync()
}

func describe(f *os.File, size int64, sum hash.Hash, allow []string) (Info, error) {
	kind, err := Detect(f, size)
	if err != nil {
		return Info{}, err
	}
	if kind == "" || len(allow) > 0 && !slices.Contains(allow, kind) {
		return Info{}, fault.New(fault.Invalid, "blob.type")
	}
	return Info{SHA256: hex.EncodeToString(sum.Sum(nil)), Size: size, MediaType: kind}, nil
}

// Discard forgets a staged file. After Keep it does nothing.
func (st *Staged) Discard() { _ = st.store.root.Remove(st.temp) }

// Keep puts the staged file in its place and notes it in the transaction. It may be called again when the transaction
// is tried again.
func (st *Staged) Keep(ctx context.Context, q db.Queryer) (Info, error) {
	s := st.store
	if _, err := s.root.Stat(st.SHA256); errors.Is(err, fs.ErrNotExist) {
		if err := s.root.Rename(st.temp, st.SHA256); err != nil {
			return Info{}, err
		}
		if err := s.syncFolder(); err != nil {
			return Info{}, err
		}
	} else if err != nil {
		return Info{}, err
	}
	_, err := q.ExecContext(ctx, `
		INSERT INTO blob (sha256, size, media_type, created_at)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT (sha256) DO NOTHING`,
		st.SHA256, st.Size, st.MediaType, kernel.Micros(kernel.SystemClock{}.Now()))
	return st.Info, err
}

// Put stages and keeps in one go, for files that are already on this machine.
func (s *Store) Put(ctx context.Context, q db.Queryer, r io.Reader, limit int64, allow ...string) (Info, error) {
	st, err := s.Stage(r, limit, allow...)
	if err != nil {
		return Info{}, err
	}
	defer st.Discard()
	return st.Keep(ctx, q)
}

func (s *Store) syncFolder() error {
	d, err := s.root.Open(".")
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Find tells of a file by its hash; NotFound when none is on record.
func (s *Store) Find(ctx context.Context, q db.Queryer, sha string) (Info, error) {
	info := Info{SHA256: sha}
	err := q.QueryRowContext(ctx, "SELECT size, media_type FROM blob WHERE sha256 = $1", sha).Scan(&info.Size, &info.MediaType)
	if errors.Is(err, sql.ErrNoRows) {
		return Info{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return info, err
}

// Open opens the bytes of a file that Find has told of.
func (s *Store) Open(info Info) (io.ReadSeekCloser, error) {
	if len(info.SHA256) != 64 {
		return nil, fault.New(fault.NotFound, "fault.not_found")
	}
	return s.root.Open(info.SHA256)
}

// Verify reads every file on record and names those that are missing or whose bytes have changed.
func (s *Store) Verify(ctx context.Context, q db.Queryer) (bad []string, n int, err error) {
	all, err := recorded(ctx, q)
	if err != nil {
		return nil, 0, err
	}
	for sha := range all {
		sum := sha256.New()
		f, err := s.root.Open(sha)
		if err == nil {
			_, err = io.Copy(sum, f)
			_ = f.Close()
		}
		if err != nil || hex.EncodeToString(sum.Sum(nil)) != sha {
			bad = append(bad, sha)
		}
	}
	slices.Sort(bad)
	return bad, len(all), nil
}

// Sweep removes files older than the instant that no transaction speaks of: uploads that were broken off.
func (s *Store) Sweep(ctx context.Context, q db.Queryer, before time.Time) (removed int, err error) {
	all, err := recorded(ctx, q)
	if err != nil {
		return 0, err
	}
	entries, err := fs.ReadDir(s.root.FS(), ".")
	if err != nil {
		return 0, err
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || all[e.Name()] || !info.ModTime().Before(before) {
			continue
		}
		if err := s.root.Remove(e.Name()); err != nil {
			return removed, fmt.Errorf("remove a file that nothing speaks of: %w", err)
		}
		removed++
	}
	return removed, nil
}

func recorded(ctx context.Context, q db.Queryer) (map[string]bool, error) {
	rows, err := q.QueryContext(ctx, "SELECT sha256 FROM blob")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[string]bool{}
	for rows.Next() {
		var sha string
		if err := rows.Scan(&sha); err != nil {
			return nil, err
		}
		all[sha] = true
	}
	return all, rows.Err()
}
