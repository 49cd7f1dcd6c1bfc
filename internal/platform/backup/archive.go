package backup

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"time"
)

const manifestName = "manifest.json"

// archive writes the parts of a backup one after the other.
type archive struct {
	out io.Writer
	sum hash.Hash // of all that went out
	gz  *gzip.Writer
	tar *tar.Writer
	at  time.Time
}

func newArchive(w io.Writer, at time.Time) (*archive, error) {
	sum := sha256.New()
	gz, err := gzip.NewWriterLevel(io.MultiWriter(w, sum), gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	return &archive{out: w, sum: sum, gz: gz, tar: tar.NewWriter(gz), at: at.Truncate(time.Second)}, nil
}

// add writes a part of just size bytes.
func (a *archive) add(name string, size int64, r io.Reader) error {
	err := a.tar.WriteHeader(&tar.Header{
		Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: a.at, Format: tar.FormatUSTAR,
	})
	if err != nil {
		return err
	}
	n, err := io.Copy(a.tar, r)
	if err == nil && n != size {
		err = fmt.Errorf("%s has %d bytes, not %d", name, n, size)
	}
	return err
}

// close ends the archive with the hash of all before.
func (a *archive) close() error {
	if err := errors.Join(a.tar.Close(), a.gz.Close()); err != nil {
		return err
	}
	_, err := a.out.Write(trailer(a.sum))
	return err
}

// trailerSize is the length of every trailer.
const trailerSize = 92

// trailer is a whole gzip member (RFC 1952) of nothing, with the hash as its comment. Programs that unpack gzip take it
// for what it is.
func trailer(sum hash.Hash) []byte {
	var b bytes.Buffer
	b.Write(trailerHead)
	b.WriteString(hex.EncodeToString(sum.Sum(nil)))
	b.Write(trailerTail)
	return b.Bytes()
}

var (
	trailerHead = []byte("\x1f\x8b\x08\x10\x00\x00\x00\x00\x00\xffsha256:")        // FCOMMENT; no time; system unknown
	trailerTail = []byte("\x00" + "\x03\x00" + "\x00\x00\x00\x00\x00\x00\x00\x00") // end of comment; an empty block; CRC and length of nothing
)

// entry is a part as it is read.
type entry struct {
	io.Reader

	name string
	size int64
}

// errCut is for a file that does not end as a backup does.
var errCut = errors.New("the end of the file is not that of a backup")

// scan reads an archive from end to end, hands out its parts in their order, and fails unless every byte is as it was
// written.
func scan(file io.ReaderAt, size int64, each func(e entry) error) error {
	body := size - trailerSize
	end := make([]byte, trailerSize)
	if body <= 0 {
		return errCut
	}
	if _, err := file.ReadAt(end, body); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if !bytes.HasPrefix(end, trailerHead) || !bytes.HasSuffix(end, trailerTail) {
		return errCut
	}
	sum := sha256.New()
	raw := io.TeeReader(io.NewSectionReader(file, 0, body), sum)
	if err := parts(raw, each); err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, raw); err != nil {
		return err
	}
	if !bytes.Equal(end, trailer(sum)) {
		return damaged("", errors.New("the bytes of the file are not those that were written"))
	}
	return nil
}

func parts(raw io.Reader, each func(e entry) error) error {
	gz, err := gzip.NewReader(raw)
	if err != nil {
		return damaged("", err)
	}
	gz.Multistream(false)
	files := tar.NewReader(gz)
	for {
		h, err := files.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return damaged("", err)
		}
		if h.Typeflag != tar.TypeReg || len(h.PAXRecords) > 0 || h.Size < 0 {
			return damaged("", errors.New("a part is no plain file"))
		}
		if err := each(entry{reading{files, h.Name}, h.Name, h.Size}); err != nil {
			return err
		}
	}
}

// reading tells an error of the archive itself from one of whoever takes what is read.
type reading struct {
	from io.Reader
	name string
}

// Read implements io.Reader.
func (r reading) Read(p []byte) (int, error) {
	n, err := r.from.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = damaged(r.name, err)
	}
	return n, err
}
