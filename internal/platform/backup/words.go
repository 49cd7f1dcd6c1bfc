package backup

import (
	"fmt"
	"io"
	"time"

	"sampan/internal/platform/i18n"
)

// Done is what was done with a backup, for Tell.
type Done string

// The three things that are done with a backup.
const (
	Written  Done = "backup.told.written"
	Verified Done = "backup.told.verified"
	Restored Done = "backup.told.restored"
)

// Tell says to a person what was done, with which file or into which folder, and what the backup holds.
func Tell(w io.Writer, l *i18n.Locale, what Done, where string, m Manifest) error {
	lines := []string{
		l.T(string(what), "where", where),
		l.T("backup.told.from", "address", m.PublicAddress, "at", m.CreatedAt.Format(time.RFC3339), "program", m.Program),
		l.T("backup.told.rows", "rows", m.Rows(), "tables", len(m.Tables)),
		l.T("backup.told.files", "files", m.Blobs.Count, "size", l.Bytes(m.Blobs.Bytes)),
		l.T("backup.told.log", "count", m.Log.Size, "root", fmt.Sprintf("%x", m.Log.Root)),
	}
	if what == Written {
		lines = append(lines, l.T("backup.told.safe"))
	}
	if what == Restored {
		lines = append(lines, l.T("backup.told.next"))
	}
	for _, line := range lines {
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	return nil
}
