package blob

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"strings"
	"unicode/utf8"
)

// The media types that Detect knows.
const (
	PDF   = "application/pdf"
	DOCX  = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	XLSX  = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	ODT   = "application/vnd.oasis.opendocument.text"
	Plain = "text/plain; charset=utf-8"
	PNG   = "image/png"
	JPEG  = "image/jpeg"
)

// Documents are the media types of texts that people write and sign.
var Documents = []string{PDF, DOCX, ODT, Plain}

// Detect says by its bytes what a file is: one of the media types above, or "" for anything else. Office documents that
// carry macros are nothing known.
func Detect(r io.ReaderAt, size int64) (string, error) {
	head := make([]byte, min(size, 3072))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return "", err
	}
	switch {
	case bytes.HasPrefix(head, []byte("%PDF-")):
		return PDF, nil
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return office(r, size), nil
	}
	switch kind := http.DetectContentType(head); kind {
	case PNG, JPEG:
		return kind, nil
	case Plain:
		if plain(head, size > int64(len(head))) {
			return Plain, nil
		}
	}
	return "", nil
}

// plain says that head is UTF-8 without control characters; when there is more, its last character may be cut.
func plain(head []byte, more bool) bool {
	if more {
		for cut := 0; cut < utf8.UTFMax && len(head) > 0 && !utf8.Valid(head); cut++ {
			head = head[:len(head)-1]
		}
	}
	return utf8.Valid(head) && !bytes.ContainsFunc(head, func(r rune) bool { return r < ' ' && r != '\n' && r != '\r' && r != '\t' })
}

// office looks into a zip for what makes it a document of an office program.
func office(r io.ReaderAt, size int64) string {
	z, err := zip.NewReader(r, size)
	if err != nil || len(z.File) > 10000 {
		return ""
	}
	found := ""
	for i, f := range z.File {
		name := strings.ToLower(f.Name)
		switch {
		case strings.HasSuffix(name, "vbaproject.bin") || strings.Contains(name, "basic/"):
			return ""
		case name == "word/document.xml":
			found = DOCX
		case name == "xl/workbook.xml":
			found = XLSX
		case i == 0 && name == "mimetype" && content(f) == ODT:
			found = ODT
		}
	}
	return found
}

func content(f *zip.File) string {
	r, err := f.Open()
	if err != nil {
		return ""
	}
	defer func() { _ = r.Close() }()
	b, _ := io.ReadAll(io.LimitReader(r, 200))
	return string(b)
}
