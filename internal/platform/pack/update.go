package pack

import (
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"

	"sampan/internal/fault"
	"sampan/internal/kernel"
)

// Update is what some files in the form of a pack say over a pack that stands: records that are new, records that they
// change, and records that they leave as they are. A record that they do not speak of stays; none is taken away.
type Update struct {
	Before, After *Pack
	Items         []Item // the records that the files speak of, in the order of the files

	given *Pack // what the files say, alone
	at    map[Name]int
}

// What becomes of a record.
type What string

// What can become of a record.
const (
	Added   What = "added"
	Changed What = "changed"
	Same    What = "same"
)

// Item is a record that the files speak of.
type Item struct {
	Name

	What   What
	Place  string // as "meetings.json: meetings[3]"
	Fields []Field
}

// Update reads files over the pack, which stays as it is: a folder that holds some or all of the files of a pack. Everything
// that is wrong with them, or would be wrong with the whole, is told in one Invalid fault.
func (p *Pack) Update(fsys fs.FS) (u *Update, err error) {
	defer fault.In(&err, "pack.Update")
	var told fault.List
	r := newReader(fsys, &told)
	if err := r.read(); err != nil {
		return nil, err
	}
	return p.update(r, &told)
}

// UpdateOne is Update for one file: that of a pack, that of a plan, or one that One made. Name is what people call it.
func (p *Pack) UpdateOne(name string, file io.Reader) (u *Update, err error) {
	defer fault.In(&err, "pack.UpdateOne")
	var told fault.List
	r := newReader(nothing{}, &told)
	f := r.in(name)
	data, err := readMost(file, MaxFileSize, f)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "pack.unreadable")
	}
	if data != nil {
		if v := parse(data, f); v != nil {
			r.divide(v, name)
		}
	}
	return p.update(r, &told)
}

// nothing is a folder with nothing in it.
type nothing struct{}

// Open implements fs.FS.
func (nothing) Open(string) (fs.File, error) { return nil, fs.ErrNotExist }

// divide takes the lists of one file for those of the files of a pack.
func (r *reader) divide(v *value, name string) {
	if v.kind != object {
		r.in(name).add("", "pack.want.object")
		return
	}
	put := func(file string, v *value) {
		r.values[file], r.shown[file] = v, name
	}
	if slug := v.fields["slug"]; slug != nil {
		file := "process.json"
		if v.fields["format"] == nil {
			file = plansFolder + "/" + slug.text + ".json"
		}
		put(file, v)
		return
	}
	if process := v.fields["process"]; process != nil {
		put("process.json", process)
	}
	for _, sec := range (&Pack{}).sections() {
		given := v.fields[sec.key]
		if given == nil {
			continue
		}
		if r.values[sec.file] == nil {
			put(sec.file, &value{kind: object, fields: map[string]*value{}})
		}
		r.values[sec.file].put(sec.key, given)
	}
	for file, key := range map[string]string{"meetings.json": "meetings", "instruments.json": "instruments"} {
		if only := r.values[file]; only != nil && only.fields[key] == nil { // gaps or texts alone
			only.put(key, &value{kind: list})
		}
	}
	for _, key := range v.keys {
		if !slices.ContainsFunc((&Pack{}).sections(), func(s section) bool { return s.key == key }) && key != "process" {
			r.in(name).add(key, "pack.key.unknown", "name", key)
		}
	}
}

func (p *Pack) update(r *reader, told *fault.List) (*Update, error) {
	if len(r.values) == 0 && len(told.Fields) == 0 {
		return nil, fault.New(fault.Invalid, "pack.update.nothing")
	}
	given := &Pack{fsys: r.fsys}
	r.bind(given, p)
	u := &Update{Before: p, After: p.with(given), given: given}
	u.check(r, told)
	given.arrange()
	given.callTexts(p.Files)
	u.After.Files = over(p.Files, given.Files, func(f InstrumentFile) string { return f.Name })
	u.compare(r.shown)
	u.lasting(r.faults)
	if err := told.Err(); err != nil {
		return nil, err
	}
	finish(u.After)
	return u, nil
}

