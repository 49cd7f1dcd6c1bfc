// Package db opens the one database of an installation, SQLite or PostgreSQL, and runs transactions on it.
//
// Enter with Open, then Read and Write. A Write that meets a serialisation failure or a busy database is run again, so
// its function must have no effect outside the transaction. Queries are written by hand with $1 placeholders and mean the
// same on both engines: columns are TEXT, BIGINT, BOOLEAN and BYTEA/BLOB only, instants are microseconds since 1970 UTC.
package db
