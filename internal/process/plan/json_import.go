package plan

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"unicode/utf8"

	"sampan/internal/fault"
	"sampan/internal/kernel"
)

// ReadJSON reads a document as the text that is to follow on a text with the levels. Whatever else the document says is
// left aside. All faults are told at once by their place in the file.
func ReadJSON(content []byte, levels Levels) (Tree, error) {
	if !utf8.Valid(content) {
		return Tree{}, fault.New(fault.Invalid, "plan.import.not_utf8")
	}
	var d Document
	dec := json.NewDecoder(bytes.NewReader(content))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&d); err != nil {
		return Tree{}, jsonFault(content, err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return Tree{}, fault.New(fault.Invalid, "plan.import.not_readable")
	}
	if d.Format != DocumentFormat {
		return Tree{}, fault.New(fault.Invalid, "plan.import.format", "format", DocumentFormat)
	}
	t := Tree{Levels: levels, Nodes: d.Nodes, Indicators: d.Indicators}
	if len(t.Nodes) > MaxNodes {
		return Tree{}, fault.New(fault.TooLarge, "plan.import.rows", "limit", MaxNodes)
	}
	var faults fault.List
	cleanTree(&t, &faults)
	t.Check(&faults, inFile)
	if len(faults.Fields) > maxFaults {
		faults.Fields = faults.Fields[:maxFaults]
		faults.Add("", "plan.fault.more")
	}
	return t.Arrange(), faults.Err()
}

// jsonFault says at which line a file cannot be read.
func jsonFault(content []byte, err error) error {
	var offset int64
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		offset = syntax.Offset
	case errors.As(err, &kind):
		offset = kind.Offset
	default:
		return fault.Wrap(fault.Invalid, err, "plan.import.not_document")
	}
	at := 1 + bytes.Count(content[:min(offset, int64(len(content)))], []byte("\n"))
	return fault.Wrap(fault.Invalid, err, "plan.import.json", "line", at)
}

// cleanTree lets every text of a tree in by the one door.
func cleanTree(t *Tree, faults *fault.List) {
	for i := range t.Nodes {
		n := &t.Nodes[i]
		n.Text = clean(n.Text, inFile.Node(i, "text"), faults)
		n.Note = clean(n.Note, inFile.Node(i, "note"), faults)
		n.Sources = cleanedSources(n.Sources, inFile.Node(i, "sources"), faults)
		if !validID(n.ID) {
			faults.Add(inFile.Node(i, "id"), "plan.fault.id")
		}
		n.Code = oneLine(n.Code, inFile.Node(i, "code"), faults)
	}
	for i := range t.Indicators {
		in := &t.Indicators[i]
		in.Text = clean(in.Text, inFile.Indicator(i, "text"), faults)
		in.Unit = clean(in.Unit, inFile.Indicator(i, "unit"), faults)
		in.Note = clean(in.Note, inFile.Indicator(i, "note"), faults)
		in.Sources = cleanedSources(in.Sources, inFile.Indicator(i, "sources"), faults)
		if !validID(in.ID) {
			faults.Add(inFile.Indicator(i, "id"), "plan.fault.id")
		}
		in.Code = oneLine(in.Code, inFile.Indicator(i, "code"), faults)
		if in.Baseline != nil {
			in.Baseline.Value = shortest(in.Baseline.Value)
		}
		for k := range in.Targets {
			in.Targets[k].Value = shortest(in.Targets[k].Value)
		}
	}
}

func shortest(value string) string {
	if short, ok := ParseDecimal(value); ok {
		return short
	}
	return value
}

func clean(t kernel.Text, place string, faults *fault.List) kernel.Text {
	out, err := cleanText(t)
	note(err, place, faults)
	return out
}

func cleanedSources(sources []kernel.Source, place string, faults *fault.List) []kernel.Source {
	out, err := cleanSources(sources)
	note(err, place, faults)
	return out
}

func oneLine(s, place string, faults *fault.List) string {
	out, err := cleanSources([]kernel.Source{{Title: s}})
	note(err, place, faults)
	if err != nil {
		return ""
	}
	return out[0].Title
}

// note adds a refusal of the door under its place.
func note(err error, place string, faults *fault.List) {
	if refused, ok := errors.AsType[*fault.Error](err); ok {
		faults.Add(place, refused.Text.Key, refused.Text.Args...)
	}
}