// Find tells what the files make of a record: Same for one that they do not speak of.
func (u *Update) Find(kind, slug string) What {
	if i, ok := u.at[Name{kind, slug}]; ok {
		return u.Items[i].What
	}
	return Same
}

// Place is where the files speak of a record.
func (u *Update) Place(kind, slug string) string {
	if i, ok := u.at[Name{kind, slug}]; ok {
		return u.Items[i].Place
	}
	return ""
}

// OpenText opens a text of an instrument that the files bring.
func (u *Update) OpenText(f InstrumentFile) (io.ReadCloser, error) { return u.given.OpenText(f) }

// Withdrawn are the withdrawals of records that the files add.
func (u *Update) Withdrawn() []Withdrawal {
	return slices.DeleteFunc(slices.Clone(u.given.Withdrawals), func(w Withdrawal) bool { return u.Find(w.Kind, w.Slug) != Added })
}

// Fault is FaultAt for a record that the files speak of.
func (u *Update) Fault(told *fault.List, kind, slug string, err error) error {
	return FaultAt(told, u.Place(kind, slug), err)
}

// FaultAt notes faults of a record under its place in the files: those of an Invalid fault by their paths, or the fault
// itself. It gives err back when it is a failure of another kind.
func FaultAt(told *fault.List, place string, err error) error {
	refused, ok := errors.AsType[*fault.Error](err)
	if !ok || refused.Kind == fault.Internal || refused.Kind == fault.Unavailable {
		return err
	}
	for _, f := range refused.Fields {
		at := place
		if f.Path != "" {
			at += "." + f.Path
		}
		told.Add(at, f.Key, f.Args...)
	}
	if len(refused.Fields) == 0 {
		told.Add(place, refused.Text.Key, refused.Text.Args...)
	}
	return nil
}

// compare finds out what becomes of every record that the files speak of.
func (u *Update) compare(shown map[string]string) {
	u.at = map[Name]int{}
	known := &Pack{Process: u.Before.Process, Sources: append(slices.Clone(u.Before.Sources), u.given.Sources...)}
	e := newEncoder(known)
	e.whole = true
	before := map[Name]*value{}
	for _, b := range u.Before.entries() {
		before[b.Name] = e.marked(u.Before, b)
	}
	given := *u.given
	given.Audiences, given.Process.Levels = u.After.Audiences, orElse(given.Process.Levels, u.Before.Process.Levels)
	for _, g := range given.entries() {
		item := Item{Name: g.Name, What: Added, Place: g.place}
		if name, other := shown[g.file]; other {
			item.Place = name + strings.TrimPrefix(g.place, g.file)
		}
		if was, ok := before[g.Name]; ok {
			item.What, item.Fields = Same, differences(was, e.marked(u.After, g))
			if len(item.Fields) > 0 {
				item.What = Changed
			}
		}
		u.at[g.Name] = len(u.Items)
		u.Items = append(u.Items, item)
	}
	u.marks(e, before)
}

// marks finds the records of which the files say nothing but their audience.
func (u *Update) marks(e *encoder, before map[Name]*value) {
	for _, b := range u.Before.entries() {
		if _, spoken := u.at[b.Name]; spoken || u.Before.AudienceOf(b.Kind, b.Slug) == u.After.AudienceOf(b.Kind, b.Slug) {
			continue
		}
		u.at[b.Name] = len(u.Items)
		u.Items = append(u.Items, Item{
			Name: b.Name, What: Changed, Place: "audiences.json", Fields: differences(before[b.Name], e.marked(u.After, b)),
		})
	}
}

// marked encodes a record with its audience.
func (e *encoder) marked(p *Pack, of entry) *value {
	v := e.record(of.record)
	if of.owner != "" {
		v.put("of", &value{kind: str, text: of.owner})
	}
	if a := p.AudienceOf(of.Kind, of.Slug); a != kernel.Public {
		v.put("audience", &value{kind: str, text: string(a.Kind)})
	}
	return v
}

func orElse[T any](all, other []T) []T {
	if len(all) > 0 {
		return all
	}
	return other
}
