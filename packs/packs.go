// Package packs carries the process packs that come with the program, so that one binary is all that is needed:
// commit, the COMMIT Process with public facts, and example, an invented process of six members. docs/process-pack.md
// describes the format; package pack reads it.
package packs

import (
	"embed"
	"io/fs"
	"os"
	"slices"
	"strings"

	"sampan/internal/fault"
)

//go:embed commit example
var carried embed.FS

// Names are the packs that the program carries.
var Names = []string{"commit", "example"}

// Open finds a pack: one that the program carries, by its name, or else the directory of that path. Nothing outside the
// directory can be read through it.
func Open(name string) (fsys fs.FS, err error) {
	defer fault.In(&err, "packs.Open")
	if slices.Contains(Names, name) {
		return fs.Sub(carried, name)
	}
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, fault.Wrap(fault.NotFound, err, "pack.not_found", "name", name, "names", strings.Join(Names, ", "))
	}
	return root.FS(), nil
}
