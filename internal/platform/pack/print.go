package pack

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"
)

// lineWidth is how wide an object or a list may be to stand on one line of a file.
const lineWidth = 140

// print writes a value for people: two spaces a level, and what is short on one line.
func (v *value) print(b *bytes.Buffer, depth int) {
	if depth > 0 || v.kind != object {
		var short bytes.Buffer
		v.inline(&short)
		if utf8.RuneCount(short.Bytes())+2*depth <= lineWidth {
			b.Write(short.Bytes())
			return
		}
	}
	margin := "\n" + strings.Repeat("  ", depth)
	switch v.kind {
	case list:
		b.WriteByte('[')
		for i, item := range v.list {
			b.WriteString(comma(i, ",") + margin + "  ")
			item.print(b, depth+1)
		}
		b.WriteString(margin + "]")
	case object:
		b.WriteByte('{')
		for i, key := range v.keys {
			b.WriteString(comma(i, ",") + margin + "  ")
			quote(b, key)
			b.WriteString(": ")
			v.fields[key].print(b, depth+1)
		}
		b.WriteString(margin + "}")
	default:
		v.inline(b)
	}
}

func (v *value) inline(b *bytes.Buffer) {
	switch v.kind {
	case null:
		b.WriteString("null")
	case truth:
		b.WriteString(strconv.FormatBool(v.truth))
	case number:
		b.WriteString(strconv.Itoa(v.number))
	case str:
		quote(b, v.text)
	case list:
		b.WriteByte('[')
		for i, item := range v.list {
			b.WriteString(comma(i, ", "))
			item.inline(b)
		}
		b.WriteByte(']')
	case object:
		b.WriteByte('{')
		for i, key := range v.keys {
			b.WriteString(comma(i, ", "))
			quote(b, key)
			b.WriteString(": ")
			v.fields[key].inline(b)
		}
		b.WriteByte('}')
	}
}

func comma(i int, sep string) string {
	if i == 0 {
		return ""
	}
	return sep
}
