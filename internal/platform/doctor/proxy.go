package doctor

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"sampan/internal/platform/installation"
)

// forwardedName is the file of the data directory that tells of the requests of the last start.
const forwardedName = "forwarded.json"

// Forwarded tells how requests came since the server was started last: how many, and nothing of anybody.
type Forwarded struct {
	BehindProxy bool  `json:"behind_proxy"` // the server was told that a proxy stands before it
	With        int64 `json:"with"`         // requests that carried X-Forwarded-For
	Without     int64 `json:"without"`
}

// Remember keeps it for the next Run.
func (f Forwarded) Remember(dir installation.Directory) error {
	raw, err := json.Marshal(f)
	if err != nil {
		return err
	}
	name := filepath.Join(string(dir), forwardedName)
	if err := os.WriteFile(name+".new", raw, 0o600); err != nil {
		return err
	}
	return os.Rename(name+".new", name)
}

func recalled(dir installation.Directory) (f Forwarded, known bool, err error) {
	raw, err := os.ReadFile(filepath.Join(string(dir), forwardedName))
	if errors.Is(err, fs.ErrNotExist) {
		return f, false, nil
	}
	if err != nil {
		return f, false, err
	}
	err = json.Unmarshal(raw, &f)
	return f, err == nil, err
}

// proxy looks whether the server knows of the proxy before it. The program speaks no TLS: an https address means a proxy
// even before the first request has come. Single requests prove nothing, since anybody can send the header.
func (p *patient) proxy() {
	seen, known, err := recalled(p.Dir)
	if err != nil {
		p.broken("doctor.proxy.unreadable", err)
		return
	}
	behind := p.BehindProxy
	if known {
		behind = seen.BehindProxy
	}
	args := []any{"with", seen.With, "without", seen.Without}
	switch {
	case !behind && seen.With > seen.Without:
		p.say(Warn, "doctor.proxy.untold", args...)
	case !behind && p.id.Secure() && !p.id.Demo:
		p.say(Warn, "doctor.proxy.https")
	case behind && seen.Without > seen.With:
		p.say(Warn, "doctor.proxy.missing", args...)
	case behind:
		p.say(OK, "doctor.proxy.ok")
	}
}
