// Package app is the only wiring: it opens the database, builds the features over the platform, mounts their pages and
// operations, starts the jobs, and carries the commands that cmd/sampan parses.
//
// Enter with Init for a new installation, Open for one that is there, then Serve.
package app
