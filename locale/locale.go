// Package locale carries the message catalogues inside the program: one folder per language, one file per package.
package locale

import "embed"

// Files holds every catalogue as <language>/<package>.json.
//
//go:embed */*.json
var Files embed.FS
