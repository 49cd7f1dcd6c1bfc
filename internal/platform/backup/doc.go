// Package backup copies a whole installation into one file while it runs, and makes an installation out of such a file.
//
// Enter with File and Restore; Verify checks a file without restoring it. A backup is a tar archive, compressed with
// gzip, that any tar can list and unpack:
//
//	tables/<table>/<part>.ndjson   rows, a JSON array a line, as they were at one instant
//	blobs/<sha256>                 the files that people brought
//	keys/<name>                    the keys of the installation: whoever has the backup has them
//	manifest.json                  last: what the rest must be, with a hash of everything
//
// The end of the file is a gzip member of nothing whose comment is the SHA-256 of all bytes before it, so that a change
// or cut anywhere is found. The rows mean the same on SQLite and PostgreSQL, and a backup of either restores into either.
//
// Restore works in a folder and a transaction that nobody sees, checks counts, hashes and the log, and takes away what
// it made when anything is wrong. Jobs come back as they were: what was done is not done again, and what was waiting at
// the time of the backup still waits. Sessions do not come back, so that none that was ended revives: people sign in.
package backup
