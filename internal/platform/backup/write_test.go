package backup_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"sampan/internal/fault"
	"sampan/internal/platform/backup"
	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
)

func TestABackupUnderWritersIsOneInstant(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		var stop atomic.Bool
		var writers sync.WaitGroup
		var acts atomic.Int64
		for n := range 4 {
			writers.Go(func() {
				for i := 0; !stop.Load(); i++ {
					if err := h.do(fmt.Sprint(n, i), fmt.Sprint(n, i, "b")); err != nil {
						t.Error(err)
						return
					}
					acts.Add(2)
				}
			})
		}
		var sizes []int64
		for range 4 {
			before := 10 + acts.Load()
			path, m := h.file(t)
			if m.Log.Size < before {
				t.Errorf("%d acts were acknowledged and the backup has %d", before, m.Log.Size)
			}
			sizes = append(sizes, m.Log.Size)
			to := target(t, d.Engine())
			if _, err := backup.Restore(context.Background(), path, to); err != nil {
				t.Fatal(err)
			}
			copied := open(t, to)
			for _, query := range []string{"SELECT COUNT(*) FROM act", "SELECT COUNT(*) FROM ledger_leaf", "SELECT size FROM ledger_head"} {
				if n := count(t, copied, query); n != m.Log.Size {
					t.Errorf("%s: %d, and the log has %d", query, n, m.Log.Size)
				}
			}
		}
		stop.Store(true)
		writers.Wait()
		if sizes[0] == sizes[3] {
			t.Error("nobody wrote meanwhile: the test shows nothing")
		}
	})
}

// full is a disk that takes so many bytes and no more.
type full struct{ left int }

func (f *full) Write(p []byte) (int, error) {
	n := min(f.left, len(p))
	f.left -= n
	if n < len(p) {
		return n, syscall.ENOSPC
	}
	return n, nil
}

func TestAFullDiskIsToldWhereverItFills(t *testing.T) {
	h := newHouse(t, dbtest.Open(t, db.SQLite))
	var whole bytes.Buffer
	_, err := backup.Write(context.Background(), h.Source, &whole)
	must(t, err)
	random := rand.New(rand.NewPCG(9, 9))
	room := []int{0, 1, whole.Len() - 300, whole.Len() - 150, whole.Len() - 93}
	for range 60 {
		room = append(room, random.IntN(whole.Len()-300))
	}
	for _, n := range room {
		if _, err := backup.Write(context.Background(), h.Source, &full{n}); key(err) != "backup.full" || fault.KindOf(err) != fault.Unavailable {
			t.Fatalf("full after %d of %d bytes: %v", n, whole.Len(), err)
		}
	}
	if _, err := backup.Write(context.Background(), h.Source, broken{}); key(err) != "backup.unwritten" {
		t.Fatalf("a broken disk: %v", err)
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestAFileIsNeverOverwritten(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t, dbtest.Open(t, db.SQLite))
	path, _ := h.file(t)
	before, err := os.ReadFile(path)
	must(t, err)
	if _, err := backup.File(ctx, h.Source, path); key(err) != "backup.exists" {
		t.Fatalf("got %v", err)
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Fatal("the file has changed")
	}
	other := path + "2"
	must(t, os.WriteFile(other+backup.Partial, []byte("theirs"), 0o600))
	if _, err := backup.File(ctx, h.Source, other); key(err) != "backup.partial_exists" {
		t.Fatalf("got %v", err)
	}
	if raw, err := os.ReadFile(other + backup.Partial); err != nil || string(raw) != "theirs" {
		t.Fatal("another backup under way was disturbed")
	}
	if _, err := backup.File(ctx, h.Source, filepath.Join(path, "below")); err == nil {
		t.Fatal("a folder that is none was taken")
	}
}

func TestABackupLeavesWordOfItself(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		if _, ok, err := backup.Last(h.Dir); ok || err != nil {
			t.Fatalf("before the first: %v, %v", ok, err)
		}
		_, m := h.file(t)
		last, ok, err := backup.Last(h.Dir)
		if err != nil || !ok || !last.At.Equal(m.CreatedAt) || last.LogSize != 10 {
			t.Fatalf("got %+v, %v, %v", last, ok, err)
		}
		if n := count(t, d, "SELECT COUNT(*) FROM audit WHERE event = 'backup.written'"); n != 1 {
			t.Fatalf("%d entries in the trail", n)
		}
	})
}

func TestWhatIsDamagedIsNotBackedUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		path := filepath.Join(t.TempDir(), "b")
		wrong := func(want string) {
			t.Helper()
			if _, err := backup.File(context.Background(), h.Source, path); key(err) != want {
				t.Errorf("want %s: %v", want, err)
			}
			if left, _ := filepath.Glob(path + "*"); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		}
		run := func(query string) {
			t.Helper()
			_, err := d.Pool().ExecContext(context.Background(), query)
			must(t, err)
		}
		run("UPDATE ledger_head SET size = size + 1")
		wrong("backup.log")
		run("UPDATE ledger_head SET size = size - 1")
		info := h.keep(t, "one more")
		file := filepath.Join(h.Dir.Blobs(), info.SHA256)
		must(t, os.WriteFile(file, []byte("one MORE"), 0o600))
		wrong("backup.blob")
		must(t, os.WriteFile(file, []byte("one more and more"), 0o600))
		wrong("backup.blob")
		must(t, os.Remove(file))
		wrong("backup.blob")
		must(t, os.WriteFile(file, []byte("one more"), 0o600))
		must(t, os.RemoveAll(h.Dir.Keys()))
		wrong("backup.no_keys")
		run("DELETE FROM installation")
		wrong("backup.no_installation")
	})
}

func TestANewDatabaseHoldsNothingToBackUp(t *testing.T) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			d, err := db.Open(context.Background(), dbtest.URL(t, engine))
			must(t, err)
			defer func() { _ = d.Close() }()
			if _, err := backup.Write(context.Background(), backup.Source{DB: d}, io.Discard); key(err) != "backup.no_installation" {
				t.Fatalf("got %v", err)
			}
		})
	}
}

// killed names the folder in which the helper process makes a backup that it does not live to finish.
const killed = "SAMPAN_TEST_BACKUP_KILLED"

func TestABackupThatIsKilledIsNoBackup(t *testing.T) {
	if dir := os.Getenv(killed); dir != "" {
		h := newHouse(t, dbtest.Open(t, db.SQLite))
		random := rand.NewChaCha8([32]byte{})
		for i := range 12 {
			body := make([]byte, 4<<20)
			for k := range body {
				body[k] = "0123456789abcdef"[random.Uint64()%16]
			}
			h.keep(t, fmt.Sprint(i, string(body)))
		}
		_, err := backup.File(context.Background(), h.Source, filepath.Join(dir, "b"))
		t.Fatalf("it ended before it was killed: %v", err)
	}
	dir := t.TempDir()
	child := exec.Command(os.Args[0], "-test.run=^TestABackupThatIsKilledIsNoBackup$")
	child.Env = append(os.Environ(), killed+"="+dir)
	must(t, child.Start())
	path := filepath.Join(dir, "b")
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if info, err := os.Stat(path + backup.Partial); err == nil && info.Size() > 1<<20 {
			break
		}
	}
	must(t, child.Process.Kill())
	var ended *exec.ExitError
	if err := child.Wait(); !errors.As(err, &ended) || ended.ExitCode() != -1 {
		t.Fatalf("the helper ended by itself: %v", err)
	}
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	must(t, err)
	if len(left) != 1 || !strings.HasSuffix(left[0], backup.Partial) {
		t.Fatalf("left: %v", left)
	}
	if _, err := backup.Verify(context.Background(), left[0]); key(err) != "backup.cut" {
		t.Fatalf("what is left is taken for a backup: %v", err)
	}
}
