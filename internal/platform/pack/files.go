package pack

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"

	"sampan/internal/kernel"
)

// section is a list of records in a file: the file, the key of the list there, and the records.
type section struct {
	file, key string
	records   any  // a slice
	needed    bool // the file has the list even where it is empty
}

// sections are the lists of a pack, in the order of the files.
func (p *Pack) sections() []section {
	return []section{
		{"sources.json", "sources", p.Sources, true},
		{"members.json", "members", p.Members, true},
		{"bodies.json", "bodies", p.Bodies, false},
		{"seats.json", "seats", p.Seats, p.Seats != nil},
		{"secretariat.json", "secretariat", p.Secretariat, false},
		{"chairs.json", "chairs", p.Chairs, false},
		{"partners.json", "partners", p.Partners, false},
		{"meetings.json", "meetings", p.Meetings, len(p.Gaps) > 0},
		{"meetings.json", "gaps", p.Gaps, false},
		{"instruments.json", "instruments", p.Instruments, len(p.Files) > 0},
		{"instruments.json", "files", p.Files, false},
		{"audiences.json", "audiences", p.Audiences, false},
		{"withdrawn.json", "withdrawn", p.Withdrawals, false},
	}
}

// Write gives the JSON files of the pack by their names, each with the same bytes however often it is written. Every source
// that a record names has to be in Sources; see Cite. The files of instruments are not among them.
func (p *Pack) Write() map[string][]byte {
	e := newEncoder(p)
	values := map[string]*value{"process.json": e.record(p.Process)}
	for _, s := range p.sections() {
		if s.needed || reflect.ValueOf(s.records).Len() > 0 {
			if values[s.file] == nil {
				values[s.file] = &value{kind: object, fields: map[string]*value{}}
			}
			values[s.file].put(s.key, e.record(s.records))
		}
	}
	out := map[string][]byte{}
	for _, plan := range p.Plans {
		values["plans/"+plan.Slug+".json"] = e.record(p.plan(plan))
		for _, d := range plan.Drafts {
			out[draftFile(plan.Slug, d.Number)] = d.Document
		}
	}
	for name, v := range values {
		out[name] = v.bytes()
	}
	return out
}

// plan is a plan as its file has it: without levels where they are the process's.
func (p *Pack) plan(plan Plan) Plan {
	e := encoder{}
	if e.record(plan.Levels).canonicalText() == e.record(p.Process.Levels).canonicalText() {
		plan.Levels = nil
	}
	return plan
}

func (v *value) canonicalText() string {
	var b bytes.Buffer
	v.canonical(&b)
	return b.String()
}

func (v *value) bytes() []byte {
	var b bytes.Buffer
	v.print(&b, 0)
	b.WriteByte('\n')
	return b.Bytes()
}

func draftFile(plan string, number int) string {
	return fmt.Sprintf("%s/%s/%d.json", draftsFolder, plan, number)
}

// One gives some lists of the pack, by their keys, as a single file with the sources that they name: what Update reads back.
// The key "process" stands for the profile.
func (p *Pack) One(keys ...string) []byte {
	e := newEncoder(p)
	all := &value{kind: object, fields: map[string]*value{}}
	seen, cites := map[kernel.Source]bool{}, map[string]bool{}
	cite := func(record any) {
		for _, s := range cited(reflect.ValueOf(record), seen) {
			cites[e.ids[s]] = true
		}
	}
	all.put("sources", nil) // first in the file, known last
	if slices.Contains(keys, "process") {
		cite(p.Process)
		all.put("process", e.record(p.Process))
	}
	some := p.only(keys)
	for _, s := range some.sections() {
		if slices.Contains(keys, s.key) || (s.key == "audiences" || s.key == "withdrawn") && reflect.ValueOf(s.records).Len() > 0 {
			cite(s.records)
			all.put(s.key, e.record(s.records))
		}
	}
	all.fields["sources"] = e.record(slices.DeleteFunc(slices.Clone(p.Sources), func(s Source) bool { return !cites[s.ID] }))
	return all.bytes()
}

// only is the pack with the marks of those records alone that stand in the lists of these keys.
func (p *Pack) only(keys []string) *Pack {
	in := map[Name]bool{}
	for _, e := range p.entries() {
		for _, s := range p.sections() {
			if s.file == e.file && slices.Contains(keys, s.key) || e.file == "process.json" && slices.Contains(keys, "process") {
				in[e.Name] = true
			}
		}
	}
	some := *p
	some.Audiences = slices.DeleteFunc(slices.Clone(p.Audiences), func(a Audience) bool { return !in[Name{a.Kind, a.Slug}] })
	some.Withdrawals = slices.DeleteFunc(slices.Clone(p.Withdrawals), func(w Withdrawal) bool { return !in[Name{w.Kind, w.Slug}] })
	return &some
}
