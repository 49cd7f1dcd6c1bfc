package sheet

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
)

// ErrCell is for a text that is longer than a cell can hold.
var ErrCell = errors.New("sheet: a text is longer than a cell can hold")

// maxCell is what a cell can hold, in UTF-16 units.
const maxCell = 32767

// Sheet is one sheet to write. The first row is its head.
type Sheet struct {
	Name   string
	Widths []float64       // of the columns, in characters
	Hidden []int           // columns that Excel does not show, from 0: they are for the program
	Rows   iter.Seq[[]any] // cells: string, int, float64, bool; nil is empty
}

// Write streams a workbook of the sheets, in their order, taking each row once. ErrCell when a text is too long for Excel.
func Write(w io.Writer, sheets ...Sheet) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	style, err := stylesOf(f)
	if err != nil {
		return err
	}
	for i, s := range sheets {
		if i == 0 {
			err = f.SetSheetName("Sheet1", s.Name)
		} else {
			_, err = f.NewSheet(s.Name)
		}
		if err != nil {
			return err
		}
		if err := style.write(f, s); err != nil {
			return err
		}
	}
	return f.Write(w)
}

// styles are the two kinds of cells: the head, and text, which Excel then leaves as it was typed.
type styles struct{ head, text int }

func stylesOf(f *excelize.File) (styles, error) {
	head, err := f.NewStyle(&excelize.Style{
		Font: &excelize.Font{Bold: true}, NumFmt: 49, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"},
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8E1D1"}},
	})
	if err != nil {
		return styles{}, err
	}
	text, err := f.NewStyle(&excelize.Style{NumFmt: 49, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	return styles{head, text}, err
}

func (st styles) write(f *excelize.File, s Sheet) error {
	stream, err := f.NewStreamWriter(s.Name)
	if err != nil {
		return err
	}
	for i, width := range s.Widths {
		if err := stream.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	for _, column := range s.Hidden {
		if err := stream.SetColVisible(column+1, column+1, false); err != nil {
			return err
		}
	}
	if err := stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	number := 0
	for row := range s.Rows {
		number++
		cells, err := st.cells(row, number == 1)
		if err != nil {
			return fmt.Errorf("sheet %s, row %d: %w", s.Name, number, err)
		}
		if err := stream.SetRow(Cell(0, number), cells); err != nil {
			return err
		}
	}
	return stream.Flush()
}

func (st styles) cells(row []any, head bool) ([]any, error) {
	cells := make([]any, len(row))
	for i, value := range row {
		text, isText := value.(string)
		switch {
		case isText && len(text) > maxCell && len(utf16.Encode([]rune(text))) > maxCell:
			return nil, ErrCell
		case isText && text == "":
			cells[i] = nil
		case head:
			cells[i] = excelize.Cell{StyleID: st.head, Value: value}
		case isText:
			cells[i] = excelize.Cell{StyleID: st.text, Value: value}
		default:
			cells[i] = value
		}
	}
	return cells, nil
}
