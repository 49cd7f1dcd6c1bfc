package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// The ways in which a workbook is refused.
var (
	ErrMacro    = errors.New("sheet: the workbook holds macros")
	ErrTooLarge = errors.New("sheet: the workbook unpacks to more than is allowed")
	ErrRows     = errors.New("sheet: the workbook has more rows than is allowed")
	ErrFormat   = errors.New("sheet: this is not an Excel workbook (.xlsx)")
)

// Limits of a workbook.
type Limits struct {
	Unpacked int64 // bytes of all parts together
	Rows     int   // of one sheet
	Columns  int
}

// The limits of the archive that need no choice: a workbook of 20,000 full rows stays far below.
const (
	maxParts    = 500
	maxElements = 4_000_000
)

// Book is an open workbook. Close it when done.
type Book struct {
	file   *excelize.File
	limits Limits
}

// Open reads a workbook after looking at its archive.
func Open(content []byte, limits Limits) (b *Book, err error) {
	if err := inspect(content, limits); err != nil {
		return nil, err
	}
	defer refusePanic(&err)
	f, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: limits.Unpacked, UnzipXMLSizeLimit: limits.Unpacked,
	})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	return &Book{f, limits}, nil
}

// Close frees what the workbook holds.
func (b *Book) Close() error { return b.file.Close() }

// Sheets lists the names of the sheets in their order.
func (b *Book) Sheets() []string { return b.file.GetSheetList() }

// Find is the sheet with the name, however it is written: "framework" for "Framework".
func (b *Book) Find(name string) (string, bool) {
	for _, s := range b.Sheets() {
		if strings.EqualFold(strings.TrimSpace(s), name) {
			return s, true
		}
	}
	return "", false
}

// Rows gives the rows of a sheet in turn, numbered from 1, without the empty ones.
func (b *Book) Rows(sheet string, each func(number int, cells []string) error) (err error) {
	defer refusePanic(&err)
	rows, err := b.file.Rows(sheet)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrFormat, err)
	}
	defer func() { _ = rows.Close() }()
	for number := 1; rows.Next(); number++ {
		cells, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return fmt.Errorf("%w: %w", ErrFormat, err)
		}
		if blank(cells) {
			continue
		}
		if number > b.limits.Rows || len(cells) > b.limits.Columns {
			return ErrRows
		}
		if err := each(number, cells); err != nil {
			return err
		}
	}
	if err := rows.Error(); err != nil {
		return fmt.Errorf("%w: %w", ErrFormat, err)
	}
	return nil
}

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// refusePanic turns a panic of the reader on a broken file into a refusal of the file.
func refusePanic(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("%w: the reader gave up: %v", ErrFormat, p)
	}
}

// Cell names a cell as people do: row 14 of column 2 (from 0) is "C14".
func Cell(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column+1, row)
	if err != nil {
		return "?"
	}
	return name
}

// inspect reads the archive's directory and unpacks every part once, counting, before anything is parsed: what the
// directory says of sizes need not be true.
func inspect(content []byte, limits Limits) error {
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrFormat, err)
	}
	if len(archive.File) > maxParts {
		return ErrTooLarge
	}
	var declared uint64
	workbook := false
	for _, part := range archive.File {
		declared += part.UncompressedSize64
		if strings.HasSuffix(strings.ToLower(part.Name), "vbaproject.bin") {
			return ErrMacro
		}
		workbook = workbook || strings.EqualFold(part.Name, "[Content_Types].xml")
	}
	if declared > uint64(limits.Unpacked) { //nolint:gosec // limits are positive
		return ErrTooLarge
	}
	if !workbook {
		return ErrFormat
	}
	c := counter{left: limits.Unpacked, elements: maxElements}
	for _, part := range archive.File {
		if err := c.part(part, limits.Rows); err != nil {
			return err
		}
	}
	return nil
}

// counter counts what all parts together unpack to.
type counter struct {
	left     int64
	elements int
}

func (c *counter) part(part *zip.File, rows int) error {
	r, err := part.Open()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrFormat, err)
	}
	defer func() { _ = r.Close() }()
	sheet := strings.HasPrefix(strings.ToLower(part.Name), "xl/worksheets/")
	types := strings.EqualFold(part.Name, "[Content_Types].xml")
	buf, kept, seen := make([]byte, 64<<10), 0, 0
	for {
		n, err := r.Read(buf[kept:])
		if c.left -= int64(n); c.left < 0 {
			return ErrTooLarge
		}
		chunk := buf[:kept+n]
		if c.elements -= bytes.Count(buf[kept:kept+n], []byte("<")); c.elements < 0 {
			return ErrTooLarge
		}
		if types && bytes.Contains(bytes.ToLower(chunk), []byte("macroenabled")) {
			return ErrMacro
		}
		if sheet {
			if seen += countRows(chunk); seen > rows {
				return ErrRows
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%w: %w", ErrFormat, err)
		}
		kept = 0
		if tail := min(len(chunk), 15); sheet || types { // a name cut by the end of the buffer is looked at again
			kept = keepTail(buf, chunk, tail)
		}
	}
}

// keepTail moves the end of the chunk to the start of the buffer, from its last "<" on, and says how much that is.
func keepTail(buf, chunk []byte, most int) int {
	tail := chunk[len(chunk)-most:]
	at := bytes.LastIndexByte(tail, '<')
	if at < 0 || bytes.IndexByte(tail[at:], ' ') >= 0 || bytes.IndexByte(tail[at:], '>') >= 0 {
		return 0
	}
	return copy(buf, tail[at:])
}

func countRows(chunk []byte) int {
	return bytes.Count(chunk, []byte("<row ")) + bytes.Count(chunk, []byte("<row>")) + bytes.Count(chunk, []byte("<row/"))
}
