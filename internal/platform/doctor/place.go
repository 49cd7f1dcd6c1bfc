package doctor

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"sampan/internal/platform/backup"
)

// The measures of what is too little or too old.
const (
	littleRoom  = 2 << 30
	noRoom      = 200 << 20
	oldBackup   = 48 * time.Hour
	olderBackup = 14 * 24 * time.Hour
)

// folder looks at the data directory itself.
func (p *patient) folder() {
	info, err := os.Stat(string(p.Dir))
	switch {
	case err != nil || !info.IsDir():
		p.say(Fail, "doctor.folder.missing", "folder", string(p.Dir))
	case info.Mode().Perm()&0o077 != 0:
		p.say(Fail, "doctor.folder.open", "folder", string(p.Dir))
	case !writable(string(p.Dir)):
		p.say(Fail, "doctor.folder.read_only", "folder", string(p.Dir))
	default:
		p.say(OK, "doctor.folder.ok", "folder", string(p.Dir))
	}
}

// writable tries it: permissions alone do not tell of a disk that was mounted for reading.
func writable(folder string) bool {
	f, err := os.CreateTemp(folder, ".doctor-")
	if err != nil {
		return false
	}
	_ = f.Close()
	return os.Remove(f.Name()) == nil
}

// keys looks whether the secret keys are there and nobody else can read them.
func (p *patient) keys() {
	found, open := 0, ""
	err := filepath.WalkDir(p.Dir.Keys(), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || strings.HasSuffix(path, ".pub") {
			return err
		}
		info, err := os.Stat(path)
		if err == nil {
			found++
			if info.Mode().Perm()&0o077 != 0 {
				open = path
			}
		}
		return err
	})
	switch {
	case err != nil || found == 0:
		p.say(Fail, "doctor.keys.missing", "folder", p.Dir.Keys())
	case open != "":
		p.say(Fail, "doctor.keys.open", "file", open)
	default:
		p.say(OK, "doctor.keys.ok", "count", found)
	}
}

func (p *patient) disk() {
	free, known := backup.Free(string(p.Dir))
	args := []any{"megabytes", free / 1_000_000}
	switch {
	case !known:
		p.say(Warn, "doctor.disk.unknown")
	case free < noRoom:
		p.say(Fail, "doctor.disk.full", args...)
	case free < littleRoom:
		p.say(Warn, "doctor.disk.little", args...)
	default:
		p.say(OK, "doctor.disk.ok", args...)
	}
}

// backups looks when the last backup was made.
func (p *patient) backups() {
	last, known, err := backup.Last(p.Dir)
	if err != nil || !known {
		p.say(Warn, "doctor.backup.none")
		return
	}
	age := p.Clock.Now().Sub(last.At)
	args := []any{"count", int(age / (24 * time.Hour))}
	switch {
	case age > olderBackup:
		p.say(Fail, "doctor.backup.old", args...)
	case age > oldBackup:
		p.say(Warn, "doctor.backup.old", args...)
	default:
		p.say(OK, "doctor.backup.ok", "hours", int(age/time.Hour))
	}
}

// pdf looks whether the program that makes PDF files can be started; there need be none.
func (p *patient) pdf() {
	if p.Chromium == "" {
		p.say(OK, "doctor.pdf.none")
		return
	}
	if path, err := exec.LookPath(p.Chromium); !p.ok(err == nil, "doctor.pdf.ok", "file", path) {
		p.say(Fail, "doctor.pdf.missing", "file", p.Chromium)
	}
}
