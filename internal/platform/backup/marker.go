package backup

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"sampan/internal/platform/installation"
)

// markerName is the file of the data directory that tells of the last backup.
const markerName = "last-backup.json"

// Marker tells of the last backup that File wrote.
type Marker struct {
	At      time.Time `json:"at"`
	LogSize int64     `json:"log_size"`
	LogRoot []byte    `json:"log_root"`
}

// Last tells of the last backup of an installation; false when none is known.
func Last(dir installation.Directory) (Marker, bool, error) {
	raw, err := os.ReadFile(filepath.Join(string(dir), markerName))
	if errors.Is(err, fs.ErrNotExist) {
		return Marker{}, false, nil
	}
	if err != nil {
		return Marker{}, false, err
	}
	var m Marker
	err = json.Unmarshal(raw, &m)
	return m, err == nil, err
}

func mark(dir installation.Directory, m Manifest) error {
	raw, err := json.Marshal(Marker{m.CreatedAt, m.Log.Size, m.Log.Root})
	if err != nil {
		return err
	}
	name := filepath.Join(string(dir), markerName)
	if err := os.WriteFile(name+".new", raw, 0o600); err != nil {
		return err
	}
	return os.Rename(name+".new", name)
}
