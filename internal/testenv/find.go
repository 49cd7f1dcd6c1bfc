package testenv

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
)

// postgresDirs are where packages put the server's programs when they are not in PATH.
var postgresDirs = []string{
	"/usr/lib/postgresql/*/bin", // Debian, Ubuntu
	"/usr/pgsql-*/bin",          // Red Hat
	"/usr/local/bin",
	"/opt/homebrew/opt/postgresql*/bin",
}

var chromiumNames = []string{
	"chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
	"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
}

// ErrNoPostgres says that the machine has no PostgreSQL server.
var ErrNoPostgres = errors.New("no PostgreSQL here (initdb and postgres): on Debian, apt-get install postgresql")

type programs struct{ initdb, postgres string }

// findPrograms prefers PATH, then the newest version installed.
func findPrograms() (programs, error) {
	if initdb, err := exec.LookPath("initdb"); err == nil {
		if postgres, err := exec.LookPath("postgres"); err == nil {
			return programs{initdb, postgres}, nil
		}
	}
	for _, pattern := range postgresDirs {
		dirs, err := filepath.Glob(pattern)
		if err != nil {
			return programs{}, fmt.Errorf("the pattern %q: %w", pattern, err)
		}
		for _, dir := range slices.Backward(dirs) {
			p := programs{filepath.Join(dir, "initdb"), filepath.Join(dir, "postgres")}
			if executable(p.initdb) && executable(p.postgres) {
				return p, nil
			}
		}
	}
	return programs{}, ErrNoPostgres
}

func executable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}

// Chromium is the path of a Chromium or Chrome, or empty when there is none.
func Chromium() string {
	for _, name := range chromiumNames {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// Soffice is the path of LibreOffice, or empty when there is none.
func Soffice() string {
	for _, name := range []string{"soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// serverAccount is who runs the server: oneself, or somebody without rights when oneself is root, for whom PostgreSQL
// refuses to run.
func serverAccount() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		account, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(account.Uid, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("the account %s: %w", name, err)
		}
		gid, err := strconv.ParseUint(account.Gid, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("the account %s: %w", name, err)
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("PostgreSQL does not run as root, and there is neither an account postgres nor nobody")
}
