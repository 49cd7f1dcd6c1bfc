package backup

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"
)

// Type is the type of a column.
type Type string

// The types that mean the same on both engines.
const (
	Text    Type = "TEXT"
	Bigint  Type = "BIGINT"
	Boolean Type = "BOOLEAN"
	Bytea   Type = "BYTEA"
)

func (t Type) known() bool { return slices.Contains([]Type{Text, Bigint, Boolean, Bytea}, t) }

var errRow = errors.New("a row is not in the form that its table has")

// appendRow writes the values of a row as one line: a JSON array in its one canonical form.
func appendRow(line []byte, columns []Column, values []any) ([]byte, error) {
	line = append(line, '[')
	for i, c := range columns {
		if i > 0 {
			line = append(line, ',')
		}
		var err error
		if line, err = appendValue(line, c.Type, values[i]); err != nil {
			return nil, fmt.Errorf("column %s: %w", c.Name, err)
		}
	}
	return append(line, ']', '\n'), nil
}

// appendValue writes one value. SQLite keeps truth as 0 or 1, and a text that was given as bytes as bytes, and the other
// way round: the column's type decides.
func appendValue(line []byte, t Type, value any) ([]byte, error) {
	switch v := value.(type) {
	case nil:
		return append(line, "null"...), nil
	case int64:
		switch {
		case t == Bigint:
			return strconv.AppendInt(line, v, 10), nil
		case t == Boolean && (v == 0 || v == 1):
			return strconv.AppendBool(line, v == 1), nil
		}
	case bool:
		if t == Boolean {
			return strconv.AppendBool(line, v), nil
		}
	case string:
		return appendBytes(line, t, []byte(v))
	case []byte:
		return appendBytes(line, t, v)
	}
	return nil, fmt.Errorf("a value of type %T in a column of type %s", value, t)
}

func appendBytes(line []byte, t Type, v []byte) ([]byte, error) {
	switch {
	case t == Bytea:
		line = append(line, '"')
		line = base64.StdEncoding.AppendEncode(line, v)
		return append(line, '"'), nil
	case t != Text:
		return nil, fmt.Errorf("a text in a column of type %s", t)
	case !utf8.Valid(v):
		return nil, errors.New("a text that is not UTF-8")
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(string(v)); err != nil {
		return nil, err
	}
	return append(line, bytes.TrimSuffix(b.Bytes(), []byte("\n"))...), nil
}

// parseRow reads a line. It takes only what appendRow writes, byte for byte.
func parseRow(line []byte, columns []Column) ([]any, error) {
	var cells []json.RawMessage
	if err := json.Unmarshal(line, &cells); err != nil {
		return nil, errRow
	}
	if len(cells) != len(columns) {
		return nil, errRow
	}
	values := make([]any, len(cells))
	for i, cell := range cells {
		v, err := parseValue(cell, columns[i].Type)
		if err != nil {
			return nil, errRow
		}
		values[i] = v
	}
	again, err := appendRow(make([]byte, 0, len(line)), columns, values)
	if err != nil || !bytes.Equal(line, again) {
		return nil, errRow
	}
	return values, nil
}

func parseValue(cell json.RawMessage, t Type) (any, error) {
	if string(cell) == "null" {
		return nil, nil
	}
	switch t {
	case Bigint:
		return strconv.ParseInt(string(cell), 10, 64)
	case Boolean:
		return strconv.ParseBool(string(cell))
	case Text, Bytea:
	}
	var s string
	if err := json.Unmarshal(cell, &s); err != nil {
		return nil, err
	}
	if t == Text {
		return s, nil
	}
	return base64.StdEncoding.Strict().DecodeString(s)
}
