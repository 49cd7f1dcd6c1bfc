package installation_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sampan/internal/platform/db"
	"sampan/internal/platform/db/dbtest"
	"sampan/internal/platform/installation"
)

func TestPublicAddress(t *testing.T) {
	for _, c := range []struct{ rule, address, host string }{
		{"https with a host", "https://commit.example/", "commit.example"},
		{"http on this machine", "http://localhost:8080", "localhost"},
		{"http elsewhere is refused", "http://commit.example", ""},
		{"numbers in place of a name are refused", "http://127.0.0.1:8080", ""},
		{"a path is refused", "https://commit.example/x", ""},
		{"a password is refused", "https://a:b@commit.example", ""},
		{"nonsense is refused", "::", ""},
		{"nothing is refused", "", ""},
	} {
		t.Run(c.rule, func(t *testing.T) {
			id, err := installation.New(installation.Options{PublicAddress: c.address}, time.Now())
			if (err == nil) != (c.host != "") || id.RPID != c.host {
				t.Fatalf("got %+v, %v", id, err)
			}
		})
	}
	if _, err := installation.New(installation.Options{PublicAddress: "https://a.example", LogOrigin: "a b"}, time.Now()); err == nil {
		t.Fatal("an origin with a space was accepted")
	}
}

func TestAnIdentityIsFixedOnce(t *testing.T) {
	ctx := context.Background()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		id, err := installation.New(installation.Options{PublicAddress: "https://commit.example", Process: "commit"}, time.UnixMicro(1_700_000_000_000_001).UTC())
		if err != nil {
			t.Fatal(err)
		}
		load := func() (got installation.Identity, err error) {
			err = d.Read(ctx, func(q db.Queryer) error { got, err = installation.Load(ctx, q); return err })
			return got, err
		}
		save := func() error {
			return d.Write(ctx, func(q db.Queryer) error { return installation.Save(ctx, q, id) })
		}
		if _, err := load(); !errors.Is(err, installation.ErrNone) {
			t.Fatalf("got %v", err)
		}
		if err := save(); err != nil {
			t.Fatal(err)
		}
		if err := save(); !db.Duplicate(err) {
			t.Fatalf("a second identity: %v", err)
		}
		got, err := load()
		if diff := cmp.Diff(id, got); err != nil || diff != "" {
			t.Fatalf("%v\n%s", err, diff)
		}
	})
}

func TestADirectoryIsHeldByOne(t *testing.T) {
	d := installation.Directory(t.TempDir())
	if err := d.Make(); err != nil {
		t.Fatal(err)
	}
	release, err := d.Hold()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Hold(); err == nil {
		t.Fatal("held twice")
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	release, err = d.Hold()
	if err != nil {
		t.Fatal(err)
	}
	_ = release()
}
