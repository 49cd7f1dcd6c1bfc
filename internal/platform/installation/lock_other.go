//go:build !unix

package installation

import "os"

// lock does nothing where the system has no flock; SQLite's own locks still guard the file.
func lock(*os.File) error { return nil }
