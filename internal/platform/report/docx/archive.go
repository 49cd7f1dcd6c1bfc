package docx

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"

	"sampan/internal/fault"
)

// The limits of a file. A plan of 400 nodes with every node changed stays below a tenth of each.
const (
	MaxFile     = 32 << 20 // bytes of the file
	maxUnpacked = 96 << 20 // bytes of all parts together
	maxXML      = 48 << 20 // bytes of one part that is parsed
	maxParts    = 2000
	maxRatio    = 300     // unpacked to packed, of a part over ratioFrom
	ratioFrom   = 1 << 20 // below which a good ratio does no harm
)

// archive is a docx file taken apart: its parts by name, in the order of the file.
type archive struct {
	names []string
	parts map[string][]byte
}

// openArchive unpacks a file after looking at what it is. What the directory of a zip file says of sizes need not be
// true, so the bytes are counted as they come.
func openArchive(content []byte) (*archive, error) {
	if len(content) > MaxFile {
		return nil, fault.New(fault.TooLarge, "docx.fault.too_large")
	}
	if err := refuseCompound(content); err != nil {
		return nil, err
	}
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "docx.fault.format")
	}
	if len(z.File) > maxParts {
		return nil, fault.New(fault.TooLarge, "docx.fault.too_large")
	}
	a := &archive{parts: make(map[string][]byte, len(z.File))}
	seen, left := map[string]bool{}, int64(maxUnpacked)
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, "/") && f.UncompressedSize64 == 0 {
			continue // a folder
		}
		if err := checkEntry(f, seen); err != nil {
			return nil, err
		}
		part, err := unpack(f, left)
		if err != nil {
			return nil, err
		}
		left -= int64(len(part))
		a.names = append(a.names, f.Name)
		a.parts[f.Name] = part
	}
	return a, nil
}

// compound is the head of an OLE compound file: a document of Word 97, or an encrypted one of today.
var compound = []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")

func refuseCompound(content []byte) error {
	if !bytes.HasPrefix(content, compound) {
		return nil
	}
	if bytes.Contains(content, wide("EncryptedPackage")) {
		return fault.New(fault.Invalid, "docx.fault.encrypted")
	}
	return fault.New(fault.Invalid, "docx.fault.old_format")
}

// wide is a name of plain letters as a compound file writes it: UTF-16, low byte first.
func wide(s string) []byte {
	b := make([]byte, 0, 2*len(s))
	for i := range len(s) {
		b = append(b, s[i], 0)
	}
	return b
}

// checkEntry refuses an entry by its name and head. Names of parts are compared without regard to case (ECMA-376 part 2,
// 6.3.5), so two that differ in case alone are one name twice.
func checkEntry(f *zip.File, seen map[string]bool) error {
	name := strings.ToLower(f.Name)
	switch {
	case f.Flags&1 != 0:
		return fault.New(fault.Invalid, "docx.fault.encrypted")
	case !goodName(f.Name):
		return fault.New(fault.Invalid, "docx.fault.path")
	case seen[name]:
		return fault.New(fault.Invalid, "docx.fault.duplicate")
	case f.Method != zip.Store && f.Method != zip.Deflate:
		return fault.New(fault.Invalid, "docx.fault.format")
	case strings.Contains(name, "vbaproject") || strings.HasSuffix(name, "vbadata.xml"):
		return fault.New(fault.Invalid, "docx.fault.macro")
	case strings.Contains(name, "/embeddings/") || strings.Contains(name, "/activex/") || strings.Contains(name, "oleobject"):
		return fault.New(fault.Invalid, "docx.fault.embedded")
	}
	seen[name] = true
	return nil
}

// goodName says that a part's name stays inside the file, whoever unpacks it.
func goodName(name string) bool {
	if name == "" || strings.ContainsAny(name, "\\:\x00") {
		return false
	}
	for piece := range strings.SplitSeq(name, "/") {
		if piece == "" || piece == "." || piece == ".." {
			return false
		}
	}
	return true
}

func unpack(f *zip.File, left int64) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "docx.fault.format")
	}
	defer func() { _ = r.Close() }()
	limit := left
	if packed := min(f.CompressedSize64, MaxFile); f.Method == zip.Deflate {
		limit = min(limit, max(ratioFrom, int64(packed)*maxRatio))
	}
	var b bytes.Buffer
	_, err = io.Copy(&b, io.LimitReader(r, limit+1))
	if int64(b.Len()) > limit {
		return nil, fault.New(fault.TooLarge, "docx.fault.bomb")
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fault.Wrap(fault.Invalid, err, "docx.fault.format")
	}
	return b.Bytes(), nil
}
