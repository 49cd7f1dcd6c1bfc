package backup

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"time"

	"sampan/internal/fault"
	"sampan/internal/platform/db"
)

// Format is the version of the archive's form. A program reads its own and refuses newer ones.
const Format = 1

// Manifest says what a backup holds, so that reading it alone tells whether this program can restore it, and how much is
// to be checked. Sizes are in bytes, hashes SHA-256 in hexadecimal.
type Manifest struct {
	Format        int       `json:"format"`
	Program       string    `json:"program"` // version of the program that wrote it
	Schema        int64     `json:"schema"`  // last migration of the database
	Engine        db.Engine `json:"engine"`
	CreatedAt     time.Time `json:"created_at"`
	PublicAddress string    `json:"public_address"`
	NodeID        string    `json:"node_id"`
	LogOrigin     string    `json:"log_origin"`
	Log           Log       `json:"log"`
	Tables        []Table   `json:"tables"`
	Blobs         Blobs     `json:"blobs"`
	Keys          []Key     `json:"keys"`
}

// Log is the head of the installation's log at the time of the backup.
type Log struct {
	Size int64  `json:"size"`
	Root []byte `json:"root"`
}

// Table is a table with its columns and a hash over the lines of all its parts.
type Table struct {
	Name    string   `json:"name"`
	Columns []Column `json:"columns"`
	Rows    int64    `json:"rows"`
	Parts   int64    `json:"parts"`
	Bytes   int64    `json:"bytes"`
	SHA256  string   `json:"sha256"`
}

// Column is a column of one of the four types that both engines share.
type Column struct {
	Name string `json:"name"`
	Type Type   `json:"type"`
}

// Blobs counts the files; SHA256 is taken over their names, each on a line, in order. A file's name is its own hash.
type Blobs struct {
	Count  int64  `json:"count"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Key is a file of the keys folder.
type Key struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Rows is the number of rows of all tables.
func (m Manifest) Rows() (n int64) {
	for _, t := range m.Tables {
		n += t.Rows
	}
	return n
}

func (m Manifest) table(name string) (Table, bool) {
	for _, t := range m.Tables {
		if t.Name == name {
			return t, true
		}
	}
	return Table{}, false
}

func (m Manifest) encode() ([]byte, error) {
	raw, err := json.MarshalIndent(m, "", "  ")
	return append(raw, '\n'), err
}

// parseManifest reads a manifest and refuses one of a newer form, or of a schema newer than this program's, by its
// version alone, since it cannot know what else such a manifest says.
func parseManifest(raw []byte) (Manifest, error) {
	var says struct {
		Format  int    `json:"format"`
		Program string `json:"program"`
		Schema  int64  `json:"schema"`
	}
	if err := json.Unmarshal(raw, &says); err != nil {
		return Manifest{}, damaged(manifestName, err)
	}
	newest, err := db.Newest()
	if err != nil {
		return Manifest{}, err
	}
	if says.Format > Format || says.Schema > newest {
		return Manifest{}, fault.New(fault.Invalid, "backup.newer", "program", says.Program, "schema", says.Schema, "newest", newest)
	}
	var m Manifest
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&m); err != nil {
		return Manifest{}, damaged(manifestName, err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return Manifest{}, damaged(manifestName, errors.New("there is something after the manifest"))
	}
	return m, m.check()
}

// check refuses what no writer of this program writes.
func (m Manifest) check() error {
	if m.Format != Format || m.Schema <= 0 || m.Log.Size < 0 || len(m.Log.Root) != 32 || m.NodeID == "" {
		return damaged(manifestName, errors.New("a head field is out of range"))
	}
	seen := map[string]bool{}
	for _, t := range m.Tables {
		if !tableName.MatchString(t.Name) || seen[t.Name] || len(t.Columns) == 0 || len(t.Columns) > maxColumns {
			return damaged(manifestName, errors.New("a table is not named as tables are"))
		}
		seen[t.Name] = true
		columns := map[string]bool{}
		for _, c := range t.Columns {
			if !tableName.MatchString(c.Name) || columns[c.Name] || !c.Type.known() {
				return damaged(manifestName, errors.New("a column is not as columns are"))
			}
			columns[c.Name] = true
		}
	}
	return nil
}

// damaged is the fault of an archive that is not what its writer wrote; part says where.
func damaged(part string, cause error) error {
	return fault.Wrap(fault.Invalid, cause, "backup.damaged", "part", part)
}
