package instrument

import (
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"sampan/internal/fault"
	"sampan/internal/kernel"
	"sampan/internal/platform/blob"
	"sampan/internal/platform/i18n"
)

// FileLimit is the largest text that is taken, in bytes.
const FileLimit = 20 << 20

// FileWhat is what a text is worth.
type FileWhat string

// What a text can be.
const (
	Authentic FileWhat = "authentic" // the text that was signed or adopted
	Copy      FileWhat = "copy"      // a copy that was found somewhere
	Rendering FileWhat = "rendering" // a translation
)

// FileWhats are all of them, in the order of forms.
var FileWhats = []FileWhat{Authentic, Copy, Rendering}

// File is a text of an instrument in one language.
type File struct {
	ID           kernel.ID   `json:"id"`
	Lang         kernel.Lang `json:"lang"`
	What         FileWhat    `json:"what"`
	Note         string      `json:"note,omitempty"`
	blob.Info                // hash, size and media type
	Added        time.Time   `json:"added"`
	SupersededBy kernel.ID   `json:"superseded_by,omitempty"`
	Superseded   time.Time   `json:"superseded,omitzero"`
	Why          string      `json:"why,omitempty"` // of the supersession
}

// Stands says that no other file has taken its place.
func (f File) Stands() bool { return f.SupersededBy == "" }

// Name is what a reader's machine calls the file: the instrument, the language and the ending of its media type. Names
// that senders give are never kept.
func (f File) Name(slug string) string {
	return slug + "-" + strings.ToLower(string(f.Lang)) + map[string]string{blob.PDF: ".pdf", blob.DOCX: ".docx", blob.ODT: ".odt", blob.Plain: ".txt"}[f.MediaType]
}

// NewFile is what is said of a text that is put on record.
type NewFile struct {
	Lang     kernel.Lang
	What     FileWhat
	Note     string
	Replaces kernel.ID // the file whose place it takes; "" for a further one
	Why      string    // it takes that place
}

func (n NewFile) check(files []File) error {
	var faults fault.List
	if !i18n.Known(n.Lang) {
		faults.Add("lang", "record.language")
	}
	if !slices.Contains(FileWhats, n.What) {
		faults.Add("what", "instrument.fault.file_what")
	}
	if len([]rune(n.Note)) > 1000 {
		faults.Add("note", "record.long", "most", 1000)
	}
	if n.Replaces != "" {
		if !slices.ContainsFunc(files, func(f File) bool { return f.ID == n.Replaces && f.Stands() }) {
			faults.Add("replaces", "instrument.fault.replaces")
		}
		if n.Why == "" {
			faults.Add("why", "instrument.fault.replaces_why")
		}
	}
	return faults.Err()
}

// ParseHash reads a SHA-256 as people paste it: in either case, with spaces, colons or a name before or behind it.
func ParseHash(s string) (string, bool) {
	joined := strings.NewReplacer(" ", "", ":", "", "\n", "", "\t", "").Replace(strings.ToLower(s))
	joined = strings.TrimPrefix(strings.TrimPrefix(joined, "sha256"), "=")
	for _, candidate := range append([]string{joined}, strings.Fields(strings.ToLower(s))...) {
		if _, err := hex.DecodeString(candidate); err == nil && len(candidate) == 64 {
			return candidate, true
		}
	}
	return "", false
}
