package installation

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Directory is the data directory. The database is in it unless it is PostgreSQL.
type Directory string

// Database is the path of the SQLite file.
func (d Directory) Database() string { return filepath.Join(string(d), "sampan.db") }

// Keys is the folder of the keys, each a file that only the program's user can read.
func (d Directory) Keys() string { return filepath.Join(string(d), "keys") }

// Blobs is the folder of the files that people brought.
func (d Directory) Blobs() string { return filepath.Join(string(d), "blobs") }

// Outbox is where letters go when no mail server is configured.
func (d Directory) Outbox() string { return filepath.Join(string(d), "outbox") }

// Founded says that there is a database in the directory.
func (d Directory) Founded() bool {
	_, err := os.Stat(d.Database())
	return err == nil
}

// Make makes the directory and its folders, for the program's user alone.
func (d Directory) Make() error {
	for _, dir := range []string{string(d), d.Keys(), d.Blobs()} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return fmt.Errorf("the data directory cannot be made: %w", err)
		}
	}
	return nil
}

// Hold takes the directory for one process, so that two programs do not write one SQLite file's folder, and gives what
// lets go of it. The hold ends with the process however it ends.
func (d Directory) Hold() (release func() error, err error) {
	f, err := os.OpenFile(filepath.Join(string(d), "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := lock(f); err != nil {
		return nil, errors.Join(fmt.Errorf("another sampan is running on %s; stop it first, or use another --data", d), f.Close())
	}
	return f.Close, nil
}
